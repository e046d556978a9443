"""What the core does for a plugin, as Protocols. Reach them through the context: ``ctx.people``.

All calls run in the caller's transaction and act as ``ctx.actor``; changes are audited. Reads of rows
that don't exist, or belong to another tenant, raise :class:`~renshi_sdk.errors.NotFound`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from renshi_sdk.context import Context
from renshi_sdk.contracts.files import StoredFile
from renshi_sdk.contracts.labour import LabourContract
from renshi_sdk.contracts.organization import Company, Department, Headcount, Position
from renshi_sdk.contracts.outcomes import Outcome
from renshi_sdk.contracts.pay import PayItem, PayPeriod, PaySlipSummary
from renshi_sdk.contracts.people import (
    BankAccount,
    Employee,
    EndEmployment,
    FileField,
    Hire,
    IdentityPaper,
    JobChange,
    JobRecord,
    Post,
    Roll,
    TimelineEntry,
)
from renshi_sdk.contracts.requests import RequestAction, RequestView
from renshi_sdk.contracts.time import Absence, Balance, RosterShift
from renshi_sdk.events import DomainEvent
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_sdk.contributions import Carrier, Fate, Letter, OpenDataset, Outsider, Report, ReportResult

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL with ``{}`` where its arguments go, safe to join with others by ``AND``."""

    sql: str
    args: tuple[Any, ...] = ()


