"""Résumés over HTTP: a candidate's own, stacks in archives, ranking with reasons, a company's own ranker."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from renshi_recruiting_ai.notices import notices
from renshi_recruiting_ai.ranking import model, ranker
from renshi_recruiting_ai.resumes.reading import ocr

from renshi_sdk.db import execute
from renshi_sdk.errors import NeedsAttention
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany
from . import maker

pytestmark = pytest.mark.asyncio(loop_scope="session")


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


async def _upload(firm: RecruitingCompany, name: str, content: bytes) -> str:
    async with firm.tenant.client("hr") as client:
        answer = await client.post("/api/files", files={"data": (name, content)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _engineers(renshi: Harness) -> tuple[RecruitingCompany, dict[str, Any]]:
    """A company with an open job for software engineers."""
    firm = await RecruitingCompany.new(renshi)
    made = (await firm.hr("/profiles/from-template", {"template": "software_engineer_zh"})).json()
    return firm, await firm.open_job(made["key"])


async def _stack(firm: RecruitingCompany, job: dict[str, Any], *uploads: tuple[str, bytes]) -> dict[str, Any]:
    batch = (await firm.hr("/batches", {"requisition_id": str(job["id"]), "title": "秋招第一批"})).json()
    ids = [await _upload(firm, name, content) for name, content in uploads]
    answer = await firm.hr(f"/batches/{batch['id']}/files", {"file_ids": ids})
    assert answer.status_code == 202, answer.text
    return dict(batch)


async def test_a_stack_is_read_ranked_and_every_refusal_has_a_reason(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    people = maker.people(60, seed=7)
    files = dict(maker.file(person) for person in people)
    files |= {
        "__MACOSX/._x.pdf": b"x",
        "empty.pdf": b"",
        "lied.pdf": b"MZ program",
        "note.txt": b"no",
        "../../up.pdf": files["00000.pdf"],
    }
    batch = await _stack(
        firm, job, ("stack.zip", _archive(files)), ("one.docx", maker.docx(maker.people(70)[69], 1))
    )
    await renshi.settle()
    row = (await firm.hr("/batches")).json()["items"][0]
    assert (row["state"], row["files"], row["done"], row["refused"]) == ("done", 63, 61, 2)
    state = (await firm.hr(f"/batches/{batch['id']}/progress")).json()
    assert (state["state"], state["done"], state["total"]) == ("succeeded", 63, 63)
    refused = (await firm.hr(f"/batches/{batch['id']}/resumes?state=refused&sort=file_name")).json()["items"]
    assert [(item["file_name"], item["problem_en"]) for item in refused] == [
        ("empty.pdf", "the file is empty"),
        ("lied.pdf", "only PDF, DOCX, PNG and JPEG are read (told by content, not by name)"),
    ]
    ranked = (await firm.hr(f"/requisitions/{job['id']}/ranking?limit=100")).json()["items"]
    assert len(ranked) == 61
    assert [float(item["score"]) for item in ranked] == sorted(
        (float(item["score"]) for item in ranked), reverse=True
    )
    fits = {person.name for person in people if person.fits}
    top = ranked[: max(3, len(fits) * 2 // 3)]
    assert sum(item["name"] in fits for item in top) / len(top) >= 0.9
    assert {item["stage"] for item in ranked} == {"applied"}
    first = (await firm.hr(f"/applications/{top[0]['application_id']}/match")).json()
    assert (first["scorer"], first["must_haves"]) == ("profile-1", "met")
    assert first["formula"].startswith("60×")
    told = [skill for skill in first["skills"] if skill["how"] == "told"]
    assert len(told) >= 3
    whole = (await firm.hr(f"/resumes/{top[0]['resume_id']}")).json()
    values = (await firm.hr(f"/resumes/{top[0]['resume_id']}/values")).json()["items"]
    assert {"name", "phone", "degree", "work"} <= {value["name"] for value in values}
    for value in values:
        page = whole["page_texts"][value["page"] - 1]
        assert page[value["start"] : value["end"]].startswith(value["words"][:200])
    assert len(await firm.tenant.audit("recruiting_ai.ranking.read")) == 1
    assert await firm.rows("SELECT FROM recruiting_ai_decision") == []


async def test_the_same_person_twice_is_one_person_and_the_same_file_is_refused(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    person = next(p for p in maker.people(30) if p.fits)
    batch = await _stack(firm, job, ("a.pdf", maker.pdf(person, 0)), ("b.docx", maker.docx(person, 2)))
    await renshi.settle()
    assert len(await firm.rows("SELECT FROM recruiting_ai_candidate")) == 1
    assert len(await firm.rows("SELECT FROM recruiting_ai_application")) == 1
    assert len(await firm.rows("SELECT FROM recruiting_ai_match")) == 2
    again = await firm.hr(
        f"/batches/{batch['id']}/files", {"file_ids": [await _upload(firm, "c.pdf", maker.pdf(person, 0))]}
    )
    assert (again.status_code, again.json()["code"]) == (409, "recruiting_ai.file_twice")


async def test_tricks_are_shown_and_count_nothing(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    tricks = [p for p in maker.people(2000) if p.kind == "trick"]
    chosen = [
        next(p for p in tricks if p.trick == kind and p.language == "zh")
        for kind in ("white", "tiny", "injection")
    ]
    await _stack(firm, job, *[(f"{p.trick}.pdf", maker.pdf(p, 0)) for p in chosen])
    await renshi.settle()
    listed = (await firm.hr("/resumes?sort=file_name")).json()["items"]
    assert [(item["file_name"], item["flagged"]) for item in listed] == [
        ("injection.pdf", 1),
        ("tiny.pdf", 1),
        ("white.pdf", 1),
    ]
    flags = (await firm.hr(f"/resumes/{listed[2]['id']}/flags")).json()["items"]
    assert (flags[0]["kind"], flags[0]["why"], "Python" in flags[0]["words"]) == ("hidden", "white", True)
    ranked = (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"]
    assert all(float(item["coverage"]) <= 0.25 for item in ranked)


async def _own(firm: RecruitingCompany, token: str, name: str, content: bytes) -> Response:
    async with firm.tenant.anonymous() as client:
        return await client.post(
            f"{firm.public}/me/resume", files={"data": (name, content)}, headers={"X-Candidate-Link": token}
        )


async def test_a_candidates_own_file_is_read_and_matched_only_with_consent(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    person = next(p for p in maker.people(30) if p.fits)
    agreed = await firm.apply(job, facts={})
    refused = await firm.apply(job, facts={}, ai=False, name="钱候选", phone="13900139000", email=None)
    for token, layout in ((agreed, 0), (refused, 1)):
        sent = await _own(firm, token, "简历.pdf", maker.pdf(person, layout))
        assert sent.json() == {"state": "waiting", "known": False}
        assert (await _own(firm, token, "再来.pdf", maker.pdf(person, layout))).json()["known"] is True
    for content, code in (
        (b"<svg/>", 422),
        (_archive({"a.txt": b"x"}), 422),
        (b"%PDF-" + b"x" * 11 * 2**20, 413),
    ):
        assert (await _own(firm, agreed, "x.pdf", content)).status_code == code
    await renshi.settle()
    assert len(await firm.rows("SELECT FROM recruiting_ai_resume WHERE state = 'read'")) == 2
    ranked = (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"]
    assert [item["name"] for item in ranked] == ["赵候选"]
    known = await firm.rows("SELECT years FROM recruiting_ai_candidate WHERE name = '赵候选'")
    assert known[0]["years"] is not None
    async with firm.tenant.client("hr") as client:
        file = await client.get(f"{API}/resumes/{ranked[0]['resume_id']}/file")
    # The consent taken back takes the match along; the file stays for people to read.
    digest = notices()["ai_scoring"].digest
    await firm.me(agreed, "/consents", {"purpose": "ai_scoring", "granted": False, "digest": digest})
    assert await firm.rows("SELECT FROM recruiting_ai_match") == []
    assert file.content == maker.pdf(person, 0)
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"
    # Deleting my data deletes the file and everything read in it.
    await firm.me(agreed, "/erasure", {})
    assert len(await firm.rows("SELECT FROM recruiting_ai_resume")) == 1
    assert await firm.rows("SELECT FROM recruiting_ai_match") == []


async def test_rules_that_change_match_again_under_the_newest_version(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    person = next(p for p in maker.people(30) if p.fits and p.language == "zh")
    await _stack(firm, job, ("a.pdf", maker.pdf(person, 0)))
    await renshi.settle()
    before = (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"][0]
    profile = await firm.profile_id("software_engineer_zh")
    async with firm.tenant.client("hr") as client:
        form = (await client.get(f"{API}/profiles/{profile}/screening")).json()
        form["must_haves"].append({"label": "持有驾照", "kind": "licence", "one_of": ["驾驶证"]})
        assert (await client.put(f"{API}/profiles/{profile}/screening", json=form)).status_code == 200
    assert (await firm.hr(f"/requisitions/{job['id']}/rematch", {})).status_code == 202
    await renshi.settle()
    after = (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"][0]
    assert (before["must_haves"], after["must_haves"]) == ("met", "unknown")
    assert float(after["score"]) == pytest.approx(float(before["score"]) * 0.9, abs=0.001)


async def test_a_scan_says_what_is_missing(renshi: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    from renshi_recruiting_ai.resumes.reading.files import read_file

    monkeypatch.setattr(ocr, "installed", lambda: False)
    found = read_file(b"\xff\xd8\xff\xc0\x00\x11\x08\x01\x00\x01\x00\x03")
    assert (found.state, found.problem_en) == (
        "not_analysed",
        "not analysed: OCR is not installed. To install: pip install 'renshi-recruiting-ai[ocr]'",
    )


async def test_a_company_gets_its_own_ranker_once_people_decided_enough(renshi: Harness) -> None:
    firm, job = await _engineers(renshi)
    people = maker.people(240, seed=3)
    await _stack(firm, job, ("stack.zip", _archive(dict(maker.file(person) for person in people))))
    await renshi.settle()
    profile = await firm.profile_id("software_engineer_zh")
    early = await firm.hr(f"/profiles/{profile}/ranker", {})
    assert (early.status_code, early.json()["code"]) == (409, "recruiting_ai.too_few_outcomes")
    # People decide: those who fit and have worked four years go further; the formula knows nothing of four years.
    names = {person.phone for person in people if person.fits and person.months >= 48}
    async with firm.tenant.context("recruiting_ai") as ctx:
        await execute(
            "INSERT INTO recruiting_ai_decision (id, company_id, application_id, decision, reason, decided_by,"
            " decided_by_name, decided_at) SELECT gen_random_uuid(), a.company_id, a.id,"
            " CASE WHEN c.phone = ANY($1) OR c.years > 9 THEN 'advance' ELSE 'reject' END, '逐份看过',"
            " gen_random_uuid(),"
            " '王人事', $2 FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id",
            list(names),
            ctx.now(),
        )
    trained = await firm.hr(f"/profiles/{profile}/ranker", {})
    assert trained.status_code == 201, trained.text
    made = trained.json()
    assert made["measured"]["auc"] > made["measured"]["auc_formula"]
    assert made["state"] == "active"
    await firm.hr(f"/requisitions/{job['id']}/rematch", {})
    await renshi.settle()
    top = (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"][0]
    assert top["scorer"] == "catboost-1/software_engineer_zh-1"
    why = (await firm.hr(f"/applications/{top['application_id']}/match")).json()
    assert {item["feature"] for item in why["shap"]} >= {"工作年限", "技能覆盖"}
    assert why["profile_score"] != float(why["score"])
    # A model file that is not the one that was trained is never loaded.
    async with firm.tenant.context("recruiting_ai") as ctx:
        await execute("UPDATE recruiting_ai_ranker SET sha256 = repeat('0', 64)")
        with pytest.raises(NeedsAttention, match="not the one that was trained"):
            await ranker.apply(ctx, UUID(str(profile)), [{"features": {}}])
    assert (await firm.hr(f"/rankers/{made['id']}/retire", {})).json() == {"state": "retired"}
    await firm.hr(f"/requisitions/{job['id']}/rematch", {})
    await renshi.settle()
    assert (await firm.hr(f"/requisitions/{job['id']}/ranking")).json()["items"][0]["scorer"] == "profile-1"
    assert model.installed()
