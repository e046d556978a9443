"""How the values of a case are read and an answer is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.parameters import load_parameters

Case = Mapping[str, Any]
Answer = dict[str, Any]
_DAY = date(2026, 1, 1)


def table_of(name: str) -> RateTable:
    """A national rate table."""
    return load_parameters().table(f"iit.{name}_table", _DAY)


def yuan(fen: int) -> str:
    """An amount as cases write it."""
    return str(to_yuan(fen))


def fen_of(case: Case, key: str, default: str = "0") -> int:
    """An amount of a case."""
    return to_fen(case.get(key, default))
