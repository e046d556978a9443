"""Items seen from a run: listed, entered one by one or by a sheet, and true-ups of closed months posted into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_payroll.adjustments import sheet
from renshi_payroll.adjustments.repository import ADJUSTMENTS
from renshi_payroll.adjustments.schemas import ITEM_NAMES, AdjustmentIn, RunItemIn, TrueUpIn
from renshi_payroll.adjustments.service import add, require_open
from renshi_payroll.adjustments.sheet import AMOUNT, NUMBER, Line
from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.permissions import RUN_MANAGE, TERM_MANAGE
from renshi_payroll.retro import service as retro
from renshi_payroll.retro.schemas import RetroPostIn
from renshi_payroll.runs.repository import FINAL, RunRow, get_run
from renshi_payroll.sheets.book import CellError, refuse
from renshi_sdk import Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery, fetch, insert_rows, listing, where
from renshi_sdk.services import Clause

_COLUMNS = (
    "id", "company_id", "employee_id", "period", "component", "amount", "note", "recorded_at", "recorded_by",
    "run_id",
)  # fmt: skip


def own_run(run: RunRow) -> UUID | None:
    """What the items of a run carry: nothing in the month's regular one, which is told by its month."""
    return None if run.kind == "monthly" else run.id


def is_open(run: RunRow) -> bool:
    """Whether the run still takes items."""
    return run.state not in ("approved", "discarded", *FINAL)


async def list_items(ctx: Context, run_id: UUID, query: ListQuery) -> tuple[Listing, RunRow]:
    """Items of a run in the actor's scope; the read is audited."""
    run = await get_run(ctx.company_id, run_id)
    result = await listing(
        ADJUSTMENTS,
        query,
        Clause("a.company_id = {}", (ctx.company_id,)),
        Clause("a.period = {} AND a.run_id IS NOT DISTINCT FROM {}", (str(run.period), own_run(run))),
        ctx.access.employees(TERM_MANAGE, "a.employee_id"),
    )
    for item in result.items:
        item["label"] = component_title(item["component"], item["line"]).of(ctx.locale)
    await ctx.audit.record(
        "payroll.adjustment.list",
        subject="payroll_run",
        subject_id=run.id,
        detail={"rows": len(result.items)},
    )
    return result, run


def component_title(component: str, line: str | None) -> Text:
    """What an item is called; a true-up by the line it corrects."""
    if component in ITEM_NAMES:
        return ITEM_NAMES[component]
    known = CATALOGUE.get(line or component)
    if known is None:
        return Text(component, component)
    return Text(known.zh, known.en) if line is None else Text(f"{known.zh}补差", f"{known.en}, true-up")


async def add_item(ctx: Context, run_id: UUID, data: RunItemIn) -> dict[str, Any]:
    """Enter an item into a run. ``Conflict`` once it is approved, ``NotFound`` for a stranger to a final-pay run."""
    run = await get_run(ctx.company_id, run_id)
    await require_members(run, [data.employee_id])
    given = AdjustmentIn(period=str(run.period), run_id=own_run(run), **data.model_dump())
    return await add(ctx, given)


async def require_members(run: RunRow, ids: Sequence[UUID]) -> None:
    """A final-pay run takes items of its members alone."""
    if run.kind != "final":
        return
    members = {row[0] for row in await _members(run.id)}
    if any(one not in members for one in ids):
        raise NotFound(Text("该员工不在本离职结算批次中", "not a member of this final-pay run"))


async def _members(run_id: UUID) -> list[Any]:
    return await fetch("SELECT employee_id FROM payroll_run_member WHERE run_id = $1", run_id)


async def member_options(ctx: Context, run_id: UUID) -> list[dict[str, Any]]:
    """Members of a final-pay run as choices; whoever has left already is in no list of colleagues."""
    run = await get_run(ctx.company_id, run_id)
    clauses = (
        Clause("e.id IN (SELECT m.employee_id FROM payroll_run_member m WHERE m.run_id = {})", (run.id,)),
        ctx.access.employees(RUN_MANAGE, "e.id"),
    )
    return await _options(*clauses)


async def leaver_options(ctx: Context) -> list[dict[str, Any]]:
    """Whoever's last day is recorded and lies in the last twelve months or ahead, the latest first."""
    since = ctx.today() - timedelta(days=366)
    clauses = (
        Clause("e.company_id = {}", (ctx.company_id,)),
        Clause("e.left_on >= {}", (since,)),
        ctx.access.employees(RUN_MANAGE, "e.id"),
    )
    return await _options(*clauses)


