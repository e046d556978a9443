"""Lists: filter, sort and page over one SQL select, the same way everywhere.

Query string of every list: ``limit`` (1–200), ``cursor`` (from ``next_cursor``) or ``page`` (1…), ``sort``
(``name`` or ``-name``), ``q`` (free search where the list has one), and a parameter per filter:
``state=open``, ``starts_on.ge=2026-01-01``, ``state.in=open,closed``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from renshi_sdk.db.session import fetch, fetch_value, where
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

Kind = Literal["text", "uuid", "integer", "number", "date", "datetime", "boolean"]
_OPS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_RESERVED = {"limit", "cursor", "page", "sort", "q", "count"}
MAX_LIMIT = 200
MAX_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class ListField:
    """A field of a list: its SQL expression, type, and whether it may be filtered and sorted by.

    ``nullable`` must be true where the expression can be NULL and ``sortable`` is set.
    """

    sql: str
    kind: Kind = "text"
    sortable: bool = False
    filterable: bool = True
    nullable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """What a list is made of.

    ``select`` is ``SELECT … FROM … `` without WHERE; ``key`` the unique expression that breaks ties;
    ``search`` a condition with ``{}`` for the escaped ``q`` pattern (``'%q%'``), each place gets the same value.
    ``counted_to`` bounds how far ``total`` is counted, for lists that grow without end: a total of this size means
    that many or more.
    """

    select: str
    fields: Mapping[str, ListField]
    key: str
    default_sort: str
    search: str | None = None
    key_kind: Kind = "uuid"
    counted_to: int | None = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A caller's wishes, read from the query string."""

    limit: int = 50
    cursor: str | None = None
    page: int | None = None
    sort: str | None = None
    q: str | None = None
    count: bool = False
    filters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, params: Sequence[tuple[str, str]]) -> ListQuery:
        """Read pairs of a query string; raises ``Invalid`` with the parameter's name."""
        known = {k: v for k, v in params if k in _RESERVED}
        return cls(
            limit=_number(known.get("limit") or known.get("perPage") or "50", "limit", MAX_LIMIT),
            cursor=known.get("cursor") or None,
            page=_number(known["page"], "page", MAX_PAGE) if known.get("page") else None,
            sort=known.get("sort") or None,
            q=(known.get("q") or "").strip() or None,
            count=known.get("count") in ("1", "true"),
            filters=tuple((k, v) for k, v in params if k not in _RESERVED and v != ""),
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``total`` is counted where a page number or ``count=true`` asked for it."""

    items: list[dict[str, Any]]
    next_cursor: str | None = None
    total: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


async def listing(spec: ListSpec, query: ListQuery, *conditions: Clause) -> Listing:
    """Run a list. ``conditions`` (data scope, company) hold whatever the caller asks for.

    Raises:
        Invalid: unknown field, value of the wrong type, or a cursor of another sort order.
    """
    clauses = [*conditions, *list_conditions(spec, query)]
    total = None
    if query.count or query.page is not None:
        sql, args = where(*clauses)
        bound = f" LIMIT {spec.counted_to}" if spec.counted_to is not None else ""
        total = await fetch_value(f"SELECT count(*) FROM ({spec.select} WHERE {sql}{bound}) AS listed", *args)

    name, descending = _sort(spec, query.sort or spec.default_sort)
    sort_field = spec.fields[name]
    if query.cursor and query.page is None:
        clauses.append(_after(spec, sort_field, f"{'-' if descending else ''}{name}", query.cursor))
    sql, args = where(*clauses)
    way = "DESC" if descending else "ASC"
    nulls = (" NULLS LAST" if not descending else " NULLS FIRST") if sort_field.nullable else ""
    offset = (query.page - 1) * query.limit if query.page else 0
    rows = await fetch(
        f"SELECT * FROM ({spec.select.replace('SELECT ', f'SELECT {sort_field.sql} AS _sort, {spec.key} AS _key, ', 1)}"
        f" WHERE {sql} ORDER BY {sort_field.sql} {way}{nulls}, {spec.key} {way}"
        f" LIMIT {query.limit + 1} OFFSET {offset}) AS listed",
        *args,
    )
    items = [dict(row) for row in rows[: query.limit]]
    cursor = None
    if len(rows) > query.limit:
        last = items[-1]
        cursor = _encode(f"{'-' if descending else ''}{name}", last["_sort"], last["_key"])
    for item in items:
        del item["_sort"], item["_key"]
    return Listing(items=items, next_cursor=cursor, total=total)


def list_conditions(spec: ListSpec, query: ListQuery) -> list[Clause]:
    """What a query asks for as conditions, for work on everything that its list holds. Raises ``Invalid``."""
    clauses = [_filter(spec, name, value) for name, value in query.filters]
    if query.q:
        if spec.search is None:
            raise _bad("q", Text("此列表不支持搜索", "this list can't be searched"))
        pattern = "%" + query.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        clauses.append(Clause(spec.search, (pattern,) * spec.search.count("{}")))
    return clauses


def _filter(spec: ListSpec, name: str, raw: str) -> Clause:
    field_name, _, op = name.partition(".")
    op = op or "eq"
    target = spec.fields.get(field_name)
    if target is None or not target.filterable:
        known = ", ".join(sorted(n for n, f in spec.fields.items() if f.filterable))
        raise _bad(
            name,
            Text(f"不能按“{field_name}”筛选，可用：{known}", f"no filter {field_name!r}; there are: {known}"),
        )
    if op == "in":
        return Clause(f"{target.sql} = ANY({{}})", ([_value(target.kind, v, name) for v in raw.split(",")],))
    if op == "contains" and target.kind == "text":
        pattern = "%" + raw.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return Clause(f"{target.sql} ILIKE {{}}", (pattern,))
    if op == "null":
        return Clause(f"{target.sql} IS {'NOT ' if raw in ('0', 'false') else ''}NULL")
    if op not in _OPS:
        raise _bad(name, Text(f"不支持的比较“{op}”", f"unknown comparison {op!r}"))
    return Clause(f"{target.sql} {_OPS[op]} {{}}", (_value(target.kind, raw, name),))


def _sort(spec: ListSpec, wish: str) -> tuple[str, bool]:
    name = wish.lstrip("-")
    target = spec.fields.get(name)
    if target is None or not target.sortable:
        known = ", ".join(sorted(n for n, f in spec.fields.items() if f.sortable))
        raise _bad(
            "sort", Text(f"不能按“{name}”排序，可用：{known}", f"can't sort by {name!r}; there are: {known}")
        )
    return name, wish.startswith("-")


def _after(spec: ListSpec, target: ListField, order: str, cursor: str) -> Clause:
    try:
        made_for, value, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError) as error:
        raise _bad("cursor", Text("游标无效", "the cursor is not valid")) from error
    if made_for != order:
        raise _bad("cursor", Text("游标属于另一种排序", "the cursor belongs to another sort order"))
    key_value = _value(spec.key_kind, str(key), "cursor")
    sign = "<" if order.startswith("-") else ">"
    if value is None:
        if sign == ">":
            return Clause(f"{target.sql} IS NULL AND {spec.key} > {{}}", (key_value,))
        return Clause(
            f"({target.sql} IS NULL AND {spec.key} < {{}}) OR {target.sql} IS NOT NULL", (key_value,)
        )
    typed = _value(target.kind, str(value), "cursor")
    tie = f"({target.sql}, {spec.key}) {sign} ({{}}, {{}})"
    if target.nullable and sign == ">":
        return Clause(f"{tie} OR {target.sql} IS NULL", (typed, key_value))
    return Clause(tie, (typed, key_value))


def _encode(order: str, value: Any, key: Any) -> str:
    plain = value if value is None or isinstance(value, bool | int) else str(value)
    return base64.urlsafe_b64encode(json.dumps([order, plain, str(key)]).encode()).decode()


def _value(kind: Kind, raw: str, name: str) -> Any:
    try:
        match kind:
            case "text":
                if "\x00" in raw:
                    raise ValueError
                return raw
            case "uuid":
                return UUID(raw)
            case "integer":
                number = int(raw)
                if not -(2**63) <= number < 2**63:
                    raise ValueError
                return number
            case "number":
                value = Decimal(raw)
                if not value.is_finite():
                    raise ValueError
                return value
            case "date":
                return date.fromisoformat(raw)
            case "datetime":
                moment = datetime.fromisoformat(raw)
                if moment.tzinfo is None:
                    raise ValueError
                return moment
            case "boolean":
                return {"true": True, "1": True, "false": False, "0": False, "True": True, "False": False}[
                    raw
                ]
    except (ValueError, InvalidOperation, KeyError) as error:
        raise _bad(name, Text(f"“{raw[:40]}”不是有效的{kind}值", f"{raw[:40]!r} is no {kind}")) from error


def _number(raw: str, name: str, most: int) -> int:
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:9]) <= most:
        raise _bad(name, Text(f"应为 1 到 {most} 的整数", f"must be a whole number from 1 to {most}"))
    return int(raw)


def _bad(name: str, message: Text) -> Invalid:
    return Invalid(Text("查询参数有误", "a query parameter is wrong"), code="query", fields={name: message})
