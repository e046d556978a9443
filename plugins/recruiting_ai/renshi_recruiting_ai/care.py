"""Care for people's data: export, erasure, retention."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.calibration import keeping as calibration
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.identity import service as identity
from renshi_recruiting_ai.media import care as media
from renshi_recruiting_ai.offers import service as offers
from renshi_recruiting_ai.pool import service as pool
from renshi_recruiting_ai.review import keeping as review
from renshi_recruiting_ai.rounds import service as rounds
from renshi_recruiting_ai.rows import from_json
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import reminders
from renshi_sdk import Context
from renshi_sdk.contributions import Erasure, JobRun, SealedColumn
from renshi_sdk.db import execute, fetch

SEALED = (
    SealedColumn("recruiting_ai_model", "key_sealed", "recruiting_ai_model.key:{id}"),
    SealedColumn("recruiting_ai_message", "attachment", "recruiting_ai_message.attachment:{id}"),
    SealedColumn("recruiting_ai_demographic", "sealed", "recruiting_ai_demographic:{application_id}"),
)
PERSONAL_TABLES = (
    "recruiting_ai_candidate",
    "recruiting_ai_application",
    "recruiting_ai_consent",
    "recruiting_ai_interview",
    "recruiting_ai_turn",
    "recruiting_ai_score",
    "recruiting_ai_decision",
    "recruiting_ai_appeal",
    "recruiting_ai_offer",
    "recruiting_ai_move",
    "recruiting_ai_note",
    "recruiting_ai_task",
    "recruiting_ai_message",
    "recruiting_ai_round",
    "recruiting_ai_panelist",
    "recruiting_ai_scorecard",
    "recruiting_ai_resume",
    "recruiting_ai_match",
    "recruiting_ai_merge",
    "recruiting_ai_override",
    "recruiting_ai_rating",
    "recruiting_ai_opened",
    "recruiting_ai_document",
    "recruiting_ai_demographic",
    "recruiting_ai_model_call",
    "recruiting_ai_identity",
    "recruiting_ai_chat",
    *media.TABLES,
)
_KEPT_CONSENT = "同意记录：证明处理的合法依据（个人信息保护法第十三、十四条），不含姓名与联系方式"
_KEPT_OFFER = "已接受的录用条件：劳动合同相关记录（劳动合同法第五十条，至少保存二年）"
# What a person may read of each table; the candidate's own rows are found by $1.
_EXPORTS = {
    "recruiting_ai_candidate": (
        "SELECT name, phone, email, school, city, years, degree, skills, tags, source, keep_until, do_not_contact,"
        " created_at FROM recruiting_ai_candidate WHERE id = $1"
    ),
    "recruiting_ai_application": (
        "SELECT r.title, a.channel, a.stage, a.stage_at, a.facts, a.resume, a.created_at"
        " FROM recruiting_ai_application a"
        " JOIN recruiting_ai_requisition r ON r.id = a.requisition_id WHERE a.candidate_id = $1"
    ),
    "recruiting_ai_consent": (
        "SELECT c.purpose, c.granted, c.notice_version, c.notice_digest, c.given_at FROM recruiting_ai_consent c"
        " JOIN recruiting_ai_application a ON a.id = c.application_id WHERE a.candidate_id = $1"
    ),
    "recruiting_ai_interview": (
        "SELECT i.channel, i.state, i.ai_scoring, i.started_at, i.completed_at FROM recruiting_ai_interview i"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1"
    ),
    "recruiting_ai_turn": (
        "SELECT t.turn_no, t.asked, t.answer, t.answered_at FROM recruiting_ai_turn t"
        " JOIN recruiting_ai_interview i ON i.id = t.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY t.turn_no"
    ),
    "recruiting_ai_score": (
        "SELECT s.version, s.scorer, s.match_percent, s.report, s.created_at FROM recruiting_ai_score s"
        " JOIN recruiting_ai_interview i ON i.id = s.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY s.version"
    ),
    "recruiting_ai_decision": (
        "SELECT d.decision, d.reason, d.decided_at FROM recruiting_ai_decision d"
        " JOIN recruiting_ai_application a ON a.id = d.application_id WHERE a.candidate_id = $1 ORDER BY d.decided_at"
    ),
    "recruiting_ai_appeal": (
        "SELECT x.kind, x.words, x.state, x.answer, x.outcome, x.due_on, x.created_at FROM recruiting_ai_appeal x"
        " JOIN recruiting_ai_application a ON a.id = x.application_id WHERE a.candidate_id = $1 ORDER BY x.created_at"
    ),
    "recruiting_ai_offer": (
        "SELECT o.version, o.state, o.monthly_salary, o.probation_months, o.starts_on, o.city, o.words,"
        " o.counter_salary, o.counter_words, o.declined_because, o.answered_at"
        " FROM recruiting_ai_offer o JOIN recruiting_ai_application a ON a.id = o.application_id"
        " WHERE a.candidate_id = $1 ORDER BY o.created_at"
    ),
    "recruiting_ai_move": (
        "SELECT m.to_stage, m.kind, m.reason, m.moved_at FROM recruiting_ai_move m"
        " JOIN recruiting_ai_application a ON a.id = m.application_id WHERE a.candidate_id = $1 ORDER BY m.moved_at"
    ),
    "recruiting_ai_note": (
        "SELECT words, created_at FROM recruiting_ai_note WHERE candidate_id = $1 ORDER BY created_at"
    ),
    "recruiting_ai_task": (
        "SELECT title, due_on, done_at, created_at FROM recruiting_ai_task WHERE candidate_id = $1 ORDER BY created_at"
    ),
    "recruiting_ai_message": (
        "SELECT channel, sent_to, subject, body, state, sent_at, created_at FROM recruiting_ai_message"
        " WHERE candidate_id = $1 ORDER BY created_at"
    ),
    "recruiting_ai_round": (
        "SELECT r.title, r.competencies, r.starts_at, r.minutes, r.place, r.state FROM recruiting_ai_round r"
        " JOIN recruiting_ai_application a ON a.id = r.application_id WHERE a.candidate_id = $1 ORDER BY r.created_at"
    ),
    # Who sat in the panel is told by how many, not by name: they are other people's data.
    "recruiting_ai_panelist": (
        "SELECT r.title, count(*) AS people FROM recruiting_ai_panelist p"
        " JOIN recruiting_ai_round r ON r.id = p.round_id"
        " JOIN recruiting_ai_application a ON a.id = r.application_id WHERE a.candidate_id = $1"
        " GROUP BY r.id, r.title ORDER BY r.title"
    ),
    "recruiting_ai_scorecard": (
        "SELECT s.marks, s.recommendation, s.words, s.submitted_at FROM recruiting_ai_scorecard s"
        " JOIN recruiting_ai_round r ON r.id = s.round_id JOIN recruiting_ai_application a ON a.id = r.application_id"
        " WHERE a.candidate_id = $1 ORDER BY s.submitted_at"
    ),
    "recruiting_ai_resume": (
        "SELECT file_name, sha256, state, text, parsed, flags, read_at FROM recruiting_ai_resume"
        " WHERE candidate_id = $1 ORDER BY created_at"
    ),
    "recruiting_ai_match": (
        "SELECT q.title, m.scorer, m.score, m.must_haves, m.coverage, m.detail, m.matched_at FROM recruiting_ai_match m"
        " JOIN recruiting_ai_resume r ON r.id = m.resume_id"
        " JOIN recruiting_ai_requisition q ON q.id = m.requisition_id WHERE r.candidate_id = $1 ORDER BY m.matched_at"
    ),
    "recruiting_ai_merge": (
        "SELECT reasons, merged_at, undone_at FROM recruiting_ai_merge WHERE kept_id = $1 OR merged_id = $1"
        " ORDER BY merged_at"
    ),
    "recruiting_ai_override": (
        "SELECT o.dimension, o.score_before, o.score_after, o.reason, o.decided_at FROM recruiting_ai_override o"
        " JOIN recruiting_ai_interview i ON i.id = o.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY o.decided_at"
    ),
    "recruiting_ai_rating": (
        "SELECT x.question_key, x.mark, x.words, x.rated_at FROM recruiting_ai_rating x"
        " JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1"
        " ORDER BY x.question_key, x.rated_at"
    ),
    # Who read the report is told by how many and when, not by name.
    "recruiting_ai_opened": (
        "SELECT x.opened_at FROM recruiting_ai_opened x JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY x.opened_at"
    ),
    "recruiting_ai_document": (
        "SELECT x.kind, x.sha256, x.made_at FROM recruiting_ai_document x"
        " JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY x.made_at"
    ),
    # What was told is sealed; the candidate reads it on their own page.
    "recruiting_ai_demographic": (
        "SELECT x.given_at, x.notice_digest FROM recruiting_ai_demographic x"
        " JOIN recruiting_ai_application a ON a.id = x.application_id WHERE a.candidate_id = $1 ORDER BY x.given_at"
    ),
    "recruiting_ai_model_call": (
        "SELECT x.question_key, x.sample, x.outcome, x.reply, x.asked_at, m.model, m.recipient"
        " FROM recruiting_ai_model_call x JOIN recruiting_ai_model m ON m.id = x.model_id"
        " JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1"
        " ORDER BY x.asked_at, x.question_key, x.sample"
    ),
    "recruiting_ai_identity": (
        "SELECT x.given_by, x.photo_sha256, x.state, x.similarity, x.threshold, x.band, x.compared_at, x.decision,"
        " x.decision_reason, x.decided_at FROM recruiting_ai_identity x"
        " JOIN recruiting_ai_interview i ON i.id = x.interview_id"
        " JOIN recruiting_ai_application a ON a.id = i.application_id WHERE a.candidate_id = $1 ORDER BY x.created_at"
    ),
    "recruiting_ai_chat": (
        "SELECT bound_at, draft, draft_turn, created_at FROM recruiting_ai_chat WHERE candidate_id = $1"
    ),
} | media.EXPORTS
_JSON = frozenset({"facts", "report", "marks", "parsed", "flags", "detail", "measures"})


async def _candidates_of(employee_id: UUID) -> list[UUID]:
    rows = await fetch(
        "SELECT DISTINCT candidate_id FROM recruiting_ai_application WHERE employee_id = $1 ORDER BY candidate_id",
        employee_id,
    )
    return [row["candidate_id"] for row in rows]


async def _same_person(candidate_id: UUID) -> list[UUID]:
    """The rows that were merged into one person, the one asked for among them."""
    rows = await fetch(
        "SELECT c.id FROM recruiting_ai_candidate c, (SELECT coalesce(merged_into, id) AS kept"
        " FROM recruiting_ai_candidate WHERE id = $1) one"
        " WHERE c.id = one.kept OR c.merged_into = one.kept ORDER BY c.id",
        candidate_id,
    )
    return [row["id"] for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Everything kept about an employee from when they were a candidate, by table."""
    found: dict[str, Any] = {table: [] for table in PERSONAL_TABLES}
    for candidate_id in await _candidates_of(employee_id):
        for table, rows in (await export_candidate(candidate_id)).items():
            found[table].extend(rows)
    return found


