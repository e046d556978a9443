"""API of confirmations and disputes."""

from typing import Any
from uuid import UUID

from renshi_payroll.answers import reminders, service
from renshi_payroll.answers.schemas import DisputeIn, MessageIn
from renshi_payroll.permissions import DISPUTE_ANSWER, RUN_CLOSE, SLIP_READ
from renshi_sdk import Context
from renshi_sdk.db import ListQuery
from renshi_sdk.web import AUTHENTICATED, get, page_of, post


@post("/my/slips/{slip_id:uuid}/confirm", permission=AUTHENTICATED, status_code=200)
async def confirm_slip(ctx: Context, slip_id: UUID) -> dict[str, Any]:
    """Confirm one's own slip."""
    return await service.confirm(ctx, slip_id)


@post("/my/slips/{slip_id:uuid}/disputes", permission=AUTHENTICATED)
async def dispute_slip(ctx: Context, slip_id: UUID, data: DisputeIn) -> dict[str, Any]:
    """Ask about one's own slip."""
    return await service.dispute(ctx, slip_id, component=data.component, body=data.body)


@get("/my/slips/{slip_id:uuid}/disputes", permission=AUTHENTICATED)
async def my_disputes(ctx: Context, slip_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """One's own disputes of a slip."""
    return page_of(await service.my_disputes(ctx, slip_id, listing_query))


@get("/my/disputes/{dispute_id:uuid}", permission=AUTHENTICATED)
async def my_dispute(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """One's own dispute with its thread."""
    return await service.read_dispute(ctx, dispute_id, own=True)


@get("/my/disputes/{dispute_id:uuid}/thread", permission=AUTHENTICATED)
async def my_thread(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """The messages of one's own dispute, newest first."""
    return await service.thread(ctx, dispute_id, own=True)


@post("/my/disputes/{dispute_id:uuid}/messages", permission=AUTHENTICATED)
async def my_message(ctx: Context, dispute_id: UUID, data: MessageIn) -> dict[str, Any]:
    """Write again in one's own dispute."""
    return await service.reply_as_owner(ctx, dispute_id, data.body)


@post("/my/disputes/{dispute_id:uuid}/close", permission=AUTHENTICATED, status_code=200)
async def my_close(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """Close one's own dispute."""
    return await service.close_as_owner(ctx, dispute_id)


@get("/disputes", permission=DISPUTE_ANSWER)
async def list_disputes(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Disputes, the latest first."""
    return page_of(await service.list_disputes(ctx, listing_query))


@get("/disputes/{dispute_id:uuid}", permission=DISPUTE_ANSWER)
async def read_dispute(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """A dispute with its thread."""
    return await service.read_dispute(ctx, dispute_id, own=False)


@get("/disputes/{dispute_id:uuid}/thread", permission=DISPUTE_ANSWER)
async def read_thread(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """The messages of a dispute, newest first."""
    return await service.thread(ctx, dispute_id, own=False)


@post("/disputes/{dispute_id:uuid}/answer", permission=DISPUTE_ANSWER, status_code=200)
async def answer_dispute(ctx: Context, dispute_id: UUID, data: MessageIn) -> dict[str, Any]:
    """Answer a dispute."""
    return await service.answer(ctx, dispute_id, data.body)


@post("/disputes/{dispute_id:uuid}/close", permission=DISPUTE_ANSWER, status_code=200)
async def close_dispute(ctx: Context, dispute_id: UUID) -> dict[str, Any]:
    """Close an answered dispute."""
    return await service.close(ctx, dispute_id)


@get("/runs/{run_id:uuid}/answers", permission=SLIP_READ)
async def list_answers(ctx: Context, run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Who confirmed their slip of a run."""
    return page_of(await service.list_answers(ctx, run_id, listing_query))


@post("/runs/{run_id:uuid}/remind", permission=RUN_CLOSE, status_code=200)
async def remind(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Remind whoever hasn't answered."""
    return await reminders.remind(ctx, run_id)


HANDLERS = (
    confirm_slip,
    dispute_slip,
    my_disputes,
    my_dispute,
    my_thread,
    my_message,
    my_close,
    list_disputes,
    read_dispute,
    read_thread,
    answer_dispute,
    close_dispute,
    list_answers,
    remind,
)
