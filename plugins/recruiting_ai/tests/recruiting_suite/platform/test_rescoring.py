"""All interviews of a job scored again: the old versions stay, what changed is shown, and nothing is scored twice."""

from __future__ import annotations

from typing import Any

import pytest
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.rescoring import service

from renshi_sdk import Temporary
from renshi_sdk.testing import Harness

from .company import ANSWERS, API, RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")
PEOPLE = (("赵一", "13800138001"), ("钱二", "13800138002"), ("孙三", "13800138003"))


async def _scored(renshi: Harness) -> tuple[RecruitingCompany, dict[str, Any]]:
    """A job with three scored interviews, one that was read by people alone, and one under way."""
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    for name, phone in PEOPLE:
        await firm.interview(await firm.apply(job, name=name, phone=phone, email=None))
    await firm.interview(await firm.apply(job, ai=False, name="李四", phone="13800138004", email=None))
    await firm.me(
        await firm.apply(job, name="周五", phone="13800138005", email=None), "/interview", {"channel": "text"}
    )
    await renshi.settle()
    return firm, job


async def _heavier(firm: RecruitingCompany, key: str) -> None:
    """A new version of the profile in which one dimension weighs more."""
    profile = await firm.profile_id()
    async with firm.tenant.client("hr") as hr:
        scales = (await hr.get(f"{API}/profiles/{profile}/competencies")).json()
        form = {name: scales[name] for name in ("title", "family", "competencies")}
        for item in form["competencies"]:
            item["weight"] = 90 if item["key"] == key else 5
        assert (await hr.put(f"{API}/profiles/{profile}/competencies", json=form)).json()["version"] == 2


async def _lines(firm: RecruitingCompany, rescore: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await firm.hr(f"/rescores/{rescore}/lines")).json()["items"]
    return found


async def test_by_new_weights_everybody_is_scored_again_and_the_old_score_stays(renshi: Harness) -> None:
    firm, job = await _scored(renshi)
    before = await firm.rows("SELECT id, match_percent, report FROM recruiting_ai_score ORDER BY id")
    await _heavier(firm, "delivery")
    path = f"/requisitions/{job['id']}/rescore"
    short = await firm.hr(path, {"newest_profile": True, "reason": "x"})
    assert short.status_code == 422
    begun = await firm.hr(path, {"newest_profile": True, "reason": "权重按用人部门意见调整"})
    assert (begun.status_code, begun.json()["total"]) == (202, 3)
    twice = await firm.hr(path, {"newest_profile": True, "reason": "再来一次试试"})
    assert (twice.status_code, twice.json()["code"]) == (409, "recruiting_ai.rescore_running")
    await renshi.settle()
    rescore = begun.json()["id"]
    shown = (await firm.hr(f"/rescores/{rescore}")).json()
    assert (shown["total"], shown["changed"], shown["waiting"]) == (3, 3, 0)
    assert shown["finished_at"] is not None
    progress = (await firm.hr(f"/rescores/{rescore}/progress")).json()
    assert (progress["state"], progress["done"], progress["total"]) == ("succeeded", 3, 3)
    lines = await _lines(firm, rescore)
    assert [line["name"] for line in lines] == sorted(name for name, _ in PEOPLE)
    scores = await firm.rows(
        "SELECT interview_id, version, match_percent FROM recruiting_ai_score ORDER BY interview_id, version"
    )
    matches = {(str(row["interview_id"]), row["version"]): row["match_percent"] for row in scores}
    assert len(matches) == 6
    for line in lines:
        assert (line["outcome"], line["version_before"], line["version_after"]) == ("changed", 1, 2)
        assert line["match_before"] == matches[(line["interview_id"], 1)] == 93
        assert line["match_after"] == matches[(line["interview_id"], 2)]
        assert line["difference"] == line["match_after"] - 93
        # Weights alone were changed: no dimension has another score.
        assert line["changes"] == ""
    kept = await firm.rows(
        "SELECT id, match_percent, report FROM recruiting_ai_score WHERE version = 1 ORDER BY id"
    )
    assert kept == before
    told = [n for n in await firm.tenant.notices(firm.tenant.hr_person) if n.kind == "recruiting_ai.rescored"]
    assert [n.title.zh for n in told] == ["批量重新评分已完成"]
    # The same again changes nothing and makes no version.
    again = await firm.hr(path, {"newest_profile": True, "reason": "同样的权重再评一次"})
    await renshi.settle()
    assert {line["outcome"] for line in await _lines(firm, again.json()["id"])} == {"same"}
    assert len(await firm.rows("SELECT FROM recruiting_ai_score")) == 6
    both = (await firm.hr(f"/requisitions/{job['id']}/rescores")).json()["items"]
    assert [one["changed"] for one in both] == [0, 3]


