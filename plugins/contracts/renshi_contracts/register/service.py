"""Making, signing, changing and ending contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import UniqueViolationError

from renshi_contracts.permissions import MANAGE, READ
from renshi_contracts.register import checks, repository
from renshi_contracts.register.schemas import AmendIn, ContractChange, ContractIn, EndIn, SignIn
from renshi_contracts.settings import ContractSettings
from renshi_contracts.words import KINDS, STATES, TERMS
from renshi_sdk import Clause, Conflict, Context, Invalid, Text, new_id
from renshi_sdk.contracts import LabourContract, TimelineEntry
from renshi_sdk.db import Listing, ListQuery, savepoint


async def list_contracts(ctx: Context, query: ListQuery) -> Listing:
    """Contracts of the company, as far as the caller may see the people."""
    return await repository.page(
        query, Clause("c.company_id = {}", (ctx.company_id,)), ctx.access.employees(READ, "c.employee_id")
    )


async def mine(ctx: Context, query: ListQuery) -> Listing:
    """The caller's own, drafts left out."""
    if ctx.actor.employee_id is None:
        return Listing(items=[], total=0)
    return await repository.page(
        query, Clause("c.employee_id = {} AND c.state <> 'draft'", (ctx.actor.employee_id,))
    )


async def detail(ctx: Context, contract_id: UUID) -> dict[str, Any]:
    """One contract with the names a page needs."""
    row = await repository.get(ctx.company_id, contract_id)
    await ctx.access.require_for(READ, row["employee_id"])
    employee = await ctx.people.get(row["employee_id"])
    shown = {k: v for k, v in row.items() if k not in ("tenant_id", "import_key")}
    return shown | {
        "employee_name": employee.name,
        "employee_number": employee.number,
        "department_name": employee.department_name,
    }


async def create(ctx: Context, data: ContractIn, *, previous_id: UUID | None = None) -> dict[str, Any]:
    """:func:`prepare` on behalf of somebody who keeps contracts."""
    await ctx.access.require_for(MANAGE, data.employee_id)
    return await detail(ctx, await prepare(ctx, data, previous_id=previous_id))


async def prepare(ctx: Context, data: ContractIn, *, previous_id: UUID | None = None) -> UUID:
    """Prepare a contract, or record a signed one; returns its id.

    Raises:
        Invalid: against the law or contradictory. Conflict: overlaps a signed one, or the number is taken.
    """
    employee = await ctx.people.get(data.employee_id)
    if employee.company_id != ctx.company_id:
        raise Conflict(
            Text(
                "该员工不在当前公司，请切换公司后办理",
                "the employee belongs to another company; switch to it",
            ),
            code="contracts.other_company",
        )
    await repository.lock_person(data.employee_id)
    values = data.model_dump(exclude={"months"})
    values |= {"company_id": ctx.company_id, "spell_id": employee.spell_id, "previous_id": previous_id}
    values = checks.complete(values, data.months)
    await _check(ctx, values, previous_id)
    values["number"] = data.number or await _number(ctx, data.starts_on.year)
    values |= {"id": new_id(), "state": "signed" if data.signed_on else "draft"}
    _not_in_future(ctx, data.signed_on)
    if data.signed_on:
        await _make_room(ctx, values)
    try:
        async with savepoint():
            await repository.add([values])
    except UniqueViolationError as error:
        raise Conflict(
            Text(f"合同编号“{values['number']}”已存在", f"there is a contract {values['number']!r} already"),
            code="contracts.number_taken",
        ) from error
    await _audit(
        ctx, "contracts.contract.create", values["id"], data.employee_id, {"number": values["number"]}
    )
    made: UUID = values["id"]
    return made


