"""How long data is kept, and what removes it on its day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions.access import NAME
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """One batch of a night's work in the context's company.

    Rows whose day lies before ``before`` go, at most ``limit`` of them, and none about the people in ``held``: a legal
    hold stands on these.
    """

    before: date
    held: tuple[UUID, ...]
    limit: int


Counts = Callable[[Context, Purge], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataClass:
    """A kind of data with a time of its own (个人信息保护法 art. 19: no longer than its purpose needs).

    One of three: the platform purges it (``default``, ``count`` and ``purge``), a job of the plugin does so by a
    setting of its own (``own_job`` and ``period``; ``core.purge_files`` for files stored with ``keep_until``), or it
    stays, and ``kept`` says why.

    Attributes:
        name: ``<plugin>.<noun>``, e.g. ``attendance.punch``.
        content: what goes on the day, for the person who decides how long it is kept.
        counted_from: the day from which the time runs.
        unit: of ``default``, ``least`` and ``most``. Months are calendar months: kept from 31 January for one month,
            a row stays through 28 February and goes the day after.
        least: the shortest time the law allows, 0 where it says nothing; ``basis`` names the statute.
        most: the longest time a company may choose.
        count: how many rows a purge would remove (``limit`` doesn't bound it). Changes nothing.
        purge: removes one batch with its files and returns its rows; fewer than ``limit`` mean that nothing is left.
            Called again and again in transactions of their own, so it must be safe to stop between any two.
    """

    name: str
    title: Text
    content: Text
    counted_from: Text
    basis: Text
    unit: Literal["months", "days"] = "months"
    least: int = 0
    most: int = 600
    default: int | None = None
    count: Counts | None = None
    purge: Counts | None = None
    own_job: str | None = None
    period: Callable[[Context], Awaitable[int]] | None = None
    kept: Text | None = None

    def __post_init__(self) -> None:
        if not NAME.match(f"{self.name}.keep"):
            raise ValueError(f"data class {self.name!r} must read <plugin>.<noun>")
        ways = (self.purge is not None, self.own_job is not None, self.kept is not None)
        if sum(ways) != 1:
            raise ValueError(f"data class {self.name!r}: give one of purge, own_job and kept")
        if self.purge is not None and (self.count is None or self.default is None):
            raise ValueError(f"data class {self.name!r}: a purge needs its count and a default")
        if self.own_job is not None and self.period is None:
            raise ValueError(f"data class {self.name!r}: say with period how long its own job keeps it")
        if self.default is not None and not self.least <= self.default <= self.most:
            raise ValueError(
                f"data class {self.name!r}: the default lies outside {self.least} to {self.most}"
            )
