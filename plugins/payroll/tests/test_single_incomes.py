"""The tax of one income: the worked cases' figures through the API, with their arithmetic."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.parameters import load_parameters
from renshi_payroll.single_incomes.schemas import Kind, SingleIncomeIn
from renshi_payroll.single_incomes.taxes import RULES, Lacking

from renshi_sdk.db import fetch_value

Make = Callable[..., Awaitable[Any]]


def table(name: str) -> RateTable:
    return load_parameters().table(f"iit.{name}_table", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("kind", "given", "tax", "why"),
    [
        ("labour", {"amount": "3000"}, "440.00", "3,000.00 − 800.00 = 2,200.00|2,200.00 × 20% − 0.00 = 440.00"),
        ("labour", {"amount": "70000"}, "15400.00", "70,000.00 × 80%|56,000.00 × 40% − 7,000.00 = 15,400.00"),
        ("labour", {"amount": "799.99"}, "0.00", "应纳税所得额不大于零"),
        ("author", {"amount": "40000"}, "4480.00", "32,000.00 × 70% × 20% = 4,480.00"),
        ("royalty", {"amount": "4000"}, "640.00", "3,200.00 × 20% = 640.00"),
        (
            "labour_cumulative", {"amount": "10000", "received_before": "10000", "taxed_before": "90", "months": 2},
            "90.00", "20,000.00 × 80% − 5,000.00 × 2 = 6,000.00|180.00 − 已预扣 90.00 = 90.00",
        ),
        (
            "labour_cumulative", {"amount": "0", "received_before": "60000", "taxed_before": "1780", "months": 2},
            "0.00", "1,280.00 − 已预扣 1,780.00 = 0.00",
        ),
        ("annual_bonus", {"amount": "36000"}, "1080.00", "36,000.00 × 3% − 0.00 = 1,080.00"),
        ("annual_bonus", {"amount": "36000.01"}, "3390.00", "× 10% − 210.00 = 3,390.00|发放 36,000.00 时税后更多"),
        (
            "severance", {"amount": "905544", "average_wage": "12577"},
            "82911.60", "免税 452,772.00（以 12,577.00 × 12 × 3 为限）|452,772.00 × 30% − 52,920.00 = 82,911.60",
        ),
        (
            "early_retirement", {"amount": "500000", "years": "4"},
            "15920.00", "[(500,000.00 ÷ 4 − 60,000.00) × 10% − 2,520.00] × 4 = 15,920.00",
        ),
        ("early_retirement", {"amount": "60000", "years": "1"}, "0.00", "应纳税所得额不大于零"),
        (
            "internal_retirement", {"amount": "120000", "wage": "10000", "months": 24, "reference": "主管税务机关答复"},
            "12000.00", "确定税率 10%|当月工资税额 290.00 = 12,000.00|主管税务机关答复",
        ),
        (
            "equity", {"amount": "20000", "received_before": "30000", "taxed_before": "900"},
            "1580.00", "50,000.00 × 10% − 2,520.00 = 2,480.00|2,480.00 − 900.00 = 1,580.00",
        ),
        ("nonresident_wage", {"amount": "17000.01"}, "990.00", "12,000.01 × 20% − 1,410.00 = 990.00"),
        ("nonresident_bonus", {"amount": "60000"}, "4740.00", "60,000.00 × 10% − 210.00 × 6 = 4,740.00"),
        ("nonresident_labour", {"amount": "20000"}, "1790.00", "16,000.00 × 20% − 1,410.00 = 1,790.00"),
        ("nonresident_author", {"amount": "20000"}, "910.00", "20,000.00 × 80% × 70% = 11,200.00"),
        ("nonresident_royalty", {"amount": "3750"}, "90.00", "3,000.00 × 3% − 0.00 = 90.00"),
    ],
)  # fmt: skip
def test_what_an_income_bears(kind: str, given: dict[str, Any], tax: str, why: str) -> None:
    answer = RULES[kind].answer(SingleIncomeIn(kind=kind, **given), table)  # type: ignore[arg-type]
    assert Decimal(answer.tax) / 100 == Decimal(tax)
    said = "\n".join(text.zh for text in answer.why)
    for part in why.split("|"):
        assert part in said, said
    assert all(text.en for text in answer.why)


@pytest.mark.parametrize(
    ("kind", "lacking"),
    [
        ("labour_cumulative", "received_before"),
        ("equity", "received_before"),
        ("severance", "average_wage"),
        ("early_retirement", "years"),
        ("internal_retirement", "wage"),
    ],
)
def test_what_is_not_given_is_asked_for(kind: str, lacking: str) -> None:
    """A forgotten average is not an average of nothing."""
    with pytest.raises(Lacking, match=lacking):
        RULES[kind].answer(SingleIncomeIn(kind=kind, amount=Decimal(100000)), table)  # type: ignore[arg-type]


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(get_args(Kind))


async def test_the_api_explains_and_refuses(company: Make) -> None:
    firm = await company(rates=False, wages=None)
    answer = await firm.post("/single-incomes/tax", {"kind": "labour", "amount": "5000"})
    assert (answer["tax"], answer["net"], answer["exempt"]) == ("800.00", "4200.00", "0.00")
    assert answer["label"] == "劳务报酬（居民）"
    assert answer["explanation"] == "收入额：5,000.00 × 80% = 4,000.00\n4,000.00 × 20% − 0.00 = 800.00"
    assert answer["source"] == "国家税务总局公告2018年第61号 第八条"
    audited = "SELECT count(*)::int FROM core_audit WHERE action = 'payroll.single_income.tax'"
    async with firm.tenant.context("payroll"):
        assert await fetch_value(audited) == 1
    missing = await firm.post("/single-incomes/tax", {"kind": "severance", "amount": "5000"}, expect=422)
    assert (missing["code"], missing["field"]) == ("payroll.single_income.input", "average_wage")
    unread = {"kind": "internal_retirement", "amount": "5000", "wage": "1", "months": 3}
    refused = await firm.post("/single-incomes/tax", unread, expect=409)
    assert refused["code"] == "payroll.internal_retirement_unconfirmed"
    late = {"kind": "annual_bonus", "amount": "5000", "paid_on": "2028-01-01"}
    ended = await firm.post("/single-incomes/tax", late, expect=409)
    assert ended["code"] == "payroll.unresolved_parameters"
    await firm.post("/single-incomes/tax", {"kind": "lottery", "amount": "1"}, expect=422)
    await firm.post("/single-incomes/tax", {"kind": "labour", "amount": "-1"}, expect=422)
    await firm.post("/single-incomes/tax", {"kind": "labour", "amount": "1"}, role="employee", expect=403)
    async with firm.tenant.context("payroll"):
        assert await fetch_value(audited) == 1  # what was refused left nothing
