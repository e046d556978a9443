"""The request kind ``payroll.salary_change``: proposed by a manager, effective when the last one agrees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from renshi_payroll.engine.fen import percent_of, to_fen, to_yuan
from renshi_payroll.ledger.repository import closed_until
from renshi_payroll.permissions import SALARY_PROPOSE
from renshi_payroll.terms.repository import Terms, restore_before
from renshi_payroll.terms.schemas import TermsIn
from renshi_payroll.terms.service import current_terms, record_terms
from renshi_sdk import Conflict, Context, Text
from renshi_sdk.contracts import RequestView
from renshi_sdk.contributions import DepartmentHead, Flow, RequestKind, RoleHolder, Step


class SalaryChangeForm(BaseModel):
    """A new monthly wage from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    effective_on: date = Field(title="生效日期", json_schema_extra={"title_en": "Effective on"})
    monthly_wage: Decimal = Field(
        gt=0,
        le=Decimal(10_000_000),
        decimal_places=2,
        title="调整后月工资（元）",
        json_schema_extra={"title_en": "New monthly wage (yuan)"},
    )
    reason: str = Field(
        min_length=1, max_length=200, title="调薪原因", json_schema_extra={"title_en": "Reason"}
    )
    reaches_back: bool = Field(
        default=False,
        title="追溯到已关账月份（差额由补发批次补发）",
        json_schema_extra={"title_en": "Reaches back to closed months (a retro run pays the difference)"},
    )


async def _terms(ctx: Context, request: RequestView, form: SalaryChangeForm) -> Terms:
    terms = await current_terms(ctx, request.employee_id, form.effective_on)
    if terms is None:
        raise Conflict(
            Text("该员工尚无薪资标准，请先由薪酬专员录入", "the employee has no pay terms yet"),
            code="payroll.salary_change.no_terms",
        )
    return terms


async def on_submit(ctx: Context, request: RequestView, form: SalaryChangeForm) -> None:
    """Refuse a change without effect, for somebody without terms, or in a closed month."""
    terms = await _terms(ctx, request, form)
    if terms.monthly_wage == to_fen(form.monthly_wage):
        raise Conflict(
            Text("调整后月工资与现行标准相同", "the wage is the same as now"),
            code="payroll.salary_change.same",
        )
    closed = await closed_until(ctx.company_id, request.employee_id)
    if closed is not None and form.effective_on <= closed and not form.reaches_back:
        raise Conflict(
            Text(
                f"{closed:%Y-%m} 已关账，请选择之后的生效日期；确需追溯的请勾选“追溯到已关账月份”",
                f"{closed:%Y-%m} is closed; choose a later day, or say that it reaches back",
            ),
            code="payroll.salary_change.closed",
        )


async def on_approve(ctx: Context, request: RequestView, form: SalaryChangeForm) -> None:
    """Record terms with the new wage; everything else stays as it was on that day."""
    terms = await _terms(ctx, request, form)
    await record_terms(
        ctx,
        TermsIn(
            employee_id=request.employee_id,
            valid_from=form.effective_on,
            monthly_wage=form.monthly_wage,
            jurisdiction=terms.jurisdiction,
            profile=terms.profile,
            social_base=None if terms.social_base is None else to_yuan(terms.social_base),
            housing_base=None if terms.housing_base is None else to_yuan(terms.housing_base),
            housing_percent=None if terms.housing_ppm is None else Decimal(percent_of(terms.housing_ppm)),
            resident=terms.resident,
            part_time=terms.part_time,
            reason=form.reason,
            late=form.reaches_back,
        ),
        request_id=request.id,
    )


async def on_cancel(ctx: Context, request: RequestView, form: SalaryChangeForm) -> None:
    """Undo an approved change before its day. ``Conflict`` once the day has come: then another change sets it right."""
    if form.effective_on <= ctx.today():
        raise Conflict(
            Text(
                f"{form.effective_on} 已生效，不能撤销；请另做一次调薪",
                f"in force since {form.effective_on}; make another change instead",
            ),
            code="payroll.salary_change.in_force",
        )
    await restore_before(
        ctx.company_id,
        request.employee_id,
        form.effective_on,
        request.id,
        f"撤销：{form.reason}"[:200],
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.term.undo",
        subject="payroll_term",
        employee_id=request.employee_id,
        detail={"valid_from": form.effective_on.isoformat()},
    )


def describe(form: SalaryChangeForm) -> Text:
    """One line for lists. The amount is pay data and stays out of it."""
    return Text(f"调薪，{form.effective_on} 起生效", f"Salary change from {form.effective_on}")


SALARY_CHANGE = RequestKind(
    name="payroll.salary_change",
    title=Text("调薪", "Salary change"),
    form=SalaryChangeForm,
    flow=Flow(
        steps=(
            Step(title="部门负责人", approvers=(DepartmentHead(level=0),)),
            Step(title="人力资源", approvers=(RoleHolder(role="hr"),)),
        )
    ),
    on_submit=on_submit,
    on_approve=on_approve,
    on_cancel=on_cancel,
    describe=describe,
    submit_for_others=SALARY_PROPOSE,
    self_service=False,
    icon="trending-up",
)