async def change(ctx: Context, contract_id: UUID, data: ContractChange) -> dict[str, Any]:
    """Change a draft. Raises ``Conflict`` for a signed one, which changes by an amendment only."""
    row = await _own(ctx, contract_id)
    _require(
        row,
        "draft",
        Text("已签订的合同请办理变更", "only a draft changes; amend a signed one"),
    )
    if data.version is not None and data.version != row["version"]:
        raise Conflict(
            Text("合同已被他人修改，请刷新后重试", "somebody else has changed it; reload and try again"),
            code="contracts.stale",
        )
    given = data.model_dump(exclude_unset=True, exclude={"version", "months"})
    values = checks.complete(row | given, data.months)
    await _check(ctx, values, row["previous_id"])
    keep = {k: values[k] for k in (*given, "ends_on", "probation_months", "probation_ends_on")}
    await repository.change(contract_id, keep)
    await _audit(ctx, "contracts.contract.change", contract_id, row["employee_id"], {"fields": sorted(given)})
    return await detail(ctx, contract_id)


async def sign(ctx: Context, contract_id: UUID, data: SignIn) -> dict[str, Any]:
    """Record the signatures. A contract it was made to replace ends the day before it begins."""
    row = await _own(ctx, contract_id)
    _require(row, "draft", Text("合同已签订或已作废", "it is signed or void already"))
    _not_in_future(ctx, data.signed_on)
    await repository.lock_person(row["employee_id"])
    await _make_room(ctx, row)
    values: dict[str, Any] = {"state": "signed", "signed_on": data.signed_on}
    if data.file_id is not None:
        values["file_id"] = await _file(ctx, data.file_id)
    await repository.change(contract_id, values)
    await _audit(
        ctx,
        "contracts.contract.sign",
        contract_id,
        row["employee_id"],
        {"signed_on": data.signed_on.isoformat()},
    )
    return await detail(ctx, contract_id)


async def amend(ctx: Context, contract_id: UUID, data: AmendIn) -> dict[str, Any]:
    """Prepare the changed contract (劳动合同法 art. 35); signed, it takes the place of the old one."""
    row = await _own(ctx, contract_id)
    _require(row, "signed", Text("只有已签订的合同可以变更", "only a signed contract can be amended"))
    if data.starts_on <= row["starts_on"]:
        message = Text("变更生效日须晚于原合同起始日", "the change must begin after the contract itself")
        raise Invalid(message, fields={"starts_on": message})
    return await create(
        ctx,
        ContractIn(
            employee_id=row["employee_id"],
            kind=row["kind"],
            term=row["term"],
            starts_on=data.starts_on,
            ends_on=data.ends_on or row["ends_on"],
            workplace=data.workplace or row["workplace"],
            work=data.work or row["work"],
            note=data.note,
        ),
        previous_id=contract_id,
    )


async def end(ctx: Context, contract_id: UUID, data: EndIn) -> dict[str, Any]:
    """End a signed contract early or at its term."""
    row = await _own(ctx, contract_id)
    _require(row, "signed", Text("只有已签订的合同可以终止", "only a signed contract can be ended"))
    if data.ended_on < row["starts_on"] or (row["ends_on"] is not None and data.ended_on > row["ends_on"]):
        message = Text("终止日期须在合同期限内", "the day must lie within the contract's term")
        raise Invalid(message, fields={"ended_on": message})
    note = data.note or row["note"]
    await repository.change(
        contract_id, {"state": "ended", "ended_on": data.ended_on, "end_reason": data.reason, "note": note}
    )
    await _audit(
        ctx,
        "contracts.contract.end",
        contract_id,
        row["employee_id"],
        {"ended_on": data.ended_on.isoformat(), "reason": data.reason},
    )
    return await detail(ctx, contract_id)


async def cancel(ctx: Context, contract_id: UUID) -> dict[str, Any]:
    """Void a draft."""
    row = await _own(ctx, contract_id)
    _require(row, "draft", Text("只有待签订的合同可以作废", "only a draft can be cancelled"))
    await repository.change(contract_id, {"state": "cancelled"})
    await _audit(ctx, "contracts.contract.cancel", contract_id, row["employee_id"], {})
    return await detail(ctx, contract_id)


async def covering(ctx: Context, employee_ids: Sequence[UUID], day: date) -> list[LabourContract]:
    """The labour contracts in force on a day, for papers of other plugins that name them."""
    return [LabourContract(**row) for row in await repository.covering(ctx.company_id, employee_ids, day)]


