"""The dated data shipped with the plugin, read once from the package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from .engine.calendar import StatutoryYear, WorkCalendar
from .engine.leave_types import Counting, Grant, LeaveCatalogue, LeaveType, PaidRule, Unit
from .engine.regimes import Averaging, LocalHolidayRule, PeriodStandard, Standards


class ReferenceDataError(RuntimeError):
    """A data file of this plugin contradicts itself; the message names file and entry."""


@cache
def national_calendar() -> WorkCalendar:
    """The calendar of the whole country, without any company's own days."""
    return WorkCalendar(MappingProxyType({y.year: y for y in map(_year, _read("statutory_days.yaml"))}))


@cache
def leave_catalogue() -> LeaveCatalogue:
    """Statutory leave types, in the order of the file."""
    return LeaveCatalogue(MappingProxyType({t.code: t for t in map(_type, _read("leave_types.yaml"))}))


def _read(name: str) -> list[dict[str, Any]]:
    text = files("renshi_attendance").joinpath("data", name).read_text(encoding="utf-8")
    rows = yaml.safe_load(text)
    if not isinstance(rows, list):
        raise ReferenceDataError(f"{name}: a list of entries is expected")
    return rows


def _year(row: dict[str, Any]) -> StatutoryYear:
    days: dict[date, str] = row["days"]
    if len(days) != row["count"] or any(d.year != row["year"] for d in days):
        raise ReferenceDataError(
            f"statutory_days.yaml: {row['year']} does not list {row['count']} days of that year"
        )
    return StatutoryYear(row["year"], MappingProxyType(dict(days)), row["source"])


def _type(row: dict[str, Any]) -> LeaveType:
    grants = tuple(
        Grant(
            province=g.get("province"),
            days=g.get("days", 0),
            valid_from=g["valid_from"],
            valid_to=g.get("valid_to"),
            source=g.get("source") or g["what"],
            status=g["status"],
            extra=MappingProxyType(dict(g.get("extra", {}))),
        )
        for g in row["grants"]
    )
    for one in grants:
        if (
            one.status not in ("verified", "provisional", "unresolved")
            or (one.province is None) == row["local"]
        ):
            raise ReferenceDataError(f"leave_types.yaml: {row['code']}: {one.source}")
    fraction = row["paid_fraction"]
    return LeaveType(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        unit=Unit(row["unit"]),
        counting=Counting(row["counting"]),
        paid=PaidRule(row["paid"]),
        paid_fraction=None if fraction is None else Decimal(fraction),
        balance=row["balance"],
        local=row["local"],
        source=row["source"],
        grants=grants,
        once_in_months=row.get("once_in_months"),
    )


@cache
def _provinces() -> dict[str, str]:
    text = files("renshi_attendance").joinpath("data", "provinces.yaml").read_text(encoding="utf-8")
    return {city: province for province, cities in yaml.safe_load(text).items() for city in cities}


def province_of(city: str | None) -> str | None:
    """The province of a city whose leave rules are recorded, None for every other place."""
    return _provinces().get(city.removesuffix("市")) if city else None


@cache
def period_standards() -> Standards:
    """Standard hours of comprehensive working time."""
    return Standards(
        tuple(
            PeriodStandard(
                Averaging(row["averaging"]),
                int(Decimal(row["hours"]) * 60),
                row["valid_from"],
                row.get("valid_to"),
                row["source"],
                row["status"],
            )
            for row in _read("comprehensive_hours.yaml")
        )
    )


@cache
def irregular_holidays() -> Mapping[str, LocalHolidayRule]:
    """What places say about statutory holidays of people without fixed hours."""
    return {
        row["province"]: LocalHolidayRule(
            row["province"], row.get("pays", False), row.get("source", row.get("what", "")), row["status"]
        )
        for row in _read("irregular_holidays.yaml")
    }
