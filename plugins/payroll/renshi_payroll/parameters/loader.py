"""Reads ``renshi_payroll/data/**/*.yaml`` once per process and checks every series."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from renshi_payroll.engine.fen import to_fen, to_ppm
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.parameters.checking import check_names
from renshi_payroll.parameters.model import (
    Jurisdiction,
    Kind,
    ParameterError,
    Parameters,
    Series,
    Source,
    Value,
)

#: The safe loader in C where PyYAML has it: the files take ten times as long without.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_parameters() -> Parameters:
    """All shipped parameters. Raises ``ParameterError`` naming the series that is wrong."""
    files = sorted(_yaml_files(resources.files("renshi_payroll") / "data"), key=lambda item: item.name)
    digest = hashlib.sha256()
    jurisdictions: dict[str, Jurisdiction] = {}
    for file in files:
        text = file.read_bytes()
        digest.update(text)
        jurisdiction = parse_jurisdiction(yaml.load(text, Loader=_LOADER))  # noqa: S506 -- a safe one
        if jurisdiction.id in jurisdictions:
            raise ParameterError(f"{file.name}: jurisdiction {jurisdiction.id} is defined twice")
        jurisdictions[jurisdiction.id] = jurisdiction
    return Parameters(jurisdictions, digest.hexdigest())


def _yaml_files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _yaml_files(entry)
        elif entry.name.endswith(".yaml"):
            found.append(entry)
    return found


def parse_jurisdiction(document: object) -> Jurisdiction:
    """One parsed file into checked series. Raises ``ParameterError`` saying what to mend."""
    if not isinstance(document, Mapping):
        raise ParameterError("a parameter file holds one jurisdiction with its parameters")
    for part in ("jurisdiction", "title", "sources", "parameters"):
        if not document.get(part):
            raise ParameterError(f"the file lacks {part!r}")
    place = str(document["jurisdiction"])
    sources = {
        name: Source(_part(entry, "instrument", f"source {name}"), entry.get("url", ""))
        for name, entry in document["sources"].items()
    }
    series = {key: _series(f"{place}.{key}", entry, sources) for key, entry in document["parameters"].items()}
    profiles = {name: tuple(schemes) for name, schemes in document.get("profiles", {}).items()}
    check_names(place, series, profiles)
    return Jurisdiction(
        id=place,
        title_zh=_part(document["title"], "zh", "title"),
        title_en=_part(document["title"], "en", "title"),
        series=series,
        profiles=profiles,
        minimum_wage_net_of_shares=document.get("minimum_wage_net_of_shares", False),
    )


def _part(entry: object, name: str, where: str) -> Any:
    """A part that must be there."""
    if not isinstance(entry, Mapping) or entry.get(name) is None:
        raise ParameterError(f"{where} lacks {name!r}")
    return entry[name]


def _series(key: str, entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Series:
    kind: Kind = _part(entry, "kind", key)
    if kind not in ("money", "percent", "table"):
        raise ParameterError(f"{key}: kind is money, percent or table, not {kind!r}")
    low, high = entry.get("range", (None, None))
    return Series(
        key=key,
        kind=kind,
        values=tuple(_value(key, kind, row, sources) for row in _part(entry, "values", key)),
        low=None if low is None else _number(kind, low),
        high=None if high is None else _number(kind, high),
    )


def _number(kind: Kind, text: str) -> int:
    return to_fen(text) if kind == "money" else to_ppm(text)


def _value(key: str, kind: Kind, row: Mapping[str, Any], sources: Mapping[str, Source]) -> Value:
    start, end = _part(row, "effective_from", key), row.get("effective_to")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise ParameterError(f"{key}: dates must be YYYY-MM-DD")
    status = _part(row, "status", key)
    if status not in ("verified", "provisional", "unresolved"):
        raise ParameterError(f"{key}: unknown status {status!r}")
    raw = row.get("value")
    value: int | RateTable | None = None
    if raw is not None:
        try:
            value = RateTable.from_rows(key, raw) if kind == "table" else _number(kind, raw)
        except (TypeError, ValueError) as error:
            raise ParameterError(f"{key}: {error}; write amounts and rates in quotes") from error
    source = row.get("source")
    if source is not None and source not in sources:
        raise ParameterError(f"{key}: unknown source {source!r}")
    if source is None and status != "unresolved":
        raise ParameterError(f"{key}: a value needs its source")
    note = row.get("note", {})
    return Value(
        start, end, value, status, sources[source] if source else None, note.get("zh", ""), note.get("en", "")
    )
