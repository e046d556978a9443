"""Words for periods as days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from renshi_reporting.builder.query import Period
from renshi_sdk import Text
from renshi_sdk.errors import Invalid

MOST_DAYS = 366 * 10
PRESETS = {
    "today": Text("今天", "Today"),
    "this_month": Text("本月", "This month"),
    "last_month": Text("上月", "Last month"),
    "this_quarter": Text("本季度", "This quarter"),
    "last_quarter": Text("上季度", "Last quarter"),
    "this_year": Text("今年", "This year"),
    "last_year": Text("去年", "Last year"),
    "last_12_months": Text("最近12个完整月", "Last 12 full months"),
    "custom": Text("自定义", "From and to"),
}


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies ``months`` before a day's."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def days(period: Period, today: date) -> tuple[date, date]:
    """First and last day, both counted.

    Raises:
        Invalid: a day is missing where both are asked for, the last lies before the first, or ten years are exceeded.
    """
    month, quarter = today.replace(day=1), today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    match period.preset:
        case "today":
            return today, today
        case "this_month":
            return month, month_end(today)
        case "last_month":
            return months_before(today, 1), month - timedelta(days=1)
        case "this_quarter":
            return quarter, month_end(months_before(quarter, -2))
        case "last_quarter":
            return months_before(quarter, 3), quarter - timedelta(days=1)
        case "this_year":
            return date(today.year, 1, 1), date(today.year, 12, 31)
        case "last_year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        case "last_12_months":
            return months_before(today, 12), month - timedelta(days=1)
    first, last = period.first or period.last, period.last or period.first
    if first is None or last is None:
        raise _wrong(Text("请选择日期", "choose the days"))
    if last < first:
        raise _wrong(Text("结束日期早于开始日期", "the last day lies before the first"))
    if (last - first).days > MOST_DAYS:
        raise _wrong(Text("最长十年", "ten years at most"))
    return first, last


def _wrong(message: Text) -> Invalid:
    return Invalid(message, code="reporting.period", fields={"period": message})
