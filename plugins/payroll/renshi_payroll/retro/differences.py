"""What a closed slip would be today, line by line, against what was paid. Pure.

The difference is that of *rounded* lines (36,921 → 37,302 gives 30.48, 7.62 and 1.90, never a rounded difference), less
what earlier true-ups of the same slip posted already. Past tax is never opened: insurance differences join this month's
special deductions, wage differences this month's income.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.insurance import HOUSING_SCHEMES, SchemeRule, contribute
from renshi_payroll.engine.slip import SlipInput, TaxTreatment


@dataclass(frozen=True, slots=True)
class Difference:
    """A line of a closed slip that is different now. Amounts in fen; ``posted`` was paid by earlier true-ups."""

    line: str
    treatment: TaxTreatment
    title_zh: str
    title_en: str
    was: int
    now: int
    posted: int

    @property
    def amount(self) -> int:
        """What is still to be paid or taken."""
        return self.now - self.was - self.posted


def _shares(rules: Sequence[SchemeRule], social: int, housing: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for rule in rules:
        line = contribute(rule, housing if rule.scheme in HOUSING_SCHEMES else social)
        found[f"{rule.scheme}.employee"] = line.employee
        found[f"{rule.scheme}.employer"] = line.employer
    return found


def differences(
    slip: SlipInput,
    *,
    rules: Sequence[SchemeRule],
    social_base: int,
    housing_base: int,
    base_wage: int | None,
    posted: Mapping[str, int],
) -> list[Difference]:
    """Lines that differ; ``slip`` as it was paid, the rest as it is known now.

    ``base_wage`` is the month's base wage by today's terms, ``None`` where the wage isn't compared (a component set
    decides it).
    """
    before = _shares(slip.rules, slip.social_base, slip.housing_base)
    after = _shares(rules, social_base, housing_base)
    found = []
    for name in dict.fromkeys([*before, *after]):
        scheme, _, side = name.partition(".")
        housing = "housing" if scheme in HOUSING_SCHEMES else "social"
        known = CATALOGUE[name]
        found.append(
            Difference(
                name,
                f"{side}_{housing}",  # type: ignore[arg-type]
                f"{known.zh}补差",
                f"{known.en}, true-up",
                before.get(name, 0),
                after.get(name, 0),
                posted.get(name, 0),
            )
        )
    if base_wage is not None:
        paid = sum(item.amount for item in slip.items if item.component == "pay.base")
        found.append(
            Difference(
                "pay.base",
                "wage",
                "基本工资补差",
                "Base wage, true-up",
                paid,
                base_wage,
                posted.get("pay.base", 0),
            )
        )
    return [one for one in found if one.amount]
