"""A year of a company: who leaves and follows, who moves, what is paid and taken."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from renshi_demo.generator.absence import Absences
from renshi_demo.generator.calendar import month_after, next_working_day, working_days
from renshi_demo.generator.model import CompanyPlan, ExamTaken, Fact, Left, Moved, Person, Raised
from renshi_demo.generator.people import Draft, Maker, give_managers, give_numbers

REASONS = (
    ("career", "个人发展"),
    ("personal", "回老家发展"),
    ("family", "家庭原因"),
    ("career", "继续深造"),
    ("personal", "身体原因"),
    ("pay", "另有工作机会"),
    ("term_over", "合同到期不续签"),
    ("mutual", "协商一致"),
)
"""Code of the platform's list of reasons, and what HR wrote down."""
SWAPS = {("MACH", "CNC"): ("ASSY", "ASM"), ("ASSY", "ASM"): ("MACH", "CNC")}
SAFETY_COURSE = "SAFE-PROD"
SAFETY_MONTH = 6
"""June is the safety month (安全生产月)."""
_KEPT = frozenset({"HRD", "PAYS", "RECS", "HRM", "HRS"})
"""Positions whose holders stay: they sign in during the demonstration."""


class History:
    """Draws the year of one company. ``people`` and ``facts`` are what came of it."""

    def __init__(self, chance: Random, maker: Maker, plan: CompanyPlan, begins: date, ends: date) -> None:
        self._chance, self._maker, self._plan = chance, maker, plan
        self._begins, self._ends = begins, ends
        self._gone: dict[str, tuple[date, str, date]] = {}
        staff = maker.staff(plan, begins)
        joiners, leavers = self._turnover(staff)
        give_numbers(plan, [*staff, *joiners])
        give_managers(plan, staff, joiners)
        self.people: list[Person] = [maker.finished(d) for d in _managers_first(staff)]
        self.people += [maker.finished(d) for d in sorted(joiners, key=lambda d: (d.hired_on, d.number))]
        self._last_day = {d.number: last_day for d, last_day in leavers}
        self._place = {p.number: (p.department, p.position, p.manager) for p in self.people}
        self.facts: list[Fact] = [*self._leavings(leavers), *self._moves(staff), *self._raises()]
        absences = Absences(chance, plan, begins, ends, self._last_day)
        for person in self.people:
            self.facts += absences.of(person)
        self.facts += self._exams()

    def _turnover(self, staff: list[Draft]) -> tuple[list[Draft], list[tuple[Draft, date]]]:
        """People who leave, each followed by somebody new before the history ends."""
        chance, plan = self._chance, self._plan
        present = [d for d in staff if not d.leads and d.position.code not in _KEPT]
        joiners: list[Draft] = []
        leavers: list[tuple[Draft, date]] = []
        month = self._begins
        latest = self._ends - timedelta(days=45)
        while month <= latest:
            following = (month + timedelta(days=32)).replace(day=1)
            share = plan.leaving * plan.headcount
            count = int(share) + (chance.random() < share % 1)
            for _ in range(count):
                settled = [d for d in present if (month - d.hired_on).days > 100]
                weights = [3.0 if (month - d.hired_on).days < 730 else 1.0 for d in settled]
                leaver = chance.choices(settled, weights)[0]
                last_day = month + timedelta(days=chance.randrange((following - month).days))
                if last_day > latest:
                    break
                present.remove(leaver)
                leavers.append((leaver, last_day))
                starts_on = next_working_day(last_day + timedelta(days=chance.randrange(4, 35)))
                successor = self._maker.draft(plan, leaver.department, leaver.position, starts_on)
                joiners.append(successor)
                present.append(successor)
            month = following
        return joiners, leavers

    def _leavings(self, leavers: list[tuple[Draft, date]]) -> list[Fact]:
        facts: list[Fact] = []
        for draft, last_day in leavers:
            notice = last_day - timedelta(days=self._chance.randrange(10, 31))
            told_on = max(notice, self._begins, draft.hired_on)
            code, words = self._chance.choice(REASONS)
            facts.append(
                Left(
                    told_on=told_on,
                    number=draft.number,
                    last_day=last_day,
                    reason=words,
                    reason_code=code,
                )
            )
        return facts

    def _moves(self, staff: list[Draft]) -> list[Fact]:
        """About one and a half transfers a month, each to a sister department."""
        chance, plan = self._chance, self._plan
        facts: list[Fact] = []
        movable = [
            d for d in staff if not d.leads and d.position.grade[0] == "O" and d.number not in self._last_day
        ]
        whole = (self._ends.year - self._begins.year) * 12 + self._ends.month - self._begins.month
        for number in range(whole * 3 // 2):
            month = month_after(self._begins, number * 2 // 3)
            person = chance.choice(movable)
            target = self._sister(person)
            if target is None:
                continue
            movable.remove(person)
            department, position = target
            leader = chance.choice([d for d in staff if d.department == department and d.leads])
            effective_on = next_working_day(month + timedelta(days=chance.choice((0, 9, 14))))
            told_on = max(effective_on - timedelta(days=chance.randrange(1, 6)), self._begins)
            if effective_on > self._ends:
                continue
            facts.append(
                Moved(
                    told_on=told_on,
                    number=person.number,
                    effective_on=effective_on,
                    department=department,
                    position=position,
                    manager=leader.number,
                    reason=f"{plan.department(department).name}人手调配",
                )
            )
        return facts

    def _sister(self, person: Draft) -> tuple[str, str] | None:
        swap = SWAPS.get((person.department, person.position.code))
        if swap is not None:
            return swap
        others = [
            post.department
            for post in self._plan.posts
            if post.position == person.position.code and post.department != person.department
        ]
        return (self._chance.choice(others), person.position.code) if others else None

    def _raises(self) -> list[Fact]:
        """The yearly review of pay, in force from the first of April that the history holds."""
        facts: list[Fact] = []
        april = date(self._begins.year + (self._begins.month > 4), 4, 1)
        if not self._begins < april <= self._ends:
            return facts
        for person in self.people:
            last_day = self._last_day.get(person.number)
            leaving = last_day is not None and last_day < month_after(april)
            if (april - person.hired_on).days < 180 or leaving:
                continue
            if self._chance.random() < 0.8:
                percent = self._chance.choice((2, 3, 3, 4, 4, 5, 6))
                facts.append(
                    Raised(
                        told_on=date(april.year, 3, 20),
                        number=person.number,
                        valid_from=april,
                        wage=round(person.wage * (100 + percent) / 10_000) * 100,
                        reason=f"{april.year} 年度调薪 {percent}%",
                    )
                )
        return facts

    def _exams(self) -> list[Fact]:
        """New people sit the first course; the shop floor the safety course in June."""
        chance = self._chance
        facts: list[Fact] = []
        for person in self.people:
            if person.hired_on >= self._begins and person.hired_on + timedelta(days=6) <= self._ends:
                day = next_working_day(person.hired_on + timedelta(days=chance.randrange(4)))
                if chance.random() < 0.15:
                    facts.append(self._exam(day, person, "ONBOARD", 50))
                    day = next_working_day(day)
                if day <= self._ends:
                    facts.append(self._exam(day, person, "ONBOARD", 100))
        if self._plan.industry == "manufacturing":
            facts += self._safety()
        return facts

    def _safety(self) -> list[Fact]:
        june = date(self._begins.year + (self._begins.month > SAFETY_MONTH), SAFETY_MONTH, 1)
        last = (june + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        if last > self._ends:
            return []
        days = working_days(june + timedelta(days=4), last)
        facts: list[Fact] = []
        for person in self.people:
            gone = self._last_day.get(person.number, date.max)
            here = person.hired_on < june and gone > last
            if (
                here
                and self._plan.department(person.department).parent == "PROD"
                and self._chance.random() < 0.9
            ):
                day = self._chance.choice(days)
                facts.append(self._exam(day, person, SAFETY_COURSE, self._chance.choice((100, 100, 100, 75))))
        return facts

    @staticmethod
    def _exam(day: date, person: Person, course: str, share: int) -> ExamTaken:
        return ExamTaken(told_on=day, number=person.number, course=course, share=share)


def _managers_first(staff: list[Draft]) -> list[Draft]:
    by_number = {d.number: d for d in staff}
    depth: dict[str, int] = {}

    def level(draft: Draft) -> int:
        if draft.number not in depth:
            depth[draft.number] = 0 if draft.manager is None else 1 + level(by_number[draft.manager])
        return depth[draft.number]

    return sorted(staff, key=lambda d: (level(d), d.number))
