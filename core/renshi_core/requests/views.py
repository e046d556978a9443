"""Requests as others see them: the SDK's view, lists, and what the caller may do with one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.access.grants import Grants
from renshi_core.requests import copies, drawn, gates, repository, shown
from renshi_core.requests.repository import ApproverRow, Request, StepRow
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestAction, RequestState, RequestStep, RequestView
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, listing
from renshi_sdk.services import Clause

if TYPE_CHECKING:
    from renshi_core.platform import Platform

READ, MANAGE = "core.request.read", "core.request.manage"
MOST_WAITING = 200
_WAITING_FOR = (
    "r.state = 'pending' AND EXISTS (SELECT FROM core_request_approver a WHERE a.request_id = r.id"
    " AND a.employee_id = {} AND a.state = 'waiting')"
)
REQUESTS = ListSpec(
    select=(
        "SELECT r.id, r.number, r.kind, r.employee_id, e.name AS employee_name, r.state, r.summary_zh,"
        " r.summary_en, r.submitted_at, r.decided_at, r.version, s.title AS step, s.due_at,"
        " (s.due_at IS NOT NULL AND s.due_at <= {now}) AS overdue,"
        " (SELECT string_agg(w.name, '、' ORDER BY w.name) FROM core_request_approver a"
        "  JOIN core_employee w ON w.id = a.employee_id WHERE a.step_id = s.id AND a.state = 'waiting')"
        " AS waiting_for"
        " FROM core_request r JOIN core_employee e ON e.id = r.employee_id"
        " LEFT JOIN core_request_step s ON s.request_id = r.id AND s.state = 'waiting'"
    ),
    fields={
        "submitted_at": ListField("r.submitted_at", "datetime", sortable=True),
        "number": ListField("r.number", sortable=True),
        "kind": ListField("r.kind"),
        "state": ListField("r.state"),
        "employee_id": ListField("r.employee_id", "uuid"),
        "decided_at": ListField("r.decided_at", "datetime"),
        "due_at": ListField("s.due_at", "datetime", nullable=True),
    },
    key="r.id",
    default_sort="-submitted_at",
    search="e.search_text LIKE {} OR r.number ILIKE {} OR r.summary_zh ILIKE {}",
)


def switched_on(platform: Platform) -> Clause:
    """Requests of plugins that are in the process and on for the request's company."""
    return Clause(
        "r.plugin = 'core' OR (r.plugin = ANY({}) AND EXISTS (SELECT FROM core_plugin_activation p"
        " WHERE p.company_id = r.company_id AND p.plugin = r.plugin AND p.enabled AND p.broken_at IS NULL))",
        (sorted(platform.registry.plugins),),
    )


async def view_of(ctx: Context, requests: Sequence[Request]) -> list[RequestView]:
    """Views with the steps of the present round, those ahead included."""
    reached: dict[UUID, dict[int, StepRow]] = defaultdict(dict)
    for row in await repository.steps(r.id for r in requests):
        reached[row.request_id][row.index + row.round * 1000] = row
    people: dict[UUID, list[ApproverRow]] = defaultdict(list)
    for approver in await repository.approvers(s.id for rows in reached.values() for s in rows.values()):
        people[approver.step_id].append(approver)
    return [
        RequestView(
            id=r.id,
            number=r.number,
            kind=r.kind,
            company_id=r.company_id,
            employee_id=r.employee_id,
            employee_name=r.employee_name,
            state=r.state,
            form=r.form,
            summary=r.summary_en if ctx.locale.lower().startswith("en") else r.summary_zh,
            submitted_at=r.submitted_at,
            submitted_by=r.submitted_by,
            version=r.version,
            decided_at=r.decided_at,
            steps=tuple(
                _step(index, step.title, step.mode, reached[r.id].get(index + r.round * 1000), people)
                for index, step in enumerate(r.flow.steps)
            ),
        )
        for r in requests
    ]


def _step(
    index: int, title: str, mode: str, row: StepRow | None, people: dict[UUID, list[ApproverRow]]
) -> RequestStep:
    if row is None:
        return RequestStep(index, title, mode, "upcoming", ())
    asked = people[row.id]
    # Who handed the step on isn't asked any more; who never got to decide still was.
    present = [a for a in asked if a.state not in gates.GONE[:2]]
    return RequestStep(
        index=index,
        title=title,
        mode=mode,
        state=row.state,
        approver_ids=tuple(a.employee_id for a in present),
        approved_by=tuple(a.employee_id for a in asked if a.state == "approved"),
        due_at=row.due_at,
        overdue=row.expired_at is not None,
    )


