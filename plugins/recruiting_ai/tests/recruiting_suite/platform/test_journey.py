"""From the wish for a person to the employee's file."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
from renshi_recruiting_ai.settings import RecruitingSettings

from renshi_sdk.contracts import RequestAction
from renshi_sdk.testing import Harness

from .company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_candidate_becomes_an_employee_with_the_report_in_the_file(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    async with firm.tenant.anonymous() as client:
        shown = (await client.get(f"{firm.public}/jobs")).json()
    assert [(item["title"], item["headcount"], item["department"]) for item in shown["items"]] == [
        ("生产主管", 2, "生产部")
    ]

    token = await firm.apply(job)
    status = await firm.interview(token)
    assert status["interview"]["state"] == "completed"
    assert status["stage"] == "review"
    await renshi.settle()

    application = await firm.only_application()
    assert (application["stage"], application["interview_state"]) == ("review", "scored")
    assert (application["phone"], application["email"], application["channel"]) == (
        "13800138000",
        "zhao@example.com",
        "referral",
    )
    report = (await firm.hr(f"/interviews/{application['interview_id']}")).json()
    assert report["report_intact"] is True
    assert report["calibration"] == "uncalibrated, rule v1"
    assert report["match_percent"] == application["match_percent"] == 93
    dimensions = (await firm.hr(f"/interviews/{application['interview_id']}/dimensions")).json()["items"]
    assert [(item["key"], item["status"]) for item in dimensions] == [
        ("problem_solving", "scored"),
        ("safety", "scored"),
        ("team_lead", "scored"),
        ("delivery", "scored"),
        ("communication", "scored"),
    ]
    turns = {
        turn["turn_no"]: turn["answer"]
        for turn in (await firm.hr(f"/interviews/{application['interview_id']}/turns")).json()["items"]
    }
    evidence = (await firm.hr(f"/interviews/{application['interview_id']}/evidence")).json()["items"]
    assert len(evidence) > 20
    for item in evidence:
        assert turns[item["turn_no"]][item["start"] : item["end"]] == item["words"]

    decided = await firm.hr(
        f"/applications/{application['id']}/decisions",
        {"decision": "advance", "reason": "现场问题讲得清楚，数据可信", "score_id": report["score_id"]},
    )
    assert decided.status_code == 201
    assert decided.json()["stage"] == "offer"

    request = await firm.ask(
        "recruiting_ai.offer",
        {
            "application_id": application["id"],
            "department_id": str(firm.tenant.departments["PROD"]),
            "position_id": str(firm.tenant.positions["LEAD"]),
            "manager_id": str(firm.tenant.manager_person.id),
            "monthly_salary": "12000.00",
            "probation_months": 3,
            "starts_on": "2026-12-01",
            "city": "上海",
            "valid_days": 7,
        },
        firm.tenant.manager_person,
    )
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    offer = (await firm.hr("/offers")).json()["items"][0]
    assert (offer["state"], Decimal(offer["monthly_salary"])) == ("approved", Decimal("12000.00"))
    sent = (await firm.hr(f"/offers/{offer['id']}/send", {})).json()

    async with firm.tenant.anonymous() as client:
        terms = (await firm.link(client, sent["token"], "/offer")).json()
        assert (terms["state"], terms["starts_on"], terms["probation_months"]) == ("sent", "2026-12-01", 3)
        wrong = await firm.link(
            client, sent["token"], "/offer/accept", {"starts_on": "2026-12-02", "phone_tail": "8000"}
        )
        assert wrong.status_code == 409
        assert await firm.rows("SELECT FROM renshi_employee WHERE name = '赵候选'") == []
        yes = await firm.link(
            client, sent["token"], "/offer/accept", {"starts_on": "2026-12-01", "phone_tail": "8000"}
        )
        again = await firm.link(
            client, sent["token"], "/offer/accept", {"starts_on": "2026-12-01", "phone_tail": "8000"}
        )
    assert yes.status_code == again.status_code == 200
    assert yes.json() == again.json()
    assert yes.json()["state"] == "accepted"

    employees = await firm.rows(
        "SELECT id, name, status, manager_id FROM renshi_employee WHERE name = '赵候选'"
    )
    assert [(row["name"], row["status"], row["manager_id"]) for row in employees] == [
        ("赵候选", "pending", firm.tenant.manager_person.id)
    ]
    assert (await firm.only_application())["stage"] == "hired"
    await renshi.settle()

    async with firm.tenant.context() as ctx:
        entries = await ctx.hooks.collect_timeline(employee_id=employees[0]["id"])
    mine = [
        entry
        for entry in entries
        if (entry.link or "").startswith("/console/recruiting_ai") or "录用" in entry.title.zh
    ]
    assert [entry.title.zh for entry in mine] == ["面试：生产主管", "接受录用：生产主管"]
    assert mine[0].detail is not None
    assert mine[0].detail.zh.startswith("岗位匹配 93 %（未校准，仅供参考）；现场问题解决 ")

    names = [row["name"] for row in await firm.rows("SELECT name FROM core_event ORDER BY created_at, id")]
    for name in ("CandidateApplied", "InterviewCompleted", "OfferAccepted", "EmployeeHired"):
        assert name in names
    assert names.count("OfferAccepted") == 1

    report = await firm.rows(
        "SELECT count(*) AS n FROM recruiting_ai_offer WHERE employee_id = $1", UUID(str(employees[0]["id"]))
    )
    assert report[0]["n"] == 1


async def test_a_rejected_requisition_never_shows(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    request = await firm.requisition()
    listed = (await firm.hr("/requisitions")).json()["items"]
    assert [item["state"] for item in listed] == ["pending"]
    await firm.act(request, RequestAction.REJECT, firm.tenant.hr_person, comment="暂不新增")
    assert [item["state"] for item in (await firm.hr("/requisitions")).json()["items"]] == ["rejected"]
    async with firm.tenant.anonymous() as client:
        assert (await client.get(f"{firm.public}/jobs")).json()["items"] == []
        code = (await firm.rows("SELECT public_code FROM recruiting_ai_requisition"))[0]["public_code"]
        answer = await client.post(f"{firm.public}/jobs/{code}/applications", json=firm.form())
    assert answer.status_code == 404
    assert await firm.rows("SELECT FROM recruiting_ai_candidate") == []


async def test_a_closed_job_takes_no_more_applications(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    assert (await firm.hr(f"/requisitions/{job['id']}/close", {})).json()["state"] == "closed"
    assert (await firm.hr(f"/requisitions/{job['id']}/close", {})).status_code == 409
    async with firm.tenant.anonymous() as client:
        answer = await client.post(f"{firm.public}/jobs/{job['public_code']}/applications", json=firm.form())
    assert answer.status_code == 404


async def test_an_employee_may_not_ask_for_a_requisition(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    profile = await firm.profile_id()
    async with firm.tenant.client("employee") as client:
        answer = await client.post(
            "/api/requests",
            json={
                "kind": "recruiting_ai.requisition",
                "form": {
                    "title": "x",
                    "department_id": str(firm.tenant.departments["PROD"]),
                    "profile_id": str(profile),
                    "description": "x",
                    "reason": "x",
                },
            },
        )
    assert answer.status_code == 403
    assert await firm.rows("SELECT FROM recruiting_ai_requisition") == []


async def test_no_offer_without_a_decision_by_a_person(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    await firm.interview(await firm.apply(job))
    await renshi.settle()
    application = await firm.only_application()
    form = {
        "application_id": application["id"],
        "department_id": str(firm.tenant.departments["PROD"]),
        "monthly_salary": "12000",
        "starts_on": "2026-12-01",
    }
    with pytest.raises(Exception, match="advance the candidate first"):
        await firm.ask("recruiting_ai.offer", form, firm.tenant.manager_person)
    assert await firm.rows("SELECT FROM recruiting_ai_offer") == []


async def _sent_offer(firm: RecruitingCompany) -> tuple[str, str]:
    job = await firm.open_job()
    await firm.apply(job)
    application = await firm.only_application()
    await firm.hr(
        f"/applications/{application['id']}/decisions",
        {"decision": "advance", "reason": "当面谈过，可以录用"},
    )
    request = await firm.ask(
        "recruiting_ai.offer",
        {
            "application_id": application["id"],
            "department_id": str(firm.tenant.departments["PROD"]),
            "monthly_salary": "12000",
            "starts_on": "2026-12-20",
            "valid_days": 3,
        },
        firm.tenant.manager_person,
    )
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    offer = (await firm.hr("/offers")).json()["items"][0]
    sent = (await firm.hr(f"/offers/{offer['id']}/send", {})).json()
    return str(offer["id"]), str(sent["token"])


async def test_an_offer_runs_out(renshi: Harness) -> None:
    from datetime import timedelta

    firm = await RecruitingCompany.new(renshi)
    _, token = await _sent_offer(firm)
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=3, seconds=1))
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).json()["state"] == "expired"
        late = await firm.link(
            client, token, "/offer/accept", {"starts_on": "2026-12-20", "phone_tail": "8000"}
        )
    assert late.status_code == 409
    assert late.json()["code"] == "recruiting_ai.offer_expired"
    assert await firm.rows("SELECT FROM renshi_employee WHERE name = '赵候选'") == []
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    assert (await firm.hr("/offers")).json()["items"][0]["state"] == "expired"


async def test_letters_carry_the_link_and_need_an_address(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    offer_id, token = await _sent_offer(firm)
    refused = await firm.hr(f"/offers/{offer_id}/letter", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "recruiting_ai.no_address")
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).status_code == 200
    address = f"https://hr.example.com{firm.public}"
    async with firm.tenant.context("recruiting_ai") as ctx:
        await ctx.plugins.save_settings(RecruitingSettings(careers_address=address, contact="021-5555"))
    letter = await firm.hr(f"/offers/{offer_id}/letter", {})
    assert letter.headers["content-type"] == "text/plain; charset=utf-8"
    fresh = re.search(re.escape(f"{address}/assets/candidate.html#offer=") + r"([\w-]{43})\n", letter.text)
    assert fresh is not None
    assert letter.text.startswith("赵候选，您好：")
    assert "链接有效期至 2026-11-26 09:00。\n联系方式：021-5555" in letter.text
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).status_code == 404
        assert (await firm.link(client, fresh[1], "/offer")).json()["state"] == "sent"
    application = await firm.only_application()
    invitation = await firm.hr(f"/applications/{application['id']}/invitation", {})
    mine = re.search(r"#me=([\w-]{43})\n", invitation.text)
    assert mine is not None
    assert (await firm.me(mine[1])).json()["stage"] == "offer"


async def test_a_new_offer_link_ends_the_old_one(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    offer_id, token = await _sent_offer(firm)
    fresh = (await firm.hr(f"/offers/{offer_id}/send", {})).json()["token"]
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, token, "/offer")).status_code == 404
        declined = await firm.link(
            client, fresh, "/offer/decline", {"words": "另有安排", "phone_tail": "8000"}
        )
        assert declined.json()["state"] == "declined"
        accepted = await firm.link(
            client, fresh, "/offer/accept", {"starts_on": "2026-12-20", "phone_tail": "8000"}
        )
    assert accepted.status_code == 409
    assert await firm.rows("SELECT FROM renshi_employee WHERE name = '赵候选'") == []