async def test_a_worker_that_dies_in_the_middle_goes_on_where_it_was(
    renshi: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, job = await _scored(renshi)
    await _heavier(firm, "delivery")
    scored: list[str] = []
    real = scoring.run

    async def dies_once(ctx: Any, params: Any, run: Any) -> dict[str, Any]:
        scored.append(params.interview_id)
        if len(scored) == 2:
            raise Temporary("the worker is killed here")
        return await real(ctx, params, run)

    monkeypatch.setattr(service.scoring, "run", dies_once)
    begun = await firm.hr(
        f"/requisitions/{job['id']}/rescore", {"newest_profile": True, "reason": "权重按用人部门意见调整"}
    )
    await renshi.settle()
    halfway = (await firm.hr(f"/rescores/{begun.json()['id']}")).json()
    assert (halfway["changed"], halfway["waiting"], halfway["finished_at"]) == (1, 2, None)
    renshi.advance(minutes=1)  # type: ignore[attr-defined]
    await renshi.settle()
    assert [line["outcome"] for line in await _lines(firm, begun.json()["id"])] == ["changed"] * 3
    assert len(scored) == 4
    assert len(set(scored)) == 3
    assert len(await firm.rows("SELECT FROM recruiting_ai_score")) == 6


async def test_what_was_asked_and_is_gone_from_the_profile_is_refused_for_that_person(
    renshi: Harness,
) -> None:
    firm, job = await _scored(renshi)
    profile = await firm.profile_id()
    async with firm.tenant.client("hr") as hr:
        questions = f"{API}/profiles/{profile}/questions"
        form = (await hr.get(f"{questions}/urgent_order")).json()
        added = (await hr.post(questions, json=form | {"text": "另一道排产题"})).json()
        gone = await hr.delete(f"{API}/profiles/{added['id']}/questions/urgent_order")
        assert gone.status_code == 200
    begun = await firm.hr(
        f"/requisitions/{job['id']}/rescore", {"newest_profile": True, "reason": "题目已经更换过了"}
    )
    await renshi.settle()
    lines = await _lines(firm, begun.json()["id"])
    assert {line["outcome"] for line in lines} == {"refused"}
    assert {line["problem"] for line in lines} == {"新版岗位画像已没有当时所问的题目，不能按新版重新评分"}
    assert len(await firm.rows("SELECT FROM recruiting_ai_score")) == 3
    weights = await firm.rows("SELECT DISTINCT weights_profile_id FROM recruiting_ai_interview")
    assert [row["weights_profile_id"] for row in weights] == [None]


async def test_a_consent_taken_back_takes_the_line_along(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    token = await firm.apply(job)
    await firm.interview(token, ANSWERS)
    await renshi.settle()
    await _heavier(firm, "delivery")
    begun = await firm.hr(
        f"/requisitions/{job['id']}/rescore", {"newest_profile": True, "reason": "权重按用人部门意见调整"}
    )
    await renshi.settle()
    assert len(await _lines(firm, begun.json()["id"])) == 1
    taken = await firm.me(token, "/consents", {"purpose": "ai_scoring", "granted": False, "digest": ""})
    assert taken.status_code == 200
    assert await _lines(firm, begun.json()["id"]) == []
    none = await firm.hr(f"/requisitions/{job['id']}/rescore", {"reason": "现在没有人同意评分"})
    assert (none.status_code, none.json()["code"]) == (409, "recruiting_ai.nothing_to_score")
    assert len((await firm.hr(f"/requisitions/{job['id']}/rescores")).json()["items"]) == 1
