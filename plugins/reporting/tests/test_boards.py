"""Boards: key figures counted by hand, whose arrangement is seen, and what a reader has no right to."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_reporting.care.personal_data import erase, export

from renshi_sdk.contracts import EndEmployment
from renshi_sdk.testing import Harness

API = "/api/plugins/reporting"


async def subjects(client: Any) -> list[str]:
    return [t["subject"] for t in (await client.get(f"{API}/board/tiles")).json()["items"]]


async def test_key_figures_are_those_counted_by_hand(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    gone = await tenant.hire("甲", starts_on=date(2025, 1, 1))
    late = await tenant.hire("乙", starts_on=date(2025, 1, 1))
    await tenant.hire("丙", starts_on=date(2026, 11, 2))
    async with tenant.context() as ctx:
        for person, day in ((gone, date(2026, 4, 30)), (late, date(2026, 11, 10))):
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=day, reason="离职", reason_code="career")
            )
    hr = tenant.client("hr")
    found = (await hr.get(f"{API}/board/figures")).json()
    assert {n: found[n] for n in ("heads", "heads_change", "joined", "left")} == {
        "heads": 4, "heads_change": 0, "joined": 1, "left": 1,
    }  # fmt: skip
    # November 2025 to October 2026: four people on 365 days and one on 181: 4.4959 heads, one leaver.
    assert found["turnover"] == round(1 / ((4 * 365 + 181) / 365), 6)
    assert found["turnover_voluntary"] == found["turnover"]
    assert (found["hiring"], found["contracts"], found["onboarding"]) == (False, False, False)
    manager = (await tenant.client("manager").get(f"{API}/board/figures")).json()
    assert manager["heads"] == 2, "the manager and their report"


async def test_a_board_is_the_role_s_until_somebody_arranges_their_own(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr, manager = tenant.client("hr"), tenant.client("manager")
    built_in = [
        "reporting.headcount_trend",
        "reporting.turnover",
        "core.headcount_plan",
        "reporting.structure",
    ]
    assert await subjects(hr) == built_in
    assert (await hr.get(f"{API}/board")).json()["source"] == "built_in"
    assert await subjects(manager) == built_in[:2], "no onboarding: that plugin is off"
    query = {"dataset": "core.people", "dimensions": ["city"], "measures": ["people:sum"], "chart": "pie"}
    made = (await hr.post(f"{API}/saved", json={"title": "各城市", "query": query})).json()
    items = [
        {"subject": made["subject"], "place": 2, "title": "城市分布"},
        {"subject": "reporting.turnover", "place": 1},
    ]
    kept = await hr.put(f"{API}/board/tiles", json={"items": items})
    assert kept.status_code == 200, kept.text
    assert await subjects(hr) == ["reporting.turnover", made["subject"]]
    tile = (await hr.get(f"{API}/board/tile?place=2")).json()
    assert (tile["title"], tile["chart"], tile["points"]) == ("城市分布", "pie", [{"x": "上海", "y0": 3}])
    assert tile["definition"].startswith("所选日期当天在职的员工")
    assert (await hr.get(f"{API}/board/tile?place=3")).json()["filled"] is False

    # A template for managers: private reports are left out, and each reads it in their own scope.
    template = (await hr.post(f"{API}/board/templates", json={"role": "manager"})).json()
    assert template == {"role": "manager", "tiles": 1, "left_out": 1}
    assert await subjects(manager) == ["reporting.turnover"]
    for client, heads in ((manager, "2.0"), (hr, "3.0")):
        shown = (await client.get(f"{API}/board/tile", params={"place": 1})).json()
        assert f"平均人数 {heads}" in shown["note"]
    assert (await manager.post(f"{API}/board/templates", json={"role": "hr"})).status_code == 403
    assert (await hr.delete(f"{API}/board/tiles")).json()["source"] == "built_in"
    assert await subjects(hr) == built_in
    assert [len(await tenant.audit(f"reporting.board.{v}")) for v in ("arrange", "template", "reset")] == [
        1
    ] * 3


async def test_a_board_takes_no_report_that_is_not_there_asks_or_stands_twice(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting", "payroll"])
    hr, manager = tenant.client("hr"), tenant.client("manager")
    query = {"dataset": "core.people", "measures": ["people:sum"]}
    mine = (await hr.post(f"{API}/saved", json={"title": "我的", "query": query})).json()["subject"]
    for client, names in (
        (hr, ["payroll.by_month"]),
        (hr, ["reporting.turnover", "reporting.turnover"]),
        (hr, ["no.such"]),
        (manager, [mine]),
    ):
        refused = await client.put(f"{API}/board/tiles", json={"items": [{"subject": n} for n in names]})
        assert (refused.status_code, refused.json()["code"]) == (422, "reporting.board"), names
    many = [{"subject": f"x.{n}"} for n in range(9)]
    assert (await hr.put(f"{API}/board/tiles", json={"items": many})).status_code in (400, 422)
    assert (await hr.get(f"{API}/board")).json()["source"] == "built_in"
    assert len(await tenant.audit("reporting.board.arrange")) == 0


async def test_a_board_goes_with_its_owner(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    await hr.put(f"{API}/board/tiles", json={"items": [{"subject": "reporting.turnover"}]})
    async with tenant.context("reporting") as ctx:
        found = await export(ctx, tenant.hr_person.id)
        assert "reporting.turnover" in found["reporting_board"][0]["tiles"]
        erased = await erase(ctx, tenant.hr_person.id)
    assert erased.erased["reporting_board"] == 1
    assert (await hr.get(f"{API}/board")).json()["source"] == "built_in"


async def test_shares_are_drawn_in_percent_and_kinds_don_t_share_an_axis(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    await tenant.hire("甲", starts_on=date(2026, 11, 2))
    query = {
        "dataset": "core.movements",
        "dimensions": ["kind"],
        "measures": ["joined:sum/movements:sum", "joined:sum"],
        "period": {"preset": "this_month"},
        "chart": "bar",
    }
    made = (await hr.post(f"{API}/saved", json={"title": "x", "query": query})).json()
    table = (await hr.get(f"{API}/saved/{made['id']}/table")).json()
    assert table["points"] == [{"x": "入职", "y0": 100.0}]
    assert [s["label"] for s in table["series"]] == ["入职 ÷ 异动次数 (%)"]
    assert table["items"][0]["c1"] == "100.0%"
