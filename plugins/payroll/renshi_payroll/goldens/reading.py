"""How the values of a case are read and an answer is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from renshi_payroll.engine.fen import decimal_of, to_fen, to_ppm, to_yuan
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.parameters import load_parameters

Case = Mapping[str, Any]
Answer = dict[str, Any]
_DAY = date(2026, 1, 1)


class UnreadableCase(ValueError):
    """A case that lacks an input or holds one that is none: it is wrong, and the sentence says why."""


def table_of(name: str) -> RateTable:
    """A national rate table."""
    return load_parameters().table(f"iit.{name}_table", _DAY)


def yuan(fen: int) -> str:
    """An amount as cases write it."""
    return str(to_yuan(fen))


def needed(case: object, key: str) -> Any:
    """An input the evaluator can't do without."""
    if not isinstance(case, Mapping):
        raise UnreadableCase(f"an object is expected where {case!r} stands")
    if case.get(key) is None:
        raise UnreadableCase(f"the input {key!r} is missing")
    return case[key]


def fen_of(case: Case, key: str, default: str | None = None) -> int:
    """An amount of a case. Without a ``default`` it must be there: a forgotten amount is not zero."""
    return int(_read(key, _given(case, key, default), to_fen))


def optional(case: Case, key: str) -> int:
    """An amount of a case that is zero where it is left out."""
    return fen_of(case, key, "0")


def number_of(case: Case, key: str, default: str | None = None) -> Decimal:
    """A decimal number of a case: hours, days."""
    return Decimal(_read(key, _given(case, key, default), decimal_of))


def whole_of(case: Case, key: str, default: str | None = None) -> int:
    """A whole number of a case: months, years, days."""
    number = number_of(case, key, default)
    if number != int(number):
        raise UnreadableCase(f"{key} is a whole number, not {number}")
    return int(number)


def ppm_of(case: Case, key: str, default: str | None = None) -> int:
    """A percentage of a case."""
    return int(_read(key, _given(case, key, default), to_ppm))


def flag(case: Case, key: str) -> bool:
    """A yes or no of a case, no where it is left out."""
    given = case.get(key, False)
    if not isinstance(given, bool):
        raise UnreadableCase(f"{key} is true or false, not {given!r}")
    return given


def listed(case: Case, key: str) -> list[Any]:
    """A list of a case that holds something."""
    given = needed(case, key)
    if not isinstance(given, list) or not given:
        raise UnreadableCase(f"{key} is a list that is not empty")
    return given


def _given(case: object, key: str, default: str | None) -> Any:
    if default is not None and isinstance(case, Mapping) and case.get(key) is None:
        return default
    return needed(case, key)


def _read(key: str, given: Any, read: Callable[[Any], Decimal | int]) -> Decimal | int:
    try:
        return read(given)
    except (TypeError, ValueError) as error:
        raise UnreadableCase(f"{key}: {error}") from error
