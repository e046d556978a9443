"""One slip on the spot, by the reference arithmetic, without writing anything but the audit row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_payroll.engine.lines import build_lines
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import compose
from renshi_payroll.errors import needs_attention, wrong_parameters
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.parameters.model import ParameterError
from renshi_payroll.periods import payment_date
from renshi_payroll.runs.assembly import rule_key
from renshi_payroll.runs.checks import check_slip
from renshi_payroll.runs.compute import assemble_one
from renshi_payroll.runs.context import build_rule_set, formulas_of, load_people, month_of
from renshi_payroll.runs.repository import FINAL
from renshi_payroll.runs.schemas import WhatIf
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.slips.views import figures_view, lines_view
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contracts import PayItem, PayItemKind, PayPeriod
from renshi_sdk.db import fetch_row


async def preview_slip(
    ctx: Context, employee_id: UUID, period: PayPeriod, what_if: WhatIf | None = None
) -> dict[str, Any]:
    """The slip an employee would get if the month were calculated now.

    ``before`` is the slip of the open run, where one was calculated, so that a new leave shows as a difference.
    ``Conflict`` for a closed month, ``NeedsAttention`` where a fact is missing.
    """
    stored = await fetch_row(
        "SELECT r.state, r.pay_date, s.net, s.gross FROM payroll_run r LEFT JOIN payroll_slip s"
        " ON s.run_id = r.id AND s.version = r.version AND s.employee_id = $3"
        " WHERE r.company_id = $1 AND r.period = $2 AND r.kind = 'monthly'",
        ctx.company_id,
        str(period),
        employee_id,
    )
    if stored is not None and stored["state"] in FINAL:
        raise Conflict(Text(f"{period} 已关账", f"{period} is closed"), code="payroll.run.closed")
    employee = (await ctx.people.by_ids([employee_id], as_of=period.last_day)).get(employee_id)
    if employee is None:
        raise NotFound(Text("没有该员工", "no such employee"))
    settings = await ctx.settings(PayrollSettings)
    now = ctx.now()
    pay_date = (
        stored["pay_date"]
        if stored is not None
        else payment_date(period, day=settings.pay_day, following_month=settings.pay_in_following_month)
    )
    formulas = await formulas_of(ctx.company_id, period, now)
    (person,) = await load_people(
        ctx, [employee], period, pay_date, now, _assumed(employee_id, what_if or WhatIf()), formulas
    )
    facts = await company_facts(ctx.company_id, period.first_day, now)
    try:
        rule_sets = {
            rule_key(terms): build_rule_set(
                terms.jurisdiction, terms.profile, terms.housing_ppm, period, facts
            )
            for terms in person.terms[-1:]
        }
        month = month_of(period, pay_date, settings, rule_sets, formulas)
        draft = assemble_one(person, month)
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    except ParameterError as error:
        raise wrong_parameters(error) from error
    figures = compose(draft.slip, month.tables)
    rule_set = rule_sets[draft.rule_set]
    lines = build_lines(
        figures,
        draft.slip.items,
        rule_set.rules,
        resident=draft.slip.resident,
        social_base=draft.slip.social_base,
        housing_base=draft.slip.housing_base,
        tables=month.tables,
    )
    findings = draft.findings + check_slip(
        draft, figures, rule_set, last_net=None, alert_percent=settings.net_change_alert_percent
    )
    before = None if stored is None or stored["net"] is None else Decimal(stored["net"]).scaleb(-2)
    view = figures_view(figures)
    return {
        "employee_id": employee_id,
        "employee_name": employee.name,
        "period": str(period),
        **view,
        "net_before": before,
        "net_difference": None if before is None else view["net"] - before,
        "lines": lines_view(lines, ctx.locale),
        "findings": [
            {
                "severity": "error" if f.error else "warning",
                "code": f.code,
                "text": Text(f.zh, f.en).of(ctx.locale),
            }
            for f in findings
        ],
    }


def _assumed(employee_id: UUID, what_if: WhatIf) -> list[PayItem]:
    items = []
    if what_if.unpaid_days:
        items.append(
            PayItem(
                employee_id=employee_id,
                code="what_if.unpaid",
                kind=PayItemKind.LEAVE,
                label=Text("事假（试算）", "Unpaid leave (what if)"),
                quantity=what_if.unpaid_days,
                rate=Decimal(0),
            )
        )
    if what_if.sick_days:
        items.append(
            PayItem(
                employee_id=employee_id,
                code="what_if.sick",
                kind=PayItemKind.LEAVE,
                label=Text("病假（试算）", "Sick leave (what if)"),
                quantity=what_if.sick_days,
                rule="sick",
            )
        )
    if what_if.overtime_hours:
        items.append(
            PayItem(
                employee_id=employee_id,
                code="what_if.overtime",
                kind=PayItemKind.OVERTIME,
                label=Text("平日加班（试算）", "Weekday overtime (what if)"),
                quantity=what_if.overtime_hours,
                rate=Decimal("1.5"),
            )
        )
    return items
