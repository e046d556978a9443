"""Cases that need recorded facts beside their figures: what the engine says once it has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from renshi_payroll.engine import further
from renshi_payroll.goldens.reading import Answer, Case, fen_of, table_of, yuan


def internal_retirement(case: Case) -> Answer:
    """Only with the tax office's reading on record; the case's source stands for it here."""
    tax = further.internal_retirement_tax(
        table_of("monthly"),
        wage=fen_of(case, "wage"),
        lump_sum=fen_of(case, "lump_sum"),
        months=int(case["months_to_retirement"]),
        confirmed_by=case.get("confirmed_by", "STA Shanxi 2021 FAQ Q20"),
    )
    return {"iit_lump_sum": yuan(tax)}


def double_wage(case: Case) -> Answer:
    hired = date.fromisoformat(case["hired"])
    until = date.fromisoformat(case["until"]) if "until" in case else date.max
    return {"extra_wage": yuan(further.double_wage(fen_of(case, "wage"), hired, until))}


def maternity(case: Case) -> Answer:
    month = further.maternity_month(
        fen_of(case, "wage"),
        leave_days=int(case["leave_days"]),
        window_days=int(case["window_days"]),
        allowance=fen_of(case, "allowance"),
    )
    return {"leave_wage": yuan(month.leave_wage), "gross": yuan(month.gross)}


def probation(case: Case) -> Answer:
    """``beyond`` reads ``16/31 month`` or ``2 months``."""
    time, _, unit = case["beyond"].partition(" ")
    if unit not in ("month", "months"):
        raise ValueError(f"beyond reads 16/31 month, not {case['beyond']!r}")
    served, _, whole = time.partition("/")
    pay = further.excess_probation_pay(fen_of(case, "wage"), days=int(served), month_days=int(whole or 1))
    return {"damages": yuan(pay)}


#: Cases without an evaluator of their own, by topic: what the engine can say once its facts are recorded.
BY_TOPIC: dict[str, Callable[[Case], Answer]] = {
    "iit_internal_retirement": internal_retirement,
    "double_wage": double_wage,
    "maternity": maternity,
    "probation": probation,
}
