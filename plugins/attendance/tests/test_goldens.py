"""Days, leave and overtime worked out by hand, case by case (``golden/*.yaml``), through the real engine."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from renshi_attendance.engine.accrual import Every, Policy, grant
from renshi_attendance.engine.annual import Service, TierChange, entitlement, on_leaving
from renshi_attendance.engine.balance import Lot, Use, available, expired
from renshi_attendance.engine.calendar import CalendarOverride
from renshi_attendance.engine.day import LeaveUse, judge
from renshi_attendance.engine.leave import DaySpan, Half, HourSpan, Span, charge, leave_minutes
from renshi_attendance.engine.leave_types import Counting, Unit
from renshi_attendance.engine.minutes import Interval, midnight
from renshi_attendance.engine.overtime import credit
from renshi_attendance.engine.pattern import WorkPattern
from renshi_attendance.engine.regimes import Averaging, excess
from renshi_attendance.reference import national_calendar, period_standards

HERE = Path(__file__).parent / "golden"
DAYS = yaml.safe_load((HERE / "days.yaml").read_text(encoding="utf-8"))
LEAVE = yaml.safe_load((HERE / "leave.yaml").read_text(encoding="utf-8"))
CAL = national_calendar()
OFFICE = WorkPattern("office", ((540, 720), (780, 1080)), half_split=780)


def clock(text: str) -> int:
    """Minutes from the day's midnight of ``09:00`` or, on the next day, ``+06:00``."""
    hour, minute = text.removeprefix("+").split(":")
    return int(hour) * 60 + int(minute) + 1440 * text.startswith("+")


