"""Statutory annual leave that lapsed untaken, as days for payroll.

企业职工带薪年休假实施办法 art. 10: days that the employer didn't arrange are paid, without anybody asking. Days that
somebody gave up in writing for reasons of their own are not: HR takes them off the balance before their last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contracts import PayItem, PayItemKind, PayPeriod
from renshi_sdk.db import fetch

from ..balances.service import ANNUAL
from ..engine.month import SIX_PLACES
from ..workplace import workplace

LABEL = Text("未休年休假工资", "Untaken annual leave")


async def untaken_leave(
    ctx: Context, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
) -> list[PayItem]:
    """Days written off in ``period``, by the day on which they were: the first after their last, or when the clock ran.

    So a write-off that comes late is paid in the month it comes in, and never twice.
    """
    rows = await fetch(
        "SELECT employee_id, -sum(minutes)::int AS minutes, array_agg(id::text ORDER BY id) AS ids"
        " FROM attendance_leave_entry WHERE company_id = $1 AND employee_id = ANY($2) AND leave_code = $3"
        " AND kind = 'expire' AND key ~ '[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND right(key, 10) BETWEEN $4 AND $5"
        " GROUP BY employee_id",
        company_id,
        list(employee_ids),
        ANNUAL,
        period.first_day.isoformat(),
        period.last_day.isoformat(),
    )
    if not rows:
        return []
    daily = (await workplace(ctx)).pattern.daily_minutes
    return [
        PayItem(
            employee_id=row["employee_id"],
            code="attendance.annual_untaken",
            kind=PayItemKind.UNTAKEN,
            label=LABEL,
            quantity=(Decimal(row["minutes"]) / daily).quantize(SIX_PLACES, ROUND_HALF_UP),
            evidence=tuple(f"attendance_leave_entry:{one}" for one in row["ids"]),
        )
        for row in rows
        if row["minutes"] > 0
    ]
