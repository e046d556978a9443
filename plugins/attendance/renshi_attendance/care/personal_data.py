"""Export and erasure of what the plugin keeps about a person (个人信息保护法 arts. 45, 47)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import execute, fetch

from ..processing import PROCESSING

TABLES = (
    "attendance_leave",
    "attendance_leave_day",
    "attendance_leave_entry",
    "attendance_punch",
    "attendance_overtime",
    "attendance_month_row",
    "attendance_exception",
    "attendance_adjustment",
    "attendance_told",
    "attendance_trip",
    "attendance_member",
    "attendance_confirmation",
    "attendance_acceptance",
    "attendance_badge",
)
WORKING = ("attendance_told", "attendance_badge")
"""Copies and look-ups that prove nothing: erased at once."""
KEPT = {
    table: "工资支付暂行规定（劳部发〔1994〕489号）第六条：工资支付的记录须保存两年以上；考勤是其依据"
    for table in TABLES
    if table not in WORKING
}


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every row about the person, by table."""
    answer: dict[str, Any] = {}
    for table in TABLES:
        rows = await fetch(
            f"SELECT to_jsonb(t) - 'tenant_id' AS row FROM {table} t WHERE employee_id = $1"
            " ORDER BY created_at, id",
            employee_id,
        )
        answer[table] = [_plain(row["row"]) for row in rows]
    return answer


def _plain(row: Any) -> Any:
    return json.loads(row) if isinstance(row, str) else row


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Remove working copies; records that prove pay stay for as long as the law says."""
    gone: dict[str, int] = {}
    for table in WORKING:
        tag = await execute(f"DELETE FROM {table} WHERE employee_id = $1", employee_id)
        gone[table] = int(tag.rsplit(" ", 1)[1])
    return Erasure(gone, dict(KEPT))


PERSONAL_DATA = PersonalData(
    title=Text("考勤、假期与加班", "Attendance, leave and overtime"),
    processing=PROCESSING,
    export=export,
    erase=erase,
    tables=TABLES,
)