async def visible(ctx: Context, request: Request) -> bool:
    """Whether the caller may see a request: their own, one they have or had a part in, or one in their scope."""
    if is_owner(ctx, request):
        return True
    if ctx.actor.employee_id and await repository.had_a_part(request.id, ctx.actor.employee_id):
        return True
    return await in_scope(ctx, READ, request)


def is_owner(ctx: Context, request: Request) -> bool:
    """Whether the caller is the person it is about, or sent it."""
    actor = ctx.actor
    return (
        actor.employee_id is not None and actor.employee_id in (request.employee_id, request.submitter_id)
    ) or (actor.id is not None and actor.id == request.submitted_by)


async def in_scope(ctx: Context, permission: str, request: Request) -> bool:
    """Whether the caller holds a permission over the person the request is about.

    A request in another company than the person's own is also in the scope of those who hold the permission for
    that whole company.
    """
    if not ctx.access.allows(permission):
        return False
    if (
        request.company_id == ctx.company_id
        and permission in (READ, MANAGE)
        and company_wide(ctx, permission)
    ):
        return True
    return await repository.in_reach(ctx.access.employees(permission, "id"), request.employee_id)


def company_wide(ctx: Context, permission: str) -> bool:
    """Whether the caller holds a permission for the whole of the context's company."""
    grants: Grants = ctx.access.grants  # type: ignore[attr-defined]
    return any(
        grant.scope in (DataScope.COMPANY, DataScope.TENANT) and grant.holds_in(ctx.company_id)
        for grant in grants.of(permission)
    )


async def waiting_for_me(ctx: Context, platform: Platform) -> list[RequestView]:
    """Requests at a gate of the caller's, oldest first."""
    if ctx.actor.employee_id is None:
        return []
    return await _select(
        ctx,
        platform,
        Clause(_WAITING_FOR, (ctx.actor.employee_id,)),
        order="r.submitted_at, r.id",
        limit=MOST_WAITING,
    )


async def open_of(ctx: Context, platform: Platform, employee_id: UUID, kind: str | None) -> list[RequestView]:
    """Open requests about an employee, oldest first."""
    clauses = [Clause("r.employee_id = {} AND r.state IN ('pending', 'returned')", (employee_id,))]
    if kind is not None:
        clauses.append(Clause("r.kind = {}", (kind,)))
    return await _select(ctx, platform, *clauses, order="r.submitted_at, r.id", limit=1000)


async def _select(
    ctx: Context, platform: Platform, *clauses: Clause, order: str, limit: int
) -> list[RequestView]:
    found = await repository.select(*clauses, switched_on(platform), order=order, limit=limit)
    return await view_of(ctx, found)


async def page(ctx: Context, platform: Platform, query: ListQuery, which: str) -> Listing:
    """A page of the caller's own requests, of those that wait for the caller, or of all in the caller's scope."""
    me = ctx.actor.employee_id
    match which:
        case "mine":
            condition = Clause(
                "r.employee_id = {} OR r.submitter_id = {} OR r.submitted_by = {}", (me, me, ctx.actor.id)
            )
        case "waiting":
            condition = Clause(_WAITING_FOR, (me,))
        case "copied":
            condition = Clause(
                "EXISTS (SELECT FROM core_request_copy c WHERE c.request_id = r.id AND c.employee_id = {})",
                (me,),
            )
        case "decided":
            condition = Clause(
                "EXISTS (SELECT FROM core_request_approver a WHERE a.request_id = r.id AND a.employee_id = {}"
                " AND a.state IN ('approved', 'rejected', 'returned'))",
                (me,),
            )
        case _:
            condition = in_sight(ctx)
    overdue, rest = _overdue(ctx, query)
    plain = replace(rest, q=query.q.lower() if query.q else None)
    found = await listing(_spec(ctx), plain, condition, *overdue, switched_on(platform))
    kinds = platform.registry.request_kinds
    for item in found.items:
        zh, en = item.pop("summary_zh"), item.pop("summary_en")
        item["summary"] = en if ctx.locale.lower().startswith("en") else zh
        item["kind_title"] = (
            kinds[item["kind"]].record.title.of(ctx.locale) if item["kind"] in kinds else item["kind"]
        )
    return found


