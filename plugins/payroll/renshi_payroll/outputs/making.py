"""The job that makes a file. Whatever stands in the way is written on the row for whoever asked."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from renshi_payroll.banks import file as bank_file
from renshi_payroll.exports import archive, cost, journal, social, tax
from renshi_payroll.exports.archive import Part
from renshi_payroll.exports.made import Made
from renshi_payroll.outputs import repository
from renshi_payroll.outputs.repository import OutputRow
from renshi_payroll.runs.repository import RunRow, get_run
from renshi_sdk import Context, RenshiError, Text
from renshi_sdk.contributions import JobRun


class MakeParams(BaseModel):
    """Which file."""

    model_config = ConfigDict(extra="forbid")

    output_id: UUID


Maker = Callable[[Context, RunRow, dict[str, Any]], Awaitable[Made]]
_MAKERS: dict[str, Maker] = {
    "tax": tax.make,
    "bank": bank_file.make,
    "social": social.make,
    "cost": cost.make,
    "journal": journal.make,
}


async def make_output(ctx: Context, params: MakeParams, job: JobRun) -> dict[str, Any] | None:
    """Job ``payroll.make_output``: the file with its hash, its rows and its control total.

    A killed worker resumes at the first part that isn't stored. A refusal ends as a failed row that says what to do;
    the job itself has done what it could.
    """
    found: OutputRow | None = None
    parts: list[Part] = []
    # A step of its own name per attempt: it only reads.
    async with job.step(f"read-{job.attempt}") as step:
        if step is not None:
            found = await repository.get(step.company_id, params.output_id)
            parts = await archive.plan(await get_run(step.company_id, found.run_id))
    if found is None or found.state != "making":
        return None
    steps = parts if found.kind == "slips" else [Part(None, 0)]
    try:
        for number, part in enumerate(steps, start=1):
            async with job.step(f"part-{number}") as step:
                if step is not None:
                    await _store(step, found, part, number, len(steps))
            await job.progress(number, len(steps), Text("正在生成文件", "Making the files"))
    except RenshiError as error:
        async with job.step(f"failed-{job.attempt}") as step:
            if step is not None:
                await repository.failed(found.id, error.text.of(json.loads(found.options)["locale"]))
        return {"state": "failed", "code": error.code}
    return {"state": "ready", "parts": len(steps)}


async def _store(ctx: Context, found: OutputRow, part: Part, number: int, of: int) -> None:
    options = json.loads(found.options)
    ctx = replace(ctx, locale=options["locale"])
    run = await get_run(ctx.company_id, found.run_id, lock="FOR SHARE")
    if found.kind == "slips":
        made = await archive.make(ctx, run, part, number, of)
    else:
        made = await _MAKERS[found.kind](ctx, run, options)
    stored = await ctx.files.put(made.name, made.content, media_type=made.media_type)
    output_id = found.id
    if number > 1:
        output_id = await repository.insert(
            {
                "company_id": ctx.company_id,
                "run_id": found.run_id,
                "kind": found.kind,
                "variant": found.variant,
                "issue": found.issue,
                "part": number,
                "state": "making",
                "options": found.options,
                "reason": found.reason,
                "job_id": found.job_id,
                "made_by": found.made_by,
                "made_by_name": found.made_by_name,
                "made_at": ctx.now(),
            }
        )
    await repository.ready(output_id, stored, rows=made.rows, total=made.total, note=made.note)
