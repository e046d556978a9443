"""Time as a dependency, so that tests and replays can hold it still."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self, zone: ZoneInfo = CHINA) -> date:
        """The calendar day in ``zone``."""
        ...


class SystemClock:
    """The real clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self, zone: ZoneInfo = CHINA) -> date:
        return self.now().astimezone(zone).date()


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("FrozenClock needs an aware datetime")
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self.moment

    def today(self, zone: ZoneInfo = CHINA) -> date:
        return self.moment.astimezone(zone).date()

    def move_to(self, moment: datetime) -> None:
        """Set the clock to ``moment`` (aware)."""
        if moment.tzinfo is None:
            raise ValueError("FrozenClock needs an aware datetime")
        self.moment = moment.astimezone(UTC)
