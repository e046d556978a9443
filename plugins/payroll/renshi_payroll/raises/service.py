"""Keeping batches of pay adjustments: the template, the sheet and its checks, submitting, discarding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises import repository
from renshi_payroll.raises.checks import Checked, check
from renshi_payroll.raises.repository import Batch
from renshi_payroll.raises.schemas import RaiseIn, SheetIn
from renshi_payroll.raises.sheet import read, template
from renshi_sdk import Conflict, Context, Forbidden, NeedsAttention, Text, new_id
from renshi_sdk.db import Listing, ListQuery, execute, fetch, fetch_row, insert_rows, listing
from renshi_sdk.services import Clause

KIND = "payroll.pay_adjustment"
STATES = {
    "draft": Text("草稿", "Draft"),
    "submitted": Text("审批中", "Submitted"),
    "approved": Text("已生效", "Approved"),
    "undone": Text("已撤销", "Undone"),
    "discarded": Text("已作废", "Discarded"),
}


async def template_file(ctx: Context) -> bytes:
    """The workbook to fill in, with the present pay of everybody in the actor's scope; the read is audited."""
    scope = ctx.access.employees(TERM_MANAGE, "e.id")
    parts = scope.sql.split("{}")
    sql = parts[0] + "".join(f"${place}{part}" for place, part in enumerate(parts[1:], start=2))
    rows = await fetch(
        "SELECT e.number, e.name, e.department_name, t.monthly_wage FROM renshi_employee e JOIN LATERAL"
        " (SELECT p.monthly_wage FROM payroll_term p WHERE p.company_id = e.company_id AND p.employee_id = e.id"
        " ORDER BY p.valid_from DESC, p.recorded_at DESC, p.id DESC LIMIT 1) t ON true"
        f" WHERE e.company_id = $1 AND e.status <> 'left' AND ({sql}) ORDER BY e.number",
        ctx.company_id,
        *scope.args,
    )
    await ctx.audit.record("payroll.raise.template", subject="payroll_term", detail={"people": len(rows)})
    return template(
        [
            [row["number"], row["name"], row["department_name"] or "", to_yuan(row["monthly_wage"])]
            for row in rows
        ]
    )


async def create(ctx: Context, data: RaiseIn) -> dict[str, Any]:
    """A batch with its sheet read and checked. Wrong lines are kept with their reason until a better sheet comes.

    ``Invalid`` where the sheet can't be read at all.
    """
    lines = await check(ctx, await _lines(ctx, data.file_id), data.effective_on)
    raise_id = new_id()
    await execute(
        "INSERT INTO payroll_raise (id, company_id, title, effective_on, reason, state, created_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7)",
        raise_id,
        ctx.company_id,
        data.title,
        data.effective_on,
        data.reason,
        ctx.actor.id,
        ctx.now(),
    )
    await _keep(ctx, raise_id, lines, data.reason, data.effective_on, version=1)
    await ctx.audit.record(
        "payroll.raise.create",
        subject="payroll_raise",
        subject_id=raise_id,
        detail={"effective_on": data.effective_on.isoformat(), "lines": len(lines)},
    )
    return {"id": raise_id, **_counted(lines)}


async def replace_sheet(ctx: Context, raise_id: UUID, data: SheetIn) -> dict[str, Any]:
    """Another sheet, or another day, for a batch that isn't submitted."""
    batch = await require(ctx, raise_id, "draft", Text("更换表格", "take another sheet"))
    day = data.effective_on or batch.effective_on
    lines = await check(ctx, await _lines(ctx, data.file_id), day)
    await execute("DELETE FROM payroll_raise_row WHERE raise_id = $1", batch.id)
    await _keep(ctx, batch.id, lines, batch.reason, day, version=batch.version + 1)
    await ctx.audit.record(
        "payroll.raise.sheet", subject="payroll_raise", subject_id=batch.id, detail={"lines": len(lines)}
    )
    return {"id": batch.id, **_counted(lines)}


async def _lines(ctx: Context, file_id: UUID) -> list[Any]:
    _, content = await ctx.files.get(file_id)
    return read(content)


def _counted(lines: Sequence[Checked]) -> dict[str, int]:
    return {
        "people": sum(one.severity != "error" for one in lines),
        "errors": sum(one.severity == "error" for one in lines),
        "warnings": sum(one.severity == "warning" for one in lines),
    }


