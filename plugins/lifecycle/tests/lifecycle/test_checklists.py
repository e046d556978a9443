"""Checklists made by events, done by their owners, spoken of once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from renshi_sdk.contracts import EndEmployment, JobChange
from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness

from .conftest import API, Firm


async def company(renshi: Harness) -> Any:
    return await renshi.new_tenant(enable=["lifecycle"])


async def checklist_of(tenant: Any, person: Any, occasion: str) -> dict[str, Any]:
    found = await tenant.client("hr").get(
        f"{API}/checklists", params={"employee_id": str(person.id), "occasion": occasion}
    )
    items = found.json()["items"]
    assert len(items) == 1, items
    row: dict[str, Any] = items[0]
    return row


async def tasks_of(tenant: Any, checklist_id: str) -> dict[str, dict[str, Any]]:
    answer = await tenant.client("hr").get(f"{API}/checklists/{checklist_id}/tasks?sort=place")
    return {row["key"]: row for row in answer.json()["items"]}


async def test_hiring_makes_the_list_and_owners_do_their_tasks_in_order(renshi: Harness) -> None:
    tenant = await company(renshi)
    manager = tenant.manager_person
    person = await tenant.hire(
        "林新", starts_on=date(2026, 11, 30), manager_id=manager.id, phone="13800138000"
    )
    await renshi.settle()
    await renshi.settle()
    made = await checklist_of(tenant, person, "onboarding")
    assert (made["total"], made["done"], made["anchor_on"]) == (10, 0, "2026-11-30")
    tasks = await tasks_of(tenant, made["id"])
    assert {
        k: (t["due_on"], t["state"]) for k, t in tasks.items() if k in ("form", "originals", "insurance")
    } == {
        "form": ("2026-11-27", "open"),
        "originals": ("2026-11-30", "waiting"),
        "insurance": ("2026-12-30", "waiting"),
    }
    own, hr, boss = (
        tenant.client("employee", employee=person),
        tenant.client("hr"),
        tenant.client("manager"),
    )
    assert sorted(t["key"] for t in (await own.get(f"{API}/tasks/mine")).json()["items"]) == [
        "form",
        "handbook",
    ]
    assert sorted(t["key"] for t in (await boss.get(f"{API}/tasks/mine")).json()["items"]) == [
        "month",
        "seat",
        "welcome",
    ]
    early = await hr.post(f"{API}/tasks/{tasks['originals']['id']}/done", json={})
    assert early.json()["code"] == "lifecycle.task_waits"
    strange = await own.post(f"{API}/tasks/{tasks['welcome']['id']}/done", json={"text": "好"})
    assert strange.status_code == 403
    bare = await boss.post(f"{API}/tasks/{tasks['welcome']['id']}/done", json={"text": " "})
    assert (bare.status_code, list(bare.json()["fields"])) == (422, ["text"])
    done = await own.post(f"{API}/tasks/{tasks['form']['id']}/done", json={})
    assert done.json() == {"done": 1, "total": 10, "finished": False}
    again = await own.post(f"{API}/tasks/{tasks['form']['id']}/done", json={})
    assert again.json()["code"] == "lifecycle.task_over"
    assert (await tasks_of(tenant, made["id"]))["originals"]["state"] == "open"

    mentor = await hr.post(
        f"{API}/checklists/{made['id']}/mentor", json={"mentor_id": str(tenant.employee_person.id)}
    )
    assert mentor.json()["mentor_name"] == tenant.employee_person.name
    assert [t["key"] for t in (await tenant.client("employee").get(f"{API}/tasks/mine")).json()["items"]] == [
        "month"
    ]
    for task in tasks.values():
        last = await hr.post(f"{API}/tasks/{task['id']}/skip", json={"reason": "本次不需要"})
    assert last.json() == {"done": 10, "total": 10, "finished": True}
    assert (await checklist_of(tenant, person, "onboarding"))["state"] == "done"
    report = (await hr.get("/api/reports/lifecycle.onboarding")).json()
    assert [(r["name"], r["tasks"], r["done"]) for r in report["items"] if r["name"] == "林新"] == [
        ("林新", 10, 10)
    ]


async def test_the_most_particular_template_is_taken(renshi: Harness) -> None:
    tenant = await company(renshi)
    hr = tenant.client("hr")
    task = {"key": "a", "title": "甲", "title_en": "A", "owner": "hr"}
    body = {"title": "某", "title_en": "X", "occasion": "onboarding", "tasks": [task]}
    position = str(next(iter(tenant.positions.values())))
    for code, more in (
        ("by_type", {"employment_type": "full_time"}),
        ("by_department", {"department_id": str(tenant.departments["PROD"])}),
        ("by_position", {"position_id": position}),
        ("off", {"position_id": position, "department_id": str(tenant.departments["PROD"]), "active": False}),
    ):
        made = await hr.post(f"{API}/templates", json=body | {"code": code, "title": code} | more)
        assert made.status_code == 201, made.text
    day = date(2026, 11, 30)
    people = {
        "by_position": await tenant.hire("甲", starts_on=day, position_id=position),
        "by_department": await tenant.hire("乙", starts_on=day),
        "by_type": await tenant.hire("丙", starts_on=day, department_id=tenant.departments["SALES"]),
        "新员工入职": await tenant.hire(
            "丁", starts_on=day, department_id=tenant.departments["SALES"], employment_type="intern"
        ),
    }
    await renshi.settle()
    for title, person in people.items():
        assert (await checklist_of(tenant, person, "onboarding"))["title"] == title


async def test_moves_and_leaving_begin_lists_and_taking_back_calls_them_off(renshi: Harness) -> None:
    tenant = await company(renshi)
    person = tenant.employee_person
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=person.id,
                effective_on=date(2026, 12, 1),
                reason="轮岗",
                department_id=tenant.departments["SALES"],
            )
        )
        await ctx.people.end_employment(
            EndEmployment(employee_id=person.id, last_day=date(2026, 12, 31), reason="个人发展")
        )
    await renshi.settle()
    transfer = await checklist_of(tenant, person, "transfer")
    leaving = await checklist_of(tenant, person, "leaving")
    assert (transfer["total"], transfer["anchor_on"]) == (4, "2026-12-01")
    assert (leaving["total"], leaving["anchor_on"], leaving["state"]) == (9, "2026-12-31", "open")


async def test_reminders_and_escalation_come_once_each(renshi: Harness) -> None:
    tenant = await company(renshi)
    manager = tenant.manager_person
    person = await tenant.hire("林新", starts_on=date(2026, 11, 30), manager_id=manager.id)
    await renshi.settle()
    own_tasks = {"form": date(2026, 11, 27)}
    told: list[tuple[str, int]] = []
    for day in (24, 25, 26, 30):
        renshi.clock.move_to(datetime(2026, 11, day, 1, tzinfo=UTC))
        await renshi.run_schedule("lifecycle.remind_tasks", tenant)
        await renshi.run_schedule("lifecycle.remind_tasks", tenant)
        mine = [n for n in await tenant.notices(person) if n.kind == "lifecycle.task"]
        told.append((f"11-{day}", len(mine)))
    # The form is due on the 27th, two days before which its owner hears of it; the handbook is due on December 3rd.
    assert told == [("11-24", 0), ("11-25", 1), ("11-26", 1), ("11-30", 1)]
    late = [n for n in await tenant.notices(manager) if "逾期" in n.title.zh]
    assert len(late) == 1
    assert f"林新：完成入职登记（{own_tasks['form']}）" in late[0].body.zh
    renshi.clock.move_to(datetime(2026, 11, 30, 1, tzinfo=UTC) + timedelta(hours=1))
    await renshi.run_schedule("lifecycle.remind_tasks", tenant)
    assert len([n for n in await tenant.notices(manager) if "逾期" in n.title.zh]) == 1


async def test_a_reader_sees_their_reach_alone(renshi: Harness) -> None:
    tenant = await company(renshi)
    person = await tenant.hire("林新", starts_on=date(2026, 11, 30))
    await renshi.settle()
    made = await checklist_of(tenant, person, "onboarding")
    other = tenant.client("employee")
    assert (await other.get(f"{API}/checklists")).json()["items"] == []
    assert (await other.get(f"{API}/checklists/{made['id']}")).status_code == 404
    assert (await other.get(f"{API}/templates")).status_code == 403


async def test_who_does_not_come_leaves_neither_a_list_nor_an_open_link(firm: Firm) -> None:
    tenant = firm.tenant
    key = await firm.opened()
    lists = (await firm.hr.get(f"{API}/checklists", params={"employee_id": str(firm.person.id)})).json()[
        "items"
    ]
    assert [(i["occasion"], i["state"]) for i in lists] == [("onboarding", "open")]
    called_off = await firm.hr.post(f"/api/employees/{firm.person.id}/call-off", json={"reason": "未报到"})
    assert called_off.status_code == 204, called_off.text
    await firm.renshi.settle()
    async with tenant.context("lifecycle"):
        checklists = await fetch(
            "SELECT state FROM lifecycle_checklist WHERE employee_id = $1", firm.person.id
        )
        forms = await fetch("SELECT state, link_state, purge_on FROM lifecycle_intake")
        tasks = await fetch(
            "SELECT DISTINCT state FROM lifecycle_task WHERE employee_id = $1", firm.person.id
        )
    assert [r["state"] for r in checklists] == ["cancelled"]
    assert {r["state"] for r in tasks} == {"cancelled"}
    assert [tuple(r) for r in forms] == [("closed", "revoked", date(2026, 11, 30))]
    assert (await firm.call("/form", key)).status_code == 404
    assert (await firm.call("/form/resume", key, {})).status_code == 404


async def test_a_planned_transfer_that_is_called_off_takes_its_list_along(renshi: Harness) -> None:
    tenant = await company(renshi)
    hr, person = tenant.client("hr"), tenant.employee_person
    async with tenant.context() as ctx:
        await ctx.people.change_job(
            JobChange(
                employee_id=person.id,
                effective_on=date(2026, 12, 1),
                reason="轮岗",
                department_id=tenant.departments["SALES"],
            )
        )
        record = (await ctx.people.history(person.id))[-1]
    await renshi.settle()
    assert (await checklist_of(tenant, person, "transfer"))["state"] == "open"
    path = f"/api/employees/{person.id}/planned/{record.id}/cancel"
    assert (await hr.post(path, json={"reason": "业务调整"})).status_code == 200
    await renshi.settle()
    gone = await checklist_of(tenant, person, "transfer")
    assert gone["state"] == "cancelled"
    assert {t["state"] for t in (await tasks_of(tenant, gone["id"])).values()} == {"cancelled"}
