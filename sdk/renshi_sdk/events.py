"""Domain events: facts in the past tense, stored with the change they tell of.

``await ctx.events.publish(EmployeeHired(...))`` writes the event in the caller's transaction; after the
commit every enabled subscriber gets it, each exactly once as far as the database is concerned. An event
carries keys and the few values that were decided with it, never a copy of a person's file.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class DomainEvent(BaseModel):
    """Base of all events.

    A plugin outside the product defines its own events by subclassing with ``name="acme.WidgetMade"``;
    the prefix must be the plugin's id.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_name: ClassVar[str]
    company_id: UUID

    def __init_subclass__(cls, *, name: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.event_name = name or cls.__name__


class EmployeeHired(DomainEvent):
    """A person became an employee (first time or again)."""

    employee_id: UUID
    spell_id: UUID
    hired_on: date
    department_id: UUID
    position_id: UUID | None = None
    rehire: bool = False
    application_id: UUID | None = None


class EmployeeHireCancelled(DomainEvent):
    """Somebody who was hired doesn't come (未报到): the employment of ``hired_on`` never took place."""

    employee_id: UUID
    spell_id: UUID
    hired_on: date


class EmployeeHistoryCorrected(DomainEvent):
    """Facts of the past were set right; what was counted of days from ``since`` on has to be counted again."""

    employee_id: UUID
    spell_id: UUID
    since: date


class EmployeeTransferred(DomainEvent):
    """Department, position, manager, grade, city or regime changed from ``effective_on``."""

    employee_id: UUID
    effective_on: date
    from_department_id: UUID
    to_department_id: UUID
    from_company_id: UUID | None = None
    from_position_id: UUID | None = None
    to_position_id: UUID | None = None
    from_manager_id: UUID | None = None
    to_manager_id: UUID | None = None
    reason: str = ""


class EmployeeTransferCancelled(DomainEvent):
    """A planned change of job facts was called off before ``effective_on``; ``department_id`` is where they stay."""

    employee_id: UUID
    effective_on: date
    department_id: UUID
    called_off_department_id: UUID


class PostStarted(DomainEvent):
    """A concurrent post or a secondment was given; ``company_id`` is where the post is, ``home_company_id`` the
    employer."""

    employee_id: UUID
    post_id: UUID
    kind: str
    home_company_id: UUID
    department_id: UUID
    starts_on: date
    last_day: date | None = None


class PostEnded(DomainEvent):
    """A concurrent post or a secondment ends earlier than it would have by itself."""

    employee_id: UUID
    post_id: UUID
    kind: str
    department_id: UUID
    last_day: date


class EmployeeRegularised(DomainEvent):
    """The probation ended with employment (转正)."""

    employee_id: UUID
    effective_on: date


class EmployeeLeft(DomainEvent):
    """The employment ended; ``last_day`` is the last day of the employment relation."""

    employee_id: UUID
    spell_id: UUID
    last_day: date
    reason: str
    reason_code: str | None = None
    voluntary: bool | None = None
    """The employee's own wish (true) or the company's decision (false), where the code says so."""
    department_id: UUID | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None
    retain_until: date | None = None
    """Papers are kept until then at least (劳动合同法 art. 50)."""


class EmployeeEndRevoked(DomainEvent):
    """A recorded end was taken back; ``last_day`` is the day it had named."""

    employee_id: UUID
    spell_id: UUID
    last_day: date


class ProbationReviewed(DomainEvent):
    """A probation was passed, extended or failed; ``until`` is its last day now."""

    employee_id: UUID
    spell_id: UUID
    result: str
    until: date


class DepartmentsReorganised(DomainEvent):
    """Departments were merged, split, moved or closed as one operation; each person moved has an
    ``EmployeeTransferred`` too."""

    reorganisation_id: UUID
    effective_on: date
    people: int
    closed: tuple[UUID, ...] = ()
    founded: tuple[UUID, ...] = ()


class CandidateApplied(DomainEvent):
    """A candidate applied for a requisition."""

    candidate_id: UUID
    application_id: UUID
    requisition_id: UUID
    channel: str


class InterviewCompleted(DomainEvent):
    """An interview has been scored; the report can be read."""

    application_id: UUID
    interview_id: UUID
    score_id: UUID


class OfferAccepted(DomainEvent):
    """A candidate accepted an offer and was hired in the same transaction."""

    application_id: UUID
    offer_id: UUID
    employee_id: UUID
    starts_on: date
    monthly_salary: Decimal
    probation_months: int = 0


class RequestSubmitted(DomainEvent):
    """Somebody asked for something."""

    request_id: UUID
    kind: str
    employee_id: UUID


class RequestApproved(DomainEvent):
    """The last approval was given and the effect is in the database."""

    request_id: UUID
    kind: str
    employee_id: UUID


class RequestRejected(DomainEvent):
    """A request ended without its effect."""

    request_id: UUID
    kind: str
    employee_id: UUID


class AttendanceMonthLocked(DomainEvent):
    """The attendance of ``period`` (``2026-11``) is final for the company."""

    period: str
    employees: int


class PayRunClosed(DomainEvent):
    """A pay run is closed; its slips can be read by their owners."""

    run_id: UUID
    period: str
    slips: int
    digest: str


class CourseCompleted(DomainEvent):
    """An employee finished a course."""

    employee_id: UUID
    course_id: UUID
    enrolment_id: UUID
    score: Decimal | None = None
    passed: bool = True


class ReviewCompleted(DomainEvent):
    """A performance review reached its final score."""

    employee_id: UUID
    cycle_id: UUID
    review_id: UUID
    score: Decimal


class PluginEnabled(DomainEvent):
    """A company switched a plugin on."""

    plugin: str


class PluginDisabled(DomainEvent):
    """A company switched a plugin off."""

    plugin: str