async def _keep(
    ctx: Context, raise_id: UUID, lines: Sequence[Checked], reason: str, day: date, *, version: int
) -> None:
    await insert_rows(
        "payroll_raise_row",
        (
            "id", "raise_id", "line", "number", "employee_id", "old_wage", "new_wage", "social_base", "housing_base",
            "reason", "zh", "en", "severity",
        ),
        [
            (
                new_id(), raise_id, one.line.line, one.line.number[:40], one.employee_id, one.old_wage, one.new_wage,
                *one.bases, one.line.reason or reason, one.text.zh if one.text else "",
                one.text.en if one.text else "", one.severity,
            )
            for one in lines
        ],
    )  # fmt: skip
    content = [f"{one.employee_id}:{one.new_wage}:{one.bases}" for one in lines if one.severity != "error"]
    digest = hashlib.sha256("\n".join([day.isoformat(), *sorted(content)]).encode()).hexdigest()
    await execute(
        "UPDATE payroll_raise SET version = $2, digest = $3, effective_on = $4 WHERE id = $1",
        raise_id,
        version,
        digest,
        day,
    )


async def require(ctx: Context, raise_id: UUID, state: str, what: Text) -> Batch:
    """The batch, locked and in ``state``. ``Conflict`` says in which it is."""
    batch = await repository.get(ctx.company_id, raise_id, lock="FOR UPDATE")
    if batch.state != state:
        now = STATES[batch.state]
        raise Conflict(
            Text(
                f"该批次当前为“{now.zh}”，不能{what.zh}", f"the batch is {now.en.lower()}: it can't {what.en}"
            ),
            code="payroll.raise.state",
            state=batch.state,
        )
    return batch


async def submit(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """One request for the whole batch. ``NeedsAttention`` while a line is wrong."""
    batch = await require(ctx, raise_id, "draft", Text("提交审批", "be submitted"))
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("当前账号未关联员工，不能提交审批", "this account belongs to no employee"),
            code="payroll.no_employee",
        )
    counts = await counted(batch.id)
    form = {
        "raise_id": str(batch.id),
        "version": batch.version,
        "digest": batch.digest,
        "effective_on": batch.effective_on.isoformat(),
        "people": counts["people"],
    }
    request = await ctx.requests.submit(KIND, form, employee_id=ctx.actor.employee_id)
    return {"request_id": request.id, "state": "submitted" if request.state != "approved" else "approved"}


async def counted(raise_id: UUID) -> dict[str, int]:
    """How many lines hold, and how many are wrong."""
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE severity <> 'error')::int AS people,"
        " count(*) FILTER (WHERE severity = 'error')::int AS errors FROM payroll_raise_row WHERE raise_id = $1",
        raise_id,
    )
    return {} if row is None else dict(row)


def require_clean(counts: dict[str, int]) -> None:
    """Refuse a batch that has wrong lines, or none that hold."""
    if counts["errors"]:
        raise NeedsAttention(
            Text(
                f"还有 {counts['errors']} 行有误，请更正后重新上传表格",
                f"{counts['errors']} lines are wrong: correct them and upload the sheet again",
            ),
            code="payroll.raise.errors",
            errors=counts["errors"],
        )
    if not counts["people"]:
        raise NeedsAttention(Text("没有可调整的人员", "nobody is adjusted"), code="payroll.raise.empty")


async def discard(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """Give up a batch that isn't submitted."""
    batch = await require(ctx, raise_id, "draft", Text("作废", "be discarded"))
    await execute("UPDATE payroll_raise SET state = 'discarded' WHERE id = $1", batch.id)
    await ctx.audit.record("payroll.raise.discard", subject="payroll_raise", subject_id=batch.id)
    return {"state": "discarded"}


async def list_raises(ctx: Context, query: ListQuery) -> Listing:
    """Batches of the company, newest first."""
    return await listing(repository.RAISES, query, Clause("b.company_id = {}", (ctx.company_id,)))


async def read_raise(ctx: Context, raise_id: UUID) -> dict[str, Any]:
    """A batch with its counts."""
    await repository.get(ctx.company_id, raise_id)
    row = await fetch_row(f"{repository.RAISES.select} WHERE b.id = $1", raise_id)
    return {} if row is None else dict(row)


async def list_rows(ctx: Context, raise_id: UUID, query: ListQuery) -> Listing:
    """Lines of a batch in the actor's scope, those that name nobody included; the read is audited."""
    batch = await repository.get(ctx.company_id, raise_id)
    scope = ctx.access.employees(TERM_MANAGE, "r.employee_id")
    result = await listing(
        repository.ROWS,
        query,
        Clause("r.raise_id = {}", (batch.id,)),
        Clause(f"r.employee_id IS NULL OR ({scope.sql})", scope.args),
    )
    english = ctx.locale.lower().startswith("en")
    for item in result.items:
        zh, en = item.pop("zh"), item.pop("en")
        item["text"] = en if english else zh
    await ctx.audit.record(
        "payroll.raise.read",
        subject="payroll_raise",
        subject_id=batch.id,
        detail={"rows": len(result.items)},
    )
    return result
