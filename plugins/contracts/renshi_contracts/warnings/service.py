"""Warnings in words, with what the law makes of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from renshi_contracts import law
from renshi_contracts.permissions import MANAGE
from renshi_contracts.register import repository as contracts
from renshi_contracts.settings import ContractSettings
from renshi_contracts.warnings import repository
from renshi_sdk import Clause, Context, Text
from renshi_sdk.db import Listing, ListQuery


async def list_warnings(ctx: Context, query: ListQuery) -> Listing:
    """What waits to be done in the company, the oldest first."""
    settings = await ctx.settings(ContractSettings)
    today = ctx.today()
    horizon = today + timedelta(days=max(settings.remind_days, default=60))
    found = await repository.page(
        query,
        today,
        horizon,
        Clause("w.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(MANAGE, "w.employee_id"),
    )
    people = [item["employee_id"] for item in found.items]
    history = await contracts.labour_history(ctx.company_id, people)
    employees = await ctx.people.by_ids(people)
    for item in found.items:
        employee = employees.get(item["employee_id"])
        spans = contracts.spans(history[item["employee_id"]], item.pop("spell_id"))
        since = employee.hired_on if employee else item["since"]
        level, text = _say(item, today, spans, since)
        item |= {
            "id": item["contract_id"] or item["employee_id"],
            "level": level,
            "text": text.of(ctx.locale),
        }
    return found


def _say(
    item: Mapping[str, Any], today: date, history: list[law.Span], service_since: date
) -> tuple[str, Text]:
    since: date = item["since"]
    if item["kind"] == "unsigned":
        return unsigned(law.written_duty(since), today)
    if item["kind"] == "expired":
        return "danger", Text(
            f"合同已于 {since} 到期而仍在用工：续订合同应自到期次日起一个月内签订，逾期须支付二倍工资",
            f"the contract ended on {since} and work goes on: sign the next within a month, or double wages are due",
        )
    left = (since - today).days
    duty = law.renewal_duty(history, service_since, since + timedelta(days=1))
    return ("warning" if left <= 30 else "info"), Text(
        f"{left} 天后到期。{renewal(duty).zh}", f"ends in {left} days. {renewal(duty).en}"
    )


def unsigned(duty: law.WrittenDuty, today: date) -> tuple[str, Text]:
    """Level and sentence about somebody without a written contract."""
    if today >= duty.deemed_open_from:
        return "danger", Text(
            f"用工已满一年未签书面合同，视为自 {duty.deemed_open_from} 起已订立无固定期限合同，应立即补订"
            "（第十四条、条例第七条）",
            f"a year without a written contract: an open-ended one counts as made from {duty.deemed_open_from};"
            " sign it now (art. 14, Regulation art. 7)",
        )
    if today >= duty.double_from:
        return "danger", Text(
            f"已超过一个月未签书面合同，自 {duty.double_from} 起须每月支付二倍工资（第八十二条）",
            f"more than a month without a written contract: double wages are due from {duty.double_from} (art. 82)",
        )
    left = (duty.due_by - today).days
    return "warning", Text(
        f"须在 {duty.due_by} 前签订书面劳动合同（还有 {left} 天，第十条）",
        f"a written contract is due by {duty.due_by} ({left} days, art. 10)",
    )


def renewal(duty: law.RenewalDuty) -> Text:
    """What the next contract has to reckon with."""
    if law.OpenReason.TEN_YEARS in duty.reasons:
        return Text(
            "连续工作满十年，员工提出时应订立无固定期限合同（第十四条）",
            "ten years of service: an open-ended contract is due where the employee asks for one (art. 14)",
        )
    if law.OpenReason.TWO_FIXED_TERMS in duty.reasons:
        return Text(
            f"已连续订立 {duty.fixed_terms} 次固定期限合同，除员工要求固定期限外，续订应为无固定期限（第十四条）",
            f"{duty.fixed_terms} fixed terms in a row: the next is open-ended unless the employee wants a fixed one"
            " (art. 14)",
        )
    if duty.last_free:
        return Text(
            "再续一次固定期限后，下次到期员工有权要求无固定期限合同，请在本次续签前评估",
            "after one more fixed term the employee may ask for an open-ended contract: decide before this renewal",
        )
    return Text("续订期限由双方协商确定", "the next term is for both sides to agree")