def stretch(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return clock(start), clock(end)


def pattern_of(spec: dict[str, Any]) -> WorkPattern:
    grace = spec.get("grace", [0, 0])
    return WorkPattern(
        "golden",
        tuple(stretch(span) for span in spec["spans"]),
        half_split=clock(spec["split"]),
        weekdays=frozenset(spec.get("weekdays", range(5))),
        grace_late=grace[0],
        grace_early=grace[1],
        flexible=tuple(spec["flexible"]) if "flexible" in spec else None,
        window=tuple(spec["window"]) if "window" in spec else None,
        each_segment=spec.get("each", False),
        punch_required=spec.get("punched", True),
        due=spec.get("due"),
        planned=spec.get("planned", True),
    )


def leave_span(day: date, text: str) -> Span:
    if text in ("am", "pm"):
        return DaySpan(day, day, Half(text), Half(text))
    if text == "day":
        return DaySpan(day, day)
    start, end = stretch(text)
    return HourSpan(midnight(day) + start, midnight(day) + end)


def ids(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


@ids(DAYS["cases"])
def test_a_day(case: dict[str, Any]) -> None:
    day, pattern = case["day"], pattern_of(DAYS["shifts"][case["shift"]])
    calendar = CAL
    if "company" in case:
        calendar = CAL.overridden([CalendarOverride(day, case["company"], "公司决定")])
    uses = [
        LeaveUse("annual", one.minutes, one.due_minutes, one.window)
        for text in case.get("leave", [])
        for one in charge(
            leave_span(day, text),
            unit=Unit.HOUR,
            counting=Counting.WORKING,
            calendar=calendar,
            pattern_on=lambda _: pattern,
        )
    ]
    zero = midnight(day)
    trips = [Interval(zero + a, zero + b) for a, b in map(stretch, case.get("trips", []))]
    got = judge(calendar.day(day), pattern, [zero + clock(p) for p in case["punches"]], uses, trips=trips)
    seen = {
        "status": got.status.value,
        "worked": got.worked_minutes,
        "late": got.late_minutes,
        "early": got.early_minutes,
        "absent": got.absent_minutes,
        "unknown": got.unknown_minutes,
        "leave": got.leave_due_minutes,
        "trip": got.trip_minutes,
    }
    nothing = dict.fromkeys(seen, 0)
    assert seen == nothing | case["expect"], case["why"]


def service(case: dict[str, Any]) -> Service:
    return Service(
        case["hired"],
        min(case["work"], case["hired"]),
        case.get("continuous", min(case["work"], case["hired"])),
        case.get("left"),
    )


@ids(LEAVE["annual"])
def test_annual_leave(case: dict[str, Any]) -> None:
    rule = TierChange(case.get("tiers", "at_reached"))
    got = entitlement(service(case), case["year"], as_of=case.get("asof"), tier_change=rule)
    assert got.days == case["days"], case["why"]


@ids(LEAVE["leaving"])
def test_annual_leave_owed_at_the_end(case: dict[str, Any]) -> None:
    assert on_leaving(service(case), case["left"].year, case["taken"]) == case["days"], case["why"]


@ids(LEAVE["policy"])
def test_leave_of_the_companys_own(case: dict[str, Any]) -> None:
    policy = Policy(Every(case["every"]), Decimal(case["days"]), 0, 0, True, date(2020, 1, 1), None)
    got = grant(policy, case["hired"], case["asof"], daily_minutes=480, step=case["step"])
    assert (got.minutes if got else 0) == case["minutes"], case["why"]


@ids(LEAVE["balance"])
def test_what_is_left_and_what_runs_out(case: dict[str, Any]) -> None:
    lots = [Lot(str(i), minutes, start, end) for i, (minutes, start, end) in enumerate(case["lots"])]
    uses = [Use(minutes, day) for minutes, day in case["uses"]]
    assert available(lots, uses, case["asof"]) == case["available"], case["why"]
    assert sum(expired(lots, uses, case["asof"]).values()) == case["expired"], case["why"]


def moment(given: Any) -> tuple[date, str]:
    """Day and rest of ``2026-03-02``, ``2026-03-02 pm`` or ``2026-03-02 11:00``."""
    if isinstance(given, date):
        return given, ""
    day, _, rest = str(given).partition(" ")
    return date.fromisoformat(day), rest


def minute(given: Any) -> int:
    day, rest = moment(given)
    return midnight(day) + clock(rest)


@ids(LEAVE["charge"])
def test_what_a_leave_costs(case: dict[str, Any]) -> None:
    (start, begin), (end, stop) = moment(case["from"]), moment(case["to"])
    span: Span
    if ":" in begin:
        span = HourSpan(minute(case["from"]), minute(case["to"]))
    else:
        span = DaySpan(start, end, Half(begin or "am"), Half(stop or "pm"))
    days = charge(
        span,
        unit=Unit.HOUR,
        counting=Counting(case["counting"]),
        calendar=CAL,
        pattern_on=lambda _: OFFICE,
    )
    assert leave_minutes(days) == case["minutes"], case["why"]


@ids(LEAVE["overtime"])
def test_overtime_by_kind(case: dict[str, Any]) -> None:
    wanted = Interval(minute(case["from"]), minute(case["to"]))
    got = credit(moment(case["from"])[0], [wanted], calendar=CAL, pattern=OFFICE)
    kinds = {"workday": got.workday, "rest_day": got.rest_day, "statutory": got.statutory}
    assert kinds == {name: case.get(name, 0) for name in kinds}, case["why"]


@ids(LEAVE["period"])
def test_comprehensive_hours(case: dict[str, Any]) -> None:
    standard = period_standards().on(Averaging(case["averaging"]), case["day"])
    employed, days = case.get("employed", (None, 0))
    got = excess(
        int(Decimal(case["worked"]) * 60),
        standard.minutes,
        leave=int(Decimal(case["leave"]) * 60),
        employed_days=employed,
        period_days=days,
    )
    assert got == case["minutes"], case["why"]


def test_every_case_has_its_source_and_an_id_of_its_own() -> None:
    every = [*DAYS["cases"], *(case for group in LEAVE.values() for case in group)]
    assert all(case["source"] and case["why"] for case in every)
    for group in (DAYS["cases"], *LEAVE.values()):
        names = [case["id"] for case in group]
        assert len(names) == len(set(names))
