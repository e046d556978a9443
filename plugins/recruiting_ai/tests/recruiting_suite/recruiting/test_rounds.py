"""Rounds by people, cards that don't anchor, decisions with their basis; versions of an offer and who answers it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from renshi_recruiting_ai.rounds.calendar import appointment

from renshi_sdk.contracts import RequestAction
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _card(score: int, recommendation: str = "yes") -> dict[str, Any]:
    return {
        "marks": [{"competency": "safety", "score": score, "words": "讲了隐患整改的完整经过"}],
        "recommendation": recommendation,
        "words": "安全意识扎实，表达清楚",
    }


async def _as(firm: RecruitingCompany, role: str, path: str, body: dict[str, Any] | None = None) -> Any:
    async with firm.tenant.client(role) as client:
        return await (client.get(API + path) if body is None else client.post(API + path, json=body))


async def _planned(renshi: Harness) -> tuple[RecruitingCompany, str, str]:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    await firm.interview(await firm.apply(await firm.open_job()))
    await renshi.settle()
    application = (await firm.only_application())["id"]
    form = {
        "title": "用人部门面试",
        "panel": [str(firm.tenant.manager_person.id), str(firm.tenant.employee_person.id)],
        "competencies": ["safety", "team_lead"],
        "starts_at": "2026-11-24T10:00:00+08:00",
        "place": "二号会议室",
        "invite": True,
    }
    made = await firm.hr(f"/applications/{application}/rounds", form)
    assert made.status_code == 201, made.text
    return firm, application, made.json()["id"]


async def test_nobody_sees_other_marks_before_their_own(renshi: Harness) -> None:
    firm, application, round_id = await _planned(renshi)
    mine = (await _as(firm, "manager", "/rounds/mine")).json()["items"]
    assert [(r["title"], r["mine"]) for r in mine] == [("用人部门面试", False)]
    done = await _as(firm, "manager", f"/rounds/{round_id}/scorecard", _card(8))
    assert done.json()["waiting"] == 1
    seen = (await _as(firm, "manager", f"/rounds/{round_id}")).json()
    assert (seen["hidden"], len(seen["cards_shown"])) == (False, 1)
    blind = (await _as(firm, "employee", f"/rounds/{round_id}")).json()
    assert (blind["hidden"], blind["cards_shown"], blind["summary"]) == (True, [], [])
    assert (await _as(firm, "employee", f"/rounds/{round_id}/cards")).json()["items"] == []
    assert [item["label"] for item in blind["scale"]] == ["安全意识", "班组管理"] or len(blind["scale"]) == 2
    twice = await _as(firm, "manager", f"/rounds/{round_id}/scorecard", _card(3))
    assert (twice.status_code, twice.json()["code"]) == (409, "recruiting_ai.card_twice")
    no_words = _card(4)
    no_words["marks"][0]["words"] = ""
    assert (await _as(firm, "employee", f"/rounds/{round_id}/scorecard", no_words)).json()["code"] == (
        "recruiting_ai.mark_without_words"
    )
    other = _card(4)
    other["marks"][0]["competency"] = "delivery"
    assert (await _as(firm, "employee", f"/rounds/{round_id}/scorecard", other)).status_code == 422
    last = await _as(firm, "employee", f"/rounds/{round_id}/scorecard", _card(4, "no"))
    assert last.json()["waiting"] == 0
    whole = (await firm.hr(f"/rounds/{round_id}")).json()
    assert (whole["state"], whole["disagree"]) == ("closed", True)
    safety = next(item for item in whole["summary"] if item["key"] == "safety")
    assert (safety["mean"], safety["spread"], safety["disagree"], safety["marks"]) == (6.0, 4, True, "8、4")
    assert safety["program"] is not None
    decided = await firm.hr(
        f"/applications/{application}/decisions", {"decision": "hold", "reason": "两位评委意见不同，再谈一次"}
    )
    assert decided.status_code == 201
    basis = (await firm.rows("SELECT basis FROM recruiting_ai_decision"))[0]["basis"]
    assert '"recommendation": "no"' in basis
    assert '"safety": 8' in basis


async def test_a_round_is_nothing_to_those_outside_it(renshi: Harness) -> None:
    firm, _, round_id = await _planned(renshi)
    outsider = await firm.tenant.hire("外人")
    async with firm.tenant.client("employee", employee=outsider) as client:
        for path in ("", "/summary", "/cards", "/scale", "/calendar"):
            assert (await client.get(f"{API}/rounds/{round_id}{path}")).status_code == 404
        refused = await client.post(f"{API}/rounds/{round_id}/scorecard", json=_card(5))
    assert refused.status_code == 404
    hr = await firm.hr(f"/rounds/{round_id}/scorecard", _card(5))
    assert hr.status_code == 403
    assert await firm.rows("SELECT FROM recruiting_ai_scorecard") == []


async def test_calendars_follow_a_move_and_a_cancellation_and_cards_are_asked_for(renshi: Harness) -> None:
    firm, application, round_id = await _planned(renshi)
    first = (await firm.hr(f"/rounds/{round_id}/calendar")).text
    assert f"UID:{round_id}@renshi\r\n" in first
    assert "SEQUENCE:0\r\n" in first
    assert "DTSTART:20261124T020000Z\r\n" in first
    moved = await firm.hr(
        f"/rounds/{round_id}/reschedule", {"starts_at": "2026-11-25T14:30:00+08:00", "minutes": 45}
    )
    assert moved.json()["sequence"] == 1
    again = (await firm.hr(f"/rounds/{round_id}/calendar")).text
    assert "SEQUENCE:1\r\n" in again
    assert "DTEND:20261125T071500Z\r\n" in again
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=3))
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    titles = [n.title.zh for n in await firm.tenant.notices(firm.tenant.employee_person)]
    assert titles.count("请提交面试评分表") == 1
    off = await firm.hr(f"/rounds/{round_id}/cancel", {})
    assert off.json()["state"] == "cancelled"
    assert "STATUS:CANCELLED" in (await firm.hr(f"/rounds/{round_id}/calendar")).text
    log = [m["subject"] for m in (await firm.hr(f"/applications/{application}/messages")).json()["items"]]
    assert log == [
        "“生产主管”面试取消",
        "“生产主管”面试安排：2026-11-25 14:30",
        "“生产主管”面试安排：2026-11-24 10:00",
    ]


async def test_lines_of_a_calendar_are_folded_between_characters() -> None:
    from datetime import UTC, datetime

    when = datetime(2026, 11, 24, 2, tzinfo=UTC)
    text = appointment(
        uid="x",
        sequence=0,
        made_at=when,
        starts_at=when,
        minutes=60,
        title="面试" * 40,
        place="a;b,c",
        words="一\n二",
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "面试" * 40 in text.replace("\r\n ", "")
    assert "LOCATION:a\\;b\\,c" in text
    assert "DESCRIPTION:一\\n二" in text


async def _sent(firm: RecruitingCompany, salary: str, **more: Any) -> tuple[str, str]:
    application = (await firm.hr("/applications")).json()["items"][0]["id"]
    form = {
        "application_id": application,
        "department_id": str(firm.tenant.departments["PROD"]),
        "monthly_salary": salary,
        "starts_on": "2026-12-20",
    }
    request = await firm.ask("recruiting_ai.offer", form | more, firm.tenant.manager_person)
    await firm.act(request, RequestAction.APPROVE, firm.tenant.hr_person)
    offer = next(o for o in (await firm.hr("/offers")).json()["items"] if o["state"] == "approved")
    return offer["id"], (await firm.hr(f"/offers/{offer['id']}/send", {})).json()["token"]


async def test_an_offer_is_countered_replaced_and_accepted_by_the_right_person(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    application = await firm.only_application()
    await firm.hr(
        f"/applications/{application['id']}/decisions", {"decision": "advance", "reason": "当面谈过"}
    )
    _, first = await _sent(firm, "12000")
    async with firm.tenant.anonymous() as client:
        wish = {"salary": "13500", "words": "希望月薪一万三千五", "phone_tail": "8000"}
        shown = (await firm.link(client, first, "/offer/counter", wish)).json()
        assert (shown["state"], shown["version"]) == ("sent", 1)
        assert (await firm.link(client, first, "/offer/counter", wish)).status_code == 409
    listed = (await firm.hr("/offers")).json()["items"][0]
    assert (listed["counter_salary"], listed["counter_words"]) == ("13500.00", "希望月薪一万三千五")
    offer_id, second = await _sent(firm, "13000", new_version=True)
    async with firm.tenant.anonymous() as client:
        assert (await firm.link(client, first, "/offer")).status_code == 404
        yes = {"starts_on": "2026-12-20"}
        none = (await firm.link(client, second, "/offer/accept", yes)).json()
        assert (none["identity"], none["state"]) == ("wrong", "sent")
        wrong = (await firm.link(client, second, "/offer/accept", yes | {"phone_tail": "1234"})).json()
        assert (wrong["identity"], wrong["problem"]) == ("wrong", "手机号后四位不符，还可尝试 4 次")
        assert await firm.rows("SELECT FROM renshi_employee WHERE name = '赵候选'") == []
        done = (await firm.link(client, second, "/offer/accept", yes | {"phone_tail": "8000"})).json()
    assert (done["state"], done["version"]) == ("accepted", 2)
    assert [(o["version"], o["state"]) for o in (await firm.hr("/offers")).json()["items"]] == [
        (2, "accepted"),
        (1, "withdrawn"),
    ]
    report = await firm.hr(f"/offers/{offer_id}/report")
    assert report.headers["content-type"] == "application/pdf"
    told = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report.content)).pages)
    assert "招聘档案：赵候选" in told
    assert "进入录用；当面谈过" in told
    employee = (await firm.rows("SELECT id FROM renshi_employee WHERE name = '赵候选'"))[0]["id"]
    async with firm.tenant.context() as ctx:
        entries = await ctx.hooks.collect_timeline(employee_id=employee)
    assert f"/api/plugins/recruiting_ai/offers/{offer_id}/report" in [entry.link for entry in entries]


async def test_five_wrong_tries_end_the_link(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    application = await firm.only_application()
    await firm.hr(
        f"/applications/{application['id']}/decisions", {"decision": "advance", "reason": "当面谈过"}
    )
    _, token = await _sent(firm, "12000")
    async with firm.tenant.anonymous() as client:
        states = [
            (await firm.link(client, token, "/offer/decline", {"phone_tail": f"000{n}"})).json()["state"]
            for n in range(5)
        ]
        assert states == ["sent", "sent", "sent", "sent", "locked"]
        assert (
            await firm.link(client, token, "/offer/accept", {"starts_on": "2026-12-20", "phone_tail": "8000"})
        ).status_code == 404
    assert (await firm.hr("/offers")).json()["items"][0]["state"] == "sent"
