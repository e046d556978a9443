"""Leave and overtime of one person over the year, within what law and calendar allow."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Literal

from renshi_demo.generator.calendar import working_days, works
from renshi_demo.generator.model import CompanyPlan, Fact, LeaveTaken, OvertimeWorked, Person

ANNUAL_REASONS = ("年休假", "回老家探亲", "陪家人出游", "家中有事", "休整")
PERSONAL_REASONS = ("家里有事", "办理证件", "孩子开家长会", "搬家", "房屋维修", "处理私事")
SICK_REASONS = ("感冒发烧", "肠胃不适", "牙痛就诊", "腰伤复查", "医院复诊")
OVERTIME_REASONS = ("赶制急单", "设备换型", "月末盘点", "客户加单", "新品试产")
_SHOP_FLOOR = frozenset({"CNC", "ASM", "PLT", "QC", "TECH", "WH"})
_LONGEST = 3


class Absences:
    """Draws leave and overtime of a company's people."""

    def __init__(
        self, chance: Random, plan: CompanyPlan, begins: date, ends: date, last_days: dict[str, date]
    ) -> None:
        self._chance, self._plan = chance, plan
        self._begins, self._ends, self._last_days = begins, ends, last_days

    def of(self, person: Person) -> list[Fact]:
        """Everything of one person; no two of them touch the same day."""
        if person.manager is None:
            return []
        first = max(self._begins, person.hired_on) + timedelta(days=1)
        last = min(self._ends - timedelta(days=1), self._last_days.get(person.number, date.max))
        if last <= first:
            return []
        days = working_days(first, last)
        taken: set[date] = set()
        facts: list[Fact] = []
        for year in range(first.year, last.year + 1):
            facts += self._annual(person, [d for d in days if d.year == year], taken)
        facts += self._short(person, days, taken)
        if person.position in _SHOP_FLOOR and self._plan.industry == "manufacturing":
            facts += self._overtime(person, days, taken)
        return facts

    def _annual(self, person: Person, days: list[date], taken: set[date]) -> list[Fact]:
        if not days or person.hired_on >= date(days[0].year, 1, 1):
            return []
        left = round(annual_days(person.first_work_on, days[0].year) * len(days) / 250)
        facts: list[Fact] = []
        for _ in range(4):
            if left <= 0 or self._chance.random() < 0.55:
                continue
            wanted = min(left, self._chance.choice((1, 1, 2, _LONGEST)))
            span = self._span(days, wanted, taken)
            if span is not None:
                left -= wanted
                facts.append(
                    self._leave(person, "annual", span, self._chance.choice(ANNUAL_REASONS), ahead=7)
                )
        return facts

    def _short(self, person: Person, days: list[date], taken: set[date]) -> list[Fact]:
        facts: list[Fact] = []
        share = len(days) / 250
        for _ in range(2):
            if self._chance.random() < 0.27 * share:
                span = self._span(days, 1, taken)
                if span is not None:
                    half = self._chance.choice(("whole", "whole", "am", "pm"))
                    reason = self._chance.choice(PERSONAL_REASONS)
                    facts.append(self._leave(person, "personal", span, reason, ahead=3, half=half))
            if self._chance.random() < 0.22 * share:
                span = self._span(days, self._chance.choice((1, 1, 2)), taken)
                if span is not None:
                    facts.append(
                        self._leave(person, "sick", span, self._chance.choice(SICK_REASONS), ahead=0)
                    )
        return facts

    def _overtime(self, person: Person, days: list[date], taken: set[date]) -> list[Fact]:
        facts: list[Fact] = []
        for _ in range(2):
            day = self._chance.choice(days)
            if day in taken or self._chance.random() < 0.45:
                continue
            taken.add(day)
            facts.append(
                OvertimeWorked(
                    told_on=day,
                    number=person.number,
                    day=day,
                    start="18:30",
                    end=self._chance.choice(("20:30", "21:00", "21:30")),
                    reason=self._chance.choice(OVERTIME_REASONS),
                )
            )
        return facts

    def _span(self, days: list[date], length: int, taken: set[date]) -> tuple[date, date] | None:
        """``length`` working days side by side that are free, or ``None`` after a few tries."""
        for _ in range(6):
            first = self._chance.choice(days)
            span = [first + timedelta(days=n) for n in range(length)]
            if span[-1] <= days[-1] and all(works(day) and day not in taken for day in span):
                taken.update(span)
                return span[0], span[-1]
        return None

    def _leave(
        self,
        person: Person,
        code: Literal["annual", "personal", "sick"],
        span: tuple[date, date],
        reason: str,
        *,
        ahead: int,
        half: str = "whole",
    ) -> LeaveTaken:
        asked = span[0] - timedelta(days=self._chance.randrange(ahead + 1))
        return LeaveTaken(
            told_on=max(asked, self._begins, person.hired_on),
            number=person.number,
            code=code,
            first=span[0],
            last=span[1],
            first_half="pm" if half == "pm" else "am",
            last_half="am" if half == "am" else "pm",
            reason=reason,
        )


def annual_days(first_work_on: date, year: int) -> int:
    """Statutory annual leave of a whole year: 5, 10 or 15 days by completed years of work on 1 January.

    职工带薪年休假条例 art. 3.
    """
    years = year - first_work_on.year - ((first_work_on.month, first_work_on.day) > (1, 1))
    return 15 if years >= 20 else 10 if years >= 10 else 5 if years >= 1 else 0