async def export_candidate(candidate_id: UUID) -> dict[str, Any]:
    """Everything kept about a candidate, by table; who decided is told by the decision, not by name."""
    found: dict[str, Any] = {table: [] for table in PERSONAL_TABLES}
    for one in await _same_person(candidate_id):
        for table, sql in _EXPORTS.items():
            for row in await fetch(sql, one):
                found[table].append(
                    {
                        key: from_json(value) if key in _JSON else _plain(value)
                        for key, value in dict(row).items()
                    }
                )
    return found


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Erase an employee's candidate data; accepted offers and consents stay for the reasons given."""
    erased: dict[str, int] = {}
    kept: dict[str, str] = {}
    for candidate_id in await _candidates_of(employee_id):
        result = await erase_candidate(ctx, candidate_id)
        for table, count in result.erased.items():
            erased[table] = erased.get(table, 0) + count
        kept |= result.kept
    return Erasure(erased, kept)


async def erase_candidate(ctx: Context, candidate_id: UUID) -> Erasure:
    """Remove answers, scores, files, notes and everything that names the person; returns what was done.

    Rows that were merged into one person go together.
    """
    erased: dict[str, int] = {}
    kept: dict[str, str] = {}
    for one in await _same_person(candidate_id):
        result = await _erase_row(ctx, one)
        for table, count in result.erased.items():
            erased[table] = erased.get(table, 0) + count
        kept |= result.kept
    return Erasure(erased, kept)


