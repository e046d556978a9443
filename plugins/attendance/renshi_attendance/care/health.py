"""Does the plugin know the calendar of the weeks to come?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from renshi_sdk import Text
from renshi_sdk.contributions import HealthCheck, HealthResult

from ..reference import national_calendar

NOTICE = timedelta(days=45)
"""The State Council's notice usually comes in November; leave for January is asked for in December."""


def verdict(today: date) -> HealthResult:
    """Degraded 45 days before the last known year ends, down when it has ended."""
    last = national_calendar().last_year
    end = date(last, 12, 31)
    if today > end:
        return HealthResult(
            "down",
            Text(f"{last + 1} 年放假安排未收录，不能计算考勤", f"the calendar of {last + 1} is not known"),
        )
    if today + NOTICE > end:
        return HealthResult(
            "degraded",
            Text(
                f"{last + 1} 年放假安排尚未收录，{end:%Y-%m-%d} 之后不能请假和计算考勤",
                f"the calendar of {last + 1} is not known yet; nothing after {end} can be computed",
            ),
        )
    return HealthResult("ok", Text(f"放假安排已收录至 {last} 年", f"the calendar is known up to {last}"))


async def check() -> HealthResult:
    """Look at today."""
    return verdict(datetime.now(UTC).date())


HEALTH = (HealthCheck(name="attendance.calendar", check=check),)
