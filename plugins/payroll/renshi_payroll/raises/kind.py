"""The request kind ``payroll.pay_adjustment``: one approval for a batch, its terms written in one transaction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.raises import repository, service
from renshi_payroll.raises.repository import Batch
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import RequestView
from renshi_sdk.contributions import Flow, RequestKind, RoleHolder, Step
from renshi_sdk.db import execute, fetch_value


class PayAdjustmentForm(BaseModel):
    """Which batch with which lines: another sheet needs another approval. Amounts stay out of the request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    raise_id: UUID = Field(title="调薪批次", json_schema_extra={"title_en": "Batch"})
    version: int = Field(ge=1, title="版本", json_schema_extra={"title_en": "Version"})
    digest: str = Field(
        min_length=64, max_length=64, title="数据指纹", json_schema_extra={"title_en": "Digest"}
    )
    effective_on: date = Field(title="生效日期", json_schema_extra={"title_en": "Effective on"})
    people: int = Field(ge=0, le=5_000, title="人数", json_schema_extra={"title_en": "People"})


async def on_submit(ctx: Context, request: RequestView, form: PayAdjustmentForm) -> None:
    """Only a draft without wrong lines, in the version that is there."""
    batch = await service.require(ctx, form.raise_id, "draft", Text("提交审批", "be submitted"))
    _same(batch, form)
    service.require_clean(await service.counted(batch.id))
    await execute(
        "UPDATE payroll_raise SET state = 'submitted', request_id = $2 WHERE id = $1", batch.id, request.id
    )


def _same(batch: Batch, form: PayAdjustmentForm) -> None:
    if (batch.version, batch.digest) != (form.version, form.digest):
        raise Conflict(
            Text("表格已更换，请重新提交", "the sheet was replaced; submit it again"),
            code="payroll.raise.version",
        )


async def on_approve(ctx: Context, request: RequestView, form: PayAdjustmentForm) -> None:
    """Write the terms of everybody in the batch. ``Conflict`` where somebody's terms changed since it was checked."""
    batch = await service.require(ctx, form.raise_id, "submitted", Text("审批", "be approved"))
    _same(batch, form)
    changed = await _changed(batch)
    if changed:
        raise Conflict(
            Text(
                f"提交后有 {changed} 人的薪资标准发生变化，请退回后重新上传表格",
                f"the terms of {changed} people changed since; send it back and upload the sheet again",
            ),
            code="payroll.raise.stale",
        )
    written = await repository.write_terms(batch.id, request.id, ctx.now(), ctx.actor.id)
    await execute("UPDATE payroll_raise SET state = 'approved' WHERE id = $1", batch.id)
    await ctx.audit.record(
        "payroll.raise.approve",
        subject="payroll_raise",
        subject_id=batch.id,
        detail={"effective_on": batch.effective_on.isoformat(), "people": written, "digest": batch.digest},
    )


async def _changed(batch: Batch) -> int:
    count: int = await fetch_value(
        "SELECT count(*) FROM payroll_raise b JOIN payroll_raise_row r ON r.raise_id = b.id AND r.severity <> 'error'"
        " LEFT JOIN LATERAL (SELECT p.monthly_wage FROM payroll_term p WHERE p.company_id = b.company_id"
        " AND p.employee_id = r.employee_id AND p.valid_from <= b.effective_on"
        " ORDER BY p.valid_from DESC, p.recorded_at DESC, p.id DESC LIMIT 1) t ON true"
        " WHERE b.id = $1 AND (t.monthly_wage IS DISTINCT FROM r.old_wage OR EXISTS (SELECT 1 FROM payroll_term l"
        " WHERE l.company_id = b.company_id AND l.employee_id = r.employee_id AND l.valid_from > b.effective_on))",
        batch.id,
    )
    return count


async def give_back(ctx: Context, request: RequestView, form: PayAdjustmentForm) -> None:
    """Rejected, withdrawn or sent back: the batch is a draft again."""
    batch = await repository.get(ctx.company_id, form.raise_id, lock="FOR UPDATE")
    if batch.state == "submitted" and batch.request_id == request.id:
        await execute("UPDATE payroll_raise SET state = 'draft', request_id = NULL WHERE id = $1", batch.id)


async def on_cancel(ctx: Context, request: RequestView, form: PayAdjustmentForm) -> None:
    """Undo an approved batch before its day: what was in force comes back as newer rows, nothing is deleted.

    ``Conflict`` once the day has come: then another adjustment sets it right.
    """
    batch = await service.require(ctx, form.raise_id, "approved", Text("撤销", "be undone"))
    if batch.effective_on <= ctx.today():
        raise Conflict(
            Text(
                f"{batch.effective_on} 已生效，不能撤销；请另做一次调薪",
                f"in force since {batch.effective_on}; make another adjustment instead",
            ),
            code="payroll.raise.in_force",
        )
    restored = await repository.unwrite_terms(
        batch.id, request.id, f"撤销：{batch.title}", ctx.now(), ctx.actor.id
    )
    await execute("UPDATE payroll_raise SET state = 'undone' WHERE id = $1", batch.id)
    await ctx.audit.record(
        "payroll.raise.undo", subject="payroll_raise", subject_id=batch.id, detail={"people": restored}
    )


def describe(form: PayAdjustmentForm) -> Text:
    """Amounts are pay data and stay out of it."""
    return Text(
        f"批量调薪 {form.people} 人，{form.effective_on} 起生效",
        f"Pay adjusted for {form.people} people from {form.effective_on}",
    )


PAY_ADJUSTMENT = RequestKind(
    name=service.KIND,
    title=Text("批量调薪", "Pay adjustment of many"),
    form=PayAdjustmentForm,
    flow=Flow(steps=(Step(title="财务", approvers=(RoleHolder(role="finance"),)),)),
    on_submit=on_submit,
    on_approve=on_approve,
    on_reject=give_back,
    on_withdraw=give_back,
    on_cancel=on_cancel,
    describe=describe,
    submit_for_others=TERM_MANAGE,
    self_service=False,
    icon="trending-up",
    company="context",
)
