"""Rows of planned time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

from ..engine.overtime import OvertimeRule, Rounding, Source
from ..engine.pattern import WorkPattern
from ..engine.regimes import Averaging, Regime
from ..engine.rules import GroundRule, Outside, Rule, Schedule, Shifts, working_segments

OFF = "休"
"""How a day off is written in a week or a cycle."""


def pairs(flat: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """``[540, 720, 780, 1080]`` as spans."""
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def half_split(segments: Sequence[tuple[int, int]]) -> int:
    """Where the afternoon half begins: at the segment whose start is nearest to half of the hours."""
    if len(segments) == 1:
        return (segments[0][0] + segments[0][1]) // 2
    half = sum(b - a for a, b in segments) / 2
    done = 0
    best = (abs(half), segments[1][0])
    for i, (a, b) in enumerate(segments[:-1]):
        done += b - a
        best = min(best, (abs(half - done), segments[i + 1][0]))
    return best[1]


def pattern(row: Mapping[str, Any]) -> WorkPattern:
    """A shift version as the engine takes it. Raises the engine's ``PatternInvalid``."""
    segments = working_segments(pairs(row["spans"]), pairs(row["unpaid_breaks"]))
    flexible = (row["flexible_before"], row["flexible_after"])
    window = None if row["window_before"] is None else (row["window_before"], row["window_after"])
    return WorkPattern(
        row["code"],
        segments,
        half_split=row["half_split"] or half_split(segments),
        grace_late=row["grace_late"],
        grace_early=row["grace_early"],
        flexible=flexible if any(flexible) else None,
        each_segment=row["each_segment"],
        window=window,
    )


def rule(row: Mapping[str, Any]) -> Rule:
    """A rule version as the engine takes it; days off are written 休."""

    def slots(codes: Sequence[str]) -> tuple[str | None, ...]:
        return tuple(None if code == OFF else code for code in codes)

    ground = GroundRule(
        label=f"考勤组「{row['group_name']}」自 {row['valid_from']:%Y-%m-%d} 的规则",
        overtime=OvertimeRule(
            Source(row["overtime_source"]),
            row["overtime_minimum"],
            row["overtime_unit"],
            Rounding(row["overtime_rounding"]),
        ),
        regime=Regime(row["regime"]) if row["regime"] else None,
        averaging=Averaging(row["averaging"]) if row["averaging"] else None,
        outside=Outside(row["outside"]),
        sites=tuple(str(one) for one in row["site_ids"]),
        max_accuracy=row["max_accuracy"],
        correction_limit=row["correction_limit"],
        key=f"attendance_rule:{row['id']}",
    )
    return Rule(
        row["valid_from"],
        Schedule(row["schedule"]),
        ground,
        slots(row["week"]),
        slots(row["rotation"]),
        row["anchor"],
        row["follow_calendar"],
        row["punch_required"],
    )


async def rules(company_id: UUID) -> dict[UUID, list[Rule]]:
    """Rule versions of every group, oldest first; empty where the company has no group."""
    found: dict[UUID, list[Rule]] = {}
    for row in await fetch(
        "SELECT r.*, g.name AS group_name FROM attendance_rule r JOIN attendance_group g ON g.id = r.group_id"
        " WHERE r.company_id = $1 ORDER BY r.group_id, r.valid_from",
        company_id,
    ):
        found.setdefault(row["group_id"], []).append(rule(row))
    return found


