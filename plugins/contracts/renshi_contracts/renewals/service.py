"""Deciding about contracts that end, within what the law leaves open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_contracts import law
from renshi_contracts.permissions import MANAGE
from renshi_contracts.register import repository as contracts
from renshi_contracts.register import service as register
from renshi_contracts.register.schemas import ContractIn
from renshi_contracts.renewals import repository
from renshi_contracts.renewals.schemas import OpenIn, RenewalForm, SubmitIn
from renshi_contracts.warnings.service import renewal as say
from renshi_sdk import Clause, Conflict, Context, Invalid, RenshiError, Text
from renshi_sdk.contracts import RequestView
from renshi_sdk.db import Listing, ListQuery, savepoint

KIND = "contracts.renewal"


async def list_renewals(ctx: Context, query: ListQuery) -> Listing:
    """Renewals of the company with what the law makes of the next contract."""
    found = await repository.page(
        query, Clause("r.company_id = {}", (ctx.company_id,)), ctx.access.employees(MANAGE, "r.employee_id")
    )
    history = await contracts.labour_history(ctx.company_id, [item["employee_id"] for item in found.items])
    for item in found.items:
        spans = contracts.spans(history[item["employee_id"]], item.pop("spell_id"))
        duty = law.renewal_duty(spans, item.pop("hired_on"), item["ends_on"] + timedelta(days=1))
        item |= {
            "fixed_terms": duty.fixed_terms,
            "open_ended_due": duty.open_ended,
            "advice": say(duty).of(ctx.locale),
        }
    return found


async def open_renewals(ctx: Context, data: OpenIn) -> dict[str, int]:
    """Open a decision for all that end by a day."""
    if data.until < ctx.today():
        message = Text("截止日期不能早于今天", "the day must not lie in the past")
        raise Invalid(message, fields={"until": message})
    opened = await repository.open_until(ctx.company_id, ctx.today(), data.until)
    await ctx.audit.record(
        "contracts.renewal.open",
        subject="contracts_renewal",
        detail={"until": data.until.isoformat(), "opened": opened},
    )
    return {"opened": opened}


async def submit(ctx: Context, data: SubmitIn) -> dict[str, Any]:
    """Send the same decision about several contracts to approval; each succeeds or fails alone."""
    results: list[dict[str, Any]] = []
    form = data.model_dump(mode="json", exclude={"contract_ids"})
    for contract_id in data.contract_ids:
        try:
            async with savepoint():
                contract = await contracts.get(ctx.company_id, contract_id)
                request = await ctx.requests.submit(
                    KIND, {**form, "contract_id": str(contract_id)}, employee_id=contract["employee_id"]
                )
            results.append({"contract_id": contract_id, "request_id": request.id, "error": None})
        except RenshiError as error:
            results.append(
                {"contract_id": contract_id, "request_id": None, "error": error.text.of(ctx.locale)}
            )
    sent = sum(result["error"] is None for result in results)
    return {"sent": sent, "failed": len(results) - sent, "items": results}


async def asked(ctx: Context, request: RequestView, form: RenewalForm) -> None:
    """Check a decision when it is sent to approval.

    Raises:
        Invalid: incomplete, or a fixed term where an open-ended one is due. Conflict: not this contract, or decided.
    """
    contract = await contracts.get(ctx.company_id, form.contract_id)
    if (
        contract["employee_id"] != request.employee_id
        or contract["state"] != "signed"
        or not contract["ends_on"]
    ):
        raise Conflict(
            Text(
                "只能对该员工已签订的固定期限合同提出续签",
                "only a signed fixed term of this employee can be renewed",
            ),
            code="contracts.not_renewable",
        )
    found = await repository.of_contract(ctx.company_id, form.contract_id)
    if found is None:
        await repository.open_one(ctx.company_id, form.contract_id)
        found = await repository.of_contract(ctx.company_id, form.contract_id)
    if found is None or found["state"] != "open":
        raise Conflict(
            Text("该合同的续签已在审批或已有结果", "its renewal is under way or decided"),
            code="contracts.renewal_decided",
        )
    await _within_the_law(ctx, contract, form)
    await repository.put(found["id"], "requested", request_id=request.id)


async def _within_the_law(ctx: Context, contract: dict[str, Any], form: RenewalForm) -> None:
    wrong: dict[str, Text | str] = {}
    if form.decision == "renew" and form.term is None:
        wrong["term"] = Text("请选择续签期限类型", "choose the term of the next contract")
    if form.term == "fixed" and form.decision == "renew" and form.months is None:
        wrong["months"] = Text("请填写续签月数", "say for how many months")
    employee = await ctx.people.get(contract["employee_id"])
    history = (await contracts.labour_history(ctx.company_id, [employee.id]))[employee.id]
    duty = law.renewal_duty(
        contracts.spans(history, contract["spell_id"]),
        employee.hired_on,
        contract["ends_on"] + timedelta(days=1),
    )
    if duty.open_ended and not form.exception:
        advice = say(duty)
        if form.decision == "renew" and form.term == "fixed" and form.wish != "fixed":
            wrong["term"] = Text(
                f"{advice.zh}；续签固定期限须员工本人要求",
                f"{advice.en}; a fixed term only where the employee wants it",
            )
        if form.decision == "not_renew" and form.wish not in ("leave", "fixed"):
            wrong["decision"] = Text(
                f"{advice.zh}；员工要求续订时不得到期终止，除非写明法定除外事由",
                f"{advice.en}; it can't run out where the employee asks, unless excepting facts are written down",
            )
    if wrong:
        raise Invalid(
            Text("续签意见有误", "the decision is not right"), code="contracts.renewal", fields=wrong
        )


async def approved(ctx: Context, request: RequestView, form: RenewalForm) -> None:
    """Prepare the next contract, or keep that there is none."""
    found = await repository.of_contract(ctx.company_id, form.contract_id)
    if found is None or found["request_id"] != request.id:
        raise Conflict(Text("续签记录已变化", "the renewal has changed"), code="contracts.renewal_decided")
    contract = await contracts.get(ctx.company_id, form.contract_id, lock=True)
    if form.decision == "not_renew":
        await repository.decide(found["id"], "not_renewed", None, ctx.now())
        return
    # Whoever approves need not be somebody who keeps contracts.
    made = await register.prepare(
        ctx,
        ContractIn(
            employee_id=contract["employee_id"],
            term=form.term,
            starts_on=contract["ends_on"] + timedelta(days=1),
            months=form.months if form.term == "fixed" else None,
            workplace=contract["workplace"],
            work=contract["work"],
        ),
        previous_id=contract["id"],
    )
    await repository.decide(found["id"], "renewed", made, ctx.now())


async def given_up(ctx: Context, request: RequestView, form: RenewalForm) -> None:
    """Rejected, sent back or withdrawn: it can be decided anew."""
    found = await repository.of_contract(ctx.company_id, form.contract_id)
    if found is not None and found["request_id"] == request.id:
        await repository.put(found["id"], "open")


def describe(form: RenewalForm) -> Text:
    """One line for lists."""
    if form.decision == "not_renew":
        if compensation_due(form):
            return Text("劳动合同到期终止（须支付经济补偿）", "labour contract: let it end, severance is due")
        return Text("劳动合同到期终止（员工不续签）", "labour contract: the employee doesn't renew")
    if form.term == "open":
        return Text("续签无固定期限劳动合同", "labour contract: open-ended")
    return Text(f"续签劳动合同 {form.months} 个月", f"labour contract: {form.months} months more")


def compensation_due(form: RenewalForm) -> bool:
    """Whether severance is owed when it ends: the company lets it end, or offers less (劳动合同法 art. 46 item 5)."""
    return form.decision == "not_renew" and not (form.wish == "leave" and not form.worse_offer)
