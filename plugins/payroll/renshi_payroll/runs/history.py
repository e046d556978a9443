"""What components paid in other months: the ``ytd`` and ``prev`` of formulas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import fetch


async def component_history(
    company_id: UUID,
    employee_ids: Sequence[UUID],
    period: PayPeriod,
    pay_date: date,
    wanted: Sequence[tuple[str, str]],
) -> dict[UUID, dict[str, int]]:
    """Sums of final runs: ``ytd:<code>`` of the tax year's earlier payments, ``prev:<code>`` of the month before."""
    codes = sorted({code for _, code in wanted})
    rows = await fetch(
        "SELECT s.employee_id, i.item->>'component' AS component,"
        " sum((i.item->>'amount')::bigint) FILTER (WHERE r.pay_date >= $4)::bigint AS ytd,"
        " sum((i.item->>'amount')::bigint) FILTER (WHERE s.period = $5)::bigint AS prev"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        " CROSS JOIN LATERAL jsonb_array_elements(s.inputs->'items') AS i(item)"
        " WHERE s.company_id = $1 AND s.employee_id = ANY($2) AND r.state IN ('closed', 'paid', 'filed')"
        " AND s.period < $6 AND (r.pay_date >= $4 OR s.period = $5) AND i.item->>'component' = ANY($3)"
        " GROUP BY 1, 2",
        company_id,
        list(employee_ids),
        [f"pay.{code}" for code in codes],
        date(pay_date.year, 1, 1),
        str(period.previous()),
        str(period),
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in rows:
        code = row["component"].removeprefix("pay.")
        mine = found.setdefault(row["employee_id"], {})
        mine[f"ytd:{code}"] = row["ytd"] or 0
        mine[f"prev:{code}"] = row["prev"] or 0
    return found
