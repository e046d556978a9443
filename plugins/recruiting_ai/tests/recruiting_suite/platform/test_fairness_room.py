"""Fairness over the platform: sealed information, comparisons that tell of groups only, audits, card, assessments."""

import io
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from renshi_recruiting_ai.fairness import service
from renshi_recruiting_ai.notices import notices

from renshi_sdk.db import execute, fetch
from renshi_sdk.testing import Harness

from .company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _told(firm: RecruitingCompany, token: str, **told: str) -> Any:
    return await firm.me(token, "/voluntary", {"digest": notices()["fairness"].digest, **told})


async def _people(firm: RecruitingCompany, groups: dict[str, list[int]]) -> None:
    """Candidates with a score and, but for `unknown`, what they told."""
    job = await firm.open_job()
    profile = await firm.profile_id()
    async with firm.tenant.context("recruiting_ai") as ctx:
        number = 0
        for group, scores in groups.items():
            for points in scores:
                number += 1
                candidate, application, interview = uuid4(), uuid4(), uuid4()
                await execute(
                    "INSERT INTO recruiting_ai_candidate (id, company_id, name, phone) VALUES ($1, $2, $3, $4)",
                    candidate,
                    ctx.company_id,
                    f"候选{number}",
                    f"1390000{number:04d}",
                )
                await execute(
                    "INSERT INTO recruiting_ai_application (id, company_id, requisition_id, candidate_id, channel,"
                    " stage, stage_at, facts, token_hash, token_expires_at) VALUES ($1, $2, $3, $4, 'careers',"
                    " 'review', $5, '{}', $6, $5)",
                    application,
                    ctx.company_id,
                    job["id"],
                    candidate,
                    ctx.now(),
                    application.bytes,
                )
                await execute(
                    "INSERT INTO recruiting_ai_interview (id, company_id, application_id, profile_id, channel, state,"
                    " ai_scoring, started_at, completed_at) VALUES ($1, $2, $3, $4, 'text', 'completed', true, $5, $5)",
                    interview,
                    ctx.company_id,
                    application,
                    profile,
                    ctx.now(),
                )
                await execute(
                    "INSERT INTO recruiting_ai_score (id, company_id, interview_id, version, scorer, input_digest,"
                    " report_digest, match_percent, needs_person, report)"
                    " VALUES ($1, $2, $3, 1, 'rules-1', 'x', 'x', $4, false, '{}')",
                    uuid4(),
                    ctx.company_id,
                    interview,
                    points,
                )
                if group != "unknown":
                    form = service.VoluntaryForm.model_validate(
                        {"digest": notices()["fairness"].digest, "sex": group}
                    )
                    await service.tell(ctx, application, form)


