"""API of the talent pool."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.pool import merging, service
from renshi_recruiting_ai.pool.schemas import (
    DistinctForm,
    DoNotContact,
    FactsForm,
    ImportForm,
    KeepForm,
    PairForm,
    ReactivateForm,
)
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post, put


@get("/pool", permission=permissions.CANDIDATE_READ)
async def list_people(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """People over all their applications; filters `skills`, `tags`, `city`, `years.ge`, `degree`, `pool`."""
    return page_of(await service.people(ctx, listing_query))


@get("/pool/duplicates", permission=permissions.CANDIDATE_READ)
async def list_duplicates(ctx: Context) -> dict[str, Any]:
    """Pairs that look like one person, with the reasons."""
    return as_list(await merging.suggestions(ctx))


@post("/pool/merges/preview", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def preview_merge(ctx: Context, data: PairForm) -> dict[str, Any]:
    """What a merge would make."""
    return await merging.preview(ctx, data)


@post("/pool/merges", permission=permissions.CANDIDATE_DECIDE)
async def merge_people(ctx: Context, data: PairForm) -> dict[str, Any]:
    """Make two rows one person; can be undone."""
    return await merging.merge(ctx, data)


@post("/pool/merges/{merge_id:uuid}/undo", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def undo_merge(ctx: Context, merge_id: UUID) -> dict[str, Any]:
    """Take a merge back."""
    return await merging.undo(ctx, merge_id)


@post("/pool/distinct", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def say_distinct(ctx: Context, data: DistinctForm) -> dict[str, str]:
    """Say that two rows are two people."""
    await merging.distinct(ctx, data.first, data.second)
    return {"state": "distinct"}


@post("/pool/import", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def import_people(ctx: Context, data: ImportForm) -> dict[str, Any]:
    """Past candidates from CSV; without `apply` a preview line by line."""
    return await service.import_past(ctx, data.text, apply=data.apply)


@get("/pool/{candidate_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_person(ctx: Context, candidate_id: UUID) -> dict[str, Any]:
    """One person with applications, merges, and others who look alike."""
    return await service.read(ctx, candidate_id)


@get("/pool/{candidate_id:uuid}/applications", permission=permissions.CANDIDATE_READ)
async def applications_of_person(ctx: Context, candidate_id: UUID) -> dict[str, Any]:
    """The person's applications."""
    return as_list((await service.read(ctx, candidate_id))["applications"])


@get("/pool/{candidate_id:uuid}/merges", permission=permissions.CANDIDATE_READ)
async def merges_of_person(ctx: Context, candidate_id: UUID) -> dict[str, Any]:
    """Rows that were merged into the person."""
    return as_list((await service.read(ctx, candidate_id))["merges"])


@get("/pool/{candidate_id:uuid}/duplicates", permission=permissions.CANDIDATE_READ)
async def duplicates_of_person(ctx: Context, candidate_id: UUID) -> dict[str, Any]:
    """Others who look like the person."""
    return as_list((await service.read(ctx, candidate_id))["look_alike"])


@put("/pool/{candidate_id:uuid}", permission=permissions.CANDIDATE_DECIDE)
async def set_facts(ctx: Context, candidate_id: UUID, data: FactsForm) -> dict[str, Any]:
    """Correct city, years, degree, school, skills and tags."""
    return await service.set_facts(ctx, candidate_id, data)


@post("/pool/{candidate_id:uuid}/do-not-contact", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def set_do_not_contact(ctx: Context, candidate_id: UUID, data: DoNotContact) -> dict[str, Any]:
    """Never write to this person, or take that back."""
    return await service.do_not_contact(ctx, candidate_id, data)


@post("/pool/{candidate_id:uuid}/keep", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def keep_person(ctx: Context, candidate_id: UUID, data: KeepForm) -> dict[str, Any]:
    """Keep the person in the pool as they agreed to."""
    return await service.keep(ctx, candidate_id, data)


@post("/pool/{candidate_id:uuid}/reactivate", permission=permissions.CANDIDATE_DECIDE)
async def reactivate(ctx: Context, candidate_id: UUID, data: ReactivateForm) -> dict[str, Any]:
    """Put the person into another job, and ask them."""
    return await service.reactivate(ctx, candidate_id, data)


HANDLERS = (
    list_people,
    list_duplicates,
    preview_merge,
    merge_people,
    undo_merge,
    say_distinct,
    import_people,
    read_person,
    applications_of_person,
    merges_of_person,
    duplicates_of_person,
    set_facts,
    set_do_not_contact,
    keep_person,
    reactivate,
)
