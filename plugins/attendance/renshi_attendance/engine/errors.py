"""What the engine refuses. Each error carries a stable ``code`` and the facts a caller needs for a
sentence.
"""

from __future__ import annotations

from datetime import date


class EngineError(ValueError):
    """Base of every refusal. ``code`` is stable; ``str(error)`` is a sentence for a person."""

    code = "attendance.engine"


class CalendarUnknown(EngineError):
    """The State Council's holiday notice of a year is not known here, so no day of that year is judged.

    ``year`` is the year asked for; ``first`` and ``last`` are the years that are known.
    """

    code = "attendance.calendar.unknown_year"

    def __init__(self, year: int, first: int, last: int) -> None:
        super().__init__(f"{year} 年放假安排未知（已知 {first}—{last} 年），不能推算工作日")
        self.year, self.first, self.last = year, first, last


class OverrideRefused(EngineError):
    """A company override would take away a statutory holiday (300 % stays, whatever the company plans)."""

    code = "attendance.calendar.override_refused"

    def __init__(self, day: date, name: str) -> None:
        super().__init__(
            f"{day:%Y-%m-%d} 是法定节假日（{name}），不能改为工作日；如需出勤请按法定节假日加班登记"
        )
        self.day, self.name = day, name


class PatternInvalid(EngineError):
    """A work pattern that cannot be one working day."""

    code = "attendance.pattern.invalid"


class LeaveTypeUnknown(EngineError):
    """No leave type with this code."""

    code = "attendance.leave.unknown_type"

    def __init__(self, leave_code: str) -> None:
        super().__init__(f"没有假期类型「{leave_code}」")
        self.leave_code = leave_code


class ProvinceUnknown(EngineError):
    """The local rule of this province is not recorded; the amount is not guessed from another province."""

    code = "attendance.leave.unknown_province"

    def __init__(self, leave_code: str, province: str | None, on: date) -> None:
        where = province or "（未填写地区）"
        super().__init__(
            f"地区 {where} 在 {on:%Y-%m-%d} 的「{leave_code}」天数没有记录，请先录入当地规定及文号"
        )
        self.leave_code, self.province, self.on = leave_code, province, on


class LeaveSpanInvalid(EngineError):
    """The span is empty, backwards, finer than the type allows, or covers no working time."""

    code = "attendance.leave.invalid_span"


class LeaveOverlap(EngineError):
    """Two leaves of one person share a minute. ``key`` names the earlier one."""

    code = "attendance.leave.overlap"

    def __init__(self, key: str, start: str, end: str) -> None:
        super().__init__(f"与已有请假重叠：{start} 至 {end}")
        self.key, self.start, self.end = key, start, end
