"""Companies, departments and positions over HTTP."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.organization import (
    checks,
    company_endpoints,
    dated_endpoints,
    headcount_endpoints,
    reorganisation_endpoints,
    service,
    tree,
)
from renshi_core.organization.schemas import (
    CompanyCreate,
    CompanyUpdate,
    DepartmentCreate,
    DepartmentMove,
    DepartmentUpdate,
    PositionCreate,
    PositionUpdate,
)
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company, Department, Position
from renshi_sdk.db import ListField, ListQuery, ListSpec, listing
from renshi_sdk.services import Clause
from renshi_sdk.web import AUTHENTICATED, delete, get, page_of, patch, post

POSITIONS = ListSpec(
    select=(
        "SELECT p.id, p.company_id, p.code, p.title, p.department_id, d.name AS department_name,"
        " (SELECT count(*) FROM core_employee_current c WHERE c.position_id = p.id"
        "  AND c.status IN ('probation', 'active')) AS headcount"
        " FROM core_position p LEFT JOIN core_department d ON d.id = p.department_id"
    ),
    fields={
        "code": ListField("p.code", sortable=True),
        "title": ListField("p.title", sortable=True),
        "department_id": ListField("p.department_id", "uuid"),
    },
    key="p.id",
    default_sort="code",
    search="p.title ILIKE {} OR p.code ILIKE {}",
)


@get("/companies", permission=AUTHENTICATED)
async def list_companies(ctx: Context) -> dict[str, Any]:
    """Companies of the group: all of them for who may see the organisation, otherwise one's own."""
    companies = await ctx.organization.companies()
    if not ctx.access.allows("core.organization.read"):
        companies = [c for c in companies if c.id == ctx.company_id]
    return {"items": companies, "total": len(companies), "next_cursor": None}


@get("/companies/{company_id:uuid}", permission="core.organization.read")
async def get_company(ctx: Context, company_id: UUID) -> Company:
    """One company."""
    return await ctx.organization.company(company_id)


@post("/companies", permission="core.company.create")
async def create_company(ctx: Context, data: CompanyCreate) -> Company:
    """Found a company of the group, with its suggested roles; for who holds the right in the whole group."""
    checks.require_group(ctx, "core.company.create")
    return await tree.found_company(ctx, data)


@patch("/companies/{company_id:uuid}", permission="core.company.manage")
async def update_company(ctx: Context, company_id: UUID, data: CompanyUpdate) -> Company:
    """Change facts of the context's company."""
    await tree.only_own_company(ctx, company_id)
    return await service.update_company(ctx, company_id, data.model_dump(exclude_unset=True))


@get("/departments", permission="core.organization.read")
async def list_departments(
    ctx: Context, listing_query: ListQuery, as_of: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """Departments of the company on a day (today), as known at a time (now): parents first, with the names of their
    path, head and headcount."""
    rows = await tree.flat(ctx, as_of=as_of, known_at=known_at)
    if listing_query.q:
        wanted = listing_query.q.lower()
        rows = [r for r in rows if wanted in r["name"].lower() or wanted in r["code"].lower()]
    return {"items": rows, "total": len(rows), "next_cursor": None}


@get("/departments/tree", permission="core.organization.read")
async def department_tree(
    ctx: Context, as_of: date | None = None, known_at: datetime | None = None
) -> dict[str, Any]:
    """The company's tree on a day (today), as known at a time (now): each node with ``children``, its own headcount
    and that of its subtree."""
    items = await tree.nested(ctx, as_of=as_of, known_at=known_at)
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/departments/options", permission=AUTHENTICATED)
async def department_options(ctx: Context) -> dict[str, Any]:
    """The tree as choices."""
    return {"options": await tree.options(ctx)}


@get("/departments/choices", permission=AUTHENTICATED)
async def department_choices(ctx: Context) -> dict[str, Any]:
    """The departments as a flat list of choices, each with the names of its path."""
    return {"options": [{"value": r["id"], "label": r["full_name"]} for r in await tree.flat(ctx)]}


@get("/departments/{department_id:uuid}", permission="core.organization.read")
async def get_department(ctx: Context, department_id: UUID) -> Department:
    """One department."""
    return await service.department(ctx, department_id)


@post("/departments", permission="core.organization.manage")
async def create_department(ctx: Context, data: DepartmentCreate) -> Department:
    """Add a department."""
    return await service.create_department(ctx, **data.model_dump())


@patch("/departments/{department_id:uuid}", permission="core.organization.manage")
async def update_department(ctx: Context, department_id: UUID, data: DepartmentUpdate) -> Department:
    """Change code, name, head or cost centre, from a day on."""
    await tree.only_own_department(ctx, department_id)
    values = tree.given(data, nullable={"head_id", "cost_centre_id"})
    effective_on = values.pop("effective_on", None)
    return await service.update_department(ctx, department_id, values, effective_on=effective_on)


@post("/departments/{department_id:uuid}/move", permission="core.organization.manage", status_code=200)
async def move_department(ctx: Context, department_id: UUID, data: DepartmentMove) -> Department:
    """Hang a department under another one."""
    await tree.only_own_department(ctx, department_id)
    return await service.move_department(ctx, department_id, data.parent_id, effective_on=data.effective_on)


@delete("/departments/{department_id:uuid}", permission="core.organization.manage")
async def delete_department(ctx: Context, department_id: UUID, effective_on: date | None = None) -> None:
    """Take an empty department out of use, from a day on (today)."""
    await tree.only_own_department(ctx, department_id)
    await service.delete_department(ctx, department_id, effective_on=effective_on)


@get("/positions", permission="core.organization.read")
async def list_positions(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Positions of the company that are in use."""
    return page_of(
        await listing(
            POSITIONS,
            listing_query,
            Clause("p.company_id = {} AND p.archived_at IS NULL", (ctx.company_id,)),
        )
    )


@get("/positions/options", permission=AUTHENTICATED)
async def position_options(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Positions for a choice."""
    wanted = (listing_query.q or "").lower()
    positions = await ctx.organization.positions()
    return {"options": [{"value": p.id, "label": p.title} for p in positions if wanted in p.title.lower()]}


@get("/positions/{position_id:uuid}", permission="core.organization.read")
async def get_position(ctx: Context, position_id: UUID) -> Position:
    """One position."""
    return await service.position(ctx, position_id)


@post("/positions", permission="core.organization.manage")
async def create_position(ctx: Context, data: PositionCreate) -> Position:
    """Add a position."""
    return await service.create_position(ctx, **data.model_dump())


@patch("/positions/{position_id:uuid}", permission="core.organization.manage")
async def update_position(ctx: Context, position_id: UUID, data: PositionUpdate) -> Position:
    """Change code, title or department."""
    await tree.only_own_position(ctx, position_id)
    return await service.update_position(ctx, position_id, tree.given(data, nullable={"department_id"}))


@delete("/positions/{position_id:uuid}", permission="core.organization.manage")
async def delete_position(ctx: Context, position_id: UUID) -> None:
    """Take a position that nobody holds out of use."""
    await tree.only_own_position(ctx, position_id)
    await service.delete_position(ctx, position_id)


HANDLERS = (
    list_companies,
    get_company,
    create_company,
    update_company,
    list_departments,
    department_tree,
    department_options,
    department_choices,
    get_department,
    create_department,
    update_department,
    move_department,
    delete_department,
    list_positions,
    position_options,
    get_position,
    create_position,
    update_position,
    delete_position,
    *company_endpoints.HANDLERS,
    *dated_endpoints.HANDLERS,
    *headcount_endpoints.HANDLERS,
    *reorganisation_endpoints.HANDLERS,
)
