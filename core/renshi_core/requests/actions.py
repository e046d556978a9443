"""What each action does to a locked request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from renshi_core.requests import approvers, messages, repository, views
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import ApproverRow, Request, StepRow
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.errors import Conflict, Forbidden, Invalid, TooMany
from renshi_sdk.text import Text

REMIND_EVERY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the actor said with the action."""

    comment: str | None = None
    to: UUID | None = None


async def approve(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor agrees. The gate opens at the first (``any``) or at the last agreement (``all``)."""
    step, me, others = await _at_my_gate(engine.ctx, request)
    now = engine.ctx.now()
    await repository.settle_approvers(step.id, "approved", now, [me])
    await _note(engine, request, "approve", step, asked)
    waiting = [a for a in others if a.state == "waiting"]
    if step.mode == "all" and waiting:
        await repository.update(request.id)
        return
    await engine.close_step(step, "approved")
    await repository.update(request.id)
    await engine.advance(replace(request, version=request.version + 1), step.index + 1)


async def reject(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor refuses, which ends the request."""
    step, me, _ = await _at_my_gate(engine.ctx, request)
    await repository.settle_approvers(step.id, "rejected", engine.ctx.now(), [me])
    await _note(engine, request, "reject", step, asked)
    await engine.reject(request, step, asked.comment)


async def send_back(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor wants a correction."""
    step, me, _ = await _at_my_gate(engine.ctx, request)
    await repository.settle_approvers(step.id, "returned", engine.ctx.now(), [me])
    await _note(engine, request, "return", step, asked)
    await engine.send_back(request, step, asked.comment)


async def delegate(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor hands the decision to ``asked.to``; somebody who manages requests hands on a whole gate."""
    ctx = engine.ctx
    step = await _open_gate(request)
    people = await repository.approvers([step.id])
    waiting = [a for a in people if a.state == "waiting"]
    mine = [a for a in waiting if a.employee_id == ctx.actor.employee_id]
    if not mine and not await views.in_scope(ctx, views.MANAGE, request):
        raise _not_yours(people, ctx)
    leaving = mine or waiting
    target = await _deputy(ctx, request, people, leaving, asked.to)
    await repository.settle_approvers(step.id, "delegated", ctx.now(), [a.employee_id for a in leaving])
    await repository.add_approvers(request, step.id, [target], stands_for=leaving[0].employee_id)
    await repository.update(request.id)
    await _note(engine, request, "delegate", step, asked)
    later = replace(request, version=request.version + 1)
    await engine.ask(later, step.index, [target])


async def withdraw(engine: Engine, request: Request, asked: Asked) -> None:
    """The owner takes the request back while it is open."""
    owner_only(engine.ctx, request)
    if not request.state.open:
        raise _closed(request)
    step = await repository.open_step(request.id)
    await _note(engine, request, "withdraw", step, asked)
    await engine.withdraw(request, step)


async def remind(engine: Engine, request: Request) -> None:
    """The owner asks those it waits for to hurry, at most every half hour."""
    ctx = engine.ctx
    owner_only(ctx, request)
    step = await _open_gate(request)
    if step.reminded_at is not None and ctx.now() - step.reminded_at < REMIND_EVERY:
        wait = int((step.reminded_at + REMIND_EVERY - ctx.now()).total_seconds()) + 1
        raise TooMany(
            Text("刚刚催办过，请稍后再试", "they were reminded just now; try again later"),
            retry_after=wait,
            code="request.reminded",
        )
    await repository.update_step(step.id, reminded_at=ctx.now())
    await _note(engine, request, "remind", step, Asked(), counted=False)
    for approver in await repository.approvers([step.id]):
        if approver.state == "waiting":
            await messages.tell_approver(
                ctx,
                request,
                approver.employee_id,
                key=f"{step.index}:remind:{ctx.now().isoformat()}",
                reminder=True,
            )


def owner_only(ctx: Context, request: Request) -> None:
    """Raise ``Forbidden`` unless the actor is the person it is about, or sent it."""
    if not views.is_owner(ctx, request):
        raise Forbidden(
            Text("只有申请人可以这样做", "only the one who asked can do this"), code="request.not_owner"
        )


async def _at_my_gate(ctx: Context, request: Request) -> tuple[StepRow, UUID, list[ApproverRow]]:
    step = await _open_gate(request)
    people = await repository.approvers([step.id])
    me = ctx.actor.employee_id
    if me is None or not any(a.employee_id == me and a.state == "waiting" for a in people):
        raise _not_yours(people, ctx)
    if me in request.barred:
        raise Forbidden(
            Text(
                "不能审批与本人有关或由本人提交的申请",
                "nobody approves a request about or sent by themselves",
            ),
            code="request.own",
        )
    return step, me, [a for a in people if a.employee_id != me]


async def _open_gate(request: Request) -> StepRow:
    step = await repository.open_step(request.id) if request.state is RequestState.PENDING else None
    if step is None:
        raise _closed(request)
    return step


async def _deputy(
    ctx: Context, request: Request, people: list[ApproverRow], leaving: list[ApproverRow], to: UUID | None
) -> UUID:
    problem: Text | None = None
    gone = {a.employee_id for a in leaving}
    if to is None:
        problem = Text("请选择转交给谁", "say to whom")
    elif to in request.barred:
        problem = Text("不能转交给申请人本人", "it can't go to the person who asked")
    elif to in gone or any(a.employee_id == to and a.state in ("waiting", "approved") for a in people):
        problem = Text("此人已是本环节的审批人", "this person decides at this step already")
    elif not await approvers.may_decide(ctx, [to], request.barred):
        problem = Text("此人不在职", "this person is not employed")
    if problem or to is None:
        message = problem or Text("请选择转交给谁", "say to whom")
        raise Invalid(message, code="request.deputy", fields={"to": message})
    return to


def _not_yours(people: list[ApproverRow], ctx: Context) -> Conflict | Forbidden:
    if any(a.employee_id == ctx.actor.employee_id for a in people):
        return Conflict(
            Text("您已处理过此申请的当前环节", "you have decided at this step already"), code="request.acted"
        )
    return Forbidden(
        Text("此申请当前不由您审批", "this request doesn't wait for you"), code="request.not_approver"
    )


def _closed(request: Request) -> Conflict:
    said = {
        RequestState.APPROVED: Text("已通过", "approved"),
        RequestState.REJECTED: Text("已被拒绝", "rejected"),
        RequestState.WITHDRAWN: Text("已撤回", "withdrawn"),
        RequestState.RETURNED: Text("已退回申请人", "sent back to its owner"),
        RequestState.PENDING: Text("处理中", "pending"),
    }[request.state]
    return Conflict(
        Text(f"该申请{said.zh}，不能再处理", f"the request is {said.en}; nothing can be done with it"),
        code="request.closed",
        state=str(request.state),
    )


async def _note(
    engine: Engine, request: Request, action: str, step: StepRow | None, asked: Asked, *, counted: bool = True
) -> None:
    await repository.add_event(
        engine.ctx,
        request,
        action,
        version=request.version + counted,
        step=step.title if step else None,
        comment=asked.comment,
        detail={"to": str(asked.to)} if asked.to else {},
    )
