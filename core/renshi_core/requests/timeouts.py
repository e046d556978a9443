"""Gates that nobody passed in time: remind once, ask the next manager, or refuse, as the step says.

Time alone never opens a gate.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.identity.roles import role_holders
from renshi_core.requests import approvers, gates, handover, messages, repository
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import Request, StepRow
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule, Step
from renshi_sdk.db import fetch
from renshi_sdk.errors import JobCancelled
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

log = logging.getLogger(__name__)
AT_ONCE = 500


async def request_timeouts(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Deal with every gate of the company that is overdue; one that can't be dealt with doesn't stop the others."""
    overdue: list[UUID] = []
    async with run.step(f"find:{run.attempt}") as inside:
        if inside is not None:
            rows = await fetch(
                "SELECT s.request_id FROM core_request_step s JOIN core_request r ON r.id = s.request_id"
                " WHERE s.state = 'waiting' AND s.due_at <= $1 AND s.expired_at IS NULL"
                " AND r.company_id = $2 ORDER BY s.due_at LIMIT $3",
                inside.now(),
                inside.company_id,
                AT_ONCE,
            )
            overdue = [r["request_id"] for r in rows]
    done: dict[str, int] = {}
    for request_id in overdue:
        try:
            async with run.step(f"{request_id}:{run.attempt}") as inside:
                if inside is not None:
                    outcome = await expire(inside, request_id)
                    done[outcome] = done.get(outcome, 0) + 1
        except JobCancelled:
            raise
        except Exception:
            log.exception("request_timeout_failed request=%s", request_id)
            done["failed"] = done.get("failed", 0) + 1
    await _substitutes(ctx, run, done)
    return done


async def _substitutes(ctx: Context, run: JobRun, done: dict[str, int]) -> None:
    away: list[UUID] = []
    async with run.step(f"away:{run.attempt}") as inside:
        if inside is not None:
            away = await handover.candidates(inside, AT_ONCE)
    for request_id in away:
        try:
            async with run.step(f"away:{request_id}:{run.attempt}") as inside:
                if inside is not None:
                    moved = await handover.hand_over(inside, request_id)
                    done["substituted"] = done.get("substituted", 0) + moved
        except JobCancelled:
            raise
        except Exception:
            log.exception("hand_over_failed request=%s", request_id)
            done["failed"] = done.get("failed", 0) + 1


async def expire(ctx: Context, request_id: UUID) -> str:
    """Deal with one overdue gate and say how: ``reminded``, ``escalated``, ``rejected`` or ``left``."""
    platform: Platform = ctx.services.platform  # type: ignore[attr-defined]
    request = await repository.find(request_id, lock=True)
    step = await repository.open_step(request_id)
    if request is None or step is None or step.due_at is None or step.due_at > ctx.now():
        return "left"
    if step.expired_at is not None:
        return "left"
    owned = platform.registry.request_kinds.get(request.kind)
    if owned is None or not await ctx.plugins.enabled(owned.plugin, company_id=request.company_id):
        return "left"
    engine = Engine(ctx, platform, owned)
    definition = request.flow.steps[step.index]
    if definition.on_timeout == "reject":
        comment = Text("审批超时，系统自动拒绝", "nobody decided in time; rejected by the system")
        await repository.add_event(
            ctx, request, "timeout_reject", version=request.version + 1, step=step.title, comment=comment.zh
        )
        await engine.reject(request, step, comment.of(ctx.locale))
        await _audit(ctx, request, "rejected")
        return "rejected"
    if definition.on_timeout == "escalate" and await _escalate(ctx, engine, request, step, definition):
        await _audit(ctx, request, "escalated")
        return "escalated"
    await repository.update_step(step.id, expired_at=ctx.now())
    for approver in await repository.approvers([step.id]):
        if approver.state == "waiting":
            await messages.tell_approver(
                ctx,
                request,
                approver.employee_id,
                key=f"{step.index}:{step.due_at.isoformat()}",
                reminder=True,
            )
    await repository.add_event(ctx, request, "timeout_remind", version=request.version, step=step.title)
    return "reminded"


async def _escalate(ctx: Context, engine: Engine, request: Request, step: StepRow, definition: Step) -> bool:
    """Hand each waiting part to the next manager above, or where there is none to the fallback role."""
    people = await repository.approvers([step.id])
    taken = {a.employee_id for a in people if a.state not in gates.GONE}
    moved: list[UUID] = []
    for approver in people:
        if approver.state != "waiting":
            continue
        above = await approvers.next_above(ctx, approver.employee_id, request.barred)
        targets = [above] if above is not None else []
        if not targets:
            holders = await role_holders(
                ctx, definition.fallback_role, request.employee_id, request.company_id
            )
            targets = list(await approvers.may_decide(ctx, holders, request.barred))
        fresh = [t for t in targets if t not in taken]
        if not fresh:
            continue
        # One follows in the part; where one is enough, other holders of the role may decide as well.
        await repository.take_over(
            request, [approver], fresh[0], how="escalate", state="escalated", now=ctx.now()
        )
        others = fresh[1:] if step.mode == "any" and not approver.must else []
        for employee_id in others:
            await repository.add_part(
                request, step.id, employee_id, how="escalate", stands_for=approver.employee_id
            )
        taken.update((fresh[0], *others))
        moved += [fresh[0], *others]
    if not moved:
        return False
    await repository.update_step(step.id, due_at=_next_due(ctx, definition))
    await repository.update(request.id)
    await repository.add_event(
        ctx,
        request,
        "timeout_escalate",
        version=request.version + 1,
        step=step.title,
        detail={"to": [str(i) for i in moved]},
    )
    later = replace(request, version=request.version + 1)
    await engine.ask(later, step, [*moved, *await engine.stand_in(later, step)])
    return True


def _next_due(ctx: Context, definition: Step) -> Any:
    return ctx.now() + timedelta(hours=definition.timeout_hours or 24)


async def _audit(ctx: Context, request: Request, outcome: str) -> None:
    await ctx.audit.record(
        "core.request.timeout",
        subject="request",
        subject_id=request.id,
        employee_id=request.employee_id,
        detail={"number": request.number, "outcome": outcome},
    )


JOBS = (
    Job(
        name="core.request_timeouts",
        title=Text("处理超时未审批的申请", "Deal with requests that wait too long"),
        handler=request_timeouts,
        stepwise=True,
    ),
)
SCHEDULES = (Schedule(job="core.request_timeouts", cron="*/10 * * * *"),)
