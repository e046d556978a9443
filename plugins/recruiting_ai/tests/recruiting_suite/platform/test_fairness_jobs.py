"""Fairness in the background: a ranker that treats groups apart, drift by month, the counterfactual over résumés."""

import json
import random
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from renshi_recruiting_ai.fairness import service as fairness
from renshi_recruiting_ai.fairness.schemas import VoluntaryForm
from renshi_recruiting_ai.notices import notices
from renshi_recruiting_ai.ranking import model

from renshi_sdk.db import insert_rows
from renshi_sdk.testing import Harness

from ..resumes.test_matching import RESUME, WHO
from .company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _decided(firm: RecruitingCompany, count: int, *, told: bool) -> UUID:
    """People with matched résumés whose decisions follow years of work, and years follow the group."""
    chance = random.Random(14)
    job, profile = await firm.open_job(), await firm.profile_id()
    candidates, applications, resumes, matches, decisions, groups = [], [], [], [], [], []
    async with firm.tenant.context("recruiting_ai") as ctx:
        at, company = ctx.now(), ctx.company_id
        for number in range(count):
            male = number % 2 == 0
            years = round(max(0.0, chance.gauss(7 if male else 3, 1.5)), 1)
            candidate, application, resume = uuid4(), uuid4(), uuid4()
            features = dict.fromkeys(model.FEATURES, 1.0) | {
                "must_state": "met",
                "degree": "3",
                "years": years,
                "coverage": round(chance.random(), 3),
            }
            candidates.append([candidate, company, f"候选{number}", f"1360000{number:04d}"])
            applications.append(
                [
                    application,
                    company,
                    job["id"],
                    candidate,
                    "careers",
                    "review",
                    at,
                    "{}",
                    application.bytes,
                    at,
                ]
            )
            resumes.append([resume, company, candidate, application, f"{number}.pdf", str(number), "read"])
            detail = json.dumps({"features": features, "score": 50.0})
            matches.append(
                [uuid4(), company, resume, application, job["id"], profile, "profile-1", 50, "met", 0.5, "x", detail,
                 at]
            )  # fmt: skip
            choice = "advance" if years + chance.gauss(0, 1) > 5 else "reject"
            decisions.append(
                [uuid4(), company, application, choice, "按年限", firm.tenant.hr_person.id, "HR", at]
            )
            groups.append((application, "male" if male else "female"))
        for table, columns, rows in (
            ("candidate", "id company_id name phone", candidates),
            (
                "application",
                "id company_id requisition_id candidate_id channel stage stage_at facts token_hash token_expires_at",
                applications,
            ),
            ("resume", "id company_id candidate_id application_id file_name sha256 state", resumes),
            (
                "match",
                "id company_id resume_id application_id requisition_id profile_id scorer score must_haves coverage"
                " input_digest detail matched_at",
                matches,
            ),
            (
                "decision",
                "id company_id application_id decision reason decided_by decided_by_name decided_at",
                decisions,
            ),
        ):
            await insert_rows(f"recruiting_ai_{table}", columns.split(), rows)
        for application, group in groups if told else ():
            form = {"digest": notices()["fairness"].digest, "sex": group}
            await fairness.tell(ctx, application, VoluntaryForm.model_validate(form))
    return profile


@pytest.mark.parametrize(("told", "state"), [(True, "refused"), (False, "active")])
async def test_a_ranker_that_treats_groups_apart_is_not_used(renshi: Harness, told: bool, state: str) -> None:
    firm = await RecruitingCompany.new(renshi)
    profile = await _decided(firm, 220, told=told)
    made = await firm.hr(f"/profiles/{profile}/ranker", {})
    assert (made.status_code, made.json()["state"]) == (201, state)
    measured = made.json()["measured"]
    assert measured["auc"] > measured["auc_formula"] + 0.2
    assert measured["fairness"]["states"]["sex"] == ("act" if told else "insufficient")
    (row,) = await firm.rows("SELECT id, state FROM recruiting_ai_ranker")
    assert row["state"] == state
    retired = await firm.hr(f"/rankers/{row['id']}/retire", {})
    assert retired.status_code == (404 if told else 200), "what was refused was never in use"


