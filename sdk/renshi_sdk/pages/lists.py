"""Lists: a table, a table to fill in, cards in columns, a tree, a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from renshi_sdk.pages.inputs import Action, Column, Field, Option
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_sdk.pages import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list with search, sort, paging, export and actions.

    Without ``columns`` the answer brings its own: ``columns`` is a list of ``name``, ``label``, ``align`` (``left``,
    ``right``) and, for a column whose words lead somewhere, ``link``, the field of a row that holds the address (or
    nothing). For lists whose shape is known only when they are read.

    The export writes what the filters leave as a workbook or CSV, through the same API with the reader's own
    rights, and is audited. A filter that the address names (``?state=open``) is set when the page opens.
    """

    api: str
    columns: tuple[Column, ...]
    filters: tuple[Field, ...] = ()
    actions: tuple[Action, ...] = ()
    row_actions: tuple[Action, ...] = ()
    bulk_actions: tuple[Action, ...] = ()
    """Get the selected rows' ids, joined by commas, as ``${ids}``."""
    title: Text | None = None
    empty: Text | None = None
    """What to say and do when there is nothing yet."""
    poll_seconds: int | None = None
    export: bool = True
    expand: tuple[Block, ...] = ()
    """Blocks shown below a row that is opened; ``${id}`` is the row's."""
    totals: bool = False
    """A last line with the answer's ``totals`` (``{"gross": "…"}``), by the columns' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A list filled in like a spreadsheet and saved at once, e.g. a headcount plan.

    ``api`` answers a list; saving sends ``{"items": [row, …]}`` with every row as it stands to ``save_api``.
    ``columns`` are shown, ``inputs`` stand right of them and can be edited.
    """

    api: str
    columns: tuple[Column, ...]
    inputs: tuple[Field, ...]
    save_api: str
    method: Literal["post", "put", "patch"] = "put"
    permission: str | None = None
    """Without it the grid only shows."""
    add: bool = False
    remove: bool = False
    filters: tuple[Field, ...] = ()
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Cards in columns (kanban). A card is dragged, or moved with its menu, to another column.

    ``group`` is the field of an item that names its column. The columns are ``stages``, or the items of ``stages_api``
    (``{"items": [{"value", "label", "colour"}]}``). ``move`` is called with the card's fields and ``${to}``, the
    column it goes to; its body is ``{group: to}``, with what its ``fields`` ask for first. Where the API refuses, the
    card goes back and the reason is shown. A card's first column is its title.
    """

    api: str
    group: str
    card: tuple[Column, ...]
    stages: tuple[Option, ...] = ()
    stages_api: str | None = None
    move: Action | None = None
    link: str | None = None
    """Console path that a card's title opens."""
    card_actions: tuple[Action, ...] = ()
    actions: tuple[Action, ...] = ()
    filters: tuple[Field, ...] = ()
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """A list as cards: a title with a badge, a sentence, a few labelled values, and buttons."""

    api: str
    title_field: str = "title"
    text_field: str | None = None
    badge: Column | None = None
    """A column with ``options``, shown beside the title."""
    columns: tuple[Column, ...] = ()
    actions: tuple[Action, ...] = ()
    link: str | None = None
    filters: tuple[Field, ...] = ()
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A hierarchy, as a chart of boxes or an indented list; branches are read when they are opened.

    ``api`` answers ``{"items": [{"id", "parent_id", "name", "children_count", …}]}`` and understands ``depth``
    (levels below the root) and ``root`` (an item whose branch is wanted). ``columns`` stand below ``name``.
    """

    api: str
    columns: tuple[Column, ...] = ()
    shape: Literal["chart", "list"] = "chart"
    name: str = "name"
    link: str | None = None
    """Console path that a box opens; without it and with ``panel``, a click opens the panel."""
    panel: tuple[Block, ...] = ()
    """Blocks drawn beside the tree for the box that was clicked; ``${id}`` is its id."""
    depth: int = 2
    """Levels read at first."""
    filters: tuple[Field, ...] = ()
    actions: tuple[Action, ...] = ()
    title: Text | None = None
    empty: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What happened, newest first as the API gives it, under its year.

    Items have ``on`` (day or instant), ``title``, and where it helps ``detail``, ``kind`` (coloured by ``kinds``),
    ``link`` and ``actor``.
    """

    api: str
    kinds: tuple[Option, ...] = ()
    filters: tuple[Field, ...] = ()
    title: Text | None = None
    empty: Text | None = None
