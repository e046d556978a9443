"""The wire of employees."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.contracts.people import EmploymentType, EmptiableFact
from renshi_sdk.web import Schema

Reason = Annotated[str, Field(min_length=1, max_length=200)]
Document = Literal[
    "resident_id", "hmt_residence", "hk_macao_permit", "taiwan_permit", "passport", "foreign_permanent"
]
Short = Annotated[str, Field(max_length=40)]


class HireBody(Schema):
    """Somebody to hire into the context's company. A known identity number makes it a rehire."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    department_id: UUID
    starts_on: date
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: Annotated[str, Field(max_length=20)] | None = None
    city: Short | None = None
    work_regime: str = "standard"
    cost_centre_id: UUID | None = None
    job_family: Short | None = None
    employment_type: EmploymentType = "full_time"
    workplace: Annotated[str, Field(max_length=120)] | None = None
    number: Annotated[str, Field(max_length=32)] | None = None
    phone: Annotated[str, Field(max_length=20)] | None = None
    email: Annotated[str, Field(max_length=120)] | None = None
    identity_number: Annotated[str, Field(max_length=40)] | None = None
    document_type: Document = "resident_id"
    first_work_on: date | None = None
    probation_months: Annotated[int, Field(ge=0, le=6)] = 0
    contract_term_months: (
        Annotated[int, Field(ge=0, le=600, description="0 = without a fixed end")] | None
    ) = None
    personal: Annotated[
        dict[str, Any], Field(max_length=60, description="Further personal facts, by name")
    ] = Field(default_factory=dict)
    custom: Annotated[
        dict[str, Any], Field(max_length=300, description="The company's own fields, by code")
    ] = Field(default_factory=dict)


class JobChangeBody(Schema):
    """Job facts that change from a day on; what is left out stays."""

    effective_on: date
    reason: Reason
    department_id: UUID | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: Annotated[str, Field(max_length=20)] | None = None
    city: Short | None = None
    work_regime: str | None = None
    cost_centre_id: UUID | None = None
    job_family: Short | None = None
    employment_type: EmploymentType | None = None
    workplace: Annotated[str, Field(max_length=120)] | None = None
    empty: tuple[EmptiableFact, ...] = ()
    service_continues: bool | None = None


class CorrectionBody(Schema):
    """What a job record should have said; what is left out stays, ``null`` means none."""

    reason: Reason
    valid_from: date | None = None
    department_id: UUID | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: Annotated[str, Field(max_length=20)] | None = None
    city: Short | None = None
    work_regime: str | None = None
    cost_centre_id: UUID | None = None
    job_family: Short | None = None
    employment_type: EmploymentType | None = None
    workplace: Annotated[str, Field(max_length=120)] | None = None


class RegulariseBody(Schema):
    """The first day as a regular employee."""

    effective_on: date


class EndBody(Schema):
    """The last day of employment, and why."""

    last_day: date
    reason: Reason


class ReasonBody(Schema):
    """Why."""

    reason: Reason


class PersonBody(Schema):
    """Facts of the person to change; what is left out stays, ``null`` empties."""

    name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    phone: Annotated[str, Field(max_length=20)] | None = None
    email: Annotated[str, Field(max_length=120)] | None = None
    first_work_on: date | None = None


class IdentityBody(Schema):
    """A paper of identity to record."""

    identity_number: Annotated[str, Field(max_length=40)]
    document_type: Document = "resident_id"


class CustomBody(Schema):
    """Values of custom fields by code; ``null`` empties one."""

    values: dict[str, Any]
