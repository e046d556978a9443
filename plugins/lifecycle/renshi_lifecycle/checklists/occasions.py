"""Events that begin and end checklists."""

from __future__ import annotations

from renshi_lifecycle.checklists import repository, service
from renshi_sdk import Context
from renshi_sdk.events import (
    EmployeeEndRevoked,
    EmployeeHireCancelled,
    EmployeeHired,
    EmployeeLeft,
    EmployeeTransferCancelled,
    EmployeeTransferred,
    PostEnded,
    PostStarted,
)


async def hired(ctx: Context, event: EmployeeHired) -> None:
    """Onboarding, from the day somebody is hired. What is recorded long after the first day needs none."""
    if (ctx.today() - event.hired_on).days <= 30:
        employee = await ctx.people.get(event.employee_id, as_of=event.hired_on)
        await service.start(ctx, employee, "onboarding", event.hired_on, f"hired:{event.spell_id}")


async def hire_cancelled(ctx: Context, event: EmployeeHireCancelled) -> None:
    """Who was hired doesn't come."""
    await _call_off(ctx, f"hired:{event.spell_id}")


async def transferred(ctx: Context, event: EmployeeTransferred) -> None:
    """A transfer: another department or position, not a new manager alone."""
    moved = (event.from_department_id, event.from_position_id) != (
        event.to_department_id,
        event.to_position_id,
    )
    if moved and (ctx.today() - event.effective_on).days <= 30:
        employee = await ctx.people.get(event.employee_id, as_of=event.effective_on)
        await service.start(ctx, employee, "transfer", event.effective_on, _transfer(event))


async def transfer_cancelled(ctx: Context, event: EmployeeTransferCancelled) -> None:
    """A planned transfer was called off."""
    await _call_off(ctx, f"transfer:{event.employee_id}:{event.effective_on}")


async def post_started(ctx: Context, event: PostStarted) -> None:
    """A secondment."""
    if event.kind == "secondment":
        employee = await ctx.people.get(event.employee_id, as_of=event.starts_on)
        await service.start(ctx, employee, "secondment", event.starts_on, f"post:{event.post_id}")


async def post_ended(ctx: Context, event: PostEnded) -> None:
    """A secondment that ends: what is still open of its beginning isn't needed."""
    await _call_off(ctx, f"post:{event.post_id}")


async def left(ctx: Context, event: EmployeeLeft) -> None:
    """Leaving; what is still open of an onboarding is called off."""
    employee = await ctx.people.get(event.employee_id, as_of=event.last_day)
    await service.start(ctx, employee, "leaving", event.last_day, left_source(event.spell_id, event.last_day))
    await _call_off(ctx, f"hired:{event.spell_id}")


async def end_revoked(ctx: Context, event: EmployeeEndRevoked) -> None:
    """The end was taken back."""
    await _call_off(ctx, left_source(event.spell_id, event.last_day))


def left_source(spell_id: object, last_day: object) -> str:
    """What names the checklist of a leaving: the same spell may be ended again after it was taken back."""
    return f"left:{spell_id}:{last_day}"


def _transfer(event: EmployeeTransferred) -> str:
    return f"transfer:{event.employee_id}:{event.effective_on}"


async def _call_off(ctx: Context, source: str) -> None:
    found = await repository.by_source(ctx.company_id, source)
    if found is not None and found["state"] == "open":
        await service.cancel(ctx, found["id"])
