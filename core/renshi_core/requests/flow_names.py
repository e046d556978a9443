"""What the codes and ids of a flow are called: fields, roles, positions, people, departments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from renshi_core.organization.repository import names_of_any
from renshi_core.requests.facts import Fact, facts_of
from renshi_sdk.context import Context
from renshi_sdk.contributions import Flow, HrPartner, Person, PositionHolder, RequestKind, RoleHolder
from renshi_sdk.contributions.flows import Approver
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

_BOOLEAN = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code and id. What isn't among them is said as it stands in the flow."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    roles: Mapping[str, Text] = field(default_factory=dict)
    things: Mapping[UUID, str] = field(default_factory=dict)

    def field(self, name: str) -> Text:
        """A condition's field."""
        return self.facts[name].title if name in self.facts else Text(name, name)

    def role(self, code: str) -> Text:
        """A role."""
        return self.roles.get(code) or Text(code, code)

    def value(self, name: str, value: Any) -> Text:
        """What a condition compares a field with."""
        if isinstance(value, list | tuple):
            said = [self.value(name, one) for one in value]
            return Text("、".join(s.zh for s in said), ", ".join(s.en for s in said))
        if isinstance(value, bool):
            return _BOOLEAN[value]
        fact = self.facts.get(name)
        choices = dict(fact.choices) if fact else {}
        if str(value) in choices:
            return choices[str(value)]
        if fact is not None and fact.type is UUID and (known := self._thing(value)):
            return Text(known, known)
        return Text(str(value), str(value))

    def thing(self, id_: UUID) -> str | None:
        """A person, a position, a department."""
        return self.things.get(id_)

    def _thing(self, value: Any) -> str | None:
        found = _id(value)
        return self.things.get(found) if found else None


NAMELESS = Names()


async def names_in(ctx: Context, flows: Iterable[Flow], kind: RequestKind | None = None) -> Names:
    """Names of whatever the flows name, in at most three queries; of fields too where the kind is given."""
    seen = list(flows)
    facts = await facts_of(kind) if kind is not None else {}
    ids = {i for flow in seen for i in _ids(flow, facts)}
    roles: dict[str, Text] = {}
    if any(isinstance(a, RoleHolder | HrPartner) for flow in seen for a in _approvers(flow)) or any(
        step.timeout_hours or step.fallback_role for flow in seen for step in flow.steps
    ):
        rows = await fetch(
            "SELECT code, title_zh, title_en FROM core_role WHERE company_id = $1", ctx.company_id
        )
        roles = {r["code"]: Text(r["title_zh"], r["title_en"]) for r in rows}
    return Names(facts, roles, await names_of_any(list(ids)) if ids else {})


def _approvers(flow: Flow) -> Iterator[Approver]:
    yield from flow.copy_on_submit
    yield from flow.copy_on_approve
    for step in flow.steps:
        yield from step.approvers
        yield from step.copy_to


def _ids(flow: Flow, facts: Mapping[str, Fact]) -> Iterator[UUID]:
    for one in _approvers(flow):
        if isinstance(one, Person):
            yield one.employee_id
        elif isinstance(one, PositionHolder):
            yield one.position_id
    for step in flow.steps:
        for condition in step.conditions():
            fact = facts.get(condition.field)
            if fact is None or fact.type is not UUID:
                continue
            many = condition.value if isinstance(condition.value, list | tuple) else (condition.value,)
            yield from (found for value in many if (found := _id(value)) is not None)


def _id(value: Any) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