async def _remove_files(ctx: Context, candidate_id: UUID) -> int:
    """Take the résumés out of the file store; returns how many."""
    rows = await fetch(
        "UPDATE recruiting_ai_resume r SET file_id = NULL FROM recruiting_ai_resume old"
        " WHERE old.id = r.id AND r.candidate_id = $1 AND old.file_id IS NOT NULL RETURNING old.file_id",
        candidate_id,
    )
    for row in rows:
        await ctx.files.delete(row["file_id"])
    return len(rows)


async def _erase_row(ctx: Context, candidate_id: UUID) -> Erasure:
    files = await _remove_files(ctx, candidate_id)
    documents = await review.forget_candidate(ctx, candidate_id)
    judges = await calibration.forget(ctx, candidate_id)
    checks = await fetch(
        "SELECT i.id FROM recruiting_ai_interview i JOIN recruiting_ai_application a ON a.id = i.application_id"
        " WHERE a.candidate_id = $1",
        candidate_id,
    )
    compared = await identity.forget(ctx, [row["id"] for row in checks])
    recorded = await media.erase(ctx, candidate_id)
    mine = "(SELECT id FROM recruiting_ai_application WHERE candidate_id = $1)"
    interviews = f"(SELECT id FROM recruiting_ai_interview WHERE application_id IN {mine})"
    # Where somebody can be reached in a chat is known to the carrier's plugin, and goes there.
    await ctx.letters.forget(f"recruiting_ai.candidate:{candidate_id}")
    steps = {
        "recruiting_ai_chat": "DELETE FROM recruiting_ai_chat WHERE candidate_id = $1",
        # That something was asked stays for the day's limit; of whom, and what came back, goes.
        "recruiting_ai_model_call": (
            "UPDATE recruiting_ai_model_call SET interview_id = NULL, question_key = NULL, reply = NULL,"
            f" reply_digest = NULL, prompt_digest = '' WHERE interview_id IN {interviews}"
        ),
        "recruiting_ai_rating": f"DELETE FROM recruiting_ai_rating WHERE interview_id IN {interviews}",
        "recruiting_ai_opened": f"DELETE FROM recruiting_ai_opened WHERE interview_id IN {interviews}",
        # What people put beside a score goes with the score (the row of an override can't be deleted by itself).
        "recruiting_ai_score": f"DELETE FROM recruiting_ai_score WHERE interview_id IN {interviews}",
        "recruiting_ai_turn": f"DELETE FROM recruiting_ai_turn WHERE interview_id IN {interviews}",
        "recruiting_ai_interview": f"DELETE FROM recruiting_ai_interview WHERE application_id IN {mine}",
        "recruiting_ai_demographic": f"DELETE FROM recruiting_ai_demographic WHERE application_id IN {mine}",
        "recruiting_ai_appeal": f"DELETE FROM recruiting_ai_appeal WHERE application_id IN {mine}",
        "recruiting_ai_decision": (
            f"UPDATE recruiting_ai_decision SET reason = '已删除', basis = NULL WHERE application_id IN {mine}"
        ),
        "recruiting_ai_resume": "DELETE FROM recruiting_ai_resume WHERE candidate_id = $1",
        "recruiting_ai_round": f"DELETE FROM recruiting_ai_round WHERE application_id IN {mine}",
        "recruiting_ai_move": f"UPDATE recruiting_ai_move SET reason = NULL WHERE application_id IN {mine}",
        "recruiting_ai_note": "DELETE FROM recruiting_ai_note WHERE candidate_id = $1",
        "recruiting_ai_task": "DELETE FROM recruiting_ai_task WHERE candidate_id = $1",
        "recruiting_ai_message": "DELETE FROM recruiting_ai_message WHERE candidate_id = $1",
        "recruiting_ai_offer": (
            "UPDATE recruiting_ai_offer SET words = NULL, token_hash = NULL, counter_words = NULL,"
            " declined_because = NULL,"
            " state = CASE WHEN state IN ('pending', 'approved', 'sent') THEN 'withdrawn' ELSE state END"
            f" WHERE application_id IN {mine}"
        ),
    }
    await execute(
        "INSERT INTO recruiting_ai_suppressed (id, company_id, contact_index)"
        " SELECT gen_random_uuid(), c.company_id, x.found FROM recruiting_ai_candidate c,"
        " unnest(ARRAY[c.phone_index, c.email_index]) AS x(found)"
        " WHERE c.id = $1 AND c.do_not_contact AND x.found IS NOT NULL ON CONFLICT DO NOTHING",
        candidate_id,
    )
    erased: dict[str, int] = dict(recorded) | {"recruiting_ai_identity": compared}
    for table, sql in steps.items():
        erased[table] = int((await execute(sql, candidate_id)).split()[-1])
    rows = await fetch(
        "SELECT id FROM recruiting_ai_application WHERE candidate_id = $1 ORDER BY id", candidate_id
    )
    for row in rows:
        await execute(
            "UPDATE recruiting_ai_application SET facts = '{}', resume = NULL, token_hash = $2, token_expires_at = $3,"
            " stage = CASE WHEN stage IN ('hired', 'rejected') THEN stage ELSE 'withdrawn' END WHERE id = $1",
            row["id"],
            secrets.token_bytes(32),
            ctx.now(),
        )
    erased["recruiting_ai_application"] = len(rows)
    tag = await execute(
        "UPDATE recruiting_ai_candidate SET name = '已删除', phone = NULL, email = NULL, duplicate_of = NULL,"
        " phone_index = NULL, email_index = NULL, name_key = NULL, school = NULL, school_key = NULL, city = NULL,"
        " years = NULL, degree = NULL, skills = '{}', tags = '{}', do_not_contact_reason = NULL, keep_until = NULL,"
        " pool_consent_at = NULL, erased_at = $2 WHERE id = $1",
        candidate_id,
        ctx.now(),
    )
    erased["recruiting_ai_candidate"] = int(tag.split()[-1])
    if documents:
        erased["recruiting_ai_document"] = documents
    if judges:
        erased["recruiting_ai_judge"] = judges
    if files + documents:
        erased["core_file"] = files + documents
    await ctx.audit.record(
        "recruiting_ai.candidate.erase",
        subject="recruiting_ai_candidate",
        subject_id=candidate_id,
        detail=erased,
    )
    kept = {"recruiting_ai_consent": _KEPT_CONSENT}
    if erased["recruiting_ai_offer"]:
        kept["recruiting_ai_offer"] = _KEPT_OFFER
    return Erasure(erased, kept)


