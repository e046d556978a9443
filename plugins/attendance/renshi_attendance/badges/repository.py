"""Rows of terminal numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import fetch, fetch_row


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a number in a file or from a device is: by terminal numbers first, then by staff numbers."""

    staff: Mapping[str, UUID]
    badges: Mapping[str, Sequence[tuple[date, UUID]]]

    def of(self, number: str, day: date) -> UUID | None:
        """The person; None where nobody has the number on that day."""
        versions = self.badges.get(number, ())
        at = bisect_right(versions, day, key=lambda version: version[0])
        return versions[at - 1][1] if at else self.staff.get(number)


async def owners(company_id: UUID, numbers: Sequence[str]) -> Owners:
    """Owners of numbers, in two queries."""
    staff = await fetch(
        "SELECT id, number FROM renshi_employee WHERE company_id = $1 AND number = ANY($2)",
        company_id,
        list(numbers),
    )
    badges: dict[str, list[tuple[date, UUID]]] = {}
    for row in await fetch(
        "SELECT number, valid_from, employee_id FROM attendance_badge WHERE company_id = $1 AND number = ANY($2)"
        " ORDER BY number, valid_from",
        company_id,
        list(numbers),
    ):
        badges.setdefault(row["number"], []).append((row["valid_from"], row["employee_id"]))
    return Owners({row["number"]: row["id"] for row in staff}, badges)


async def put(company_id: UUID, badges: Mapping[str, UUID], valid_from: date) -> int:
    """Record owners of numbers from a day on; what was recorded for that very day is replaced."""
    rows = await fetch(
        "INSERT INTO attendance_badge (id, company_id, employee_id, number, valid_from)"
        " SELECT i, $2, e, n, $5 FROM unnest($1::uuid[], $3::uuid[], $4::text[]) AS t(i, e, n)"
        " ON CONFLICT (tenant_id, company_id, number, valid_from) DO UPDATE SET employee_id = EXCLUDED.employee_id"
        " RETURNING id",
        [new_id() for _ in badges],
        company_id,
        list(badges.values()),
        list(badges),
        valid_from,
    )
    return len(rows)


async def remove(company_id: UUID, badge_id: UUID) -> tuple[UUID, str] | None:
    """Forget a number; returns whose it was and the number."""
    row = await fetch_row(
        "DELETE FROM attendance_badge WHERE company_id = $1 AND id = $2 RETURNING employee_id, number",
        company_id,
        badge_id,
    )
    return (row["employee_id"], row["number"]) if row else None
