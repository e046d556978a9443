"""HR's side of the form: opening it, reading it, taking it over section by section, sending back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake import form, repository
from renshi_lifecycle.intake.access import note
from renshi_lifecycle.intake.sections import FormSection, consents, slot_named, slots_of
from renshi_lifecycle.permissions import INTAKE
from renshi_lifecycle.rows import as_json, insert, update
from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Clause, Conflict, Context, NotFound, Text
from renshi_sdk.contracts import Employee, EmployeeStatus, StoredFile
from renshi_sdk.db import Listing, ListQuery


async def list_intakes(ctx: Context, query: ListQuery) -> Listing:
    """Forms in the caller's reach."""
    found = await repository.page(
        query, Clause("i.company_id = {}", (ctx.company_id,)), ctx.access.employees(INTAKE, "i.employee_id")
    )
    for item in found.items:
        item["progress"] = item["accepted"] / item["sections"] if item["sections"] else 0
    return found


async def create(ctx: Context, employee: Employee) -> UUID:
    """Open a form for somebody's employment, with the documents of their position. The same again changes nothing."""
    known = await repository.of_spell(employee.spell_id)
    if known is not None:
        return UUID(str(known["id"]))
    settings = await ctx.settings(LifecycleSettings)
    papers = await repository.asked_papers(ctx.company_id, employee.position_id, employee.department_id)
    intake_id = await insert(
        "lifecycle_intake",
        company_id=ctx.company_id,
        employee_id=employee.id,
        spell_id=employee.spell_id,
        starts_on=employee.hired_on,
        papers=as_json(papers),
        purge_on=max(employee.hired_on, ctx.today()) + timedelta(days=settings.keep_undone_days),
    )
    await note(ctx, "create", {"id": intake_id, "employee_id": employee.id})
    return intake_id


async def create_by_hand(ctx: Context, employee_id: UUID) -> UUID:
    """Open a form by HR. Raises ``NotFound``; ``Conflict`` where somebody has left."""
    await ctx.access.require_for(INTAKE, employee_id)
    employee = await ctx.people.get(employee_id)
    if employee.status is EmployeeStatus.LEFT or employee.company_id != ctx.company_id:
        raise Conflict(
            Text("只能为本公司待入职或在职员工发起登记", "only somebody employed here can be asked"),
            code="lifecycle.not_employed",
        )
    return await create(ctx, employee)