async def shifts(company_id: UUID) -> Shifts:
    """Every version of every shift."""
    versions: dict[str, list[tuple[date, WorkPattern]]] = {}
    for row in await fetch(
        "SELECT * FROM attendance_shift WHERE company_id = $1 ORDER BY code, valid_from", company_id
    ):
        versions.setdefault(row["code"], []).append((row["valid_from"], pattern(row)))
    return Shifts(versions)


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody, or everybody somewhere, belongs to a group for a time."""

    group_id: UUID
    employee_id: UUID | None
    department_id: UUID | None
    city: str | None
    valid_from: date
    valid_to: date | None

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


async def members(
    company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date
) -> list[Membership]:
    """Memberships that touch ``first``…``last``: those of the people, of departments and of cities."""
    rows = await fetch(
        "SELECT group_id, employee_id, department_id, city, valid_from, valid_to FROM attendance_member"
        " WHERE company_id = $1 AND valid_from <= $4 AND (valid_to IS NULL OR valid_to >= $3)"
        " AND (employee_id IS NULL OR employee_id = ANY($2)) ORDER BY valid_from, id",
        company_id,
        list(employee_ids),
        first,
        last,
    )
    return [Membership(*row.values()) for row in rows]


async def planned_by_name(company_id: UUID) -> bool:
    """Whether everybody's plan hangs on their own membership alone: no roster, no department or city with a rule."""
    found: bool = await fetch_value(
        "SELECT NOT EXISTS (SELECT FROM attendance_member WHERE company_id = $1 AND employee_id IS NULL)"
        " AND NOT EXISTS (SELECT FROM attendance_rule WHERE company_id = $1 AND schedule = 'roster')",
        company_id,
    )
    return found


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place where a punch counts."""

    id: UUID
    name: str
    latitude: float | None
    longitude: float | None
    radius: int | None
    bssids: tuple[str, ...]


async def sites(company_id: UUID) -> list[SiteRow]:
    """Active sites."""
    rows = await fetch(
        "SELECT id, name, latitude::float, longitude::float, radius, bssids FROM attendance_site"
        " WHERE company_id = $1 AND active ORDER BY name",
        company_id,
    )
    return [
        SiteRow(r["id"], r["name"], r["latitude"], r["longitude"], r["radius"], tuple(r["bssids"]))
        for r in rows
    ]


async def insert(table: str, values: Mapping[str, Any]) -> UUID:
    """Write one row of this room's tables and return its id. Names come from the code, never from a caller."""
    row_id = new_id()
    columns = ", ".join(values)
    places = ", ".join(f"${n}" for n in range(2, len(values) + 2))
    await execute(f"INSERT INTO {table} (id, {columns}) VALUES ($1, {places})", row_id, *values.values())
    return row_id


async def delete_shift(company_id: UUID, shift_id: UUID) -> tuple[str, date] | None:
    """Remove a version; returns its code and first day."""
    row = await fetch_row(
        "DELETE FROM attendance_shift WHERE company_id = $1 AND id = $2 RETURNING code, valid_from",
        company_id,
        shift_id,
    )
    return (row["code"], row["valid_from"]) if row else None


async def shift_used(company_id: UUID, code: str) -> bool:
    """Whether a rule names the shift and no other version of it is left."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT 1 FROM attendance_rule WHERE company_id = $1 AND $2 = ANY(week || rotation))"
            " AND (SELECT count(*) FROM attendance_shift WHERE company_id = $1 AND code = $2) <= 1",
            company_id,
            code,
        )
    )


async def known_shifts(company_id: UUID, codes: Sequence[str], on: date) -> set[str]:
    """Which of ``codes`` have a version on a day."""
    rows = await fetch(
        "SELECT DISTINCT code FROM attendance_shift WHERE company_id = $1 AND code = ANY($2) AND valid_from <= $3",
        company_id,
        list(codes),
        on,
    )
    return {row["code"] for row in rows}


async def known_sites(company_id: UUID, site_ids: Sequence[UUID]) -> int:
    """How many of ``site_ids`` are sites of the company."""
    return int(
        await fetch_value(
            "SELECT count(*) FROM attendance_site WHERE company_id = $1 AND id = ANY($2)",
            company_id,
            list(site_ids),
        )
    )


async def group_name(company_id: UUID, group_id: UUID) -> str | None:
    """The name of a group of the company."""
    name: str | None = await fetch_value(
        "SELECT name FROM attendance_group WHERE company_id = $1 AND id = $2", company_id, group_id
    )
    return name


async def end_member(company_id: UUID, member_id: UUID, last: date) -> Membership | None:
    """Let a membership end with a day; None where there is none that runs on."""
    row = await fetch_row(
        "UPDATE attendance_member SET valid_to = $3 WHERE company_id = $1 AND id = $2 AND valid_from <= $3"
        " AND (valid_to IS NULL OR valid_to > $3)"
        " RETURNING group_id, employee_id, department_id, city, valid_from, valid_to",
        company_id,
        member_id,
        last,
    )
    return Membership(*row.values()) if row else None


async def update_site(company_id: UUID, site_id: UUID, changes: Mapping[str, Any]) -> bool:
    """Change columns of a site; names come from the schema."""
    assignments = ", ".join(f"{name} = ${n}" for n, name in enumerate(changes, 3))
    tag = await execute(
        f"UPDATE attendance_site SET {assignments} WHERE company_id = $1 AND id = $2",
        company_id,
        site_id,
        *changes.values(),
    )
    return tag == "UPDATE 1"
