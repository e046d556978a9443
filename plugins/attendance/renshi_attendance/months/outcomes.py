"""What locked months established about people, for statistics about groups (``collect_outcomes``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contracts import Outcome
from renshi_sdk.db import fetch

from ..engine.regimes import Regime

if TYPE_CHECKING:
    from asyncpg import Record

PRESENCE = "attendance.presence"
PUNCTUALITY = "attendance.punctuality"
PERMISSION = "attendance.month.read"
_PRESENCE_LABEL = Text("出勤率（不含批准的假期）", "Presence (approved leave is no absence)")
_PUNCTUALITY_LABEL = Text("准时率", "Punctuality")
_NONE, _ALL = Decimal(0), Decimal(1)


async def collect(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
) -> list[Outcome]:
    """Two shares a person and locked month that lies in the span, both 0 to 1.

    Presence: due minutes without absence that nobody approved. Approved leave of any kind is no absence, so sickness
    or pregnancy can't look like a bad outcome. Punctuality: due days without coming late or leaving early; only where
    the regime has fixed hours.
    """
    rows = await fetch(
        "SELECT r.employee_id, (to_date(r.period, 'YYYY-MM') + interval '1 month - 1 day')::date AS month_end,"
        " r.regime, r.due_days, r.due_minutes, r.absent_minutes, r.late_count, r.early_count"
        " FROM attendance_month_row r JOIN attendance_month m ON m.id = r.month_id"
        " WHERE m.company_id = $1 AND m.state = 'locked' AND r.employee_id = ANY($2)"
        " AND to_date(r.period, 'YYYY-MM') >= $3"
        " AND (to_date(r.period, 'YYYY-MM') + interval '1 month - 1 day')::date <= $4"
        " ORDER BY r.employee_id, r.period",
        company_id,
        list(employee_ids),
        first,
        last,
    )
    await ctx.audit.record(
        "attendance.outcome.read",
        subject="attendance_month",
        detail={"people": len(employee_ids), "first": str(first), "last": str(last), "purpose": purpose},
    )
    found: list[Outcome] = []

    def add(row: Record, kind: str, label: Text, value: Decimal) -> None:
        found.append(
            Outcome(
                employee_id=row["employee_id"],
                kind=kind,
                label=label,
                value=min(_ALL, max(_NONE, value)).quantize(Decimal("0.000001")),
                scale=(_NONE, _ALL),
                day=row["month_end"],
                permission=PERMISSION,
            )
        )

    for row in rows:
        if row["due_minutes"] > 0:
            add(row, PRESENCE, _PRESENCE_LABEL, 1 - Decimal(row["absent_minutes"]) / row["due_minutes"])
        if row["due_days"] > 0 and row["regime"] == Regime.STANDARD.value:
            missed = min(row["due_days"], row["late_count"] + row["early_count"])
            add(row, PUNCTUALITY, _PUNCTUALITY_LABEL, 1 - Decimal(missed) / row["due_days"])
    return found