async def test_what_somebody_tells_is_sealed_and_theirs_to_delete(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    old = await firm.me(token, "/voluntary", {"digest": "0" * 64, "sex": "female"})
    assert (old.status_code, old.json()["code"]) == (409, "recruiting_ai.notice_changed")
    assert (await _told(firm, token)).status_code == 422
    assert await firm.rows("SELECT FROM recruiting_ai_demographic") == []
    assert (await _told(firm, token, sex="female", age_group="25_34")).json() == {
        "told": {"sex": "female", "age_group": "25_34"}
    }
    (row,) = await firm.rows("SELECT sealed FROM recruiting_ai_demographic")
    assert b"female" not in bytes(row["sealed"])
    audit = await firm.rows(
        "SELECT detail::text AS detail FROM core_audit WHERE action = 'recruiting_ai.demographic.tell'"
    )
    assert [json.loads(item["detail"]) for item in audit] == [{}]
    application = await firm.only_application()
    shown = (await firm.hr(f"/applications/{application['id']}")).text
    assert "female" not in shown
    assert "25_34" not in shown
    assert (await firm.me(token, "/voluntary")).json()["told"] == {"sex": "female", "age_group": "25_34"}
    assert (await firm.me(token, "/voluntary/delete", {})).json() == {"told": None}
    assert await firm.rows("SELECT FROM recruiting_ai_demographic") == []


async def test_a_planted_difference_is_found_and_the_unknown_are_counted(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await _people(
        firm,
        {
            "male": [80] * 30 + [40] * 10,
            "female": [80] * 10 + [40] * 30,
            "other": [80, 40, 40],
            "unknown": [60] * 7,
        },
    )
    answer = (await firm.hr("/fairness/impact?attribute=sex&measure=scoring")).json()
    assert (answer["people"], answer["unknown"], answer["state"]) == (90, 7, "act")
    by_group = {item["group"]: item for item in answer["items"]}
    assert (by_group["male"]["rate"], by_group["male"]["state"]) == (0.75, "reference")
    female = by_group["female"]
    assert (female["chosen"], female["rate"], female["state"]) == (10, 0.25, "act")
    assert round(female["ratio"], 4) == 0.3333
    assert female["low"] < 1 / 3 < female["high"] < 0.8
    assert female["p"] < 0.001
    # Three people: how many they are is said, and nothing that tells of one of them.
    assert by_group["other"] == {
        "group": "other",
        "people": 3,
        "chosen": None,
        "rate": None,
        "ratio": None,
        "low": None,
        "high": None,
        "p": None,
        "state": "insufficient",
    }
    kept = await firm.hr("/fairness/audits", {"attribute": "sex", "measure": "scoring"})
    assert (kept.status_code, kept.json()["state"]) == (201, "act")
    (row,) = (await firm.hr("/fairness/audits")).json()["items"]
    assert (row["kind"], row["state"], row["digest"]) == ("impact", "act", kept.json()["digest"])
    async with firm.tenant.context("recruiting_ai") as ctx:
        scored = await fetch(
            "SELECT i.application_id, s.match_percent FROM recruiting_ai_score s"
            " JOIN recruiting_ai_interview i ON i.id = s.interview_id"
        )
        gate = await service.gate(
            ctx, {UUID(str(r["application_id"])): float(r["match_percent"]) for r in scored}
        )
        assert (gate["passed"], gate["states"]["sex"], gate["states"]["disability"]) == (
            False,
            "act",
            "insufficient",
        )
        even = await service.gate(
            ctx, {UUID(str(r["application_id"])): float(n % 2) for n, r in enumerate(scored)}
        )
        assert even["passed"] is True


async def test_who_may_not_read_measurements_and_what_is_no_grouping(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    assert (await firm.hr("/fairness/impact", role="recruiter")).status_code == 403
    assert (await firm.hr("/fairness/impact?attribute=name")).status_code == 422
    assert (await firm.hr("/fairness/impact?measure=looks")).status_code == 422
    empty = (await firm.hr("/fairness/impact")).json()
    assert (empty["items"], empty["state"]) == ([], "insufficient")
    (drift,) = (await firm.hr("/fairness/drift?days=30")).json()["items"]
    assert (drift["before"], drift["now"], drift["psi"], drift["state"]) == (0, 0, None, "insufficient")


async def test_the_counterfactual_job_scores_again_and_changes_nothing(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    await firm.interview(token)
    await renshi.settle()
    before = await firm.rows("SELECT id, report_digest FROM recruiting_ai_score")
    assert (await firm.hr("/fairness/counterfactual", {})).status_code == 202
    await renshi.settle()
    (row,) = (await firm.hr("/fairness/audits")).json()["items"]
    assert (row["kind"], row["state"], row["result"]["interviews"]) == ("counterfactual", "ok", 1)
    assert {(item["points"], item["vanished"]) for item in row["result"]["items"]} <= {("0", 0), ("0.0", 0)}
    assert await firm.rows("SELECT id, report_digest FROM recruiting_ai_score") == before


async def test_the_model_card_tells_what_holds_here(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    lines = {item["topic"]: item["words"] for item in (await firm.hr("/model-card")).json()["items"]}
    assert "rules-3" in lines["方法"]
    assert lines["校准状态"] == "uncalibrated, rule v1"
    assert lines["声音与画面"] == "声音权重 0 %；画面权重 0 %"
    assert lines["各人群差异"] == "尚未测量"
    made = await firm.hr("/model-card/document", {})
    assert made.headers["content-type"] == "application/pdf"
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert "不得用于自动淘汰" in said.replace("\n", "")


async def test_an_assessment_is_kept_three_years_and_never_changed(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    long = "为招聘文字面试的辅助评分处理候选人作答内容。"
    form = {
        "title": "AI 辅助评分",
        "purpose": long,
        "lawful": long,
        "impact": long,
        "measures": long,
        "conclusion": "go_with_measures",
        "review_on": "2027-06-30",
    }
    past = await firm.hr("/assessments", form | {"review_on": "2020-01-01"})
    assert past.status_code == 422
    assert (await firm.hr("/assessments", form, role="recruiter")).status_code == 403
    assert await firm.rows("SELECT FROM recruiting_ai_assessment") == []
    assert (await firm.hr("/assessments", form)).status_code == 201
    (row,) = (await firm.hr("/assessments")).json()["items"]
    async with firm.tenant.context("recruiting_ai") as ctx:
        assert int(row["keep_until"][:4]) == ctx.today().year + 3
    with pytest.raises(Exception, match="permission denied"):
        await firm.rows("UPDATE recruiting_ai_assessment SET title = 'x' RETURNING id")
