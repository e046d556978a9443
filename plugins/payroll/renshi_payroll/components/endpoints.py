"""API of component sets."""

from typing import Any
from uuid import UUID

from renshi_payroll.components import editing, repository, service
from renshi_payroll.components.library import standard
from renshi_payroll.components.schemas import (
    CloneIn,
    EditIn,
    FormulaIn,
    RemoveIn,
    SetDocument,
    SetIn,
    TableIn,
    TryIn,
    UseIn,
    VersionIn,
)
from renshi_payroll.components.trial import try_version
from renshi_payroll.permissions import RUN_READ, SETTINGS_MANAGE, SLIP_READ
from renshi_sdk import Context
from renshi_sdk.web import get, post


@get("/component-quantities", permission=RUN_READ)
async def list_quantities(ctx: Context) -> dict[str, Any]:
    """What formulas may read."""
    items = service.quantities(ctx.locale)
    return {"items": items, "total": len(items)}


@get("/component-sets/standard", permission=RUN_READ)
async def read_standard(ctx: Context) -> dict[str, Any]:
    """The shipped set."""
    return standard()


@get("/component-sets", permission=RUN_READ)
async def list_sets(ctx: Context) -> dict[str, Any]:
    """The company's sets and what is in force when."""
    items = await repository.sets(ctx.company_id)
    return {"items": items, "total": len(items), "uses": await repository.uses(ctx.company_id)}


@get("/component-sets/options", permission=RUN_READ)
async def set_options(ctx: Context) -> dict[str, Any]:
    """The company's sets as choices, the built-in pricing first."""
    return {"options": await service.options(ctx)}


@post("/component-sets", permission=SETTINGS_MANAGE)
async def create_set(ctx: Context, data: SetIn) -> dict[str, Any]:
    """Make a set."""
    return await service.create(ctx, data)


@post("/component-sets/check", permission=SETTINGS_MANAGE, status_code=200)
async def check_set(ctx: Context, data: SetDocument) -> dict[str, Any]:
    """Check a document without storing it."""
    return await service.check(ctx, data)


@post("/component-sets/standard/clone", permission=SETTINGS_MANAGE)
async def clone_standard(ctx: Context, data: CloneIn) -> dict[str, Any]:
    """Copy the shipped set."""
    return await service.clone(ctx, "standard", data)


@post("/component-sets/built-in/use", permission=SETTINGS_MANAGE)
async def use_built_in(ctx: Context, data: UseIn) -> dict[str, Any]:
    """Go back to the built-in pricing alone."""
    return await service.use(ctx, None, data)


@get("/component-sets/{set_id:uuid}", permission=RUN_READ)
async def read_set(ctx: Context, set_id: UUID, version: int | None = None) -> dict[str, Any]:
    """A set with a version's document."""
    return await service.read(ctx, set_id, version)


@get("/component-sets/{set_id:uuid}/diff", permission=RUN_READ)
async def diff_versions(ctx: Context, set_id: UUID, before: int, after: int) -> dict[str, Any]:
    """What changed between two versions."""
    return await service.diff(ctx, set_id, before, after)


@post("/component-sets/{set_id:uuid}/versions", permission=SETTINGS_MANAGE)
async def add_version(ctx: Context, set_id: UUID, data: VersionIn) -> dict[str, Any]:
    """Save a new version."""
    return await service.add_version(ctx, set_id, data)


@post("/component-sets/{set_id:uuid}/clone", permission=SETTINGS_MANAGE)
async def clone_set(ctx: Context, set_id: UUID, data: CloneIn) -> dict[str, Any]:
    """Copy a set's newest version."""
    return await service.clone(ctx, str(set_id), data)


@post("/component-sets/{set_id:uuid}/use", permission=SETTINGS_MANAGE)
async def use_set(ctx: Context, set_id: UUID, data: UseIn) -> dict[str, Any]:
    """Put a version in force from a month on."""
    return await service.use(ctx, set_id, data)


@post("/component-sets/{set_id:uuid}/try", permission=SLIP_READ, status_code=200)
async def try_set(ctx: Context, set_id: UUID, data: TryIn) -> dict[str, Any]:
    """Compute a version for an employee or for given values, without storing anything."""
    return await try_version(ctx, set_id, data)


@get("/component-sets/{set_id:uuid}/components", permission=RUN_READ)
async def list_components(ctx: Context, set_id: UUID, version: int | None = None) -> dict[str, Any]:
    """A version's components in the order they are computed, with what each reads and who reads it."""
    shown, items = await editing.components(ctx, set_id, version)
    return {"items": items, "total": len(items), "version": shown}


@post("/component-sets/{set_id:uuid}/components", permission=SETTINGS_MANAGE)
async def save_component(ctx: Context, set_id: UUID, data: EditIn) -> dict[str, Any]:
    """Change or add one component: a new version."""
    return await editing.save(ctx, set_id, data)


@post("/component-sets/{set_id:uuid}/components/{code:str}/remove", permission=SETTINGS_MANAGE)
async def remove_component(ctx: Context, set_id: UUID, code: str, data: RemoveIn) -> dict[str, Any]:
    """Take one component out: a new version."""
    return await editing.remove(ctx, set_id, code, data)


@post("/component-sets/{set_id:uuid}/formula", permission=SETTINGS_MANAGE, status_code=200)
async def check_formula(ctx: Context, set_id: UUID, data: FormulaIn) -> dict[str, Any]:
    """Check a formula in its set, with the place of a mistake, and compute it for somebody."""
    return await editing.check_formula(ctx, set_id, data)


@get("/component-sets/{set_id:uuid}/versions", permission=RUN_READ)
async def list_versions(ctx: Context, set_id: UUID) -> dict[str, Any]:
    """All versions of a set, newest first."""
    items = await editing.versions(ctx, set_id)
    return {"items": items, "total": len(items)}


@get("/component-uses", permission=RUN_READ)
async def list_uses(ctx: Context) -> dict[str, Any]:
    """Which version is in force from when."""
    items = await repository.uses(ctx.company_id)
    return {"items": items, "total": len(items)}


@get("/lookup-tables", permission=RUN_READ)
async def list_tables(ctx: Context) -> dict[str, Any]:
    """The company's look-up tables."""
    items = await repository.lookup_tables(ctx.company_id)
    return {"items": items, "total": len(items)}


@post("/lookup-tables", permission=SETTINGS_MANAGE)
async def record_table(ctx: Context, data: TableIn) -> dict[str, Any]:
    """Record a look-up table from a day on."""
    return await service.record_table(ctx, data)


HANDLERS = (
    list_quantities,
    read_standard,
    list_sets,
    set_options,
    create_set,
    check_set,
    clone_standard,
    use_built_in,
    read_set,
    diff_versions,
    add_version,
    clone_set,
    use_set,
    try_set,
    list_components,
    save_component,
    remove_component,
    check_formula,
    list_versions,
    list_uses,
    list_tables,
    record_table,
)