async def test_drift_is_kept_by_month_once(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job, profile = await firm.open_job(), await firm.profile_id()
    chance = random.Random(3)
    rows: dict[str, list[list[object]]] = {"candidate": [], "application": [], "interview": [], "score": []}
    async with firm.tenant.context("recruiting_ai") as ctx:
        company = ctx.company_id
        for number in range(120):
            october = number % 2 == 0
            at = datetime(2026, 10, 31, 15, 59, tzinfo=UTC) if october else datetime(2026, 3, 1, tzinfo=UTC)
            candidate, application, interview = uuid4(), uuid4(), uuid4()
            percent = min(100, max(0, round(chance.gauss(75 if october else 55, 8))))
            rows["candidate"].append([candidate, company, f"候选{number}", f"1350000{number:04d}"])
            rows["application"].append(
                [
                    application,
                    company,
                    job["id"],
                    candidate,
                    "careers",
                    "review",
                    at,
                    "{}",
                    application.bytes,
                    at,
                ]
            )
            rows["interview"].append(
                [interview, company, application, profile, "text", "scored", True, at, at]
            )
            scorer = "rules-3+cal-1" if october else "rules-3"
            rows["score"].append([uuid4(), company, interview, 1, scorer, "x", "x", percent, False, "{}"])
        for table, columns in (
            ("candidate", "id company_id name phone"),
            (
                "application",
                "id company_id requisition_id candidate_id channel stage stage_at facts token_hash token_expires_at",
            ),
            (
                "interview",
                "id company_id application_id profile_id channel state ai_scoring started_at completed_at",
            ),
            (
                "score",
                "id company_id interview_id version scorer input_digest report_digest match_percent needs_person"
                " report",
            ),
        ):
            await insert_rows(f"recruiting_ai_{table}", columns.split(), rows[table])
    assert (await firm.hr("/fairness/drift-months")).json()["items"] == []
    for _ in range(2):
        await renshi.run_schedule("recruiting_ai.drift", firm.tenant)
    items = (await firm.hr("/fairness/drift-months")).json()["items"]
    assert sorted((one["month"], one["family"]) for one in items) == [
        ("2026-10", "全部岗位"),
        ("2026-10", "生产主管"),
    ]
    for one in items:
        assert (one["before"], one["now"], one["state"], one["scorers"]) == (60, 60, "act", "rules-3+cal-1")
        assert one["psi"] > 0.25
        assert one["ks"] > 0.5
    kept = await firm.rows("SELECT digest FROM recruiting_ai_fairness_audit WHERE kind = 'drift'")
    assert len(kept) == 2
    assert (await firm.hr("/fairness/drift-months", role="recruiter")).status_code == 403


async def test_the_counterfactual_goes_through_reading_matching_and_ranking(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    (application,) = await firm.rows("SELECT id, candidate_id FROM recruiting_ai_application")
    await firm.rows(
        "INSERT INTO recruiting_ai_resume (id, company_id, candidate_id, application_id, file_name, sha256, state,"
        " text, read_at) VALUES ($1, $2, $3, $4, '简历.pdf', 'x', 'read', $5, now()) RETURNING id",
        uuid4(),
        firm.tenant.company.id,
        application["candidate_id"],
        application["id"],
        RESUME.format(**WHO),
    )
    assert (await firm.hr("/fairness/counterfactual", {})).status_code == 202
    await renshi.settle()
    (row,) = (await firm.hr("/fairness/audits")).json()["items"]
    result = row["result"]
    assert (row["state"], result["interviews"], result["resumes"]) == ("ok", 0, 1)
    assert sorted(one["exchange"] for one in result["resume_items"]) == [
        "renamed", "told_1", "told_2", "words_swapped",
    ]  # fmt: skip
    assert {float(one["points"]) for one in result["resume_items"]} == {0.0}
    assert row["told"] == "n = 0 + 1，|Δ| ≤ 0.000"


async def test_the_model_card_is_complete(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    lines = {item["topic"]: item["words"] for item in (await firm.hr("/model-card")).json()["items"]}
    assert lines["校准状态"] == "uncalibrated, rule v1"
    assert lines["学习所得评分模型"] == "没有使用中的模型，按规则评分"
    assert "两名以上" in lines["依据数据"]
    assert lines["分数漂移（每月）"] == "尚未测量"
    assert lines["与入职后结果的关系"].startswith("还没有计算过")
    assert lines["影响评估"] == "尚未评估，使用前应当评估"
