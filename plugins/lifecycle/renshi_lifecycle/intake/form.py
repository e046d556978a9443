"""The form as the new hire fills it in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake import photos, repository
from renshi_lifecycle.intake.access import note
from renshi_lifecycle.intake.schemas import SectionIn
from renshi_lifecycle.intake.sections import SECTIONS, FormSection, Slot, consents, slot_named, slots_of
from renshi_lifecycle.permissions import INTAKE
from renshi_lifecycle.rows import insert, update
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.contracts import FileField
from renshi_sdk.db import execute

LONGEST = 2000
MINIMUM_AGE = 16
"""劳动法 art. 15."""
REQUIRED = Text("此项必填", "this field is required")
OTHER = "custom"


def label(intake_id: UUID, section: str) -> str:
    """What binds sealed words to their section."""
    return f"lifecycle_intake_section:{intake_id}:{section}"


def opened(ctx: Context, row: Mapping[str, Any]) -> dict[str, Any]:
    """What was stated in a section: ``entries`` and whether it is ``complete``."""
    found: dict[str, Any] = json.loads(
        ctx.secrets.open(row["sealed"], label=label(row["intake_id"], row["section"]))
    )
    return found


def mask(text: str) -> str:
    """``310***********1234``."""
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) > 8 else "*" * len(text)


async def sections_of(ctx: Context) -> dict[str, FormSection]:
    """The sections of this group's form: the one for its own fields asks for those, and isn't there without any."""
    own = await ctx.people.file_fields(OTHER)
    found = dict(SECTIONS)
    if not own:
        del found["other"]
        return found
    found["other"] = replace(
        found["other"], names=tuple(f.name for f in own), required=any(f.required for f in own)
    )
    return found


async def fields_of(ctx: Context, section: FormSection) -> list[FileField]:
    """What a section asks, in its order, as the group has set its fields."""
    if section.part is None:
        return []
    known = {f.name: f for f in await ctx.people.file_fields(section.part)}
    return [known[n] for n in section.names if n in known]


async def shown(ctx: Context, intake: dict[str, Any]) -> dict[str, Any]:
    """The whole form for the person's own phone; numbers of identity and accounts masked."""
    employee = await ctx.people.get(intake["employee_id"])
    company = await ctx.organization.company()
    kept, files = await repository.sections(intake["id"]), await repository.files(intake["id"])
    listed: list[dict[str, Any]] = []
    for section in (await sections_of(ctx)).values():
        slots = slots_of(section, intake["papers"])
        if section.name == "papers" and not slots:
            continue
        row = kept.get(section.name)
        stated: dict[str, Any] = opened(ctx, row) if row else {"entries": [], "complete": False}
        fields = await fields_of(ctx, section)
        listed.append(
            {
                "name": section.name,
                "title": _both(section.title),
                "required": is_required(section, slots),
                "most": section.most,
                "state": row["state"] if row else "empty",
                "complete": stated["complete"],
                "note": row["note"] if row else None,
                "fields": [_field(f, section) for f in fields],
                "entries": [_masked(fields, e) for e in stated["entries"]] or _first(section, employee.name),
                "slots": [
                    {
                        "name": s.name,
                        "title": _both(s.title),
                        "required": s.required,
                        "photo": s.photo,
                        "sent": s.name in files,
                    }
                    for s in slots
                ],
                "consents": [
                    {
                        "code": c.code,
                        "required": c.required,
                        "title": _both(c.title),
                        "text": _both(c.text),
                        "digest": c.digest,
                    }
                    for c in (consents() if section.name == "consent" else ())
                ],
            }
        )
    return {
        "state": intake["state"],
        "company": company.name,
        "name": employee.name,
        "starts_on": intake["starts_on"],
        "department": employee.department_name,
        "position": employee.position_title,
        "until": intake["link_until"],
        "sections": listed,
    }


def is_required(section: FormSection, slots: tuple[Slot, ...]) -> bool:
    """Whether the form can't be sent without it."""
    return any(s.required for s in slots) if section.name == "papers" else section.required


def _first(section: FormSection, name: str) -> list[dict[str, Any]]:
    if section.name == "bank":
        return [{"holder": name}]
    return [{"document_type": "resident_id"}] if section.name == "identity" else []


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _field(field: FileField, section: FormSection) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": _both(field.title),
        "kind": field.kind,
        "required": field.required or field.name in section.needed,
        "sensitive": field.sensitive,
        "longest": field.longest,
        "options": [{"value": v, "title": _both(t)} for v, t in field.options],
    }


