"""Applying: consent, duplicates, links, decisions, and a person's data."""

from datetime import timedelta

import pytest
from renshi_recruiting_ai import care, health
from renshi_recruiting_ai.notices import notices

from renshi_sdk.context import Actor
from renshi_sdk.errors import Forbidden
from renshi_sdk.testing import Harness

from .company import ANSWERS, RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _post(
    firm: RecruitingCompany, job: dict[str, object], **more: object
) -> tuple[int, dict[str, object]]:
    async with firm.tenant.anonymous() as client:
        answer = await client.post(
            f"{firm.public}/jobs/{job['public_code']}/applications", json=firm.form(**more)
        )
    return answer.status_code, answer.json()


async def test_without_the_needed_consent_nothing_is_kept(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    status, body = await _post(firm, job, consents=[])
    assert (status, body["code"]) == (422, "recruiting_ai.consent_needed")
    stale = [{"purpose": "application", "granted": True, "digest": "0" * 64}]
    status, body = await _post(firm, job, consents=stale)
    assert (status, body["code"]) == (409, "recruiting_ai.notice_changed")
    assert await firm.rows("SELECT FROM recruiting_ai_candidate") == []


async def test_a_consent_names_the_text_it_was_given_to(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    rows = await firm.rows(
        "SELECT purpose, granted, notice_version, notice_digest, given_at FROM recruiting_ai_consent ORDER BY purpose"
    )
    assert [
        (row["purpose"], row["granted"], row["notice_version"], row["notice_digest"]) for row in rows
    ] == [
        ("ai_scoring", True, "2", notices()["ai_scoring"].digest),
        ("application", True, "1", notices()["application"].digest),
    ]
    assert rows[0]["given_at"] == renshi.clock.now()
    with pytest.raises(Exception, match="permission denied"):
        await firm.rows("UPDATE recruiting_ai_consent SET granted = false")


async def test_the_same_person_twice_for_one_job_is_refused_and_for_another_recognised(
    renshi: Harness,
) -> None:
    firm = await RecruitingCompany.new(renshi)
    first, second = await firm.open_job(), await firm.open_job("store_manager")
    await firm.apply(first)
    status, body = await _post(firm, first, phone="13800138000")
    assert (status, body["code"]) == (409, "recruiting_ai.applied_already")
    await firm.apply(second, facts={"years_experience": 2})
    assert len(await firm.rows("SELECT FROM recruiting_ai_candidate")) == 1
    assert len(await firm.rows("SELECT FROM recruiting_ai_application")) == 2


async def test_the_same_mail_under_another_name_is_marked_for_a_person(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    await firm.apply(job)
    await firm.apply(job, name="赵后选", phone="13700137000", email="ZHAO@example.com")
    rows = await firm.rows(
        "SELECT id, name, duplicate_of FROM recruiting_ai_candidate ORDER BY created_at, id"
    )
    assert [row["name"] for row in rows] == ["赵候选", "赵后选"]
    assert (rows[0]["duplicate_of"], rows[1]["duplicate_of"]) == (None, rows[0]["id"])


async def test_a_form_sent_again_under_its_key_is_taken_once(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    key = "ab" * 32
    assert await firm.apply(job, key=key) == key
    assert await firm.apply(job, key=key) == key
    assert len(await firm.rows("SELECT FROM recruiting_ai_application")) == 1
    assert (await firm.me(key)).json()["stage"] == "applied"


@pytest.mark.parametrize(
    "facts",
    [{"age": 25}, {"years_experience": "三"}, {"shift_work": 1}, {"years_experience": 3, "sex": "男"}],
)
async def test_facts_the_job_does_not_ask_for_are_refused(renshi: Harness, facts: dict[str, object]) -> None:
    firm = await RecruitingCompany.new(renshi)
    status, body = await _post(firm, await firm.open_job(), facts=facts)
    assert (status, body["code"]) == (422, "invalid")
    assert await firm.rows("SELECT FROM recruiting_ai_application") == []


async def test_a_link_opens_one_application_for_a_time(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, link_days=2)
    other = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    assert (await firm.me(token)).status_code == 200
    assert (await other.me(token)).status_code == 404
    assert (await firm.me("x" * 43)).status_code == 404
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=2))
    assert (await firm.me(token)).status_code == 404
    application = await firm.only_application()
    fresh = (await firm.hr(f"/applications/{application['id']}/link", {})).json()["token"]
    assert (await firm.me(token)).status_code == 404
    assert (await firm.me(fresh)).status_code == 200


async def test_only_a_person_decides_and_only_with_a_reason(renshi: Harness) -> None:
    from renshi_recruiting_ai.candidates import service
    from renshi_recruiting_ai.candidates.schemas import NewDecision

    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    application = await firm.only_application()
    path = f"/applications/{application['id']}/decisions"
    assert (await firm.hr(path, {"decision": "reject", "reason": " "})).status_code in (400, 422)
    assert (
        await firm.hr(path, {"decision": "reject", "reason": "理由充分"}, role="employee")
    ).status_code == 403
    for kind in ("system", "plugin", "candidate"):
        with pytest.raises(Forbidden):
            async with firm.tenant.context("recruiting_ai", actor=Actor(kind=kind, name="auto")) as ctx:  # type: ignore[arg-type]
                await service.decide(
                    ctx, application["id"], NewDecision(decision="reject", reason="自动淘汰")
                )
    assert await firm.rows("SELECT FROM recruiting_ai_decision") == []
    assert (await firm.only_application())["stage"] == "applied"
    done = await firm.hr(path, {"decision": "reject", "reason": "经验与岗位不符"})
    assert done.json()["stage"] == "rejected"
    listed = (await firm.hr(path)).json()["items"]
    assert [(item["decision"], item["reason"]) for item in listed] == [("reject", "经验与岗位不符")]
    assert len(await firm.tenant.audit("recruiting_ai.decision.create")) == 1


async def test_no_route_rejects_by_itself() -> None:
    """One module writes stages, and what leads to 'rejected' asks for a person first."""
    import re
    from pathlib import Path

    import renshi_recruiting_ai

    root = Path(renshi_recruiting_ai.__file__).parent
    texts = {
        path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(root.rglob("*.py"))
    }
    writes = re.compile(r"UPDATE recruiting_ai_application\b[^;]{0,400}?[ ,]stage =", re.DOTALL)
    assert [name for name, text in texts.items() if writes.search(text)] == ["care.py", "pipeline/moves.py"]
    assert [name for name, text in texts.items() if '"reject": "rejected"' in text] == [
        "candidates/service.py"
    ]
    for name, function in (("candidates/service.py", "decide"), ("pipeline/moves.py", "by_person")):
        body = texts[name].split(f"async def {function}(")[1].split("\nasync def ")[0]
        assert body.index("require_person(ctx)") < body.index("await "), name


async def test_the_explanation_shows_rules_words_and_band(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    token = await firm.apply(await firm.open_job())
    assert (await firm.me(token, "/explanation")).status_code == 404
    await firm.interview(token)
    await renshi.settle()
    shown = (await firm.me(token, "/explanation")).json()
    assert shown["calibration"] == "uncalibrated, rule v1"
    assert shown["formula"].endswith("= 93 %")
    assert "姓名" in shown["not_used"]
    first = shown["dimensions"][0]
    assert (first["label"], first["status"]) == ("现场问题解决", "scored")
    quote = first["evidence"][0]
    assert ANSWERS["complex_problem"][quote["start"] : quote["end"]] == quote["words"]
    appealed = (await firm.me(token, "/appeal", {"words": "漏看了我的第二个例子"})).json()
    assert appealed["appeals"][0]["state"] == "open"


async def test_deleting_my_data_leaves_nothing_that_names_me(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    token = await firm.apply(await firm.open_job(), resume="在某厂做过三年班长")
    await firm.interview(token)
    await renshi.settle()
    answer = await firm.me(token, "/erasure", {})
    assert {table: count for table, count in answer.json()["erased"].items() if count} == {
        "recruiting_ai_score": 1,
        "recruiting_ai_turn": 4,
        "recruiting_ai_interview": 1,
        "recruiting_ai_move": 3,
        "recruiting_ai_application": 1,
        "recruiting_ai_candidate": 1,
    }
    assert list(answer.json()["kept"]) == ["recruiting_ai_consent"]
    assert (await firm.me(token)).status_code == 404
    candidate = (await firm.rows("SELECT name, phone, email FROM recruiting_ai_candidate"))[0]
    assert candidate == {"name": "已删除", "phone": None, "email": None}
    application = (await firm.rows("SELECT stage, facts, resume FROM recruiting_ai_application"))[0]
    assert application == {"stage": "withdrawn", "facts": "{}", "resume": None}


async def test_a_candidate_gets_a_copy_of_their_own_data_and_nobody_elses(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    await firm.apply(job, name="钱候选", phone="13900139000", email=None)
    token = await firm.apply(job)
    await firm.interview(token)
    await renshi.settle()
    data = (await firm.me(token, "/data")).json()
    assert [row["name"] for row in data["recruiting_ai_candidate"]] == ["赵候选"]
    assert [row["answer"] for row in data["recruiting_ai_turn"]] == list(ANSWERS.values())
    assert [row["match_percent"] for row in data["recruiting_ai_score"]] == [93]
    assert "钱候选" not in str(data)
    assert len(await firm.tenant.audit("recruiting_ai.candidate.export")) == 1


async def test_data_of_those_not_hired_goes_when_its_time_is_over(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, retention_months=6)
    job = await firm.open_job()
    await firm.apply(job)
    await firm.apply(job, name="钱候选", phone="13900139000", email=None)
    items = {item["name"]: item["id"] for item in (await firm.hr("/applications")).json()["items"]}
    await firm.hr(
        f"/applications/{items['赵候选']}/decisions", {"decision": "reject", "reason": "经验与岗位不符"}
    )
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=180))
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    assert sorted(row["name"] for row in await firm.rows("SELECT name FROM recruiting_ai_candidate")) == [
        "赵候选",
        "钱候选",
    ]
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=5))
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    assert sorted(row["name"] for row in await firm.rows("SELECT name FROM recruiting_ai_candidate")) == [
        "已删除",
        "钱候选",
    ]


async def test_an_employees_candidate_data_is_exported_and_erased(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    token = await firm.apply(await firm.open_job())
    await firm.interview(token)
    await renshi.settle()
    person = firm.tenant.employee_person
    await firm.rows("UPDATE recruiting_ai_application SET employee_id = $1, stage = 'hired'", person.id)
    async with firm.tenant.context("recruiting_ai") as ctx:
        data = await care.export(ctx, person.id)
    assert data["recruiting_ai_candidate"][0]["phone"] == "13800138000"
    assert data["recruiting_ai_application"][0]["facts"] == {"years_experience": 3.0, "shift_work": "是"}
    assert len(data["recruiting_ai_turn"]) == 4
    assert data["recruiting_ai_score"][0]["report"]["match"]["percent"] == 93
    assert set(data) == set(care.PERSONAL_TABLES)
    async with firm.tenant.context("recruiting_ai") as ctx:
        result = await care.erase(ctx, person.id)
    assert result.erased["recruiting_ai_turn"] == 4
    async with firm.tenant.context("recruiting_ai") as ctx:
        again = await care.export(ctx, person.id)
    assert again["recruiting_ai_turn"] == []
    assert again["recruiting_ai_candidate"][0]["name"] == "已删除"


async def test_the_funnel_counts_by_channel(renshi: Harness) -> None:
    from renshi_recruiting_ai.reports import FunnelParams, funnel

    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    token = await firm.apply(job)
    await firm.apply(job, name="钱候选", phone="13900139000", email=None)
    await firm.apply(job, name="孙候选", phone="13900139001", email=None, channel="careers")
    await firm.interview(token)
    items = {item["name"]: item["id"] for item in (await firm.hr("/applications")).json()["items"]}
    await firm.hr(f"/applications/{items['赵候选']}/decisions", {"decision": "advance", "reason": "讲得清楚"})
    async with firm.tenant.context("recruiting_ai") as ctx:
        result = await funnel(ctx, FunnelParams())
        none = await funnel(ctx, FunnelParams(until="2026-11-22"))  # type: ignore[arg-type]
    assert [tuple(row.values())[:6] for row in result.rows] == [
        ("referral", 2, 1, 1, 0, 0),
        ("careers", 1, 0, 0, 0, 0),
    ]
    assert none.rows == []


async def test_a_profile_gets_a_new_version_only_when_it_differs(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    profile = (await firm.hr(f"/profiles/{await firm.profile_id()}")).json()
    same = (await firm.hr("/profiles", {"body": profile["body"]})).json()
    assert (same["id"], same["version"]) == (profile["id"], 1)
    changed = profile["body"] | {"summary": "带两条产线。"}
    newer = (await firm.hr("/profiles", {"body": changed, "note": "改说明"})).json()
    assert newer["version"] == 2
    broken = profile["body"] | {"questions": []}
    refused = await firm.hr("/profiles", {"body": broken})
    assert (refused.status_code, refused.json()["code"]) == (422, "recruiting_ai.profile")
    unfair = profile["body"] | {
        "requirements": [{"key": "a", "label": "35 岁以下", "fact": "age", "at_least": 1}]
    }
    assert (await firm.hr("/profiles", {"body": unfair})).status_code == 422
    listed = (await firm.hr("/profiles")).json()["items"]
    assert sorted((item["key"], item["version"]) for item in listed) == [
        ("data_analyst", 1),
        ("production_supervisor", 2),
        ("store_manager", 1),
    ]


async def test_health_says_what_is_there() -> None:
    result = await health.health()
    assert result.state == "ok"
    assert "rules-3" in result.detail.zh
