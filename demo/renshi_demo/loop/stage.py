"""Where and when the round takes place: the company whose next open pay month comes first, and days in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_demo.generator.calendar import known, working_days
from renshi_demo.generator.model import CompanyPlan
from renshi_demo.generator.shape import companies
from renshi_demo.loop.api import Session
from renshi_demo.loop.checks import StepFailed
from renshi_sdk.contracts import PayPeriod

PARTS = {
    "HXJM": ("production_supervisor", "manager", "recruiter"),
    "HXYX": ("store_manager", "store", "store-hr"),
}
"""By company: the job profile to recruit for, the login of the manager who asks and of the recruiter."""
_LATEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """A company, a pay month that is still open, and the days in it."""

    plan: CompanyPlan
    company_id: str
    profile: str
    manager: str
    recruiter: str
    today: date
    period: PayPeriod
    starts_on: date
    leave_on: date

    @property
    def begun(self) -> bool:
        """Whether the month has begun, so that its attendance can be computed."""
        return self.period.first_day <= self.today

    @property
    def script(self) -> dict[str, Any]:
        """What the candidate and the managers say."""
        return dict(scripts()[self.profile])

    @property
    def public(self) -> str:
        """Where anybody reaches the company."""
        return f"/public/{self.plan.public_code}"

    @property
    def leave_words(self) -> str:
        """The day of leave as somebody says it today."""
        ahead = (self.leave_on - self.today).days
        return {1: "明天", 2: "后天"}.get(ahead, f"{self.leave_on.month}月{self.leave_on.day}日")

    @property
    def insured(self) -> bool:
        """Whether the first month is insured: those who begin after the 15th are from the next month on."""
        return self.starts_on.day <= 15


@lru_cache(maxsize=1)
def scripts() -> dict[str, Any]:
    """The made-up words of the round, by job profile."""
    return dict(
        yaml.safe_load(files("renshi_demo").joinpath("data/candidates.yaml").read_text(encoding="utf-8"))
    )


def choose(payroll: Session, today: date) -> Stage:
    """The company and month of this round. A month that is paid never changes, so each round takes an open one.

    Raises:
        StepFailed: no month is left whose holidays are published.
    """
    found: list[Stage] = []
    for plan in companies():
        payroll.work_in(payroll.companies[plan.code])
        runs = payroll.get("/api/plugins/payroll/runs", limit=200)["items"]
        closed = {run["period"] for run in runs if run["state"] == "closed"}
        period = PayPeriod(today.year, today.month)
        for _ in range(_LATEST_MONTHS):
            days = _days(period, today) if str(period) not in closed else None
            if days is not None:
                found.append(
                    Stage(plan, payroll.companies[plan.code], *PARTS[plan.code], today, period, *days)
                )
                break
            period = period.next()
    if not found:
        raise StepFailed(
            "两家公司所有可用的月份都已关账，或明年的放假安排尚未公布；请用 renshi demo --fresh 重新开始"
        )
    return min(found, key=lambda stage: stage.period)


def _days(period: PayPeriod, today: date) -> tuple[date, date] | None:
    """First day of work and day of leave in the month; ``None`` where there is no room for both."""
    if not known(period.last_day):
        return None
    days = [day for day in working_days(max(period.first_day, today), period.last_day) if day.weekday() < 5]
    # A weekend day that is worked in exchange for a holiday is no day of its own in monthly pay.
    return (days[0], days[1]) if len(days) > 1 else None
