"""Numbers and charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renshi_sdk.pages.inputs import ColumnKind, Field
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A key figure: ``name`` is a field of the API's answer."""

    name: str
    label: Text
    kind: ColumnKind = "integer"
    link: str | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A row of key figures."""

    api: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart over a list API: ``x`` and ``y`` are fields of its items.

    ``interval`` draws a bar from a lower to an upper end with a mark between, for values that are not certain:
    ``y`` is (value, low, high), and the line of 0 is drawn.
    """

    api: str
    kind: Literal["bar", "line", "pie", "stacked", "series", "radar", "interval"]
    x: str
    y: tuple[str, ...] = ()
    """Left out for ``series``, the bars or lines that the answer names: ``series`` is a list of ``name`` (a field of
    the items), ``label``, ``type`` (``bar`` or ``line``) and ``stack`` (bars of one word stand on each other)."""
    labels: tuple[Text, ...] = ()
    title: Text | None = None
    filters: tuple[Field, ...] = ()
    horizontal: bool = False
