"""What is worth a look about a slip, or forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from renshi_payroll.facts.keys import TaxFacts


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a person's eye; ``error`` blocks the run."""

    code: str
    zh: str
    en: str
    error: bool = False


def note_stale_claims(facts: TaxFacts, pay_date: date, findings: list[Finding]) -> None:
    """Say where the cumulative claims are those of an earlier month."""
    if facts.additional_month is not None and facts.additional_month < pay_date.month:
        findings.append(
            Finding(
                "payroll.claims_not_updated",
                f"专项附加扣除累计数仍为 {facts.additional_month} 月的，请导入本月累计数",
                f"the cumulative additional deductions are those of month {facts.additional_month}",
            )
        )


def note_election(eligible: bool | None, chosen: bool | None, findings: list[Finding]) -> None:
    """2020 No.19 is applied on record only: the choice is the employer's and the employee's."""
    if eligible is True and chosen is None:
        findings.append(
            Finding(
                "payroll.full_year_election",
                "上年工资不超过 6 万元且全年在本单位，可自 1 月起扣除 6 万元（2020年第19号），请录入是否适用",
                "eligible for 60,000 from January (2020 No.19); record whether it applies",
            )
        )
    if eligible is False and chosen is True:
        findings.append(
            Finding(
                "payroll.full_year_not_eligible",
                "已录入自 1 月起扣除 6 万元，但上年数据不符合 2020年第19号 的条件，请核对",
                "60,000 from January is recorded, but last year's figures don't meet 2020 No.19",
            )
        )
