"""What the organisation's API and pages show: the tree with names and headcounts."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.organization import chart, cost_centres, repository, service
from renshi_core.organization.schemas import CompanyCreate
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import Schema

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def found_company(ctx: Context, data: CompanyCreate) -> Company:
    """Create a company and the suggested roles it starts with."""
    platform: Platform = ctx.services.platform  # type: ignore[attr-defined]
    made = await service.create_company(ctx, **data.model_dump())
    permissions = [owned.record for owned in platform.registry.permissions.values() if owned.plugin == "core"]
    await platform.seed_roles(replace(ctx, company_id=made.id), permissions)
    return made


async def flat(
    ctx: Context, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """Departments of ``as_of`` (today) as known at ``known_at`` (now), parents first, with ``full_name`` (path of
    names), ``head_name``, ``headcount`` (of the department itself) and ``headcount_total`` (of its subtree)."""
    found = await chart.nodes(ctx, as_of=as_of, known_at=known_at)
    counts = await chart.heads(ctx, as_of or ctx.today(), known_at)
    heads = await repository.names([d.head_id for d in found if d.head_id])
    centres = {c["id"]: c["title"] for c in await cost_centres.in_use(ctx.company_id)}
    coming = await repository.next_changes(ctx.company_id)
    names = {d.id: d.name for d in found}
    totals = chart.totals(found, counts)
    return [
        asdict(d)
        | {
            "company_id": ctx.company_id,
            "full_name": " / ".join(names[i] for i in d.path if i in names),
            "head_name": heads.get(d.head_id) if d.head_id else None,
            "cost_centre_title": centres.get(d.cost_centre_id) if d.cost_centre_id else None,
            "headcount": counts.get(d.id, 0),
            "headcount_total": totals[d.id],
            "next_change_on": coming.get(d.id),
        }
        for d in found
    ]


async def nested(
    ctx: Context, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """The same as a forest: roots with ``children``."""
    found = await flat(ctx, as_of=as_of, known_at=known_at)
    rows = {row["id"]: row | {"children": []} for row in found}
    roots: list[dict[str, Any]] = []
    for row in rows.values():
        above = rows.get(row["parent_id"])
        (above["children"] if above else roots).append(row)
    return roots


async def options(ctx: Context) -> list[dict[str, Any]]:
    """The forest as choices: ``value``, ``label``, ``children``."""

    def choice(node: dict[str, Any]) -> dict[str, Any]:
        made = {"value": node["id"], "label": node["name"]}
        if node["children"]:
            made["children"] = [choice(child) for child in node["children"]]
        return made

    return [choice(root) for root in await nested(ctx)]


def given(data: Schema, *, nullable: set[str]) -> dict[str, Any]:
    """The fields a caller sent; a ``null`` counts only where it says "none"."""
    values = data.model_dump(exclude_unset=True)
    return {name: value for name, value in values.items() if value is not None or name in nullable}


async def only_own_company(ctx: Context, company_id: UUID) -> None:
    """Rights are those of the context's company, so another one looks as if it didn't exist."""
    if company_id != ctx.company_id:
        raise NotFound(
            Text("没有这家公司，或请先切换到该公司", "there is no such company here; switch to it first"),
            code="organization.company",
        )


async def only_own_department(ctx: Context, department_id: UUID) -> None:
    """A department of another company looks as if it didn't exist."""
    found = await service.department(ctx, department_id)
    if found.company_id != ctx.company_id:
        raise NotFound(Text("没有这个部门", "there is no such department"), code="organization.department")


async def only_own_position(ctx: Context, position_id: UUID) -> None:
    """A position of another company looks as if it didn't exist."""
    found = await service.position(ctx, position_id)
    if found.company_id != ctx.company_id:
        raise NotFound(Text("没有这个岗位", "there is no such position"), code="organization.position")
