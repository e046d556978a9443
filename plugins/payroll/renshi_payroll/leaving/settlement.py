"""Settling somebody who leaves in a final-pay run: what is owed becomes items of the run, and is paid by it.

The month's wage until the last day, insurance and cumulative tax are the run's own; here join untaken annual leave,
compensatory time that was not taken, severance, and what is set off. Settling again replaces what was settled before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.adjustments.run_items import component_title, require_members
from renshi_payroll.adjustments.service import require_open
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.engine.labour_law import OVERTIME_PERCENT, overtime_pay
from renshi_payroll.facts import keys
from renshi_payroll.facts.schemas import EmployeeFactIn
from renshi_payroll.facts.service import record_employee_fact
from renshi_payroll.leaving import service
from renshi_payroll.leaving.schemas import LeavingIn, SettlementIn
from renshi_payroll.permissions import TERM_MANAGE
from renshi_payroll.runs.repository import RunRow, get_run
from renshi_payroll.terms.service import current_terms
from renshi_sdk import Conflict, Context, Invalid, NeedsAttention, Text, new_id
from renshi_sdk.contracts import Employee
from renshi_sdk.db import execute, insert_rows

_COLUMNS = (
    "id", "company_id", "employee_id", "period", "component", "amount", "note", "recorded_at", "recorded_by",
    "run_id", "detail",
)  # fmt: skip
_NOTE = "离职结算"


@dataclass(frozen=True, slots=True)
class Owed:
    """An item of the settlement, fen; ``rule`` is what the run's checks go by."""

    component: str
    amount: int
    formula: Text
    rule: str = ""


async def settle(ctx: Context, run_id: UUID, data: SettlementIn) -> dict[str, Any]:
    """Post the settlement of a member into the run.

    ``Conflict`` where the run is no final-pay run or is approved; ``NeedsAttention`` where the leaving isn't recorded;
    ``Invalid`` where the day is another one, or a figure lacks its reference.
    """
    await ctx.access.require_for(TERM_MANAGE, data.employee_id)
    run = await get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.kind != "final":
        raise Conflict(
            Text("只有离职结算批次可以录入离职结算", "only a final-pay run takes a settlement"),
            code="payroll.settlement.kind",
        )
    await require_open(ctx, str(run.period), run.id)
    await require_members(run, [data.employee_id])
    employee = await ctx.people.get(data.employee_id)
    _check(run, employee, data)
    quoted = await service.quote(ctx, LeavingIn(**data.model_dump(include=set(LeavingIn.model_fields))))
    owed = [*_quoted(quoted), *await _time_left(ctx, data), *_set_off(data)]
    if data.severance and data.city_average is not None:
        await _record_average(ctx, run, data)
    await _replace(ctx, run, data.employee_id, owed)
    await ctx.audit.record(
        "payroll.leaving.settle",
        subject="payroll_run",
        subject_id=run.id,
        employee_id=data.employee_id,
        detail={"last_day": data.last_day.isoformat(), "items": [one.component for one in owed]},
    )
    return {
        "items": [
            {
                "component": one.component,
                "label": component_title(one.component, None).of(ctx.locale),
                "amount": to_yuan(one.amount),
                "explanation": one.formula.of(ctx.locale),
            }
            for one in owed
        ],
        "employee_name": employee.name,
    }


def _check(run: RunRow, employee: Employee, data: SettlementIn) -> None:
    if employee.left_on is None:
        raise NeedsAttention(
            Text(
                "请先在人事办理离职：末月工资、社保和累计个税按登记的最后工作日计算",
                "record the leaving in HR first: the last month is paid by the recorded last day",
            ),
            code="payroll.settlement.not_leaving",
        )
    if employee.left_on != data.last_day:
        raise _invalid(
            "last_day",
            Text(f"人事登记的最后工作日为 {employee.left_on}", f"HR has {employee.left_on} as the last day"),
        )
    if not run.period.first_day <= data.last_day <= run.period.last_day:
        raise _invalid("last_day", Text(f"不在 {run.period} 内", f"not in {run.period}"))
    if data.severance and data.city_average is None:
        raise _invalid(
            "city_average",
            Text("支付经济补偿须填写，用于封顶和免税额", "severance needs it, for the cap and the exemption"),
        )
    if data.severance and not data.city_average_reference:
        raise _invalid("city_average_reference", Text("请注明公布文件", "say which notice it is from"))
    if data.advance and not data.advance_consent:
        raise _invalid(
            "advance_consent",
            Text(
                "抵扣借款须有本人书面同意，请填写依据", "a set-off takes written consent; give its reference"
            ),
        )
    if data.damage and not data.damage_reason:
        raise _invalid("damage_reason", Text("请填写赔偿依据", "give its ground"))


