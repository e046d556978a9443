"""Employees over HTTP. Every path with an id checks that the person lies in the caller's scope."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.jobs.above import platform_of
from renshi_core.people import corrections, file, hiring, identity, org_endpoints, required, service
from renshi_core.people.custom import values as custom_values
from renshi_core.people.fields import endpoints as field_endpoints
from renshi_core.people.fields.masks import masked
from renshi_core.people.schemas import (
    CorrectionBody,
    CustomBody,
    EndBody,
    HireBody,
    IdentityBody,
    JobChangeBody,
    PersonBody,
    ReasonBody,
    RegulariseBody,
)
from renshi_core.people.sections import endpoints as section_endpoints
from renshi_core.people.sections import personal
from renshi_core.people.self_service import endpoints as self_service_endpoints
from renshi_core.people.transfer import endpoints as transfer_endpoints
from renshi_sdk.context import Context
from renshi_sdk.contracts import EndEmployment, Hire, JobChange
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Forbidden
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, get, page_of, patch, post, put

READ, CREATE, CHANGE = "core.employee.read", "core.employee.create", "core.employee.change"
_NEVER_NONE = ("department_id", "work_regime", "employment_type")
END, IDENTITY, MOVE = "core.employee.end", "core.employee.identity", "core.employee.move_company"


@get("/employees", permission=READ)
async def list_employees(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Employees in the caller's scope. ``q`` finds names, pinyin, initials and staff numbers;
    ``department_tree`` keeps a department with everything below it, ``post_department_id`` also those who have a
    concurrent post or a secondment there today; ``incomplete=true`` those whose file lacks a required field, with the
    titles of what is missing."""
    return page_of(await file.employees(ctx, listing_query))


@get("/employees/options", permission=AUTHENTICATED)
async def employee_options(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Colleagues for a choice: name, staff number and department."""
    return {"options": await file.options(ctx, listing_query.q)}


@get("/employees/me", permission=AUTHENTICATED)
async def own_file(ctx: Context) -> dict[str, Any]:
    """The caller's own file."""
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("您的账号没有关联员工", "your account belongs to no employee"), code="people.no_own_file"
        )
    return await file.sheet(ctx, await service.get(ctx, ctx.actor.employee_id))


@get("/employees/{employee_id:uuid}", permission=READ)
async def get_employee(ctx: Context, employee_id: UUID, as_of: date | None = None) -> dict[str, Any]:
    """An employee with the job facts of ``as_of`` (today where left out)."""
    await ctx.access.require_for(READ, employee_id)
    return await file.sheet(ctx, await service.get(ctx, employee_id, as_of))


@post("/employees", permission=CREATE)
async def hire(ctx: Context, data: HireBody) -> dict[str, Any]:
    """Hire somebody into the company; the same identity number again is a rehire under the same id.

    Fields that the group requires have to be stated: personal ones under ``personal``, its own under ``custom``."""
    fields = data.model_dump(exclude={"contract_term_months", "personal", "custom"})
    warnings: list[Text] = []
    employee = await hiring.hire(
        ctx,
        Hire(company_id=ctx.company_id, **fields),
        contract_term_months=data.contract_term_months,
        stated=required.Stated(data.personal, data.custom),
        warnings=warnings,
    )
    return await file.sheet(ctx, employee) | _told(ctx, warnings)


@patch("/employees/{employee_id:uuid}", permission=CHANGE)
async def update_person(ctx: Context, employee_id: UUID, data: PersonBody) -> dict[str, Any]:
    """Change name, phone, e-mail or first day of work in life."""
    await ctx.access.require_for(CHANGE, employee_id)
    values = data.model_dump(mode="json", exclude_unset=True)
    name = values.pop("name", None)
    if values:
        await personal.change(ctx, employee_id, values)
    if name is not None:
        await corrections.update_person(ctx, employee_id, {"name": name})
    return await file.sheet(ctx, await service.get(ctx, employee_id))


@post("/employees/{employee_id:uuid}/job-changes", permission=CHANGE, status_code=200)
async def change_job(ctx: Context, employee_id: UUID, data: JobChangeBody) -> dict[str, Any]:
    """Transfer somebody or change job facts from a day on."""
    await ctx.access.require_for(CHANGE, employee_id)
    await _may_place(ctx, data.department_id)
    warnings: list[Text] = []
    command = JobChange(employee_id=employee_id, **data.model_dump())
    employee = await service.change_job(ctx, platform_of(ctx), command, warnings=warnings)
    return await file.sheet(ctx, employee) | _told(ctx, warnings)


def _told(ctx: Context, warnings: list[Text]) -> dict[str, Any]:
    """What stops nothing and should be known, as a list and as the sentence that the console shows."""
    told = [w.of(ctx.locale) for w in warnings]
    return {"warnings": told} | ({"message": "；".join(told)} if told else {})


