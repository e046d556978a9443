"""Headcount by department."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.context import Context
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.db import fetch, where
from renshi_sdk.services import Clause
from renshi_sdk.text import Text


class HeadcountParameters(BaseModel):
    """The day to count on."""

    model_config = ConfigDict(extra="forbid")
    on: date | None = Field(None, title="日期", json_schema_extra={"title_en": "Day"})


async def headcount(ctx: Context, params: HeadcountParameters) -> ReportResult:
    """People employed on a day, by the department of that day, as far as the caller's scope reaches."""
    day = params.on or ctx.today()
    clause, args = where(
        Clause("j.company_id = {}", (ctx.company_id,)),
        Clause("j.superseded_at IS NULL"),
        Clause("j.valid_from <= {} AND (j.valid_to IS NULL OR j.valid_to > {})", (day, day)),
        ctx.access.employees("core.employee.read", "j.employee_id"),
        start=2,
    )
    rows = await fetch(
        "SELECT d.id, d.code, d.name, d.path, count(*) AS people,"
        " count(*) FILTER (WHERE s.probation_until >= $1"
        "  AND (s.regularised_on IS NULL OR s.regularised_on > $1)) AS on_probation"
        " FROM core_job_record j JOIN core_spell s ON s.id = j.spell_id"
        f" JOIN core_department d ON d.id = j.department_id WHERE {clause} GROUP BY d.id",
        day,
        *args,
    )
    named = await fetch("SELECT id, name FROM core_department WHERE company_id = $1", ctx.company_id)
    names: dict[UUID, str] = {r["id"]: r["name"] for r in named}
    found = [
        {
            "code": r["code"],
            "department": " / ".join(names.get(i, "") for i in r["path"]),
            "people": r["people"],
            "on_probation": r["on_probation"],
        }
        for r in rows
    ]
    found.sort(key=lambda row: (-row["people"], row["department"]))
    total = sum(row["people"] for row in found)
    return ReportResult(found, note=Text(f"{day} 共 {total} 人", f"{total} people on {day}"))


REPORTS = (
    Report(
        name="core.headcount",
        title=Text("部门人数", "Headcount by department"),
        definition=Text(
            "统计日当天在职（含试用期，含当日离职）的员工，按当天所在部门计，不含下级部门；待入职和已离职不计。",
            "People employed on the day (probation and last day included), by their department of that day, without"
            " its sub-departments. People still to come and people who left don't count.",
        ),
        columns=(
            ReportColumn("department", Text("部门", "Department")),
            ReportColumn("code", Text("编码", "Code")),
            ReportColumn("people", Text("人数", "People"), "integer"),
            ReportColumn("on_probation", Text("其中试用期", "On probation"), "integer"),
        ),
        query=headcount,
        permission="core.employee.read",
        params=HeadcountParameters,
        chart="bar",
        chart_x="department",
        chart_y=("people",),
    ),
)
