"""Order on a page: tabs, sections, columns, remarks, cards that lead elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_sdk.pages import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """A paragraph of explanation."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab. A reader without its ``permission`` doesn't see it."""

    title: Text
    body: tuple[Block, ...]
    permission: str | None = None
    visible_when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """Blocks behind tabs; a tab's blocks ask for their data when it is first opened."""

    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks under a heading, folded at first where ``collapsed``.

    With ``api``, ``visible_when`` and the blocks see the fields of its answer.
    """

    body: tuple[Block, ...]
    title: Text | None = None
    note: Text | None = None
    collapsible: bool = False
    collapsed: bool = False
    permission: str | None = None
    visible_when: str | None = None
    api: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Blocks side by side, below each other on a phone. ``widths`` are shares, e.g. ``(2, 1)``."""

    columns: tuple[tuple[Block, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A remark that must be seen. With ``api``, ``text`` and ``visible_when`` may use fields of its answer."""

    text: Text
    level: Literal["info", "success", "warning", "danger"] = "info"
    visible_when: str | None = None
    api: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """A way to somewhere else, with a sentence on what is there."""

    title: Text
    link: str
    text: Text | None = None
    icon: str = "arrow-right"
    permission: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCards:
    """Cards that lead elsewhere; those that the reader may not open are left out."""

    cards: tuple[LinkCard, ...]
