"""Headcount plans (编制): versions, their lines as a grid, and who agreed to them.

A plan covers a period and counts places per department, position and kind of employment. A line without a position (or
kind) counts all of them together. Only an approved plan counts; a new version takes the place of the old one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value, insert_rows
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from renshi_sdk.text import Text

MOST_LINES = 20_000
_PLAN = (
    "id, title, period_from, period_to, version, state, changed_by, submitted_by, submitter_id, decided_by,"
    " decided_at, comment"
)


async def plans(company_id: UUID) -> list[dict[str, Any]]:
    """A company's plans, the newest period and version first."""
    rows = await fetch(
        f"SELECT {_PLAN}, (SELECT coalesce(sum(n), 0) FROM (SELECT coalesce(max(l.planned) FILTER"
        "  (WHERE l.position_id IS NULL AND l.employment_type IS NULL), sum(l.planned)) AS n"
        "  FROM core_headcount_line l WHERE l.plan_id = p.id GROUP BY l.department_id) AS d)::int AS planned"
        " FROM core_headcount_plan p WHERE company_id = $1 ORDER BY period_from DESC, version DESC",
        company_id,
    )
    return [dict(r) for r in rows]


async def plan(ctx: Context, plan_id: UUID) -> dict[str, Any]:
    """One plan of the context's company with its lines. Raises ``NotFound``."""
    found = await _own(ctx, plan_id)
    lines = await fetch(
        "SELECT l.id, l.department_id, d.code AS department_code, d.name AS department_name, l.position_id,"
        " p.code AS position_code, p.title AS position_title, l.employment_type, l.planned"
        " FROM core_headcount_line l JOIN core_department d ON d.id = l.department_id"
        " LEFT JOIN core_position p ON p.id = l.position_id WHERE l.plan_id = $1"
        " ORDER BY d.code, p.code NULLS FIRST, l.employment_type NULLS FIRST",
        plan_id,
    )
    return found | {"lines": [dict(r) for r in lines]}


async def create(
    ctx: Context, *, title: str, period_from: date, period_to: date, copy_of: UUID | None = None
) -> dict[str, Any]:
    """Start a version for a period as a draft, empty or with the lines of another plan.

    Raises:
        NotFound: ``copy_of``. Invalid: the period ends before it begins.
    """
    if period_to < period_from:
        message = Text("结束日期不能早于开始日期", "the period ends before it begins")
        raise Invalid(message, code="headcount.period", fields={"period_to": message})
    if copy_of is not None:
        await _own(ctx, copy_of)
    await execute("SELECT FROM core_company WHERE id = $1 FOR NO KEY UPDATE", ctx.company_id)
    version = await fetch_value(
        "SELECT coalesce(max(version), 0) + 1 FROM core_headcount_plan WHERE company_id = $1 AND period_from = $2",
        ctx.company_id,
        period_from,
    )
    plan_id = new_id()
    await execute(
        "INSERT INTO core_headcount_plan (id, company_id, title, period_from, period_to, version, state, changed_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7)",
        plan_id,
        ctx.company_id,
        title,
        period_from,
        period_to,
        version,
        ctx.actor.name,
    )
    if copy_of is not None:
        await execute(
            "INSERT INTO core_headcount_line (id, plan_id, department_id, position_id, employment_type, planned)"
            " SELECT gen_random_uuid(), $1, department_id, position_id, employment_type, planned"
            " FROM core_headcount_line WHERE plan_id = $2",
            plan_id,
            copy_of,
        )
    await _audit(
        ctx, "create", plan_id, {"title": title, "version": version, "from": period_from.isoformat()}
    )
    return await plan(ctx, plan_id)


