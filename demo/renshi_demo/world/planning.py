"""The organisation beside the people: cost centres, the headcount plan, and what is planned from today on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from renshi_core.organization import cost_centres, headcount_plans
from renshi_core.organization import service as organization
from renshi_core.people import posts
from renshi_core.people.post_checks import Wanted
from renshi_demo.generator.calendar import month_after
from renshi_demo.generator.model import CompanyPlan, Group, Left, Moved, Person
from renshi_demo.world.desk import Desk
from renshi_demo.world.founding import Founding
from renshi_sdk.contracts import JobChange

RENAMED = ("HXJM", "RDM", "机械研发部")
"""Company, department, and its name from the next month on."""
PROMOTED = ("HXJM", "QA", "QC", "QENG", "P4")
"""Company, department and position of somebody who becomes something better next month."""
DOUBLE = ("HXJM", "FINM", "ADM", "ADMM", 20)
"""Who looks after a second department, and with how much of their time."""
SECONDED = ("HXYX", "DEV", "HXJM", "RDE", "EENG", 100)
"""Who works for the sister company for three months."""


class Planning:
    """Writes through the core's services, as the head of human resources."""

    def __init__(self, desk: Desk, group: Group, founding: Founding) -> None:
        self._desk, self._group, self._founding = desk, group, founding

    async def begin(self, plan: CompanyPlan) -> None:
        """Cost centres of the departments, and an approved headcount plan for each year of the history."""
        desk = self._desk
        async with desk.context(plan.code, actor=desk.player("hr").actor) as ctx:
            for centre in plan.cost_centres:
                made = await cost_centres.create(ctx, code=centre.code, title=centre.title)
                for code in centre.departments:
                    department_id = self._founding.departments[plan.code, code]
                    await organization.update_department(ctx, department_id, {"cost_centre_id": made["id"]})
        # A day in December looks ahead already.
        until = self._group.ends + timedelta(days=40)
        for year in range(self._group.begins.year, until.year + 1):
            await self._headcount(plan, year)

    async def _headcount(self, plan: CompanyPlan, year: int) -> None:
        desk = self._desk
        places = Counter({(p.department, p.position): p.count for p in plan.posts})
        for place in plan.places:
            places[place.department, place.position] += place.count
        lines = [{"department_code": d, "position_code": p, "planned": n} for (d, p), n in places.items()]
        async with desk.context(plan.code, actor=desk.player("hr").actor) as ctx:
            made = await headcount_plans.create(
                ctx,
                title=f"{year} 年度编制",
                period_from=date(year, 1, 1),
                period_to=date(year, 12, 31),
            )
            await headcount_plans.set_lines(ctx, made["id"], lines)
            await headcount_plans.submit(ctx, made["id"])
        head = next(p for p in self._group.first_people() if p.company == plan.code and p.position == "GM")
        async with desk.context(plan.code, actor=desk.people[head.number].actor) as ctx:
            await headcount_plans.decide(ctx, made["id"], approve=True, comment="同意")

    async def look_ahead(self, today: date) -> list[str]:
        """Changes that lie ahead, a second post and a secondment; returns a line for each."""
        told = [await self._rename(today), await self._promote(today)]
        return [*told, await self._double(today), await self._second(today)]

    async def _rename(self, today: date) -> str:
        company, code, name = RENAMED
        desk, first = self._desk, month_after(today)
        async with desk.context(company, actor=desk.player("hr").actor) as ctx:
            department_id = self._founding.departments[company, code]
            await organization.update_department(ctx, department_id, {"name": name}, effective_on=first)
        old = self._group.company(company).department(code).name
        return f"{first} 起“{old}”更名为“{name}”"

    async def _promote(self, today: date) -> str:
        company, department, position, target, grade = PROMOTED
        desk = self._desk
        person = self._holder(company, position, department)
        first = month_after(today)
        async with desk.context(company, actor=desk.player("hr").actor) as ctx:
            await ctx.people.change_job(
                JobChange(
                    employee_id=desk.people[person.number].employee_id,
                    effective_on=first,
                    reason="年度晋升",
                    position_id=self._founding.positions[company, target],
                    grade=grade,
                )
            )
        title = self._group.company(company).position(target).title
        return f"{first} 起{person.name}晋升为{title}"

    async def _double(self, today: date) -> str:
        company, position, department, other, share = DOUBLE
        person = self._holder(company, position)
        await self._post(
            person, "concurrent", company, department, other, share, today, None, "行政经理休假期间兼任"
        )
        title = self._group.company(company).position(other).title
        return f"{person.name}兼任{title}（{share}%）"

    async def _second(self, today: date) -> str:
        company, position, target, department, other, share = SECONDED
        person = self._holder(company, position)
        last = month_after(today, 3)
        await self._post(
            person, "secondment", target, department, other, share, today, last, "支援产线数据采集系统上线"
        )
        return f"{person.name}借调至{self._group.company(target).short}，至 {last}"

    async def _post(
        self,
        person: Person,
        kind: Literal["concurrent", "secondment"],
        company: str,
        department: str,
        position: str,
        share: int,
        starts_on: date,
        last_day: date | None,
        reason: str,
    ) -> None:
        desk = self._desk
        wanted = Wanted(
            kind=kind,
            department_id=self._founding.departments[company, department],
            position_id=self._founding.positions[company, position],
            share=Decimal(share),
            starts_on=starts_on,
            last_day=last_day,
        )
        async with desk.context(person.company, actor=desk.player("hr").actor) as ctx:
            await posts.add(ctx, desk.people[person.number].employee_id, wanted, reason=reason)

    def _holder(self, company: str, position: str, department: str | None = None) -> Person:
        """Somebody who is there from the beginning to the end and plays no part elsewhere."""
        gone = {f.number for f in self._group.facts if isinstance(f, Left | Moved)}
        players = set(self._desk.cast.values()) if position != "FINM" else set()
        return next(
            p
            for p in self._group.first_people()
            if (p.company, p.position) == (company, position)
            and department in (None, p.department)
            and p.number not in gone | players
        )
