"""The structure of the people employed on a day: age, gender, education, seniority and more, with shares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from renshi_reporting.builder import run
from renshi_reporting.builder.query import Period, Query
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Report, ReportColumn, ReportResult

READ = "core.employee.read"
Facet = Literal[
    "gender", "age_band", "education", "seniority", "employment_type", "grade", "city", "department"
]


class StructureParameters(BaseModel):
    """What is broken down, and the day."""

    model_config = ConfigDict(extra="forbid")
    by: Facet = Field(
        "age_band",
        title="按",
        json_schema_extra={
            "title_en": "By",
            "x-labels": {
                "gender": ["性别", "Gender"],
                "age_band": ["年龄段", "Age"],
                "education": ["最高学历", "Education"],
                "seniority": ["司龄段", "Seniority"],
                "employment_type": ["用工形式", "Employment"],
                "grade": ["职级", "Grade"],
                "city": ["工作城市", "City"],
                "department": ["部门", "Department"],
            },
        },
    )
    on: date | None = Field(None, title="日期", json_schema_extra={"title_en": "Day"})


async def structure(ctx: Context, params: StructureParameters) -> ReportResult:
    """Heads and their share by one fact; what isn't recorded is a line of its own."""
    day = params.on or ctx.today()
    query = Query(
        dataset="core.people",
        dimensions=[params.by],
        measures=["people:sum", "age:avg", "service_years:avg"]
        if await _sees_age(ctx)
        else ["people:sum", "service_years:avg"],
        period=Period(preset="custom", first=day, last=day),
        limit=2_000,
    )
    answer = await run.ask(ctx, query)
    total = (answer.totals or {}).get("people:sum") or 0
    rows: list[dict[str, Any]] = [
        {
            "group": row[params.by],
            "people": row["people:sum"],
            "share": Decimal(row["people:sum"]) / total if total else None,
            "age": _one(row.get("age:avg")),
            "service": _one(row["service_years:avg"]),
        }
        for row in answer.items
    ]
    return ReportResult(rows, note=Text(f"{day} 在职 {total} 人", f"{total} people employed on {day}"))


async def _sees_age(ctx: Context) -> bool:
    opened = await ctx.reports.dataset("core.people")
    return any(m.name == "age" for m in opened.record.measures)


def _one(value: Any) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)


REPORTS = (
    Report(
        name="reporting.structure",
        title=Text("员工结构", "Structure of the people employed"),
        definition=Text(
            "统计日当天在职（含试用期）的员工，按当天任职信息。年龄为周岁，性别和出生日期由身份证号确定，"
            "未登记的单列“未登记”，不做推断；平均年龄只计已登记出生日期者。"
            "司龄自本次入职日起。占比 = 该组人数 ÷ 总人数。",
            "People employed on the day (probation included), with their"
            " job of that day. Age in full years; the identity"
            " number tells gender and date of birth; what isn't recorded"
            " is a line of its own and never guessed, and the"
            " average age counts those with a recorded date of birth."
            " Service since the day of this hire. Share = people of"
            " the group ÷ all.",
        ),
        columns=(
            ReportColumn("group", Text("分组", "Group")),
            ReportColumn("people", Text("人数", "People"), "integer"),
            ReportColumn("share", Text("占比", "Share"), "percent"),
            ReportColumn("age", Text("平均年龄", "Average age"), "number"),
            ReportColumn("service", Text("平均司龄（年）", "Average service (years)"), "number"),
        ),
        query=structure,
        permission=READ,
        params=StructureParameters,
        chart="pie",
        chart_x="group",
        chart_y=("people",),
    ),
)
