"""A month is computed, looked at, sent, confirmed or disputed, locked; killed in the middle it is the same month."""

import asyncio
import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from renshi_sdk.db import fetch, fetch_value

pytestmark = pytest.mark.asyncio(loop_scope="session")
API = "/api/plugins/attendance"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
ODD = {date(2026, 10, 14): ("08:55",), date(2026, 10, 15): ()}


async def ready(renshi, punch_month, close, **settings):
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True, "leave_backdate_days": 60} | settings)
    for number in ("HR001", "MG001"):
        await punch_month(tenant, number, *OCTOBER)
    await punch_month(tenant, "EM001", *OCTOBER, ODD)
    await close(tenant, "2026-10")
    return tenant


async def call(tenant, role: str, method: str, path: str, body: dict | None = None):
    async with tenant.client(role) as client:
        answer = await client.request(method, f"{API}{path}", json=body)
    return answer.status_code, answer.json() if answer.content else None


async def test_a_month_is_sent_confirmed_disputed_answered_and_locked(renshi, punch_month, close) -> None:
    tenant = await ready(renshi, punch_month, close)
    assert (await call(tenant, "hr", "POST", "/months/2026-10/send", {}))[0] == 202
    await renshi.settle()
    _, mine = await call(tenant, "employee", "GET", "/confirmations/mine")
    one = mine["items"][0]
    assert (one["period"], one["state"], one["due_on"], one["missing_punches"]) == (
        "2026-10", "sent", "2026-11-26", 1,
    )  # fmt: skip
    path = f"/confirmations/{one['id']}"
    assert (await call(tenant, "manager", "POST", f"{path}/confirm", {}))[0] == 404
    assert await call(tenant, "employee", "POST", f"{path}/dispute", {"comment": "14 日有打卡"}) == (
        200,
        {"state": "disputed"},
    )
    status, refused = await call(tenant, "hr", "POST", "/months/2026-10/lock", {"accept_exceptions": True})
    assert (status, refused["code"]) == (409, "attendance.month_disputed")
    assert (await call(tenant, "hr", "POST", f"{path}/answer", {"answer": "已核对门禁"}))[0] == 200
    assert (await call(tenant, "hr", "POST", f"{path}/answer", {"answer": "再答"}))[0] == 404
    _, mine = await call(tenant, "employee", "GET", "/confirmations/mine")
    assert (mine["items"][0]["state"], mine["items"][0]["answer"]) == ("sent", "已核对门禁")
    assert (await call(tenant, "employee", "POST", f"{path}/confirm", {}))[1] == {"state": "confirmed"}
    _, month = await call(tenant, "hr", "GET", "/months/2026-10")
    assert {k: month[k] for k in ("stage", "confirmed", "disputed", "waiting", "unsent")} == {
        "stage": "sent", "confirmed": 1, "disputed": 0, "waiting": 2, "unsent": 0,
    }  # fmt: skip
    async with tenant.context():
        told = await fetch_value("SELECT count(*) FROM core_notice WHERE kind = 'attendance.confirm'")
    assert told == 4  # three people asked, one answered
    renshi.advance(days=4)
    await renshi.run_schedule("attendance.daily", tenant)
    _, month = await call(tenant, "hr", "GET", "/months/2026-10")
    assert (month["confirmed"], month["waiting"]) == (3, 0)
    assert (await call(tenant, "hr", "POST", "/months/2026-10/lock", {"accept_exceptions": True}))[0] == 200
    status, late = await call(tenant, "employee", "POST", f"{path}/dispute", {"comment": "再看看"})
    assert (status, late["code"]) == (409, "attendance.month_locked")


