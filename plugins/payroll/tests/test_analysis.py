"""Reports against figures worked out by hand from three people's months."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_payroll.analysis.costs import SpanParams, bridge, by_month, overtime, pay_ratio, structure
from renshi_payroll.analysis.pay_gap import SMALLEST, gap_rows, withheld
from renshi_payroll.reports import CostParams

Make = Callable[..., Awaitable[Any]]
SPAN = SpanParams(period_from="2026-01", period_to="2026-02")


async def test_two_months_and_what_moved_them(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    await firm.record_terms(
        firm.tenant.manager_person,
        "24000",
        valid_from="2026-02-01",
        social_base="20000",
        housing_base="20000",
    )
    await firm.post("/adjustments", {
        "employee_id": str(firm.tenant.employee_person.id), "period": "2026-02", "component": "pay.bonus",
        "amount": "5000", "note": "项目奖",
    }, expect=201)  # fmt: skip
    february = await firm.close("2026-02")
    await firm.post(
        "/revenue", {"period": "2026-02", "amount": "1000000", "reference": "利润表 2026-02"}, expect=201
    )
    await firm.post(
        "/revenue", {"period": "2026-02", "amount": "400000", "reference": "更正"}, role="finance", expect=201
    )
    await firm.post(
        "/revenue", {"period": "2026-02", "amount": "1", "reference": "x"}, role="employee", expect=403
    )
    run = await firm.get(f"/runs/{february}")
    employer = Decimal(run["employer_cost"])
    async with firm.tenant.context("payroll") as ctx:
        rows = (await structure(ctx, CostParams(period="2026-02"))).rows
        assert sum(row["base"] for row in rows) == Decimal("89250.00")
        assert sum(row["bonus"] for row in rows) == Decimal("5000.00")
        assert sum(row["other"] for row in rows) == 0
        assert sum(row["total"] for row in rows) == Decimal("94250.00") + employer
        ratios = await pay_ratio(ctx, SPAN)
        assert [row["revenue"] for row in ratios.rows] == [None, Decimal("400000.00")]
        cost = Decimal("94250.00") + employer
        assert ratios.rows[1]["ratio"] == round(cost / 400_000, 4)
        assert ratios.note is not None
        assert "2026-01" in ratios.note.zh
        months = (await by_month(ctx, SPAN)).rows
        assert [row["gross"] for row in months] == [Decimal("85250.00"), Decimal("94250.00")]
        assert (months[0]["change"], months[1]["change"]) == (None, Decimal("9000.00"))
        assert months[1]["reason"] == "人数 3 → 3，应发 +9,000.00，单位缴纳 +0.00"
        steps = (await bridge(ctx, SPAN)).rows
        assert [(row["people"], row["amount"]) for row in steps[1:4]] == [
            (0, Decimal("0.00")), (0, Decimal("0.00")), (2, Decimal("9000.00")),
        ]  # fmt: skip
        assert sum(row["amount"] for row in steps[:4]) == steps[4]["amount"]
        assert {row["overtime"] for row in (await overtime(ctx, CostParams(period="2026-02"))).rows} == {
            Decimal("0.00")
        }


def test_the_gap_is_the_difference_of_means_and_medians() -> None:
    men = [("male", fen) for fen in (10_000_00, 12_000_00, 14_000_00, 16_000_00, 28_000_00)]
    women = [("female", fen) for fen in (9_000_00, 10_500_00, 12_600_00, 13_000_00, 14_900_00)]
    everybody, *quarters = gap_rows(sorted(men + women, key=lambda one: one[1]), "zh-CN")
    assert (everybody["mean_men"], everybody["mean_women"]) == (Decimal("16000.00"), Decimal("12000.00"))
    assert everybody["mean_gap"] == Decimal("0.2500")
    assert (everybody["median_men"], everybody["median_women"]) == (Decimal("14000.00"), Decimal("12600.00"))
    assert everybody["median_gap"] == Decimal("0.1000")
    assert [row["women"] for row in quarters] == [None] * 4, "two or three people would be seen"


@pytest.mark.parametrize(
    ("women", "hidden"),
    [
        ((6, 6, 6, 6), set()),
        # One alone would be what is left of the whole: the next smallest goes with it.
        ((3, 9, 8, 7), {0, 3}),
        ((1, 2, 8, 9), {0, 1, 2}),
        ((3, 3, 8, 9), {0, 1}),
        ((0, 0, 0, 0), {0, 1, 2, 3}),
    ],
)
def test_a_quarter_is_not_told_by_the_others(women: tuple[int, ...], hidden: set[int]) -> None:
    parts = [[("female", 1)] * count + [("male", 1)] * (20 - count) for count in women]
    assert withheld(parts) == hidden


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=4, max_size=4))
def test_what_is_not_shown_is_never_a_small_group(counts: list[tuple[int, int]]) -> None:
    parts = [[("female", 1)] * women + [("male", 1)] * men for women, men in counts]
    hidden = withheld(parts)
    assert {place for place, pair in enumerate(counts) if min(pair) < SMALLEST} <= hidden
    together = [sum(counts[place][side] for place in hidden) for side in (0, 1)]
    assert not hidden or min(together) >= SMALLEST or len(hidden) == len(parts)
