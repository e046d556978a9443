"""Random cases of every shape: amounts of all sizes, often at a border of the law."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from .cases import CITIES, fen

Rng = random.Random
_BORDERS = (
    800, 3_000, 4_000, 5_000, 12_000, 25_000, 35_000, 36_000, 55_000, 60_000, 80_000, 144_000, 300_000, 420_000,
    660_000, 960_000,
)  # fmt: skip


def money(rng: Rng, most: int = 2_000_000) -> str:
    """Nothing, a few fen, a border and what is next to it, or anything up to ``most`` yuan."""
    kind = rng.random()
    if kind < 0.05:
        return "0"
    if kind < 0.15:
        return fen(rng.randrange(1, 200))
    if kind < 0.4:
        return fen(min(rng.choice(_BORDERS), most) * 100 + rng.randrange(-2, 3))
    return fen(rng.randrange(int(10 ** (2 + rng.random() * (len(str(most)) - 1)))))


def signed(rng: Rng) -> str:
    return ("-" if rng.random() < 0.2 else "") + money(rng)


def percent(rng: Rng, most: int) -> str:
    return f"{rng.randrange(most * 1000 + 1) / 1000:.3f}"


def _month(rng: Rng) -> dict[str, str]:
    month = {"income": money(rng, 100_000)}
    for name in ("special_deduction", "special_additional", "exempt", "other", "relief"):
        if rng.random() < 0.3:
            month[name] = money(rng, 5_000)
    return month


def _year(rng: Rng) -> dict[str, Any]:
    start = rng.randrange(1, 13)
    given: dict[str, Any] = {
        "start_month": start,
        "months": [_month(rng) for _ in range(rng.randrange(1, 14 - start))],
    }
    rule = rng.random()
    if rule < 0.15:
        given["annual_60000_from_january"] = True
    elif rule < 0.3:
        given["first_wage_declared"] = True
    elif rule < 0.4:
        given["no_basic"] = True
    if rng.random() < 0.2:
        given |= {"taxable_before": signed(rng), "tax_paid_before": money(rng, 50_000)}
    return given


def _schemes(rng: Rng) -> dict[str, dict[str, str]]:
    if rng.random() < 0.3:
        return rng.choice(list(CITIES.values()))
    names = ("pension", "medical", "maternity", "unemployment", "injury", "local_pension")
    schemes = {}
    for name in rng.sample(names, rng.randrange(1, 5)):
        floor = rng.randrange(2_000, 8_000)
        rule = {"employee_pct": percent(rng, 12), "employer_pct": percent(rng, 20)}
        if rng.random() < 0.8:
            rule |= {"floor": str(floor), "cap": str(floor * 5 + rng.randrange(100))}
        if rng.random() < 0.2:
            rule["employee_fixed"] = str(rng.randrange(10))
        if rng.random() < 0.3:
            rule["unit"] = rng.choice(("0.1", "1", "10"))
        schemes[name] = rule
    return schemes


def _slip(rng: Rng) -> dict[str, Any]:
    gross = rng.randrange(0, 20_000_000)
    apart = rng.randrange(0, gross + 1) if rng.random() < 0.3 else 0
    given: dict[str, Any] = {
        "gross": fen(gross),
        "declared_base": money(rng, 60_000),
        "schemes": _schemes(rng),
    }
    if rng.random() < 0.7:
        pcts = [percent(rng, 12) for _ in range(rng.randrange(1, 3))]
        given["hf"] = {"floor": "2690", "cap": "37302", "pcts": pcts, "unit": rng.choice(("0.01", "1"))}
        if rng.random() < 0.3:
            given["hf"] |= {
                "employer_pcts": [percent(rng, 12) for _ in pcts],
                "declared_base": money(rng, 60_000),
            }
    if apart:
        given |= {"not_taxed_with_wages": fen(apart), "other_iit": money(rng, 10_000)}
    if rng.random() < 0.2:
        return given | {"non_resident": True}
    year = _year(rng)
    given |= {key: year[key] for key in year if key not in ("months", "no_basic")}
    earlier = year["months"][:-1]
    if earlier:
        given["earlier_months"] = earlier
    for name in ("special_additional", "other", "relief"):
        if rng.random() < 0.2:
            given[name] = money(rng, 5_000)
    return given


def _overtime(rng: Rng) -> dict[str, Any]:
    given = {"monthly": money(rng, 100_000)}
    for kind in ("weekday", "restday", "holiday"):
        if rng.random() < 0.7:
            given[f"{kind}_hours"] = f"{rng.randrange(8_000) / 100}"
    return given


def _leave(rng: Rng) -> dict[str, Any]:
    average = {"monthly_average": money(rng, 100_000)}
    if rng.random() < 0.3:
        return average | {"days": f"{rng.randrange(60) / 2}"}
    return average | {
        "days_passed": str(rng.randrange(367)),
        "year_days": rng.choice(("365", "366")),
        "entitlement": rng.choice(("5", "10", "15")),
        "taken": f"{rng.randrange(40) / 2}",
    }


def _severance(rng: Rng) -> dict[str, Any]:
    given: dict[str, Any] = {
        "service": {
            "years": rng.randrange(40),
            "months": rng.randrange(12),
            "days": rng.choice((0, 1, 15)),
        },
        "average_wage": money(rng, 200_000),
    }
    if rng.random() < 0.6:
        given["city_average"] = money(rng, 20_000)
    if rng.random() < 0.3:
        given["unlawful"] = True
    if rng.random() < 0.3:
        given["notice_month_wage"] = money(rng, 50_000)
    return given


RANDOM: dict[str, Callable[[Rng], dict[str, Any]]] = {
    "iit_annual_table": lambda rng: {"taxable": signed(rng)},
    "iit_cumulative": _year,
    "iit_bonus_separate": lambda rng: {"bonus": money(rng)},
    "iit_bonus_compare": lambda rng: {"bonus": money(rng), "taxable_without": signed(rng)},
    "iit_severance": lambda rng: {"amount": money(rng), "local_average_monthly_wage": money(rng, 20_000)},
    "iit_early_retirement": lambda rng: {"amount": money(rng), "years": f"{rng.randrange(1, 200) / 10}"},
    "iit_labour": lambda rng: {"income": money(rng)},
    "iit_author": lambda rng: {"income": money(rng)},
    "iit_royalty": lambda rng: {"income": money(rng)},
    "iit_labour_cumulative": lambda rng: {
        "incomes": [money(rng, 100_000) for _ in range(rng.randrange(1, 13))]
    },
    "iit_nonresident_monthly": lambda rng: {"wage": money(rng)},
    "iit_nonresident_bonus": lambda rng: {"bonus": money(rng)},
    "iit_nonresident_labour": lambda rng: {"income": money(rng)},
    "iit_nonresident_royalty": lambda rng: {"income": money(rng)},
    "iit_nonresident_author": lambda rng: {"income": money(rng)},
    "si": lambda rng: {"declared_base": money(rng, 60_000), "schemes": _schemes(rng)},
    "min_wage_net": lambda rng: {
        "contract_wage": money(rng, 9_000),
        "declared_base": money(rng, 9_000),
        "min_wage": rng.choice(("2740", "2690", "2540.01")),
        "schemes": _schemes(rng),
    },
    "payslip": _slip,
    "overtime": _overtime,
    "proration": lambda rng: {"monthly": money(rng, 100_000), "days": f"{rng.randrange(2400) / 100}"},
    "sick_pay": lambda rng: {
        "monthly": money(rng, 60_000),
        "days": f"{rng.randrange(48) / 2}",
        "pay_pct": str(rng.randrange(101)),
        "min_wage": money(rng, 4_000),
    },
    "annual_leave": _leave,
    "severance_amount": _severance,
    "deduction_cap": lambda rng: {
        "gross": money(rng, 30_000),
        "net_before": money(rng, 30_000),
        "deduction": money(rng, 8_000),
        "min_wage": "2740",
    },
}
