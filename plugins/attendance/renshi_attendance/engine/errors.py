"""What the engine refuses. Each error has a stable ``code`` and a sentence in both languages (``zh``,
``en``).
"""

from __future__ import annotations

from datetime import date


class EngineError(ValueError):
    """Base of every refusal."""

    code = "attendance.engine"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


class CalendarUnknown(EngineError):
    """The State Council's holiday notice of a year is not known here, so no day of that year is judged.

    ``year`` is the year asked for; ``first`` and ``last`` are the years that are known.
    """

    code = "attendance.calendar_unknown_year"

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(
            f"{year} 年放假安排未知（已知 {first}—{last} 年），不能推算工作日",
            f"the holiday notice of {year} is not known (known: {first}–{last})",
        )
        self.year, self.first, self.last = year, first, last


class OverrideRefused(EngineError):
    """A company override would take away a statutory holiday (300 % stays, whatever the company plans)."""

    code = "attendance.calendar_override_refused"

    def __init__(self, day: date, name: str) -> None:
        super().__init__(
            f"{day:%Y-%m-%d} 是法定节假日（{name}），不能改为工作日；需出勤请申请加班",
            f"{day} is a statutory holiday and cannot become a working day; ask for overtime instead",
        )
        self.day, self.name = day, name


class PatternInvalid(EngineError):
    """A work pattern that cannot be one working day."""

    code = "attendance.pattern_invalid"


class LeaveTypeUnknown(EngineError):
    """No leave type with this code."""

    code = "attendance.leave_type_unknown"

    def __init__(self, leave_code: str) -> None:
        super().__init__(f"没有假期类型「{leave_code}」", f"there is no leave type {leave_code!r}")
        self.leave_code = leave_code


class ProvinceUnknown(EngineError):
    """The local rule of this province is not recorded; the amount is not guessed from another province."""

    code = "attendance.leave_province_unknown"

    def __init__(self, name: str, province: str | None, on: date, missing: str = "") -> None:
        where = province or "（未填写地区）"
        super().__init__(
            f"{where} 在 {on:%Y-%m-%d} 的{name}天数没有记录，请人事先在假期类型中录入当地天数和文号"
            + (f"（待查：{missing}）" if missing else ""),
            (
                f"no number of days is recorded for {name} in {where} on {on}; HR has to record the local "
                "rule first"
            ),
        )
        self.province, self.on = province, on


class AdditionUnknown(EngineError):
    """The rule of the place knows no more days for what was named."""

    code = "attendance.leave_addition_unknown"

    def __init__(self, name: str, addition: str, source: str) -> None:
        super().__init__(
            f"{name}的当地规定没有「{addition}」的增加天数（{source}），请人事核对后录入",
            f"the rule of the place names no more days for {addition!r}; HR has to check and record it",
        )
        self.addition = addition


class LeaveSpanInvalid(EngineError):
    """The span is empty, backwards, finer than the type allows, or covers no working time."""

    code = "attendance.leave_span_invalid"


class LeaveOverlap(EngineError):
    """Two leaves of one person share a minute. ``key`` names the earlier one."""

    code = "attendance.leave_overlap"

    def __init__(self, key: str, start: str, end: str) -> None:
        super().__init__(f"与已有请假重叠：{start} 至 {end}", f"overlaps a leave from {start} to {end}")
        self.key, self.start, self.end = key, start, end


class RosterUnknown(EngineError):
    """A roster decides about the day and none is published."""

    code = "attendance.roster_unknown"

    def __init__(self, day: date) -> None:
        super().__init__(f"{day:%Y-%m-%d} 的班表还没有发布", f"the roster of {day} is not published yet")
