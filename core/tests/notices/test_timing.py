"""Quiet hours and digests as arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.notices.templates import check, fill
from renshi_core.notices.timing import next_digest, quiet_until

CHINA = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        (at(23, 23), (time(22), time(8)), at(24, 8)),
        (at(23, 7, 59), (time(22), time(8)), at(23, 8)),
        (at(23, 8), (time(22), time(8)), None),
        (at(23, 21, 59), (time(22), time(8)), None),
        (at(23, 22), (time(22), time(8)), at(24, 8)),
        (at(23, 13), (time(12), time(14)), at(23, 14)),
        (at(23, 11), (time(12), time(14)), None),
        (at(23, 11), (time(9), time(9)), None),
        (at(23, 11), None, None),
    ],
)
def test_quiet_hours_end_where_the_clock_on_the_wall_says(
    now: datetime, quiet: tuple[time, time] | None, expected: datetime | None
) -> None:
    assert quiet_until(now, CHINA, quiet) == expected


@given(moments, clocks, clocks)
def test_after_the_end_of_quiet_hours_it_is_not_quiet(now: datetime, start: time, end: time) -> None:
    until = quiet_until(now, CHINA, (start, end))
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert quiet_until(until, CHINA, (start, end)) is None


@given(moments, st.integers(0, 23), st.integers(1, 7))
def test_the_next_digest_is_ahead_and_on_its_hour(now: datetime, hour: int, weekday: int) -> None:
    daily = next_digest(now, CHINA, "daily", hour, weekday)
    weekly = next_digest(now, CHINA, "weekly", hour, weekday)
    assert now < daily <= now + timedelta(days=1)
    assert now < weekly <= now + timedelta(days=7)
    for moment in (daily, weekly):
        assert (moment.astimezone(CHINA).hour, moment.astimezone(CHINA).minute) == (hour, 0)
    assert weekly.astimezone(CHINA).isoweekday() == weekday


@given(st.text(), st.text())
def test_what_people_write_is_put_in_as_text(title: str, body: str) -> None:
    assert fill("{title}|{body}", {"title": title, "body": body}) == f"{title}|{body}"


@pytest.mark.parametrize(
    ("template", "fine"),
    [
        ("{name}：{title}", True),
        ("没有占位符", True),
        ("{secret}", False),
        ("{name.__class__}", False),
        ("{0}", False),
        ("{", False),
        ("{{title}}", False),
        ("}{", False),
        ("{{ 7*7 }}", False),
        ("{% raw %}", False),
        ("${title}", True),
    ],
)
def test_a_template_with_anything_else_than_known_placeholders_is_refused(template: str, fine: bool) -> None:
    assert (check(template) is None) is fine