async def _options(*clauses: Clause) -> list[dict[str, Any]]:
    sql, args = where(*clauses)
    rows = await fetch(
        f"SELECT e.id, e.name, e.number, e.left_on FROM renshi_employee e WHERE {sql}"
        " ORDER BY e.left_on DESC NULLS LAST, e.number LIMIT 1000",
        *args,
    )
    return [
        {
            "value": row["id"],
            "label": f"{row['name']}（{row['number']}）"
            + ("" if row["left_on"] is None else f" {row['left_on']}"),
        }
        for row in rows
    ]


async def import_items(ctx: Context, run_id: UUID, file_id: UUID) -> dict[str, Any]:
    """Enter the lines of a sheet, all or none: ``Invalid`` names every wrong cell.

    A line that the run has already is wrong: the same sheet uploaded twice pays nobody twice.
    """
    run = await get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    _, content = await ctx.files.get(file_id)
    await require_open(ctx, str(run.period), own_run(run))
    lines, errors = sheet.read(content)
    known = await people_of(ctx, [line.number for line in lines])
    members = {row[0] for row in await _members(run.id)} if run.kind == "final" else None
    there = await _there(ctx.company_id, run)
    for line in lines:
        employee_id = known.get(line.number)
        if employee_id is None or (members is not None and employee_id not in members):
            text = Text("没有该工号，或不在您的权限范围内", "no such number in your reach")
            if employee_id is not None:
                text = Text("不在本离职结算批次中", "not a member of this final-pay run")
            errors.append(CellError(line.line, NUMBER, line.number, text))
        elif (employee_id, line.component, line.amount, line.note) in there:
            text = Text("本批次已有相同的项目，是否重复上传？", "the run has this item already")
            errors.append(CellError(line.line, AMOUNT, line.number, text))
    refuse(sorted(errors, key=lambda one: one.line), code=sheet.CODE, locale=ctx.locale)
    if not lines:
        raise Invalid(Text("表格中没有项目", "the sheet holds no item"), code=sheet.CODE)
    await _keep(ctx, run, lines, known)
    total = sum(line.amount for line in lines)
    await ctx.audit.record(
        "payroll.adjustment.import",
        subject="payroll_run",
        subject_id=run.id,
        detail={"lines": len(lines), "file_id": str(file_id)},
    )
    return {"lines": len(lines), "total": to_yuan(total)}


async def _keep(ctx: Context, run: RunRow, lines: Sequence[Line], known: dict[str, UUID]) -> None:
    now = ctx.now()
    await insert_rows(
        "payroll_adjustment",
        _COLUMNS,
        [
            (
                new_id(), ctx.company_id, known[line.number], str(run.period), line.component, line.amount, line.note,
                now, ctx.actor.id, own_run(run),
            )
            for line in lines
        ],
    )  # fmt: skip


async def _there(company_id: UUID, run: RunRow) -> set[tuple[UUID, str, int, str]]:
    rows = await fetch(
        "SELECT employee_id, component, amount, note FROM payroll_adjustment WHERE company_id = $1 AND period = $2"
        " AND run_id IS NOT DISTINCT FROM $3 AND NOT cancelled",
        company_id,
        str(run.period),
        own_run(run),
    )
    return {(row[0], row[1], row[2], row[3]) for row in rows}


async def people_of(ctx: Context, numbers: Sequence[str], permission: str = TERM_MANAGE) -> dict[str, UUID]:
    """Employees of the company in the actor's scope by their staff numbers."""
    scope = ctx.access.employees(permission, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=3))
    rows = await fetch(
        f"SELECT e.id, e.number FROM renshi_employee e WHERE e.company_id = $1 AND e.number = ANY($2) AND ({sql})",
        ctx.company_id,
        list(numbers),
        *scope.args,
    )
    return {row["number"]: row["id"] for row in rows}


async def true_up(ctx: Context, run_id: UUID, data: TrueUpIn) -> dict[str, Any]:
    """Post what closed months would be paid differently today into this run."""
    run = await get_run(ctx.company_id, run_id)
    return await retro.post(
        ctx,
        RetroPostIn(
            period_from=data.period_from,
            into_period=str(run.period),
            run_id=own_run(run),
            note=data.note,
        ),
    )