def _masked(fields: list[FileField], entry: dict[str, Any]) -> dict[str, Any]:
    hidden = {f.name for f in fields if f.sensitive}
    return {n: mask(str(v)) if n in hidden and v else v for n, v in entry.items()}


async def save(ctx: Context, intake: dict[str, Any], name: str, data: SectionIn) -> None:
    """Keep a section. A draft is kept as it is; a complete one has to hold.

    Raises:
        NotFound: no such section. Conflict: sent or accepted. Invalid: fields, by ``<entry>.<field>``.
    """
    section = (await sections_of(ctx)).get(name)
    if section is None:
        raise NotFound(Text("没有这一部分", "there is no such section"))
    rows = await repository.sections(intake["id"])
    row = rows.get(name)
    if intake["state"] not in ("open", "returned") or (row is not None and row["state"] == "accepted"):
        raise Conflict(
            Text("该部分已提交或已通过，不能再修改", "this section was sent or accepted"),
            code="lifecycle.section_closed",
        )
    if len(data.entries) > section.most:
        raise Invalid(Text(f"最多填写 {section.most} 条", f"at most {section.most} entries"))
    before = opened(ctx, row)["entries"] if row else []
    fields = await fields_of(ctx, section)
    entries = [_unmasked(fields, before, i, _plain(section, e)) for i, e in enumerate(data.entries)]
    if data.complete:
        entries = await checked(ctx, intake, section, entries)
    sealed = ctx.secrets.seal(
        json.dumps({"entries": entries, "complete": data.complete}, ensure_ascii=False),
        label=label(intake["id"], name),
    )
    await repository.save_section(intake["id"], name, sealed, ctx.now())
    await note(ctx, "save", intake, {"section": name, "complete": data.complete})


def _plain(section: FormSection, entry: Mapping[str, Any]) -> dict[str, Any]:
    allowed = set(section.names) if section.part else {c.code for c in consents()}
    problems: dict[str, Text | str] = {}
    for field, value in entry.items():
        if field not in allowed:
            problems[field] = Text("没有这个字段", "there is no such field")
        elif not isinstance(value, str | bool | int | None) or len(str(value)) > LONGEST:
            problems[field] = Text("内容不正确或过长", "not valid, or too long")
    if problems:
        raise Invalid(Text("填写有误", "some fields are wrong"), code="lifecycle.fields", fields=problems)
    return {n: v for n, v in entry.items() if v not in (None, "")}


def _unmasked(
    fields: list[FileField], before: list[dict[str, Any]], place: int, entry: dict[str, Any]
) -> dict[str, Any]:
    if place >= len(before):
        return entry
    for name in (f.name for f in fields if f.sensitive):
        kept = before[place].get(name)
        if kept and entry.get(name) == mask(str(kept)):
            entry[name] = kept
    return entry


