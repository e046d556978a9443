"""Asking for a file, and taking it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from renshi_payroll.banks.service import template_document
from renshi_payroll.outputs import repository
from renshi_payroll.outputs.making import MakeParams
from renshi_payroll.outputs.schemas import OutputIn
from renshi_payroll.runs.repository import FINAL, RunRow, get_run
from renshi_payroll.runs.service import wrong_state
from renshi_sdk import Conflict, Context, Invalid, NeedsAttention, Text
from renshi_sdk.db import Listing, ListQuery, execute, fetch_value, listing
from renshi_sdk.ids import new_id
from renshi_sdk.services import Clause

#: Money may be prepared once the run is approved; declarations, lists and slips need it closed.
_STATES = {"bank": ("approved", *FINAL), "cost": ("approved", *FINAL), "journal": ("approved", *FINAL)}


async def make(ctx: Context, run_id: UUID, data: OutputIn) -> dict[str, Any]:
    """Start making a file of a run. ``Conflict`` in a state that doesn't allow it, or for a second bank file
    without a reason.
    """
    run = await get_run(ctx.company_id, run_id, lock="FOR UPDATE")
    if run.state not in _STATES.get(data.kind, FINAL):
        raise wrong_state(run, "生成该文件")
    if data.kind == "bank":
        await _require_once(run, data)
    last, _ = await repository.issues(run.id, data.kind, data.template)
    options: dict[str, Any] = {"file_format": data.file_format, "locale": ctx.locale}
    if data.kind == "bank":
        options |= {
            "template": await template_document(ctx.company_id, data.template),
            "allow_shared_accounts": data.allow_shared_accounts,
        }
    output_id = await repository.insert(
        {
            "company_id": ctx.company_id,
            "run_id": run.id,
            "kind": data.kind,
            "variant": data.template,
            "issue": last + 1,
            "state": "making",
            "options": json.dumps(options, ensure_ascii=False),
            "reason": data.reason,
            "made_by": ctx.actor.id,
            "made_by_name": ctx.actor.name,
            "made_at": ctx.now(),
        }
    )
    job_id = await ctx.jobs.enqueue(
        "payroll.make_output", MakeParams(output_id=output_id), key=f"output:{output_id}"
    )
    await execute("UPDATE payroll_output SET job_id = $2 WHERE id = $1", output_id, job_id)
    await ctx.audit.record(
        "payroll.output.make",
        subject="payroll_output",
        subject_id=output_id,
        detail={"kind": data.kind, "run": str(run.id), "issue": last + 1, "reason": data.reason},
    )
    return {"id": output_id, "job_id": job_id, "issue": last + 1}


async def _require_once(run: RunRow, data: OutputIn) -> None:
    """One bank file a run: a second one pays twice unless somebody says why."""
    if not data.template:
        raise Invalid(
            Text("请选择银行模板", "choose a bank template"),
            code="payroll.output.template",
            fields={"template": Text("必填", "required")},
        )
    _, good = await repository.issues(run.id, "bank", "*")
    if good and not data.reason.strip():
        raise Conflict(
            Text(
                "该批次已生成过银行文件；重新生成请填写原因，并确认前一份未提交银行",
                "a bank file of this run exists; say why another one is made, and make sure the first was not sent",
            ),
            code="payroll.output.again",
        )
    if data.allow_shared_accounts and not data.reason.strip():
        raise Conflict(
            Text("向同一账户发放多人工资，请填写原因", "say why several people are paid to one account"),
            code="payroll.output.shared_reason",
        )


async def list_outputs(ctx: Context, query: ListQuery, run_id: UUID | None = None) -> Listing:
    """Files of the company, or of one run."""
    clauses = [Clause("o.company_id = {}", (ctx.company_id,))]
    if run_id is not None:
        clauses.append(Clause("o.run_id = {}", (run_id,)))
    return await listing(repository.OUTPUTS, query, *clauses)


async def progress(ctx: Context, run_id: UUID) -> dict[str, Any]:
    """The job of the run's newest file; a run without one counts as done."""
    await get_run(ctx.company_id, run_id)
    job_id = await fetch_value(
        "SELECT job_id FROM payroll_output WHERE company_id = $1 AND run_id = $2 AND job_id IS NOT NULL"
        " ORDER BY made_at DESC LIMIT 1",
        ctx.company_id,
        run_id,
    )
    if job_id is None:
        return {"state": "succeeded", "done": 0, "total": None, "message": None, "error": None}
    job = await ctx.jobs.state(job_id)
    return {
        "id": job.id, "name": job.name, "state": job.state, "done": job.done, "total": job.total,
        "message": job.message, "error": job.error,
    }  # fmt: skip


async def take(ctx: Context, output_id: UUID) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file; whoever takes it is written down.

    ``NeedsAttention`` where the stored bytes no longer have the digest of the row.
    """
    found = await repository.get(ctx.company_id, output_id)
    if found.state != "ready" or found.file_id is None:
        raise Conflict(
            Text("文件尚未生成或生成失败", "the file isn't there"), code="payroll.output.not_ready"
        )
    stored, content = await ctx.files.get(found.file_id)
    if stored.sha256 != found.sha256:
        raise NeedsAttention(
            Text("文件内容与登记的哈希不符", "the file has another digest than its row"),
            code="payroll.output.digest",
        )
    await execute(
        "INSERT INTO payroll_output_download (id, output_id, taken_by, taken_by_name, taken_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        new_id(),
        output_id,
        ctx.actor.id,
        ctx.actor.name,
        ctx.now(),
    )
    await ctx.audit.record(
        "payroll.output.take",
        subject="payroll_output",
        subject_id=output_id,
        detail={"kind": found.kind, "sha256": found.sha256},
    )
    return stored.name, stored.media_type, content