async def timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    """Signed and ended contracts for the employee's file."""
    zone = ZoneInfo(ctx.time_zone)
    entries = []
    for row in await repository.of_person(employee_id):
        kind = KINDS[row["kind"]]
        # Only a labour contract has a term.
        term = TERMS.get(row["term"])
        until = f"{row['starts_on']} – {row['ends_on'] or ''}"
        link = f"/console/contracts/contracts/{row['id']}"
        if row["signed_on"]:
            entries.append(
                TimelineEntry(
                    datetime.combine(row["signed_on"], time(), zone),
                    Text(f"签订{kind.zh}", f"{kind.en} signed"),
                    Text(f"{term.zh} {until}".strip(), f"{term.en} {until}".strip())
                    if term
                    else Text(until, until),
                    link,
                )
            )
        if row["ended_on"] and row["end_reason"] != "replaced" and row["ended_on"] <= ctx.today():
            entries.append(
                TimelineEntry(
                    datetime.combine(row["ended_on"], time(), zone),
                    Text(f"{kind.zh}终止", f"{kind.en} ended"),
                    None,
                    link,
                )
            )
    return entries


async def _own(ctx: Context, contract_id: UUID) -> dict[str, Any]:
    row = await repository.get(ctx.company_id, contract_id, lock=True)
    await ctx.access.require_for(MANAGE, row["employee_id"])
    return row


async def _check(ctx: Context, values: Mapping[str, Any], previous_id: UUID | None) -> None:
    history = (await repository.labour_history(ctx.company_id, [values["employee_id"]]))[
        values["employee_id"]
    ]
    found = checks.problems(values, history)
    if not found:
        on_file = checks.agreed_on_file(values, history, await ctx.people.get(values["employee_id"]))
        if on_file is not None:
            found["probation_months"] = on_file
    if values.get("file_id") is not None:
        await _file(ctx, values["file_id"])
    if found:
        raise Invalid(
            Text("合同内容有误", "the contract is not right"), code="contracts.invalid", fields=found
        )


async def _make_room(ctx: Context, values: Mapping[str, Any]) -> None:
    """End the contract that this one replaces, and refuse one that would run beside another."""
    if values["kind"] != "labour":
        return
    if values["previous_id"] is not None:
        previous = await repository.get(ctx.company_id, values["previous_id"], lock=True)
        last = values["starts_on"] - timedelta(days=1)
        if previous["state"] == "signed" and (previous["ends_on"] is None or previous["ends_on"] > last):
            await repository.change(
                previous["id"], {"state": "ended", "ended_on": last, "end_reason": "replaced"}
            )
    other = await repository.overlapping(
        ctx.company_id, values["employee_id"], values["starts_on"], values["ends_on"], but=values["id"]
    )
    if other is not None:
        raise Conflict(
            Text(f"与已签订的合同 {other} 期限重叠", f"its term overlaps the signed contract {other}"),
            code="contracts.overlap",
        )


async def _number(ctx: Context, year: int) -> str:
    settings = await ctx.settings(ContractSettings)
    return f"{settings.number_prefix}{year}-{await repository.next_numbers(ctx.company_id, year, 1):05d}"


async def _file(ctx: Context, file_id: UUID) -> UUID:
    await ctx.files.get(file_id)
    return file_id


def _require(row: Mapping[str, Any], state: str, message: Text) -> None:
    if row["state"] != state:
        now = STATES[row["state"]]
        raise Conflict(
            Text(f"{message.zh}（当前：{now.zh}）", f"{message.en} (now: {now.en})"),
            code="contracts.state",
            state=row["state"],
        )


def _not_in_future(ctx: Context, signed_on: Any) -> None:
    if signed_on is not None and signed_on > ctx.today():
        message = Text("签订日期不能晚于今天", "the day of signing can't lie ahead")
        raise Invalid(message, fields={"signed_on": message})


async def _audit(
    ctx: Context, action: str, contract_id: UUID, employee_id: UUID, detail: Mapping[str, Any]
) -> None:
    await ctx.audit.record(
        action, subject="contracts_contract", subject_id=contract_id, employee_id=employee_id, detail=detail
    )
