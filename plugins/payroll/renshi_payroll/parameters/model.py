"""What a dated parameter is and how a value is found for a day. Pure: the files are read by ``loader``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from renshi_payroll.engine.refusals import MissingFact, UnresolvedParameters
from renshi_payroll.engine.tables import RateTable

Status = Literal["verified", "provisional", "unresolved"]
Kind = Literal["money", "percent", "table"]


class ParameterError(ValueError):
    """A parameter file that contradicts itself: gap, overlap, unknown source, missing value."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was taken from."""

    instrument: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value for ``effective_from`` .. ``effective_to`` (inclusive, ``None``: open).

    ``value`` is fen for money, ppm for percent, a table for table; ``None`` only while ``unresolved``.
    """

    effective_from: date
    effective_to: date | None
    value: int | RateTable | None
    status: Status
    source: Source | None
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """All values of one parameter, checked for gaps and overlaps. ``low``/``high`` bound a recorded fact."""

    key: str
    kind: Kind
    values: tuple[Value, ...]
    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        if not self.values:
            raise ParameterError(f"{self.key}: no values")
        for value in self.values:
            if value.effective_to is not None and value.effective_to < value.effective_from:
                raise ParameterError(f"{self.key}: ends {value.effective_to} before {value.effective_from}")
            if (value.value is None) != (value.status == "unresolved"):
                raise ParameterError(f"{self.key}: {value.effective_from} has no value but is {value.status}")
        for earlier, later in zip(self.values, self.values[1:], strict=False):
            if earlier.effective_to is None or later.effective_from <= earlier.effective_to:
                raise ParameterError(f"{self.key}: overlap at {later.effective_from}")
            if later.effective_from != earlier.effective_to + timedelta(days=1):
                raise ParameterError(f"{self.key}: gap before {later.effective_from}")

    def on(self, day: date) -> Value | None:
        """The value in force on ``day``; ``None`` outside the series."""
        for value in self.values:
            if value.effective_from <= day and (value.effective_to is None or day <= value.effective_to):
                return value
        return None


@dataclass(frozen=True, slots=True)
class RecordedValue:
    """A company's own record for a parameter: a decision or notice it holds. Takes precedence, counts as
    verified.
    """

    value: int
    reference: str


Facts = Mapping[str, RecordedValue]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A usable value with its standing."""

    value: int
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One file: a country or a city. ``profiles`` name the schemes a kind of member belongs to.

    ``minimum_wage_net_of_shares``: the local minimum wage is compared after the employee's contributions.
    """

    id: str
    title_zh: str
    title_en: str
    series: Mapping[str, Series]
    profiles: Mapping[str, tuple[str, ...]]
    minimum_wage_net_of_shares: bool = False


@dataclass(frozen=True, slots=True)
class Parameters:
    """All jurisdictions of a release. ``digest`` identifies the exact content of the files."""

    jurisdictions: Mapping[str, Jurisdiction]
    digest: str

    def jurisdiction(self, jurisdiction: str) -> Jurisdiction:
        """The file of a city. Raises ``ParameterError`` for one that is not shipped."""
        found = self.jurisdictions.get(jurisdiction)
        if found is None:
            known = ", ".join(sorted(set(self.jurisdictions) - {"cn"}))
            raise ParameterError(f"no parameters for {jurisdiction!r}; shipped: {known}")
        return found

    def series(self, full_key: str) -> Series:
        """A series by ``<jurisdiction>.<key>``."""
        jurisdiction, _, key = full_key.partition(".")
        series = self.jurisdiction(jurisdiction).series.get(key)
        if series is None:
            raise ParameterError(f"unknown parameter {full_key}")
        return series

    def lookup(self, jurisdiction: str, key: str, day: date, facts: Facts) -> Resolved | MissingFact | None:
        """A value for a day: the recorded fact first, else the shipped one.

        ``None`` where the jurisdiction has no such parameter, :class:`MissingFact` where it has no settled
        value.
        """
        series = self.jurisdiction(jurisdiction).series.get(key)
        if series is None:
            return None
        full_key = f"{jurisdiction}.{key}"
        recorded = facts.get(full_key)
        if recorded is not None:
            return Resolved(recorded.value, "verified", recorded.reference)
        value = series.on(day)
        if value is None or not isinstance(value.value, int):
            return MissingFact(
                key=full_key,
                on=day.isoformat(),
                note_zh=value.note_zh if value else "该日期没有已发布的数值",
                note_en=value.note_en if value else "no published value for this date",
            )
        return Resolved(value.value, value.status, value.source.instrument if value.source else "")

    def require(self, jurisdiction: str, key: str, day: date, facts: Facts) -> Resolved:
        """Like :meth:`lookup`, but raises :class:`UnresolvedParameters` where there is no settled value."""
        found = self.lookup(jurisdiction, key, day, facts)
        if isinstance(found, Resolved):
            return found
        missing = found or MissingFact(f"{jurisdiction}.{key}", day.isoformat(), "", "")
        raise UnresolvedParameters([missing])

    def table(self, key: str, day: date) -> RateTable:
        """A national rate table in force on ``day``."""
        value = self.series(f"cn.{key}").on(day)
        if value is None or not isinstance(value.value, RateTable):
            raise UnresolvedParameters([MissingFact(f"cn.{key}", day.isoformat(), "", "")])
        return value.value

    def check_fact(self, full_key: str, value: int) -> None:
        """Check a fact to be recorded: known key, a number, within the range the rules leave open."""
        series = self.series(full_key)
        if series.kind == "table":
            raise ParameterError(f"{full_key} is a table of the law and cannot be recorded")
        if value < 0 or (series.low is not None and value < series.low):
            raise ParameterError(f"{full_key}: {value} is below {series.low or 0}")
        if series.high is not None and value > series.high:
            raise ParameterError(f"{full_key}: {value} is above {series.high}")
