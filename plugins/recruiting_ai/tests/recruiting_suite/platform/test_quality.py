"""Quality of hire over the platform: what was planted is found, in words and figures, and a person decides."""

import json
import math
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from renshi_recruiting_ai.quality import proposals

from renshi_sdk import Forbidden
from renshi_sdk.context import Actor
from renshi_sdk.testing import Harness

from .company import RecruitingCompany
from .hired import Planted, plant

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEGIN = date(2025, 9, 1)
HIRED = 90


def _people(keys: tuple[str, ...], *, planted: float, hired: int = HIRED) -> list[Planted]:
    """Hired and not hired; the first dimension carries ``planted`` of the exam, the others nothing."""
    chance = random.Random(20260511)
    rest = math.sqrt(1 - planted * planted)
    made = []
    for number in range(hired):
        scores = {key: min(10.0, max(0.0, chance.gauss(6.5, 1.2))) for key in keys}
        drawn = planted * (scores[keys[0]] - 6.5) / 1.2 + rest * chance.gauss(0, 1)
        starts = BEGIN + timedelta(days=number % 20)
        made.append(
            Planted(
                scores,
                starts,
                channel="referral" if number % 3 == 0 else "careers",
                match=round(10 * scores[keys[0]]),
                exam=(min(100.0, max(0.0, 75 + 8 * drawn)), starts + timedelta(days=40 + number % 30)),
                left_on=starts + timedelta(days=150) if number % 7 == 0 else None,
            )
        )
    for _ in range(60):
        made.append(Planted({key: min(10.0, max(0.0, chance.gauss(4.5, 2.0))) for key in keys}))
    return made


async def _firm(renshi: Harness, **how: Any) -> tuple[RecruitingCompany, tuple[str, ...]]:
    firm = await RecruitingCompany.new(renshi)
    await firm.tenant.enable("training")
    profile_id = await firm.profile_id()
    (row,) = await firm.rows("SELECT body FROM recruiting_ai_profile WHERE id = $1", profile_id)
    keys = (*(item["key"] for item in json.loads(row["body"])["competencies"]), "communication")
    people = _people(keys, **how)
    await plant(firm, people, job=await firm.open_job(), profile_id=profile_id)
    # New hires are enrolled by themselves; what was planted is the exam of the test alone.
    await renshi.settle()
    await firm.rows("DELETE FROM training_enrolment WHERE source <> 'test' RETURNING id")
    return firm, keys


async def _compute(firm: RecruitingCompany) -> dict[str, Any]:
    started = await firm.hr("/quality/runs", {})
    assert started.status_code == 202
    await firm.renshi.settle()
    return dict((await firm.hr("/quality")).json())


async def test_a_planted_relation_is_found_and_its_weights_are_taken_by_a_person(renshi: Harness) -> None:
    firm, keys = await _firm(renshi, planted=0.6)
    assert (await firm.hr("/quality")).json()["made_at"] is None
    assert (await firm.hr("/quality/relations")).json()["items"] == []
    told = await _compute(firm)
    assert (told["hires"], told["interviews"], told["run_id"] is not None) == (90, 150, True)
    rows = (await firm.hr("/quality/relations?limit=200")).json()["items"]
    first = rows[0]
    assert first["outcome"] == "training.exam_score"
    assert first["predictor_key"] in (keys[0], "match")
    planted = next(
        row
        for row in rows
        if (row["predictor"], row["predictor_key"], row["outcome"])
        == ("dimension", keys[0], "training.exam_score")
    )
    truth = 6 / math.pi * math.asin(0.6 / 2)
    assert (planted["verdict"], planted["hires"]) == ("found", HIRED)
    assert planted["low"] < truth < planted["high"]
    assert planted["q"] < 0.001
    assert planted["spread_ratio"] > 1.2
    assert planted["r_applicants"] > planted["r"]
    assert planted["says"].startswith("有关联：此项最高的三分之一，“培训考试成绩”平均 ")
    assert planted["top"] > planted["bottom"] + 5
    others = [row for row in rows if row["predictor"] == "dimension" and row["predictor_key"] != keys[0]]
    assert {row["verdict"] for row in others if row["outcome"] == "training.exam_score"} == {"not_found"}
    # Everybody passed in time: without a difference there is nothing to compare.
    assert {row["verdict"] for row in rows if row["outcome"] == "training.on_time"} == {"not_enough_data"}
    assert {row["predictor_key"] for row in rows if row["verdict"] == "found"} == {keys[0], "match"}
    # Who stayed: thirteen left after five months, so three months tell nothing and six do.
    stayed = {row["outcome"]: row["verdict"] for row in rows if row["predictor_key"] == keys[0]}
    assert (stayed["recruiting_ai.retained_3m"], stayed["recruiting_ai.retained_6m"]) == (
        "not_enough_data",
        "not_found",
    )
    assert {row["predictor"] for row in rows} == {"dimension", "match", "channel", "course"}
    assert {row["outcome"] for row in rows if row["predictor"] == "course"} == {
        "recruiting_ai.retained_12m",
        "recruiting_ai.retained_6m",
    }
    drawn = (await firm.hr("/quality/intervals")).json()["items"]
    assert drawn[0]["low"] < drawn[0]["r"] < drawn[0]["high"]
    (proposal,) = (await firm.hr("/quality/proposals")).json()["items"]
    assert (proposal["state"], proposal["outcome"]) == ("open", "training.exam_score")
    before = {one["key"]: one["before"] for one in proposal["weights"]}
    after = {one["key"]: one["after"] for one in proposal["weights"]}
    assert set(before) == set(keys)
    assert sum(after.values()) == sum(before.values())
    assert after[keys[0]] > before[keys[0]]

    old = await firm.profile_id()
    url = f"/quality/proposals/{proposal['id']}/accept"
    assert (await firm.hr(url, {"reason": "短"})).status_code == 422
    program = Actor(kind="system", name="worker")
    with pytest.raises(Forbidden):
        async with firm.tenant.context("recruiting_ai", actor=program) as ctx:
            await proposals.accept(ctx, UUID(proposal["id"]), "程序自行采纳")
    assert await firm.profile_id() == old
    taken = await firm.hr(url, {"reason": "与入职培训成绩一致，先试用半年"})
    assert (taken.status_code, taken.json()["state"]) == (200, "accepted")
    assert (await firm.hr(url, {"reason": "再来一次"})).status_code == 409
    new = await firm.profile_id()
    assert new != old
    (row,) = await firm.rows("SELECT body, note FROM recruiting_ai_profile WHERE id = $1", new)
    assert proposals.weights_of(json.loads(row["body"])) == after
    assert "与入职培训成绩一致" in row["note"]
    # Interviews that are there keep the version they were asked and scored by.
    profiles = await firm.rows("SELECT DISTINCT profile_id FROM recruiting_ai_interview")
    assert [one["profile_id"] for one in profiles] == [old]
    (audit,) = await firm.tenant.audit("recruiting_ai.weights.accept")
    detail = json.loads(audit["detail"])
    assert (detail["before"], detail["after"]) == (before, after)
    # The same evidence again: the weights are where it led them, and there is nothing more to propose.
    await _compute(firm)
    assert (await firm.hr("/quality/proposals?state=open")).json()["items"] == []
    assert [one["found"] for one in (await firm.hr("/quality/runs")).json()["items"]] == [2, 2]


