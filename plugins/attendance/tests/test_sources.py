"""Where punches come from: places, Wi-Fi, phones with wrong clocks, repeats, files."""

from datetime import date, timedelta

import pytest

from renshi_sdk.db import fetch, fetch_value

pytestmark = pytest.mark.asyncio(loop_scope="session")
API = "/api/plugins/attendance"
GATE = {"name": "东门", "latitude": "31.230000", "longitude": "121.470000", "radius": 100}
OFFICE = {"name": "办公室", "bssids": "A0-B1-C2-D3-E4-F5"}


async def sites(tenant, *given) -> None:
    async with tenant.client("hr") as hr:
        for one in given:
            made = await hr.post(f"{API}/sites", json=one)
            assert made.status_code == 201, made.text


async def punch(tenant, **given):
    async with tenant.client("employee") as client:
        return await client.post(f"{API}/punches", json=given)


async def count() -> int:
    return await fetch_value("SELECT count(*) FROM attendance_punch")


async def test_a_punch_inside_one_of_several_places_or_on_their_wifi(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await sites(tenant, GATE, OFFICE)
    at_gate = (await punch(tenant, latitude="31.230500", longitude="121.470000")).json()
    assert (at_gate["inside"], at_gate["site"]) == (True, "东门")
    renshi.advance(minutes=5)
    by_radio = (await punch(tenant, bssid="a0:b1:c2:d3:e4:f5")).json()
    assert (by_radio["inside"], by_radio["site"]) == (True, "办公室")
    assert by_radio["result"]["day"] == "2026-11-23"
    outside = await punch(tenant, latitude="31.240000", longitude="121.470000")
    assert (outside.status_code, outside.json()["code"]) == (409, "attendance.outside_place")
    assert "还有 1012 米" in outside.text
    nothing = await punch(tenant)
    assert (nothing.status_code, nothing.json()["code"]) == (422, "attendance.position_missing")
    async with tenant.context():
        assert await count() == 2


async def test_a_position_vaguer_than_the_circle_says_nothing(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await sites(tenant, GATE)
    inside = {"latitude": "31.230500", "longitude": "121.470000"}
    vague = await punch(tenant, **inside, accuracy=101)
    assert (vague.status_code, vague.json()["code"]) == (409, "attendance.position_inaccurate")
    assert "误差超过 100 米" in vague.text
    far = await punch(tenant, latitude="31.240000", longitude="121.470000", accuracy=101)
    assert far.json()["code"] == "attendance.outside_place"
    async with tenant.context():
        assert await count() == 0
    assert (await punch(tenant, **inside, accuracy=100)).json()["inside"] is True


async def test_wifi_in_every_form_and_never_the_address_of_a_phone_that_may_not_tell(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    await sites(tenant, {"name": "办公室", "bssids": "A0-B1-C2-03-E4-F5"})
    for form in ("a0:b1:c2:03:e4:f5", "A0B1C203E4F5", "a0b1.c203.e4f5", "a0:b1:c2:3:e4:f5"):
        taken = await punch(tenant, bssid=form)
        assert (taken.status_code, taken.json()["site"]) == (201, "办公室"), form
        renshi.advance(minutes=1)
    for other in ("a0:b1:c2:03:e4:f6", "02:00:00:00:00:00", "a0:b1:c2:03:e4", "a0:b1:c2:03:e4:f5:"):
        assert (await punch(tenant, bssid=other)).json()["code"] == "attendance.position_missing", other
    async with tenant.client("hr") as hr:
        refused = await hr.post(f"{API}/sites", json={"name": "无名", "bssids": ["02:00:00:00:00:00"]})
    assert refused.status_code == 422
    async with tenant.context():
        assert await count() == 4
        assert await fetch_value("SELECT count(*) FROM attendance_site") == 1


async def test_an_outside_punch_may_be_taken_with_a_reason(renshi) -> None:
    tenant = await renshi.new_tenant()
    await tenant.enable("attendance", settings={"outside_punch": "reason", "max_accuracy": 50})
    await sites(tenant, GATE)
    far = {"latitude": "31.240000", "longitude": "121.470000", "accuracy": 20}
    refused = await punch(tenant, **far)
    assert (refused.status_code, refused.json()["code"]) == (422, "attendance.outside_reason")
    taken = (await punch(tenant, **far, reason="客户现场")).json()
    assert (taken["inside"], taken["site"]) == (False, None)
    vague = await punch(tenant, **{**far, "accuracy": 51}, reason="客户现场")
    assert (vague.status_code, vague.json()["code"]) == (409, "attendance.position_inaccurate")
    async with tenant.context():
        assert [tuple(r) for r in await fetch("SELECT inside, reason FROM attendance_punch")] == [
            (False, "客户现场")
        ]


async def test_a_key_sent_again_is_the_same_punch_and_the_server_clock_counts(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    wrong = "2026-11-23T11:00:00+08:00"
    first = (await punch(tenant, key="phone-0001", device_at=wrong)).json()
    assert (first["repeated"], first["device_clock_off_seconds"]) == (False, 7200)
    assert first["at"].startswith("2026-11-23T01:00:00")
    renshi.advance(minutes=30)
    again = (await punch(tenant, key="phone-0001")).json()
    assert (again["repeated"], again["at"]) == (True, first["at"])
    async with tenant.context():
        assert await count() == 1


async def take(renshi, tenant, content: bytes, name: str = "考勤.csv"):
    async with tenant.context("attendance") as ctx:
        stored = await ctx.files.put(name, content, media_type="text/csv")
    async with tenant.client("hr") as hr:
        seen = await hr.post(f"{API}/punches/imports", json={"file_id": str(stored.id)})
        assert seen.status_code == 201, seen.text
        started = await hr.post(f"{API}/punches/imports/{seen.json()['id']}/apply", json={})
        assert started.status_code == 202, started.text
        await renshi.settle()
        done = (await hr.get(f"{API}/punches/imports/{seen.json()['id']}")).json()
        twice = await hr.post(f"{API}/punches/imports/{seen.json()['id']}/apply", json={})
    assert twice.json()["code"] == "attendance.import_done"
    return seen.json(), done


async def test_the_same_file_twice_adds_nothing(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    text = (
        "工号,打卡时间\nEM001,2026-11-20 08:55\nEM001,2026-11-20 18:05\nXX9,2026-11-20 09:00\n"
        "EM001,不是时间\nEM001,2026-11-30 09:00\nEM001,2026-11-20 18:05\n"
    ).encode("gbk")
    seen, done = await take(renshi, tenant, text)
    assert (seen["rows"], seen["fresh"], seen["known"], seen["problem_count"]) == (6, 2, 0, 2)
    assert (seen["encoding"], seen["unknown_numbers"]) == ("gb18030", ["XX9"])
    assert [p["line"] for p in seen["problems"]] == [5, 6]
    assert (done["state"], done["written"]) == ("applied", 2)
    seen, done = await take(renshi, tenant, text + b"EM001,2026-11-19 08:50\n")
    assert (seen["fresh"], seen["known"], done["written"]) == (1, 2, 1)
    async with tenant.context():
        assert await count() == 3


async def test_numbers_of_a_terminal_belong_to_people_from_a_day_on(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    log = (
        b"   12\t2026-11-18 08:55:00\t1\t0\t1\t0\n   12\t2026-11-20 08:56:00\t1\t0\t1\t0\n"
        b"   13\t2026-11-20 08:57:00\t1\t0\t1\t0\n"
    )
    seen, done = await take(renshi, tenant, log, "attlog.dat")
    assert (seen["unknown_numbers"], done["written"]) == (["12", "13"], 0)
    async with tenant.client("hr") as hr:
        none = await hr.post(f"{API}/badges", json={"lines": "12 EM001\n13 XX9", "valid_from": "2026-01-01"})
        assert (none.status_code, none.json()["code"]) == (422, "attendance.badge_staff_unknown")
        torn = await hr.post(f"{API}/badges", json={"lines": "12 EM001 王芳", "valid_from": "2026-01-01"})
        assert torn.status_code == 422
        assert (await hr.get(f"{API}/badges")).json()["items"] == []
        for lines, first in (("12\tEM001\n", "2026-01-01"), ("12 MG001", "2026-11-19")):
            made = await hr.post(f"{API}/badges", json={"lines": lines, "valid_from": first})
            assert (made.status_code, made.json()) == (200, {"recorded": 1})
        listed = (await hr.get(f"{API}/badges?q=MG001")).json()["items"]
    assert [(one["badge"], one["number"], one["valid_from"]) for one in listed] == [
        ("12", "MG001", "2026-11-19")
    ]
    seen, done = await take(renshi, tenant, log, "attlog.dat")
    assert (seen["unknown_numbers"], seen["fresh"], done["written"]) == (["13"], 2, 2)
    async with tenant.context():
        owners = await fetch(
            "SELECT e.number FROM attendance_punch p JOIN renshi_employee e ON e.id = p.employee_id ORDER BY p.at"
        )
    assert [row["number"] for row in owners] == ["EM001", "MG001"]
    async with tenant.client("hr") as hr:
        sent = {"number": "12", "at": "2026-11-20T18:05:00+08:00", "external_id": "7"}
        taken = await hr.post(f"{API}/punches/device", json={"device": "门口", "punches": [sent]})
        assert taken.json() == {"received": 1, "written": 1, "unknown_numbers": []}
        assert (await hr.delete(f"{API}/badges/{listed[0]['id']}")).status_code == 204
        assert (await hr.delete(f"{API}/badges/{listed[0]['id']}")).status_code == 404
    async with tenant.client("employee") as client:
        assert (await client.get(f"{API}/badges")).status_code == 403
    async with tenant.context():
        assert await count() == 3


async def test_a_file_marks_the_months_it_touches(renshi, close) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    assert (await close(tenant, "2026-10"))["stale"] is False
    await take(renshi, tenant, "工号,打卡时间\nEM001,2026-10-20 08:55\n".encode())
    async with tenant.client("hr") as hr:
        assert (await hr.get(f"{API}/months/2026-10")).json()["stale"] is True


async def test_only_hr_takes_files(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("employee") as client:
        assert (await client.get(f"{API}/punches/imports")).status_code == 403
    async with tenant.context("attendance") as ctx:
        stored = await ctx.files.put("x.csv", b"hello", media_type="text/csv")
    async with tenant.client("hr") as hr:
        refused = await hr.post(f"{API}/punches/imports", json={"file_id": str(stored.id)})
    assert (refused.status_code, refused.json()["code"]) == (422, "attendance.file_unreadable")


async def test_a_night_shift_keeps_its_punches_together(renshi) -> None:
    tenant = await renshi.new_tenant(enable=["attendance"])
    async with tenant.client("hr") as hr:
        shift = {"code": "夜", "name": "夜班", "valid_from": "2026-01-01", "start": "22:00", "end": "06:00"}
        assert (await hr.post(f"{API}/shifts", json=shift)).status_code == 201
        group = (await hr.post(f"{API}/groups", json={"name": "夜班组"})).json()["id"]
        rule = {
            "valid_from": "2026-01-01",
            "schedule": "rotation",
            "rotation": "夜 夜 休 休",
            "anchor": "2026-11-22",
        }
        assert (await hr.post(f"{API}/groups/{group}/rules", json=rule)).status_code == 201
        member = {"employee_id": str(tenant.employee_person.id), "valid_from": "2026-01-01"}
        assert (await hr.post(f"{API}/groups/{group}/members", json=member)).status_code == 201
        plan = (await hr.get(f"{API}/employees/{tenant.employee_person.id}/plan/2026-11")).json()["items"]
    assert [one["shift"] for one in plan[20:26]] == ["休", "夜", "夜", "休", "休", "夜"]
    assert plan[21]["hours"] == "22:00–次日 06:00"
    renshi.clock.move_to(renshi.clock.now().replace(hour=5, minute=55))
    answer = (await punch(tenant)).json()
    assert answer["day"] == str(date(2026, 11, 23) - timedelta(days=1))
