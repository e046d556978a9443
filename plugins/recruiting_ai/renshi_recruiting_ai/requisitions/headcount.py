"""A requisition against the headcount plan (编制).

The core's plan is asked where it keeps one for the department (`ctx.organization.headcount`); else the numbers that
recruiting keeps for itself count; where there are none either, that is recorded as a fact, not taken for a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.requisitions.schemas import HeadcountForm
from renshi_recruiting_ai.rows import insert
from renshi_sdk import Clause, Context, NotFound, Text
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch_row, fetch_value, listing

SPEC = ListSpec(
    select=(
        "SELECT h.id, h.department_id, d.name AS department_name, h.position_id, h.year, h.planned,"
        " h.note, h.set_by_name,"
        " (SELECT count(*) FROM renshi_employee e WHERE e.department_id = h.department_id"
        " AND (h.position_id IS NULL OR e.position_id = h.position_id) AND e.status <> 'left') AS filled"
        " FROM recruiting_ai_headcount h LEFT JOIN renshi_department d ON d.id = h.department_id"
    ),
    fields={
        "year": ListField("h.year", "integer", sortable=True),
        "department_id": ListField("h.department_id", "uuid"),
    },
    key="h.id",
    default_sort="-year",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a department (and position) stands: `None` = nobody has planned it."""

    planned: int | None
    filled: int
    wanted: int
    """Places asked for by other requisitions that are open or in approval and not filled yet."""
    note: Text

    def over(self, more: int) -> int:
        """By how many places `more` would go over the plan; 0 where there is room or no plan."""
        return 0 if self.planned is None else max(0, self.filled + self.wanted + more - self.planned)


async def standing(
    ctx: Context, department_id: UUID, position_id: UUID | None, *, but: UUID | None = None
) -> Standing:
    """The plan, who is there, and what is asked for already (without the requisition ``but``)."""
    filled = int(
        await fetch_value(
            "SELECT count(*) FROM renshi_employee WHERE department_id = $1 AND ($2::uuid IS NULL OR"
            " position_id = $2)"
            " AND status <> 'left'",
            department_id,
            position_id,
        )
    )
    wanted = int(
        await fetch_value(
            "SELECT coalesce(sum(greatest(r.headcount - (SELECT count(*) FROM recruiting_ai_application a"
            " WHERE a.requisition_id = r.id AND a.stage = 'hired'), 0)), 0) FROM recruiting_ai_requisition r"
            " WHERE r.company_id = $1 AND r.department_id = $2 AND ($3::uuid IS NULL OR r.position_id = $3)"
            " AND r.state IN ('pending', 'open') AND r.id IS DISTINCT FROM $4",
            ctx.company_id,
            department_id,
            position_id,
            but,
        )
    )
    planned, source = await _planned(ctx, department_id, position_id)
    if planned is None:
        note = Text(
            f"该部门岗位未设编制；在岗 {filled} 人，其他需求 {wanted} 人",
            f"no headcount plan is set; {filled} there, {wanted} asked for otherwise",
        )
    else:
        note = Text(
            f"编制 {planned}（{source.zh}），在岗 {filled}，其他需求 {wanted}",
            f"planned {planned} ({source.en}), {filled} there, {wanted} asked for otherwise",
        )
    return Standing(planned, filled, wanted, note)


async def _planned(ctx: Context, department_id: UUID, position_id: UUID | None) -> tuple[int | None, Text]:
    core = await _core_plan(ctx, department_id, position_id)
    if core is not None:
        return core, Text("组织编制", "the organisation's plan")
    row = await fetch_row(
        "SELECT planned FROM recruiting_ai_headcount WHERE company_id = $1 AND department_id = $2 AND"
        " year = $4"
        " AND (position_id = $3 OR position_id IS NULL) AND ($3::uuid IS NOT NULL OR position_id IS NULL)"
        " ORDER BY position_id IS NULL LIMIT 1",
        ctx.company_id,
        department_id,
        position_id,
        ctx.today().year,
    )
    return (row["planned"] if row else None), Text("招聘编制表", "recruiting's own numbers")


async def _core_plan(ctx: Context, department_id: UUID, position_id: UUID | None) -> int | None:
    """The approved headcount plan's number, where the organisation keeps one for the day."""
    return (await ctx.organization.headcount(department_id, position_id, ctx.today())).planned


async def page(ctx: Context, query: ListQuery) -> Listing:
    return await listing(SPEC, query, Clause("h.company_id = {}", (ctx.company_id,)))


async def put(ctx: Context, form: HeadcountForm) -> dict[str, Any]:
    """Set the number of places of a department (and position) for a year."""
    department = await ctx.organization.department(form.department_id)
    if department.company_id != ctx.company_id:
        raise NotFound(Text("没有这个部门", "there is no such department"))
    if form.position_id is not None and form.position_id not in {
        p.id for p in await ctx.organization.positions()
    }:
        raise NotFound(Text("没有这个岗位", "there is no such position"))
    await execute(
        "DELETE FROM recruiting_ai_headcount WHERE company_id = $1 AND department_id = $2"
        " AND position_id IS NOT DISTINCT FROM $3 AND year = $4",
        ctx.company_id,
        form.department_id,
        form.position_id,
        form.year,
    )
    row_id = await insert(
        "recruiting_ai_headcount", company_id=ctx.company_id, set_by_name=ctx.actor.name, **form.model_dump()
    )
    await ctx.audit.record(
        "recruiting_ai.headcount.set",
        subject="recruiting_ai_headcount",
        subject_id=row_id,
        detail={"year": form.year, "planned": form.planned, "department_id": str(form.department_id)},
    )
    return {"id": row_id} | form.model_dump()