async def get(ctx: Context, intake_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A form in the caller's reach. Raises ``NotFound``."""
    intake = await repository.get(ctx.company_id, intake_id, lock=lock)
    await ctx.access.require_for(INTAKE, intake["employee_id"])
    return intake


async def detail(ctx: Context, intake_id: UUID) -> dict[str, Any]:
    """One form without what was stated."""
    intake = await get(ctx, intake_id)
    employee = await ctx.people.get(intake["employee_id"])
    hidden = ("tenant_id", "factor_index", "family", "papers")
    return {n: v for n, v in intake.items() if n not in hidden} | {
        "step": "open" if intake["state"] == "returned" else intake["state"],
        "employee_name": employee.name,
        "employee_number": employee.number,
        "department_name": employee.department_name,
        "position_title": employee.position_title,
    }


async def sections(ctx: Context, intake_id: UUID) -> list[dict[str, Any]]:
    """Sections with their state; a draft isn't HR's to read."""
    intake = await get(ctx, intake_id)
    rows, files = await repository.sections(intake_id), await repository.files(intake_id)
    listed = []
    for section in (await form.sections_of(ctx)).values():
        slots = slots_of(section, intake["papers"])
        if section.name == "papers" and not slots:
            continue
        row = rows.get(section.name)
        listed.append(
            {
                "id": section.name,
                "section": section.name,
                "intake_id": intake_id,
                "title": section.title.of(ctx.locale),
                "state": row["state"] if row else "empty",
                "note": row["note"] if row else None,
                "saved_at": row["saved_at"] if row else None,
                "reviewed_by": row["reviewed_by"] if row else None,
                "reviewed_at": row["reviewed_at"] if row else None,
                "files": sum(s.name in files for s in slots),
            }
        )
    return listed


async def values(ctx: Context, intake_id: UUID, name: str) -> list[dict[str, Any]]:
    """What was stated in a section, one value a row, files as links. The read is audited.

    Raises:
        NotFound: nothing was sent in this section.
    """
    intake = await get(ctx, intake_id)
    section, row = await _sent(ctx, intake, name)
    stated = form.opened(ctx, row)
    fields = {f.name: f for f in await form.fields_of(ctx, section)}
    listed: list[dict[str, Any]] = []
    for place, entry in enumerate(stated["entries"], start=1):
        if section.name == "consent":
            listed += [
                {
                    "entry": 1,
                    "label": c.title.of(ctx.locale),
                    "value": _agreed(ctx, c.code in entry, c.digest == entry.get(c.code)),
                }
                for c in consents()
            ]
            continue
        for field_name in section.names:
            if field_name not in entry or field_name not in fields:
                continue
            field, value = fields[field_name], entry[field_name]
            told = dict(field.options).get(str(value))
            if isinstance(value, bool):
                told = Text("是", "Yes") if value else Text("否", "No")
            listed.append(
                {
                    "entry": place,
                    "label": field.title.of(ctx.locale),
                    "value": told.of(ctx.locale) if told else str(value),
                }
            )
    files = await repository.files(intake_id)
    for slot in slots_of(section, intake["papers"]):
        if slot.name in files:
            kept = files[slot.name]
            size = f"{kept['width']}×{kept['height']}" if kept["width"] else "PDF"
            listed.append(
                {
                    "entry": 1,
                    "label": slot.title.of(ctx.locale),
                    "value": f"{size}, {kept['size'] // 1024} KB",
                    "slot": slot.name,
                    "file": f"/api/plugins/lifecycle/intakes/{intake_id}/files/{slot.name}",
                }
            )
    await note(ctx, "read", intake, {"section": name})
    return [
        {"id": f"{name}-{n}", "intake_id": intake_id, "slot": None, "file": None, **row}
        for n, row in enumerate(listed)
    ]


def _agreed(ctx: Context, given: bool, current: bool) -> str:
    if not given:
        return Text("未同意", "Not agreed").of(ctx.locale)
    return (
        Text("已同意", "Agreed") if current else Text("已同意（旧版告知）", "Agreed to an older text")
    ).of(ctx.locale)


async def _sent(ctx: Context, intake: dict[str, Any], name: str) -> tuple[FormSection, dict[str, Any]]:
    section = (await form.sections_of(ctx)).get(name)
    row = (await repository.sections(intake["id"])).get(name) if section else None
    if section is None or row is None or row["state"] == "draft":
        raise NotFound(Text("该部分尚未提交", "nothing was sent in this section"), code="lifecycle.not_sent")
    return section, row


async def file(ctx: Context, intake_id: UUID, slot_name: str) -> tuple[StoredFile, bytes]:
    """A file of a section that was sent. The read is audited. Raises ``NotFound``."""
    intake = await get(ctx, intake_id)
    found = slot_named(slot_name, intake["papers"])
    kept = (await repository.files(intake_id)).get(slot_name)
    if found is None or kept is None:
        raise NotFound(Text("没有这个文件", "there is no such file"))
    await _sent(ctx, intake, found[0].name)
    await note(ctx, "read_file", intake, {"slot": slot_name})
    return await ctx.files.get(kept["file_id"])


async def accept(ctx: Context, intake_id: UUID, name: str) -> dict[str, Any]:
    """Take a section over into the employee's file, with the reviewer's own rights over it.

    Raises:
        Conflict: it isn't waiting for review, or the file refuses it. Forbidden, Invalid: as the file has it.
    """
    intake = await get(ctx, intake_id, lock=True)
    section, row = await _waiting(ctx, intake, name)
    employee_id = intake["employee_id"]
    for entry in form.opened(ctx, row)["entries"] if section.part else []:
        await ctx.people.record_section(employee_id, section.part or "", {**entry, **dict(section.fixed)})
    files = await repository.files(intake_id)
    for slot in slots_of(section, intake["papers"]):
        kept = files.get(slot.name)
        if kept is None:
            continue
        await ctx.people.record_section(
            employee_id,
            "document",
            {"kind": slot.document, "title": slot.title.zh, "file": str(kept["file_id"])},
        )
        await update("lifecycle_intake_file", kept["id"], recorded=True)
    await _reviewed(ctx, row, "accepted", None)
    await note(ctx, "accept", intake, {"section": name})
    return await _after(ctx, intake)


async def send_back(ctx: Context, intake_id: UUID, name: str, words: str) -> dict[str, Any]:
    """Send a section back with a note; the new hire can change it and send the form again."""
    intake = await get(ctx, intake_id, lock=True)
    section, row = await _waiting(ctx, intake, name)
    await _reviewed(ctx, row, "returned", words)
    await update("lifecycle_intake", intake_id, state="returned")
    await note(ctx, "return", intake, {"section": name})
    await ctx.notices.send(
        intake["employee_id"],
        kind="lifecycle.intake",
        title=Text("入职登记需要修改", "Your form needs a change"),
        body=Text(
            f"“{section.title.zh}”需要修改：{words}。请打开原登记链接修改后重新提交。",
            f"{section.title.en}: {words}. Open your form, change it and send it again.",
        ),
        key=f"lifecycle.returned:{row['id']}:{ctx.now().isoformat()}",
    )
    return await detail(ctx, intake_id)


async def _waiting(ctx: Context, intake: dict[str, Any], name: str) -> tuple[FormSection, dict[str, Any]]:
    section, row = await _sent(ctx, intake, name)
    if row["state"] != "sent":
        raise Conflict(
            Text("该部分不在待审核状态", "this section doesn't wait for review"), code="lifecycle.not_waiting"
        )
    return section, row


async def _reviewed(ctx: Context, row: dict[str, Any], state: str, words: str | None) -> None:
    await update(
        "lifecycle_intake_section",
        row["id"],
        state=state,
        note=words,
        reviewed_by=ctx.actor.name,
        reviewed_at=ctx.now(),
    )


async def _after(ctx: Context, intake: dict[str, Any]) -> dict[str, Any]:
    rows = await repository.sections(intake["id"])
    done = all(
        rows[s.name]["state"] == "accepted"
        if s.name in rows
        else not form.is_required(s, slots_of(s, intake["papers"]))
        for s in (await form.sections_of(ctx)).values()
    )
    if done:
        settings = await ctx.settings(LifecycleSettings)
        await repository.revoke_keys(intake["id"], ctx.now())
        await update(
            "lifecycle_intake",
            intake["id"],
            state="accepted",
            accepted_at=ctx.now(),
            link_state="revoked",
            purge_on=ctx.today() + timedelta(days=settings.keep_accepted_days),
        )
        await note(ctx, "complete", intake)
    return await detail(ctx, intake["id"])
