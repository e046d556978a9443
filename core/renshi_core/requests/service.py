"""Submitting requests and acting on them.

An action locks the request, changes it and runs the kind's callbacks in one savepoint: where anything raises,
everything is as before. Two actions at the same moment come one after the other, and the second finds the gate
closed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel

from renshi_core.organization.counters import next_number
from renshi_core.plugins.records import Owned
from renshi_core.requests import actions, choosing, flows, forms, kinds, repository, views
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import Request
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee, EmployeeStatus, RequestAction, RequestState, RequestView
from renshi_sdk.contributions import RequestKind
from renshi_sdk.db import savepoint
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from renshi_sdk.events import RequestSubmitted
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def submit(
    ctx: Context,
    platform: Platform,
    kind: str,
    form: BaseModel | Mapping[str, Any],
    *,
    employee_id: UUID | None = None,
    choices: Mapping[str, Sequence[UUID]] | None = None,
) -> RequestView:
    """Ask for something, for oneself or (with the kind's permission) for another employee.

    Raises:
        NotFound: no such kind here, or no such employee in the caller's scope. Forbidden: not allowed to ask.
        Invalid: the form. Conflict: the person has left, or ``on_submit`` refused. NeedsAttention: nobody can
            approve it.
    """
    about = employee_id or ctx.actor.employee_id
    if about is None:
        message = Text(
            "请选择申请人：您的账号没有关联员工", "say for whom: your account belongs to no employee"
        )
        raise Invalid(message, code="request.for_whom", fields={"employee_id": message})
    employee = await ctx.people.get(about)
    known = platform.registry.request_kinds.get(kind)
    here = known is not None and known.record.company == "context"
    company_id = ctx.company_id if here else employee.company_id
    owned = await kinds.kind_of(ctx, platform, kind, company_id)
    await _may_submit(ctx, owned.record, employee)
    checked = forms.check(owned.record, form)
    engine = Engine(ctx, platform, owned)
    async with savepoint():
        request = await _store(ctx, platform, owned, employee, checked, company_id)
        request = await choosing.settle(engine, request, checked, employee, choices)
        await engine.call(owned.record.on_submit, request, "on_submit")
        await _note(ctx, request, "submit", version=1)
        await ctx.events.publish(
            RequestSubmitted(
                company_id=request.company_id, request_id=request.id, kind=kind, employee_id=employee.id
            )
        )
        await engine.copy_at_start(request)
        await engine.advance(request, 0)
        await ctx.audit.record(
            "core.request.submit",
            subject="request",
            subject_id=request.id,
            employee_id=employee.id,
            detail={"number": request.number, "kind": kind},
        )
    return await _seen(ctx, request.id)


async def act(
    ctx: Context,
    platform: Platform,
    request_id: UUID,
    action: RequestAction,
    *,
    comment: str | None = None,
    to: UUID | None = None,
    form: Mapping[str, Any] | None = None,
    version: int | None = None,
    step: int | None = None,
    where: actions.Where | None = None,
    choices: Mapping[str, Sequence[UUID]] | None = None,
) -> RequestView:
    """Do something with a request as the actor.

    Args:
        version: the version the caller looked at; another one in the meantime refuses the action.

    Raises:
        NotFound: no such request for the caller, or its plugin is off. Forbidden: not this caller's to do.
            Conflict: it has moved on, or a callback refused. Invalid: the form, or whom to delegate to.
    """
    async with savepoint():
        request = await repository.find(request_id, lock=True)
        if request is None or not await views.visible(ctx, request):
            raise no_such_request()
        owned = await kinds.kind_of(ctx, platform, request.kind, request.company_id)
        if version is not None and version != request.version:
            raise Conflict(
                Text("该申请已有新的处理，请刷新后重试", "the request has moved on; reload and try again"),
                code="request.stale",
                version=request.version,
            )
        engine = Engine(ctx, platform, owned)
        asked = actions.Asked(comment=comment.strip() if comment else None, to=to, step=step, where=where)
        match action:
            case RequestAction.APPROVE:
                await actions.approve(engine, request, asked)
            case RequestAction.REJECT:
                await actions.reject(engine, request, asked)
            case RequestAction.RETURN:
                await actions.send_back(engine, request, asked)
            case RequestAction.DELEGATE:
                await actions.delegate(engine, request, asked)
            case RequestAction.REMIND:
                await actions.remind(engine, request)
            case RequestAction.WITHDRAW:
                await actions.withdraw(engine, request, asked)
            case RequestAction.RESUBMIT:
                await resubmit(engine, request, form, choices)
            case RequestAction.ADD_SIGNER:
                await actions.add_signer(engine, request, asked)
            case RequestAction.COPY:
                await actions.copy(engine, request, asked)
            case RequestAction.CANCEL:
                await actions.cancel(engine, request, asked)
        await ctx.audit.record(
            f"core.request.{action.value}",
            subject="request",
            subject_id=request.id,
            employee_id=request.employee_id,
            detail={"number": request.number, "kind": request.kind, "to": str(to) if to else None},
        )
    return await _seen(ctx, request_id)


async def get(ctx: Context, platform: Platform, request_id: UUID) -> Request:
    """A request the caller may see. Raises ``NotFound``, also where its plugin is off."""
    request = await repository.find(request_id)
    if request is None or not await views.visible(ctx, request):
        raise no_such_request()
    await kinds.kind_of(ctx, platform, request.kind, request.company_id)
    return request


def no_such_request() -> NotFound:
    """The error for a request that isn't there for this caller."""
    return NotFound(Text("没有这份申请", "there is no such request"), code="request.not_found")


async def resubmit(
    engine: Engine,
    request: Request,
    form: Mapping[str, Any] | None,
    choices: Mapping[str, Sequence[UUID]] | None = None,
) -> None:
    """Send a returned request again from the first gate, corrected where ``form`` is given."""
    ctx, platform, kind = engine.ctx, engine.platform, engine.kind
    actions.owner_only(ctx, request)
    if request.state is not RequestState.RETURNED:
        raise Conflict(
            Text("只有被退回的申请才能重新提交", "only a request that was sent back can be submitted again"),
            code="request.not_returned",
        )
    checked = forms.check(kind, form) if form is not None else forms.read(kind, request.form)
    summary = await kinds.summary_of(
        replace(ctx, plugin=engine.owned.plugin, company_id=request.company_id),
        platform,
        engine.owned,
        checked,
    )
    plain = checked.model_dump(mode="json")
    await repository.update(
        request.id,
        state=RequestState.PENDING,
        form=json.dumps(plain, ensure_ascii=False),
        summary_zh=summary.zh,
        summary_en=summary.en,
        round=request.round + 1,
    )
    again = replace(
        request,
        state=RequestState.PENDING,
        form=plain,
        summary_zh=summary.zh,
        summary_en=summary.en,
        round=request.round + 1,
        version=request.version + 1,
    )
    employee = await ctx.people.get(request.employee_id)
    again = await choosing.settle(engine, again, checked, employee, choices)
    await _note(ctx, again, "resubmit", version=again.version, before=request.form)
    await engine.call(kind.on_submit, again, "on_submit")
    await engine.advance(again, 0)


async def _may_submit(ctx: Context, kind: RequestKind, employee: Employee) -> None:
    own = employee.id == ctx.actor.employee_id
    if not (own and kind.self_service):
        if kind.submit_for_others is None:
            raise Forbidden(
                Text("此类申请只能由本人提交", "this can only be asked for oneself"), code="request.only_own"
            )
        ctx.access.require(kind.submit_for_others)
        # A matter of the company at hand is asked for by whoever looks after it, employed by a sister company perhaps.
        if not (own and kind.company == "context"):
            await ctx.access.require_for(kind.submit_for_others, employee.id)
    if employee.status is EmployeeStatus.LEFT:
        raise Conflict(
            Text("该员工已离职，不能再提交申请", "this employee has left; nothing can be asked for any more"),
            code="request.left",
        )


async def _store(
    ctx: Context,
    platform: Platform,
    owned: Owned[RequestKind],
    employee: Employee,
    form: BaseModel,
    company_id: UUID,
) -> Request:
    inside = replace(ctx, plugin=owned.plugin, company_id=company_id)
    summary = await kinds.summary_of(inside, platform, owned, form)
    flow, flow_version = await flows.flow_of(owned.record, company_id)
    day = ctx.today().strftime("%Y%m%d")
    number = f"R{day}-{await next_number(f'request:{day}'):04d}"
    made = new_id()
    await repository.insert(
        {
            "id": made,
            "number": number,
            "kind": owned.record.name,
            "plugin": owned.plugin,
            "company_id": company_id,
            "employee_id": employee.id,
            "state": RequestState.PENDING,
            "form": form.model_dump_json(),
            "summary_zh": summary.zh,
            "summary_en": summary.en,
            "submitted_at": ctx.now(),
            "submitted_by": ctx.actor.id,
            "submitter_id": ctx.actor.employee_id,
            "flow": flow.model_dump_json(),
            "flow_version": flow_version,
        }
    )
    stored = await repository.find(made, lock=True)
    if stored is None:
        raise no_such_request()
    return stored


async def _note(
    ctx: Context, request: Request, action: str, *, version: int, before: Mapping[str, Any] | None = None
) -> None:
    changed = (
        {
            name: {"from": before.get(name), "to": value}
            for name, value in request.form.items()
            if before.get(name) != value
        }
        if before is not None
        else {}
    )
    await repository.add_event(
        ctx, request, action, version=version, detail={"changed": changed} if changed else {}
    )


async def _seen(ctx: Context, request_id: UUID) -> RequestView:
    request = await repository.find(request_id)
    if request is None:
        raise no_such_request()
    return (await views.view_of(ctx, [request]))[0]
