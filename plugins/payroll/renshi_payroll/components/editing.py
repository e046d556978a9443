"""The editor of component sets: one component at a time, each saving a version; formulas checked with their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_payroll.components import repository, service
from renshi_payroll.components.library import compile_document
from renshi_payroll.components.schemas import (
    ComponentIn,
    EditIn,
    FactIn,
    FormulaIn,
    RemoveIn,
    TryIn,
    VersionIn,
)
from renshi_payroll.components.trial import try_document
from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.graph import Compiled, ComponentGraph
from renshi_payroll.formula.tables import TableError
from renshi_payroll.permissions import SLIP_READ
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text

#: What stands in for a result where a formula is looked at alone.
DRAFT = "draft"


async def components(ctx: Context, set_id: UUID, version: int | None) -> tuple[int, list[dict[str, Any]]]:
    """Which version is shown, and its components in the order they are computed."""
    found = await service.find_version(ctx, set_id, version)
    try:
        graph = await _graph(ctx, found["document"])
    except (FormulaError, TableError) as error:
        # A table that was changed since can break a version that held once. It must be seen to be mended.
        return found["version"], [
            _unread(place, one, found["version"], Text(error.zh, error.en).of(ctx.locale))
            for place, one in enumerate(found["document"]["components"], start=1)
        ]
    readers: dict[str, list[str]] = {}
    for one in graph.ordered:
        for name in one.reads:
            readers.setdefault(name, []).append(_title(one, ctx.locale))
    titles = {one.spec.code: _title(one, ctx.locale) for one in graph.ordered}
    return found["version"], [
        {
            "order": place,
            "code": one.spec.code,
            "zh": one.spec.zh,
            "en": one.spec.en,
            "label": titles[one.spec.code],
            "formula": one.spec.formula,
            "treatment": one.spec.treatment,
            "rounding": one.spec.rounding,
            "unit": str(one.spec.unit),
            "reads": [_named(name, titles, graph, ctx.locale) for name in one.reads],
            "read_by": readers.get(one.spec.code, []),
            "version": found["version"],
            "problem": "",
        }
        for place, one in enumerate(graph.ordered, start=1)
    ]


def _unread(place: int, one: Mapping[str, Any], version: int, problem: str) -> dict[str, Any]:
    """A component as it was written, where its set doesn't compile any more."""
    spec = ComponentIn(**one)
    return spec.model_dump(mode="json") | {
        "order": place,
        "label": spec.zh,
        "reads": [],
        "read_by": [],
        "version": version,
        "problem": problem,
    }


def _title(one: Compiled, locale: str) -> str:
    return Text(one.spec.zh, one.spec.en or one.spec.zh).of(locale)


def _named(name: str, titles: Mapping[str, str], graph: ComponentGraph, locale: str) -> str:
    quantity = graph.scope.quantities.get(name)
    if quantity is not None:
        return Text(quantity.zh, quantity.en or quantity.zh).of(locale)
    return titles.get(name, name)


async def _graph(ctx: Context, document: Mapping[str, Any]) -> ComponentGraph:
    tables = await repository.tables_on(ctx.company_id, ctx.today(), ctx.now())
    return compile_document(document, tables)


async def save(ctx: Context, set_id: UUID, data: EditIn) -> dict[str, Any]:
    """Put one component into the newest version and store that as the next one.

    ``Conflict`` where somebody saved another version meanwhile; ``Invalid`` names the component and the place.
    """
    document = await _newest(ctx, set_id, data.version)
    changed = ComponentIn(**data.model_dump(exclude={"version", "note"}))
    kept = [ComponentIn(**one) for one in document["components"]]
    places = [place for place, one in enumerate(kept) if one.code == changed.code]
    if places:
        kept[places[0]] = changed
    else:
        kept.append(changed)
    return await _store(ctx, set_id, kept, document, data.note)


