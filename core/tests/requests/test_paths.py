"""Whatever people do, in whatever order: no gate is skipped, nobody decides about themselves, one effect."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from renshi_sdk.contracts import RequestAction, RequestState
from renshi_sdk.contributions import Flow, Person, Step
from renshi_sdk.contributions.flows import DEEPEST_GROUP
from renshi_sdk.errors import Conflict

from .kit import KIND, acting, effects_in_database, errands
from .model import Plan, Tests
from .walk import CAST, Move, walk

ACTIONS = (
    *("approve",) * 6,
    "reject",
    "return",
    "rewind",
    "delegate",
    "add_signer",
    "withdraw",
    "resubmit",
    "timeout",
)
rules = st.recursive(
    st.booleans(),
    lambda inside: st.tuples(
        st.sampled_from(["all", "any", "none"]), st.lists(inside, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
).filter(lambda rule: depth(rule) <= DEEPEST_GROUP)
"""Tests and groups of them, as deep as a flow may have them."""


def depth(rule: Tests) -> int:
    return 0 if isinstance(rule, bool) else 1 + max(depth(one) for one in rule[1])


plans = st.lists(
    st.builds(
        Plan,
        people=st.lists(st.sampled_from(CAST), min_size=1, max_size=3, unique=True).map(tuple),
        mode=st.sampled_from(["any", "all", "in_order"]),
        when=st.just(()) | st.lists(rules, min_size=1, max_size=2).map(tuple),
        on_timeout=st.sampled_from(["remind", "escalate", "reject"]),
    ),
    min_size=1,
    max_size=3,
)
moves = st.lists(
    st.builds(
        Move,
        who=st.sampled_from(CAST),
        action=st.sampled_from(ACTIONS),
        to=st.sampled_from(CAST),
        where=st.sampled_from(["before", "after", "beside"]),
        step=st.integers(0, 2),
        twice=st.booleans(),
    ),
    min_size=4,
    max_size=14,
)
substitutes = st.dictionaries(st.sampled_from(CAST), st.sampled_from(CAST), max_size=3).map(
    lambda named: {away: who for away, who in named.items() if away != who}
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(plans, moves, substitutes, st.booleans())
async def test_every_path_obeys_the_gates(
    renshi: Any, drawn: list[Plan], path: list[Move], named: dict[str, str], merge: bool
) -> None:
    await walk(renshi, drawn, path, substitutes=named, merge=merge)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["boss", "hr", "one"]),
            st.sampled_from([RequestAction.APPROVE, RequestAction.REJECT, RequestAction.RETURN]),
        ),
        min_size=2,
        max_size=6,
    )
)
async def test_whatever_is_done_at_the_same_moment_only_one_thing_happens(
    renshi: Any, crowd: list[tuple[str, RequestAction]]
) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    people = {"boss": tenant.manager_person, "hr": tenant.hr_person, "one": await tenant.hire("甲")}
    gate = Step(title="或签", approvers=tuple(Person(employee_id=p.id) for p in people.values()))
    with errands(renshi, Flow(steps=(gate,))) as kept:
        async with tenant.context() as ctx:
            made = await acting(ctx, tenant.employee_person).requests.submit(KIND, {"days": 1})

        async def act(who: str, action: RequestAction, request_id: UUID) -> str | None:
            try:
                async with tenant.context() as ctx:
                    after = await acting(ctx, people[who]).requests.act(request_id, action)
                return after.state.value
            except Conflict:
                return None

        outcomes = await asyncio.gather(*(act(who, action, made.id) for who, action in crowd))
        async with tenant.context() as ctx:
            final = (await ctx.requests.get(made.id)).state
            effects = await effects_in_database(made.id)
    assert [o for o in outcomes if o] == [final.value]
    assert effects == len(kept.effects) == (1 if final is RequestState.APPROVED else 0)
