"""Employees and the facts of their employment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.text import Text

EmploymentType = Literal["full_time", "part_time", "intern", "dispatched", "retiree"]
EmptiableFact = Literal[
    "position_id", "manager_id", "grade", "city", "cost_centre_id", "job_family", "workplace"
]


class EmployeeStatus(StrEnum):
    """Where an employment spell stands."""

    PENDING = "pending"
    """Hired, first day still ahead (待入职)."""
    PROBATION = "probation"
    """On trial (试用期)."""
    ACTIVE = "active"
    """Regular (正式)."""
    LEFT = "left"
    """Employment ended (离职)."""


@dataclass(frozen=True, slots=True)
class IdentityPaper:
    """A paper of identity, opened. ``kind`` is ``resident_id``, ``passport`` and the like.

    It stays in memory and in the file it was asked for; never store or log it.
    """

    kind: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account that money is paid to, opened. It stays in memory and in the file it was asked for."""

    bank: str
    branch: str
    holder: str
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee with the job facts of one day (``as_of``)."""

    id: UUID
    number: str
    name: str
    company_id: UUID
    department_id: UUID
    department_name: str
    status: EmployeeStatus
    hired_on: date
    spell_id: UUID
    as_of: date
    position_id: UUID | None = None
    position_title: str | None = None
    manager_id: UUID | None = None
    grade: str | None = None
    city: str | None = None
    work_regime: str = "standard"
    left_on: date | None = None
    probation_until: date | None = None
    first_work_on: date | None = None
    """First day of work in life (参加工作时间), the start of cumulative service; ``None`` = not recorded."""
    email: str | None = None
    phone: str | None = None
    custom: dict[str, object] = field(default_factory=dict)
    cost_centre_id: UUID | None = None
    job_family: str | None = None
    employment_type: str = "full_time"
    """``full_time``, ``part_time`` (非全日制), ``intern``, ``dispatched`` (劳务派遣) or ``retiree`` (退休返聘)."""
    workplace: str | None = None


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody with a day of employment in a company and span, a column each, in the order of ``ids``.

    For work on a whole company, where an object a person would cost more than the work. ``numbers``, ``names`` and
    departments are those of the last day in the span. ``joined`` and ``until`` are the first and last day of the
    present employment in *this* company, which a transfer inside the group makes differ from the employment's.
    """

    ids: Sequence[UUID]
    numbers: Sequence[str]
    names: Sequence[str]
    department_ids: Sequence[UUID]
    department_names: Sequence[str]
    hired_on: Sequence[date]
    joined: Sequence[date]
    until: Sequence[date | None]


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One stretch of an employee's job facts: valid from ``valid_from`` to before ``valid_to``."""

    id: UUID
    employee_id: UUID
    spell_id: UUID
    valid_from: date
    valid_to: date | None
    company_id: UUID
    department_id: UUID
    position_id: UUID | None
    manager_id: UUID | None
    grade: str | None
    city: str | None
    work_regime: str
    recorded_at: datetime
    superseded_at: datetime | None
    reason: str
    cost_centre_id: UUID | None = None
    job_family: str | None = None
    employment_type: str = "full_time"
    workplace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post beside the main job: concurrent (兼岗), or a secondment (借调) to another company of the group.

    ``share`` is the percentage of working time; ``last_day`` ``None`` = until further notice.
    """

    id: UUID
    employee_id: UUID
    company_id: UUID
    kind: Literal["concurrent", "secondment"]
    department_id: UUID
    position_id: UUID | None
    manager_id: UUID | None
    share: Decimal
    starts_on: date
    last_day: date | None


class Hire(BaseModel):
    """What is needed to hire somebody; the same person hired again keeps their id (several spells)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    company_id: UUID
    name: str = Field(min_length=1, max_length=60)
    department_id: UUID
    starts_on: date
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: str | None = Field(default=None, max_length=20)
    city: str | None = Field(default=None, max_length=40)
    work_regime: str = "standard"
    number: str | None = Field(
        default=None, max_length=32, description="Staff number; given out when left empty"
    )
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=120)
    identity_number: str | None = Field(
        default=None, description="Number of the paper of identity; of a resident 18 digits, GB 11643"
    )
    document_type: str = Field(
        default="resident_id",
        max_length=20,
        description="resident_id, hmt_residence, hk_macao_permit, taiwan_permit, passport or foreign_permanent",
    )
    first_work_on: date | None = None
    probation_months: int = Field(default=0, ge=0, le=6, description="劳动合同法 art. 19: at most 6")
    application_id: UUID | None = None
    cost_centre_id: UUID | None = None
    job_family: str | None = Field(default=None, max_length=40)
    employment_type: EmploymentType = "full_time"
    workplace: str | None = Field(default=None, max_length=120)


class JobChange(BaseModel):
    """A change of job facts from a day on (transfer, promotion, new manager…). ``None`` = as it was."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee_id: UUID
    effective_on: date
    reason: str = Field(min_length=1, max_length=200)
    department_id: UUID | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    grade: str | None = Field(default=None, max_length=20)
    city: str | None = Field(default=None, max_length=40)
    work_regime: str | None = None
    cost_centre_id: UUID | None = None
    job_family: str | None = Field(default=None, max_length=40)
    employment_type: EmploymentType | None = None
    workplace: str | None = Field(default=None, max_length=120)
    empty: tuple[EmptiableFact, ...] = Field(
        default=(), description="Facts that are to be none from that day on"
    )
    service_continues: bool | None = Field(
        default=None,
        description="Needed where the change moves somebody to another company of the group: whether their"
        " service goes on (劳动合同法实施条例 art. 10) or the old company compensated it",
    )


class EndEmployment(BaseModel):
    """The end of an employment spell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employee_id: UUID
    last_day: date
    reason: str = Field(min_length=1, max_length=200)
    reason_code: str | None = Field(
        default=None, max_length=40, description="A code of the list of reasons in use on that day"
    )


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something in an employee's file, told by the plugin that keeps it."""

    on: datetime
    title: Text
    detail: Text | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileField:
    """A field of the employee file that people state about themselves, as the group has set it.

    ``kind`` is ``text``, ``longtext``, ``date``, ``choice``, ``boolean``, ``integer``, ``phone``, ``email``,
    ``identity``, ``bank`` or ``document``, of the group's own fields ``number``, ``money``, ``percent`` and ``url``
    as well. A ``sensitive`` value is shown masked.
    """

    section: str
    name: str
    title: Text
    kind: str
    required: bool = False
    sensitive: bool = False
    longest: int = 100
    options: tuple[tuple[str, Text], ...] = ()
    help: Text | None = None
