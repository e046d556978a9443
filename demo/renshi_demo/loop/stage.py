"""Where and when the round takes place: the company whose next open pay month comes first, and days in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_demo.generator.calendar import known, working_days
from renshi_demo.generator.model import CompanyPlan
from renshi_demo.generator.shape import companies
from renshi_demo.loop.api import Session
from renshi_demo.loop.checks import StepFailed
from renshi_demo.world.months import INSURED_BY
from renshi_sdk.contracts import PayPeriod

PARTS = {
    "HXJM": ("production_supervisor", "manager", "recruiter"),
    "HXYX": ("store_manager", "store", "store-hr"),
}
"""By company: the job profile to recruit for, the login of the manager who asks and of the recruiter."""

_PAID = frozenset({"closed", "paid", "filed"})
"""States of a run whose month never changes again."""


@dataclass(frozen=True, slots=True)
class Days:
    """The pay month of a round, and the days in it: first day of work, and the day of leave.

    On the last working day of a month both are the same day, and the leave is its afternoon.
    """

    today: date
    period: PayPeriod
    starts_on: date
    leave_on: date

    @property
    def begun(self) -> bool:
        """Whether the month has begun, so that its attendance can be computed."""
        return self.period.first_day <= self.today

    @property
    def insured(self) -> bool:
        """Whether the first month is insured: those who begin after the 15th are from the next month on."""
        return self.starts_on.day <= INSURED_BY

    @property
    def leave_days(self) -> Decimal:
        """One day, or half of it."""
        return Decimal(1) if self.leave_on > self.starts_on else Decimal("0.5")

    @property
    def leave_words(self) -> str:
        """The leave as somebody asks for it today."""
        ahead = (self.leave_on - self.today).days
        day = {0: "今天", 1: "明天", 2: "后天"}.get(ahead, f"{self.leave_on.month}月{self.leave_on.day}日")
        what = "请一天事假" if self.leave_days == 1 else "下午请半天事假"
        return f"{day}{what}，家里有事"


@dataclass(frozen=True, slots=True)
class Stage:
    """A company, the parts played in it, and the days of the round."""

    plan: CompanyPlan
    company_id: str
    profile: str
    manager: str
    recruiter: str
    days: Days

    @property
    def period(self) -> PayPeriod:
        return self.days.period

    @property
    def starts_on(self) -> date:
        return self.days.starts_on

    @property
    def leave_on(self) -> date:
        return self.days.leave_on

    @property
    def script(self) -> dict[str, Any]:
        """What the candidate and the managers say."""
        return dict(scripts()[self.profile])

    @property
    def public(self) -> str:
        """Where anybody reaches the company."""
        return f"/public/{self.plan.public_code}"


@lru_cache(maxsize=1)
def scripts() -> dict[str, Any]:
    """The made-up words of the round, by job profile."""
    return dict(
        yaml.safe_load(files("renshi_demo").joinpath("data/candidates.yaml").read_text(encoding="utf-8"))
    )


def choose(payroll: Session, today: date) -> Stage | None:
    """The company whose month of today (or, on its last free days, the next) is still open; ``None`` where none is.

    A month that is paid never changes, so each round takes an open one.

    Raises:
        StepFailed: the holidays of the month aren't published.
    """
    days = days_from(today)
    for plan in companies():
        payroll.work_in(payroll.companies[plan.code])
        runs = payroll.get("/api/plugins/payroll/runs", limit=200)["items"]
        if str(days.period) not in {run["period"] for run in runs if run["state"] in _PAID}:
            return Stage(plan, payroll.companies[plan.code], *PARTS[plan.code], days)
    return None


def days_from(today: date) -> Days:
    """The first month from that of ``today`` on with a working day left in it.

    Raises:
        StepFailed: the holidays of the month aren't published.
    """
    period = PayPeriod(today.year, today.month)
    while True:
        if not known(period.last_day):
            raise StepFailed(f"{period.year} 年的放假安排尚未公布或未随程序发布，{period} 无法排假和算薪")
        first = max(period.first_day, today)
        # A weekend day that is worked in exchange for a holiday is no day of its own in monthly pay.
        free = [day for day in working_days(first, period.last_day) if day.weekday() < 5]
        if free:
            return Days(today, period, free[0], free[min(1, len(free) - 1)])
        period = period.next()
