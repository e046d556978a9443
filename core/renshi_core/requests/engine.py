"""Moving a request along its flow: reach the next gate, finish, run the kind's callbacks.

Everything here runs with the request locked, inside the savepoint of the action that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel

from renshi_core.plugins.records import Owned
from renshi_core.requests import absence, approvers, copies, forms, gates, messages, repository
from renshi_core.requests.conditions import all_hold
from renshi_core.requests.repository import Request, StepRow
from renshi_core.requests.views import view_of
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.contributions import RequestKind, Step
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
            if not self.wanted(step, form, employee):
                await repository.insert_step(request, index, step.title, step.mode, "skipped", None)
                continue
            if not await self._open(request, index, step):
                return request
        return await self.approve(request)

    def wanted(self, step: Step, form: BaseModel, employee: object) -> bool:
        """Whether a step is part of the request. Raises ``NeedsAttention`` where that can't be judged."""
        try:
            return all_hold(step.when, form, employee)
        except ValueError as error:
            raise NeedsAttention(
                Text(
                    f"流程“{step.title}”环节的条件无法判断：{error}。请在流程设置中修正",
                    f"the condition of step {step.title!r} can't be judged: {error}. Correct the flow",
                ),
                code="request.condition",
            ) from error

    async def _open(self, request: Request, index: int, step: Step) -> bool:
        """Open a gate and ask its people; true where those who agreed before have passed it already."""
        people = await approvers.find(self.ctx, request, step)
        due_at = (
            self.ctx.now() + timedelta(hours=step.timeout_hours) if step.timeout_hours is not None else None
        )
        before = await self._agreed_before(request, index) if request.flow.merge_repeats else frozenset()
        step_id = await repository.insert_step(
            request, index, step.title, step.mode, "waiting", due_at, opened_at=self.ctx.now()
        )
        await repository.add_parts(request, step_id, gates.seats(step.mode, people, before))
        merged = [i for i in people if i in before]
        if merged:
            await repository.add_event(
                self.ctx,
                request,
                "merge",
                version=request.version,
                step=step.title,
                detail={"people": [str(i) for i in merged]},
            )
        opened = await repository.open_step(request.id)
        if opened is None:
            raise RuntimeError("a gate that was just opened is not there")
        if gates.passed(step.mode, await repository.approvers([step_id])):
            await self.pass_gate(request, opened)
            return True
        await self.stand_in(request, opened)
        await self.ask(request, opened)
        return False

    async def _agreed_before(self, request: Request, index: int) -> frozenset[UUID]:
        """Who agreed themselves at the step before that was part of the request."""
        earlier = [
            s
            for s in await repository.steps([request.id])
            if s.round == request.round and s.index < index and s.state == "approved"
        ]
        if not earlier:
            return frozenset()
        parts = await repository.approvers([max(earlier, key=lambda s: s.index).id])
        return frozenset(p.employee_id for p in parts if p.state == "approved") - request.barred

    async def pass_gate(self, request: Request, step: StepRow) -> None:
        """Close a gate as passed and tell those who get a copy."""
        await self.close_step(step, "approved")
        definition = request.flow.steps[step.index]
        await copies.tell(
            self.ctx,
            request,
            await approvers.to_tell(self.ctx, request, definition.copy_to),
            reason=f"step:{step.title}",
        )

    async def stand_in(self, request: Request, step: StepRow) -> list[UUID]:
        """Hand parts of people who are away to their substitutes; returns who got one.

        Nobody decides about themselves that way, circles lead nowhere, and who decides at the gate already
        doesn't decide twice: the part then stays where it is.
        """
        parts = await repository.approvers([step.id])
        waiting = [p for p in parts if p.state == "waiting"]
        named = await absence.stand_ins(self.ctx, (p.employee_id for p in waiting), request.kind)
        moved: list[UUID] = []
        for part in waiting:
            here = {p.employee_id for p in parts if p.state not in gates.GONE} | set(moved)
            reach = {i: s.substitute_id for i, s in named.items()}
            able = set(await approvers.may_decide(self.ctx, reach.values(), request.barred))
            refused = request.barred | here | (set(reach.values()) - able)
            chain = gates.next_of_chain(part.employee_id, reach, frozenset(refused))
            if not chain:
                continue
            await repository.take_over(
                request, [part], chain[-1], how="substitute", state="delegated", now=self.ctx.now()
            )
            await repository.add_event(
                self.ctx,
                request,
                "substitute",
                version=request.version,
                step=step.title,
                detail={
                    "from": str(part.employee_id),
                    "to": str(chain[-1]),
                    "why": named[part.employee_id].reason,
                },
            )
            moved.append(chain[-1])
        return moved

    async def ask(self, request: Request, step: StepRow, only: Iterable[UUID] | None = None) -> None:
        """Tell those whose turn it is that the request waits for them."""
        wanted = None if only is None else set(only)
        for part in await repository.approvers([step.id]):
            if part.state == "waiting" and (wanted is None or part.employee_id in wanted):
                await messages.tell_approver(
                    self.ctx,
                    request,
                    part.employee_id,
                    key=f"{step.index}:{request.version}",
                    stands_for=part.stands_for if part.how == "substitute" else None,
                )

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
        await copies.tell(
            self.ctx,
            done,
            await approvers.to_tell(self.ctx, done, done.flow.copy_on_approve),
            reason="approved",
        )
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

    async def rewind(self, request: Request, step: StepRow, to: int) -> Request:
        """Let an earlier gate decide anew, and every gate after it; what was decided before it stays."""
        await self.close_step(step, "returned")
        await repository.update(request.id, round=request.round + 1)
        again = replace(request, round=request.round + 1, version=request.version + 1)
        await repository.keep_steps(again, to, request.round)
        return await self.advance(again, to)

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

    async def cancel(self, request: Request) -> Request:
        """Undo the effect of an approved request."""
        await repository.update(request.id, state=RequestState.CANCELLED)
        done = replace(request, state=RequestState.CANCELLED, version=request.version + 1)
        await self.call(self.kind.on_cancel, done, "on_cancel")
        await messages.tell_owners(self.ctx, done, "cancelled", None)
        return done

    async def close_step(self, step: StepRow, state: str) -> None:
        """Close a gate; whoever still waited there has nothing to decide any more."""
        await repository.update_step(step.id, state=state, closed_at=self.ctx.now())
        await repository.settle_approvers(step.id, "void", self.ctx.now())

    async def copy_at_start(self, request: Request) -> None:
        """Tell those who get a copy when the request is submitted."""
        people = await approvers.to_tell(self.ctx, request, request.flow.copy_on_submit)
        await copies.tell(self.ctx, request, people, reason="submitted")

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


def waiting_of(parts: Sequence[repository.ApproverRow]) -> list[repository.ApproverRow]:
    """The parts whose turn it is."""
    return [part for part in parts if part.state == "waiting"]
