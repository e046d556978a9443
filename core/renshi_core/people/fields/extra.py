"""Further fields of a list of people: read for the page's rows alone, filtered where they have an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from renshi_core.people import identity
from renshi_core.people.custom import values as custom
from renshi_core.people.fields import kinds
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_core.people.sections import store
from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

PREFIX = "personal."
MOST = 60
_OPS = {"eq": "=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}


def wanted(sight: Sight, codes: Sequence[str]) -> list[FieldDef]:
    """Personal and custom fields by their codes. Raises ``Invalid`` for one that isn't there for the caller."""
    found = []
    for code in codes[:MOST]:
        field = sight.catalogue.fields.get(code)
        if field is None or not sight.sees(field) or not (field.is_custom or field.section == "personal"):
            message = Text(f"没有字段“{code}”", f"there is no field {code!r}")
            raise Invalid(
                Text("查询参数有误", "a query parameter is wrong"), code="query", fields={"fields": message}
            )
        found.append(field)
    return found


async def add(
    ctx: Context, sight: Sight, items: Sequence[dict[str, Any]], fields: Sequence[FieldDef]
) -> None:
    """Give each row what was asked for, under ``fields`` by code; sensitive values masked."""
    if not fields or not items:
        return
    values = await read(ctx, sight, [item["id"] for item in items], fields)
    for item in items:
        item["fields"] = {f.code: sight.shown(f, v) for f, v in zip(fields, values[item["id"]], strict=True)}


async def read(
    ctx: Context, sight: Sight, ids: Sequence[Any], fields: Sequence[FieldDef]
) -> dict[Any, list[Any]]:
    """Values of personal and custom fields of several people in one query, in JSON types and in full."""
    built_in = [f for f in fields if not f.is_custom]
    columns = [f"{f.column}_sealed" if f.sealed else str(f.column) for f in built_in]
    any_custom = "custom::text" if any(f.is_custom for f in fields) else "'{}'"
    rows = await fetch(
        f"SELECT {', '.join(['id', f'{any_custom} AS custom', *columns])} FROM core_employee WHERE id = ANY($1)",
        list(ids),
    )
    owned = await custom.in_full(ctx, sight.catalogue, {r["id"]: r["custom"] for r in rows})
    found = {}
    for record in rows:
        row = dict(record)
        own = owned[row["id"]]
        found[row["id"]] = [
            own.get(f)
            if f.is_custom
            else identity.opened(ctx, row)
            if f.sealed
            else store.plain(ctx, "core_employee", f, row)
            for f in fields
        ]
    return found


def clause(sight: Sight, name: str, raw: str, *, column: str) -> Clause:
    """A filter by an indexed personal field: ``personal.gender=female``, ``personal.born_on.ge=1990-01-01``."""
    code, _, rest = name.removeprefix(PREFIX).partition(".")
    field = sight.catalogue.fields.get(f"{PREFIX}{code}")
    if field is None or not sight.sees(field) or not field.flags.searchable or field.flags.sensitive:
        raise _bad(name, Text(f"不能按“{name}”筛选", f"no filter {name!r}"))
    op = rest or "eq"
    try:
        if op == "in":
            parts = [store.typed(field, kinds.fit(field, part)) for part in raw.split(",") if part.strip()]
            return Clause(
                f"{column} IN (SELECT p.id FROM core_employee p WHERE p.{field.column} = ANY({{}}))", (parts,)
            )
        if op not in _OPS:
            raise _bad(name, Text(f"不支持的比较“{op}”", f"unknown comparison {op!r}"))
        value = store.typed(field, kinds.fit(field, raw))
    except Unfit as unfit:
        raise _bad(name, unfit.text) from unfit
    return Clause(
        f"{column} IN (SELECT p.id FROM core_employee p WHERE p.{field.column} {_OPS[op]} {{}})", (value,)
    )


def _bad(name: str, message: Text) -> Invalid:
    return Invalid(Text("查询参数有误", "a query parameter is wrong"), code="query", fields={name: message})