async def set_lines(ctx: Context, plan_id: UUID, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Replace the lines of a draft. A line names its department by ``department_id`` or ``department_code``, its
    position the same way, so that a table pasted from a spreadsheet will do.

    Raises:
        NotFound. Conflict: the plan isn't a draft. Invalid: unknown departments or positions, or a line twice; the
            fields name the rows.
    """
    found = await _own(ctx, plan_id, lock=True)
    _draft(found)
    if len(lines) > MOST_LINES:
        raise Invalid(Text(f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} lines"), code="headcount.lines")
    rows = await fetch(
        "SELECT 'd' AS what, id, code FROM core_department WHERE company_id = $1"
        " UNION ALL SELECT 'p', id, code FROM core_position WHERE company_id = $1",
        ctx.company_id,
    )
    by_code = {(r["what"], r["code"]): r["id"] for r in rows}
    ids = {(r["what"], r["id"]) for r in rows}
    wrong: dict[str, Text | str] = {}
    wanted: dict[tuple[UUID, UUID | None, str | None], int] = {}
    for number, line in enumerate(lines, start=1):
        department = line.get("department_id") or by_code.get(("d", line.get("department_code")))
        code = line.get("position_code")
        position = line.get("position_id") or by_code.get(("p", code))
        if department is None or ("d", department) not in ids:
            wrong[f"lines.{number}.department"] = Text(
                f"第 {number} 行：没有这个部门", f"line {number}: no such department"
            )
        elif (code and position is None) or (position is not None and ("p", position) not in ids):
            wrong[f"lines.{number}.position"] = Text(
                f"第 {number} 行：没有这个岗位", f"line {number}: no such position"
            )
        elif (key := (department, position, line.get("employment_type"))) in wanted:
            wrong[f"lines.{number}"] = Text(f"第 {number} 行重复", f"line {number} is there twice")
        else:
            wanted[key] = line["planned"]
    if wrong:
        raise Invalid(
            Text(f"{len(wrong)} 行有误，请逐行查看", f"{len(wrong)} lines are wrong; see each of them"),
            code="headcount.lines",
            fields=wrong,
        )
    await execute("DELETE FROM core_headcount_line WHERE plan_id = $1", plan_id)
    await insert_rows(
        "core_headcount_line",
        ["id", "plan_id", "department_id", "position_id", "employment_type", "planned"],
        [(new_id(), plan_id, *key, planned) for key, planned in wanted.items()],
    )
    await _audit(ctx, "lines", plan_id, {"lines": len(wanted), "planned": sum(wanted.values())})
    return await plan(ctx, plan_id)


async def submit(ctx: Context, plan_id: UUID) -> dict[str, Any]:
    """Hand a draft in for approval. Raises ``Conflict`` where it isn't a draft or has no line."""
    found = await _own(ctx, plan_id, lock=True)
    _draft(found)
    if not await fetch_value("SELECT EXISTS (SELECT FROM core_headcount_line WHERE plan_id = $1)", plan_id):
        raise Conflict(Text("编制表还没有任何一行", "the plan has no line yet"), code="headcount.empty")
    await execute(
        "UPDATE core_headcount_plan SET state = 'submitted', submitted_by = $2, submitter_id = $3 WHERE id = $1",
        plan_id,
        ctx.actor.name,
        ctx.actor.id,
    )
    await _audit(ctx, "submit", plan_id, {})
    return await plan(ctx, plan_id)


async def decide(ctx: Context, plan_id: UUID, *, approve: bool, comment: str | None = None) -> dict[str, Any]:
    """Approve a submitted plan, which takes the place of the approved one of its period, or send it back.

    Raises:
        NotFound. Conflict: it isn't submitted, or overlaps an approved plan of another period. Forbidden: whoever
            submitted it can't decide.
    """
    found = await _own(ctx, plan_id, lock=True)
    if found["state"] != "submitted":
        raise Conflict(
            Text("该编制方案不在待审批状态", "this plan isn't waiting for approval"), code="headcount.state"
        )
    if ctx.actor.id is not None and ctx.actor.id == found["submitter_id"]:
        raise Forbidden(
            Text("提交人不能审批自己提交的编制方案", "whoever submitted a plan can't approve it"),
            code="headcount.own",
        )
    if approve:
        await execute("SELECT FROM core_company WHERE id = $1 FOR NO KEY UPDATE", ctx.company_id)
        clash = await fetch_row(
            "SELECT title, period_from, period_to FROM core_headcount_plan WHERE company_id = $1"
            " AND state = 'approved' AND period_from <> $2 AND period_from <= $3 AND period_to >= $2",
            ctx.company_id,
            found["period_from"],
            found["period_to"],
        )
        if clash is not None:
            raise Conflict(
                Text(
                    f"与已批准的“{clash['title']}”（{clash['period_from']} 至 {clash['period_to']}）期间重叠",
                    f"its period overlaps the approved {clash['title']!r}"
                    f" ({clash['period_from']} to {clash['period_to']})",
                ),
                code="headcount.overlap",
            )
        await execute(
            "UPDATE core_headcount_plan SET state = 'replaced' WHERE company_id = $1 AND period_from = $2"
            " AND state = 'approved'",
            ctx.company_id,
            found["period_from"],
        )
    await execute(
        "UPDATE core_headcount_plan SET state = $2, decided_by = $3, decided_at = $4, comment = $5 WHERE id = $1",
        plan_id,
        "approved" if approve else "rejected",
        ctx.actor.name,
        ctx.now(),
        comment,
    )
    await _audit(ctx, "approve" if approve else "reject", plan_id, {"comment": comment})
    return await plan(ctx, plan_id)


async def rule(company_id: UUID) -> str:
    """What a company does where there is no place: ``off``, ``warn`` or ``refuse``."""
    found: str = await fetch_value("SELECT headcount_rule FROM core_company WHERE id = $1", company_id)
    return found


async def set_rule(ctx: Context, value: str) -> None:
    """Change what the company does where there is no place.

    Raises:
        Conflict: ``refuse`` without an approved plan for today, which would refuse nobody and look as if it did.
    """
    before = await rule(ctx.company_id)
    if value == "refuse" and await approved_on(ctx.company_id, ctx.today()) is None:
        raise Conflict(
            Text(
                "今天没有已批准的编制方案，无法启用“超编禁止”",
                "no approved plan covers today, so nothing could be refused",
            ),
            code="headcount.no_plan",
        )
    await execute("UPDATE core_company SET headcount_rule = $2 WHERE id = $1", ctx.company_id, value)
    if before != value:
        await ctx.audit.record(
            "core.headcount.rule",
            subject="company",
            subject_id=ctx.company_id,
            detail={"rule": {"from": before, "to": value}},
        )


async def approved_on(company_id: UUID, day: date) -> dict[str, Any] | None:
    """The approved plan that covers a day."""
    row = await fetch_row(
        f"SELECT {_PLAN} FROM core_headcount_plan WHERE company_id = $1 AND state = 'approved'"
        " AND period_from <= $2 AND period_to >= $2",
        company_id,
        day,
    )
    return dict(row) if row else None


def _draft(found: Mapping[str, Any]) -> None:
    if found["state"] != "draft":
        raise Conflict(
            Text("只能修改草稿；请新建一个版本", "only a draft can change; start a new version"),
            code="headcount.state",
        )


async def _own(ctx: Context, plan_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await fetch_row(
        f"SELECT {_PLAN} FROM core_headcount_plan WHERE id = $1 AND company_id = $2"
        + (" FOR NO KEY UPDATE" if lock else ""),
        plan_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有这个编制方案", "there is no such headcount plan"), code="headcount.plan")
    return dict(row)


async def _audit(ctx: Context, verb: str, plan_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"core.headcount.{verb}", subject="headcount_plan", subject_id=plan_id, detail=detail
    )
