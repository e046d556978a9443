"""What the Labour Contract Law (劳动合同法) makes of an end of employment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from renshi_sdk import Text
from renshi_sdk.labour import last_day_of_months, whole_months

TRANSFER_DAYS = 15
"""Art. 50: file and social insurance are transferred within fifteen days of the end."""
NOTICE_DAYS = 30
"""Art. 40."""
Severance = Literal["yes", "no", "depends"]


@dataclass(frozen=True, slots=True)
class Ground:
    """The article behind a reason, and whether severance is owed (art. 46)."""

    article: Text
    severance: Severance


_OWN = Ground(Text("第三十七条（劳动者提前通知解除）", "art. 37, the employee gives notice"), "no")
GROUNDS: dict[str, Ground] = {
    "personal": _OWN,
    "career": _OWN,
    "pay": _OWN,
    "family": _OWN,
    "mutual": Ground(Text("第三十六条（协商一致解除）", "art. 36, by agreement"), "depends"),
    "probation_failed": Ground(
        Text("第三十九条第一项（试用期不符合录用条件）", "art. 39 item 1, failed the probation"), "no"
    ),
    "misconduct": Ground(Text("第三十九条（过失性解除）", "art. 39, for fault"), "no"),
    "incapable": Ground(Text("第四十条（无过失性解除）", "art. 40, without fault"), "yes"),
    "redundancy": Ground(Text("第四十一条（经济性裁员）", "art. 41, redundancy"), "yes"),
    "term_over": Ground(Text("第四十四条第一项（期满终止）", "art. 44 item 1, the term ended"), "depends"),
    "retired": Ground(Text("第四十四条第二项（退休）", "art. 44 item 2, retired"), "no"),
    "died": Ground(Text("第四十四条第三项（死亡）", "art. 44 item 3, died"), "no"),
}


def severance_months(hired_on: date, last_day: date) -> Decimal:
    """Months of pay that severance comes to (art. 47), before its caps.

    One for each full year; six months and more of a year count as one, less than six months as half.

    Raises:
        ValueError: the last day lies before the first.
    """
    if last_day < hired_on:
        raise ValueError("the last day lies before the first")
    months = whole_months(hired_on, last_day)
    years, rest = divmod(months, 12)
    if rest >= 6:
        return Decimal(years + 1)
    begun = last_day > (last_day_of_months(hired_on, months) if months else date.min)
    return Decimal(years) + (Decimal("0.5") if rest or begun else Decimal(0))
