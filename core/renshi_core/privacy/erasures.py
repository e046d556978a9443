"""The request ``core.erasure`` (个人信息保护法 art. 47): asked for by a person or for them, then carried out.

While somebody is employed their file is needed; what was agreed to waits and is carried out in the night after they
have left, unless a legal hold stands.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.jobs.above import platform_of
from renshi_core.privacy import service
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import EmployeeStatus, RequestView
from renshi_sdk.contributions import Flow, Job, JobRun, RequestKind, RoleHolder, Schedule, Step
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

KIND = "core.erasure"
JOB = "core.erase_agreed"
BATCH = 50


class ErasureForm(BaseModel):
    """A wish to have one's data erased."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(
        min_length=2,
        max_length=500,
        title="删除原因",
        json_schema_extra={"title_en": "Why it should be erased"},
    )


async def check(ctx: Context, request: RequestView, form: ErasureForm) -> None:
    """Refuse a second wish while one waits."""
    if await fetch_value(
        "SELECT EXISTS (SELECT FROM core_privacy_case WHERE employee_id = $1 AND kind = 'erasure'"
        " AND state = 'working')",
        request.employee_id,
    ):
        raise Conflict(
            Text("已有一项删除申请等待执行", "an erasure was agreed to and waits already"),
            code="privacy.erasure_waits",
        )


async def approve(ctx: Context, request: RequestView, form: ErasureForm) -> None:
    """Erase who has left; note it for who hasn't. Raises ``Conflict`` while a hold stands."""
    person = await ctx.people.get(request.employee_id)
    if person.status is EmployeeStatus.LEFT:
        await service.erase(platform_of(ctx), ctx, request.employee_id)
        return
    case_id = new_id()
    await execute(
        "INSERT INTO core_privacy_case (id, company_id, employee_id, kind, state, asked_by, due_on)"
        " VALUES ($1, $2, $3, 'erasure', 'working', $4, $5)",
        case_id,
        ctx.company_id,
        request.employee_id,
        person.name,
        ctx.today() + service.DUE,
    )
    await ctx.audit.record(
        "core.privacy.agree", subject="privacy_case", subject_id=case_id, employee_id=request.employee_id
    )


async def carry_out(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Erase people of whom it was agreed and who have left, unless a hold stands; one after another."""
    rows = await fetch(
        "SELECT p.id, p.employee_id FROM core_privacy_case p JOIN renshi_employee e ON e.id = p.employee_id"
        " WHERE p.company_id = $1 AND p.kind = 'erasure' AND p.state = 'working' AND e.status = 'left'"
        " AND NOT EXISTS (SELECT FROM core_legal_hold h WHERE h.employee_id = p.employee_id AND h.lifted_at IS NULL"
        " AND (h.until IS NULL OR h.until >= $2)) ORDER BY p.created_at LIMIT $3",
        ctx.company_id,
        ctx.today(),
        BATCH,
    )
    for row in rows:
        # The agreed case becomes the certificate's.
        await service.erase(platform_of(ctx), ctx, row["employee_id"], case_id=row["id"])
    return {"erased": len(rows)}


REQUEST_KINDS = (
    RequestKind(
        name=KIND,
        title=Text("删除个人信息", "Erasure of personal data"),
        form=ErasureForm,
        flow=Flow(steps=(Step(title="隐私负责人审批", approvers=(RoleHolder(role="admin"),)),)),
        on_submit=check,
        on_approve=approve,
        describe=lambda form: Text("申请删除个人信息", "asks for the erasure of personal data"),
        submit_for_others=service.ERASE,
        icon="user-slash",
    ),
)
JOBS = (
    Job(
        name=JOB,
        title=Text("执行已同意的个人信息删除", "Carry out erasures that were agreed to"),
        handler=carry_out,
    ),
)
SCHEDULES = (Schedule(job=JOB, cron="10 2 * * *"),)