async def test_only_those_whose_month_changed_are_asked_again(
    renshi, punch_month, close, ask, decide
) -> None:
    tenant = await ready(renshi, punch_month, close)
    await call(tenant, "hr", "POST", "/months/2026-10/send", {})
    await renshi.settle()
    for role in ("hr", "manager", "employee"):
        _, mine = await call(tenant, role, "GET", "/confirmations/mine")
        await call(tenant, role, "POST", f"/confirmations/{mine['items'][0]['id']}/confirm", {})
    form = {"leave_code": "annual", "start_on": "2026-10-15", "end_on": "2026-10-15", "reason": "漏请"}
    request = await ask(tenant, tenant.employee_person, "attendance.leave", form)
    await decide(tenant, tenant.manager_person, request, "approve")
    status, refused = await call(tenant, "hr", "POST", "/months/2026-10/send", {})
    assert (status, refused["code"]) == (409, "attendance.month_stale")
    await close(tenant, "2026-10")
    await call(tenant, "hr", "POST", "/months/2026-10/send", {})
    await renshi.settle()
    _, found = await call(tenant, "hr", "GET", "/months/2026-10/confirmations")
    assert [(c["number"], c["state"]) for c in found["items"]] == [
        ("EM001", "sent"), ("HR001", "confirmed"), ("MG001", "confirmed"),
    ]  # fmt: skip


async def test_a_company_may_ask_everybody_before_it_locks(renshi, punch_month, close) -> None:
    tenant = await ready(renshi, punch_month, close, require_confirmation=True, auto_confirm=False)
    body = {"accept_exceptions": True}
    status, refused = await call(tenant, "hr", "POST", "/months/2026-10/lock", body)
    assert (status, refused["code"]) == (409, "attendance.month_not_confirmed")
    await call(tenant, "hr", "POST", "/months/2026-10/send", {})
    await renshi.settle()
    renshi.advance(days=10)
    await renshi.run_schedule("attendance.daily", tenant)
    status, refused = await call(tenant, "hr", "POST", "/months/2026-10/lock", body)
    assert refused["code"] == "attendance.month_not_confirmed"


async def test_each_exception_names_its_fix_and_is_fixed_from_the_list(
    renshi, punch_month, close, decide
) -> None:
    tenant = await ready(renshi, punch_month, close)
    _, odd = await call(tenant, "hr", "GET", "/months/2026-10/exceptions")
    assert [(x["status"], x["fix_link"]) for x in odd["items"]] == [
        ("missing_punch", "/console/core/requests/new/attendance.missing_punch"),
        ("absent", "/console/core/requests/new/attendance.missing_punch"),
    ]
    missing, absent = (x["id"] for x in odd["items"])
    assert (await call(tenant, "manager", "POST", f"/exceptions/{absent}/accept", {"note": "x"}))[0] == 403
    done = {"time": "18:05", "reason": "忘打卡"}
    status, request = await call(tenant, "hr", "POST", f"/exceptions/{missing}/punch", done)
    assert status == 200, request
    async with tenant.context() as ctx:
        waiting = await ctx.requests.open_of(tenant.employee_person.id, kind="attendance.missing_punch")
    await decide(tenant, tenant.manager_person, waiting[0], "approve")
    assert (await call(tenant, "hr", "POST", f"/exceptions/{absent}/accept", {"note": "本人确认旷工"}))[
        0
    ] == 200
    month = await close(tenant, "2026-10")
    assert (month["exceptions"], month["open_exceptions"]) == (1, 0)
    _, odd = await call(tenant, "hr", "GET", "/months/2026-10/exceptions")
    assert [(x["status"], x["accepted"]) for x in odd["items"]] == [("absent", "本人确认旷工")]
    assert (await call(tenant, "hr", "POST", "/months/2026-10/lock", {"accept_exceptions": False}))[0] == 200


async def test_a_missing_punch_is_told_once(renshi, punch_month) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"punch_required": True})
    friday = date(2026, 11, 20)
    await punch_month(tenant, "EM001", friday, friday, {friday: ("08:55",)})
    renshi.clock.move_to(renshi.clock.now().replace(day=21, hour=10))
    for _ in range(2):
        await renshi.run_schedule("attendance.remind", tenant)
    async with tenant.context():
        told = await fetch(
            "SELECT title_zh, body_zh FROM core_notice WHERE kind = 'attendance.missing_punch' AND employee_id = $1",
            tenant.employee_person.id,
        )
    assert [tuple(r) for r in told] == [
        ("2026-11-20 缺卡", "缺下班卡，仅有 2026-11-20 08:55。请提交补卡申请。")
    ]


