"""Kept reports, their files, and reports sent at a clock."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from renshi_reporting.schedules.clock import Clock, next_time

from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness

API = "/api/plugins/reporting"
QUERY = {
    "dataset": "core.people",
    "dimensions": ["name"],
    "measures": ["people:sum"],
    "period": {"preset": "today"},
}


async def kept(client: Any, title: str = "在职名单", **query: Any) -> dict[str, Any]:
    answer = await client.post(f"{API}/saved", json={"title": title, "query": QUERY | query})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_report_is_kept_changed_copied_shared_and_removed(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr, manager = tenant.client("hr"), tenant.client("manager")
    made = await kept(hr)
    path = f"{API}/saved/{made['id']}"
    assert (await manager.get(path)).status_code == 404, "private"
    body = {"title": "名单二", "query": QUERY | {"limit": 5}, "version": 1}
    assert (await hr.put(path, json=body)).json()["version"] == 2
    assert (await hr.put(path, json=body)).json()["code"] == "reporting.stale"
    assert [v["title"] for v in (await hr.get(f"{path}/versions")).json()["items"]] == ["名单二", "在职名单"]
    shared = await hr.put(f"{path}/share", json={"shared": "roles", "roles": ["manager"]})
    assert shared.status_code == 200, shared.text
    rows = {
        n: len((await c.get(f"{path}/run")).json()["items"]) for n, c in (("hr", hr), ("manager", manager))
    }
    assert rows == {"hr": 3, "manager": 2}, "each within their own scope"
    assert (await manager.put(path, json=body | {"version": 2})).status_code == 403
    copy = (await manager.post(f"{path}/copy")).json()
    assert (copy["title"], copy["own"], copy["shared"]) == ("名单二（副本）", True, "private")
    assert (
        await manager.put(f"{API}/saved/{copy['id']}/share", json={"shared": "company"})
    ).status_code == 403
    assert (await hr.put(f"{API}/favourites", params={"subject": made["subject"]})).status_code == 200
    first = (await hr.get(f"{API}/centre")).json()["items"][0]
    assert (first["title"], first["favourite"]) == ("名单二", True)
    assert (await hr.delete(path)).status_code == 204
    assert (await hr.get(path)).status_code == 404
    assert len(await tenant.audit("reporting.report.remove")) == 1


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "pdf"])
async def test_a_file_holds_what_its_asker_sees_and_no_formula(renshi: Harness, file_format: str) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    await tenant.hire("=1+1", manager_id=tenant.manager_person.id)
    manager = tenant.client("manager")
    asked = await manager.post(
        f"{API}/exports", json={"query": QUERY, "title": "我的团队", "format": file_format}
    )
    assert asked.status_code == 201, asked.text
    waiting = (await manager.get(f"{API}/exports/{asked.json()['id']}")).json()
    assert (waiting["state"], waiting["file"]) == ("queued", None)
    await renshi.settle()
    done = (await manager.get(f"{API}/exports/{asked.json()['id']}")).json()
    assert (done["rows"], done["state"], done["progress"]) == (3, "succeeded", 1)
    assert (await tenant.client("employee").get(f"/api/files/{done['file_id']}")).status_code == 404
    body = (await manager.get(f"/api/files/{done['file_id']}")).content
    if file_format == "xlsx":
        cells = [c.value for row in load_workbook(io.BytesIO(body)).worksheets[0].iter_rows() for c in row]
        assert "'=1+1" in cells
        assert "=1+1" not in cells
        assert cells[-2:] == ["合计", 3]
    elif file_format == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert lines[0] == "姓名,人数"
        assert "'=1+1,1" in lines
        assert len(lines) == 4
    else:
        text = PdfReader(io.BytesIO(body)).pages[0].extract_text()
        assert "我的团队" in text
        assert "合计" in text
    assert (await tenant.client("hr").get(f"{API}/exports/{asked.json()['id']}")).status_code == 404


async def test_a_question_that_can_not_be_answered_starts_no_file(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    manager = tenant.client("manager")
    for wrong, status in (
        (QUERY | {"dataset": "nothing.there"}, 404),
        (QUERY | {"measures": ["sum:nothing"]}, 422),
    ):
        asked = await manager.post(f"{API}/exports", json={"query": wrong, "format": "csv"})
        assert asked.status_code == status, asked.text
    assert (await manager.get(f"{API}/exports")).json()["items"] == []


def test_the_next_time_is_on_the_companys_clocks() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Shanghai
    at = 8 * 60 + 30
    expected = {
        Clock("daily", at): date(2026, 11, 24),
        Clock("weekly", at, weekday=1): date(2026, 11, 30),
        Clock("monthly", at, month_day=31): date(2026, 11, 30),
        Clock("last_working_day", at): date(2026, 11, 30),
    }
    for clock, day in expected.items():
        assert next_time(clock, now, zone) == datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC), clock
    assert next_time(Clock("last_working_day", at), datetime(2027, 1, 1, tzinfo=UTC), zone).date() == date(
        2027, 1, 29
    )


async def test_each_reader_gets_their_own_figures_once(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    for role in ("manager", "employee"):
        await tenant.token(role, None)  # type: ignore[attr-defined]
    made = await kept(hr)
    await hr.put(f"{API}/saved/{made['id']}/share", json={"shared": "company"})
    people = [str(tenant.hr_person.id), str(tenant.manager_person.id)]
    body = {"title": "每日名单", "subject": made["subject"], "rhythm": "daily", "at": "10:00", "format": "csv",
            "people": people}  # fmt: skip
    schedule = (await hr.post(f"{API}/schedules", json=body)).json()
    await renshi.run_schedule("reporting.send_due", tenant)
    assert await tenant.notices(tenant.hr_person) == [], "not due yet"
    renshi.advance(hours=1, minutes=1)  # type: ignore[attr-defined]
    for _ in range(2):
        await renshi.run_schedule("reporting.send_due", tenant)
    for person, lines in ((tenant.hr_person, 3), (tenant.manager_person, 2)):
        (notice,) = [n for n in await tenant.notices(person) if n.kind == "reporting.scheduled"]
        assert f"共 {lines} 行" in notice.body.zh
    async with tenant.context():
        sent = await fetch("SELECT state, file_id FROM reporting_delivery")
    assert [r["state"] for r in sent] == ["sent", "sent"]
    shown = (await hr.get(f"{API}/schedules/{schedule['id']}")).json()
    assert shown["next_at"].startswith("2026-11-24T02:00")

    # Whoever may not see it makes it fail; the owner hears of it once, and a paused one is silent.
    await hr.delete(f"{API}/saved/{made['id']}")
    for _ in range(2):
        renshi.advance(hours=24)  # type: ignore[attr-defined]
        await renshi.run_schedule("reporting.send_due", tenant)
    failed = [n for n in await tenant.notices(tenant.hr_person) if n.kind == "reporting.failed"]
    assert len(failed) == 1
    assert (await hr.get(f"{API}/schedules/{schedule['id']}")).json()["state"] == "failing"
    await hr.post(f"{API}/schedules/{schedule['id']}/pause")
    renshi.advance(hours=24)  # type: ignore[attr-defined]
    await renshi.run_schedule("reporting.send_due", tenant)
    async with tenant.context():
        assert len(await fetch("SELECT 1 FROM reporting_delivery")) == 6


async def test_a_report_built_by_clicks_reads_as_a_table(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["reporting"])
    hr = tenant.client("hr")
    made = await hr.post(
        f"{API}/build",
        json={"title": "姓名", "dataset": "core.people", "dimensions": ["name"], "measures": ["people:sum"],
              "filter_name": "name", "filter_op": "in", "filter_values": f"{tenant.hr_person.name}，无此人",
              "chart": "bar"},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    table = (await hr.get(f"{API}/saved/{made.json()['id']}/table")).json()
    assert [i["c0"] for i in table["items"]] == [tenant.hr_person.name, "合计"]
    assert table["columns"][1] == {"name": "c1", "label": "人数", "align": "right"}
    assert (table["chart"], table["points"]) == ("series", [{"x": tenant.hr_person.name, "y0": 1}])
    assert table["series"] == [{"name": "y0", "label": "人数", "type": "bar", "stack": ""}]
    wrong = await hr.post(
        f"{API}/build", json={"title": "x", "dataset": "core.people", "measures": ["people:avg"]}
    )
    assert wrong.status_code == 422