async def test_refused_weights_are_not_proposed_again(renshi: Harness) -> None:
    firm, _ = await _firm(renshi, planted=0.6)
    await _compute(firm)
    (proposal,) = (await firm.hr("/quality/proposals")).json()["items"]
    profile = await firm.profile_id()
    refused = await firm.hr(
        f"/quality/proposals/{proposal['id']}/refuse", {"reason": "样本来自同一批，先观察"}
    )
    assert (refused.status_code, refused.json()) == (200, {"state": "refused"})
    assert await firm.profile_id() == profile
    await renshi.run_schedule("recruiting_ai.quality", firm.tenant)
    items = (await firm.hr("/quality/proposals")).json()["items"]
    assert [(one["state"], one["reason"]) for one in items] == [("refused", "样本来自同一批，先观察")]


async def test_few_hires_are_said_to_be_few_and_under_five_not_even_counted(renshi: Harness) -> None:
    firm, _ = await _firm(renshi, planted=0.9, hired=4)
    told = await _compute(firm)
    assert (told["tested"], told["found"], told["kinds"]) == (0, 0, "暂无")
    assert "不足以比较" in told["said"]
    rows = (await firm.hr("/quality/relations?limit=200")).json()["items"]
    assert rows
    assert {(row["verdict"], row["hires"], row["r"], row["top"]) for row in rows} == {
        ("not_enough_data", None, None, None)
    }
    assert (await firm.hr("/quality/proposals")).json()["items"] == []


async def test_who_may_see_it_and_whose_outcomes(renshi: Harness) -> None:
    firm, _ = await _firm(renshi, planted=0.6, hired=40)
    await _compute(firm)
    assert (await firm.hr("/quality", role="recruiter")).status_code == 403
    assert (await firm.hr("/quality/runs", {}, role="employee")).status_code == 403
    assert any(
        row["outcome"] == "training.exam_score"
        for row in (await firm.hr("/quality/relations?limit=200")).json()["items"]
    )
    (proposal,) = await firm.rows("SELECT id FROM recruiting_ai_weight_proposal")
    run = (await firm.hr("/quality")).json()["run_id"]
    other = await RecruitingCompany.new(renshi)
    assert (await other.hr(f"/quality/runs/{run}/relations")).status_code == 404
    assert (await other.hr("/quality/runs")).json()["items"] == []
    taken = {"reason": "别家的建议"}
    assert (await other.hr(f"/quality/proposals/{proposal['id']}/accept", taken)).status_code == 404
    # Whoever may not read enrolments reads nothing made of them, and takes no weights on their account.
    await firm.rows(
        "DELETE FROM core_role_permission WHERE permission = 'training.enrolment.read' RETURNING id"
    )
    rows = (await firm.hr("/quality/relations?limit=200")).json()["items"]
    assert {row["outcome"].partition(".")[0] for row in rows} == {"recruiting_ai"}
    assert (await firm.hr("/quality/proposals")).json()["items"] == []
    assert (await firm.hr(f"/quality/proposals/{proposal['id']}/accept", taken)).status_code == 404
    assert await firm.rows("SELECT FROM recruiting_ai_weight_proposal WHERE state <> 'open'") == []
