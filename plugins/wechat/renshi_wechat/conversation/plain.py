"""Facts in plain words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from renshi_wechat.language import Leave

_WEEKDAYS = "一二三四五六日"
_HALVES = {"am": "上午", "pm": "下午"}


def day(value: date) -> str:
    """11月24日（周二）."""
    return f"{value.month}月{value.day}日（周{_WEEKDAYS[value.weekday()]}）"


def the_days(leave: Leave) -> str:
    """When a leave is, with the half days that matter; "" without a date."""
    if leave.start is None or leave.end is None:
        return ""
    if leave.start == leave.end:
        whole = leave.start_half == "am" and leave.end_half == "pm"
        half = "" if leave.half_open else ("全天" if whole else _HALVES[leave.start_half])
        return f"{day(leave.start)}{half}"
    first = "下午" if leave.start_half == "pm" else ""
    last = "上午" if leave.end_half == "am" else ""
    return f"{day(leave.start)}{first} 至 {day(leave.end)}{last}"


def number(value: Decimal) -> str:
    """5, 2.5, 0."""
    text = f"{value.normalize():f}"
    return "0" if text == "-0" else text


def money(value: Decimal) -> str:
    """12,000.00."""
    return f"{value:,.2f}"
