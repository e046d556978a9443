"""Moving a request along its flow: reach the next gate, finish, run the kind's callbacks.

Everything here runs with the request locked, inside the savepoint of the action that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from renshi_core.plugins.records import Owned
from renshi_core.requests import approvers, forms, messages, repository
from renshi_core.requests.conditions import all_hold
from renshi_core.requests.repository import Request, StepRow
from renshi_core.requests.views import view_of
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.contributions import RequestKind
from renshi_sdk.contributions.requests import Effect
from renshi_sdk.errors import NeedsAttention
from renshi_sdk.events import RequestApproved, RequestRejected
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

CALLBACK_LIMIT = timedelta(seconds=30)


class Engine:
    """One action on one request."""

    def __init__(self, ctx: Context, platform: Platform, owned: Owned[RequestKind]) -> None:
        self.ctx, self.platform, self.owned = ctx, platform, owned

    @property
    def kind(self) -> RequestKind:
        return self.owned.record

    async def call(self, effect: Effect | None, request: Request, what: str) -> None:
        """Run a callback of the kind as its plugin; what it raises undoes the action."""
        if effect is None:
            return
        form = forms.read(self.kind, request.form)
        inside = replace(self.ctx, plugin=self.owned.plugin, company_id=request.company_id)
        view = (await view_of(self.ctx, [request]))[0]
        await self.platform.guarded(
            inside,
            self._run(effect, inside, view, form),
            what=f"{self.kind.name}.{what}",
            timeout=CALLBACK_LIMIT,
        )

    async def _run(self, effect: Effect, ctx: Context, view: object, form: BaseModel) -> None:
        await effect(ctx, view, form)  # type: ignore[arg-type]

    async def advance(self, request: Request, start: int) -> Request:
        """Open the first step from ``start`` on that is part of this request, or approve it where none is left."""
        form = forms.read(self.kind, request.form)
        employee = await self.ctx.people.get(request.employee_id)
        for index, step in enumerate(request.flow.steps):
            if index < start:
                continue
            try:
                wanted = all_hold(step.when, form, employee)
            except ValueError as error:
                raise NeedsAttention(
                    Text(
                        f"流程“{step.title}”环节的条件无法判断：{error}。请在流程设置中修正",
                        f"the condition of step {step.title!r} can't be judged: {error}. Correct the flow",
                    ),
                    code="request.condition",
                ) from error
            if not wanted:
                await repository.insert_step(request, index, step.title, step.mode, "skipped", None)
                continue
            people = await approvers.find(self.ctx, request, step)
            due_at = (
                self.ctx.now() + timedelta(hours=step.timeout_hours)
                if step.timeout_hours is not None
                else None
            )
            step_id = await repository.insert_step(request, index, step.title, step.mode, "waiting", due_at)
            await repository.add_approvers(request, step_id, people)
            await self.ask(request, index, people)
            return request
        return await self.approve(request)

    async def ask(self, request: Request, index: int, people: Iterable[UUID]) -> None:
        """Tell approvers that the request waits for them."""
        for employee_id in people:
            await messages.tell_approver(self.ctx, request, employee_id, key=f"{index}:{request.version}")

    async def approve(self, request: Request) -> Request:
        """The last gate is passed: the effect takes place."""
        done = await self._finish(request, RequestState.APPROVED)
        await self.call(self.kind.on_approve, done, "on_approve")
        await self.ctx.events.publish(
            RequestApproved(
                company_id=done.company_id, request_id=done.id, kind=done.kind, employee_id=done.employee_id
            )
        )
        await messages.tell_owners(self.ctx, done, "approved", None)
        return done

    async def reject(self, request: Request, step: StepRow, comment: str | None) -> Request:
        """A gate said no."""
        await self.close_step(step, "rejected")
        done = await self._finish(request, RequestState.REJECTED)
        await self.call(self.kind.on_reject, done, "on_reject")
        await self._without_effect(done)
        await messages.tell_owners(self.ctx, done, "rejected", comment)
        return done

    async def send_back(self, request: Request, step: StepRow, comment: str | None) -> Request:
        """A gate wants a correction; what was reserved is given back until the request is sent again."""
        await self.close_step(step, "returned")
        await repository.update(request.id, state=RequestState.RETURNED)
        back = replace(request, state=RequestState.RETURNED, version=request.version + 1)
        await self.call(self.kind.on_reject or self.kind.on_withdraw, back, "on_return")
        await messages.tell_owners(self.ctx, back, "returned", comment)
        return back

    async def withdraw(self, request: Request, step: StepRow | None) -> Request:
        """The owner takes it back. A request that was sent back holds nothing that could be given back."""
        reserved = request.state is RequestState.PENDING
        if step is not None:
            await self.close_step(step, "void")
        done = await self._finish(request, RequestState.WITHDRAWN)
        if reserved:
            await self.call(self.kind.on_withdraw, done, "on_withdraw")
        await self._without_effect(done)
        return done

    async def close_step(self, step: StepRow, state: str) -> None:
        """Close a gate; whoever still waited there has nothing to decide any more."""
        await repository.update_step(step.id, state=state, closed_at=self.ctx.now())
        await repository.settle_approvers(step.id, "void", self.ctx.now())

    async def _finish(self, request: Request, state: RequestState) -> Request:
        now = self.ctx.now()
        await repository.update(request.id, state=state, decided_at=now)
        return replace(request, state=state, decided_at=now, version=request.version + 1)

    async def _without_effect(self, request: Request) -> None:
        await self.ctx.events.publish(
            RequestRejected(
                company_id=request.company_id,
                request_id=request.id,
                kind=request.kind,
                employee_id=request.employee_id,
            )
        )
