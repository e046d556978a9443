"""The wire of companies, departments and positions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.contracts.people import EmploymentType
from renshi_sdk.web import Schema

Code = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Reason = Annotated[str, Field(min_length=1, max_length=200)]


class CompanyCreate(Schema):
    """A new legal entity of the group."""

    code: Code
    name: Name
    industry: str
    city: Annotated[str, Field(min_length=1, max_length=40)]
    time_zone: str = "Asia/Shanghai"
    credit_code: str | None = None
    public_code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$")]


class CompanyUpdate(Schema):
    """Facts of a company to change; what is left out stays."""

    name: Name | None = None
    industry: str | None = None
    city: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    time_zone: str | None = None
    credit_code: str | None = None


class DepartmentCreate(Schema):
    """A new department of the context's company."""

    code: Code
    name: Name
    parent_id: UUID | None = None
    head_id: UUID | None = None
    cost_centre_id: UUID | None = None
    effective_on: date | None = None


class DepartmentUpdate(Schema):
    """Facts of a department to change from ``effective_on`` (today) on; what is left out stays, ``null`` takes the
    head or the cost centre away. ``code`` changes at once."""

    code: Code | None = None
    name: Name | None = None
    head_id: UUID | None = None
    cost_centre_id: UUID | None = None
    effective_on: date | None = None


class DepartmentMove(Schema):
    """A new place in the tree from ``effective_on`` (today) on; ``null`` makes it a root."""

    parent_id: UUID | None
    effective_on: date | None = None


class DepartmentCorrect(Schema):
    """What a record of a department should have said; what is left out stays, ``null`` means none."""

    reason: Reason
    valid_from: date | None = None
    name: Name | None = None
    parent_id: UUID | None = None
    head_id: UUID | None = None
    cost_centre_id: UUID | None = None


class Why(Schema):
    """Why."""

    reason: Reason


class CostCentreBody(Schema):
    """A cost centre of the context's company."""

    code: Code
    title: Name


class CostCentreUpdate(Schema):
    """Facts of a cost centre to change; what is left out stays."""

    code: Code | None = None
    title: Name | None = None


class PositionCreate(Schema):
    """A new position of the context's company."""

    code: Code
    title: Name
    department_id: UUID | None = None


class PositionUpdate(Schema):
    """Facts of a position to change; what is left out stays."""

    code: Code | None = None
    title: Name | None = None
    department_id: UUID | None = None


class PlanCreate(Schema):
    """A new version of the headcount plan for a period, empty or a copy of another one."""

    title: Name
    period_from: date
    period_to: date
    copy_of: UUID | None = None


class PlanLine(Schema):
    """A line of the grid: department and position by id or by code; no position or kind means all of them."""

    department_id: UUID | None = None
    department_code: Annotated[str, Field(max_length=32)] | None = None
    position_id: UUID | None = None
    position_code: Annotated[str, Field(max_length=32)] | None = None
    employment_type: EmploymentType | None = None
    planned: Annotated[int, Field(ge=0, le=1_000_000)]


class PlanLines(Schema):
    """The whole grid."""

    lines: Annotated[tuple[PlanLine, ...], Field(max_length=20_000)]


class GridRow(BaseModel):
    """A row as the grid in the console sends it back, with what it only shows."""

    model_config = ConfigDict(extra="ignore")
    department_id: UUID | None = None
    department_code: Annotated[str, Field(max_length=32)] | None = None
    position_id: UUID | None = None
    position_code: Annotated[str, Field(max_length=32)] | None = None
    employment_type: EmploymentType | Literal[""] | None = None
    planned: Annotated[int, Field(ge=0, le=1_000_000)]


class PlanGrid(Schema):
    """The whole grid as the console saves it."""

    items: Annotated[tuple[GridRow, ...], Field(max_length=20_000)]


class PlanDecision(Schema):
    """A word on a decision."""

    comment: Annotated[str, Field(max_length=500)] | None = None


class HeadcountRule(Schema):
    """What happens where there is no place: nothing, a note in the audit chain, or a refusal."""

    rule: Literal["off", "warn", "refuse"]