async def retain(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.retain: offers run out, and data of those not hired goes when its time is over."""
    settings = await ctx.settings(RecruitingSettings)
    expired = await offers.expire(ctx)
    await rounds.remind(ctx)
    await reminders.remind(ctx)
    await applications.remind_of_appeals(ctx)
    await pool.fill_indexes(ctx)
    rows = await fetch(
        "SELECT c.id FROM recruiting_ai_candidate c WHERE c.company_id = $1 AND c.erased_at IS NULL"
        " AND EXISTS (SELECT FROM recruiting_ai_application a WHERE a.candidate_id = c.id)"
        " AND NOT EXISTS (SELECT FROM recruiting_ai_application a WHERE a.candidate_id = c.id"
        " AND (a.stage NOT IN ('rejected', 'withdrawn') OR a.stage_at > $2::timestamptz - make_interval(months => $3)))"
        # Somebody who agreed to stay in the talent pool is kept until the day that was agreed.
        " AND (c.keep_until IS NULL OR c.pool_consent_at IS NULL OR c.keep_until < $4)"
        " ORDER BY c.id LIMIT 500",
        ctx.company_id,
        ctx.now(),
        settings.retention_months,
        ctx.today(),
    )
    for row in rows:
        await erase_candidate(ctx, row["id"])
    return {"expired_offers": expired, "erased_candidates": len(rows)}
