"""The request kind ``payroll.run_approval``: who neither made nor calculated a checked run approves it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.permissions import RUN_MANAGE
from renshi_payroll.runs import repository, service
from renshi_sdk import Conflict, Context, Forbidden, Text
from renshi_sdk.contracts import RequestView
from renshi_sdk.contributions import Flow, RequestKind, RoleHolder, Step


class RunApprovalForm(BaseModel):
    """Which run, in which version: another version needs another approval."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID = Field(title="工资批次", json_schema_extra={"title_en": "Pay run"})
    version: int = Field(ge=1, title="版本", json_schema_extra={"title_en": "Version"})
    digest: str = Field(
        min_length=64, max_length=64, title="数据指纹", json_schema_extra={"title_en": "Digest"}
    )


async def submit(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """Ask for the approval of a checked run; the request is about whoever asks."""
    run = await repository.get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if ctx.actor.employee_id is None:
        raise Forbidden(
            Text("当前账号未关联员工，不能提交审批", "this account belongs to no employee"),
            code="payroll.no_employee",
        )
    form = {"run_id": str(run.id), "version": max(run.version, 1), "digest": run.digest or "0" * 64}
    request = await ctx.requests.submit("payroll.run_approval", form, employee_id=ctx.actor.employee_id)
    return {"request_id": request.id, "state": "checked"}


async def on_submit(ctx: Context, request: RequestView, form: RunApprovalForm) -> None:
    """Only a checked run, once, in the version that is there."""
    run = await repository.get_run(ctx.company_id, form.run_id, lock="FOR UPDATE")
    if run.state != "checked" or run.request_id is not None:
        raise Conflict(
            Text("只有已复核且未提交的批次可以提交审批", "only a checked run that isn't submitted can be"),
            code="payroll.run.state",
            state=run.state,
        )
    _same(run, form)
    await repository.update_run(run.id, request_id=request.id)


def _same(run: repository.RunRow, form: RunApprovalForm) -> None:
    if (run.version, run.digest) != (form.version, form.digest):
        raise Conflict(
            Text("批次已重新核算，请重新提交审批", "the run was calculated anew; submit it again"),
            code="payroll.run.version",
        )


async def on_approve(ctx: Context, request: RequestView, form: RunApprovalForm) -> None:
    """Approve the very version that was submitted."""
    run = await repository.get_run(ctx.company_id, form.run_id, lock="FOR UPDATE")
    _same(run, form)
    if run.state != "checked":
        raise Conflict(Text("批次状态已变化", "the run is in another state"), code="payroll.run.state")
    await service.approve_now(ctx, run)


async def give_back(ctx: Context, request: RequestView, form: RunApprovalForm) -> None:
    """Rejected, withdrawn or sent back: the run can be calculated and submitted again."""
    run = await repository.get_run(ctx.company_id, form.run_id, lock="FOR UPDATE")
    if run.state == "checked" and run.request_id == request.id:
        await repository.update_run(
            run.id, state="calculated", checked_by=None, checked_at=None, request_id=None
        )


def describe(form: RunApprovalForm) -> Text:
    """Amounts are pay data and stay out of it."""
    return Text(f"工资批次审批（第 {form.version} 版）", f"Approval of a pay run, version {form.version}")


RUN_APPROVAL = RequestKind(
    name="payroll.run_approval",
    title=Text("工资批次审批", "Pay run approval"),
    form=RunApprovalForm,
    flow=Flow(steps=(Step(title="财务", approvers=(RoleHolder(role="finance"),)),)),
    on_submit=on_submit,
    on_approve=on_approve,
    on_reject=give_back,
    on_withdraw=give_back,
    describe=describe,
    submit_for_others=RUN_MANAGE,
    self_service=False,
    icon="check-circle",
    company="context",
)
