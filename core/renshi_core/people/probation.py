"""Probation (试用期) as 劳动合同法 art. 19 allows it."""

from __future__ import annotations

from datetime import date

from renshi_sdk.errors import Invalid
from renshi_sdk.labour import OPEN_ENDED, last_day_of_months, longest_probation
from renshi_sdk.text import Text

__all__ = ["OPEN_ENDED", "check_probation", "last_day_of_probation", "longest_probation"]


def check_probation(months: int, contract_term_months: int | None) -> None:
    """Raise ``Invalid`` where the probation is longer than the contract's term allows."""
    if contract_term_months is None:
        return
    most = longest_probation(contract_term_months)
    if months > most:
        raise Invalid(
            Text(
                f"合同期限对应的试用期最长{most}个月（劳动合同法第十九条），现为{months}个月",
                f"with this contract term the probation may last {most} months at most"
                f" (Labour Contract Law, art. 19), not {months}",
            ),
            code="people.probation_too_long",
            fields={"probation_months": Text(f"最长{most}个月", f"at most {most} months")},
            longest=most,
        )


def last_day_of_probation(starts_on: date, months: int) -> date | None:
    """The last day of ``months`` calendar months from ``starts_on``; ``None`` without probation.

    A month that lacks the day of the start ends the term with its own last day (民法典 art. 202).
    """
    return last_day_of_months(starts_on, months) if months else None
