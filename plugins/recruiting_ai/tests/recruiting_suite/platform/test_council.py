"""The report for a works council: counts that hold, nobody named, a PDF in both languages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from renshi_recruiting_ai.council import service

from renshi_sdk.db import execute
from renshi_sdk.testing import Harness

from .company import API, RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")
DAYS = {"first": "2026-11-01", "last": "2026-11-30"}


async def _at_work(renshi: Harness) -> RecruitingCompany:
    """Six interviews, six decisions, one score that was changed, six wishes for a person."""
    firm = await RecruitingCompany.new(renshi, follow_ups=0)
    job = await firm.open_job()
    for number in range(6):
        token = await firm.apply(job, name=f"候选{number}", phone=f"1380013800{number}", email=None)
        await firm.interview(token)
        await firm.me(token, "/human", {"words": "想当面谈"})
    await renshi.settle()
    # What was given at the machine's time is given in the period of the test's clock.
    async with firm.tenant.context("recruiting_ai"):
        await execute("UPDATE recruiting_ai_score SET created_at = '2026-11-23'")
        await execute("UPDATE recruiting_ai_appeal SET created_at = '2026-11-23'")
    items = (await firm.hr("/applications")).json()["items"]
    for item in items:
        report = (await firm.hr(f"/interviews/{item['interview_id']}")).json()
        await firm.hr(
            f"/applications/{item['id']}/decisions",
            {"decision": "hold", "reason": "等待比较", "score_id": report["score_id"]},
        )
    changed = await firm.hr(
        f"/interviews/{items[0]['interview_id']}/overrides",
        {"dimension": "safety", "score": 5.5, "reason": "追问后发现方案由他人完成"},
    )
    assert changed.status_code == 201
    return firm


def _topics(items: list[dict[str, Any]]) -> dict[str, str]:
    return {item["topic"].split("、")[-1]: item["words"] for item in items}


async def test_it_says_what_is_analysed_weighed_and_decided_and_names_nobody(renshi: Harness) -> None:
    firm = await _at_work(renshi)
    async with firm.tenant.client("hr") as hr:
        answer = await hr.get(f"{API}/council-report", params=DAYS)
        told = _topics(answer.json()["items"])
        assert "没有任何自动淘汰" in told["原则"]
        assert "文字 · 6 · 6" in told["面试"]
        assert told["人的决定"] == "全部由人作出，自动决定 0 件。继续考察 · 6 · 6 · 1"
        # One change would tell of one person.
        assert told["人工调整"].endswith("safety · 少于 5 · 0 · 少于 5 · —")
        assert "要求人工面试 · 6" in told["申诉与要求人工"]
        assert "申诉 · 0" in told["申诉与要求人工"]
        assert (
            "生产主管 · 1 · 现场问题解决 27 %；安全意识 23 %；班组管理 23 %；交付与计划 18 %；沟通表达 9 %"
            in told["权重"]
        )
        assert "语速与长停顿 · 0 %" in told["声音与画面"]
        assert " · 6 · 0" in told["评分版本"]
        assert all(f"候选{n}" not in answer.text and f"1380013800{n}" not in answer.text for n in range(6))
        empty = await hr.get(f"{API}/council-report", params={"first": "2020-01-01", "last": "2020-12-31"})
        assert _topics(empty.json()["items"])["人的决定"] == "全部由人作出，自动决定 0 件。"
        made = await hr.post(f"{API}/council-report/document", json=DAYS)
        assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
        words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
        assert "招聘中使用 AI 的情况报告：测试制造有限公司" in words.replace("\n", "")
        assert "继续考察" in words
        english = await hr.post(
            f"{API}/council-report/document", json=DAYS, headers={"Accept-Language": "en-US"}
        )
        said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(english.content)).pages)
        assert "decided by a program: 0" in said.replace("\n", " ")
        assert (await hr.get(f"{API}/question-bank/%00/versions")).json()["items"] == []
        for wrong in (
            {"last": "0001-01-01"},
            {"last": "9999-12-31"},
            {"first": "2026-12-01", "last": "2026-11-01"},
            {"first": "2020-01-01"},
        ):
            assert (await hr.get(f"{API}/council-report", params=wrong)).status_code == 422
    async with firm.tenant.client("manager") as manager:
        assert (await manager.get(f"{API}/council-report")).status_code == 403
    read = await firm.rows(
        "SELECT count(*) AS n FROM core_audit WHERE action = 'recruiting_ai.council_report.read'"
    )
    assert read[0]["n"] == 4


async def test_every_section_stands_in_both_languages(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    async with firm.tenant.context("recruiting_ai") as ctx:
        found = await service.sections(ctx, ctx.today(), ctx.today())
    assert len(found) == 11
    assert all(section.title and section.words for section in found)
