"""Cases that need recorded facts beside their figures: what the engine says once it has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from renshi_payroll.engine import further
from renshi_payroll.goldens.reading import (
    Answer,
    Case,
    UnreadableCase,
    fen_of,
    needed,
    table_of,
    whole_of,
    yuan,
)

_BEYOND = re.compile(r"(?P<served>\d{1,3})(?:/(?P<whole>[1-9]\d?))? months?")


def internal_retirement(case: Case) -> Answer:
    """Only with the tax office's reading on record; the case's source stands for it here."""
    tax = further.internal_retirement_tax(
        table_of("monthly"),
        wage=fen_of(case, "wage"),
        lump_sum=fen_of(case, "lump_sum"),
        months=whole_of(case, "months_to_retirement"),
        confirmed_by=case.get("confirmed_by", "STA Shanxi 2021 FAQ Q20"),
    )
    return {"iit_lump_sum": yuan(tax)}


def double_wage(case: Case) -> Answer:
    hired = _day(case, "hired")
    until = _day(case, "until") if "until" in case else date.max
    return {"extra_wage": yuan(further.double_wage(fen_of(case, "wage"), hired, until))}


def maternity(case: Case) -> Answer:
    month = further.maternity_month(
        fen_of(case, "wage"),
        leave_days=whole_of(case, "leave_days"),
        window_days=whole_of(case, "window_days"),
        allowance=fen_of(case, "allowance"),
    )
    return {"leave_wage": yuan(month.leave_wage), "gross": yuan(month.gross)}


def probation(case: Case) -> Answer:
    """``beyond`` reads ``16/31 month`` or ``2 months``."""
    beyond = str(needed(case, "beyond"))
    found = _BEYOND.fullmatch(beyond)
    if found is None:
        raise UnreadableCase(f"beyond reads 16/31 month or 2 months, not {beyond!r}")
    pay = further.excess_probation_pay(
        fen_of(case, "wage"), days=int(found["served"]), month_days=int(found["whole"] or 1)
    )
    return {"damages": yuan(pay)}


def _day(case: Case, key: str) -> date:
    given = needed(case, key)
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise UnreadableCase(f"{key} is a day like 2026-01-31, not {given!r}") from error


#: Cases without an evaluator of their own, by topic: what the engine can say once its facts are recorded.
BY_TOPIC: dict[str, Callable[[Case], Answer]] = {
    "iit_internal_retirement": internal_retirement,
    "double_wage": double_wage,
    "maternity": maternity,
    "probation": probation,
}
