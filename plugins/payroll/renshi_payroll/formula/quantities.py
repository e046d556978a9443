"""What a formula may read: name, kind, scale and the bounds its stored values keep.

``denominator`` is the scale of the stored integer: money 100 (fen of a yuan), hours 60 (minutes), days 10,000.
Bounds are in natural units; a value outside them stops the slip, so that the overflow check of a formula holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["money", "number", "bool", "text"]
#: Largest amount of a component in a month, yuan: what pay terms may hold too.
MOST_MONEY = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An input. ``low`` and ``high`` bound it in natural units (yuan, hours, days, years)."""

    name: str
    kind: Kind
    zh: str
    en: str
    denominator: int = 1
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(1)


def _money(name: str, zh: str, en: str, *, signed: bool = False) -> Quantity:
    return Quantity(name, "money", zh, en, 100, -MOST_MONEY if signed else Decimal(0), MOST_MONEY)


def _number(name: str, zh: str, en: str, denominator: int, low: int, high: int) -> Quantity:
    return Quantity(name, "number", zh, en, denominator, Decimal(low), Decimal(high))


BUILT_IN: Mapping[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        _money("terms.monthly_wage", "月工资标准", "Monthly wage of the terms"),
        _money("terms.prorated_wage", "当月折算基本工资", "Base wage of the days employed"),
        _money("terms.social_base", "申报社保基数", "Declared insurance base"),
        _number("month.paid_days", "当月计薪日", "Paid days of the month", 1, 1, 23),
        _number("month.calendar_days", "当月天数", "Calendar days of the month", 1, 28, 31),
        _number("month.number", "月份", "Number of the month", 1, 1, 12),
        _number("employment.paid_days", "在职计薪日", "Paid days employed in the month", 1, 0, 23),
        _number("employment.calendar_days", "在职天数", "Calendar days employed in the month", 1, 0, 31),
        _number("employee.service_years", "本单位工龄（年）", "Whole years of service here", 1, 0, 80),
        _number(
            "attendance.overtime_weekday_hours", "平日加班小时", "Overtime hours, workdays", 60, -800, 800
        ),
        _number(
            "attendance.overtime_restday_hours", "休息日加班小时", "Overtime hours, rest days", 60, -800, 800
        ),
        _number(
            "attendance.overtime_holiday_hours",
            "法定节假日加班小时",
            "Overtime hours, holidays",
            60,
            -800,
            800,
        ),
        _number("attendance.leave_days", "请假天数", "Days of leave", 10_000, -31, 62),
        _number(
            "attendance.unpaid_days",
            "不计薪天数",
            "Unpaid days, part-paid ones by their part",
            10_000,
            -31,
            62,
        ),
        _number("attendance.sick_days", "病假天数", "Days of sick leave", 10_000, -31, 62),
        _number("attendance.absence_days", "旷工天数", "Days of absence without leave", 10_000, -31, 62),
        _money("param.minimum_wage", "最低工资标准", "Local minimum wage"),
        _number("param.sick_pay_rate", "病假工资比例", "Sick pay as a part of the wage", 1_000, 0, 1),
    )
}


def custom(code: str, kind: Kind, zh: str = "", en: str = "") -> Quantity:
    """A fact of the employee recorded under ``custom.<code>``; a money fact is signed."""
    name = f"custom.{code}"
    if kind == "money":
        return _money(name, zh or code, en or code, signed=True)
    if kind == "number":
        return Quantity(
            name, "number", zh or code, en or code, 10_000, Decimal(-1_000_000), Decimal(1_000_000)
        )
    return Quantity(name, kind, zh or code, en or code)
