"""Every hook of the platform. This file is the manual of what a plugin can do.

Two families:

*Start-up hooks* are plain functions, called once per process, that hand over frozen records. They must not
touch the database. The host stamps the owner on each record, checks names and clashes, and mounts them.

*Run-time hooks* are ``async`` and take the context first. They are called for companies that have the
plugin on, each implementation with a time limit and alone in a savepoint.

Implement only what you need, in ``plugin.py``::

    from renshi_sdk import hookimpl

    @hookimpl
    def renshi_routes():
        yield Routes(handlers=(list_courses, enrol))

Arguments may be added here in time, never renamed or reordered; leave out the ones you don't need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contracts.labour import LabourContract
from renshi_sdk.contracts.outcomes import Outcome
from renshi_sdk.contracts.pay import PayItem, PayPeriod, PaySlipSummary
from renshi_sdk.contracts.people import JobChange, TimelineEntry
from renshi_sdk.contracts.time import Absence, Balance, RosterShift
from renshi_sdk.contributions import (
    Carrier,
    Channel,
    ConsentPurpose,
    DataClass,
    Dataset,
    HealthCheck,
    HomeCard,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Reception,
    Report,
    RequestKind,
    Schedule,
    SearchSource,
    Settings,
    Subscription,
)
from renshi_sdk.markers import hookspec

if TYPE_CHECKING:
    from renshi_sdk.web import Routes


# --- start-up ---------------------------------------------------------------------------------------


@hookspec
def renshi_routes() -> Iterable[Routes]:
    """Contribute API handlers under ``/api/plugins/<id>`` and public ones under ``/public/<company>/<id>``.

    Called once, before the web application is built. Not called in workers' request path, nor per company:
    a route of a plugin that is off for the company answers 404 by itself.
    """
    yield from ()


@hookspec
def renshi_permissions() -> Iterable[Permission]:
    """Declare the rights the plugin's routes, pages and reports ask for.

    Every ``permission=`` used anywhere in the plugin must be declared here; an undeclared one quarantines
    the plugin at load.
    """
    yield from ()


@hookspec
def renshi_request_kinds() -> Iterable[RequestKind]:
    """Contribute things people can ask for (leave, salary change, a certificate).

    The console, H5 pages and WeChat draw their forms from the model; no page is needed.
    """
    yield from ()


@hookspec
def renshi_jobs() -> Iterable[Job]:
    """Contribute background work. Start it with ``ctx.jobs.enqueue(name, params)``."""
    yield from ()


@hookspec
def renshi_schedules() -> Iterable[Schedule]:
    """Contribute clocks for the plugin's own jobs, in each company's time zone."""
    yield from ()


@hookspec
def renshi_subscriptions() -> Iterable[Subscription]:
    """Contribute handlers of domain events.

    A handler runs after the commit of what it is about, at least once tried and exactly once effective in
    the database. It isn't called for companies where the plugin is off; events of that time are not
    made up for later.
    """
    yield from ()


@hookspec
def renshi_pages() -> Iterable[Page]:
    """Contribute console pages as data (``renshi_sdk.pages``)."""
    yield from ()


@hookspec
def renshi_menu() -> Iterable[MenuEntry]:
    """Contribute menu entries for the plugin's pages."""
    yield from ()


@hookspec
def renshi_home_cards() -> Iterable[HomeCard]:
    """Contribute cards of the home page: a few figures, each a link to what is behind it."""
    yield from ()


@hookspec
def renshi_search_sources() -> Iterable[SearchSource]:
    """Contribute what the plugin keeps to the search over everything.

    For things that people look for by name; pages of the menu are found by themselves.
    """
    yield from ()


@hookspec
def renshi_settings() -> Settings | None:
    """Declare the settings model, kept per company. Read them with ``await ctx.settings(Model)``."""


@hookspec
def renshi_reports() -> Iterable[Report]:
    """Contribute reports: rows, columns and a chart, exportable."""
    yield from ()


@hookspec
def renshi_datasets() -> Iterable[Dataset]:
    """Contribute rows of facts that people build their own reports from.

    For facts that are counted and compared (leave days, candidates, pay by department), not for every table. A finished
    report with a formula of its own is a :class:`Report`.
    """
    yield from ()


@hookspec
def renshi_channels() -> Iterable[Channel]:
    """Contribute ways to reach people. Notices are sent with ``ctx.notices.send``."""
    yield from ()


@hookspec
def renshi_carriers() -> Iterable[Carrier]:
    """Contribute ways to write to people who have no account, as candidates.

    Letters are sent with ``ctx.letters.send``. For employees there are channels and notices instead.
    """
    yield from ()


@hookspec
def renshi_receptions() -> Iterable[Reception]:
    """Contribute whom people outside talk to when they write in a chat, as a candidate in WeChat.

    The chat is a carrier of another plugin; it asks with ``ctx.letters.recognise`` and ``ctx.letters.answer``.
    """
    yield from ()


@hookspec
def renshi_personal_data() -> PersonalData | None:
    """Say how to export and erase what the plugin keeps about a person. Required where it has tables."""


