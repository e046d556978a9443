"""API of interview rounds. Whoever sits in a panel needs no other right for their own rounds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.rounds import repository, service
from renshi_recruiting_ai.rounds.schemas import Reschedule, RoundForm, ScorecardForm
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context, NotFound, Text
from renshi_sdk.web import AUTHENTICATED, get, post


async def _visible(ctx: Context, round_id: UUID) -> None:
    """For the recruiters, and for those in the panel; to others it isn't there."""
    if ctx.access.allows(permissions.CANDIDATE_READ):
        return
    if ctx.actor.employee_id not in {item["employee_id"] for item in await repository.panel(round_id)}:
        raise NotFound(Text("没有这轮面试", "there is no such round"))


@get("/applications/{application_id:uuid}/rounds", permission=permissions.CANDIDATE_READ)
async def list_rounds(ctx: Context, application_id: UUID) -> dict[str, Any]:
    """The rounds of an application."""
    return as_list(await service.overview(ctx, application_id))


@post("/applications/{application_id:uuid}/rounds", permission=permissions.CANDIDATE_DECIDE)
async def plan_round(ctx: Context, application_id: UUID, data: RoundForm) -> dict[str, Any]:
    """Plan a round with a panel."""
    return await service.plan(ctx, application_id, data)


@get("/rounds/mine", permission=AUTHENTICATED)
async def my_rounds(ctx: Context) -> dict[str, Any]:
    """Rounds that I sit in, those to come first."""
    if ctx.actor.employee_id is None:
        return as_list([])
    rows = await repository.of_panelist(ctx.company_id, ctx.actor.employee_id)
    shown = (
        "id",
        "title",
        "state",
        "starts_at",
        "minutes",
        "place",
        "link",
        "requisition_title",
        "name",
        "mine",
    )
    return as_list([{key: row[key] for key in shown} for row in rows])


@get("/rounds/{round_id:uuid}", permission=AUTHENTICATED)
async def read_round(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """A round with its scale; the cards of others after one's own."""
    await _visible(ctx, round_id)
    return await service.read(ctx, round_id)


@get("/rounds/{round_id:uuid}/summary", permission=AUTHENTICATED)
async def round_summary(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """Marks per competency with mean and spread, the program's score beside."""
    await _visible(ctx, round_id)
    return as_list((await service.read(ctx, round_id))["summary"])


@get("/rounds/{round_id:uuid}/scale", permission=AUTHENTICATED)
async def round_scale(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """The anchored scale of the round's competencies."""
    await _visible(ctx, round_id)
    return as_list((await service.read(ctx, round_id))["scale"])


@get("/rounds/{round_id:uuid}/competency-options", permission=AUTHENTICATED)
async def round_competencies(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """The competencies that a card of the round marks."""
    await _visible(ctx, round_id)
    scale = (await service.read(ctx, round_id))["scale"]
    return {"options": [{"value": item["key"], "label": item["label"]} for item in scale]}


@get("/rounds/{round_id:uuid}/card-form", permission=AUTHENTICATED)
async def card_form(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """An empty card with a line for each competency of the round."""
    await _visible(ctx, round_id)
    scale = (await service.read(ctx, round_id))["scale"]
    return {"marks": [{"competency": item["key"], "score": None, "words": ""} for item in scale]}


@get("/rounds/{round_id:uuid}/cards", permission=AUTHENTICATED)
async def round_cards(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """The cards handed in; none for somebody of the panel whose own is missing."""
    await _visible(ctx, round_id)
    whole = await service.read(ctx, round_id)
    cards, names = whole["cards_shown"], {item["key"]: item["label"] for item in whole["scale"]}
    return as_list(
        [
            {key: card[key] for key in ("author_name", "recommendation", "words", "submitted_at")}
            | {
                "marks": "；".join(
                    f"{names.get(key, key)} {'—' if mark['score'] is None else mark['score']}：{mark['words']}"
                    for key, mark in card["marks"].items()
                )
            }
            for card in cards
        ]
    )


@post("/rounds/{round_id:uuid}/scorecard", permission=AUTHENTICATED)
async def submit_card(ctx: Context, round_id: UUID, data: ScorecardForm) -> dict[str, Any]:
    """Hand in my card, once."""
    await _visible(ctx, round_id)
    return await service.submit(ctx, round_id, data)


@get("/rounds/{round_id:uuid}/calendar", permission=AUTHENTICATED)
async def round_calendar(ctx: Context, round_id: UUID) -> Response[bytes]:
    """The appointment as a calendar file."""
    await _visible(ctx, round_id)
    return Response(
        (await service.calendar_file(ctx, round_id)).encode(),
        media_type="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="interview.ics"'},
    )


@post("/rounds/{round_id:uuid}/reschedule", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def move_round(ctx: Context, round_id: UUID, data: Reschedule) -> dict[str, Any]:
    """Move a round to another time."""
    return await service.reschedule(ctx, round_id, data)


@post("/rounds/{round_id:uuid}/cancel", permission=permissions.CANDIDATE_DECIDE, status_code=200)
async def cancel_round(ctx: Context, round_id: UUID) -> dict[str, Any]:
    """Call a round off."""
    return await service.cancel(ctx, round_id)


HANDLERS = (
    list_rounds,
    plan_round,
    my_rounds,
    read_round,
    round_summary,
    round_scale,
    round_competencies,
    card_form,
    round_cards,
    submit_card,
    round_calendar,
    move_round,
    cancel_round,
)
