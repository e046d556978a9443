"""The average monthly wage that labour law goes by, of the last twelve closed months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from renshi_payroll.engine.fen import ratio_half_up
from renshi_sdk.db import fetch


@dataclass(frozen=True, slots=True)
class ClosedWages:
    """Sums of up to twelve closed months, fen. Where there are fewer the average is of those there are."""

    wage: int
    overtime: int
    months: int

    @property
    def average(self) -> int:
        """All wages a month (劳动合同法实施条例 第二十七条), fen."""
        return ratio_half_up(self.wage, self.months)

    @property
    def without_overtime(self) -> int:
        """Without pay for overtime (企业职工带薪年休假实施办法 第十一条), fen."""
        return ratio_half_up(self.wage - self.overtime, self.months)


async def closed_wages(company_id: UUID, before: str, ids: Sequence[UUID]) -> Mapping[UUID, ClosedWages]:
    """Wages of the last twelve closed months before the month ``before``; whoever has none is left out."""
    rows = await fetch(
        "SELECT employee_id, sum(wage)::bigint, sum(overtime)::bigint, count(*)::int FROM ("
        " SELECT s.employee_id, sum(s.wage_income + s.exempt_income + items.bonus) AS wage,"
        " sum(items.overtime) AS overtime,"
        " row_number() OVER (PARTITION BY s.employee_id ORDER BY s.period DESC) AS place"
        " FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
        # A bonus taxed apart is wage all the same.
        " CROSS JOIN LATERAL (SELECT"
        "  coalesce(sum((i->>'amount')::bigint) FILTER (WHERE i->>'component' = 'pay.overtime'), 0) AS overtime,"
        "  coalesce(sum((i->>'amount')::bigint) FILTER (WHERE i->>'component' = 'pay.annual_bonus'), 0) AS bonus"
        "  FROM jsonb_array_elements(s.inputs->'items') i) AS items"
        " WHERE s.company_id = $1 AND s.employee_id = ANY($2) AND s.period < $3"
        " AND r.state IN ('closed', 'paid', 'filed') GROUP BY s.employee_id, s.period) AS m"
        " WHERE place <= 12 GROUP BY employee_id",
        company_id,
        list(ids),
        before,
    )
    return {employee_id: ClosedWages(*sums) for employee_id, *sums in rows}
