"""Keeping component sets: checked before they are stored, compared, copied, put in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.components import repository
from renshi_payroll.components.library import BASES, compile_document, difference, standard, table_of
from renshi_payroll.components.schemas import CloneIn, SetDocument, SetIn, TableIn, UseIn, VersionIn
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.quantities import BUILT_IN
from renshi_payroll.formula.tables import TableError
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch_value


async def check(ctx: Context, data: SetDocument, day: date | None = None) -> dict[str, Any]:
    """What a document would be refused for, without storing it."""
    try:
        await checked(ctx, data, day)
    except Invalid as error:
        return {"ok": False, "error": error.extra | {"text": _said(error, ctx.locale)}}
    return {"ok": True, "error": None}


async def checked(ctx: Context, data: SetDocument, day: date | None = None) -> dict[str, Any]:
    document = {
        "components": [one.model_dump(mode="json") for one in data.components],
        "facts": [one.model_dump(mode="json") for one in data.facts],
    }
    for one in data.components:
        if (one.treatment == "base") != (one.code in BASES):
            raise Invalid(
                Text(
                    f"“基数”类项目只能是 {'、'.join(BASES)}，且这两个代码只能作为基数",
                    f"treatment base belongs to {' and '.join(BASES)} alone",
                ),
                code="payroll.component.base",
                component=one.code,
                position=0,
            )
    try:
        tables = await repository.tables_on(ctx.company_id, day or ctx.today(), ctx.now())
        compile_document(document, tables)
    except FormulaError as error:
        raise wrong_formula(error) from error
    except TableError as error:
        raise Invalid(Text(error.zh, error.en), code="payroll.component.table") from error
    return document


def wrong_formula(error: FormulaError) -> Invalid:
    """A refused formula with the component and the place, counted from 1 for people."""
    return Invalid(
        Text(
            f"项目“{error.component}”第 {error.position + 1} 个字符：{error.zh}",
            f"component {error.component}, character {error.position + 1}: {error.en}",
        ),
        code="payroll.component.formula",
        component=error.component,
        position=error.position,
    )


async def create(ctx: Context, data: SetIn, *, cloned_from: str | None = None) -> dict[str, Any]:
    """A new set with its first version."""
    document = await checked(ctx, data)
    if await repository.set_named(ctx.company_id, data.zh):
        raise Conflict(
            Text(f"已有名为“{data.zh}”的项目方案", f"there is a set called {data.zh}"),
            code="payroll.component.name",
        )
    set_id = new_id()
    await execute(
        "INSERT INTO payroll_component_set (id, company_id, zh, en, cloned_from, created_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        set_id,
        ctx.company_id,
        data.zh,
        data.en,
        cloned_from,
        ctx.actor.id,
    )
    await _store_version(ctx, set_id, 1, document, data.note)
    return {"id": set_id, "version": 1}


async def add_version(ctx: Context, set_id: UUID, data: VersionIn) -> dict[str, Any]:
    """A new version; the one before stays as it is. The same document makes none."""
    await find(ctx, set_id)
    document = await checked(ctx, data)
    # One writer at a time: two versions of the same number can't be.
    await execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"payroll.set.{set_id}")
    newest = await repository.find_version(set_id, None)
    if newest is None:
        raise NotFound(Text("没有该项目方案", "no such component set"))
    if newest["document"] == document:
        return {"id": newest["id"], "version": newest["version"]}
    version = newest["version"] + 1
    version_id = await _store_version(ctx, set_id, version, document, data.note)
    return {"id": version_id, "version": version}


async def _store_version(
    ctx: Context, set_id: UUID, version: int, document: Mapping[str, Any], note: str
) -> UUID:
    version_id = new_id()
    await execute(
        "INSERT INTO payroll_component_version (id, company_id, set_id, version, document, note, recorded_at,"
        " recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        version_id,
        ctx.company_id,
        set_id,
        version,
        json.dumps(document, ensure_ascii=False),
        note,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.component.version",
        subject="payroll_component_set",
        subject_id=set_id,
        detail={"version": version, "components": len(document["components"])},
    )
    return version_id


async def clone(ctx: Context, source: str, data: CloneIn) -> dict[str, Any]:
    """A copy of the shipped set (``standard``) or of another set's newest version."""
    if source == "standard":
        document: Mapping[str, Any] = standard()
    else:
        version = await find_version(ctx, _uuid(source), None)
        document = version["document"]
    given = SetIn(
        zh=data.zh, en=data.en, components=document["components"], facts=document["facts"], note="复制"
    )
    return await create(ctx, given, cloned_from=source)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(Text("没有该项目方案", "no such component set")) from error


async def find(ctx: Context, set_id: UUID) -> dict[str, Any]:
    found = await repository.find_set(ctx.company_id, set_id)
    if found is None:
        raise NotFound(Text("没有该项目方案", "no such component set"))
    return found