def _invalid(field: str, text: Text) -> Invalid:
    return Invalid(text, code="payroll.settlement.field", fields={field: text})


def _quoted(quoted: dict[str, Any]) -> list[Owed]:
    return [
        Owed(
            f"pay.{part}",
            to_fen(quoted[part]["amount"]),
            Text(quoted[part]["explanation_zh"], quoted[part]["explanation_en"]),
        )
        for part in ("annual_leave", "severance")
        if quoted.get(part) is not None and quoted[part]["amount"]
    ]


async def _time_left(ctx: Context, data: SettlementIn) -> list[Owed]:
    """Rest-day overtime that was to be made good by time off and wasn't is paid (劳动法 第四十四条)."""
    if not data.comp_hours:
        return []
    terms = await current_terms(ctx, data.employee_id, data.last_day)
    if terms is None:
        raise NeedsAttention(
            Text("没有薪资标准，请先录入", "no pay terms; record them first"), code="payroll.terms_missing"
        )
    amount = overtime_pay(terms.monthly_wage, data.comp_hours, data.comp_kind)
    percent, hours = OVERTIME_PERCENT[data.comp_kind], f"{data.comp_hours.normalize():f}"
    base = money(terms.monthly_wage)
    return [
        Owed(
            "pay.overtime",
            amount,
            Text(
                f"未休调休 {hours} 小时：{base} ÷ 21.75 ÷ 8 × {hours} × {percent}% = {money(amount)}",
                f"{hours} hours of time off not taken: {base} ÷ 21.75 ÷ 8 × {hours} × {percent} % = {money(amount)}",
            ),
        )
    ]


def _set_off(data: SettlementIn) -> list[Owed]:
    owed = []
    if data.advance:
        owed.append(
            Owed(
                "pay.deduction",
                to_fen(data.advance),
                Text(
                    f"抵扣借款或预支（{data.advance_consent}）", f"advance set off ({data.advance_consent})"
                ),
            )
        )
    if data.damage:
        owed.append(
            Owed(
                "pay.deduction",
                to_fen(data.damage),
                Text(f"赔偿扣款（{data.damage_reason}）", f"damage ({data.damage_reason})"),
                rule="damage",
            )
        )
    return owed


async def _record_average(ctx: Context, run: RunRow, data: SettlementIn) -> None:
    """The average that exempts severance is a fact with its reference; the run reads it from there."""
    await record_employee_fact(
        ctx,
        EmployeeFactIn(
            employee_id=data.employee_id,
            key=keys.SEVERANCE_AVERAGE,
            value=data.city_average or Decimal(0),
            valid_from=run.pay_date.replace(day=1),
            reference=data.city_average_reference,
        ),
    )


async def _replace(ctx: Context, run: RunRow, employee_id: UUID, owed: list[Owed]) -> None:
    await execute(
        "UPDATE payroll_adjustment SET cancelled = true WHERE run_id = $1 AND employee_id = $2 AND NOT cancelled"
        " AND detail ->> 'settlement' = 'true'",
        run.id,
        employee_id,
    )
    now = ctx.now()
    await insert_rows(
        "payroll_adjustment",
        _COLUMNS,
        [
            (
                new_id(), ctx.company_id, employee_id, str(run.period), one.component, one.amount, _NOTE, now,
                ctx.actor.id, run.id, json.dumps(_detail(one), ensure_ascii=False),
            )
            for one in owed
        ],
    )  # fmt: skip


def _detail(one: Owed) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "settlement": True,
        "formula_zh": one.formula.zh,
        "formula_en": one.formula.en,
    }
    return detail | ({"rule": one.rule} if one.rule else {})
