"""What the core lets people ask for: to leave, to be transferred, to be regularised."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_core.people import lifecycle, reasons
from renshi_sdk.context import Context
from renshi_sdk.contracts import EmployeeStatus, EndEmployment, JobChange, RequestView
from renshi_sdk.contributions import DepartmentHead, Flow, Manager, RequestKind, RoleHolder, Step
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

CHANGE, END = "core.employee.change", "core.employee.end"


def _title(zh: str, en: str, **extra: Any) -> Any:
    return {"title": zh, "json_schema_extra": {"title_en": en, **extra}}


class ResignationForm(BaseModel):
    """A resignation. By law notice is 30 days, 3 on probation (劳动合同法 art. 37); less by agreement."""

    model_config = ConfigDict(extra="forbid")
    last_day: date = Field(**_title("最后工作日", "Last day"))
    reason: str = Field(min_length=1, max_length=200, **_title("离职原因", "Reason"))
    reason_code: str | None = Field(None, max_length=40, **_title("原因分类", "Kind of reason"))
    early_agreed: bool = Field(
        False, **_title("已与公司协商提前离职", "An earlier day was agreed with the company")
    )


class TransferForm(BaseModel):
    """A transfer: what is left empty stays as it is."""

    model_config = ConfigDict(extra="forbid")
    effective_on: date = Field(**_title("生效日期", "Effective on"))
    department_id: UUID | None = Field(
        None, **_title("调入部门", "New department", **{"x-kind": "department"})
    )
    position_id: UUID | None = Field(None, **_title("新岗位", "New position", **{"x-kind": "position"}))
    manager_id: UUID | None = Field(None, **_title("新直属上级", "New manager", **{"x-kind": "employee"}))
    grade: str | None = Field(None, max_length=20, **_title("新职级", "New grade"))
    reason: str = Field(min_length=1, max_length=200, **_title("调动原因", "Reason"))

    @model_validator(mode="after")
    def _something_changes(self) -> TransferForm:
        if not any((self.department_id, self.position_id, self.manager_id, self.grade)):
            raise ValueError("请至少填写一项变动 (fill in at least one change)")
        return self


class RegularisationForm(BaseModel):
    """The end of a probation with employment."""

    model_config = ConfigDict(extra="forbid")
    effective_on: date = Field(**_title("转正日期", "Effective on"))
    summary: str = Field(min_length=1, max_length=2000, **_title("试用期小结", "Summary of the probation"))


async def _check_resignation(ctx: Context, request: RequestView, form: ResignationForm) -> None:
    employee = await ctx.people.get(request.employee_id, as_of=form.last_day)
    if employee.status not in (EmployeeStatus.ACTIVE, EmployeeStatus.PROBATION):
        raise Conflict(
            Text("最后工作日不在任职期内", "the last day lies outside the employment"),
            code="people.not_employed",
        )
    if employee.left_on is not None:
        raise Conflict(
            Text(f"离职日期已登记为{employee.left_on}", f"the employment ends on {employee.left_on} already"),
            code="people.already_ended",
        )
    if form.reason_code is not None:
        await reasons.known("leave", form.reason_code, form.last_day)
    now = await ctx.people.get(request.employee_id)
    earliest = lifecycle.earliest_last_day(ctx.today(), now.status)
    if form.last_day < earliest and not form.early_agreed:
        days = (earliest - ctx.today()).days
        message = Text(
            f"须提前{days}日通知（劳动合同法第三十七条），最早为{earliest}；已协商一致请勾选“提前离职”",
            f"notice is {days} days (Labour Contract Law, art. 37), so {earliest} is the earliest; say so if an"
            " earlier day was agreed",
        )
        raise Invalid(message, code="people.notice", fields={"last_day": message})
    await _one_at_a_time(ctx, request)


async def _end(ctx: Context, request: RequestView, form: ResignationForm) -> None:
    await ctx.people.end_employment(
        EndEmployment(
            employee_id=request.employee_id,
            last_day=form.last_day,
            reason=form.reason,
            reason_code=form.reason_code,
        )
    )


async def _check_transfer(ctx: Context, request: RequestView, form: TransferForm) -> None:
    if form.department_id is not None:
        await ctx.organization.department(form.department_id)
    await _one_at_a_time(ctx, request)


async def _transfer(ctx: Context, request: RequestView, form: TransferForm) -> None:
    before = await ctx.people.get(request.employee_id, as_of=form.effective_on)
    await ctx.people.change_job(JobChange(employee_id=request.employee_id, **form.model_dump()))
    await lifecycle.tell_both(
        ctx,
        request.employee_id,
        before=(before.manager_id, before.department_name),
        effective_on=form.effective_on,
    )


async def _check_regularisation(ctx: Context, request: RequestView, form: RegularisationForm) -> None:
    employee = await ctx.people.get(request.employee_id)
    if employee.status is not EmployeeStatus.PROBATION:
        raise Conflict(
            Text("该员工不在试用期", "this employee is not on probation"), code="people.no_probation"
        )
    await _one_at_a_time(ctx, request)


async def _regularise(ctx: Context, request: RequestView, form: RegularisationForm) -> None:
    await ctx.people.regularise(request.employee_id, form.effective_on)


async def _one_at_a_time(ctx: Context, request: RequestView) -> None:
    others = await ctx.requests.open_of(request.employee_id, kind=request.kind)
    if any(other.id != request.id for other in others):
        raise Conflict(
            Text("已有一份同类申请正在处理", "a request of this kind is open already"),
            code="request.open_already",
        )


_MANAGER = Step(title="直属上级审批", approvers=(Manager(level=1),), timeout_hours=72, on_timeout="remind")
_HEAD = Step(
    title="部门负责人审批", approvers=(DepartmentHead(level=0),), timeout_hours=72, on_timeout="remind"
)
_HR = Step(title="人事确认", approvers=(RoleHolder(role="hr"),))

REQUEST_KINDS = (
    RequestKind(
        name="core.resignation",
        title=Text("离职申请", "Resignation"),
        form=ResignationForm,
        flow=Flow(steps=(_MANAGER, _HR)),
        on_submit=_check_resignation,
        on_approve=_end,
        describe=lambda form: Text(
            f"离职，最后工作日 {form.last_day}", f"Resignation, last day {form.last_day}"
        ),
        submit_for_others=END,
        icon="sign-out",
    ),
    RequestKind(
        name="core.transfer",
        title=Text("调动申请", "Transfer"),
        form=TransferForm,
        flow=Flow(steps=(_MANAGER, _HEAD, _HR)),
        on_submit=_check_transfer,
        on_approve=_transfer,
        describe=lambda form: Text(
            f"调动，{form.effective_on} 生效", f"Transfer effective on {form.effective_on}"
        ),
        submit_for_others=CHANGE,
        icon="exchange",
    ),
    RequestKind(
        name="core.regularisation",
        title=Text("转正申请", "End of probation"),
        form=RegularisationForm,
        flow=Flow(steps=(_MANAGER, _HR)),
        on_submit=_check_regularisation,
        on_approve=_regularise,
        describe=lambda form: Text(
            f"转正，{form.effective_on} 生效", f"Regular employment from {form.effective_on}"
        ),
        submit_for_others=CHANGE,
        icon="check-circle",
    ),
)
