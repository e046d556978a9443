"""Cases at the edges of every rule, and random ones; their answers are the second reading's.

``data/law_goldens.json`` holds the edges as a file of worked cases; a test keeps it what this module makes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .reference import REFERENCE

FILE = Path(__file__).parent.parent / "data" / "law_goldens.json"
Case = tuple[str, str, dict[str, Any]]
Rng = random.Random


def fen(amount: int) -> str:
    """Fen as a case writes yuan."""
    sign, rest = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def near(*yuan: int) -> Iterator[str]:
    """Each amount, a fen less and a fen more."""
    for one in yuan:
        for step in (-1, 0, 1):
            yield fen(one * 100 + step)


#: Scheme rules as the domain's notices state them: floor, cap, employee and employer percent, fixed, unit.
CITIES: dict[str, dict[str, dict[str, str]]] = {
    "Shanghai 2025-07": {
        "pension": {"floor": "7460", "cap": "37302", "employee_pct": "8", "employer_pct": "16"},
        "medical": {"floor": "7460", "cap": "37302", "employee_pct": "2", "employer_pct": "9"},
        "unemployment": {"floor": "7460", "cap": "37302", "employee_pct": "0.5", "employer_pct": "0.5"},
        "injury": {"floor": "7460", "cap": "37302", "employer_pct": "0.2"},
    },
    "Beijing 2026-07": {
        "pension": {"floor": "7270", "cap": "36348", "employee_pct": "8", "employer_pct": "16"},
        "medical": {
            "floor": "7270", "cap": "36348", "employee_pct": "2", "employee_fixed": "3", "employer_pct": "9.8",
        },
        "injury": {"floor": "7270", "cap": "36348", "employer_pct": "0.4"},
    },
    "Shenzhen 2026-01, first tier, local": {
        "pension": {"floor": "4775", "cap": "27549", "employee_pct": "8", "employer_pct": "16"},
        "local_pension": {"floor": "4775", "cap": "27549", "employer_pct": "1"},
        "medical": {"floor": "6727", "cap": "33633", "employee_pct": "2", "employer_pct": "6"},
        "maternity": {"floor": "6727", "cap": "33633", "employer_pct": "0.5"},
        "injury": {"employer_pct": "0.14"},
    },
    "Guangzhou 2026-09": {
        "medical": {"floor": "6234", "cap": "31170", "employee_pct": "2", "employer_pct": "6"},
        "maternity": {"floor": "6234", "cap": "31170", "employer_pct": "0.85"},
        "unemployment": {"floor": "2680", "cap": "42933", "employee_pct": "0.2", "employer_pct": "0.8"},
    },
    "Hangzhou 2025": {
        "pension": {"floor": "4986", "cap": "25299", "employee_pct": "8", "employer_pct": "16"},
        "medical": {"floor": "4986", "cap": "25299", "employee_pct": "2", "employer_pct": "9.5"},
        "unemployment": {"floor": "4986", "cap": "25299", "employee_pct": "0.5", "employer_pct": "0.5"},
    },
    "Kunming 2026-09": {
        "pension": {"floor": "4403", "cap": "22017", "employee_pct": "8", "employer_pct": "16"},
        "medical": {"floor": "4403", "cap": "22017", "employee_pct": "2", "employer_pct": "7"},
        "maternity": {"floor": "4403", "cap": "22017", "employer_pct": "0.9"},
    },
}  # fmt: skip
SHANGHAI = CITIES["Shanghai 2025-07"]
FUND = {"floor": "2690", "cap": "37302", "pcts": ["7"], "unit": "1"}


def _taxes() -> Iterator[Case]:
    for amount in ("0", "0.01", "0.16", "0.17", "0.49", "0.50", "1.50", "16.50", "-0.01", "99999999.99"):
        yield "iit_annual_table", f"a taxable amount of {amount}", {"taxable": amount}
    for amount in near(36_000, 144_000, 300_000, 420_000, 660_000, 960_000):
        yield "iit_bonus_separate", f"a bonus of {amount}, by its twelfth", {"bonus": amount}
    for amount in (
        "0",
        "0.16",
        "0.50",
        "38566.66",
        "38566.67",
        "160500",
        "318333.33",
        "447500",
        "706538.46",
        "1120000",
    ):
        yield "iit_bonus_separate", f"a bonus of {amount}", {"bonus": amount}
    for bonus, other in (
        ("36000", "0"), ("36000.01", "0"), ("36000", "-20000"), ("36000", "36000"), ("0.01", "960000"),
        ("144000", "100000"), ("144000.01", "300000"), ("960000", "960000"), ("12000", "-12000"),
        ("12000", "24000"), ("0", "50000"), ("38566.66", "-60000.55"), ("50000", "-60000"),
    ):  # fmt: skip
        title = f"a bonus of {bonus} beside {other} taxable"
        yield "iit_bonus_compare", title, {"bonus": bonus, "taxable_without": other}
    for income in near(800, 4_000, 25_000, 62_500):
        yield "iit_labour", f"labour remuneration of {income}", {"income": income}
    for income in ("0", "0.01", "800.03", "4000.07", "33333.33", "1000000"):
        for kind in ("iit_labour", "iit_author", "iit_royalty"):
            yield kind, f"{kind[4:]} of {income}", {"income": income}
    for income in ("3750", "3750.01", "15000", "15000.02", "31250", "43750", "68750.01", "100000.01", "0"):
        for kind in ("iit_nonresident_labour", "iit_nonresident_author", "iit_nonresident_royalty"):
            yield kind, f"{kind[4:].replace('_', ' ')} of {income}", {"income": income}
    for wage in near(5_000, 8_000, 17_000, 30_000, 40_000, 60_000, 85_000):
        yield "iit_nonresident_monthly", f"a non-resident's wage of {wage}", {"wage": wage}
    for bonus in near(18_000, 72_000, 150_000, 210_000, 330_000, 480_000):
        yield "iit_nonresident_bonus", f"a non-resident's bonus of {bonus}, by its sixth", {"bonus": bonus}
    for incomes in (
        ["6250"] * 3, ["6250.01"] * 2, ["0", "12500", "6250"], ["60000", "0", "0"], ["5000.37"] * 12,
        ["51250", "6250", "6250.50"],
    ):  # fmt: skip
        yield "iit_labour_cumulative", f"{len(incomes)} months as an intern", {"incomes": incomes}


def months(*incomes: str, **each: str) -> list[dict[str, str]]:
    return [{"income": income, **each} for income in incomes]


def _years() -> Iterator[Case]:
    for income in near(5_000, 41_000, 149_000, 305_000, 425_000, 665_000, 965_000):
        yield "iit_cumulative", f"one month of {income}", {"start_month": 1, "months": months(income)}
    for start in (1, 2, 6, 7, 12):
        title = f"two months at the most, from month {start}"
        given = {"start_month": start, "months": months(*["26000.50"] * min(2, 13 - start))}
        yield "iit_cumulative", title, given
        yield "iit_cumulative", title + ", first wage of the year", {**given, "first_wage_declared": True}
        yield "iit_cumulative", title + ", 60,000 from January", {**given, "annual_60000_from_january": True}
    for title, given in {
        "a whole year across three rows": {"months": months(*["23456.78"] * 12, special_deduction="3210.99")},
        "60,000 and a whole year": {
            "annual_60000_from_january": True, "months": months(*["8000"] * 12, special_deduction="1333.33"),
        },
        "60,000 exactly used up": {"annual_60000_from_january": True, "months": months(*["5000"] * 12)},
        "60,000 and a fen more": {"annual_60000_from_january": True, "months": months(*["5000"] * 11, "5000.34")},
        "a high month, then little: no refund": {"months": months("60000", "1000", "1000", "1000", "9000")},
        "what wasn't refunded is used up later": {"months": months("50000", "0", "0", "30000", "30000")},
        "nothing is earned": {"months": months("0", "0", "0")},
        "unpaid from the second month, paid again": {"months": months("20000", "0", "20000")},
        "a claim made up for in June": {
            "months": [*months(*["15000"] * 5, special_deduction="2250"),
                       {"income": "15000", "special_deduction": "2250", "special_additional": "12000"},
                       {"income": "15000", "special_deduction": "2250", "special_additional": "2000"}],
        },
        "a claim that ends": {
            "months": [*months(*["15000"] * 2, special_additional="3500"), *months(*["15000"] * 2)],
        },
        "exempt income": {"months": months("20000", "20000", exempt="3000.33")},
        "other deductions": {"months": months("20000", "20000", other="1000.10")},
        "the personal pension in the month it is paid": {
            "months": [*months("20000"), {"income": "20000", "other_deduction": "12000"}],
        },
        "relief": {"months": months("20000", "20000", relief="100.05")},
        "relief larger than the tax": {"months": months("6000", "6000", "40000", relief="50")},
        "two relief months that end": {"months": [*months(*["30000"] * 2, relief="700"), *months(*["30000"] * 2)]},
        "halves of a fen": {"months": months("5000.50", "5000.50", "5000.50")},
        "36,000 reached in the third month": {"months": months("17000", "17000", "17000", "17000.01")},
        "144,000 reached in December": {"months": months(*["17000"] * 11, "17000.03")},
        "before this employer's system": {
            "start_month": 6, "taxable_before": "31000", "tax_paid_before": "930", "months": months("15000", "15000"),
        },
        "more withheld before than is due": {
            "start_month": 3, "taxable_before": "20000", "tax_paid_before": "1500", "months": months("9000", "30000"),
        },
        "the loss of earlier months": {"taxable_before": "-8000.50", "months": months("12000", "12000")},
        "no basic deduction": {"no_basic": True, "months": months("1000", "1000.50")},
        "special deductions above the wage": {"months": months("3000", "30000", special_deduction="4000")},
    }.items():  # fmt: skip
        yield "iit_cumulative", title, {"start_month": 1, **given}


def _one_off() -> Iterator[Case]:
    for amount in (*near(452_772, 488_772, 596_772, 752_772), "0", "100000", "2000000"):
        given = {"amount": amount, "local_average_monthly_wage": "12577"}
        yield "iit_severance", f"severance of {amount}", given
    yield (
        "iit_severance",
        "an average with fen",
        {"amount": "500000.05", "local_average_monthly_wage": "10847.83"},
    )
    for amount, years in (
        ("60000", "1"), ("60000.01", "1"), ("60000.17", "1"), ("300000", "5"), ("300000.01", "5"), ("480000", "5"),
        ("480000.05", "5"), ("1020000.10", "5"), ("100000", "0.5"), ("123456.78", "2.5"), ("700000", "3"),
    ):  # fmt: skip
        title = f"{amount} for {years} years before the age"
        yield "iit_early_retirement", title, {"amount": amount, "years": years}


def _insurance() -> Iterator[Case]:
    for city, schemes in CITIES.items():
        bounds = {int(rule[side]) for rule in schemes.values() for side in ("floor", "cap") if side in rule}
        for base in near(*sorted(bounds)):
            yield "si", f"{city} at {base}", {"declared_base": base, "schemes": schemes}
    for base in ("20007.14", "20007.15", "19.99", "2692.85", "2692.86", "37302.01", "0"):
        rule = {"floor": "0", "cap": "37302", "employee_pct": "7", "employer_pct": "7", "unit": "1"}
        given = {"declared_base": base, "schemes": {"housing_fund": rule}}
        yield "si", f"a share to the whole yuan at {base}", given
    for unit in ("0.01", "0.1", "1", "10"):
        rule = {"employee_pct": "5", "employer_pct": "12", "unit": unit}
        given = {"declared_base": "12345.67", "schemes": {"housing_fund": rule}}
        yield "si", f"a share to {unit} yuan", given
    rule = {"floor": "100", "cap": "200", "employee_pct": "1", "employee_fixed": "3", "unit": "1"}
    yield "si", "a fixed amount after rounding", {"declared_base": "149.99", "schemes": {"medical": rule}}
    mixed = {"pension": {"employee_pct": "8"}, "housing_fund": {"declared_base": "3000", "employee_pct": "5"}}
    yield "si", "a base of its own per scheme", {"declared_base": "9000.05", "schemes": mixed}
    for wage in ("3700", "3782.47", "3791.33", "3792", "3800", "4000"):
        schemes = {
            name: {key: value for key, value in rule.items() if not key.startswith("employer")}
            for name, rule in SHANGHAI.items() if "employee_pct" in rule
        }  # fmt: skip
        schemes["housing_fund"] = {"declared_base": wage, "floor": "2690", "employee_pct": "7", "unit": "1"}
        given = {"contract_wage": wage, "declared_base": wage, "min_wage": "2740", "schemes": schemes}
        yield "min_wage_net", f"a contract of {wage} net of the shares", given


def _slips() -> Iterator[Case]:
    for city, schemes in CITIES.items():
        for gross in ("3000", "12345.67", "60000.99"):
            given = {"gross": gross, "declared_base": gross, "schemes": schemes, "hf": FUND, "start_month": 1}
            yield "payslip", f"{city}, {gross}", given
            yield "payslip", f"{city}, {gross}, not a resident", {**given, "non_resident": True}
    usual: dict[str, Any] = {"gross": "20000", "declared_base": "20000", "schemes": SHANGHAI, "hf": FUND}
    before = months(*["20000"] * 6, special_deduction="3500", special_additional="1500")
    for title, more in {
        "without a housing fund": {"hf": None},
        "two housing funds, different sides": {"hf": {**FUND, "pcts": ["7", "5"], "employer_pcts": ["5", "1"]}},
        "a housing-fund base of its own": {"hf": {**FUND, "declared_base": "2689.99"}},
        "a joiner of July": {"start_month": 7},
        "a joiner of July, first wage of the year": {"start_month": 7, "first_wage_declared": True},
        "60,000 from January": {"annual_60000_from_january": True},
        "after six months": {"earlier_months": before},
        "after six months, a claim less": {"earlier_months": before, "special_additional": "0"},
        "after six months, claims made up for": {"earlier_months": before, "special_additional": "30000"},
        "after six months, unpaid now": {"earlier_months": before, "gross": "0"},
        "after eleven months": {"earlier_months": months(*["20000"] * 11, special_deduction="3500")},
        "a bonus apart": {"gross": "56000.01", "not_taxed_with_wages": "36000.01", "other_iit": "3390"},
        "severance beside the wage": {"gross": "200000", "not_taxed_with_wages": "180000"},
        "a receipt outside the tax": {"gross": "20300.50", "not_taxed_with_wages": "300.50"},
        "exempt income within the gross": {"gross": "21000", "exempt": "1000"},
        "other deductions and relief": {"other": "200", "relief": "33.33"},
        "shares above the pay": {"gross": "2000.01"},
        "a wage at the second row": {"gross": "44527.71", "declared_base": "50000"},
        "a wage past the second row by a fen": {"gross": "44527.72", "declared_base": "50000"},
        "the year before in one sum": {"start_month": 6, "taxable_before": "90000", "tax_paid_before": "6480"},
    }.items():  # fmt: skip
        given = {"start_month": 1, **usual, **more}
        yield "payslip", title, {key: value for key, value in given.items() if value is not None}


def _labour_law() -> Iterator[Case]:
    for wage, hours in (
        ("21750", "0.5"),
        ("5000", "1.25"),
        ("7777.77", "36"),
        ("2740", "3"),
        ("34999.99", "0.1"),
    ):
        given = {"monthly": wage, "weekday_hours": hours, "restday_hours": hours, "holiday_hours": hours}
        yield "overtime", f"{hours} hours of each kind at {wage}", given
    yield "overtime", "only rest days", {"monthly": "8000", "restday_hours": "8"}
    for wage, days in (
        ("21750", "21.75"), ("21750", "21.74"), ("21750", "22"), ("21750", "23"), ("10000", "0"), ("10000", "0.5"),
        ("8888.88", "10.5"), ("0.01", "11"), ("0.01", "10"), ("33333.33", "1"),
    ):  # fmt: skip
        yield "proration", f"{days} days of {wage}", {"monthly": wage, "days": days}
    for wage, days, percent, least in (
        ("21750", "1", "60", "2740"), ("21750", "21.75", "0", "2740"), ("3000", "10", "60", "2740"),
        ("2000", "10", "60", "2740"), ("2192", "5", "0", "2740"), ("10000", "2.5", "80", "2740"),
        ("10000", "3", "100", "2740"), ("12345.67", "22", "40", "2740"), ("2740.01", "1", "80", "2740"),
    ):  # fmt: skip
        title = f"{days} days ill at {percent} % of {wage}"
        yield "sick_pay", title, {"monthly": wage, "days": days, "pay_pct": percent, "min_wage": least}
    for passed, year, due, taken in (
        ("365", "365", "5", "0"), ("364", "365", "5", "0"), ("72", "365", "5", "0"), ("73", "365", "5", "0"),
        ("366", "366", "15", "7.5"), ("183", "366", "10", "5"), ("182", "365", "10", "5"), ("200", "365", "15", "9"),
    ):  # fmt: skip
        given = {"days_passed": passed, "year_days": year, "entitlement": due, "taken": taken}
        yield "annual_leave", f"{passed} of {year} days, {due} due, {taken} taken", {
            **given, "monthly_average": "10000.05",
        }  # fmt: skip
    yield "annual_leave", "half a day", {"days": "0.5", "monthly_average": "21750"}
    for years, month, days in (
        (0, 0, 1),
        (0, 5, 30),
        (0, 6, 0),
        (1, 0, 0),
        (11, 6, 0),
        (12, 0, 1),
        (12, 6, 0),
        (30, 0, 0),
    ):
        service = {"years": years, "months": month, "days": days}
        for wage in ("37731", "37731.01"):
            given = {"service": service, "average_wage": wage, "city_average": "12577"}
            yield "severance_amount", f"{years}y {month}m {days}d at {wage}", given
    for more in ({"unlawful": True}, {"notice_month_wage": "9000.01"}, {"city_average": "3000"}):
        given = {"service": {"years": 13, "months": 2}, "average_wage": "9000.01", **more}
        yield "severance_amount", f"thirteen years and two months, {next(iter(more))}", given
    for gross, net, taken in (
        ("10000", "8000", "2000"), ("10000", "8000", "2000.01"), ("10000.04", "8000", "2000.01"),
        ("5000", "3740", "1000"), ("5000", "3739.99", "1000"), ("5000", "3000", "260"), ("5000", "3000", "260.01"),
    ):  # fmt: skip
        given = {"gross": gross, "net_before": net, "deduction": taken, "min_wage": "2740"}
        yield "deduction_cap", f"{taken} from {gross}", given


def edges() -> list[Case]:
    """Every case of the file."""
    return [case for part in (_taxes, _years, _one_off, _insurance, _slips, _labour_law) for case in part()]


def document() -> dict[str, Any]:
    """The file of worked cases."""
    found, counts = [], dict.fromkeys(REFERENCE, 0)
    for evaluator, title, given in edges():
        counts[evaluator] += 1
        found.append(
            {
                "id": f"LAW-{evaluator.removeprefix('iit_').upper().replace('_', '-')}-{counts[evaluator]:02d}",
                "topic": evaluator,
                "evaluator": evaluator,
                "title": title,
                "input": given,
                "expected": REFERENCE[evaluator](given),
                "source_kind": "derived",
            }
        )
    return {
        "schema": "payroll-goldens/1",
        "currency": "CNY",
        "money": "decimal strings, 2 places, half-up",
        "note": "Edges of every rule. Expected values are those of tests/payroll_law/reference.py, written from the "
        "texts of the instruments apart from the engine.",
        "cases": found,
    }


def write() -> None:
    """Make the file anew."""
    text = json.dumps(document(), ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")
