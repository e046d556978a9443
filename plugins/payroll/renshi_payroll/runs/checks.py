"""Checks of a computed slip before anybody is paid by it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.labour_law import damage_deduction_allowed
from renshi_payroll.runs.assembly import Draft, RuleSet
from renshi_payroll.runs.findings import Finding


def check_slip(
    draft: Draft,
    figures: Mapping[str, int],
    rule_set: RuleSet,
    *,
    last_net: int | None,
    alert_percent: int,
) -> list[Finding]:
    """Errors and warnings of one slip. ``last_net`` is the net of the last closed month, fen."""
    findings: list[Finding] = []
    if figures["net"] < 0:
        findings.append(
            Finding(
                "payroll.negative_net",
                f"实发为负：{money(figures['net'])}",
                f"the net is negative: {money(figures['net'])}",
                error=True,
            )
        )
    findings += _minimum_wage(draft, figures, rule_set)
    findings += _damage(draft, figures, rule_set)
    base = draft.slip.social_base
    if figures.get("pension_base", base) > base:
        findings.append(
            Finding(
                "payroll.base_below_floor",
                f"申报社保基数 {money(base)} 低于下限，已按 {money(figures['pension_base'])} 缴纳，请核对",
                f"the declared insurance base {money(base)} is below the floor {money(figures['pension_base'])}",
            )
        )
    if last_net and abs(figures["net"] - last_net) * 100 > last_net * alert_percent:
        findings.append(
            Finding(
                "payroll.net_changed",
                f"实发 {money(figures['net'])} 与上月 {money(last_net)} 相差超过 {alert_percent}%",
                f"net {money(figures['net'])} differs from last month's {money(last_net)} by over {alert_percent}%",
            )
        )
    return findings


def _minimum_wage(draft: Draft, figures: Mapping[str, int], rule_set: RuleSet) -> list[Finding]:
    if rule_set.minimum_wage is None or not draft.whole_month:
        return []
    comparable = draft.contract_wage
    if rule_set.net_of_shares:
        comparable -= figures["employee_social"] + figures["employee_housing"]
    if comparable >= rule_set.minimum_wage:
        return []
    return [
        Finding(
            "payroll.ref_3",
            f"可比工资 {money(comparable)} 低于最低工资 {money(rule_set.minimum_wage)}",
            f"the comparable wage {money(comparable)} is below the minimum {money(rule_set.minimum_wage)}",
            error=True,
        )
    ]


def _damage(draft: Draft, figures: Mapping[str, int], rule_set: RuleSet) -> list[Finding]:
    damage = sum(
        item.amount
        for item in draft.slip.items
        if item.treatment == "after_tax" and item.inputs.get("rule") == "damage"
    )
    if damage and rule_set.minimum_wage is None:
        # What has to be left to the employee is not known, so the deduction can't be allowed.
        return [
            Finding(
                "payroll.ref_4",
                f"有赔偿扣款 {money(damage)}，但未录入最低工资标准，无法核对扣后工资，请先录入",
                f"{money(damage)} is deducted for damage but no minimum wage is recorded: record it first",
                error=True,
            )
        ]
    # Severance and a bonus taxed apart are not the month's wage that the limit goes by.
    apart = [item for item in draft.slip.items if item.treatment == "separate"]
    if not damage or damage_deduction_allowed(
        gross=figures["gross"] - sum(item.amount for item in apart),
        net_before=figures["net"] + damage - sum(item.amount - item.tax for item in apart),
        deduction=damage,
        minimum_wage=rule_set.minimum_wage or 0,
    ):
        return []
    return [
        Finding(
            "payroll.ref_4",
            f"赔偿扣款 {money(damage)} 超过当月工资的 20% 或扣后低于最低工资",
            f"the deduction for damage {money(damage)} exceeds 20 % or leaves less than the minimum wage",
            error=True,
        )
    ]
