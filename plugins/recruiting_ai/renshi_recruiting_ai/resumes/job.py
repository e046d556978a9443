"""Job recruiting_ai.read_resumes: unpack, read in processes of its own, keep, match. In committed steps.

Killed anywhere it goes on at the next piece; a file is one row whose state says whether it was read.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.resumes import keeping, repository
from renshi_recruiting_ai.resumes.reading.pool import Readers
from renshi_recruiting_ai.resumes.reading.records import MAX_BYTES, MAX_ENTRIES, Refused
from renshi_recruiting_ai.resumes.reading.sniff import members, unpack
from renshi_recruiting_ai.resumes.schemas import ReadParams
from renshi_sdk import Context, Text
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import execute, fetch, fetch_row

PIECE = 40
ARCHIVE_BYTES = 400 * 2**20
SUFFIXES = (".pdf", ".docx", ".png", ".jpg", ".jpeg")


def children() -> int:
    """Processes that read at once: one a core, two at most."""
    return max(1, min(2, os.cpu_count() or 1))


async def run(ctx: Context, params: ReadParams, job: JobRun) -> dict[str, Any]:
    """Read what waits: of a batch, or one candidate's file."""
    if params.batch_id is None:
        return await _one(UUID(params.resume_id or ""), job)
    return await _batch(UUID(params.batch_id), job)


async def _one(resume_id: UUID, job: JobRun) -> dict[str, Any]:
    async with job.step("read") as step:
        if step is None:
            return {"read": 0}
        row = await fetch_row(
            "SELECT x.id, x.file_id, x.file_name, x.application_id, a.requisition_id, q.profile_id FROM"
            " recruiting_ai_resume x"
            " JOIN recruiting_ai_application a ON a.id = x.application_id"
            " JOIN recruiting_ai_requisition q ON q.id = a.requisition_id WHERE x.company_id = $1 AND x.id = $2"
            " AND x.state = 'waiting' FOR UPDATE OF x",
            step.company_id,
            resume_id,
        )
        if row is None or row["file_id"] is None:
            return {"read": 0}
        rules = await profiles.load_screening(step, row["profile_id"])
        _, content = await step.files.get(row["file_id"])
        async with Readers(1, step.today(), rules.model_dump(mode="json") if rules else None) as readers:
            answers = await readers.read([content])
        await keeping.keep_own(step, dict(row), answers[0])
        return {"read": 1, "state": answers[0]["state"]}


async def _batch(batch_id: UUID, job: JobRun) -> dict[str, Any]:
    async with job.step("begin") as step:
        if step is not None:
            await _unpack_all(step, batch_id)
    read = 0
    piece = 0
    readers: Readers | None = None
    try:
        while True:
            async with job.step(f"piece-{piece}") as step:
                if step is None:
                    piece += 1
                    continue
                batch = await repository.batch(step.company_id, batch_id)
                waiting = await repository.waiting(batch_id, PIECE)
                if batch is None or not waiting:
                    if batch is not None:
                        await execute(
                            "UPDATE recruiting_ai_batch SET state = 'done', done_at = $2 WHERE id = $1",
                            batch_id,
                            step.now(),
                        )
                    break
                requisition = await requisitions.get(step, batch["requisition_id"])
                if readers is None:
                    rules = await profiles.load_screening(step, requisition["profile_id"])
                    readers = Readers(
                        children(), step.today(), rules.model_dump(mode="json") if rules else None
                    )
                    await readers.__aenter__()
                contents = [(await step.files.get(row["file_id"]))[1] for row in waiting]
                answers = await readers.read(contents)
                await keeping.keep_batch(step, batch, requisition, waiting, answers)
                done, total = await _standing(batch_id)
            piece += 1
            read += len(waiting)
            await job.progress(done, total, Text(f"已读取 {done} / {total} 份", f"{done} of {total} read"))
    finally:
        if readers is not None:
            await readers.__aexit__(None, None, None)
    return {"read": read}


async def _standing(batch_id: UUID) -> tuple[int, int]:
    row = await fetch_row(
        "SELECT count(*) FILTER (WHERE state <> 'waiting') AS done, count(*) AS total FROM recruiting_ai_resume"
        " WHERE batch_id = $1",
        batch_id,
    )
    return (row["done"], row["total"]) if row else (0, 0)


async def _unpack_all(step: Context, batch_id: UUID) -> None:
    """Put each file of an archive in the archive's place; what can't be unpacked is refused with its reason."""
    rows = await fetch(
        "SELECT id, file_id, file_name FROM recruiting_ai_resume WHERE batch_id = $1 AND state = 'waiting' ORDER BY id",
        batch_id,
    )
    for row in rows:
        _, content = await step.files.get(row["file_id"])
        if not content.startswith(b"PK\x03\x04"):
            continue
        try:
            there = members(content, limit=ARCHIVE_BYTES)
        except Refused as refused:
            await _refuse(row["id"], refused)
            continue
        if "word/document.xml" in there:
            continue
        await _spread(step, batch_id, content, list(there))
        await execute("DELETE FROM recruiting_ai_resume WHERE id = $1", row["id"])
        await step.files.delete(row["file_id"])


async def _spread(step: Context, batch_id: UUID, content: bytes, names: list[str]) -> None:
    # Names of an archive's entries are shown and never used as paths; folders of macOS are no résumés.
    wanted = [
        name
        for name in names
        if name.lower().endswith(SUFFIXES)
        and "__MACOSX" not in name
        and not name.rpartition("/")[2].startswith(".")
    ]
    for name in wanted[:MAX_ENTRIES]:
        problem: Refused | None = None
        try:
            inner = unpack(content, name, MAX_BYTES)
        except Refused as refused:
            inner, problem = b"", refused
        shown = name.rpartition("/")[2][:120]
        if problem is None and inner:
            stored = await step.files.put(shown, inner, media_type="application/octet-stream")
            file_id, sha = stored.id, stored.sha256
        else:
            problem = problem or Refused("文件是空的", "the file is empty")
            file_id, sha = None, hashlib.sha256(name.encode()).hexdigest()
        await execute(
            "INSERT INTO recruiting_ai_resume (id, company_id, batch_id, file_id, file_name, sha256,"
            " state, problem, problem_en)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            step.company_id,
            batch_id,
            file_id,
            shown,
            sha,
            "refused" if problem else "waiting",
            problem.zh if problem else None,
            problem.en if problem else None,
        )
    for name in wanted[MAX_ENTRIES:][:1]:
        await execute(
            "INSERT INTO recruiting_ai_resume (id, company_id, batch_id, file_name, sha256, state, problem, problem_en)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, 'refused', $5, $6) ON CONFLICT DO NOTHING",
            step.company_id,
            batch_id,
            f"…（其余 {len(wanted) - MAX_ENTRIES} 份）",
            hashlib.sha256(name.encode()).hexdigest(),
            f"一个压缩包最多 {MAX_ENTRIES} 份，请分包上传",
            f"an archive may hold {MAX_ENTRIES} files; send the rest in another",
        )


async def _refuse(resume_id: UUID, refused: Refused) -> None:
    await execute(
        "UPDATE recruiting_ai_resume SET state = 'refused', problem = $2, problem_en = $3 WHERE id = $1",
        resume_id,
        refused.zh,
        refused.en,
    )
