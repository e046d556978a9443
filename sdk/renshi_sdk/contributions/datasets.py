"""What reports are built from: rows of facts, with the words to group, count and filter them by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from renshi_sdk.services import Clause
from renshi_sdk.text import Text

DimensionKind = Literal["text", "choice", "boolean", "date", "integer", "number"]
MeasureKind = Literal["integer", "number", "money", "percent"]
Function = Literal["count", "distinct", "sum", "avg", "median", "min", "max"]
PLACES = ("company", "first", "last", "today", "zone", "locale")
NAME = re.compile(r"^[a-z][a-z0-9_]{0,59}$")
_PLACE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A fact that rows are grouped, filtered and listed by.

    ``sql`` is an expression over the dataset's rows (``t.city``); what it gives stands for one group. ``label`` is
    what is shown for it where that is another expression (the name of the department whose id ``sql`` gives).
    ``choices`` are titles by value. ``field`` names the field of the employee file that it comes from
    (``personal.gender``): readers who may not see the field are not offered the dimension, nor may they filter by it.
    Results by a ``sensitive`` dimension leave out small groups.
    """

    name: str
    title: Text
    sql: str
    kind: DimensionKind = "text"
    label: str | None = None
    choices: Mapping[str, Text] = field(default_factory=dict)
    definition: Text | None = None
    field: str | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A quantity of each row, and what may be made of it: ``sum`` of people, ``avg`` and ``median`` of hours.

    ``sql`` is an expression over one row; a row where it is NULL doesn't count. ``definition`` says what is counted
    and where a rule comes from, and is shown beside the figures. ``per_day``: its sum is divided by the days of the
    period (or of the group's part of it, where groups are times), as person-days become average heads.
    """

    name: str
    title: Text
    sql: str
    kind: MeasureKind = "integer"
    functions: tuple[Function, ...] = ("sum",)
    definition: Text | None = None
    field: str | None = None
    sensitive: bool = False
    per_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Rows of facts that reports may be built from.

    ``source`` is a SELECT over the plugin's own tables and the public views. ``{company}`` in it (and in expressions)
    stands for the company, ``{first}`` and ``{last}`` for the days of the period, ``{today}`` for the company's
    calendar day, ``{zone}`` for its time zone (``t.at AT TIME ZONE {zone}``), ``{locale}`` for the reader's language
    (for labels that the company wrote in two); nothing else may be put in. It must keep to the company by itself.
    Expressions reach its columns as ``t.<column>``.

    ``person`` is the column with the employee that a row is about: rows outside the reader's scope of ``permission``
    are left out. A dataset without one holds figures of the whole company and is offered only to readers whose right
    reaches that far. ``custom`` is a column with the employee's own fields (jsonb): each field that the reader may see
    is a dimension at once, numbers also measures.

    ``period``: ``range`` asks for a first and a last day, ``day`` for one day (``{last}``), ``none`` for neither.
    ``time`` is the dimension that grows with the period. ``rows`` names the dimensions shown when a reader looks at
    the rows behind a figure; without any, figures can't be opened. Where a dimension or measure in use is
    ``sensitive``, groups of fewer than ``smallest`` people (rows, where there is no ``person``) are not shown.
    """

    name: str
    title: Text
    definition: Text
    permission: str
    source: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    person: str | None = None
    custom: str | None = None
    period: Literal["none", "day", "range"] = "none"
    time: str | None = None
    rows: tuple[str, ...] = ()
    smallest: int = 5

    def __post_init__(self) -> None:
        names = [d.name for d in self.dimensions] + [m.name for m in self.measures]
        wrong = sorted(n for n in names if not NAME.match(n)) or sorted(
            n for n in set(names) if names.count(n) > 1
        )
        if wrong:
            raise ValueError(f"dataset {self.name!r}: {wrong} are no names, or given twice")
        known = {d.name for d in self.dimensions}
        unknown = {*self.rows, *([self.time] if self.time else [])} - known
        if unknown:
            raise ValueError(f"dataset {self.name!r} has no dimensions {sorted(unknown)}")
        texts = (self.source, *(d.sql for d in self.dimensions), *(m.sql for m in self.measures))
        places = {place for text in texts for place in _PLACE.findall(text)}
        if places - set(PLACES):
            raise ValueError(f"dataset {self.name!r}: {sorted(places - set(PLACES))} can't be put in")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDataset:
    """A dataset as one reader may use it: what they may not see is gone, the fields of their company are in.

    ``scope`` keeps the rows that they may see; ``plugin`` is the owner.
    """

    record: Dataset
    scope: Clause
    plugin: str
