"""Filters and sorting of lists by custom fields: ``custom.shirt=L``, ``custom.level.ge=3``, ``custom.shirt.in=M,L``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from renshi_core.people.custom.index import kept_for
from renshi_core.people.fields import kinds
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_sdk.db import ListField, ListQuery, ListSpec
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

PREFIX = "custom."
_OPS = {"eq": "=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_HOLDS = "SELECT v.employee_id FROM core_custom_value v WHERE v.field_id = {}"


def findable(sight: Sight, code: str) -> FieldDef | None:
    """A custom field that the caller may filter and sort by: there for them, in clear, and in the index.

    A masked field is not: asking for values until one fits would read it.
    """
    field = sight.catalogue.fields.get(code)
    if field is None or not field.is_custom or not sight.sees(field) or not kept_for(field):
        return None
    return None if field.flags.sensitive else field


def clauses(sight: Sight, wanted: Sequence[tuple[str, str]], *, column: str, zone: str) -> list[Clause]:
    """Filters of the query string as conditions on ``column``. Raises ``Invalid`` with the name of the parameter.

    One that names values is a plain semi-join, which lets PostgreSQL walk the list in its order and stop after a page.
    Several are joined among themselves first, in their index alone, and their few people looked up by key: planned
    as so many semi-joins, the whole company would be read for them (measured in ``benchmarks/custom_fields.py``).
    """
    found: list[Clause] = []
    held: list[Clause] = []
    for name, raw in wanted:
        test = _test(sight, name, raw, zone)
        if test.sql.startswith("NOT "):
            found.append(Clause(f"{column} NOT IN ({_HOLDS}{test.sql[4:]})", test.args))
        else:
            held.append(test)
    if len(held) == 1:
        found.append(Clause(f"{column} IN ({_HOLDS}{held[0].sql})", held[0].args))
    elif held:
        first, *others = [c.sql.replace("v.", f"v{i}.") for i, c in enumerate(held)]
        joined = "".join(
            f" JOIN core_custom_value v{i} ON v{i}.employee_id = v0.employee_id AND v{i}.field_id = {{}}{sql}"
            for i, sql in enumerate(others, start=1)
        )
        arguments = [a for c in (*held[1:], held[0]) for a in c.args]
        found.append(
            Clause(
                f"{column} = ANY(ARRAY(SELECT v0.employee_id FROM core_custom_value v0{joined}"
                f" WHERE v0.field_id = {{}}{first}))",
                tuple(arguments),
            )
        )
    return found


def _test(sight: Sight, name: str, raw: str, zone: str) -> Clause:
    """What a row of the index has to be; its first argument is the field. ``NOT`` in front: there is no such row."""
    parts = name.split(".")
    field = findable(sight, ".".join(parts[:2]))
    op = parts[2] if len(parts) == 3 else "eq"
    if field is None or len(parts) > 3:
        raise _bad(name, Text(f"不能按“{name}”筛选", f"no filter {name!r}"))
    if op == "null":
        return Clause("" if raw in ("0", "false") else "NOT ", (field.custom_id,))
    if op == "contains" and field.kind in kinds.TEXTS:
        pattern = "%" + raw.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return Clause(" AND v.value LIKE {}", (field.custom_id, pattern))
    if op == "in":
        wanted = [_entry(field, part, name, zone) for part in raw.split(",") if part.strip()]
        return Clause(" AND v.value = ANY({})", (field.custom_id, wanted))
    if op == "ne":
        return Clause("NOT  AND v.value = {}", (field.custom_id, _entry(field, raw, name, zone)))
    if op not in _OPS or (op != "eq" and field.kind in kinds.UNSORTABLE):
        raise _bad(name, Text(f"不支持的比较“{op}”", f"unknown comparison {op!r}"))
    return Clause(f" AND v.value {_OPS[op]} {{}}", (field.custom_id, _entry(field, raw, name, zone)))


def sorted_by(sight: Sight, spec: ListSpec, query: ListQuery, *, column: str) -> tuple[ListSpec, ListQuery]:
    """``spec`` with the custom field that ``query`` sorts by, where it does."""
    wish = (query.sort or "").lstrip("-")
    if not wish.startswith(PREFIX):
        return spec, query
    field = findable(sight, wish)
    if field is None or field.kind in kinds.UNSORTABLE:
        raise _bad("sort", Text(f"不能按“{wish}”排序", f"can't sort by {wish!r}"))
    # The id comes from the database, and is one.
    joined = (
        f"{spec.select} LEFT JOIN core_custom_value sorting ON sorting.employee_id = {column}"
        f" AND sorting.field_id = '{field.custom_id}'"
    )
    fields = {**spec.fields, wish: ListField("sorting.value", sortable=True, filterable=False, nullable=True)}
    return replace(spec, select=joined, fields=fields), query


def _entry(field: FieldDef, raw: str, name: str, zone: str) -> str:
    one = replace(field, kind="choice") if field.kind == "multi" else field
    try:
        made = kinds.entries(one.kind, kinds.fit(one, raw, zone=zone))
    except Unfit as unfit:
        raise _bad(name, unfit.text) from unfit
    return made[0]


def _bad(name: str, message: Text) -> Invalid:
    return Invalid(Text("查询参数有误", "a query parameter is wrong"), code="query", fields={name: message})
