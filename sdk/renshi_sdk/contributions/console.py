"""What a plugin shows in the console."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from renshi_sdk.context import Context
from renshi_sdk.pages import Block, Colour, ColumnKind
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A console page: ``path`` below ``/console/<plugin>`` (``/runs``, ``/runs/:id``) and its blocks."""

    path: str
    title: Text
    body: tuple[Block, ...]
    permission: str

    def __post_init__(self) -> None:
        if not self.path.startswith("/"):
            raise ValueError(f"page path {self.path!r} must start with /")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """An entry of the console's menu; ``page`` is the path of one of the plugin's pages.

    ``own`` is for a page about the reader's own employee: an account without one is not offered it.
    """

    title: Text
    page: str
    permission: str
    section: Literal["people", "time", "pay", "talent", "channels", "insight", "settings"]
    icon: str = "file"
    order: int = 100
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFigure:
    """One figure of a home card; ``link`` opens the list behind it."""

    label: Text
    value: Any
    kind: ColumnKind = "integer"
    link: str | None = None
    colour: Colour = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCard:
    """A card of the home page: a few figures of the reader's scope, or their own.

    ``load(ctx)`` must respect ``ctx.access.employees(permission)`` and answer in one or two queries. An empty answer
    leaves the card out. Each card is read on its own, so a slow one holds up none. A card for everybody
    (``permission=AUTHENTICATED``) is about the reader's own things; an account without an employee isn't offered it.
    """

    name: str
    title: Text
    permission: str
    load: Callable[[Context], Awaitable[Sequence[HomeFigure]]]
    icon: str = "chart-simple"
    link: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Something that the search found: a title, a line about it, and the console path that opens it."""

    title: str
    link: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource:
    """What a plugin adds to the search over everything.

    ``find(ctx, wanted, limit)`` gets what was typed, and answers the best hits that the reader may open, from an index:
    it is called while somebody types. A reader without ``permission`` isn't offered any.
    """

    name: str
    title: Text
    permission: str
    find: Callable[[Context, str, int], Awaitable[Sequence[SearchHit]]]
    icon: str = "magnifying-glass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The plugin's settings, kept per company; the model's JSON Schema draws the form."""

    model: type[BaseModel]
    permission: str | None = None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a report; ``kind`` chooses alignment and format."""

    name: str
    title: Text
    kind: Literal["text", "integer", "number", "money", "percent", "date"] = "text"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """Rows in the order of the columns' names."""

    rows: list[dict[str, Any]]
    note: Text | None = None


class NoParameters(BaseModel):
    """A report without parameters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: parameters (pydantic model), columns, a query, and how it may be charted.

    ``query(ctx, params)`` must respect ``ctx.access.employees(permission)``.
    ``definition`` says what is counted and how; it's shown beside the figures.
    """

    name: str
    title: Text
    definition: Text
    columns: tuple[ReportColumn, ...]
    query: Callable[[Context, Any], Awaitable[ReportResult]]
    permission: str
    params: type[BaseModel] = NoParameters
    chart: Literal["bar", "line", "pie"] | None = None
    chart_x: str | None = None
    chart_y: tuple[str, ...] = field(default=())
