"""The walk over paths is only worth something if it fails when the engine is broken. Here it is, on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from renshi_core.requests import actions, conditions, gates, repository, service
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import Request
from renshi_sdk.contributions import Group

from .model import Plan
from .walk import Move, walk

TWO = [Plan(("boss",), "any"), Plan(("hr",), "any")]
BOTH = [Plan(("boss", "hr"), "all")]


def skip_a_gate(patch: pytest.MonkeyPatch) -> None:
    real = Engine.advance

    async def advance(self: Engine, request: Request, start: int) -> Request:
        return await real(self, request, start + (1 if start else 0))

    patch.setattr(Engine, "advance", advance)


def accept_a_stale_version(patch: pytest.MonkeyPatch) -> None:
    real = service.act

    async def act(*args: Any, version: int | None = None, **more: Any) -> Any:
        return await real(*args, **more)

    patch.setattr(service, "act", act)


def let_a_substitute_approve_their_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Request, "barred", frozenset())


def run_the_effect_twice(patch: pytest.MonkeyPatch) -> None:
    real = Engine.call

    async def call(self: Engine, effect: Any, request: Request, what: str) -> None:
        await real(self, effect, request, what)
        if what == "on_approve":
            await real(self, effect, request, what)

    patch.setattr(Engine, "call", call)


def one_is_enough_for_all(patch: pytest.MonkeyPatch) -> None:
    real = gates.passed
    patch.setattr(gates, "passed", lambda mode, parts: real("any", parts))


def forget_added_signers(patch: pytest.MonkeyPatch) -> None:
    real = repository.add_part

    async def add_part(*args: Any, must: bool = False, **more: Any) -> Any:
        return await real(*args, must=False, **more)

    patch.setattr(repository, "add_part", add_part)


def decide_before_ones_turn(patch: pytest.MonkeyPatch) -> None:
    real = gates.seats

    def seats(mode: str, people: Any, before: Any) -> Any:
        return real("all", people, before)

    patch.setattr(gates, "seats", seats)


def go_round_in_circles(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        gates,
        "next_of_chain",
        lambda who, named, refused: (named[who],) if who in named and named[who] not in refused else (),
    )


def open_the_gate_when_time_runs_out(patch: pytest.MonkeyPatch) -> None:
    from renshi_core.requests import timeouts

    async def expire(ctx: Any, request_id: Any) -> str:
        request = await repository.find(request_id, lock=True)
        step = await repository.open_step(request_id)
        if request is None or step is None:
            return "left"
        engine = Engine(
            ctx, ctx.services.platform, ctx.services.platform.registry.request_kinds[request.kind]
        )
        await engine.pass_gate(request, step)
        await engine.advance(request, step.index + 1)
        return "passed"

    patch.setattr(timeouts, "expire", expire)


def keep_what_came_after_when_going_back(patch: pytest.MonkeyPatch) -> None:
    real = repository.keep_steps

    async def keep_steps(request: Request, before: int, old_round: int) -> None:
        await real(request, before, old_round)

    async def rewind(self: Engine, request: Request, step: Any, to: int) -> Any:
        return request

    patch.setattr(repository, "keep_steps", keep_steps)
    patch.setattr(Engine, "rewind", rewind)


def merge_whoever_was_asked(patch: pytest.MonkeyPatch) -> None:
    async def agreed_before(self: Engine, request: Request, index: int) -> frozenset[Any]:
        earlier = [s for s in await repository.steps([request.id]) if s.index < index]
        return frozenset(p.employee_id for p in await repository.approvers(s.id for s in earlier))

    patch.setattr(Engine, "_agreed_before", agreed_before)


def let_the_requester_withdraw_what_is_decided(patch: pytest.MonkeyPatch) -> None:
    async def withdraw(engine: Engine, request: Request, asked: Any) -> None:
        actions.owner_only(engine.ctx, request)
        await engine.withdraw(request, await repository.open_step(request.id))

    patch.setattr(actions, "withdraw", withdraw)


def read_groups_inside_groups_as_any(patch: pytest.MonkeyPatch) -> None:
    real = conditions.holds

    def holds(test: Any, form: object, employee: object) -> bool:
        if isinstance(test, Group) and test.depth == 1:
            test = test.model_copy(update={"match": "any"})
        return real(test, form, employee)

    patch.setattr(conditions, "holds", holds)


def approve(*who: str) -> list[Move]:
    return [Move(name, "approve") for name in who]


MUTANTS: list[tuple[Callable[[pytest.MonkeyPatch], None], list[Plan], list[Move], dict[str, Any]]] = [
    (skip_a_gate, TWO, approve("boss"), {}),
    (
        accept_a_stale_version,
        [Plan(("boss",), "any"), Plan(("boss",), "any")],
        [Move("boss", "approve", twice=True)],
        {},
    ),
    (let_a_substitute_approve_their_own, TWO, approve("me"), {"substitutes": {"boss": "me"}}),
    (run_the_effect_twice, TWO, approve("boss", "hr"), {}),
    (one_is_enough_for_all, BOTH, approve("boss"), {}),
    (
        forget_added_signers,
        [Plan(("boss", "hr"), "any")],
        [Move("boss", "add_signer", to="one", where="beside"), *approve("hr")],
        {},
    ),
    (decide_before_ones_turn, [Plan(("boss", "hr"), "in_order")], approve("hr"), {}),
    (go_round_in_circles, TWO, approve("one"), {"substitutes": {"boss": "one", "one": "boss"}}),
    (open_the_gate_when_time_runs_out, TWO, [Move("me", "timeout")], {}),
    (
        keep_what_came_after_when_going_back,
        TWO,
        [*approve("boss"), Move("hr", "rewind", step=0), *approve("boss")],
        {},
    ),
    (
        merge_whoever_was_asked,
        [Plan(("boss", "hr"), "any"), Plan(("hr",), "any")],
        approve("boss"),
        {"merge": True},
    ),
    (
        let_the_requester_withdraw_what_is_decided,
        TWO,
        [*approve("boss", "hr"), Move("me", "withdraw")],
        {},
    ),
    (
        read_groups_inside_groups_as_any,
        [Plan(("boss",), "any", when=(("any", (False, ("all", (True, False)))),)), Plan(("hr",), "any")],
        approve("hr"),
        {},
    ),
]


@pytest.mark.parametrize(("mutant", "plans", "moves", "more"), MUTANTS, ids=[m[0].__name__ for m in MUTANTS])
async def test_the_walk_notices_a_broken_engine(
    renshi: Any,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
    plans: list[Plan],
    moves: list[Move],
    more: dict[str, Any],
) -> None:
    await walk(renshi, plans, moves, **more)
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        await walk(renshi, plans, moves, **more)
