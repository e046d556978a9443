"""API of pipelines, moves and the board."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.pipeline import board as boards
from renshi_recruiting_ai.pipeline import moves, repository, service
from renshi_recruiting_ai.pipeline.schemas import (
    BulkMoveForm,
    MoveForm,
    NextAction,
    PipelineForm,
    StageForm,
    Tags,
)
from renshi_recruiting_ai.pipeline.work import plan_next, set_tags
from renshi_recruiting_ai.rows import ids_of
from renshi_recruiting_ai.talk import messages
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import get, page_of, post, put

COLOURS = {
    "offer": "success",
    "hired": "success",
    "rejected": "danger",
    "withdrawn": "default",
    "new": "default",
}


@get("/pipelines", permission=permissions.CANDIDATE_READ)
async def list_pipelines(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The company's pipelines."""
    return page_of(await repository.pipelines(ctx.company_id, listing_query))


@get("/pipelines/options", permission=permissions.CANDIDATE_READ)
async def pipeline_options(ctx: Context) -> dict[str, Any]:
    """Choices for a form."""
    return {"options": await repository.options(ctx.company_id)}


@get("/pipelines/{pipeline_id:uuid}", permission=permissions.CANDIDATE_READ)
async def read_pipeline(ctx: Context, pipeline_id: UUID) -> dict[str, Any]:
    """A pipeline with its stages in order."""
    return await service.read(ctx, pipeline_id)


@get("/pipelines/{pipeline_id:uuid}/form", permission=permissions.CANDIDATE_READ)
async def pipeline_form(ctx: Context, pipeline_id: UUID) -> dict[str, Any]:
    """A pipeline with nothing but the fields of its form."""
    row = await service.read(ctx, pipeline_id)
    stages = [{name: stage[name] for name in StageForm.model_fields} for stage in row["stages"]]
    return {"name": row["name"], "family": row["family"], "is_default": row["is_default"], "stages": stages}


@get("/pipelines/{pipeline_id:uuid}/stages", permission=permissions.CANDIDATE_READ)
async def list_stages(ctx: Context, pipeline_id: UUID) -> dict[str, Any]:
    """The stages in order."""
    items = (await service.read(ctx, pipeline_id))["stages"]
    return {"items": items, "total": len(items), "next_cursor": None}


@post("/pipelines", permission=permissions.SETTINGS_EDIT)
async def create_pipeline(ctx: Context, data: PipelineForm) -> dict[str, Any]:
    """Make a pipeline, for a job family or for all."""
    return await service.create(ctx, data)


@put("/pipelines/{pipeline_id:uuid}", permission=permissions.SETTINGS_EDIT)
async def change_pipeline(ctx: Context, pipeline_id: UUID, data: PipelineForm) -> dict[str, Any]:
    """Rename, order, add and remove stages; a stage somebody stands in stays."""
    return await service.change(ctx, pipeline_id, data)


@get("/requisitions/{requisition_id:uuid}/board", permission=permissions.CANDIDATE_READ)
async def read_board(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """The board of one requisition, at most 50 cards a column."""
    return await boards.board(ctx, requisition_id)


@get("/requisitions/{requisition_id:uuid}/columns", permission=permissions.CANDIDATE_READ)
async def board_columns(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """The columns of a board, with how many stand in each."""
    items = [
        {
            "value": column["value"],
            "label": column["title"],
            "colour": COLOURS.get(column["kind"], "info"),
        }
        for column in (await boards.board(ctx, requisition_id))["columns"]
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/requisitions/{requisition_id:uuid}/cards", permission=permissions.CANDIDATE_READ)
async def board_cards(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """The cards of a board, at most 50 of each column, the longest waiting first."""
    columns = (await boards.board(ctx, requisition_id))["columns"]
    items = [card for column in columns for card in column["items"]]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/requisitions/{requisition_id:uuid}/stages", permission=permissions.CANDIDATE_READ)
async def stage_options(ctx: Context, requisition_id: UUID) -> dict[str, Any]:
    """Stages an application of this requisition can be moved to by hand."""
    columns = (await boards.board(ctx, requisition_id))["columns"]
    return {
        "options": [
            {"value": item["value"], "label": item["title"]} for item in columns if item["kind"] != "hired"
        ]
    }


@get("/applications/{application_id:uuid}/stages", permission=permissions.CANDIDATE_READ)
async def stages_of_application(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """Stages this application can be moved to by hand."""
    from renshi_recruiting_ai.candidates import service as applications

    row = await applications.get(ctx, application_id)
    columns = (await boards.board(ctx, row["requisition_id"]))["columns"]
    return {
        "options": [
            {"value": item["value"], "label": item["title"]} for item in columns if item["kind"] != "hired"
        ]
    }


@get("/applications/{application_id:uuid}/moves", permission=permissions.CANDIDATE_READ)
async def list_moves(ctx: Context, application_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Where the application has been, when, why and by whom."""
    from renshi_recruiting_ai.candidates import service as applications

    await applications.get(ctx, application_id)
    return page_of(await repository.moves(ctx.company_id, application_id, listing_query))


@post("/applications/{application_id:uuid}/move", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def move_one(ctx: Context, application_id: UUID, data: MoveForm) -> dict[str, Any]:
    """Move one application; rejecting and advancing to an offer need a reason and are recorded as a decision."""
    moved = await moves.by_person(ctx, [application_id], data.stage_id, data.reason)
    return moved | {"messages": await messages.after_move(ctx, moved["applications"], data)}


@post("/applications/move", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def move_many(ctx: Context, data: BulkMoveForm) -> dict[str, Any]:
    """Move up to 200 applications at once; those that can't go are named with the reason."""
    moved = await moves.by_person(ctx, ids_of(data.ids), data.stage_id, data.reason)
    return moved | {"messages": await messages.after_move(ctx, moved["applications"], data)}


@post(
    "/applications/{application_id:uuid}/next-action",
    permission=permissions.CANDIDATE_DECIDE,
    status_code=200,
)
async def next_action(ctx: Context, application_id: UUID, data: NextAction) -> dict[str, Any]:
    """Say what is to be done next, by whom and until when; empty takes it away."""
    return await plan_next(ctx, application_id, data)


@put("/applications/{application_id:uuid}/tags", permission=permissions.CANDIDATE_DECIDE)
async def tag(ctx: Context, application_id: UUID, data: Tags) -> dict[str, Any]:
    """Set the tags of an application."""
    return await set_tags(ctx, application_id, data.tags)


HANDLERS = (
    list_pipelines,
    pipeline_options,
    read_pipeline,
    pipeline_form,
    list_stages,
    create_pipeline,
    change_pipeline,
    read_board,
    board_columns,
    board_cards,
    stage_options,
    stages_of_application,
    list_moves,
    move_one,
    move_many,
    next_action,
    tag,
)