async def test_the_workbook_holds_both_sheets(renshi, punch_month, close) -> None:
    tenant = await ready(renshi, punch_month, close)
    async with tenant.client("hr") as hr:
        answer = await hr.get(f"{API}/months/2026-10/workbook")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["月报", "日报"]
    rows = list(book["月报"].iter_rows(values_only=True))
    assert rows[0][0] == "测试制造有限公司 2026年10月考勤月报（未锁定，数据可能变化）"
    person = next(row for row in rows if row[1] == "EM001")
    marks = person[4:35]
    assert (marks[0], marks[7], marks[13], marks[14], marks[16]) == ("节", "√", "缺", "旷", "休")
    assert rows[2][35] == "应出勤\n（天）"
    # 18 days due, one absent, one nobody knows.
    assert (person[35], Decimal(str(person[36])), person[43], person[44]) == (18, 16, 1, 1)
    daily = [row for row in book["日报"].iter_rows(values_only=True) if row[2] == "EM001"]
    assert len(daily) == 31
    assert (daily[13][7], daily[13][8]) == (None, "缺卡")
    async with tenant.client("employee") as client:
        assert (await client.get(f"{API}/months/2026-10/workbook")).status_code == 403


async def test_killed_in_the_middle_the_month_is_the_same(renshi, punch_month, close) -> None:
    tenant = await ready(renshi, punch_month, close)
    digest = (
        "SELECT md5(string_agg(employee_id::text || figures::text || days::text, '|' ORDER BY employee_id))"
    )
    async with tenant.context():
        before = await fetch_value(f"{digest} FROM attendance_month_row")
    async with tenant.client("hr") as hr:
        assert (await hr.post(f"{API}/months/2026-10/compute", json={})).status_code == 202
    settings = renshi.platform.settings
    environment = {
        **os.environ,
        "RENSHI_VAR_DIR": str(settings.var_dir),
        "RENSHI_DATABASE_URL": renshi.platform.database.owner_url,
        "RENSHI_REDIS_URL": renshi.platform.redis_url,
        "RENSHI_LOG_LEVEL": "error",
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", str(Path(__file__).with_name("killed_worker.py")), env=environment
    )
    try:
        assert await asyncio.wait_for(program.wait(), 60) == -signal.SIGKILL
    finally:
        if program.returncode is None:
            program.kill()
    steps = (
        "SELECT s.key FROM core_job_step s JOIN core_job j ON j.id = s.job_id"
        " WHERE j.name = 'attendance.close_month'"
    )
    async with tenant.context():
        done = {r["key"] for r in await fetch(f"{steps} AND j.state <> 'succeeded'")}
        state = await fetch_value("SELECT state FROM attendance_month WHERE period = '2026-10'")
    # What was written of the fifth shard went with the process.
    assert (done, state) == ({"begin", "shard-0", "shard-1", "shard-2", "shard-3"}, "open")
    renshi.clock.move_to(datetime.now(UTC) + timedelta(hours=1))
    async with asyncio.timeout(120):
        # The lease of a dead worker runs out by the database's clock.
        while state == "open":
            await asyncio.sleep(0.5)
            await renshi.settle()
            async with tenant.context():
                state = await fetch_value("SELECT state FROM attendance_month WHERE period = '2026-10'")
    async with tenant.context():
        after = await fetch_value(f"{digest} FROM attendance_month_row")
        state = await fetch_value("SELECT state FROM attendance_month WHERE period = '2026-10'")
        rows = await fetch_value("SELECT count(*) FROM attendance_month_row")
    assert (after, state, rows) == (before, "computed", 3)
