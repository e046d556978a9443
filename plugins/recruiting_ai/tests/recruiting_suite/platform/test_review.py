"""Review by people: own values beside scores, blind marks, report files, appeals with a day, nothing automatic."""

import hashlib
import inspect
import io
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader
from renshi_recruiting_ai import plugin
from renshi_recruiting_ai.candidates import service as candidates
from renshi_recruiting_ai.review import blind
from renshi_recruiting_ai.review import service as review
from renshi_recruiting_ai.review.schemas import MarksForm

from renshi_sdk import Forbidden
from renshi_sdk.context import Actor
from renshi_sdk.testing import Harness

from .company import RecruitingCompany

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _scored(renshi: Harness) -> tuple[RecruitingCompany, str, str]:
    firm = await RecruitingCompany.new(renshi)
    token = await firm.apply(await firm.open_job())
    await firm.interview(token)
    await renshi.settle()
    return firm, token, str((await firm.only_application())["interview_id"])


def _text(body: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


async def test_a_persons_value_stands_beside_the_score_and_changes_nothing(renshi: Harness) -> None:
    firm, token, interview = await _scored(renshi)
    before = (await firm.hr(f"/interviews/{interview}")).json()
    dimension = before["report"]["dimensions"][0]
    for body in (
        {"dimension": "nothing", "score": "5.0", "reason": "没有这个维度"},
        {"dimension": dimension["key"], "score": "11", "reason": "超出量表"},
        {"dimension": dimension["key"], "score": "5.0", "reason": "短"},
    ):
        assert (await firm.hr(f"/interviews/{interview}/overrides", body)).status_code == 422
    assert await firm.rows("SELECT FROM recruiting_ai_override") == []
    body = {"dimension": dimension["key"], "score": "5.5", "reason": "追问后发现方案由他人完成"}
    assert (await firm.hr(f"/interviews/{interview}/overrides", body)).status_code == 201
    after = (await firm.hr(f"/interviews/{interview}")).json()
    assert after["report"] == before["report"]
    assert (after["report_intact"], after["match_percent"]) == (True, before["match_percent"])
    assert after["match_by_people"] is not None
    assert after["match_by_people"] < before["match_percent"]
    rows = (await firm.hr(f"/interviews/{interview}/standing")).json()["items"]
    mine = next(row for row in rows if row["key"] == dimension["key"])
    assert (mine["score"], str(mine["by_person"]), mine["changed"]) == (dimension["score"], "5.5", True)
    assert [row["changed"] for row in rows if row is not mine] == [False] * (len(rows) - 1)
    told = (await firm.me(token, "/explanation")).json()["dimensions"]
    assert [str(item["by_person"]) for item in told if item["by_person"] is not None] == ["5.5"]
    (kept,) = (await firm.hr(f"/interviews/{interview}/overrides")).json()["items"]
    assert (str(kept["score_before"]), kept["reason"]) == (dimension["score"], body["reason"])


async def test_how_often_people_change_scores_is_counted(renshi: Harness) -> None:
    firm, _, interview = await _scored(renshi)
    application = (await firm.only_application())["id"]
    key = (await firm.hr(f"/interviews/{interview}/standing")).json()["items"][0]["key"]
    await firm.hr(f"/interviews/{interview}/overrides", {"dimension": key, "score": 4, "reason": "不够具体"})
    await firm.hr(f"/applications/{application}/decisions", {"decision": "hold", "reason": "再看一轮"})
    (row,) = (await firm.hr("/override-rates")).json()["items"]
    assert (row["decided"], row["changed"], row["rate"]) == (1, 1, 1.0)


async def test_the_report_is_a_pdf_whose_hash_is_in_the_audit_chain(renshi: Harness) -> None:
    firm, _, interview = await _scored(renshi)
    made = await firm.hr(f"/interviews/{interview}/documents", {})
    assert (made.status_code, made.headers["content-type"]) == (200, "application/pdf")
    said = _text(made.content)
    report = (await firm.hr(f"/interviews/{interview}")).json()["report"]
    for dimension in report["dimensions"]:
        assert dimension["label"] in said
    quote = report["dimensions"][0]["evidence"][0]["quote"]["words"]
    assert quote in said.replace("\n", "")
    assert "13800138000" not in said
    digest = hashlib.sha256(made.content).hexdigest()
    (row,) = (await firm.hr(f"/interviews/{interview}/documents")).json()["items"]
    assert (row["sha256"], row["kind"], row["kept"]) == (digest, "review", True)
    audit = await firm.rows(
        "SELECT detail->>'sha256' AS sha256 FROM core_audit WHERE action = 'recruiting_ai.report.make'"
    )
    assert [item["sha256"] for item in audit] == [digest]
    again = await firm.hr(f"/documents/{row['id']}")
    assert again.content == made.content


async def test_a_consent_taken_back_takes_report_files_along(renshi: Harness) -> None:
    firm, token, interview = await _scored(renshi)
    key = (await firm.hr(f"/interviews/{interview}/standing")).json()["items"][0]["key"]
    await firm.hr(f"/interviews/{interview}/overrides", {"dimension": key, "score": 4, "reason": "不够具体"})
    await firm.hr(f"/interviews/{interview}/documents", {})
    (file,) = await firm.rows("SELECT file_id FROM recruiting_ai_document")
    await firm.me(token, "/consents", {"purpose": "ai_scoring", "granted": False, "digest": ""})
    for table in ("score", "override", "document"):
        assert await firm.rows(f"SELECT FROM recruiting_ai_{table}") == []
    assert await firm.rows("SELECT FROM core_file WHERE id = $1", file["file_id"]) == []


async def test_marks_are_blind_until_the_report_is_opened_and_hidden_until_ones_own_are_in(
    renshi: Harness,
) -> None:
    firm, _, interview = await _scored(renshi)
    async with firm.tenant.client("hr") as hr:
        base = f"/api/plugins/recruiting_ai/interviews/{interview}"
        wanted = (await hr.get(f"{base}/marks/mine")).json()["items"]
        assert len(wanted) == 4
        assert not any("score" in name or "name" in name for name in wanted[0])
        items = [{"question": item["question"], "mark": 7, "words": "具体"} for item in wanted]
        doubled = await hr.post(f"{base}/marks", json={"items": [items[0], items[0]]})
        assert doubled.status_code == 422
        first = await hr.post(f"{base}/marks", json={"items": items})
        assert (first.status_code, first.json()) == (201, {"marks": 4, "blind": True})
        twice = await hr.post(f"{base}/marks", json={"items": items})
        assert (twice.status_code, twice.json()["code"]) == (409, "recruiting_ai.marks_twice")
    second = firm.actor(firm.tenant.manager_person)
    async with firm.tenant.context("recruiting_ai", actor=second) as ctx:
        hidden = await review.marks_shown(ctx, UUID(interview))
        assert (hidden["items"], hidden["hidden"], hidden["raters"]) == ([], True, 1)
        await blind.require_sight(ctx, await review.interview_of(ctx, UUID(interview)))
        form = MarksForm.model_validate({"items": items[:2]})
        assert await review.hand_in(ctx, UUID(interview), form) == {"marks": 2, "blind": False}
        seen = (await review.marks_shown(ctx, UUID(interview)))["items"]
    assert sorted(item["blind"] for item in seen) == [False, False, True, True, True, True]


async def test_whoever_owes_a_scorecard_sees_no_scores_yet(renshi: Harness) -> None:
    firm, _, interview = await _scored(renshi)
    application = (await firm.only_application())["id"]
    made = await firm.hr(
        f"/applications/{application}/rounds",
        {"title": "部门面试", "panel": [str(firm.tenant.hr_person.id)], "competencies": []},
    )
    round_id = made.json()["id"]
    for path in ("", "/standing", "/dimensions", "/evidence", "/flags", "/scores", "/moments", "/player"):
        answer = await firm.hr(f"/interviews/{interview}{path}")
        assert (path, answer.status_code, answer.json()["code"]) == (path, 403, "recruiting_ai.card_first")
    assert (await firm.hr(f"/interviews/{interview}/documents", {})).status_code == 403
    assert await firm.rows("SELECT FROM recruiting_ai_document") == []
    assert (await firm.only_application())["match_percent"] is None
    key = (await firm.hr(f"/rounds/{round_id}")).json()["scale"][0]["key"]
    card = {
        "marks": [{"competency": key, "score": 7, "words": "说得具体"}],
        "recommendation": "yes",
        "words": "可以录用",
    }
    assert (await firm.hr(f"/rounds/{round_id}/scorecard", card)).status_code == 201
    assert (await firm.hr(f"/interviews/{interview}")).status_code == 200


async def test_the_player_marks_the_words_scores_rest_on(renshi: Harness) -> None:
    firm, _, interview = await _scored(renshi)
    drawn = (await firm.hr(f"/interviews/{interview}/player")).json()
    assert drawn["source"] is None
    assert {segment["speaker"] for segment in drawn["segments"]} == {"提问", "回答"}
    quotes = {item["words"] for item in (await firm.hr(f"/interviews/{interview}/evidence")).json()["items"]}
    assert drawn["evidence"]
    marked = [
        drawn["segments"][mark["segment"]]["text"][mark["from"] : mark["to"]] for mark in drawn["evidence"]
    ]
    assert set(marked) <= quotes


async def test_an_appeal_has_a_day_and_an_outcome_and_tells_who_answered(renshi: Harness) -> None:
    firm, token, _ = await _scored(renshi)
    application = (await firm.only_application())["id"]
    await firm.hr(f"/applications/{application}/decisions", {"decision": "reject", "reason": "经验不足"})
    shown = (await firm.me(token, "/appeal", {"words": "漏看了第二个例子"})).json()["appeals"][0]
    async with firm.tenant.context("recruiting_ai") as ctx:
        assert shown["due_on"] == (ctx.today() + timedelta(days=15)).isoformat()
    (row,) = (await firm.hr("/appeals")).json()["items"]
    assert (row["state"], row["overdue"]) == ("open", False)
    await firm.rows("UPDATE recruiting_ai_appeal SET due_on = due_on - 20 RETURNING id")
    assert (await firm.hr("/appeals")).json()["items"][0]["overdue"] is True
    async with firm.tenant.context("recruiting_ai") as ctx:
        assert await candidates.remind_of_appeals(ctx) == 1
    body = {"answer": "复核后请您参加部门面试", "outcome": "upheld"}
    assert (await firm.hr(f"/appeals/{row['id']}/answer", body)).status_code == 200
    (row,) = (await firm.hr("/appeals")).json()["items"]
    assert (row["outcome"], row["same_person"], row["overdue"]) == ("upheld", True, False)
    assert (await firm.me(token)).json()["appeals"][0]["outcome"] == "upheld"


async def test_no_program_can_reject_or_answer_for_people(renshi: Harness) -> None:
    firm, token, _ = await _scored(renshi)
    application = UUID(str((await firm.only_application())["id"]))
    await firm.me(token, "/appeal", {"words": "请复核"})
    (appeal,) = await firm.rows("SELECT id FROM recruiting_ai_appeal")
    program = Actor(kind="system", name="worker")
    from renshi_recruiting_ai.candidates.schemas import AppealAnswer, NewDecision

    for decision in ("reject", "advance", "hold"):
        with pytest.raises(Forbidden):
            async with firm.tenant.context("recruiting_ai", actor=program) as ctx:
                await candidates.decide(ctx, application, NewDecision(decision=decision, reason="程序决定"))
    with pytest.raises(Forbidden):
        async with firm.tenant.context("recruiting_ai", actor=program) as ctx:
            await candidates.answer_appeal(ctx, appeal["id"], AppealAnswer(answer="自动答复"))
    assert await firm.rows("SELECT FROM recruiting_ai_decision") == []
    # Every job of the plugin, run over a company with an interview that was scored, rejects nobody.
    for schedule in plugin.renshi_schedules():
        await renshi.run_schedule(schedule.job, firm.tenant)
    await renshi.settle()
    stages = await firm.rows("SELECT stage FROM recruiting_ai_application")
    assert [row["stage"] for row in stages] == ["review"]


async def test_only_a_persons_decision_writes_the_state_rejected() -> None:
    """No job's handler, and nothing a job calls for scoring or ranking, names the state."""
    from renshi_recruiting_ai.interviews import scoring
    from renshi_recruiting_ai.ranking import keeping, ranker, service
    from renshi_recruiting_ai.resumes import job
    from renshi_recruiting_ai.signals import analysis

    for module in (scoring, analysis, service, ranker, keeping, job):
        assert "'rejected'" not in inspect.getsource(module)
        assert '"rejected"' not in inspect.getsource(module)