async def remove(ctx: Context, set_id: UUID, code: str, data: RemoveIn) -> dict[str, Any]:
    """Take one component out. ``Invalid`` where another one reads it, or where it is the last."""
    document = await _newest(ctx, set_id, data.version)
    kept = [ComponentIn(**one) for one in document["components"] if one["code"] != code]
    if len(kept) == len(document["components"]):
        raise NotFound(Text("没有该项目", "no such component"))
    if not kept:
        raise Invalid(
            Text("方案至少保留一个项目；不再使用请改用内置计价", "a set keeps at least one component"),
            code="payroll.component.last",
        )
    return await _store(ctx, set_id, kept, document, data.note)


async def _newest(ctx: Context, set_id: UUID, seen: int) -> Mapping[str, Any]:
    found = await service.find_version(ctx, set_id, None)
    if found["version"] != seen:
        raise Conflict(
            Text(
                f"该方案已有第 {found['version']} 版，请刷新后再改",
                f"there is version {found['version']} by now; reload first",
            ),
            code="payroll.component.version",
        )
    document: Mapping[str, Any] = found["document"]
    return document


async def _store(
    ctx: Context, set_id: UUID, kept: list[ComponentIn], document: Mapping[str, Any], note: str
) -> dict[str, Any]:
    facts = [FactIn(**one) for one in document["facts"]]
    return await service.add_version(ctx, set_id, VersionIn(components=kept, facts=facts, note=note))


async def check_formula(ctx: Context, set_id: UUID, data: FormulaIn) -> dict[str, Any]:
    """Whether a formula holds in its set: what it reads, or the place where it doesn't, and somebody's amount."""
    found = await service.find_version(ctx, set_id, None)
    document = _with(found["document"], data)
    try:
        graph = await _graph(ctx, document)
    except FormulaError as error:
        # A set may fail in a component that reads the changed one: its own formula is shown then.
        formulas = {one["code"]: one["formula"] for one in document["components"]}
        return {
            "ok": False,
            "component": error.component,
            "position": error.position + 1,
            "text": _place(error, mine=error.component == data.code).of(ctx.locale),
            "marked": marked(formulas.get(error.component, data.formula), error.position),
            "reads": [],
            "items": [],
        }
    except TableError as error:
        raise Invalid(Text(error.zh, error.en), code="payroll.component.table") from error
    titles = {one.spec.code: _title(one, ctx.locale) for one in graph.ordered}
    (mine,) = [one for one in graph.ordered if one.spec.code == data.code]
    items: list[dict[str, Any]] = []
    if data.employee_id is not None:
        ctx.access.require(SLIP_READ)
        period = data.period or f"{ctx.today():%Y-%m}"
        tried = await try_document(ctx, document, TryIn(period=period, employee_id=data.employee_id))
        wanted = {data.code, *mine.reads}
        items = [one for one in tried if one["code"] in wanted]
    return {
        "ok": True,
        "component": data.code,
        "position": None,
        "text": Text("公式正确", "The formula holds").of(ctx.locale),
        "marked": "",
        "reads": [_named(name, titles, graph, ctx.locale) for name in mine.reads],
        "items": items,
    }


def _place(error: FormulaError, *, mine: bool) -> Text:
    of_zh, of_en = ("", "") if mine else (f"“{error.component}”", f"{error.component}, ")
    return Text(
        f"{of_zh}第 {error.position + 1} 个字符：{error.zh}",
        f"{of_en}character {error.position + 1}: {error.en}",
    )


def marked(formula: str, position: int) -> str:
    """The formula with a mark before the place that is wrong."""
    place = min(max(position, 0), len(formula))
    return f"{formula[:place]}▲{formula[place:]}"


def _with(document: Mapping[str, Any], data: FormulaIn) -> dict[str, Any]:
    changed = [
        one | {"formula": data.formula} if one["code"] == data.code else one for one in document["components"]
    ]
    if data.code not in {one["code"] for one in document["components"]}:
        changed.append(
            {"code": data.code, "zh": "试算项目", "en": "Trial", "formula": data.formula, "treatment": "wage"}
        )
    return {"components": changed, "facts": document["facts"]}


async def versions(ctx: Context, set_id: UUID) -> list[dict[str, Any]]:
    """All versions with the number of the one before, so that a reader can compare them."""
    await service.find(ctx, set_id)
    rows = await repository.versions(set_id)
    return [row | {"set_id": set_id, "previous": max(1, row["version"] - 1)} for row in rows]
