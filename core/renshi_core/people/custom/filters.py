"""Filters and sorting of lists by custom fields: ``custom.shirt=L``, ``custom.level.ge=3``, ``custom.shirt.in=M,L``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from renshi_core.people.custom import slots
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
BEING_INDEXED = Text(
    "该字段正在建立索引，完成后即可筛选和排序",
    "the field is being indexed; filter and sort by it when that is done",
)
_HOLDS = "SELECT v.employee_id FROM core_custom_value v WHERE v.field_id = {}"


@dataclass(frozen=True, slots=True)
class _Test:
    """A comparison that was asked for: ``operator`` with texts of the index; ``null`` and ``set`` have none."""

    field: FieldDef
    operator: str
    values: tuple[str, ...] = ()


def findable(sight: Sight, code: str) -> FieldDef | None:
    """A custom field that the caller may filter and sort by: there for them, in clear, and in the index.

    A masked field is not: asking for values until one fits would read it.
    """
    field = sight.catalogue.fields.get(code)
    if field is None or not field.is_custom or not sight.sees(field) or not kept_for(field):
        return None
    return None if field.flags.sensitive else field


def clauses(sight: Sight, wanted: Sequence[tuple[str, str]], *, row: str, zone: str) -> list[Clause]:
    """Filters of the query string as conditions on ``row`` of ``core_employee_current``.

    Raises:
        Invalid: with the name of the parameter.
    """
    tests = [_test(sight, name, raw, zone) for name, raw in wanted]
    in_slots = [_by_slot(test, f"{row}.{name}") for test in tests if (name := slots.column(test.field))]
    return in_slots + _by_rows([t for t in tests if slots.column(t.field) is None], f"{row}.id")


def _by_slot(test: _Test, column: str) -> Clause:
    """A condition on a column of the row itself, as on any other fact of today."""
    marked = tuple(slots.text_of(test.field, value) for value in test.values)
    match test.operator:
        case "null" | "set":
            return Clause(f"{column} IS {'NOT ' if test.operator == 'set' else ''}NULL")
        case "ne":
            return Clause(f"{column} IS DISTINCT FROM {{}}", marked)
        case "in":
            return Clause(f"{column} = ANY({{}})", (list(marked),))
        case "contains":
            return Clause(f"substr({column}, {slots.MARK_LENGTH + 1}) LIKE {{}}", test.values)
        case "gt" | "ge":
            return Clause(
                f"{column} {_OPS[test.operator]} {{}} AND {column} < {{}}", (*marked, slots.after(test.field))
            )
        case "lt" | "le":
            return Clause(
                f"{column} {_OPS[test.operator]} {{}} AND {column} >= {{}}", (*marked, slots.mark(test.field))
            )
    return Clause(f"{column} = {{}}", marked)


def _by_rows(tests: Sequence[_Test], column: str) -> list[Clause]:
    """Conditions on the person's rows of ``core_custom_value``.

    One that names values is a plain semi-join, which lets PostgreSQL walk the list in its order and stop after a page.
    Several are joined among themselves first, in their index alone, and their few people looked up by key: planned
    as so many semi-joins, the whole company would be read for them.
    """
    found: list[Clause] = []
    held: list[Clause] = []
    for test in tests:
        clause = _of_row(test)
        if test.operator in ("null", "ne"):
            found.append(Clause(f"{column} NOT IN ({_HOLDS}{clause.sql})", clause.args))
        else:
            held.append(clause)
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


def _of_row(test: _Test) -> Clause:
    """What a row of the index has to be; its first argument is the field."""
    field_id = test.field.custom_id
    match test.operator:
        case "null" | "set":
            return Clause("", (field_id,))
        case "contains":
            return Clause(" AND v.value LIKE {}", (field_id, *test.values))
        case "in":
            return Clause(" AND v.value = ANY({})", (field_id, list(test.values)))
    return Clause(f" AND v.value {_OPS.get(test.operator, '=')} {{}}", (field_id, *test.values))


def _test(sight: Sight, name: str, raw: str, zone: str) -> _Test:
    parts = name.split(".")
    field = findable(sight, ".".join(parts[:2]))
    op = parts[2] if len(parts) == 3 else "eq"
    if field is not None and field.being_indexed:
        raise _bad(name, BEING_INDEXED)
    if field is None or len(parts) > 3:
        raise _bad(name, Text(f"不能按“{name}”筛选", f"no filter {name!r}"))
    if op == "null":
        return _Test(field, "set" if raw in ("0", "false") else "null")
    if op == "contains" and field.kind in kinds.TEXTS:
        return _Test(
            field, op, ("%" + raw.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",)
        )
    if op == "in":
        return _Test(
            field, op, tuple(_entry(field, part, name, zone) for part in raw.split(",") if part.strip())
        )
    if op != "ne" and (op not in _OPS or (op != "eq" and field.kind in kinds.UNSORTABLE)):
        raise _bad(name, Text(f"不支持的比较“{op}”", f"unknown comparison {op!r}"))
    return _Test(field, op, (_entry(field, raw, name, zone),))


def sorted_by(sight: Sight, spec: ListSpec, query: ListQuery, *, row: str) -> tuple[ListSpec, ListQuery]:
    """``spec`` with the custom field that ``query`` sorts by, where it does."""
    wish = (query.sort or "").lstrip("-")
    if not wish.startswith(PREFIX):
        return spec, query
    field = findable(sight, wish)
    if field is not None and field.being_indexed:
        raise _bad("sort", BEING_INDEXED)
    if field is None or field.kind in kinds.UNSORTABLE:
        raise _bad("sort", Text(f"不能按“{wish}”排序", f"can't sort by {wish!r}"))
    select, column = spec.select, f"{row}.{slots.column(field)}"
    if slots.column(field) is None:
        # The id comes from the database, and is one.
        select += (
            f" LEFT JOIN core_custom_value sorting ON sorting.employee_id = {row}.id"
            f" AND sorting.field_id = '{field.custom_id}'"
        )
        column = "sorting.value"
    fields = {**spec.fields, wish: ListField(column, sortable=True, filterable=False, nullable=True)}
    return replace(spec, select=select, fields=fields), query


def _entry(field: FieldDef, raw: str, name: str, zone: str) -> str:
    one = replace(field, kind="choice") if field.kind == "multi" else field
    try:
        made = kinds.entries(one.kind, kinds.fit(one, raw, zone=zone))
    except Unfit as unfit:
        raise _bad(name, unfit.text) from unfit
    return made[0]


def _bad(name: str, message: Text) -> Invalid:
    return Invalid(Text("查询参数有误", "a query parameter is wrong"), code="query", fields={name: message})
