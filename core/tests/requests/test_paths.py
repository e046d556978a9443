"""Whatever people do, in whatever order: no gate is skipped, nobody decides about themselves, one effect.

The model knows nothing of tables or steps: it keeps who has agreed at which gate since the last submission.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renshi_sdk.contracts import RequestAction, RequestState
from renshi_sdk.contributions import Condition, Flow, Person, Step
from renshi_sdk.errors import Conflict, Forbidden, Invalid, TooMany

from .kit import KIND, acting, effects_in_database, errands

CAST = ("me", "boss", "hr", "one", "two")
"""``me`` asks; anybody may be named as an approver, ``me`` included."""

steps = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CAST), min_size=1, max_size=3, unique=True),
        st.sampled_from(["any", "all"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
actions = st.lists(
    st.tuples(st.sampled_from(CAST), st.sampled_from(list(RequestAction)), st.sampled_from(CAST)),
    max_size=14,
)


@dataclass
class Gate:
    """One gate: whom it is for now, how many have to agree, and who has."""

    people: set[str]
    everybody: bool
    agreed: set[str] = field(default_factory=set)
    handed_on: set[str] = field(default_factory=set)

    @property
    def open_for(self) -> set[str]:
        return self.people - self.agreed

    @property
    def passed(self) -> bool:
        return bool(self.agreed) and (not self.everybody or not self.open_for)


class Model:
    """What must be true of a request."""

    def __init__(self, flow: list[tuple[list[str], str, bool]], barred: set[str]) -> None:
        self.flow, self.barred = flow, barred
        self.state = RequestState.PENDING
        self.effects = 0
        self.start()

    def start(self) -> None:
        self.state = RequestState.PENDING
        # A gate for the requester alone goes to the fallback role, which only ``hr`` holds.
        self.gates = [
            Gate(set(people) - self.barred or {"hr"}, mode == "all")
            for people, mode, wanted in self.flow
            if wanted
        ]
        self.settle()

    def settle(self) -> None:
        if all(gate.passed for gate in self.gates):
            self.state = RequestState.APPROVED
            self.effects += 1

    @property
    def gate(self) -> Gate:
        return next(gate for gate in self.gates if not gate.passed)

    def does(self, who: str, action: RequestAction, to: str) -> bool:
        """Do it where it may be done, and say whether."""
        pending, mine = self.state is RequestState.PENDING, who in self.barred
        decides = pending and who in self.gate.open_for
        match action:
            case RequestAction.APPROVE if decides:
                self.gate.agreed.add(who)
                self.settle()
            case RequestAction.REJECT if decides:
                self.state = RequestState.REJECTED
            case RequestAction.RETURN if decides:
                self.state = RequestState.RETURNED
            case RequestAction.DELEGATE if decides and to not in self.barred | self.gate.people:
                self.gate.people.remove(who)
                self.gate.people.add(to)
            case RequestAction.WITHDRAW if mine and self.state.open:
                self.state = RequestState.WITHDRAWN
            case RequestAction.RESUBMIT if mine and self.state is RequestState.RETURNED:
                self.start()
            case RequestAction.REMIND if mine and pending:
                pass
            case _:
                return False
        return True


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, actions)
async def test_every_path_obeys_the_gates(
    renshi: Any,
    drawn: list[tuple[list[str], str, bool]],
    path: list[tuple[str, RequestAction, str]],
) -> None:
    renshi.reset()
    tenant = await renshi.new_tenant()
    people = {
        "me": tenant.employee_person,
        "boss": tenant.manager_person,
        "hr": tenant.hr_person,
        "one": await tenant.hire("甲"),
        "two": await tenant.hire("乙"),
    }
    never = Condition(field="form.days", op="gt", value=20)
    flow = Flow(
        steps=tuple(
            Step(
                title=f"第{n}关",
                approvers=tuple(Person(employee_id=people[p].id) for p in names),
                mode=mode,  # type: ignore[arg-type]
                when=() if wanted else (never,),
            )
            for n, (names, mode, wanted) in enumerate(drawn)
        )
    )
    model = Model(drawn, {"me"})
    with errands(renshi, flow) as kept:
        async with tenant.context() as ctx:
            made = await without_rights(acting(ctx, people["me"])).requests.submit(KIND, {"days": 1})
        for who, action, to in path:
            renshi.advance(hours=1)
            expected = model.does(who, action, to)
            async with tenant.context() as ctx:
                actor = acting(ctx, people[who])
                try:
                    await without_rights(actor, see=True).requests.act(made.id, action, to=people[to].id)
                    done = True
                except (Conflict, Forbidden, Invalid, TooMany):
                    done = False
            assert done == expected, (who, action, to)
            async with tenant.context() as ctx:
                after = await ctx.requests.get(made.id)
                assert after.state is model.state
                assert await effects_in_database(made.id) == model.effects
            names = {p.id: key for key, p in people.items()}
            for step in after.steps:
                assert "me" not in {names[i] for i in step.approved_by}
            if after.state is RequestState.PENDING:
                waiting = next(s for s in after.steps if s.state == "waiting")
                assert {names[i] for i in waiting.approver_ids} == model.gate.people
                assert {names[i] for i in waiting.approved_by} == model.gate.agreed
            if after.state is RequestState.APPROVED:
                assert {s.state for s in after.steps} <= {"approved", "skipped"}
    assert len(kept.effects) == model.effects <= 1
    held = 1 if model.state in (RequestState.PENDING, RequestState.APPROVED) else 0
    assert kept.reserved.get(made.id, 0) == held


def without_rights(ctx: Any, *, see: bool = False) -> Any:
    """The actor with no right but to look, so that gates alone decide."""
    from dataclasses import replace

    from renshi_core.access.grants import Grant, Grants
    from renshi_core.services import CoreServices
    from renshi_sdk.contributions import DataScope

    grants = Grants((Grant("core.request.read", DataScope.TENANT),)) if see else Grants.none()
    return replace(ctx, services=CoreServices(ctx.services.platform, grants))


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
