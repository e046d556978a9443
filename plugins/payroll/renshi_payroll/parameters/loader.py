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


def parse_jurisdiction(document: Mapping[str, Any]) -> Jurisdiction:
    """One parsed file into checked series."""
    sources = {
        name: Source(entry["instrument"], entry.get("url", "")) for name, entry in document["sources"].items()
    }
    series = {
        key: _series(f"{document['jurisdiction']}.{key}", entry, sources)
        for key, entry in document["parameters"].items()
    }
    profiles = {name: tuple(schemes) for name, schemes in document.get("profiles", {}).items()}
    return Jurisdiction(
        id=document["jurisdiction"],
        title_zh=document["title"]["zh"],
        title_en=document["title"]["en"],
        series=series,
        profiles=profiles,
        minimum_wage_net_of_shares=document.get("minimum_wage_net_of_shares", False),
    )


def _series(key: str, entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Series:
    kind: Kind = entry["kind"]
    low, high = entry.get("range", (None, None))
    return Series(
        key=key,
        kind=kind,
        values=tuple(_value(key, kind, row, sources) for row in entry["values"]),
        low=None if low is None else _number(kind, low),
        high=None if high is None else _number(kind, high),
    )


def _number(kind: Kind, text: str) -> int:
    return to_fen(text) if kind == "money" else to_ppm(text)


def _value(key: str, kind: Kind, row: Mapping[str, Any], sources: Mapping[str, Source]) -> Value:
    start, end = row["effective_from"], row.get("effective_to")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise ParameterError(f"{key}: dates must be YYYY-MM-DD")
    status = row["status"]
    if status not in ("verified", "provisional", "unresolved"):
        raise ParameterError(f"{key}: unknown status {status!r}")
    raw = row.get("value")
    value: int | RateTable | None = None
    if raw is not None:
        value = RateTable.from_rows(key, raw) if kind == "table" else _number(kind, raw)
    source = row.get("source")
    if source is not None and source not in sources:
        raise ParameterError(f"{key}: unknown source {source!r}")
    if source is None and status != "unresolved":
        raise ParameterError(f"{key}: a value needs its source")
    note = row.get("note", {})
    return Value(
        start, end, value, status, sources[source] if source else None, note.get("zh", ""), note.get("en", "")
    )
