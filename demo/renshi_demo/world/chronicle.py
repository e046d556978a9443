"""The history, told to the platform day by day as people would have told it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from renshi_core.people.jobs import roll_forward
from renshi_demo.generator.calendar import months_before
from renshi_demo.generator.model import (
    ExamTaken,
    Fact,
    Group,
    LeaveTaken,
    Left,
    Moved,
    OvertimeWorked,
    Person,
    Raised,
)
from renshi_demo.world.agreements import Agreements
from renshi_demo.world.desk import Desk, HistoryRefused
from renshi_demo.world.farewells import Farewells
from renshi_demo.world.founding import Founding, before
from renshi_demo.world.hiring import Hiring
from renshi_demo.world.learning import Learning
from renshi_demo.world.months import Months
from renshi_demo.world.planning import Planning
from renshi_demo.world.staff_files import StaffFiles
from renshi_sdk.context import Context
from renshi_sdk.contracts import EndEmployment, JobChange, RequestAction, RequestState
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute
from renshi_sdk.errors import RenshiError

Report = Callable[[str], None]


@dataclass(slots=True)
class Tally:
    """What was written, and what the rules of the platform refused (the first few with their words)."""

    written: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


class Chronicle:
    """Writes a group. ``report`` gets a short line now and then."""

    def __init__(self, desk: Desk, group: Group, password: str, report: Report) -> None:
        self._desk, self._group, self._report = desk, group, report
        self._founding = Founding(desk, group, password)
        self._months = Months(desk, group)
        self._learning = Learning(desk, group)
        self._files = StaffFiles(desk, group)
        self._agreements = Agreements(desk, group)
        self._planning = Planning(desk, group, self._founding)
        self._farewells = Farewells(desk, group)
        self._hiring = Hiring(desk, group, self._founding)
        self._present: set[str] = set()
        self._company = {p.number: p.company for p in group.people}
        self._effects = {d for f in group.facts for d in _effects(f)}
        self._unheard = False
        self.tally = Tally()

    async def write(self) -> Tally:
        """All of it, up to the morning of today."""
        group = self._group
        await self._found()
        joiners = _by_day((p.hired_on, p) for p in group.joiners())
        facts = _by_day((f.told_on, f) for f in group.facts)
        day = group.begins
        while day <= group.ends + timedelta(days=1):
            if day.day == 1:
                await self._month_begins(day)
            if day in self._effects:
                await self._roll_forward(day)
            for person in joiners.get(day, ()):
                await self._join(day, person)
            if day > group.begins:
                self._desk.at(day, 9, 30)
                self.tally.written["劳动合同"] += await self._agreements.renewals(day, self._present)
            await self._tell(day, facts.get(day, []))
            if day.day == 1 and day > group.begins:
                await self._close_month(day)
            day += timedelta(days=1)
        await self._desk.settle()
        await self._calm()
        for line in await self._planning.look_ahead(day - timedelta(days=1)):
            self._report(line)
        self._report(await self._hiring.open_job(day - timedelta(days=1)))
        await self._morning()
        await self._desk.settle()
        self.tally.written["档案记录"] = self._files.rows
        return self.tally

    async def _found(self) -> None:
        desk, group = self._desk, self._group
        desk.at(before(group.begins))
        await self._founding.companies()
        await self._founding.people()
        self._present = set(desk.people)
        await self._fill_files()
        self._report(
            f"{len(desk.people)} 名员工、{len(self._founding.departments)} 个部门、{self._files.rows} 条档案记录"
        )
        desk.at(group.begins, 8)
        await self._founding.plugins()
        for plan in group.companies:
            await self._planning.begin(plan)
            self.tally.written["劳动合同"] += await self._agreements.import_known(plan, group.begins)
        await desk.settle()
        await self._learning.prepare()
        for person in group.first_people():
            await self._months.terms(person, group.begins)

    async def _fill_files(self) -> None:
        await self._files.fields()
        for plan in self._group.companies:
            async with self._desk.context(plan.code, actor=self._desk.player("hr").actor) as ctx:
                for person in self._group.first_people():
                    if person.company == plan.code:
                        await self._files.fill(ctx, person)

    async def _month_begins(self, day: date) -> None:
        """What the platform's clock does by itself at the beginning of a month."""
        self._desk.at(day, 8, 10)
        await self._morning()
        await self._desk.settle()
        await self._months.facts(day)

    async def _morning(self) -> None:
        """The daily jobs of the plugins."""
        for plan in self._group.companies:
            for plugin, job in (("attendance", "attendance.daily"), ("contracts", "contracts.morning")):
                async with self._desk.context(plan.code, plugin=plugin) as ctx:
                    await ctx.jobs.enqueue(job)

    async def _roll_forward(self, day: date) -> None:
        """What the platform's nightly job does on a day on which something planned comes true."""
        self._desk.at(day, 8, 20)
        for plan in self._group.companies:
            async with self._desk.context(plan.code) as ctx:
                # It reports no progress, so it needs no run.
                await roll_forward(ctx, None, cast(JobRun, None))

    async def _join(self, day: date, person: Person) -> None:
        desk = self._desk
        desk.at(day)
        async with desk.context(person.company, actor=desk.player("hr").actor) as ctx:
            await self._founding.hire(ctx, person)
            await self._files.fill(ctx, person)
        self._unheard = True
        self._present.add(person.number)
        await self._months.terms(person, person.hired_on)
        self.tally.written["劳动合同"] += await self._agreements.first_of(person)
        self.tally.written["入职"] += 1

    async def _hear(self) -> None:
        """Let the plugins hear of what happened, where it is needed now."""
        if self._unheard:
            self._unheard = False
            await self._desk.settle()

    async def _tell(self, day: date, facts: list[Fact]) -> None:
        """Everything that is told on one day; what goes through services shares a unit of work."""
        desk = self._desk
        if not facts:
            return
        desk.at(day, 10)
        for plan in self._group.companies:
            here = [f for f in facts if self._company[f.number] == plan.code]
            inside = [f for f in here if not isinstance(f, Raised | ExamTaken)]
            if inside:
                async with desk.context(plan.code) as ctx:
                    for fact in inside:
                        await self._service(ctx, fact)
            for told in here:
                match told:
                    case Raised():
                        await self._months.raise_pay(told)
                        self.tally.written["调薪"] += 1
                    case Left():
                        self._present.discard(told.number)
                        await self._months.end_insurance(told)
                        await desk.settle()
                        self.tally.written["离职面谈"] += await self._farewells.talk(told, plan.code)
                    case ExamTaken():
                        await self._hear()
                        await self._learning.sit(told, plan.code)
                        self.tally.written["考试"] += 1
                    case _:
                        pass
        self._unheard |= any(isinstance(f, Left) for f in facts)

    async def _service(self, ctx: Context, fact: Fact) -> None:
        desk = self._desk
        hr = desk.player("hr").actor
        known = desk.people[fact.number]
        match fact:
            case Left():
                await ctx.acting_as(hr).people.end_employment(
                    EndEmployment(
                        employee_id=known.employee_id,
                        last_day=fact.last_day,
                        reason=fact.reason,
                        reason_code=fact.reason_code,
                    )
                )
                self.tally.written["离职"] += 1
            case Moved():
                company = self._company[fact.number]
                await ctx.acting_as(hr).people.change_job(
                    JobChange(
                        employee_id=known.employee_id,
                        effective_on=fact.effective_on,
                        reason=fact.reason,
                        department_id=self._founding.departments[company, fact.department],
                        position_id=self._founding.positions[company, fact.position],
                        manager_id=desk.people[fact.manager].employee_id,
                    )
                )
                self.tally.written["调动"] += 1
            case LeaveTaken():
                form = {
                    "leave_code": fact.code,
                    "start_on": fact.first,
                    "start_half": fact.first_half,
                    "end_on": fact.last,
                    "end_half": fact.last_half,
                    "reason": fact.reason,
                }
                await self._ask(ctx, fact.number, "attendance.leave", form, "请假")
            case OvertimeWorked():
                form = {
                    "day": fact.day,
                    "start_time": fact.start,
                    "end_time": fact.end,
                    "reason": fact.reason,
                }
                await self._ask(ctx, fact.number, "attendance.overtime", form, "加班")
            case _:
                raise TypeError(fact)

    async def _ask(self, ctx: Context, number: str, kind: str, form: dict[str, Any], what: str) -> None:
        """Somebody asks, and everybody whose turn it is agrees."""
        desk = self._desk
        asker = desk.people[number]
        try:
            request = await ctx.acting_as(asker.actor).requests.submit(kind, form)
            desk.tick()
            while request.state is RequestState.PENDING:
                step = next(s for s in request.steps if s.approver_ids and not s.approved_by)
                approver = desk.by_employee[step.approver_ids[0]]
                request = await ctx.acting_as(approver.actor).requests.act(request.id, RequestAction.APPROVE)
                desk.tick()
        except RenshiError as error:
            self.tally.refused.append(
                f"{form.get('start_on', form.get('day'))} {asker.name} {what}：{error.text.zh}"
            )
            return
        self.tally.written[what] += 1

    async def _close_month(self, day: date) -> None:
        """On the first evening of a month the one before is closed, attendance first, then pay."""
        month = months_before(day, 1)[0]
        self._desk.at(day, 18)
        await self._desk.settle()
        for plan in self._group.companies:
            closed = await self._months.close(plan, month)
            self._report(closed)
            self.tally.written["离职证明"] += await self._farewells.close(plan, day)

    async def _calm(self) -> None:
        """Notices of the past have been read by those who got them."""
        first = self._group.companies[0].code
        async with self._desk.context(first) as ctx:
            await execute(
                "UPDATE core_notice SET read_at = created_at + interval '3 hours'"
                " WHERE read_at IS NULL AND created_at < $1",
                ctx.now() - timedelta(days=7),
            )


def _by_day(pairs: Any) -> dict[date, list[Any]]:
    days: dict[date, list[Any]] = {}
    for day, value in pairs:
        days.setdefault(day, []).append(value)
    return days


def _effects(fact: Fact) -> tuple[date, ...]:
    """Days on which something told earlier comes true."""
    match fact:
        case Left():
            return (fact.last_day + timedelta(days=1),)
        case Moved():
            return (fact.effective_on,)
        case _:
            return ()


__all__ = ["Chronicle", "HistoryRefused", "Tally"]
