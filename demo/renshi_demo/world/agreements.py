"""Labour contracts of the example people, from the first one to those that come due now.

Everybody has a fixed term first, another one after it, then an open-ended contract, as is usual since art. 14 of the
Labour Contract Law. Two who came last are left without one, so that the warning is seen.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from openpyxl import Workbook

from renshi_demo.generator.model import CompanyPlan, Group, Person
from renshi_demo.world.desk import Desk, HistoryRefused
from renshi_sdk.labour import last_day_of_months

CONTRACTS = "/api/plugins/contracts"
_HEADINGS = (
    "工号",
    "合同编号",
    "合同类型",
    "期限类型",
    "起始日期",
    "终止日期",
    "试用期（月）",
    "签订日期",
    "备注",
)
_WITHOUT = 2
"""So many of the latest joiners of the first company have none yet."""
_LATE = 31
"""Days after the hire from which a missing contract is against the law (art. 10)."""


@dataclass(frozen=True, slots=True)
class Term:
    """One contract of a chain; ``ends_on`` ``None`` = open-ended."""

    starts_on: date
    ends_on: date | None
    probation_months: int
    signed_on: date


class Agreements:
    """Keeps who has no contract on purpose."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk, self._group = desk, group
        first = group.companies[0].code
        late = [p for p in group.joiners() if p.company == first and (group.ends - p.hired_on).days >= _LATE]
        self.without = {p.number for p in late[-_WITHOUT:]}

    async def import_known(self, plan: CompanyPlan, on: date) -> int:
        """Contracts signed before the platform was there, taken over as one workbook; returns how many."""
        desk, hr = self._desk, self._desk.cast["hr"]
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(_HEADINGS)
        for person in self._group.first_people():
            if person.company == plan.code:
                for term in terms_of(person, on):
                    sheet.append(_row(person, term))
        out = io.BytesIO()
        book.save(out)
        file_id = (await desk.upload(hr, plan.code, "劳动合同台账.xlsx", out.getvalue()))["id"]
        answer = await desk.call(
            hr, plan.code, "POST", f"{CONTRACTS}/imports", {"file_id": file_id, "write": True}
        )
        if answer["problems"]:
            raise HistoryRefused(f"{plan.short} 劳动合同：{answer['problems'][:3]}")
        return int(answer["written"])

    async def first_of(self, person: Person) -> int:
        """The contract of somebody who has just come; returns how many were written."""
        if person.number in self.without:
            return 0
        await self._record(person, terms_of(person, person.hired_on)[0])
        return 1

    async def renewals(self, day: date, present: set[str]) -> int:
        """Contracts that begin on a day because one before them ran out; returns how many were written."""
        written = 0
        for person in self._group.people:
            if person.number not in present or person.hired_on >= day or person.number in self.without:
                continue
            last = terms_of(person, day)[-1]
            if last.starts_on == day:
                await self._record(person, last)
                written += 1
        return written

    async def _record(self, person: Person, term: Term) -> None:
        desk = self._desk
        await desk.call(
            desk.cast["hr"],
            person.company,
            "POST",
            f"{CONTRACTS}/contracts",
            {
                "employee_id": str(desk.people[person.number].employee_id),
                "kind": "labour",
                "term": "open" if term.ends_on is None else "fixed",
                "starts_on": term.starts_on.isoformat(),
                "ends_on": term.ends_on.isoformat() if term.ends_on else None,
                "probation_months": term.probation_months,
                "work": self._group.company(person.company).position(person.position).title,
                "workplace": self._group.company(person.company).city,
                "signed_on": term.signed_on.isoformat(),
            },
        )


def terms_of(person: Person, until: date) -> list[Term]:
    """The chain of contracts that began by a day."""
    chance = Random(f"{person.number}:contract")
    months = 60 if person.grade in ("M3", "M4", "M5") else chance.choice((36, 36, 36, 24))
    first_end = last_day_of_months(person.hired_on, months)
    # Half a year of probation takes a term of three years or more (art. 19).
    probation = person.probation_months if months >= 36 else min(person.probation_months, 2)
    chain = [Term(person.hired_on, first_end, probation, person.hired_on)]
    while chain[-1].ends_on is not None and chain[-1].ends_on < until:
        starts_on = chain[-1].ends_on + timedelta(days=1)
        ends_on = last_day_of_months(starts_on, 36) if len(chain) == 1 else None
        chain.append(Term(starts_on, ends_on, 0, starts_on - timedelta(days=chance.randrange(5, 25))))
    return chain


def _row(person: Person, term: Term) -> tuple[str | int | date | None, ...]:
    kind = "无固定期限" if term.ends_on is None else "固定期限"
    return (
        person.number,
        "",
        "劳动合同",
        kind,
        term.starts_on,
        term.ends_on,
        term.probation_months or None,
        term.signed_on,
        None,
    )
