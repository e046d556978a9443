"""Datasets of all plugins: every dimension and measure can be asked for, and golden figures of a fixed set of facts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from renshi_sdk import new_id
from renshi_sdk.db import execute, insert_rows
from renshi_sdk.testing import Harness

pytestmark = pytest.mark.asyncio(loop_scope="session")
API = "/api/plugins/reporting"
PLUGINS = ["reporting", "attendance", "payroll", "recruiting_ai", "training", "contracts", "lifecycle"]
AUTUMN = {"preset": "custom", "first": "2026-10-01", "last": "2026-11-30"}


async def asked(client: Any, dataset: str, *measures: str, by: tuple[str, ...] = (), **more: Any) -> Any:
    query = {"dataset": dataset, "measures": list(measures), "dimensions": list(by), "period": AUTUMN} | more
    answer = await client.post(f"{API}/ask", json=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def lines(
    client: Any, dataset: str, *measures: str, by: tuple[str, ...] = (), **more: Any
) -> list[tuple[Any, ...]]:
    found = await asked(client, dataset, *measures, by=by, **more)
    return [tuple(row[name] for name in (*by, *measures)) for row in found["items"]]


async def put(table: str, **values: Any) -> UUID:
    row_id = values.pop("id", None) or new_id()
    await insert_rows(table, ["id", *values], [[row_id, *values.values()]])
    return row_id


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
async def test_every_dimension_and_measure_of_every_dataset_can_be_asked_for(
    renshi: Harness, locale: str
) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    hr = tenant.client("hr")
    hr.headers["Accept-Language"] = locale
    offered = (await hr.get(f"{API}/datasets")).json()["items"]
    assert {d["name"] for d in offered} == {
        "core.people", "core.movements", "core.workforce", "core.requests",
        "attendance.months", "attendance.days", "attendance.overtime", "attendance.leave",
        "payroll.cost", "payroll.contributions", "training.enrolments", "contracts.in_force", "contracts.ending",
        "recruiting_ai.applications", "recruiting_ai.vacancies", "recruiting_ai.channel_costs",
        "lifecycle.tasks", "lifecycle.leaving", "lifecycle.exit_interviews",
    }  # fmt: skip
    for dataset in offered:
        measures = [f"{m['name']}:{f}" for m in dataset["measures"] for f in m["functions"]]
        for start in range(0, len(measures), 12):
            await asked(hr, dataset["name"], *measures[start : start + 12])
        for dimension in dataset["dimensions"]:
            grains = ("day", "week", "month", "quarter", "year") if dimension["kind"] == "date" else ("",)
            for grain in grains:
                by = f"{dimension['name']}:{grain}".rstrip(":")
                await asked(hr, dataset["name"], measures[0], by=(by,), sort=f"-{by}")
            for op in ("empty", "filled"):
                await asked(hr, dataset["name"], measures[0], filters=[{"name": dimension["name"], "op": op}])
        if dataset["openable"]:
            query = {"dataset": dataset["name"], "measures": measures[:1], "period": AUTUMN}
            rows = await hr.post(f"{API}/ask/rows", json={"query": query, "group": {}})
            assert rows.status_code == 200, (dataset["name"], rows.text)


MONTH_ROW = (
    "due_days", "due_minutes", "worked_minutes", "worked_days", "absent_minutes", "absent_days", "late_count",
    "late_minutes", "early_count", "early_minutes", "missing_punches", "unknown_minutes", "pending_days",
    "leave_minutes", "overtime_workday", "overtime_rest_day", "overtime_statutory", "time_off_minutes",
)  # fmt: skip


async def attendance_month(
    tenant: Any, period: str, rows: dict[UUID, dict[str, Any]], *, state: str = "computed"
) -> None:
    month = await put("attendance_month", company_id=tenant.company.id, period=period, state="open")
    for person, facts in rows.items():
        days = facts.pop("days", [])
        await put(
            "attendance_month_row", month_id=month, company_id=tenant.company.id, employee_id=person, period=period,
            **dict.fromkeys(MONTH_ROW, 0) | facts, leave="{}", figures="{}", warnings="[]", days=json.dumps(days),
        )  # fmt: skip
    await execute("UPDATE attendance_month SET state = $2 WHERE id = $1", month, state)


async def test_attendance_by_month_and_day(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    one, two, hr_person = tenant.employee_person.id, tenant.manager_person.id, tenant.hr_person.id
    async with tenant.context():
        await attendance_month(
            tenant,
            "2026-10",
            {
                one: {
                    "due_days": 18, "due_minutes": 8640, "worked_minutes": 8160, "worked_days": 17, "late_count": 2,
                    "absent_days": 1, "absent_minutes": 480, "overtime_workday": 90, "overtime_rest_day": 60,
                    "days": [
                        {"day": "2026-10-08", "status": "late", "late": 12},
                        {"day": "2026-10-09", "status": "late", "late": 8},
                        {"day": "2026-10-10", "status": "absent", "absent": 480},
                        {"day": "2026-10-12", "status": "present"},
                    ],
                },
                two: {
                    "due_days": 18, "due_minutes": 8640, "worked_minutes": 8640, "worked_days": 18,
                    "days": [{"day": "2026-10-08", "status": "present"}],
                },
                hr_person: {"due_days": 18, "due_minutes": 8640, "worked_minutes": 4320, "worked_days": 9},
            },
            state="locked",
        )  # fmt: skip
        await attendance_month(tenant, "2026-11", {one: {"due_days": 20, "worked_days": 5}})
        await attendance_month(tenant, "2026-09", {one: {"due_days": 21}}, state="open")
    hr, manager = tenant.client("hr"), tenant.client("manager")
    months = await lines(
        hr, "attendance.months", "people:distinct", "due_days:sum", "worked_days:sum", "late:sum", "overtime:sum",
        "worked_hours:sum/due_hours:sum", by=("month",),
    )  # fmt: skip
    # (136 + 144 + 72) ÷ (3 × 144) hours; of November nothing is due in hours.
    assert months == [("2026-10", 3, 54, 44.0, 2, 2.5, 0.814815), ("2026-11", 1, 20, 5.0, 0, 0.0, None)]
    # The manager's people alone, and a month of no computed state is not there at all.
    assert await lines(manager, "attendance.months", "people:distinct", "due_days:sum") == [(2, 56)]
    early = {"period": {"preset": "custom", "first": "2026-09-01", "last": "2026-09-30"}}
    assert await lines(hr, "attendance.months", "due_days:sum", **early) == [(0,)]
    days = await lines(
        hr, "attendance.days", "days:sum", "late_minutes:sum", "absent_hours:sum", by=("status",)
    )
    assert days == [("旷工", 1, 0, 8.0), ("迟到", 2, 20, 0.0), ("出勤", 2, 0, 0.0)]
    assert await lines(hr, "attendance.days", "exceptions:sum/days:sum", by=("weekday",)) == [
        ("周一", 0.0), ("周四", 0.5), ("周五", 1.0), ("周六", 1.0),
    ]  # fmt: skip


async def test_overtime_and_leave(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    one, two = tenant.employee_person.id, tenant.hr_person.id
    company = tenant.company.id
    async with tenant.context():
        for person, state, how, minutes in (
            (one, "approved", "pay", (120, 0, 0)),
            (one, "pending", "time_off", (0, 240, 0)),
            (two, "approved", "pay", (60, 0, 480)),
            (two, "released", "pay", (600, 0, 0)),
        ):
            await put(
                "attendance_overtime", company_id=company, employee_id=person, state=state, day=date(2026, 11, 7),
                start_minute=0, end_minute=600, compensation=how, workday_minutes=minutes[0],
                rest_day_minutes=minutes[1], statutory_minutes=minutes[2],
            )  # fmt: skip
        for person, code, state, days in (
            (one, "annual", "approved", ((2, 480), (3, 240))),
            (two, "sick", "approved", ((30, 480),)),
            (two, "annual", "cancelled", ((4, 480),)),
        ):
            leave = await put(
                "attendance_leave", company_id=company, employee_id=person, leave_code=code, state=state,
                first_day=date(2026, 11, days[0][0]), last_day=date(2026, 11, days[-1][0]), minutes=480, days=1,
            )  # fmt: skip
            for day, minutes_taken in days:
                await put(
                    "attendance_leave_day", leave_id=leave, company_id=company, employee_id=person,
                    day=date(2026, 11, day), minutes=minutes_taken, due_minutes=minutes_taken, daily_minutes=480,
                    window_start=0, window_end=480,
                )  # fmt: skip
    hr = tenant.client("hr")
    assert await lines(
        hr, "attendance.overtime", "times:sum", "hours:sum", "people:distinct", by=("compensation",)
    ) == [
        ("加班费", 2, 11.0, 2),
        ("调休", 1, 4.0, 1),
    ]
    leave_by = await lines(hr, "attendance.leave", "days:sum", "leaves:distinct", by=("leave",))
    assert leave_by == [("年休假", 1.5, 1), ("病假", 1.0, 1)]
    hr.headers["Accept-Language"] = "en-US"
    assert [row[0] for row in await lines(hr, "attendance.leave", "days:sum", by=("leave",))] == [
        "Annual leave",
        "Sick leave",
    ]
    refused = await tenant.client("finance").post(
        f"{API}/ask", json={"dataset": "attendance.leave", "measures": ["days:sum"], "period": AUTUMN}
    )
    assert refused.status_code == 403


async def test_training_contracts_and_tasks(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    company, one, two, three = (
        tenant.company.id, tenant.employee_person, tenant.manager_person, tenant.hr_person,
    )  # fmt: skip
    async with tenant.context():
        course = await put(
            "training_course", company_id=company, code="FIRE", title="消防安全", body="灭火器", minutes=30,
            pass_mark=60, max_attempts=3, due_days=14,
        )  # fmt: skip
        for person, state, due, score in (
            (one, "passed", date(2026, 11, 1), 90), (two, "started", date(2026, 11, 1), 40),
            (three, "assigned", date(2026, 12, 1), None), (three, "cancelled", date(2026, 11, 1), None),
        ):  # fmt: skip
            row = await put(
                "training_enrolment", company_id=company, course_id=course, employee_id=person.id,
                source=f"assigned:{state}", state=state, due_on=due, score=score,
            )  # fmt: skip
            await execute(
                "UPDATE training_enrolment SET created_at = '2026-10-31T16:30:00Z' WHERE id = $1", row
            )
        for number, person, ends, state, ended in (
            ("C1", one, date(2026, 11, 30), "signed", None), ("C2", two, date(2027, 6, 30), "signed", None),
            ("C3", three, None, "signed", None), ("C0", one, date(2026, 10, 15), "ended", date(2026, 10, 15)),
        ):  # fmt: skip
            contract = await put(
                "contracts_contract", company_id=company, employee_id=person.id, spell_id=person.spell_id,
                number=number, kind="labour", term="fixed" if ends else "open", starts_on=date(2024, 1, 1),
                ends_on=ends, state=state, signed_on=date(2024, 1, 1), ended_on=ended,
            )  # fmt: skip
            if number == "C0":
                await put(
                    "contracts_renewal",
                    company_id=company,
                    employee_id=person.id,
                    contract_id=contract,
                    state="renewed",
                )
        checklist = await put(
            "lifecycle_checklist", company_id=company, employee_id=one.id, occasion="onboarding", title="入职",
            title_en="Onboarding", anchor_on=date(2026, 11, 10), source="golden",
        )  # fmt: skip
        for place, (state, due) in enumerate(
            (("done", 9), ("skipped", 10), ("open", 12), ("waiting", 28), ("cancelled", 1))
        ):
            await put(
                "lifecycle_task", company_id=company, employee_id=one.id, checklist_id=checklist, key=str(place),
                place=place, title=f"任务{place}", title_en=f"Task {place}", owner="hr", due_on=date(2026, 11, due),
                proof="confirm", state=state,
            )  # fmt: skip
    hr, manager = tenant.client("hr"), tenant.client("manager")
    by_course = await lines(
        hr, "training.enrolments", "enrolments:sum", "passed:sum", "overdue:sum", "score:avg", "people:distinct",
        by=("course",),
    )  # fmt: skip
    assert by_course == [("消防安全", 3, 1, 1, 65.0, 3)]
    # 16:30 in London on 31 October is already November in Shanghai.
    assert await lines(hr, "training.enrolments", "enrolments:sum", by=("assigned_on",)) == [
        ("2026-11-01", 3)
    ]
    assert await lines(manager, "training.enrolments", "people:distinct") == [(2,)]
    in_force = await lines(
        hr, "contracts.in_force", "contracts:sum", "people:distinct", by=("remaining",),
        period={"preset": "custom", "last": "2026-11-23"},
    )  # fmt: skip
    assert in_force == [("30天内", 1, 1), ("91–365天", 1, 1), ("无到期日", 1, 1)]
    october = await lines(
        hr, "contracts.in_force", "contracts:sum", period={"preset": "custom", "last": "2026-10-15"}
    )
    assert october == [(4,)], "a contract is in force on its last day"
    ending = await lines(
        hr, "contracts.ending", "contracts:sum", "renewed:sum", "undecided:sum", by=("ends_on:month",)
    )
    assert ending == [("2026-10", 1, 1, 0), ("2026-11", 1, 0, 1)]
    tasks = await lines(
        hr, "lifecycle.tasks", "tasks:sum", "done:sum", "late:sum", "checklists:distinct", "done:sum/tasks:sum",
        by=("occasion",),
    )  # fmt: skip
    assert tasks == [("入职", 4, 2, 1, 1, 0.5)]
    refused = await manager.post(
        f"{API}/ask", json={"dataset": "lifecycle.leaving", "measures": ["cases:sum"]}
    )
    assert refused.status_code == 403


async def test_requests_go_by_the_company_s_days(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    hr = tenant.client("hr")
    made = await tenant.client("employee").post(
        "/api/requests",
        json={
            "kind": "attendance.missing_punch",
            "form": {"day": "2026-11-20", "time": "09:00", "reason": "忘记打卡"},
        },
    )
    assert made.status_code == 201, made.text
    async with tenant.context():
        await execute(
            "UPDATE core_request SET submitted_at = '2026-10-31T16:30:00Z', decided_at = '2026-11-01T04:30:00Z',"
            " state = 'approved' WHERE id = $1",
            UUID(made.json()["id"]),
        )
    assert await lines(
        hr, "core.requests", "requests:sum", "hours:avg", "approved:sum/decided:sum", by=("submitted_on",)
    ) == [("2026-11-01", 1, 12.0, 1.0)]
    october = {"preset": "custom", "first": "2026-10-01", "last": "2026-10-31"}
    assert await lines(hr, "core.requests", "requests:sum", period=october) == [(0,)]