class People(Protocol):
    """Employees and their employment."""

    async def get(self, employee_id: UUID, *, as_of: date | None = None) -> Employee:
        """The employee with the job facts of ``as_of`` (today where ``None``)."""
        ...

    async def by_ids(
        self, employee_ids: Iterable[UUID], *, as_of: date | None = None
    ) -> dict[UUID, Employee]:
        """Several employees in one query; ids that can't be seen are left out."""
        ...

    async def by_number(self, number: str) -> Employee | None:
        """The employee with this staff number in the context's company."""
        ...

    async def employed_between(
        self,
        first: date,
        last: date,
        *,
        company_id: UUID | None = None,
        employee_ids: Sequence[UUID] | None = None,
    ) -> list[Employee]:
        """Everyone (of ``employee_ids``, where given) employed on at least one day of ``first``…``last``, with the
        facts of their last day in it."""
        ...

    async def roll(
        self,
        first: date,
        last: date,
        *,
        company_id: UUID | None = None,
        seen_from: date | None = None,
        known_at: datetime | None = None,
        after: UUID | None = None,
        upto: UUID | None = None,
    ) -> Roll:
        """Everyone employed on at least one day of ``first``…``last``, as columns in the order of their ids.

        ``after`` and ``upto`` cut a part of the ids, ``(after, upto]``, so that workers share a company. ``joined`` and
        ``until`` of the roll look at the job records from ``seen_from`` (``first``) to ``last`` as they were known at
        ``known_at`` (now where ``None``).
        """
        ...

    async def history(self, employee_id: UUID) -> list[JobRecord]:
        """The job records now believed, oldest first."""
        ...

    async def history_between(
        self, employee_ids: Sequence[UUID], first: date, last: date, *, known_at: datetime | None = None
    ) -> dict[UUID, list[JobRecord]]:
        """Job records that touch ``first``…``last`` as they were known at ``known_at`` (now where ``None``)."""
        ...

    async def changed_since(self, employee_ids: Sequence[UUID], moment: datetime) -> set[UUID]:
        """Those of ``employee_ids`` whose job records, of whatever day, were written or given up after ``moment``."""
        ...

    async def reports_of(self, manager_id: UUID, *, as_of: date | None = None) -> list[Employee]:
        """Direct reports."""
        ...

    async def posts_of(self, employee_id: UUID, *, as_of: date | None = None) -> list[Post]:
        """Concurrent posts and secondments beside the main job that run on ``as_of`` (today)."""
        ...

    async def hire(self, command: Hire) -> Employee:
        """Hire somebody; emits ``EmployeeHired``."""
        ...

    async def change_job(self, command: JobChange) -> Employee:
        """Transfer or change job facts from a day on; plugins may veto (``before_job_change``)."""
        ...

    async def regularise(self, employee_id: UUID, effective_on: date) -> Employee:
        """End the probation with employment (转正)."""
        ...

    async def end_employment(self, command: EndEmployment) -> Employee:
        """End the employment; emits ``EmployeeLeft``."""
        ...

    async def papers(self, employee_ids: Sequence[UUID], *, purpose: str) -> dict[UUID, IdentityPaper]:
        """Papers of identity of many people in one pass; whoever has none is left out.

        For files that an office asks for. The caller checks the actor's right before; the read is audited with
        everybody's id and the ``purpose`` (``payroll.tax_file``).
        """
        ...

    async def bank_accounts(
        self, employee_ids: Sequence[UUID], *, purpose: str, kind: str = "salary"
    ) -> dict[UUID, BankAccount]:
        """Accounts of one ``kind`` (``salary``, ``expense``, ``other``) in one pass, audited like :meth:`papers`."""
        ...

    async def shared_bank_accounts(
        self, employee_ids: Sequence[UUID], *, kind: str = "salary"
    ) -> list[list[UUID]]:
        """Groups of people who have the same account. Found without opening a number."""
        ...

    async def genders(self, employee_ids: Sequence[UUID]) -> dict[UUID, Literal["male", "female"]]:
        """The recorded gender of many people, for statistics alone; whoever has none is left out."""
        ...

    async def file_fields(self, section: str) -> list[FileField]:
        """What people state about themselves in a section of the file: ``personal``, ``family``, ``education``,
        ``work``, ``bank``, ``document`` or ``contact``, and ``custom`` for the group's own fields of plain kinds.
        Fields that the group keeps to the office are left out."""
        ...

    async def check_section(self, section: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Fit what somebody states to a section, without writing: numbers checked, dates and choices read.

        Returns the values to keep, with what follows from them (birth date and gender of an identity number).

        Raises:
            Invalid: with every problem by the name of its field.
        """
        ...

    async def record_section(self, employee_id: UUID, section: str, values: Mapping[str, Any]) -> None:
        """Write into somebody's file: change ``personal`` or ``custom``, add a row to any other section.

        The actor needs the right to change files over this person, and to edit each field.

        Raises:
            NotFound: outside the actor's reach. Forbidden, Invalid: fields. Conflict: it takes a second person
                (a further bank account), or another person has the identity number.
        """
        ...


class Organization(Protocol):
    """Companies, departments, positions."""

    async def company(self, company_id: UUID | None = None) -> Company:
        """A company of the tenant; the context's where ``None``."""
        ...

    async def companies(self) -> list[Company]:
        """All companies of the tenant that the caller may see."""
        ...

    async def departments(self, company_id: UUID | None = None) -> list[Department]:
        """All departments of a company, parents first."""
        ...

    async def department(self, department_id: UUID) -> Department:
        """One department."""
        ...

    async def positions(self, company_id: UUID | None = None) -> list[Position]:
        """All positions of a company."""
        ...

    async def headcount(
        self,
        department_id: UUID,
        position_id: UUID | None,
        on: date,
        *,
        employment_type: str = "full_time",
    ) -> Headcount:
        """Places planned, taken and free on a day for one more person, by the approved headcount plan (编制)."""
        ...

    async def cost_centre_names(self) -> dict[UUID, str]:
        """Names of all cost centres of the group, by the ``cost_centre_id`` of employees and job records."""
        ...


class Requests(Protocol):
    """Requests and their approval."""

    async def submit(
        self,
        kind: str,
        form: BaseModel | Mapping[str, Any],
        *,
        employee_id: UUID | None = None,
        choices: Mapping[str, Sequence[UUID]] | None = None,
    ) -> RequestView:
        """Ask for something. ``employee_id`` defaults to the actor's own.

        ``choices`` names the approvers of steps that the requester fills (:class:`RequesterChoice`), by title.

        Raises:
            Invalid: the form doesn't hold. Conflict: the kind's ``on_submit`` refused.
        """
        ...

    async def act(
        self,
        request_id: UUID,
        action: RequestAction,
        *,
        comment: str | None = None,
        to: UUID | None = None,
        form: Mapping[str, Any] | None = None,
        step: int | None = None,
        where: Literal["before", "after", "beside"] | None = None,
    ) -> RequestView:
        """Do something with a request as the actor.

        Approve, reject, withdraw, remind, cancel; return (to an earlier ``step``'s index, or to the requester),
        resubmit (with ``form``), delegate (``to``), add a signer (``to``, ``where`` they sign), copy (``to``).
        """
        ...

    async def get(self, request_id: UUID) -> RequestView:
        """One request the actor may see."""
        ...

    async def waiting_for_me(self) -> list[RequestView]:
        """Requests that wait for the actor, oldest first (at most 200)."""
        ...

    async def open_of(self, employee_id: UUID, *, kind: str | None = None) -> list[RequestView]:
        """Open requests about an employee."""
        ...

    async def has_own_flow(self, kind: str) -> bool:
        """Whether the context's company gave a kind a flow of its own in place of the default one.

        For what can also be decided without a request: where a company wants its own steps, they can't be gone past.
        """
        ...


class Events(Protocol):
    """The outbox."""

    async def publish(self, event: DomainEvent) -> UUID:
        """Store the event with the caller's changes; it goes out after the commit. Returns its id."""
        ...


class Jobs(Protocol):
    """Background work."""

    async def enqueue(
        self, name: str, params: BaseModel | Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> UUID:
        """Start job ``name`` (``payroll.calculate``) after the commit; returns the id to watch it by.

        With a ``key``, an unfinished job of the same name and key is returned instead of a second one.
        """
        ...

    async def cancel(self, job_id: UUID) -> None:
        """Ask a job to stop at its next step."""
        ...

    async def state(self, job_id: UUID) -> JobState:
        """Where a job stands."""
        ...


@dataclass(frozen=True, slots=True)
class JobState:
    """Where a job stands; ``done`` of ``total`` steps."""

    id: UUID
    name: str
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    done: int
    total: int | None
    message: str | None
    result: dict[str, Any] | None
    error: str | None


class Notices(Protocol):
    """Telling people things, by the first channel that reaches them."""

    async def send(
        self,
        employee_id: UUID,
        *,
        kind: str,
        title: Text,
        body: Text,
        link: str | None = None,
        key: str | None = None,
        urgent: bool = False,
        attachments: Sequence[UUID] = (),
    ) -> None:
        """Tell an employee after the commit. A ``key`` makes it sent once only.

        An ``urgent`` notice goes out in quiet hours and past digests: for codes and alarms, nothing else.
        ``attachments`` are stored files that channels which can (mail) send along.
        """
        ...


class Letters(Protocol):
    """Writing to people outside the company, by the first carrier that reaches them."""

    async def carriers(self, to: Outsider) -> list[Carrier]:
        """Carriers of the company's plugins that could take a letter to somebody now, in the order they are tried."""
        ...

    async def send(self, letter: Letter) -> Fate:
        """Have a letter carried, now and in the caller's transaction; ``unreachable`` where nobody takes it.

        What has left can't be called back by a rollback: write down that a letter is being sent in a transaction of its
        own before, and don't send one again that was found so.

        Raises:
            Temporary: nothing has gone out, and another attempt may work. NeedsAttention: the carrier's set-up.
        """
        ...

    async def ways_in(self) -> list[Text]:
        """How people outside find the chats of the company's carriers, for a page that gives them a one-time code."""
        ...

    async def recognise(self, word: str, code: str) -> str | None:
        """The key of the person whose one-time code this is, now spent; None for a code that isn't good."""
        ...

    async def answer(self, key: str, text: str) -> str | None:
        """What the reception of ``key``'s plugin says to what somebody writes; None where nobody has that key now."""
        ...

    async def words(self) -> frozenset[str]:
        """The words that begin a message with a code, of the receptions that are on."""
        ...

    async def export(self, key: str) -> dict[str, Any]:
        """What carriers know of somebody outside, by carrier: for a copy of their data."""
        ...

    async def forget(self, key: str) -> int:
        """Have all carriers forget somebody outside, on or off; returns how much was removed."""
        ...


class Access(Protocol):
    """What the actor may do and see."""

    def allows(self, permission: str) -> bool:
        """Whether the actor holds ``permission`` in any scope."""
        ...

    def require(self, permission: str) -> None:
        """Raise ``Forbidden`` where the actor lacks ``permission``."""
        ...

    async def require_for(self, permission: str, employee_id: UUID) -> None:
        """Raise ``NotFound`` where ``employee_id`` lies outside the actor's data scope of ``permission``."""
        ...

    async def holders(self, permission: str) -> list[UUID]:
        """Employees who hold ``permission`` over the whole company, earliest first: whom to tell of its business."""
        ...

    def employees(self, permission: str, column: str = "employee_id") -> Clause:
        """A condition that keeps the rows whose ``column`` is an employee in the actor's data scope."""
        ...

    def covers_company(self, permission: str) -> bool:
        """Whether the actor's ``permission`` reaches everybody in the context's company."""
        ...

    def roles(self) -> frozenset[str]:
        """Codes of the actor's roles in the context's company, as far as they may read employee files."""
        ...


class Reports(Protocol):
    """Reports and datasets of the core and of every plugin that is on, as the actor may use them."""

    async def datasets(self) -> list[OpenDataset]:
        """Datasets that the actor may build reports from."""
        ...

    async def dataset(self, name: str) -> OpenDataset:
        """One of them. Raises ``NotFound`` (unknown, or its plugin is off) or ``Forbidden``."""
        ...

    async def reports(self) -> list[Report]:
        """Finished reports that the actor may run."""
        ...

    async def run(self, name: str, params: Mapping[str, Any]) -> tuple[Report, ReportResult]:
        """Run a finished report as its plugin. Raises ``NotFound``, ``Forbidden``, or ``Invalid`` for ``params``."""
        ...

    async def as_reader(self, *, user_id: UUID | None = None, employee_id: UUID | None = None) -> Context:
        """The context with the rights of another user, named by account or by employee: for work that goes on without
        them (a report sent every Monday, a long export). Only the platform's own work may ask for it.

        Raises:
            NotFound: no such account, it is disabled, its owner has left, or it has no right in the company.
            Forbidden: a person asks.
        """
        ...

    async def role_members(self, roles: Sequence[str]) -> list[UUID]:
        """Employees with an account that holds one of ``roles`` in the company."""
        ...


class Audit(Protocol):
    """The audit chain. Services of the core audit their own changes; plugins audit theirs."""

    async def record(
        self,
        action: str,
        *,
        subject: str,
        subject_id: UUID | None = None,
        detail: Mapping[str, Any] | None = None,
        employee_id: UUID | None = None,
    ) -> None:
        """Write an audit row: ``action`` is ``<plugin>.<noun>.<verb>``; ``detail`` holds JSON types, no secrets.

        Call it for each change, and for each *read* of pay or identity data.
        """
        ...


class Files(Protocol):
    """The file store; contents are encrypted at rest."""

    async def put(
        self, name: str, content: bytes, *, media_type: str, keep_until: date | None = None
    ) -> StoredFile:
        """Store a file for the tenant."""
        ...

    async def get(self, file_id: UUID) -> tuple[StoredFile, bytes]:
        """Read a file."""
        ...

    async def delete(self, file_id: UUID) -> None:
        """Remove a file and its content."""
        ...


class Consents(Protocol):
    """What employees agreed to (:class:`~renshi_sdk.contributions.ConsentPurpose`), in the context's company."""

    async def given(self, employee_ids: Sequence[UUID], purpose: str) -> set[UUID]:
        """Those of ``employee_ids`` who gave it for its words of now; all of them where the company asks nobody."""
        ...

    async def require(self, employee_id: UUID, purpose: str) -> None:
        """Raise ``Forbidden`` (``consent.needed``) where the company asks for it and the person hasn't given it."""
        ...


class Secrets(Protocol):
    """Sealing of fields that a database dump must not show (AES-256-GCM, a key per tenant)."""

    def seal(self, text: str, *, label: str) -> bytes:
        """Encrypt ``text``; ``label`` (``wechat_account.secret:<row id>``) binds it to its place."""
        ...

    def open(self, sealed: bytes, *, label: str) -> str:
        """Decrypt; raises ``NeedsAttention`` where the key is gone or the place is another."""
        ...

    def index(self, text: str, *, label: str) -> bytes:
        """A keyed hash (16 bytes) for exact search in a sealed column."""
        ...


class Plugins(Protocol):
    """Loaded, enabled, and the settings of the running plugin."""

    async def enabled(self, plugin: str, *, company_id: UUID | None = None) -> bool:
        """Whether a plugin is on for a company now."""
        ...

    async def settings(self, model: type[S]) -> S:
        """The running plugin's settings for the context's company."""
        ...

    async def save_settings(self, value: BaseModel) -> None:
        """Keep the running plugin's settings for the context's company."""
        ...


class Hooks(Protocol):
    """Run-time hooks a plugin may call on all *other enabled* plugins (see ``renshi_sdk.hookspecs``).

    One failing implementation fails the call and names the plugin (``Temporary``), because money is
    never partial.
    """

    async def collect_pay_items(
        self, *, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
    ) -> list[PayItem]: ...

    async def collect_balances(self, *, employee_id: UUID) -> list[Balance]: ...

    async def collect_pay_slips(
        self, *, employee_id: UUID, period: PayPeriod | None
    ) -> list[PaySlipSummary]: ...

    async def collect_timeline(self, *, employee_id: UUID) -> list[TimelineEntry]: ...

    async def collect_absences(self, *, employee_ids: Sequence[UUID], day: date) -> list[Absence]: ...

    async def collect_roster(
        self, *, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date
    ) -> list[RosterShift]: ...

    async def collect_outcomes(
        self, *, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
    ) -> list[Outcome]: ...

    async def collect_labour_contracts(
        self, *, employee_ids: Sequence[UUID], day: date
    ) -> list[LabourContract]: ...


class Services(Protocol):
    """Builds a service for a context. Implemented by the core, and by the fakes of the testing kit."""

    def people(self, ctx: Context) -> People: ...
    def organization(self, ctx: Context) -> Organization: ...
    def requests(self, ctx: Context) -> Requests: ...
    def events(self, ctx: Context) -> Events: ...
    def jobs(self, ctx: Context) -> Jobs: ...
    def notices(self, ctx: Context) -> Notices: ...
    def letters(self, ctx: Context) -> Letters: ...
    def access(self, ctx: Context) -> Access: ...
    def reports(self, ctx: Context) -> Reports: ...
    def audit(self, ctx: Context) -> Audit: ...
    def files(self, ctx: Context) -> Files: ...
    def consents(self, ctx: Context) -> Consents: ...
    def secrets(self, ctx: Context) -> Secrets: ...
    def plugins(self, ctx: Context) -> Plugins: ...
    def hooks(self, ctx: Context) -> Hooks: ...