@hookspec
def renshi_consents() -> Iterable[ConsentPurpose]:
    """Contribute purposes that take an employee's consent; ask with ``ctx.consents``.

    Not for what the law or the contract asks for anyway (pay, social insurance): consent to that would be none.
    """
    yield from ()


@hookspec
def renshi_retention() -> Iterable[DataClass]:
    """Contribute kinds of data that are kept for a time and then removed.

    Companies choose the time within the law's bounds, and nothing is purged before they have. For what has a time of
    its own (punches, recordings, logs), also where a job of the plugin removes it; not for rows that live and end
    with another row. What a person's erasure removes is :class:`PersonalData`.
    """
    yield from ()


@hookspec
def renshi_health() -> Iterable[HealthCheck]:
    """Contribute health checks, shown under ``/health/plugins``."""
    yield from ()


# --- life in a company ------------------------------------------------------------------------------


@hookspec
async def on_enable(ctx: Context) -> None:
    """Prepare a company that has just switched the plugin on (seed leave types, a default course).

    Runs in the transaction of the switch: raising keeps the plugin off. Must be safe to run again, since a
    company may switch off and on.
    """


@hookspec
async def on_disable(ctx: Context) -> None:
    """Tidy up when a company switches the plugin off. Data stays; don't delete it here."""


# --- before: veto inside the transaction ------------------------------------------------------------


@hookspec
async def before_job_change(ctx: Context, change: JobChange) -> None:
    """Check a transfer or job change before it is written; raise ``Conflict`` to veto.

    Called by ``people.change_job`` and, with ``reason`` ``"end of employment"``, by ``end_employment``.
    Not called for hires.
    """


# --- collect: ask every enabled plugin --------------------------------------------------------------


@hookspec
async def collect_pay_items(
    ctx: Context, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
) -> list[PayItem]:
    """Return facts of ``period`` that change the pay of ``employee_ids``: leave, overtime, piece work, bonus.

    Called once per pay run and shard, so answer for all employees in a handful of queries. Quantities, not
    money, where payroll knows the price. One failure stops the calculation and names the plugin.
    """


@hookspec
async def collect_balances(ctx: Context, employee_id: UUID) -> list[Balance]:
    """Return what an employee has left of each kind of leave, for channels that show it."""


@hookspec
async def collect_pay_slips(
    ctx: Context, employee_id: UUID, period: PayPeriod | None
) -> list[PaySlipSummary]:
    """Return the employee's *published* slips of ``period`` (the newest twelve where ``None``), newest first.

    The implementer audits the read.
    """


@hookspec
async def collect_absences(ctx: Context, employee_ids: Sequence[UUID], day: date) -> list[Absence]:
    """Return who of ``employee_ids`` is away on ``day`` (approved leave), at most one answer for each.

    Called when a request reaches a gate, to hand the part of somebody who is away to the substitute they named.
    ``reason`` is shown to colleagues: say "on leave", not which kind of leave. An implementation that fails
    counts as nobody being away, because approvals must go on.
    """


@hookspec
async def collect_timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    """Return what the plugin knows about an employee for their file: interview, courses, reviews."""


@hookspec
async def collect_roster(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date
) -> list[RosterShift]:
    """Return the *published* roster of ``employee_ids`` from ``first`` to ``last``, days off included.

    Called when attendance is judged and when leave or overtime is worked out, for people whose attendance group
    follows a roster; answer for all of them in one query. A day without an answer is a day nobody has planned.
    Two answers for one person and day are refused: which plugin plans is a decision of the company.
    """


@hookspec
async def collect_outcomes(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
) -> list[Outcome]:
    """Return what was established about ``employee_ids`` from ``first`` to ``last``: exams, months, reviews.

    For statistics about groups (which part of an interview goes with later results), never for a view of one person.
    Answer only what is final, for all employees in a handful of queries, and audit the read with ``purpose``
    (``recruiting_ai.quality_of_hire``). Leave that the law protects (sickness, pregnancy, care) is no bad outcome.
    """


@hookspec
async def collect_labour_contracts(
    ctx: Context, employee_ids: Sequence[UUID], day: date
) -> list[LabourContract]:
    """Return the signed labour contract of each of ``employee_ids`` that covers ``day``, its last day included.

    For papers that have to name it, as the certificate of leaving does. At most one for each; who has none is left out.
    """


STARTUP = (
    "renshi_routes",
    "renshi_permissions",
    "renshi_request_kinds",
    "renshi_jobs",
    "renshi_schedules",
    "renshi_subscriptions",
    "renshi_pages",
    "renshi_menu",
    "renshi_home_cards",
    "renshi_search_sources",
    "renshi_settings",
    "renshi_reports",
    "renshi_datasets",
    "renshi_channels",
    "renshi_carriers",
    "renshi_receptions",
    "renshi_personal_data",
    "renshi_consents",
    "renshi_retention",
    "renshi_health",
)
LIFECYCLE = ("on_enable", "on_disable")
VETO = ("before_job_change",)
COLLECT = (
    "collect_pay_items",
    "collect_balances",
    "collect_pay_slips",
    "collect_timeline",
    "collect_absences",
    "collect_roster",
    "collect_outcomes",
    "collect_labour_contracts",
)
RUNTIME: tuple[str, ...] = (*LIFECYCLE, *VETO, *COLLECT)
