"""The rest of a tax year after a month, so that cumulative withholding shows its whole effect. Pure.

Assumed, and said so to the reader: from the next payment on, everybody is paid their regular month (no one-off items,
no absence or overtime) by the terms and insurance rules of the month looked at; the special additional deductions and
the other deductions go on by their average of the year so far, or by what the scenario says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.slip import SlipInput, TaxTables
from renshi_payroll.engine.withholding import ANNUAL_BASIC, MONTHLY_BASIC, YearToDate
from renshi_payroll.runs.assembly import PersonMonth
from renshi_payroll.runs.compute import figures_of

#: What a month adds up to, fen: gross, both taxes, net, and gross with the employer's shares.
SUMS = ("gross", "tax", "net", "cost")


@dataclass(frozen=True, slots=True)
class Path:
    """One person's year from the month looked at on. Steps are what a month adds to the cumulative deductions, fen."""

    slip: SlipInput
    regular: SlipInput | None
    """A regular month after it; ``None`` where nothing follows."""
    last_month: int
    """The last month of the year in which the person is paid."""
    additional_step: int = 0
    other_step: int = 0


def regular(person: PersonMonth) -> PersonMonth:
    """The person in a whole month by the newest terms, without anything that comes once."""
    begins = min(person.joined, *(one.valid_from for one in person.terms))
    return replace(
        person,
        terms=[replace(one, valid_from=begins) for one in person.terms[-1:]],
        joined=begins,
        until=None,
        pay_items=(),
        adjustments=(),
    )


def months(paths: Sequence[Path], tables: TaxTables, pay_month: int) -> dict[int, dict[str, list[int]]]:
    """What each month from ``pay_month`` to December pays each path, fen; 0 after somebody's last month."""
    found: dict[int, dict[str, list[int]]] = {}
    current = {index: path.slip for index, path in enumerate(paths)}
    for month in range(pay_month, 13):
        if not current:
            break
        figures = figures_of(list(current.values()), tables)
        found[month] = _sums(figures, list(current), len(paths))
        following: dict[int, SlipInput] = {}
        for row, (index, slip) in enumerate(current.items()):
            path = paths[index]
            if path.regular is not None and month < path.last_month:
                following[index] = _next(path, path.regular, slip, figures, row)
        current = following
    return found


def _sums(figures: Mapping[str, FenArray], rows: Sequence[int], size: int) -> dict[str, list[int]]:
    arrays = {
        "gross": figures["gross"],
        "tax": figures["iit"] + figures["other_iit"],
        "net": figures["net"],
        "cost": figures["gross"] + figures["employer_cost"],
    }
    found = {name: [0] * size for name in SUMS}
    for name, array in arrays.items():
        for index, value in zip(rows, array.tolist(), strict=True):
            found[name][index] = value
    return found


def _next(
    path: Path, month: SlipInput, slip: SlipInput, figures: Mapping[str, FenArray], row: int
) -> SlipInput:
    """The next month's input, its year being what this month left."""
    return replace(
        month,
        basic=slip.basic if slip.basic >= ANNUAL_BASIC else slip.basic + MONTHLY_BASIC,
        before=YearToDate(
            income=int(figures["cum_income"][row]),
            exempt=int(figures["cum_exempt"][row]),
            special=int(figures["cum_special"][row]),
            tax=int(figures["withheld_before"][row] + figures["iit"][row]),
        ),
        additional=slip.additional + path.additional_step,
        other=slip.other + path.other_step,
        relief=slip.relief,
    )
