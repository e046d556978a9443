"""Cases of leaving: opened by the end of an employment, settled, certified, deleted on their day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.leaving import certificate, law
from renshi_lifecycle.leaving.schemas import RehireIn
from renshi_lifecycle.leaving.words import rehire_label
from renshi_lifecycle.permissions import CASE
from renshi_lifecycle.rows import as_json, from_json, update
from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Clause, Conflict, Context, NotFound, Text, new_id
from renshi_sdk.contracts import StoredFile
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    execute,
    fetch,
    fetch_row,
    fetch_value,
    listing,
)
from renshi_sdk.events import EmployeeEndRevoked, EmployeeLeft

CASES = ListSpec(
    select="SELECT c.id, c.employee_id, e.number AS employee_number, e.name AS employee_name, e.department_name,"
    " c.state, c.last_day, c.reason_code, c.voluntary, c.settled_at, c.certificate_on, c.rehire, c.retain_until,"
    " EXISTS (SELECT FROM lifecycle_exit_interview x WHERE x.case_id = c.id) AS interviewed"
    " FROM lifecycle_case c JOIN renshi_employee e ON e.id = c.employee_id",
    fields={
        "state": ListField("c.state"),
        "employee_id": ListField("c.employee_id", "uuid"),
        "department_id": ListField("e.department_id", "uuid"),
        "last_day": ListField("c.last_day", "date", sortable=True),
    },
    key="c.id",
    default_sort="-last_day",
    search="e.name ILIKE {} OR e.number ILIKE {}",
)
_SHOWN = (
    "id", "employee_id", "state", "last_day", "reason_code", "reason", "voluntary", "retain_until", "settled_at",
    "certificate_number", "certificate_on", "rehire",
)  # fmt: skip


async def left(ctx: Context, event: EmployeeLeft) -> None:
    """Open the case, or open it again where the end was taken back before."""
    await execute(
        "INSERT INTO lifecycle_case (id, company_id, employee_id, spell_id, last_day, reason_code, reason, voluntary,"
        " retain_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (spell_id) DO UPDATE SET"
        " state = 'open', last_day = $5, reason_code = $6, reason = $7, voluntary = $8, retain_until = $9",
        new_id(),
        ctx.company_id,
        event.employee_id,
        event.spell_id,
        event.last_day,
        event.reason_code,
        event.reason,
        event.voluntary,
        event.retain_until,
    )
    await ctx.notices.send(
        event.employee_id,
        kind="lifecycle.leaving",
        title=Text("离职办理已开始", "Your leaving is under way"),
        body=Text(
            f"最后工作日为 {event.last_day}。交接进度、离职面谈和离职证明请在“我的离职办理”查看。",
            f"Your last day is {event.last_day}. Hand-over, exit interview and certificate are under My leaving.",
        ),
        link="/console/lifecycle/mine",
        key=f"lifecycle.leaving:{event.spell_id}:{event.last_day}",
    )


async def revoked(ctx: Context, event: EmployeeEndRevoked) -> None:
    """The end was taken back: what was said on leaving goes."""
    case_id = await fetch_value(
        "UPDATE lifecycle_case SET state = 'withdrawn', settlement = NULL, settled_at = NULL WHERE spell_id = $1"
        " RETURNING id",
        event.spell_id,
    )
    await execute("DELETE FROM lifecycle_exit_interview WHERE case_id = $1", case_id)
    await execute("DELETE FROM lifecycle_exit_link WHERE case_id = $1", case_id)


async def page(ctx: Context, query: ListQuery) -> Listing:
    """Cases in the caller's reach."""
    return await listing(
        CASES,
        query,
        Clause("c.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(CASE, "c.employee_id"),
    )


async def get(ctx: Context, case_id: UUID, permission: str = CASE) -> dict[str, Any]:
    """A case in the caller's reach, locked. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT * FROM lifecycle_case WHERE id = $1 AND company_id = $2 FOR UPDATE", case_id, ctx.company_id
    )
    if row is None:
        raise NotFound(Text("没有这个离职办理", "there is no such case"))
    await ctx.access.require_for(permission, row["employee_id"])
    return dict(row)


async def detail(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """One case, with the article behind its reason."""
    case = await get(ctx, case_id)
    employee = await ctx.people.get(case["employee_id"], as_of=case["last_day"])
    ground = law.GROUNDS.get(case["reason_code"] or "")
    sealed = case["rehire_sealed"]
    return {n: case[n] for n in _SHOWN} | {
        "employee_name": employee.name,
        "department_name": employee.department_name,
        "hired_on": employee.hired_on,
        "article": ground.article.of(ctx.locale) if ground else None,
        "transfer_by": case["last_day"] + timedelta(days=law.TRANSFER_DAYS),
        "interviewed": await fetch_value(
            "SELECT EXISTS (SELECT FROM lifecycle_exit_interview WHERE case_id = $1)", case_id
        ),
        "rehire_reason": ctx.secrets.open(sealed, label=rehire_label(case_id)) if sealed else None,
        "step": _step(case),
    }


def _step(case: dict[str, Any]) -> str:
    if case["state"] != "open":
        return str(case["state"])
    return "certify" if case["settled_at"] else "settle"


async def settlement(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """The settlement sheet: as confirmed, or as it would be now. The read is audited."""
    case = await get(ctx, case_id)
    await note(ctx, "read_settlement", case)
    if case["settlement"] is not None:
        kept: list[dict[str, Any]] = from_json(case["settlement"])
        return _listed([{"id": n, **line} for n, line in enumerate(kept)])
    return _listed([{"id": n, **line} for n, line in enumerate(await _sheet(ctx, case))])


async def _sheet(ctx: Context, case: dict[str, Any]) -> list[dict[str, Any]]:
    employee = await ctx.people.get(case["employee_id"], as_of=case["last_day"])
    lines: list[dict[str, Any]] = []

    def add(item: Text, value: str, note: str = "") -> None:
        lines.append({"item": item.of(ctx.locale), "value": value, "note": note})

    for balance in await ctx.hooks.collect_balances(employee_id=employee.id):
        unit = (Text("天", "days") if balance.unit == "day" else Text("小时", "hours")).of(ctx.locale)
        add(
            Text(f"假期余额：{balance.label.zh}", f"Leave left: {balance.label.en}"),
            f"{balance.remaining} {unit}",
        )
    for request in await ctx.requests.open_of(employee.id):
        add(Text("未结申请", "Open request"), request.number, request.summary)
    slips = await ctx.hooks.collect_pay_slips(employee_id=employee.id, period=None)
    if slips:
        last = max(slips, key=lambda s: (s.period.year, s.period.month))
        add(
            Text("最近工资单", "Last pay slip"),
            f"{last.period}",
            Text(f"实发 {last.net}", f"net {last.net}").of(ctx.locale),
        )
    ground = law.GROUNDS.get(case["reason_code"] or "")
    months = law.severance_months(employee.hired_on, case["last_day"])
    told = {
        "yes": Text("应支付（第四十六条）", "owed (art. 46)"),
        "no": Text("不涉及", "not owed"),
        "depends": Text("视由谁提出与续订条件而定（第四十六条）", "depends on who proposed it (art. 46)"),
    }
    add(
        Text("经济补偿（月数）", "Severance, months of pay"),
        str(months) if ground is not None and ground.severance != "no" else "0",
        told[ground.severance].of(ctx.locale)
        if ground
        else Text("未登记离职原因代码，请人工判断", "no reason code is recorded: decide by hand").of(
            ctx.locale
        ),
    )
    undone = await fetch_value(
        "SELECT count(*) FROM lifecycle_task t JOIN lifecycle_checklist c ON c.id = t.checklist_id"
        " WHERE c.employee_id = $1 AND c.occasion = 'leaving' AND t.state IN ('open', 'waiting')",
        employee.id,
    )
    add(Text("未完成交接任务", "Hand-over tasks not done"), str(undone))
    return lines


async def settle(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """Confirm the sheet as it stands. Raises ``Conflict`` where it is confirmed, or the case is over."""
    case = await get(ctx, case_id)
    if case["state"] != "open" or case["settlement"] is not None:
        raise Conflict(Text("结算已确认或办理已结束", "it is settled, or over"), code="lifecycle.settled")
    await update("lifecycle_case", case_id, settlement=as_json(await _sheet(ctx, case)), settled_at=ctx.now())
    await note(ctx, "settle", case)
    return await detail(ctx, case_id)


async def certify(ctx: Context, case_id: UUID) -> dict[str, Any]:
    """Issue the certificate, from the last day on, once. Raises ``Conflict``."""
    case = await get(ctx, case_id)
    if case["state"] == "withdrawn" or case["certificate_on"] is not None:
        raise Conflict(
            Text("离职已撤回，或证明已出具", "taken back, or issued already"), code="lifecycle.certified"
        )
    if ctx.today() < case["last_day"]:
        raise Conflict(
            Text(f"最后工作日为 {case['last_day']}，届时方可出具", "it is issued from the last day on"),
            code="lifecycle.too_early",
        )
    employee = await ctx.people.get(case["employee_id"], as_of=case["last_day"])
    settings = await ctx.settings(LifecycleSettings)
    today = ctx.today()
    last = await fetch_value(
        "INSERT INTO lifecycle_counter (id, company_id, year, last) VALUES ($1, $2, $3, 1)"
        " ON CONFLICT (company_id, year) DO UPDATE SET last = lifecycle_counter.last + 1 RETURNING last",
        new_id(),
        ctx.company_id,
        today.year,
    )
    paper = certificate.Certificate(
        number=f"LZ{today.year}-{last:05d}",
        company=(await ctx.organization.company()).name,
        name=employee.name,
        hired_on=employee.hired_on,
        last_day=case["last_day"],
        position=employee.position_title or employee.department_name,
        issued_on=today,
        contract=next(
            iter(await ctx.hooks.collect_labour_contracts(employee_ids=[employee.id], day=case["last_day"])),
            None,
        ),
    )
    content = certificate.pdf(paper, both=settings.certificate_language == "both")
    stored = await ctx.files.put(f"离职证明-{employee.name}.pdf", content, media_type="application/pdf")
    await update(
        "lifecycle_case",
        case_id,
        certificate_number=paper.number,
        certificate_file_id=stored.id,
        certificate_on=today,
        state="closed" if case["settled_at"] else case["state"],
    )
    await note(ctx, "certify", case)
    await ctx.notices.send(
        employee.id,
        kind="lifecycle.certificate",
        title=Text("离职证明已出具", "Your leaving certificate is issued"),
        body=Text(f"离职证明 {paper.number} 随信附上。", f"Certificate {paper.number} is attached."),
        key=f"lifecycle.certificate:{case_id}",
        attachments=(stored.id,),
    )
    return await detail(ctx, case_id)


async def certificate_file(ctx: Context, case_id: UUID) -> tuple[StoredFile, bytes]:
    """The certificate. Audited."""
    case = await get(ctx, case_id)
    if case["certificate_file_id"] is None:
        raise NotFound(Text("尚未出具离职证明", "no certificate is issued yet"))
    await note(ctx, "read_certificate", case)
    return await ctx.files.get(case["certificate_file_id"])


async def note_rehire(ctx: Context, case_id: UUID, data: RehireIn) -> dict[str, Any]:
    """Keep whether the company would hire again, and why."""
    case = await get(ctx, case_id)
    sealed = ctx.secrets.seal(data.reason, label=rehire_label(case_id))
    await update("lifecycle_case", case_id, rehire=data.rehire, rehire_sealed=sealed)
    await note(ctx, "rehire", case, {"rehire": data.rehire})
    return await detail(ctx, case_id)


async def daily(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Tell HR once of certificates not issued after the last day; delete what is kept no longer."""
    today = ctx.today()
    late = await fetch(
        "UPDATE lifecycle_case c SET told_late_on = $2 FROM renshi_employee e WHERE e.id = c.employee_id"
        " AND c.company_id = $1 AND c.state = 'open' AND c.certificate_on IS NULL AND c.last_day < $2"
        " AND c.told_late_on IS NULL RETURNING c.id, e.name, c.last_day",
        ctx.company_id,
        today,
    )
    names = "、".join(r["name"] for r in late)
    for person in await ctx.access.holders(CASE) if late else []:
        await ctx.notices.send(
            person,
            kind="lifecycle.certificate",
            title=Text(f"{len(late)} 人离职证明未出具", f"{len(late)} leaving certificates are missing"),
            body=Text(
                f"{names} 已过最后工作日。应在解除或终止时出具证明，并在十五日内办理社保与档案转移（第五十条）。",
                f"{names}: the last day is over. The certificate is issued at the end, and insurance and file are"
                " transferred within fifteen days (art. 50).",
            ),
            link="/console/lifecycle/leaving",
            key=f"lifecycle.certificate:{today}:{person}",
        )
    return {"late": len(late), **await purge(ctx)}


async def purge(ctx: Context) -> dict[str, int]:
    """Delete cases, interviews and hand-over lists whose retention is over, with their files."""
    rows = await fetch(
        "SELECT id, employee_id, certificate_file_id FROM lifecycle_case WHERE company_id = $1 AND retain_until < $2"
        " AND last_day < $2 AND employee_id NOT IN (SELECT h.employee_id FROM renshi_legal_hold h)"
        " ORDER BY retain_until LIMIT 500",
        ctx.company_id,
        ctx.today(),
    )
    if not rows:
        return {"purged": 0}
    people = [r["employee_id"] for r in rows]
    gone = await fetch(
        "DELETE FROM lifecycle_task t USING lifecycle_checklist c WHERE c.id = t.checklist_id"
        " AND c.company_id = $1 AND c.employee_id = ANY($2) AND c.occasion = 'leaving' RETURNING t.proof_file_id",
        ctx.company_id,
        people,
    )
    await execute(
        "DELETE FROM lifecycle_checklist WHERE company_id = $1 AND employee_id = ANY($2) AND occasion = 'leaving'",
        ctx.company_id,
        people,
    )
    await execute("DELETE FROM lifecycle_case WHERE id = ANY($1)", [r["id"] for r in rows])
    files = [r["certificate_file_id"] for r in rows] + [r["proof_file_id"] for r in gone]
    for file_id in filter(None, files):
        await ctx.files.delete(file_id)
    await ctx.audit.record("lifecycle.case.purge", subject="lifecycle_case", detail={"cases": len(rows)})
    return {"purged": len(rows)}


def _listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "total": len(items), "next_cursor": None}


async def note(ctx: Context, verb: str, case: dict[str, Any], detail: dict[str, Any] | None = None) -> None:
    """The audit row of a case."""
    await ctx.audit.record(
        f"lifecycle.case.{verb}",
        subject="lifecycle_case",
        subject_id=case["id"],
        employee_id=case["employee_id"],
        detail=detail,
    )
