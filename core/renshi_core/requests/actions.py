"""What each action does to a locked request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

from renshi_core.requests import approvers, copies, gates, messages, repository, views
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import ApproverRow, Request, StepRow
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.errors import Conflict, Forbidden, Invalid, TooMany
from renshi_sdk.text import Text

REMIND_EVERY = timedelta(minutes=30)
Where = Literal["before", "after", "beside"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the actor said with the action: whom ``to``, back to which ``step``, ``where`` a signer signs."""

    comment: str | None = None
    to: UUID | None = None
    step: int | None = None
    where: Where | None = None


async def approve(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor agrees. The gate opens when those have agreed whom its mode asks for, and every added signer."""
    step, me, _ = await _at_my_gate(engine.ctx, request)
    await repository.settle_approvers(step.id, "approved", engine.ctx.now(), [me.employee_id])
    await _note(engine, request, "approve", step, asked, me)
    woken = await repository.wake(me.id)
    if not gates.passed(step.mode, await repository.approvers([step.id])):
        await repository.update(request.id)
        later = replace(request, version=request.version + 1)
        if woken:
            await engine.ask(later, step, [*woken, *await engine.stand_in(later, step)])
        return
    await engine.pass_gate(request, step)
    await repository.update(request.id)
    await engine.advance(replace(request, version=request.version + 1), step.index + 1)


async def reject(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor refuses, which ends the request."""
    step, me, _ = await _at_my_gate(engine.ctx, request)
    await repository.settle_approvers(step.id, "rejected", engine.ctx.now(), [me.employee_id])
    await _note(engine, request, "reject", step, asked, me)
    await engine.reject(request, step, asked.comment)


async def send_back(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor wants a correction by the requester, or a new decision of an earlier step.

    Raises:
        Invalid: the step isn't an earlier one that was decided.
    """
    step, me, _ = await _at_my_gate(engine.ctx, request)
    if asked.step is not None:
        earlier = {
            s.index: s
            for s in await repository.steps([request.id])
            if s.round == request.round and s.index < step.index and s.state == "approved"
        }
        if asked.step not in earlier:
            message = Text(
                "只能退回到已审批过的环节", "it can only go back to a step that was decided before"
            )
            raise Invalid(message, code="request.step", fields={"step": message})
    await repository.settle_approvers(step.id, "returned", engine.ctx.now(), [me.employee_id])
    await _note(engine, request, "return", step, asked, me)
    if asked.step is None:
        await engine.send_back(request, step, asked.comment)
    else:
        await engine.rewind(request, step, asked.step)


async def delegate(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor hands the decision to ``asked.to``; somebody who manages requests hands on a whole gate."""
    ctx = engine.ctx
    step = await _open_gate(request)
    people = await repository.approvers([step.id])
    waiting = [a for a in people if a.state == "waiting"]
    mine = [a for a in waiting if a.employee_id == ctx.actor.employee_id]
    if not mine:
        if not await views.in_scope(ctx, views.MANAGE, request):
            raise _not_yours(people, ctx)
        if ctx.actor.employee_id in request.barred:
            raise _own()
    leaving = mine or waiting
    target = await _deputy(ctx, request, people, leaving, asked.to)
    await repository.take_over(request, leaving, target, how="delegate", state="delegated", now=ctx.now())
    await repository.update(request.id)
    await _note(engine, request, "delegate", step, asked)
    later = replace(request, version=request.version + 1)
    await engine.ask(later, step, [target, *await engine.stand_in(later, step)])


async def add_signer(engine: Engine, request: Request, asked: Asked) -> None:
    """The actor asks ``asked.to`` to sign too: before the actor, after the actor, or beside them.

    Raises:
        Forbidden: the step doesn't allow it. Invalid: not somebody who can sign.
    """
    ctx = engine.ctx
    step, me, people = await _at_my_gate(ctx, request)
    if not request.flow.steps[step.index].allow_add_signer:
        raise Forbidden(
            Text("本环节不允许加签", "no signers can be added at this step"), code="request.no_signer"
        )
    target = await _deputy(ctx, request, people, [me], asked.to)
    where = asked.where or "after"
    match where:
        case "before":
            made = await repository.add_part(
                request, step.id, target, how="signer", must=True, after_id=me.after_id
            )
            await repository.change_part(me.id, state="upcoming", after_id=made)
        case "after":
            made = await repository.add_part(
                request, step.id, target, how="signer", must=True, state="upcoming", after_id=me.id
            )
            await repository.queue_after(me.id, made)
        case "beside":
            await repository.add_part(request, step.id, target, how="signer", must=True)
    await repository.update(request.id)
    await _note(engine, request, "add_signer", step, asked, me)
    later = replace(request, version=request.version + 1)
    if where != "after":
        await engine.ask(later, step, [target, *await engine.stand_in(later, step)])


async def copy(engine: Engine, request: Request, asked: Asked) -> None:
    """Somebody with a part in it lets ``asked.to`` read it."""
    ctx = engine.ctx
    me = ctx.actor.employee_id
    part = views.is_owner(ctx, request) or (me is not None and await repository.decides(request.id, me))
    if not part and not await views.in_scope(ctx, views.MANAGE, request):
        raise Forbidden(
            Text("只有申请人和审批人可以抄送", "only the requester and approvers give copies"),
            code="request.not_part",
        )
    if asked.to is None or not await approvers.may_decide(ctx, [asked.to], frozenset()):
        message = Text("请选择在职员工", "choose somebody who is employed")
        raise Invalid(message, code="request.copy", fields={"to": message})
    await copies.tell(ctx, request, [asked.to], reason=f"by:{ctx.actor.name}")
    await _note(engine, request, "copy", None, asked, counted=False)


async def withdraw(engine: Engine, request: Request, asked: Asked) -> None:
    """The owner takes the request back while it is open."""
    owner_only(engine.ctx, request)
    if not request.state.open:
        raise _closed(request)
    step = await repository.open_step(request.id)
    await _note(engine, request, "withdraw", step, asked)
    await engine.withdraw(request, step)


async def cancel(engine: Engine, request: Request, asked: Asked) -> None:
    """Undo an approved request, where its kind can: by HR, or by the owner where the kind lets them."""
    if request.state is not RequestState.APPROVED:
        raise Conflict(
            Text("只有已通过的申请可以撤销", "only an approved request can be cancelled"),
            code="request.not_approved",
        )
    if engine.kind.on_cancel is None:
        raise Conflict(
            Text("此类申请通过后不能撤销，请提交新的申请", "this kind can't be undone; ask for the opposite"),
            code="request.final",
        )
    if not await may_cancel(engine, request):
        raise Forbidden(
            Text("您不能撤销此申请，请联系人事", "you may not cancel this request; ask HR"),
            code="request.not_yours_to_cancel",
        )
    await _note(engine, request, "cancel", None, asked)
    await engine.cancel(request)


async def may_cancel(engine: Engine, request: Request) -> bool:
    """Whether the actor may undo an approved request of this kind."""
    ctx = engine.ctx
    if engine.kind.on_cancel is None:
        return False
    if engine.kind.owner_cancels and views.is_owner(ctx, request):
        return True
    about_me = ctx.actor.employee_id is not None and ctx.actor.employee_id == request.employee_id
    return not about_me and await views.in_scope(ctx, views.MANAGE, request)


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


async def _at_my_gate(ctx: Context, request: Request) -> tuple[StepRow, ApproverRow, list[ApproverRow]]:
    step = await _open_gate(request)
    people = await repository.approvers([step.id])
    mine = next((a for a in people if a.employee_id == ctx.actor.employee_id and a.state == "waiting"), None)
    if mine is None:
        raise _not_yours(people, ctx)
    if mine.employee_id in request.barred:
        raise _own()
    return step, mine, people


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
        problem = Text("请选择员工", "say whom")
    elif to in request.barred:
        problem = Text("不能由申请人本人审批", "it can't go to the person who asked")
    elif to in gone or any(a.employee_id == to and a.state not in gates.GONE for a in people):
        problem = Text("此人已是本环节的审批人", "this person decides at this step already")
    elif not await approvers.may_decide(ctx, [to], request.barred):
        problem = Text("此人不在职", "this person is not employed")
    if problem or to is None:
        message = problem or Text("请选择员工", "say whom")
        raise Invalid(message, code="request.deputy", fields={"to": message})
    return to


def _own() -> Forbidden:
    return Forbidden(
        Text("不能审批与本人有关或由本人提交的申请", "nobody approves a request about or sent by themselves"),
        code="request.own",
    )


def _not_yours(people: list[ApproverRow], ctx: Context) -> Conflict | Forbidden:
    mine = [a for a in people if a.employee_id == ctx.actor.employee_id]
    if any(a.state == "upcoming" for a in mine):
        return Conflict(Text("还没有轮到您审批", "it is not your turn yet"), code="request.not_your_turn")
    if mine:
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
        RequestState.CANCELLED: Text("已撤销", "cancelled"),
    }[request.state]
    return Conflict(
        Text(f"该申请{said.zh}，不能再处理", f"the request is {said.en}; nothing can be done with it"),
        code="request.closed",
        state=str(request.state),
    )


async def _note(
    engine: Engine,
    request: Request,
    action: str,
    step: StepRow | None,
    asked: Asked,
    part: ApproverRow | None = None,
    *,
    counted: bool = True,
) -> None:
    detail: dict[str, str | int] = {}
    if asked.to:
        detail["to"] = str(asked.to)
    if asked.step is not None:
        detail["step"] = asked.step
    if action == "add_signer":
        detail["where"] = asked.where or "after"
    if part is not None and part.stands_for is not None:
        detail["for"] = str(part.stands_for)
    await repository.add_event(
        engine.ctx,
        request,
        action,
        version=request.version + counted,
        step=step.title if step else None,
        comment=asked.comment,
        detail=detail,
    )