async def checked(
    ctx: Context, intake: dict[str, Any], section: FormSection, entries: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Entries as they go into the file. Raises ``Invalid`` with every problem of the section."""
    problems: dict[str, Text | str] = {}
    files = await repository.files(intake["id"])
    for slot in slots_of(section, intake["papers"]):
        if slot.required and slot.name not in files:
            problems[slot.name] = Text(f"请上传“{slot.title.zh}”", f"send: {slot.title.en}")
    if section.name == "consent":
        entries = [_consented(ctx, entries[0] if entries else {}, problems)]
    made: list[dict[str, Any]] = []
    if section.part and section.required and not entries:
        entries = [{}]
    for place, entry in enumerate(entries if section.part else []):
        for name in section.needed:
            if not entry.get(name):
                problems[f"{place}.{name}"] = REQUIRED
        try:
            kept = await ctx.people.check_section(section.part or "", {**entry, **dict(section.fixed)})
        except Invalid as error:
            problems |= {f"{place}.{n}": t for n, t in error.fields.items()}
            continue
        made.append({n: v for n, v in kept.items() if n in section.names and v is not None})
    if section.name == "identity" and made and made[0].get("born_on"):
        _old_enough(date.fromisoformat(made[0]["born_on"]), intake["starts_on"], problems)
    if problems:
        raise Invalid(
            Text("填写有误，请检查标出的各项", "some fields are wrong; see those marked"),
            code="lifecycle.fields",
            fields=problems,
        )
    return made if section.part else entries


def _old_enough(born_on: date, starts_on: date, problems: dict[str, Text | str]) -> None:
    age = starts_on.year - born_on.year - ((starts_on.month, starts_on.day) < (born_on.month, born_on.day))
    if age < MINIMUM_AGE:
        problems["0.identity"] = Text(
            f"入职日未满 {MINIMUM_AGE} 周岁（劳动法第十五条）",
            f"under {MINIMUM_AGE} on the first day (Labour Law, art. 15)",
        )


def _consented(ctx: Context, entry: dict[str, Any], problems: dict[str, Text | str]) -> dict[str, Any]:
    kept: dict[str, Any] = {"at": ctx.now().isoformat()}
    for consent in consents():
        given = entry.get(consent.code)
        if given is not None and given != consent.digest:
            problems[consent.code] = Text("告知内容已更新，请刷新后重新阅读", "the text has changed; reload")
        elif given is None and consent.required:
            problems[consent.code] = Text("请阅读并勾选", "read and agree")
        elif given is not None:
            kept[consent.code] = consent.digest
    return kept


async def attach(ctx: Context, intake: dict[str, Any], slot_name: str, content: bytes) -> dict[str, Any]:
    """Keep a file in its place; the one before goes.

    Raises:
        NotFound: no such place. Conflict: the section was sent. Invalid: as ``photos``.
    """
    found = slot_named(slot_name, intake["papers"])
    if found is None:
        raise NotFound(Text("没有这项材料", "no such file is asked for"))
    section, slot = found
    row = (await repository.sections(intake["id"])).get(section.name)
    if intake["state"] not in ("open", "returned") or (row is not None and row["state"] == "accepted"):
        raise Conflict(
            Text("该部分已提交或已通过，不能再修改", "this section was sent or accepted"),
            code="lifecycle.section_closed",
        )
    kept = await asyncio.to_thread(photos.photo if slot.photo else photos.paper, content)
    stored = await ctx.files.put(f"{slot.title.zh}{kept.suffix}", kept.content, media_type=kept.media_type)
    before = (await repository.files(intake["id"])).get(slot_name)
    await execute(
        "DELETE FROM lifecycle_intake_file WHERE intake_id = $1 AND slot = $2", intake["id"], slot_name
    )
    if before is not None and not before["recorded"]:
        await ctx.files.delete(before["file_id"])
    await insert(
        "lifecycle_intake_file",
        intake_id=intake["id"],
        slot=slot_name,
        file_id=stored.id,
        media_type=kept.media_type,
        width=kept.width,
        height=kept.height,
        size=len(kept.content),
    )
    await note(ctx, "attach", intake, {"slot": slot_name})
    return {"slot": slot_name, "width": kept.width, "height": kept.height, "size": len(kept.content)}


async def submit(ctx: Context, intake: dict[str, Any]) -> None:
    """Send the form to HR. Raises ``Invalid`` naming what is missing, ``Conflict`` where it was sent."""
    if intake["state"] not in ("open", "returned"):
        raise Conflict(Text("登记已提交", "the form was sent already"), code="lifecycle.submitted")
    rows = await repository.sections(intake["id"])
    missing: dict[str, Text | str] = {}
    for section in (await sections_of(ctx)).values():
        row = rows.get(section.name)
        if row is not None and (row["state"] == "accepted" or opened(ctx, row)["complete"]):
            continue
        if row is not None or is_required(section, slots_of(section, intake["papers"])):
            missing[section.name] = Text(
                f"“{section.title.zh}”尚未完成", f"not complete yet: {section.title.en}"
            )
    if missing:
        raise Invalid(
            Text("还有未完成的部分", "some sections are not complete"),
            code="lifecycle.incomplete",
            fields=missing,
        )
    await execute(
        "UPDATE lifecycle_intake_section SET state = 'sent', note = NULL WHERE intake_id = $1"
        " AND state IN ('draft', 'returned')",
        intake["id"],
    )
    await update("lifecycle_intake", intake["id"], state="submitted", submitted_at=ctx.now())
    await note(ctx, "submit", intake)
    employee = await ctx.people.get(intake["employee_id"])
    for person in await ctx.access.holders(INTAKE):
        await ctx.notices.send(
            person,
            kind="lifecycle.intake",
            title=Text(f"{employee.name}提交了入职登记", f"{employee.name} sent the form"),
            body=Text(
                f"{employee.name}（{intake['starts_on']} 入职）的登记等待审核。",
                f"the form of {employee.name}, who starts on {intake['starts_on']}, waits for review.",
            ),
            link=f"/console/lifecycle/intakes/{intake['id']}",
            key=f"lifecycle.submitted:{intake['id']}:{ctx.now().isoformat()}:{person}",
        )
