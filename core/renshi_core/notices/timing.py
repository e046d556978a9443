"""When a notice may go out: quiet hours and digests, as arithmetic over moments and clocks on the wall."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Digest = Literal["off", "daily", "weekly"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts for one notice to one person: the person's choices over the company's."""

    quiet: tuple[time, time] | None = None
    digest: Digest = "off"
    digest_hour: int = 9
    digest_weekday: int = 1
    locale: str = "zh-CN"
    urgent: bool = False
    mandatory: bool = False
    off: frozenset[str] = field(default_factory=frozenset)
    """Channels the person does not want for this kind."""
    fallback_minutes: int | None = None

    def allows(self, channel: str) -> bool:
        """Whether a channel may be used; what is mandatory goes over every channel."""
        return self.mandatory or channel not in self.off


def quiet_until(now: datetime, zone: ZoneInfo, quiet: tuple[time, time] | None) -> datetime | None:
    """The end of the quiet hours that ``now`` lies in; ``None`` outside of them.

    The hours may go over midnight. Equal ends mean no quiet hours.
    """
    if quiet is None or quiet[0] == quiet[1]:
        return None
    start, end = quiet
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = start > end
    inside = (clock >= start or clock < end) if over_midnight else start <= clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if over_midnight and clock >= start else 0)
    return datetime.combine(day, end, tzinfo=zone).astimezone(now.tzinfo)


def next_digest(now: datetime, zone: ZoneInfo, digest: Digest, hour: int, weekday: int) -> datetime:
    """The next moment of a person's digest after ``now``; ``weekday`` 1 is Monday, and counts for weekly ones."""
    local = now.astimezone(zone)
    day = local.date()
    while True:
        moment = datetime.combine(day, time(hour), tzinfo=zone)
        if moment > local and (digest == "daily" or day.isoweekday() == weekday):
            return moment.astimezone(now.tzinfo)
        day += timedelta(days=1)
