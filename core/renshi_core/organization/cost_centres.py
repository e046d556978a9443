"""Cost centres (成本中心): where pay is booked. A department names one from a day on, and so may a person's job."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.organization import checks, repository
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text


async def in_use(company_id: UUID) -> list[dict[str, Any]]:
    """Cost centres of a company that are in use, by code."""
    rows = await fetch(
        "SELECT id, code, title FROM core_cost_centre WHERE company_id = $1 AND archived_at IS NULL ORDER BY code",
        company_id,
    )
    return [dict(r) for r in rows]


async def of_company(cost_centre_id: UUID, company_id: UUID) -> None:
    """Raise ``Invalid`` where a cost centre isn't the company's, or out of use."""
    found = await fetch_value(
        "SELECT EXISTS (SELECT FROM core_cost_centre WHERE id = $1 AND company_id = $2 AND archived_at IS NULL)",
        cost_centre_id,
        company_id,
    )
    if not found:
        message = Text(
            "所属公司没有这个成本中心，或已停用", "the company has no such cost centre, or it is out of use"
        )
        raise Invalid(message, code="organization.cost_centre", fields={"cost_centre_id": message})


async def create(ctx: Context, *, code: str, title: str) -> dict[str, Any]:
    """Add one to the context's company. Raises ``Conflict`` where the code is taken."""
    made_id = new_id()
    async with checks.unique(Text(f"成本中心编码“{code}”已被使用", f"cost centre {code!r} is taken")):
        await execute(
            "INSERT INTO core_cost_centre (id, company_id, code, title) VALUES ($1, $2, $3, $4)",
            made_id,
            ctx.company_id,
            code,
            title,
        )
    await ctx.audit.record(
        "core.cost_centre.create",
        subject="cost_centre",
        subject_id=made_id,
        detail={"code": code, "title": title},
    )
    return {"id": made_id, "code": code, "title": title}


async def rename(ctx: Context, cost_centre_id: UUID, values: dict[str, Any]) -> dict[str, Any]:
    """Change ``code`` or ``title``."""
    before = await _own(ctx, cost_centre_id)
    async with checks.unique(Text("成本中心编码已被使用", "the code is taken")):
        await repository.change("core_cost_centre", cost_centre_id, values)
    detail = {n: {"from": before[n], "to": v} for n, v in values.items() if before[n] != v}
    if detail:
        await ctx.audit.record(
            "core.cost_centre.update", subject="cost_centre", subject_id=cost_centre_id, detail=detail
        )
    return before | values


async def archive(ctx: Context, cost_centre_id: UUID) -> None:
    """Take one out of use. Raises ``Conflict`` where a department or somebody's job names it today or later."""
    found = await _own(ctx, cost_centre_id)
    users = await fetch_value(
        "SELECT (SELECT count(*) FROM core_job_record WHERE cost_centre_id = $1 AND superseded_at IS NULL"
        "  AND (valid_to IS NULL OR valid_to > $2))"
        " + (SELECT count(*) FROM core_department_record WHERE cost_centre_id = $1 AND superseded_at IS NULL"
        "  AND (valid_to IS NULL OR valid_to > $2))",
        cost_centre_id,
        ctx.today(),
    )
    if users:
        raise Conflict(
            Text(
                f"成本中心“{found['title']}”仍被 {users} 条部门或任职记录使用",
                f"{users} departments or jobs still name cost centre {found['title']!r}",
            ),
            code="organization.not_empty",
        )
    await repository.change("core_cost_centre", cost_centre_id, {"archived_at": ctx.now()})
    await ctx.audit.record(
        "core.cost_centre.archive",
        subject="cost_centre",
        subject_id=cost_centre_id,
        detail={"code": found["code"]},
    )


async def _own(ctx: Context, cost_centre_id: UUID) -> dict[str, Any]:
    row = await fetch_row(
        "SELECT id, code, title FROM core_cost_centre WHERE id = $1 AND company_id = $2",
        cost_centre_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(
            Text("没有这个成本中心", "there is no such cost centre"), code="organization.cost_centre"
        )
    return dict(row)
