from datetime import date

from renshi_sdk.testing import Harness, conformance

TestConformance = conformance("training")

RIGHT = {"1": [1], "2": [1], "3": [0], "4": [0, 1], "5": [1]}
API = "/api/plugins/training"


async def test_a_new_hire_is_enrolled_learns_and_passes(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    person = await tenant.hire("赵新人", starts_on=date(2026, 11, 20))
    await renshi.settle()
    me = tenant.client(employee=person)

    (task,) = (await me.get(f"{API}/mine")).json()["items"]
    assert (task["course_title"], task["state"], task["due_on"]) == (
        "新员工入职必修",
        "assigned",
        "2026-11-27",
    )
    opened = (await me.post(f"{API}/mine/{task['id']}/open")).json()
    assert len(opened["questions"]) == 5
    assert all("answer" not in q for q in opened["questions"])

    failed = (
        await me.post(f"{API}/mine/{task['id']}/exam", json={"answers": {**RIGHT, "1": [0], "5": [0]}})
    ).json()
    assert (failed["score"], failed["passed"], failed["attempts_left"]) == ("60.00", False, 2)
    assert [w["seq"] for w in failed["wrong"]] == [1, 5]
    passed = (await me.post(f"{API}/mine/{task['id']}/exam", json={"answers": RIGHT})).json()
    assert (passed["score"], passed["passed"]) == ("100.00", True)

    again = await me.post(f"{API}/mine/{task['id']}/exam", json={"answers": RIGHT})
    assert again.status_code == 409
    listed = (await tenant.client("hr").get(f"{API}/enrolments", params={"state": "passed"})).json()["items"]
    assert [(r["employee_name"], r["attempts"], r["score"]) for r in listed] == [("赵新人", 2, "100.00")]
    assert [n.kind for n in await tenant.notices(person)] == ["training.assigned"]


async def test_a_repeated_event_enrols_once(renshi: Harness) -> None:
    from renshi_training.enrolments import service

    from renshi_sdk.events import EmployeeHired

    tenant = await renshi.new_tenant(enable=["training"])
    person = tenant.employee_person
    event = EmployeeHired(
        company_id=tenant.company.id,
        employee_id=person.id,
        spell_id=person.spell_id,
        hired_on=person.hired_on,
        department_id=person.department_id,
    )
    for _ in range(3):
        async with tenant.context("training") as ctx:
            await service.enrol_new_hire(ctx, event)
    rows = (await tenant.client("hr").get(f"{API}/enrolments")).json()["items"]
    assert len(rows) == 1


async def test_the_third_failed_attempt_is_the_last(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    person = await tenant.hire("钱考生", starts_on=date(2026, 11, 20))
    await renshi.settle()
    me = tenant.client(employee=person)
    (task,) = (await me.get(f"{API}/mine")).json()["items"]
    answers = [
        (await me.post(f"{API}/mine/{task['id']}/exam", json={"answers": {}})).json() for _ in range(3)
    ]
    assert [a["attempts_left"] for a in answers] == [2, 1, 0]
    (task,) = (await me.get(f"{API}/mine")).json()["items"]
    assert (task["state"], task["attempts"]) == ("failed", 3)


async def test_somebody_elses_course_is_not_found(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    person = await tenant.hire("孙同学", starts_on=date(2026, 11, 20))
    await renshi.settle()
    (task,) = (await tenant.client(employee=person).get(f"{API}/mine")).json()["items"]
    other = tenant.client("employee")
    assert (await other.post(f"{API}/mine/{task['id']}/open")).status_code == 404
    assert (await other.post(f"{API}/mine/{task['id']}/exam", json={"answers": RIGHT})).status_code == 404


async def test_a_course_without_an_exam_is_not_published(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    hr = tenant.client("hr")
    course = (
        await hr.post(f"{API}/courses", json={"code": "FIRE", "title": "消防安全", "body": "灭火器的使用"})
    ).json()
    refused = await hr.patch(f"{API}/courses/{course['id']}", json={"published": True})
    assert refused.status_code == 409
    assert refused.json()["code"] == "training.course_without_exam"
    assert (await hr.get(f"{API}/courses/{course['id']}")).json()["published"] is False
    exam = {
        "questions": [
            {"text": "灭火器压力指针应在", "options": ["红区", "绿区"], "answer": [1], "points": 100}
        ]
    }
    assert (await hr.put(f"{API}/courses/{course['id']}/questions", json=exam)).status_code == 200
    assert (await hr.patch(f"{API}/courses/{course['id']}", json={"published": True})).json()[
        "published"
    ] is True


async def test_a_leaver_has_nothing_left_to_do_and_can_be_erased(renshi: Harness) -> None:
    from renshi_sdk.contracts import EndEmployment

    tenant = await renshi.new_tenant(enable=["training"])
    person = await tenant.hire("李离职", starts_on=date(2026, 11, 2))
    await renshi.settle()
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=person.id, last_day=date(2026, 11, 20), reason="个人原因")
        )
    await renshi.settle()
    rows = (
        await tenant.client("hr").get(f"{API}/enrolments", params={"employee_id": str(person.id)})
    ).json()["items"]
    assert [r["state"] for r in rows] == ["cancelled"]


async def test_reminders_go_out_once_a_day(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    person = await tenant.hire("周学员", starts_on=date(2026, 11, 18))
    await renshi.settle()
    await renshi.run_schedule("training.remind", tenant)
    await renshi.run_schedule("training.remind", tenant)
    kinds = [n.kind for n in await tenant.notices(person)]
    assert kinds.count("training.due") == 1
