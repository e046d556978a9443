"""Parts of pages: columns, inputs, buttons.

``Column`` shows a value, ``Field`` asks for one, ``Action`` is a button. All other records of a page are made of
these. Numbers are set right, dates read ``2026-11-23``, money ``12,345.00``; a percentage is kept as a fraction
(``0.125`` reads ``12.5%``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from renshi_sdk.text import Text

Colour = Literal["default", "info", "success", "warning", "danger"]
FieldKind = Literal[
    "text", "textarea", "integer", "number", "money", "percent", "date", "datetime", "month", "boolean", "choice",
    "employee", "department", "position", "file", "password", "json", "time", "choices", "employees", "tags",
    "files", "image", "rating", "colour", "date_range", "hidden",
]  # fmt: skip
ColumnKind = FieldKind | Literal["person", "progress", "bytes", "duration", "ago"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice, with the colour of its badge where it is a state."""

    value: str
    label: Text
    colour: Colour = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table or a field of a detail view. ``options`` turns values into coloured labels.

    Kinds beyond an input's: ``person`` (initial, name, and ``note`` below it), ``tags`` (a list of words),
    ``progress`` (a fraction as a bar), ``file``/``files`` (``{"id", "name"}`` as a download), ``bytes``,
    ``duration`` (minutes as ``7:30``), ``ago`` (an instant as "3 minutes ago").
    """

    name: str
    label: Text
    kind: ColumnKind = "text"
    sortable: bool = False
    options: tuple[Option, ...] = ()
    link: str | None = None
    """Console path opened by a click, e.g. ``/console/payroll/runs/${id}``."""
    width: int | None = None
    note: str | None = None
    """For ``person``: the field shown small below the name, e.g. ``department_name``."""
    decimals: int | None = None
    """Digits after the point of a ``number``."""
    help: Text | None = None
    hidden: bool = False
    """Not shown until the reader selects it; makes the table's columns selectable."""
    visible_when: str | None = None
    """Expression over the object of a ``Detail``; the label goes with the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An input of a form or a filter. ``file`` gives a file's id, ``files`` a list of ids."""

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
    accept: str | None = None
    """For files: suffixes, e.g. ``.pdf,.docx``."""
    max_mb: float | None = None
    """For files: the largest size of one."""
    placeholder: Text | None = None
    read_only: bool = False
    pattern: str | None = None
    """Regular expression of a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button. With ``fields`` it asks for them in a dialog first; with ``confirm`` it asks whether.

    The dialog's inputs begin with the values of the row or object that they share a name with.
    """

    label: Text
    api: str | None = None
    method: Literal["post", "put", "patch", "delete", "get"] = "post"
    link: str | None = None
    fields: tuple[Field, ...] = ()
    schema: type[BaseModel] | None = None
    """A pydantic model instead of ``fields``."""
    confirm: Text | None = None
    type_to_confirm: str | None = None
    """What has to be typed before the button of the question works, e.g. ``${name}``: for what can't be undone."""
    level: Literal["default", "primary", "danger", "link"] = "default"
    visible_when: str | None = None
    """Expression over the row or page data, e.g. ``state == 'draft'``."""
    permission: str | None = None
    download: bool = False
    done: Text | None = None
    load_api: str | None = None
    """GET of the values that the dialog begins with."""
    redirect: str | None = None
    """Console path opened when it is done, e.g. ``/console/payroll/runs/${id}`` with fields of the answer."""
    answer: tuple[Column, ...] = ()
    """Fields of the API's answer that a dialog with ``fields`` shows when it is done, and stays open for: a secret made
    or shown once. Their names are none of the row's."""
    size: Literal["sm", "md", "lg", "xl"] = "md"
    """Width of the dialog."""
    icon: str | None = None
