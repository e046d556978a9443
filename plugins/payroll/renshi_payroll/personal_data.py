"""Export and erasure of what payroll keeps about a person."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_payroll.processing import PROCESSING
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import execute, fetch

_TABLES = (
    "payroll_term",
    "payroll_fact",
    "payroll_adjustment",
    "payroll_slip",
    "payroll_year_entry",
    "payroll_problem",
    "payroll_run_member",
    "payroll_slip_confirmation",
    "payroll_dispute",
    "payroll_dispute_message",
    "payroll_raise_row",
)
#: 工资支付暂行规定 art.6 asks for two years at least; accounting vouchers, which pay slips are, for thirty
#: (会计档案管理办法, annex).
_KEPT = "会计档案管理办法：工资凭证保存 30 年；工资支付暂行规定第六条：至少 2 年"


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row about the employee, as JSON types. Amounts are fen, as stored."""
    found: dict[str, Any] = {}
    for table in _TABLES:
        rows = await fetch(
            f"SELECT to_jsonb(t) - 'tenant_id' AS row FROM {table} t WHERE employee_id = $1 ORDER BY created_at, id",
            employee_id,
        )
        found[table] = [json.loads(row["row"]) for row in rows]
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Remove what no law holds: findings and slips of runs that were never closed, cancelled items."""
    erased = {
        "payroll_problem": await _delete("DELETE FROM payroll_problem WHERE employee_id = $1", employee_id),
        "payroll_adjustment": await _delete(
            "DELETE FROM payroll_adjustment WHERE employee_id = $1 AND cancelled", employee_id
        ),
        # Proposals that came to nothing; of the others the terms say what was agreed.
        "payroll_raise_row": await _delete(
            "DELETE FROM payroll_raise_row r USING payroll_raise b WHERE b.id = r.raise_id AND r.employee_id = $1"
            " AND b.state IN ('draft', 'undone', 'discarded')",
            employee_id,
        ),
    }
    held = ("payroll_term", "payroll_fact", "payroll_slip", "payroll_year_entry", "payroll_adjustment")
    answers = ("payroll_slip_confirmation", "payroll_dispute", "payroll_dispute_message")
    kept = dict.fromkeys((*held, "payroll_run_member", "payroll_raise_row", *answers), _KEPT)
    await ctx.audit.record(
        "payroll.person.erase",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail=erased,
    )
    return Erasure(erased=erased, kept=kept)


async def _delete(sql: str, employee_id: UUID) -> int:
    return int((await execute(sql, employee_id)).split()[-1])


PERSONAL_DATA = PersonalData(
    title=Text("薪酬数据", "Pay data"),
    processing=PROCESSING,
    export=export,
    erase=erase,
    tables=_TABLES,
)
