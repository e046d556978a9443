"""Résumés come in: from a candidate, or as a stack. What is kept of them, and where it is read."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.resumes import repository
from renshi_recruiting_ai.resumes.reading.records import MAX_BYTES, Refused
from renshi_recruiting_ai.resumes.reading.sniff import kind_of
from renshi_recruiting_ai.resumes.schemas import NewBatch
from renshi_recruiting_ai.rows import from_json, ids_of, insert
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_value

MAX_BODY = MAX_BYTES + 64 * 1024
MAX_ARCHIVE = 50 * 2**20
READ_JOB = "recruiting_ai.read_resumes"
MOST_PER_CANDIDATE = 5


async def new_batch(ctx: Context, form: NewBatch) -> dict[str, Any]:
    """Open a stack for a requisition."""
    job = await requisitions.get(ctx, form.requisition_id)
    if job["state"] not in ("open", "closed"):
        raise Conflict(Text("该招聘需求尚未批准", "this requisition is not approved"))
    batch_id = await insert(
        "recruiting_ai_batch",
        company_id=ctx.company_id,
        requisition_id=form.requisition_id,
        title=form.title,
        channel=form.channel,
        state="open",
        author_name=ctx.actor.name,
    )
    await ctx.audit.record(
        "recruiting_ai.batch.create",
        subject="recruiting_ai_batch",
        subject_id=batch_id,
        detail={"requisition_id": str(form.requisition_id)},
    )
    return await read_batch(ctx, batch_id)


async def read_batch(ctx: Context, batch_id: UUID) -> dict[str, Any]:
    row = await repository.batch(ctx.company_id, batch_id)
    if row is None:
        raise NotFound(Text("没有这批简历", "there is no such batch"))
    return {key: value for key, value in row.items() if key != "tenant_id"}


async def add_files(ctx: Context, batch_id: UUID, given: list[UUID] | str) -> dict[str, Any]:
    """Take uploaded files into a stack and start reading; archives are unpacked by the job.

    Raises:
        NotFound: no such batch or file. Conflict: the same upload is in it already.
    """
    batch = await repository.batch(ctx.company_id, batch_id, lock=True)
    if batch is None:
        raise NotFound(Text("没有这批简历", "there is no such batch"))
    added = 0
    for file_id in ids_of(given):
        stored, _ = await ctx.files.get(file_id)
        made = await execute(
            "INSERT INTO recruiting_ai_resume (id, company_id, batch_id, file_id, file_name, sha256, state)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 'waiting') ON CONFLICT DO NOTHING",
            ctx.company_id,
            batch_id,
            file_id,
            stored.name,
            stored.sha256,
        )
        added += int(made.split()[-1])
    if added == 0:
        raise Conflict(
            Text("这些文件已在本批中", "these files are in the batch already"),
            code="recruiting_ai.file_twice",
        )
    job_id = await ctx.jobs.enqueue(READ_JOB, {"batch_id": str(batch_id)}, key=str(batch_id))
    await execute(
        "UPDATE recruiting_ai_batch SET state = 'running', job_id = $2 WHERE id = $1", batch_id, job_id
    )
    await ctx.audit.record(
        "recruiting_ai.batch.add", subject="recruiting_ai_batch", subject_id=batch_id, detail={"files": added}
    )
    return {"id": batch_id, "added": added, "job_id": job_id}


async def upload(ctx: Context, batch_id: UUID, name: str, content: bytes) -> dict[str, Any]:
    """Keep a file and take it into the stack.

    Raises:
        Invalid: it is no archive, PDF, DOCX or picture.
    """
    await read_batch(ctx, batch_id)
    if not content.startswith(b"PK\x03\x04"):
        try:
            kind_of(content)
        except Refused as refused:
            raise Invalid(Text(refused.zh, refused.en), code="recruiting_ai.resume_refused") from refused
    stored = await ctx.files.put(name or "resumes.zip", content, media_type="application/octet-stream")
    return await add_files(ctx, batch_id, [stored.id])


async def progress(ctx: Context, batch_id: UUID) -> dict[str, Any]:
    """Where the reading of a stack stands, as a job state."""
    batch = await read_batch(ctx, batch_id)
    if batch["job_id"] is None:
        return {"state": "queued", "done": 0, "total": None, "message": None, "error": None}
    state = await ctx.jobs.state(batch["job_id"])
    return {
        "state": state.state,
        "done": state.done,
        "total": state.total,
        "message": state.message,
        "error": state.error,
    }


async def of_candidate(
    ctx: Context, application: dict[str, Any], name: str, content: bytes
) -> dict[str, Any]:
    """A candidate's own file. It is looked at before it is kept, and read in the background.

    Raises:
        Invalid: it is no file that can be read. Conflict: there are enough already, or it is there.
    """
    try:
        kind = kind_of(content)
    except Refused as refused:
        raise Invalid(Text(refused.zh, refused.en), code="recruiting_ai.resume_refused") from refused
    if kind == "zip":
        raise Invalid(
            Text("请上传 PDF、DOCX、PNG 或 JPEG", "please send PDF, DOCX, PNG or JPEG"),
            code="recruiting_ai.resume_refused",
        )
    digest = hashlib.sha256(content).hexdigest()
    there = await fetch(
        "SELECT sha256 FROM recruiting_ai_resume WHERE application_id = $1", application["id"]
    )
    if digest in {row["sha256"] for row in there}:
        return {"state": "waiting", "known": True}
    if len(there) >= MOST_PER_CANDIDATE:
        raise Conflict(Text(f"最多上传 {MOST_PER_CANDIDATE} 份", f"at most {MOST_PER_CANDIDATE} files"))
    media = {
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
    stored = await ctx.files.put(
        name or "resume", content, media_type=media.get(kind, "application/octet-stream")
    )
    resume_id = await insert(
        "recruiting_ai_resume",
        company_id=ctx.company_id,
        candidate_id=application["candidate_id"],
        application_id=application["id"],
        file_id=stored.id,
        file_name=stored.name,
        sha256=digest,
        state="waiting",
    )
    await ctx.jobs.enqueue(READ_JOB, {"resume_id": str(resume_id)}, key=str(resume_id))
    await ctx.audit.record("recruiting_ai.resume.add", subject="recruiting_ai_resume", subject_id=resume_id)
    return {"state": "waiting", "known": False}


async def read(ctx: Context, resume_id: UUID) -> dict[str, Any]:
    """One résumé with everything read in it and the places it stands at. The read is audited."""
    row = await repository.resume(ctx.company_id, resume_id)
    if row is None:
        raise NotFound(Text("没有这份简历", "there is no such résumé"))
    await ctx.audit.record("recruiting_ai.resume.read", subject="recruiting_ai_resume", subject_id=resume_id)
    hidden = {"tenant_id", "company_id"}
    return {key: value for key, value in row.items() if key not in hidden} | {
        "parsed": from_json(row["parsed"]),
        "flags": from_json(row["flags"]) or [],
        "page_texts": (row["text"] or "").split("\f"),
    }


async def download(ctx: Context, resume_id: UUID) -> tuple[str, str, bytes]:
    """The file itself: name, media type, content. Audited."""
    row = await repository.resume(ctx.company_id, resume_id)
    if row is None or row["file_id"] is None:
        raise NotFound(Text("没有这份简历", "there is no such résumé"))
    await ctx.audit.record(
        "recruiting_ai.resume.download", subject="recruiting_ai_resume", subject_id=resume_id
    )
    stored, content = await ctx.files.get(row["file_id"])
    return stored.name, stored.media_type, content


LABELS = {
    "name": Text("姓名", "Name"),
    "phone": Text("手机号", "Phone"),
    "email": Text("邮箱", "Mail"),
    "city": Text("意向城市", "City"),
    "degree": Text("最高学历", "Highest degree"),
    "education": Text("学历", "Degree"),
    "schools": Text("学校（不计分）", "School (not scored)"),
    "work": Text("工作经历", "Work"),
    "skills": Text("技能", "Skill"),
    "certificates": Text("证书", "Certificate"),
    "languages": Text("语言", "Language"),
    "excluded": Text("已排除的个人属性", "Left out (protected)"),
    "injected": Text("疑似操纵文字（未采用）", "Talks to the program (left out)"),
}


async def values(ctx: Context, resume_id: UUID) -> list[dict[str, Any]]:
    """What was read as a list, each value with page, characters and words."""
    row = await repository.resume(ctx.company_id, resume_id)
    if row is None:
        raise NotFound(Text("没有这份简历", "there is no such résumé"))
    parsed = from_json(row["parsed"]) or {}
    found = []
    for name, label in LABELS.items():
        given = parsed.get(name)
        for item in given if isinstance(given, list) else [given] if given else []:
            shown = (
                f"{item['first']} – {item['last']}（{item['months']} 个月）{item['title']}"
                if name == "work"
                else item["value"]
            )
            found.append(
                {
                    "name": name,
                    "label": label.of(ctx.locale),
                    "value": shown,
                    "page": item["page"],
                    "start": item["start"],
                    "end": item["end"],
                    "words": item["words"],
                }
            )
    return found


async def latest_of(application_id: UUID) -> UUID | None:
    """The newest résumé of an application."""
    found: UUID | None = await fetch_value(
        "SELECT id FROM recruiting_ai_resume WHERE application_id = $1 ORDER BY state = 'read' DESC,"
        " created_at DESC LIMIT 1",
        application_id,
    )
    return found
