"""A report for a reader, whichever kind it is: one that somebody keeps, or one with its own formula."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from renshi_reporting.builder import run
from renshi_reporting.builder.query import Query
from renshi_reporting.saved import repository
from renshi_sdk import Context
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text

SAVED = "saved:"


@dataclass(frozen=True, slots=True)
class Content:
    """What is shown and written: ``columns`` are name, title and kind."""

    title: str
    definition: str
    columns: tuple[tuple[str, str, str], ...]
    rows: list[dict[str, Any]]
    note: str | None = None
    totals: dict[str, Any] = field(default_factory=dict)


async def of_subject(ctx: Context, subject: str, params: Mapping[str, Any]) -> Content:
    """The content of ``saved:<id>`` or of a finished report's name, as the context's actor may see it.

    Raises:
        NotFound, Forbidden: not for this reader. Invalid: parameters.
    """
    if subject.startswith(SAVED):
        row = await repository.visible(ctx, _id(subject))
        return await of_query(ctx, row["title"], Query.model_validate(json.loads(row["query"])))
    record, result = await ctx.reports.run(subject, params)
    return Content(
        title=record.title.of(ctx.locale),
        definition=record.definition.of(ctx.locale),
        columns=tuple((c.name, c.title.of(ctx.locale), c.kind) for c in record.columns),
        rows=result.rows,
        note=result.note.of(ctx.locale) if result.note else None,
    )


async def of_query(ctx: Context, title: str, query: Query) -> Content:
    """The content of a question."""
    return of_answer(title, await run.ask(ctx, query), locale=ctx.locale)


def of_answer(title: str, answer: run.Answer, *, locale: str) -> Content:
    """An answer with the definitions of its columns below that of the dataset."""
    colon = ": " if locale.startswith("en") else "："
    lines = [answer.definition, *(f"{c.title}{colon}{c.definition}" for c in answer.columns if c.definition)]
    note = f"{answer.period[0]} – {answer.period[1]}" if answer.period else None
    return Content(
        title=title,
        definition="\n".join(lines),
        columns=tuple((c.name, c.title, c.kind) for c in answer.columns),
        rows=answer.items,
        note=note,
        totals=answer.totals or {},
    )


def words(kind: str, value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "—"
    if kind == "percent":
        return f"{Decimal(str(value)) * 100:.1f}%"
    if kind == "integer":
        return f"{int(value):,}"
    if kind == "money":
        return f"{Decimal(str(value)):,.2f}"
    if kind == "number":
        return f"{Decimal(str(value)):,.1f}"
    return str(value)


def _id(subject: str) -> UUID:
    try:
        return UUID(subject.removeprefix(SAVED))
    except ValueError as error:
        raise NotFound(Text("没有这张报表", "there is no such report"), code="reporting.report") from error
