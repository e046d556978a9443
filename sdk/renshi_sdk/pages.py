"""Console pages as data.

A page is a tuple of blocks over the plugin's own API; the core turns them into what the browser draws.
Paths of APIs are relative to the plugin's routes (``/runs`` → ``/api/plugins/payroll/runs``) unless they
start with ``/api/``. ``${id}`` and other fields of the row or of the page's path may be used in them.

Lists answer ``{"items": […], "total": n, "next_cursor": …}`` (``renshi_sdk.db.listing`` makes that), details
answer one object, forms send one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from renshi_sdk.text import Text

FieldKind = Literal[
    "text", "textarea", "integer", "number", "money", "percent", "date", "datetime", "month", "boolean", "choice",
    "employee", "department", "position", "file", "password", "json",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice, with the colour of its badge where it is a state."""

    value: str
    label: Text
    colour: Literal["default", "info", "success", "warning", "danger"] = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table or a field of a detail view. ``options`` turns values into coloured labels."""

    name: str
    label: Text
    kind: FieldKind = "text"
    sortable: bool = False
    options: tuple[Option, ...] = ()
    link: str | None = None
    """Console path opened by a click, e.g. ``/console/payroll/runs/${id}``."""
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An input of a form or a filter."""

    name: str
    label: Text
    kind: FieldKind = "text"
    required: bool = False
    options: tuple[Option, ...] = ()
    options_api: str | None = None
    """GET returning ``{"options": [{"value", "label"}]}``."""
    default: Any = None
    help: Text | None = None
    visible_when: str | None = None
    """Expression over the form, e.g. ``kind == 'sick'``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button. With ``fields`` it asks for them in a dialog first; with ``confirm`` it asks whether."""

    label: Text
    api: str | None = None
    method: Literal["post", "put", "patch", "delete", "get"] = "post"
    link: str | None = None
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    """A pydantic model instead of ``fields``."""
    confirm: Text | None = None
    level: Literal["default", "primary", "danger", "link"] = "default"
    visible_when: str | None = None
    """Expression over the row or page data, e.g. ``state == 'draft'``."""
    permission: str | None = None
    download: bool = False
    done: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list with search, sort, paging, export and actions."""

    api: str
    columns: tuple[Column, ...]
    filters: tuple[Field, ...] = ()
    actions: tuple[Action, ...] = ()
    row_actions: tuple[Action, ...] = ()
    bulk_actions: tuple[Action, ...] = ()
    title: Text | None = None
    empty: Text | None = None
    """What to say and do when there is nothing yet."""
    poll_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One object, drawn as labelled values."""

    api: str
    columns: tuple[Column, ...]
    title: Text | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: either ``fields``, or a pydantic ``schema`` whose JSON Schema is drawn."""

    api: str
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    load_api: str | None = None
    method: Literal["post", "put", "patch"] = "post"
    title: Text | None = None
    submit: Text = field(default_factory=lambda: Text("提交", "Submit"))
    done: Text | None = None
    redirect: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A key figure: ``name`` is a field of the API's answer."""

    name: str
    label: Text
    kind: FieldKind = "integer"
    link: str | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A row of key figures."""

    api: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart over a list API: ``x`` and ``y`` are fields of its items."""

    api: str
    kind: Literal["bar", "line", "pie"]
    x: str
    y: tuple[str, ...]
    labels: tuple[Text, ...] = ()
    title: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A background job's progress: ``api`` answers a job state; the page reloads when it ends."""

    api: str
    title: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """A paragraph of explanation."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab."""

    title: Text
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """Blocks behind tabs."""

    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a guided sequence; ``value`` is what ``field`` of the API's answer says in it."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where an object stands in its sequence."""

    api: str
    field: str
    stages: tuple[Stage, ...]


Block = Table | Detail | Form | Figures | Chart | Progress | Markdown | Tabs | Steps
