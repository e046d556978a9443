"""The page of one's own company: facts that act, and what was changed of them."""

from __future__ import annotations

from renshi_core.testing.harness import CoreHarness


async def test_facts_are_changed_checked_and_told_as_they_were(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        before = (await hr.get("/api/company")).json()
        assert (before["code"], before["industry"], before["credit_code"]) == ("MAIN", "manufacturing", None)
        assert (await hr.get("/api/company/changes")).json()["items"] == []
        wrong = await hr.patch("/api/company", json={"credit_code": "913100000000000001"})
        assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["credit_code"])
        assert (await hr.patch("/api/company", json={"industry": "magic"})).status_code == 422
        assert (await hr.patch("/api/company", json={"time_zone": "Mars/Olympus"})).status_code == 422
        good = await hr.patch(
            "/api/company",
            json={"credit_code": "91350100M000100Y43", "name": "新名字有限公司", "city": "苏州"},
        )
        assert good.json()["credit_code"] == "91350100M000100Y43"
        emptied = await hr.patch("/api/company", json={"credit_code": None, "city": None})
        assert (emptied.json()["credit_code"], emptied.json()["city"]) == (None, "苏州")
        changes = (await hr.get("/api/company/changes")).json()["items"]
    assert [(c["title"], c["before"], c["after"]) for c in changes] == [
        ("统一社会信用代码", "91350100M000100Y43", None),
        ("公司名称", "测试制造有限公司", "新名字有限公司"),
        ("所在城市", "上海", "苏州"),
        ("统一社会信用代码", None, "91350100M000100Y43"),
    ]
    assert {c["by"] for c in changes} == {"王人事"}


async def test_the_company_of_another_is_not_touched_and_today_goes_by_the_zone(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("admin") as admin:
        sister = await admin.post(
            "/api/companies",
            json={
                "code": "SIS", "name": "姐妹公司", "industry": "it", "city": "纽约",
                "public_code": f"{tenant.code}-sis",
            },
        )  # fmt: skip
        here = {"X-Renshi-Company": sister.json()["id"]}
        set_ = await admin.patch("/api/company", json={"time_zone": "America/New_York"}, headers=here)
        assert set_.status_code == 200, set_.text
        assert (await admin.get("/api/company", headers=here)).json()["time_zone"] == "America/New_York"
        assert (await admin.get("/api/company")).json()["time_zone"] == "Asia/Shanghai"
        # 23 November, nine o'clock in Shanghai: it is still the 22nd in New York.
        assert (await admin.get("/api/home", headers=here)).json()["today"] == "2026-11-22"
        assert (await admin.get("/api/home")).json()["today"] == "2026-11-23"
    async with tenant.client("employee") as employee:
        assert (await employee.get("/api/company")).status_code == 403
        assert (await employee.patch("/api/company", json={"city": "别处"})).status_code == 403