@post("/employees/{employee_id:uuid}/records/{record_id:uuid}/correct", permission=CHANGE, status_code=200)
async def correct_record(
    ctx: Context, employee_id: UUID, record_id: UUID, data: CorrectionBody
) -> dict[str, Any]:
    """Set a job record right; what was believed before stays readable as of its time."""
    await ctx.access.require_for(CHANGE, employee_id)
    await _may_place(ctx, data.department_id)
    sent = data.model_dump(exclude_unset=True, exclude={"reason", "valid_from"})
    changes = {n: v for n, v in sent.items() if v is not None or n not in _NEVER_NONE}
    employee = await corrections.correct_record(
        ctx, employee_id, record_id, changes, reason=data.reason, valid_from=data.valid_from
    )
    return await file.sheet(ctx, employee)


@post("/employees/{employee_id:uuid}/regularise", permission=CHANGE, status_code=200)
async def regularise(ctx: Context, employee_id: UUID, data: RegulariseBody) -> dict[str, Any]:
    """End the probation with employment."""
    await ctx.access.require_for(CHANGE, employee_id)
    return await file.sheet(ctx, await service.regularise(ctx, employee_id, data.effective_on))


@post("/employees/{employee_id:uuid}/end", permission=END, status_code=200)
async def end_employment(ctx: Context, employee_id: UUID, data: EndBody) -> dict[str, Any]:
    """End the employment."""
    await ctx.access.require_for(END, employee_id)
    employee = await ctx.people.end_employment(EndEmployment(employee_id=employee_id, **data.model_dump()))
    return await file.sheet(ctx, employee)


@post("/employees/{employee_id:uuid}/revoke-end", permission=END, status_code=200)
async def revoke_end(ctx: Context, employee_id: UUID, data: ReasonBody) -> dict[str, Any]:
    """Take the recorded end back."""
    await ctx.access.require_for(END, employee_id)
    return await file.sheet(ctx, await corrections.revoke_end(ctx, employee_id, reason=data.reason))


@post("/employees/{employee_id:uuid}/call-off", permission=END, status_code=204)
async def call_off_hire(ctx: Context, employee_id: UUID, data: ReasonBody) -> None:
    """Somebody hired doesn't come: the spell never took place."""
    await ctx.access.require_for(END, employee_id)
    await corrections.call_off_hire(ctx, employee_id, reason=data.reason)


@get("/employees/{employee_id:uuid}/history", permission=READ)
async def history(
    ctx: Context,
    employee_id: UUID,
    as_of: date | None = None,
    known_at: datetime | None = None,
    everything: bool = False,
) -> dict[str, Any]:
    """Job records, newest first. ``known_at`` (with zone): as they were believed then; ``as_of``: only that of the
    day; ``everything``: also those that were corrected since."""
    await ctx.access.require_for(READ, employee_id)
    if known_at is not None and known_at.tzinfo is None:
        known_at = known_at.replace(tzinfo=ctx.now().tzinfo)
    rows = (
        await file.every_record(ctx, employee_id)
        if everything
        else await file.history(ctx, employee_id, as_of=as_of, known_at=known_at)
    )
    return {"items": rows, "total": len(rows), "next_cursor": None}


@get("/employees/{employee_id:uuid}/timeline", permission=READ)
async def timeline(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What happened to an employee, told by the core and every plugin that is on; newest first."""
    await ctx.access.require_for(READ, employee_id)
    rows = await file.timeline(ctx, employee_id)
    return {"items": rows, "total": len(rows), "next_cursor": None}


@patch("/employees/{employee_id:uuid}/custom", permission=CHANGE)
async def set_custom(ctx: Context, employee_id: UUID, data: CustomBody) -> dict[str, Any]:
    """Set custom fields."""
    await ctx.access.require_for(CHANGE, employee_id)
    return {"custom": await custom_values.set_values(ctx, employee_id, data.values)}


@get("/employees/{employee_id:uuid}/identity", permission=IDENTITY)
async def read_identity(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What the paper of identity tells, its number masked (``reveal`` shows it, with a reason). The read is audited."""
    await ctx.access.require_for(IDENTITY, employee_id)
    paper = await identity.read_identity(ctx, employee_id)
    return {
        "document_type": paper.kind,
        "masked": masked("identity", paper.number),
        "born_on": paper.born_on,
        "sex": paper.gender,
        "age": paper.age_on(ctx.today()),
    }


@put("/employees/{employee_id:uuid}/identity", permission=IDENTITY)
async def set_identity(ctx: Context, employee_id: UUID, data: IdentityBody) -> dict[str, Any]:
    """Record or replace the identity number."""
    await ctx.access.require_for(IDENTITY, employee_id)
    await identity.set_identity(ctx, employee_id, data.identity_number, kind=data.document_type)
    return {"has_identity": True}


async def _may_place(ctx: Context, department_id: UUID | None) -> None:
    """Moving somebody into another company of the group takes a right of its own."""
    if department_id is not None:
        department = await ctx.organization.department(department_id)
        if department.company_id != ctx.company_id:
            ctx.access.require(MOVE)


HANDLERS = (
    list_employees,
    employee_options,
    own_file,
    get_employee,
    hire,
    update_person,
    change_job,
    correct_record,
    regularise,
    end_employment,
    revoke_end,
    call_off_hire,
    history,
    timeline,
    set_custom,
    read_identity,
    set_identity,
    *field_endpoints.HANDLERS,
    *section_endpoints.HANDLERS,
    *self_service_endpoints.HANDLERS,
    *transfer_endpoints.HANDLERS,
    *org_endpoints.HANDLERS,
)
