"""Approval flows as data, so that a company can change them without code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

_FROZEN = ConfigDict(frozen=True, extra="forbid")
DEEPEST_GROUP = 4


class Manager(BaseModel):
    """The manager ``level`` steps up the line (1 = direct manager)."""

    model_config = _FROZEN
    type: Literal["manager"] = "manager"
    level: int = Field(default=1, ge=1, le=10)


class ManagerLine(BaseModel):
    """Every manager up the line (逐级审批): at most ``levels``, ending with the first of a grade in ``until_grades``.

    A line that ends sooner is asked up to its top. Use it with ``mode="in_order"``, so that each decides after
    the one below.
    """

    model_config = _FROZEN
    type: Literal["manager_line"] = "manager_line"
    levels: int = Field(default=10, ge=1, le=10)
    until_grades: tuple[str, ...] = Field(default=(), max_length=30)


class DepartmentHead(BaseModel):
    """The head of the department ``level`` steps up the tree (0 = the employee's own)."""

    model_config = _FROZEN
    type: Literal["department_head"] = "department_head"
    level: int = Field(default=0, ge=0, le=10)


class HrPartner(BaseModel):
    """The HR partner (HRBP): whoever holds the role ``role`` for the nearest department above the employee."""

    model_config = _FROZEN
    type: Literal["hr_partner"] = "hr_partner"
    role: str = "hr"


class RoleHolder(BaseModel):
    """Everyone with a role whose data scope covers the employee."""

    model_config = _FROZEN
    type: Literal["role"] = "role"
    role: str


class PositionHolder(BaseModel):
    """Everyone who holds a position."""

    model_config = _FROZEN
    type: Literal["position"] = "position"
    position_id: UUID


class Person(BaseModel):
    """One named employee."""

    model_config = _FROZEN
    type: Literal["person"] = "person"
    employee_id: UUID


class RequesterChoice(BaseModel):
    """Whom the requester names when submitting: one to ``most`` people, of holders of ``role`` where it is set."""

    model_config = _FROZEN
    type: Literal["requester_choice"] = "requester_choice"
    most: int = Field(default=1, ge=1, le=10)
    role: str | None = None


Approver = Annotated[
    Manager
    | ManagerLine
    | DepartmentHead
    | HrPartner
    | RoleHolder
    | PositionHolder
    | Person
    | RequesterChoice,
    Field(discriminator="type"),
]


class Condition(BaseModel):
    """A test on a form field (``form.days``), on the person (``employee.grade``) or on one of the company's own
    fields (``employee.custom.shirt_size``).

    ``empty`` and ``filled`` take no value; ``in`` and ``not_in`` take a list. An empty field equals nothing.
    """

    model_config = _FROZEN
    field: str = Field(pattern=r"^(form|employee)(\.[a-z][a-z0-9_]*)+$", max_length=120)
    op: Literal["eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "empty", "filled"]
    value: Any = None


class Group(BaseModel):
    """Tests joined: ``all`` of them hold, ``any`` of them holds, or ``none`` of them holds (not)."""

    model_config = _FROZEN
    match: Literal["all", "any", "none"]
    tests: tuple[Condition | Group, ...] = Field(min_length=1, max_length=30)

    @property
    def depth(self) -> int:
        """How deep groups lie in groups, 1 for a plain one."""
        return 1 + max((t.depth for t in self.tests if isinstance(t, Group)), default=0)

    def conditions(self) -> Iterator[Condition]:
        """Every test in it."""
        for test in self.tests:
            if isinstance(test, Group):
                yield from test.conditions()
            else:
                yield test


class Step(BaseModel):
    """One gate of a flow.

    ``mode`` ``any`` (或签): one approver is enough; ``all`` (会签): every approver has to agree; ``in_order``
    (依次): every approver, each after the one before. The step is part of a request only where all of ``when``
    hold. A step for which nobody is found goes to ``fallback_role``. ``copy_to`` are told when it is passed and
    may read the request from then on. ``allow_add_signer``: an approver may ask further people to sign (加签).
    A gate never opens by itself when time runs out.
    """

    model_config = _FROZEN
    title: str = Field(min_length=1, max_length=40)
    approvers: tuple[Approver, ...] = Field(min_length=1, max_length=30)
    mode: Literal["any", "all", "in_order"] = "any"
    when: tuple[Condition | Group, ...] = Field(default=(), max_length=30)
    timeout_hours: int | None = Field(default=None, ge=1, le=24 * 90)
    on_timeout: Literal["remind", "escalate", "reject"] = "remind"
    fallback_role: str = "hr"
    copy_to: tuple[Approver, ...] = Field(default=(), max_length=30)
    allow_add_signer: bool = True

    def conditions(self) -> Iterator[Condition]:
        """Every test in ``when``, those inside groups too."""
        for test in self.when:
            if isinstance(test, Group):
                yield from test.conditions()
            else:
                yield test

    @model_validator(mode="after")
    def _not_too_deep(self) -> Step:
        if any(isinstance(t, Group) and t.depth > DEEPEST_GROUP for t in self.when):
            raise ValueError(f"groups of conditions lie more than {DEEPEST_GROUP} deep")
        if any(isinstance(a, RequesterChoice) for a in self.copy_to):
            raise ValueError("the requester chooses approvers, not whom to tell")
        return self


class Flow(BaseModel):
    """The gates of a request kind, in order. Without steps a request takes effect when submitted.

    Nobody approves a request about themselves or sent by themselves, unless ``allow_self_approval``.
    ``merge_repeats``: who agreed at the step before need not agree again at the next.
    ``copy_on_submit`` and ``copy_on_approve`` (抄送) are told then, and may read the request.
    """

    model_config = _FROZEN
    steps: tuple[Step, ...] = Field(default=(), max_length=50)
    allow_self_approval: bool = False
    merge_repeats: bool = False
    copy_on_submit: tuple[Approver, ...] = Field(default=(), max_length=30)
    copy_on_approve: tuple[Approver, ...] = Field(default=(), max_length=30)

    @model_validator(mode="after")
    def _titles_differ(self) -> Flow:
        titles = [step.title for step in self.steps]
        if len(set(titles)) != len(titles):
            raise ValueError("two steps of a flow have the same title")
        if any(isinstance(a, RequesterChoice) for a in (*self.copy_on_submit, *self.copy_on_approve)):
            raise ValueError("the requester chooses approvers, not whom to tell")
        return self
