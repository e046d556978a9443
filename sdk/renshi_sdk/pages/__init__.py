"""Console pages as data.

A page is a tuple of blocks over the plugin's own API; the core turns them into what the browser draws.
Paths of APIs are relative to the plugin's routes (``/runs`` → ``/api/plugins/payroll/runs``) unless they
start with ``/api/``. ``${id}`` and other fields of the row or of the page's path may be used in them.

Lists answer ``{"items": […], "total": n, "next_cursor": …}`` (``renshi_sdk.db.listing`` makes that), details
answer one object, forms send one. After an action or a form succeeds, the other blocks of the page read again.
"""

from __future__ import annotations

from renshi_sdk.pages.figures import Chart, Figure, Figures
from renshi_sdk.pages.inputs import Action, Colour, Column, ColumnKind, Field, FieldKind, Option
from renshi_sdk.pages.layout import Callout, Columns, LinkCard, LinkCards, Markdown, Section, Tab, Tabs
from renshi_sdk.pages.lists import Board, Cards, Grid, Table, Timeline, Tree
from renshi_sdk.pages.objects import (
    Compare,
    Detail,
    Form,
    Media,
    Path,
    Progress,
    Stage,
    Steps,
    Trial,
    Wizard,
    WizardStep,
)

Block = (
    Table | Grid | Board | Cards | Tree | Timeline
    | Detail | Form | Trial | Wizard | Steps | Path | Compare | Media | Progress
    | Figures | Chart
    | Markdown | Tabs | Section | Columns | Callout | LinkCards
)  # fmt: skip

__all__ = [
    "Action",
    "Block",
    "Board",
    "Callout",
    "Cards",
    "Chart",
    "Colour",
    "Column",
    "ColumnKind",
    "Columns",
    "Compare",
    "Detail",
    "Field",
    "FieldKind",
    "Figure",
    "Figures",
    "Form",
    "Grid",
    "LinkCard",
    "LinkCards",
    "Markdown",
    "Media",
    "Option",
    "Path",
    "Progress",
    "Section",
    "Stage",
    "Steps",
    "Tab",
    "Table",
    "Tabs",
    "Timeline",
    "Tree",
    "Trial",
    "Wizard",
    "WizardStep",
]