def in_sight(ctx: Context) -> Clause:
    """Requests of the context's company that the caller may see by their right to."""
    if company_wide(ctx, READ):
        return Clause("r.company_id = {}", (ctx.company_id,))
    scope = ctx.access.employees(READ, "r.employee_id")
    return Clause(f"r.company_id = {{}} AND ({scope.sql})", (ctx.company_id, *scope.args))


def _spec(ctx: Context) -> ListSpec:
    # The clock is the platform's, so the moment goes into the text; it is a number of this code's own making.
    return replace(
        REQUESTS, select=REQUESTS.select.replace("{now}", f"to_timestamp({ctx.now().timestamp()})")
    )


def _overdue(ctx: Context, query: ListQuery) -> tuple[list[Clause], ListQuery]:
    """The filter ``overdue``: requests whose gate has run out of time."""
    wanted = [value for name, value in query.filters if name == "overdue"]
    rest = replace(query, filters=tuple(f for f in query.filters if f[0] != "overdue"))
    if not wanted:
        return [], rest
    if wanted[-1] in ("true", "1"):
        return [Clause("r.state = 'pending' AND s.due_at <= {}", (ctx.now(),))], rest
    return [Clause("s.due_at IS NULL OR s.due_at > {}", (ctx.now(),))], rest


async def sheet(ctx: Context, platform: Platform, request: Request) -> dict[str, Any]:
    """One request with names, its form labelled, its history, and what the caller may do."""
    view = (await view_of(ctx, [request]))[0]
    path = await drawn.path_of(ctx, request)
    history = await drawn.history_of(ctx, request)
    owned = platform.registry.request_kinds.get(request.kind)
    labelled = await shown.fields_of(ctx, owned.record if owned else None, request)
    can = await possible(ctx, platform, request)
    return {
        "id": request.id,
        "number": request.number,
        "kind": request.kind,
        "kind_title": owned.record.title.of(ctx.locale) if owned else request.kind,
        "company_id": request.company_id,
        "employee_id": request.employee_id,
        "employee_name": request.employee_name,
        "state": request.state,
        "summary": view.summary,
        "form": request.form,
        "fields": labelled,
        "submitted_at": request.submitted_at,
        "decided_at": request.decided_at,
        "version": request.version,
        "flow_version": request.flow_version,
        "round": request.round,
        "choices": {title: [str(i) for i in ids] for title, ids in request.choices.items()},
        "copies": await copies.of_request(request.id),
        "steps": path,
        "history": history,
        "can": [str(action) for action in can],
        **{f"can_{action}": action in can for action in RequestAction},
    }


async def possible(ctx: Context, platform: Platform, request: Request) -> list[RequestAction]:
    """What the caller may do with a request now."""
    can: list[RequestAction] = []
    me = ctx.actor.employee_id
    manages = await in_scope(ctx, MANAGE, request)
    about_me = me is not None and me in request.barred
    if request.state is RequestState.PENDING:
        step = await repository.open_step(request.id)
        parts = await repository.approvers([step.id]) if step is not None else []
        mine = me is not None and any(a.employee_id == me and a.state == "waiting" for a in parts)
        if mine and not about_me:
            can += [RequestAction.APPROVE, RequestAction.REJECT, RequestAction.RETURN]
        if (mine or manages) and not about_me:
            can.append(RequestAction.DELEGATE)
        if mine and not about_me and step and request.flow.steps[step.index].allow_add_signer:
            can.append(RequestAction.ADD_SIGNER)
    if is_owner(ctx, request) and request.state.open:
        if request.state is RequestState.PENDING:
            can.append(RequestAction.REMIND)
        else:
            can.append(RequestAction.RESUBMIT)
        can.append(RequestAction.WITHDRAW)
    owned = platform.registry.request_kinds.get(request.kind)
    if request.state is RequestState.APPROVED and owned and owned.record.on_cancel is not None:
        mine_to_cancel = owned.record.owner_cancels and is_owner(ctx, request)
        if mine_to_cancel or (manages and me != request.employee_id):
            can.append(RequestAction.CANCEL)
    if manages or is_owner(ctx, request) or (me and await repository.decides(request.id, me)):
        can.append(RequestAction.COPY)
    return can
