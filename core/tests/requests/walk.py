"""Walks a path of actions over a real request and compares each step with the model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from renshi_core.access.grants import Grant, Grants
from renshi_core.requests import service, timeouts
from renshi_core.services import CoreServices
from renshi_sdk import new_id
from renshi_sdk.contracts import RequestAction, RequestState
from renshi_sdk.contributions import Condition, DataScope, Flow, Group, Person, Step
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Forbidden, Invalid, TooMany

from .kit import KIND, acting, effects_in_database, errands
from .model import ME, Model, Plan, Tests

CAST = (ME, "boss", "hr", "one", "two")
LEAVES = {
    True: Condition(field="form.days", op="le", value=20),
    False: Condition(field="employee.grade", op="filled"),
}
"""A test that holds for every errand of a walk, and one that doesn't."""
REFUSALS = (Conflict, Forbidden, Invalid, TooMany)


@dataclass(frozen=True)
class Move:
    """Somebody does something; ``twice``: two clicks at the same moment, both with the version they saw."""

    who: str
    action: str
    to: str = "one"
    where: str = "after"
    step: int = 0
    twice: bool = False


async def walk(
    renshi: Any,
    plans: list[Plan],
    moves: list[Move],
    *,
    substitutes: dict[str, str] | None = None,
    merge: bool = False,
) -> Model:
    """Raise ``AssertionError`` where the platform does anything else than the model."""
    renshi.reset()
    tenant = await renshi.new_tenant()
    cast = {
        ME: tenant.employee_person,
        "boss": tenant.manager_person,
        "hr": tenant.hr_person,
        "one": await tenant.hire("甲"),
        "two": await tenant.hire("乙"),
    }
    names = {person.id: name for name, person in cast.items()}
    async with tenant.context() as ctx:
        for away, who in (substitutes or {}).items():
            # Past the check against circles: rows as they may come to be by other ways.
            await execute(
                "INSERT INTO core_substitute (id, employee_id, substitute_id, from_day, until_day, made_by)"
                " VALUES ($1, $2, $3, $4, $5, 'test')",
                new_id(),
                cast[away].id,
                cast[who].id,
                ctx.today(),
                ctx.today() + timedelta(days=300),
            )
    flow = Flow(
        steps=tuple(
            Step(
                title=f"第{n}关",
                approvers=tuple(Person(employee_id=cast[p].id) for p in plan.people),
                mode=plan.mode,  # type: ignore[arg-type]
                when=tuple(_written(one) for one in plan.when),
                timeout_hours=24,
                on_timeout=plan.on_timeout,  # type: ignore[arg-type]
            )
            for n, plan in enumerate(plans)
        ),
        merge_repeats=merge,
    )
    model = Model(plans, substitutes or {}, merge=merge)
    with errands(renshi, flow) as kept:
        async with tenant.context() as ctx:
            made = await without_rights(acting(ctx, cast[ME])).requests.submit(KIND, {"days": 1})
        await _compare(tenant, made.id, model, names)
        for move in moves:
            renshi.advance(hours=25 if move.action == "timeout" else 1)
            expected = model.does(move.who, move.action, move.to, move.where, move.step)
            done = await _do(renshi, tenant, cast, made.id, move)
            assert done == expected, move
            await _compare(tenant, made.id, model, names)
    assert len(kept.effects) == model.effects <= 1
    assert (model.effects == 1) == (model.state is RequestState.APPROVED)
    held = 1 if model.state in (RequestState.PENDING, RequestState.APPROVED) else 0
    assert kept.reserved.get(made.id, 0) == held
    return model


def _written(tests: Tests) -> Condition | Group:
    if isinstance(tests, bool):
        return LEAVES[tests]
    match, inside = tests
    return Group(match=match, tests=tuple(_written(one) for one in inside))  # type: ignore[arg-type]


async def _do(renshi: Any, tenant: Any, cast: dict[str, Any], request_id: Any, move: Move) -> bool:
    if move.action == "timeout":
        async with tenant.context() as ctx:
            await timeouts.expire(ctx, request_id)
        return True
    action = RequestAction.RETURN if move.action == "rewind" else RequestAction(move.action)
    async with tenant.context() as ctx:
        seen = (await ctx.requests.get(request_id)).version

    async def click() -> bool:
        try:
            async with tenant.context() as ctx:
                actor = without_rights(acting(ctx, cast[move.who]), see=True)
                await service.act(
                    actor,
                    renshi.platform,
                    request_id,
                    action,
                    to=cast[move.to].id,
                    where=move.where,  # type: ignore[arg-type]
                    step=move.step if move.action == "rewind" else None,
                    version=seen,
                )
        except REFUSALS:
            return False
        return True

    clicks = await asyncio.gather(*(click() for _ in range(2 if move.twice else 1)))
    assert sum(clicks) <= 1, f"both clicks counted: {move}"
    return any(clicks)


async def _compare(tenant: Any, request_id: Any, model: Model, names: dict[Any, str]) -> None:
    async with tenant.context() as ctx:
        after = await ctx.requests.get(request_id)
        assert after.state is model.state
        assert await effects_in_database(request_id) == model.effects
    for step in after.steps:
        assert ME not in {names[i] for i in step.approved_by}
    if after.state is RequestState.PENDING:
        waiting = next(s for s in after.steps if s.state == "waiting")
        assert waiting.index == model.index[len(model.gates) - 1]
        assert {names[i] for i in waiting.approver_ids} == {p.holder for p in model.gate.parts}
        assert {names[i] for i in waiting.approved_by} == {p.holder for p in model.gate.parts if p.agreed}
    if after.state is RequestState.APPROVED:
        assert all(gate.passed for gate in model.gates)
        assert {s.index for s in after.steps if s.state == "approved"} == set(model.index)


def without_rights(ctx: Any, *, see: bool = False) -> Any:
    """The actor with no right but to look, so that gates alone decide."""
    grants = Grants((Grant("core.request.read", DataScope.TENANT),)) if see else Grants.none()
    return replace(ctx, services=CoreServices(ctx.services.platform, grants))
