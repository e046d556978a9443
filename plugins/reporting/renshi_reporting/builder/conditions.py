"""Filters of a question: what somebody typed, read by the kind of the dimension, and compared."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from renshi_reporting.builder.arguments import Arguments
from renshi_reporting.builder.query import Filter
from renshi_sdk import Text
from renshi_sdk.contributions import Dimension
from renshi_sdk.errors import Invalid

_COMPARE = {"eq": "=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_SORTED = {"date", "integer", "number"}


def condition(
    dimension: Dimension, asked: Filter, arguments: Arguments, known: dict[str, tuple[str, Any]]
) -> str:
    """A filter as SQL over the dataset's rows. Raises ``Invalid`` where its value or operator doesn't fit."""
    sql = arguments.fill(dimension.sql, known)
    text = dimension.kind in ("text", "choice")
    own = f"({sql})::text" if text else sql
    match asked.op:
        case "empty":
            return f"{sql} IS NULL"
        case "filled":
            return f"{sql} IS NOT NULL"
    if not asked.values:
        raise wrong(
            "filters", Text(f"“{dimension.title.zh}”请填写筛选值", f"{dimension.title.en!r}: give a value")
        )
    cast = {"date": "date", "integer": "bigint", "number": "numeric", "boolean": "boolean"}.get(
        dimension.kind, "text"
    )
    values = [read(dimension, v, "filters") for v in asked.values]
    if asked.op in ("in", "not_in") or (asked.op in ("eq", "ne") and len(values) > 1):
        place = arguments.add(values)
        inside = f"{own} = ANY({place}::{cast}[])"
        return inside if asked.op in ("in", "eq") else f"({inside}) IS NOT TRUE"
    if asked.op == "ne":
        return f"{own} IS DISTINCT FROM {arguments.add(values[0])}::{cast}"
    if asked.op == "contains":
        if not text:
            raise wrong("filters", Text("只有文本可以“包含”", "only texts contain something"))
        shown = arguments.fill(dimension.label, known) if dimension.label else own
        pattern = re.sub(r"([\\%_])", r"\\\1", asked.values[0])
        return f"{shown} ILIKE {arguments.add(f'%{pattern}%')}"
    if asked.op != "eq" and dimension.kind not in _SORTED:
        raise wrong(
            "filters", Text(f"“{dimension.title.zh}”不能比较大小", f"{dimension.title.en!r} has no order")
        )
    return f"{own} {_COMPARE[asked.op]} {arguments.add(values[0])}::{cast}"


def read(dimension: Dimension, raw: Any, part: str) -> Any:
    """A typed value as the dimension's kind has it. Raises ``Invalid``."""
    text = str(raw)
    try:
        match dimension.kind:
            case "date":
                return date.fromisoformat(text)
            case "integer":
                number = int(text)
                if not -(2**63) <= number < 2**63:
                    raise ValueError
                return number
            case "number":
                value = Decimal(text)
                if not value.is_finite():
                    raise ValueError
                return value
            case "boolean":
                return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
            case _:
                if "\x00" in text:
                    raise ValueError
                return text
    except (ValueError, InvalidOperation, KeyError) as error:
        message = Text(
            f"“{text[:40]}”不是“{dimension.title.zh}”的有效值",
            f"{text[:40]!r} is no value of {dimension.title.en!r}",
        )
        raise wrong(part, message) from error


def wrong(part: str, message: Text) -> Invalid:
    """A part of the question that doesn't fit."""
    return Invalid(message, code="reporting.query", fields={part: message})
