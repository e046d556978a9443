"""Approval flows as data, so that a company can change them without code."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Manager(BaseModel):
    """The manager ``level`` steps up the line (1 = direct manager)."""

    model_config = _FROZEN
    type: Literal["manager"] = "manager"
    level: int = Field(default=1, ge=1, le=5)


class DepartmentHead(BaseModel):
    """The head of the department ``level`` steps up the tree (0 = the employee's own)."""

    model_config = _FROZEN
    type: Literal["department_head"] = "department_head"
    level: int = Field(default=0, ge=0, le=10)


class RoleHolder(BaseModel):
    """Everyone with a role whose data scope covers the employee."""

    model_config = _FROZEN
    type: Literal["role"] = "role"
    role: str


class Person(BaseModel):
    """One named employee."""

    model_config = _FROZEN
    type: Literal["person"] = "person"
    employee_id: UUID


Approver = Annotated[Manager | DepartmentHead | RoleHolder | Person, Field(discriminator="type")]


class Condition(BaseModel):
    """A test on a form field (``form.days``) or on the person (``employee.grade``)."""

    model_config = _FROZEN
    field: str = Field(pattern=r"^(form|employee)\.[a-z][a-z0-9_]*$")
    op: Literal["eq", "ne", "gt", "ge", "lt", "le", "in"]
    value: Any


class Step(BaseModel):
    """One gate of a flow.

    ``mode`` ``any``: one approver is enough; ``all``: every approver has to agree. The step is part of a
    request only where all of ``when`` hold. A step for which nobody is found goes to ``fallback_role``.
    """

    model_config = _FROZEN
    title: str = Field(min_length=1, max_length=40)
    approvers: tuple[Approver, ...] = Field(min_length=1)
    mode: Literal["any", "all"] = "any"
    when: tuple[Condition, ...] = ()
    timeout_hours: int | None = Field(default=None, ge=1, le=24 * 90)
    on_timeout: Literal["remind", "escalate", "reject"] = "remind"
    fallback_role: str = "hr"


class Flow(BaseModel):
    """The gates of a request kind, in order. Without steps a request takes effect when submitted.

    Nobody approves a request about themselves or sent by themselves, unless ``allow_self_approval``.
    """

    model_config = _FROZEN
    steps: tuple[Step, ...] = ()
    allow_self_approval: bool = False

    @model_validator(mode="after")
    def _titles_differ(self) -> Flow:
        titles = [step.title for step in self.steps]
        if len(set(titles)) != len(titles):
            raise ValueError("two steps of a flow have the same title")
        return self