async def find_version(ctx: Context, set_id: UUID, version: int | None) -> dict[str, Any]:
    await find(ctx, set_id)
    found = await repository.find_version(set_id, version)
    if found is None:
        raise NotFound(Text("没有该版本", "no such version"))
    return found


async def options(ctx: Context) -> list[dict[str, Any]]:
    """The built-in pricing and the company's sets, as choices of a form."""
    built_in = Text("仅内置计价", "Built-in pricing alone").of(ctx.locale)
    return [
        {"value": "built-in", "label": built_in},
        *(
            {"value": str(one["id"]), "label": Text(one["zh"], one["en"] or one["zh"]).of(ctx.locale)}
            for one in await repository.sets(ctx.company_id)
        ),
    ]


async def read(ctx: Context, set_id: UUID, version: int | None) -> dict[str, Any]:
    """A set with one version's document and the list of all versions."""
    found = await find(ctx, set_id)
    shown = await find_version(ctx, set_id, version)
    return found | {
        "version": shown["version"],
        "note": shown["note"],
        **shown["document"],
        "versions": await repository.versions(set_id),
    }


async def diff(ctx: Context, set_id: UUID, before: int, after: int) -> dict[str, Any]:
    """What changed between two versions."""
    old, new = await find_version(ctx, set_id, before), await find_version(ctx, set_id, after)
    changes = difference(old["document"], new["document"])
    items = [one | {"text": _change(one).of(ctx.locale)} for one in changes]
    return {"before": before, "after": after, "items": items, "total": len(items)}


_CHANGES = {
    "added": Text("新增", "added"),
    "removed": Text("删除", "removed"),
    "changed": Text("修改", "changed"),
}


def _change(one: Mapping[str, Any]) -> Text:
    fields = [
        (each["field"], "—" if each["before"] is None else each["before"], each["after"])
        for each in one["fields"]
        if one["change"] == "changed" or each["field"] == "formula"
    ]
    said = "；".join(f"{name}：{was} → {'—' if now is None else now}" for name, was, now in fields)
    word = _CHANGES[one["change"]]
    return Text(f"{word.zh} {said}", f"{word.en} {said}")


async def use(ctx: Context, set_id: UUID | None, data: UseIn) -> dict[str, Any]:
    """Put a version in force from the first day of a month, or (no set) go back to the built-in pricing.

    ``Conflict`` for a month with a final run: what was paid was computed by what was in force then.
    """
    if data.valid_from.day != 1:
        raise Invalid(
            Text("请从某月 1 日起启用", "start on the first day of a month"),
            fields={"valid_from": Text("应为 1 日", "must be a first day")},
        )
    closed = await fetch_value(
        "SELECT max(period) FROM payroll_run WHERE company_id = $1 AND state IN ('closed', 'paid', 'filed')",
        ctx.company_id,
    )
    if closed is not None and f"{data.valid_from:%Y-%m}" <= closed:
        raise Conflict(
            Text(f"{closed} 已关账，请从之后的月份启用", f"{closed} is closed; start later"),
            code="payroll.component.month_closed",
        )
    version_id = None
    if set_id is not None:
        version = await find_version(ctx, set_id, data.version)
        version_id = version["id"]
        document = SetDocument(**version["document"])
        await checked(ctx, document, data.valid_from)
    use_id = new_id()
    await execute(
        "INSERT INTO payroll_component_use (id, company_id, version_id, valid_from, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        use_id,
        ctx.company_id,
        version_id,
        data.valid_from,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.component.use",
        subject="payroll_component_set",
        subject_id=set_id,
        detail={"valid_from": data.valid_from.isoformat(), "version": data.version},
    )
    return {"id": use_id}


async def record_table(ctx: Context, data: TableIn) -> dict[str, Any]:
    """Record a look-up table from a day on. A newer row of the same name and day is a correction."""
    document = data.model_dump(mode="json", include={"form", "key", "value", "steps", "brackets"})
    try:
        table_of(data.name, document)
    except TableError as error:
        raise Invalid(Text(error.zh, error.en), code="payroll.component.table") from error
    table_id = new_id()
    await execute(
        "INSERT INTO payroll_lookup_table (id, company_id, name, valid_from, document, reference, recorded_at,"
        " recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        table_id,
        ctx.company_id,
        data.name,
        data.valid_from,
        json.dumps(document, ensure_ascii=False),
        data.reference,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.component.table",
        subject="payroll_lookup_table",
        subject_id=table_id,
        detail={"name": data.name},
    )
    return {"id": table_id}


def quantities(locale: str) -> list[dict[str, Any]]:
    """What formulas may read, for the editor."""
    english = locale.lower().startswith("en")
    return [
        {
            "name": quantity.name,
            "kind": quantity.kind,
            "label": quantity.en if english else quantity.zh,
            "low": str(quantity.low),
            "high": str(quantity.high),
        }
        for quantity in BUILT_IN.values()
    ]


def _said(error: Invalid, locale: str) -> str:
    return error.text.of(locale)
