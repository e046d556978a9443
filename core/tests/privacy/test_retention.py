"""Data goes on its day, by the company's choice within the law's bounds, and nothing else does."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from renshi_core.jobs import run_until_idle
from renshi_core.privacy.retention import service
from renshi_core.testing.harness import CoreHarness
from renshi_sdk import new_id
from renshi_sdk.clock import CHINA
from renshi_sdk.contracts import EndEmployment
from renshi_sdk.db import execute, fetch, fetch_value

TODAY = date(2026, 11, 23)


async def punch(tenant: Any, person: Any, at: datetime) -> None:
    async with tenant.context(plugin="attendance"):
        await execute(
            "INSERT INTO attendance_punch (id, company_id, employee_id, at, source, external_id)"
            " VALUES ($1, $2, $3, $4, 'app', $5)",
            new_id(),
            tenant.company_id,
            person.id,
            at,
            str(new_id()),
        )


async def punches(tenant: Any) -> list[date]:
    async with tenant.context():
        rows = await fetch("SELECT at FROM attendance_punch ORDER BY at")
        return [r["at"].astimezone(CHINA).date() for r in rows]


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


async def test_punches_go_on_the_day_and_not_one_before(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    one = tenant.employee_person
    limit = date(2024, 11, 23)
    days = [limit - timedelta(days=400), limit - timedelta(days=1), limit, limit + timedelta(days=1)]
    for day in days:
        await punch(tenant, one, at(day))
    async with tenant.client("admin") as admin:
        # Nobody has chosen: nothing goes.
        await renshi.run_schedule(service.JOB, tenant)
        assert await punches(tenant) == days
        seen = (await admin.get("/api/privacy/retention/preview")).json()["items"]
        row = next(i for i in seen if i["id"] == "attendance.punch")
        assert (row["rows"], row["before"], row["state"]) == (2, "2024-11-23", "waiting")
        later = (await admin.get("/api/privacy/retention/preview", params={"on": "2026-11-25"})).json()[
            "items"
        ]
        assert next(i["rows"] for i in later if i["id"] == "attendance.punch") == 4
        past = await admin.get("/api/privacy/retention/preview", params={"on": "2026-11-22"})
        assert past.status_code == 422
        assert (
            await admin.put("/api/privacy/retention/attendance.punch", json={"keep": 24})
        ).status_code == 200
        await renshi.run_schedule(service.JOB, tenant)
        assert await punches(tenant) == days[2:]
        await renshi.run_schedule(service.JOB, tenant)
        assert await punches(tenant) == days[2:]
        runs = (await admin.get("/api/privacy/retention/runs")).json()["items"]
        assert [(r["data_class"], r["rows"], r["before_day"]) for r in runs] == [
            ("attendance.punch", 2, "2024-11-23")
        ]
        listed = (await admin.get("/api/privacy/retention")).json()["items"]
        shown = next(i for i in listed if i["id"] == "attendance.punch")
        assert (shown["state"], shown["keep_shown"], shown["purged_rows"]) == ("on", "24 个月", 2)
    (row,) = await tenant.audit("core.retention.purge")
    assert json.loads(row["detail"]) == {
        "class": "attendance.punch", "before": "2024-11-23", "rows": 2, "keep": 24, "unit": "months", "held": 0,
    }  # fmt: skip


async def test_a_company_chooses_within_the_law_alone(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("admin") as admin, tenant.client("hr") as hr, tenant.client("employee") as own:
        path = "/api/privacy/retention"
        short = await admin.put(f"{path}/attendance.punch", json={"keep": 23})
        assert (short.status_code, short.json()["code"]) == (422, "retention.bounds")
        assert "工资支付暂行规定" in short.json()["fields"]["keep"]
        kept = await admin.put(f"{path}/payroll.slip", json={"keep": 24})
        assert (kept.status_code, kept.json()["code"]) == (409, "retention.not_here")
        assert (await admin.put(f"{path}/nobody.knows", json={"keep": 24})).status_code == 404
        assert (await hr.put(f"{path}/attendance.punch", json={"keep": 24})).status_code == 403
        assert (await hr.get(path)).status_code == 200
        assert (await own.get(path)).status_code == 403
        async with tenant.context():
            assert await fetch_value("SELECT count(*) FROM core_retention_rule") == 0
        assert await tenant.audit("core.retention.choose") == []
        chosen = (await admin.post(f"{path}/adopt")).json()["chosen"]
        expected = sorted(
            o.record.name for o in renshi.platform.registry.retention.values() if o.record.purge is not None
        )
        assert chosen == expected
        assert {"attendance.punch", "core.leaver_file", "core.file_change", "mail.message"} <= set(chosen)
        assert (await admin.post(f"{path}/adopt")).json()["chosen"] == []
        assert (await admin.delete(f"{path}/attendance.punch")).status_code == 204
        assert (await admin.delete(f"{path}/attendance.punch")).status_code == 404
    assert len(await tenant.audit("core.retention.choose")) == len(expected)


async def test_a_purge_that_was_killed_goes_on_and_a_hold_keeps_its_person(
    renshi: CoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    one, held = tenant.employee_person, tenant.manager_person
    for n in range(7):
        await punch(tenant, one, at(date(2023, 1, 1) + timedelta(days=n)))
    await punch(tenant, held, at(date(2023, 1, 3), 10))
    monkeypatch.setattr(service, "BATCH", 2)
    record = renshi.platform.registry.retention["attendance.punch"].record
    calls: list[int] = []

    async def dies(ctx: Any, order: Any) -> int:
        calls.append(await real(ctx, order))
        if len(calls) == 2:
            raise RuntimeError("killed")
        return calls[-1]

    real = record.purge
    object.__setattr__(record, "purge", dies)
    try:
        async with tenant.client("admin") as admin:
            await admin.put("/api/privacy/retention/attendance.punch", json={"keep": 24})
            made = await admin.post(
                f"/api/people/{held.id}/legal-holds", json={"reason": "劳动仲裁", "basis": "仲裁"}
            )
            async with tenant.context(plugin="core") as ctx:
                await ctx.jobs.enqueue(service.JOB)
            await run_until_idle(renshi.platform)
            assert len(await punches(tenant)) == 6, "the first batch stays done, the second was undone"
            renshi.advance(minutes=30)
            await renshi.settle()
            assert calls == [2, 2, 2, 2, 1]
            assert await punches(tenant) == [date(2023, 1, 3)]
            async with tenant.context():
                assert await fetch_value("SELECT rows FROM core_retention_run") == 7
            assert (await admin.delete(f"/api/legal-holds/{made.json()['id']}")).status_code == 204
            await renshi.run_schedule(service.JOB, tenant)
            assert await punches(tenant) == []
    finally:
        object.__setattr__(record, "purge", real)


async def test_a_kind_that_fails_keeps_no_other_and_is_tried_again(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await punch(tenant, tenant.employee_person, at(date(2023, 1, 1)))
    record = renshi.platform.registry.retention["core.file_change"].record
    real = record.purge

    async def fails(ctx: Any, order: Any) -> int:
        raise ValueError("broken")

    object.__setattr__(record, "purge", fails)
    try:
        async with tenant.client("admin") as admin:
            await admin.post("/api/privacy/retention/adopt")
        async with tenant.context(plugin="core") as ctx:
            job = await ctx.jobs.enqueue(service.JOB)
        await run_until_idle(renshi.platform)
        async with tenant.context() as ctx:
            assert (await ctx.jobs.state(job)).state == "queued"
        assert await punches(tenant) == []
    finally:
        object.__setattr__(record, "purge", real)
    renshi.advance(minutes=30)
    await renshi.settle()
    async with tenant.context() as ctx:
        assert (await ctx.jobs.state(job)).state == "succeeded"


async def test_files_of_leavers_are_emptied_after_two_years_and_not_their_history(
    renshi: CoreHarness,
) -> None:
    tenant = await renshi.new_tenant()
    old = await tenant.hire("陈旧人", number="L1", phone="13900001111")
    fresh = await tenant.hire("林新人", number="L2", phone="13900002222")
    async with tenant.client("hr") as hr:
        for person in (old, fresh):
            added = await hr.post(
                f"/api/employees/{person.id}/sections/contact",
                json={"name": "家人", "relation": "配偶", "phone": "13700003333"},
            )
            assert added.status_code == 201, added.text
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=old.id, last_day=date(2024, 11, 22), reason="resignation")
        )
        await ctx.people.end_employment(
            EndEmployment(employee_id=fresh.id, last_day=date(2024, 11, 23), reason="resignation")
        )
    await renshi.settle()
    async with tenant.client("admin") as admin:
        short = await admin.put("/api/privacy/retention/core.leaver_file", json={"keep": 12})
        assert short.status_code == 422
        await admin.put("/api/privacy/retention/core.leaver_file", json={"keep": 24})
    await renshi.run_schedule(service.JOB, tenant)
    async with tenant.context():
        rows = await fetch(
            "SELECT e.name, e.phone,"
            " (SELECT count(*) FROM core_employee_contact c WHERE c.employee_id = e.id) AS contacts,"
            " (SELECT count(*) FROM core_spell s WHERE s.employee_id = e.id) AS spells"
            " FROM core_employee e WHERE e.number IN ('L1', 'L2') ORDER BY e.number"
        )
    assert [tuple(r.values()) for r in rows] == [("陈旧人", None, 0, 1), ("林新人", "13900002222", 1, 1)]


async def test_no_punch_of_the_last_two_years_is_removed_by_anybody(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await punch(tenant, tenant.employee_person, at(TODAY - timedelta(days=30)))
    with pytest.raises(Exception, match="never changed or removed"):
        async with tenant.context(plugin="attendance"):
            await execute("DELETE FROM attendance_punch")
    assert len(await punches(tenant)) == 1


async def test_until_a_company_has_chosen_it_is_told_that_nothing_goes(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    path, card = "/api/privacy/retention", "/api/home/cards/core.retention"
    async with tenant.client("admin") as admin, tenant.client("hr") as hr:
        names = [i["id"] for i in (await admin.get(path)).json()["items"] if i["way"] == "purge"]
        assert len(names) > 3
        told = (await hr.get(f"{path}/state")).json()
        assert (told["on"], told["waiting"]) == (0, len(names))
        assert told["sentence"].startswith("本公司尚未采用保存期限：目前没有任何数据按期清理")
        assert [f["value"] for f in (await admin.get(card)).json()["figures"]] == [len(names)]
        # The card is for who can do something about it.
        assert (await hr.get(card)).status_code == 404
        assert (await admin.put(f"{path}/attendance.punch", json={"keep": 30})).status_code == 200
        told = (await hr.get(f"{path}/state", headers={"Accept-Language": "en-US"})).json()
        assert (told["on"], told["waiting"]) == (1, len(names) - 1)
        assert told["sentence"].startswith(f"1 kinds of data are purged; {len(names) - 1} have no time")
        assert len((await admin.post(f"{path}/adopt")).json()["chosen"]) == len(names) - 1
        told = (await hr.get(f"{path}/state")).json()
        assert (told["on"], told["waiting"]) == (len(names), 0)
        assert (await admin.get(card)).json()["figures"] == []
        # What was chosen before stays as it was chosen.
        kept = {i["id"]: i["keep"] for i in (await admin.get(path)).json()["items"]}
        assert kept["attendance.punch"] == 30
