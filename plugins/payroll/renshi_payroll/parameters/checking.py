"""Whether a file's keys and profiles mean anything: a misspelt bound would otherwise be no bound at all."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from renshi_payroll.engine.insurance import SCHEMES
from renshi_payroll.parameters.model import ParameterError, Series

#: What a scheme may state, and what it is given in.
FIELDS = {
    "base_floor": "money",
    "base_cap": "money",
    "employee_rate": "percent",
    "employer_rate": "percent",
    "employee_fixed": "money",
    "employer_fixed": "money",
    "unit": "money",
}
_OTHERS = {"minimum_wage.month": "money", "minimum_wage.hour": "money"}
_TABLES = "iit."


def check_names(place: str, series: Mapping[str, Series], profiles: Mapping[str, tuple[str, ...]]) -> None:
    """Every series is one that payroll reads, and every scheme of a profile has a rate."""
    members = {tuple(entry.partition(":")[::2]) for entries in profiles.values() for entry in entries}
    for scheme, _ in sorted(members):
        if scheme not in SCHEMES:
            raise ParameterError(f"{place}: a profile names {scheme!r}; {_known(scheme, SCHEMES)}")
    owners = {*SCHEMES, *(variant for _, variant in members if variant)}
    for key, one in series.items():
        owner, _, field = key.rpartition(".")
        if key.startswith(_TABLES):
            kind = "table"
        elif key in _OTHERS:
            kind = _OTHERS[key]
        elif owner not in owners:
            raise ParameterError(f"{place}.{key}: nothing reads {owner!r}; {_known(owner, owners)}")
        elif field not in FIELDS:
            raise ParameterError(f"{place}.{key}: nothing reads {field!r}; {_known(field, FIELDS)}")
        else:
            kind = FIELDS[field]
        if one.kind != kind:
            raise ParameterError(f"{place}.{key}: its kind is {kind}, not {one.kind}")
    for scheme, variant in sorted(members):
        rates = {f"{owner}.{side}_rate" for owner in (scheme, variant) for side in ("employee", "employer")}
        if not rates & series.keys():
            raise ParameterError(
                f"{place}: {scheme} is in a profile but has no rate; leave it out or state one"
            )


def _known(name: str, known: object) -> str:
    names = sorted(known)  # type: ignore[call-overload]
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"
