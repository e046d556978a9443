"""Copies, erasures and holds (个人信息保护法 arts. 45, 47)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.plugins.records import CORE
from renshi_core.privacy.archive import packed
from renshi_core.privacy.summary import summary_of
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure
from renshi_sdk.db import execute, fetch, fetch_row, savepoint, where
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

DUE = timedelta(days=30)
"""信息安全技术 个人信息安全规范 (GB/T 35273-2020) 8.7: a person is answered within thirty days."""
COPY_KEPT = timedelta(days=7)
EXPORT, ERASE = "core.privacy.export", "core.privacy.erase"
JOB = "core.copy_personal_data"


class _Undo(Exception):
    """Takes a trial erasure back."""


async def ask_for_copy(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Start making a copy of everything kept about a person; returns the case to watch."""
    case_id = new_id()
    job_id = await ctx.jobs.enqueue(JOB, {"case_id": str(case_id), "employee_id": str(employee_id)})
    await execute(
        "INSERT INTO core_privacy_case (id, company_id, employee_id, kind, state, asked_by, due_on, job_id)"
        " VALUES ($1, $2, $3, 'copy', 'working', $4, $5, $6)",
        case_id,
        ctx.company_id,
        employee_id,
        ctx.actor.name,
        ctx.today() + DUE,
        job_id,
    )
    await ctx.audit.record(
        "core.privacy.ask", subject="privacy_case", subject_id=case_id, employee_id=employee_id
    )
    return {"id": case_id, "job_id": job_id, "state": "working"}


async def make_copy(platform: Platform, ctx: Context, case_id: UUID, employee_id: UUID) -> UUID:
    """Everything the core and every loaded plugin keep about a person, as a ZIP; returns its file."""
    data, titles = {}, {}
    for owned in platform.registry.personal_data:
        data[owned.plugin] = await owned.record.export(replace(ctx, plugin=owned.plugin), employee_id)
        titles[owned.plugin] = owned.record.title
    files = []
    for row in await fetch(
        "SELECT id FROM core_file WHERE employee_id = $1 ORDER BY created_at", employee_id
    ):
        stored, content = await ctx.files.get(row["id"])
        files.append((f"{stored.id}-{stored.name}", content))
    made = await ctx.files.put(
        f"personal-data-{ctx.today()}.zip",
        packed(
            data, titles, files, made_at=ctx.now(), summary=await summary_of(ctx, employee_id, data, titles)
        ),
        media_type="application/zip",
        keep_until=ctx.today() + COPY_KEPT,
    )
    await execute(
        "UPDATE core_privacy_case SET state = 'done', file_id = $2, finished_at = $3 WHERE id = $1",
        case_id,
        made.id,
        ctx.now(),
    )
    await ctx.audit.record(
        EXPORT,
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={"files": len(files)},
    )
    return made.id


async def copy_of(ctx: Context, case_id: UUID) -> tuple[str, bytes]:
    """The ZIP of a case, for the person and for who may export their data. Raises ``NotFound``."""
    row = await fetch_row("SELECT employee_id, file_id FROM core_privacy_case WHERE id = $1", case_id)
    if row is None:
        raise _no_case()
    if row["employee_id"] != ctx.actor.employee_id:
        await ctx.access.require_for(EXPORT, row["employee_id"])
    if row["file_id"] is None:
        raise NotFound(Text("副本尚未生成，请稍候", "the copy isn't made yet"))
    stored, content = await ctx.files.get(row["file_id"])
    await ctx.audit.record(
        "core.privacy.download", subject="privacy_case", subject_id=case_id, employee_id=row["employee_id"]
    )
    return stored.name, content


async def cases(ctx: Context, employee_id: UUID | None = None) -> list[dict[str, Any]]:
    """Cases of one person, or of everybody whose data the caller may export; the newest 200."""
    scope = ctx.access.employees(EXPORT, "p.employee_id") if employee_id is None else None
    rows = await fetch(
        "SELECT p.id, p.employee_id, e.name, p.kind, p.state, p.asked_by, p.due_on, p.created_at, p.finished_at"
        " FROM core_privacy_case p JOIN core_employee e ON e.id = p.employee_id"
        f" WHERE p.employee_id = $1 OR ($1::uuid IS NULL AND ({_numbered(scope.sql) if scope else 'FALSE'}))"
        " ORDER BY p.created_at DESC, p.id DESC LIMIT 200",
        employee_id,
        *(scope.args if scope else ()),
    )
    return [dict(row) for row in rows]


def _numbered(sql: str) -> str:
    """Places of a clause, counted from the second argument."""
    parts = sql.split("{}")
    return (
        "".join(part + (f"${n}" if n <= len(parts) else "") for n, part in enumerate(parts[:-1], 2))
        + parts[-1]
    )


async def hold(ctx: Context, employee_id: UUID, *, reason: str, basis: str, until: date | None) -> UUID:
    """Let nothing of a person be erased until it is lifted, or the day is over."""
    if until is not None and until < ctx.today():
        message = Text("截止日期不能早于今天", "the day must not lie in the past")
        raise Invalid(message, fields={"until": message})
    hold_id = new_id()
    await execute(
        "INSERT INTO core_legal_hold (id, company_id, employee_id, reason, basis, until, made_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        hold_id,
        ctx.company_id,
        employee_id,
        reason,
        basis,
        until,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "core.privacy.hold",
        subject="legal_hold",
        subject_id=hold_id,
        employee_id=employee_id,
        detail={"reason": reason, "basis": basis, "until": str(until) if until else None},
    )
    return hold_id


async def lift(ctx: Context, hold_id: UUID) -> None:
    """Lift a hold. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT employee_id FROM core_legal_hold WHERE id = $1 AND lifted_at IS NULL", hold_id
    )
    if row is None:
        raise NotFound(Text("没有这条保留，或已解除", "there is no such hold, or it was lifted"))
    await ctx.access.require_for(ERASE, row["employee_id"])
    await execute(
        "UPDATE core_legal_hold SET lifted_at = $2, lifted_by = $3 WHERE id = $1",
        hold_id,
        ctx.now(),
        ctx.actor.name,
    )
    await ctx.audit.record(
        "core.privacy.lift", subject="legal_hold", subject_id=hold_id, employee_id=row["employee_id"]
    )


async def standing(ctx: Context) -> list[dict[str, Any]]:
    """Holds that stand today on people in the caller's reach; the newest 500."""
    scope, args = where(ctx.access.employees(ERASE, "h.employee_id"), start=2)
    rows = await fetch(
        "SELECT h.id, h.employee_id, e.name, e.number, h.reason, h.basis, h.until, h.made_by, h.created_at"
        " FROM core_legal_hold h JOIN core_employee e ON e.id = h.employee_id WHERE h.lifted_at IS NULL"
        f" AND (h.until IS NULL OR h.until >= $1) AND ({scope}) ORDER BY h.created_at DESC, h.id DESC LIMIT 500",
        ctx.today(),
        *args,
    )
    return [dict(row) for row in rows]


async def holds(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """Holds that stand on a person today."""
    rows = await fetch(
        "SELECT id, reason, basis, until, made_by, created_at FROM core_legal_hold WHERE employee_id = $1"
        " AND lifted_at IS NULL AND (until IS NULL OR until >= $2) ORDER BY created_at",
        employee_id,
        ctx.today(),
    )
    return [dict(row) for row in rows]


async def preview(platform: Platform, ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """What an erasure would remove and what would stay, tried and taken back; what holds it up."""
    outcome: dict[str, Any] = {}
    try:
        async with savepoint():
            outcome = await _erase_everywhere(platform, ctx, employee_id)
            raise _Undo
    except _Undo:
        pass
    return {"outcome": outcome, "holds": await holds(ctx, employee_id)}


async def erase(
    platform: Platform, ctx: Context, employee_id: UUID, *, case_id: UUID | None = None
) -> dict[str, Any]:
    """Erase over all plugins in one transaction; the certificate says what went and what stays, with its reason.

    ``case_id`` is a case that was agreed to before and is finished by this.

    Raises:
        Conflict: a hold stands; nothing is erased.
    """
    standing = await holds(ctx, employee_id)
    if standing:
        first = standing[0]
        raise Conflict(
            Text(
                f"该人员的数据处于法律保留中（{first['basis']}：{first['reason']}），不能删除",
                f"a legal hold stands on this person ({first['basis']}: {first['reason']}); nothing is erased",
            ),
            code="privacy.held",
        )
    outcome = await _erase_everywhere(platform, ctx, employee_id)
    certificate = case_id or new_id()
    await execute(
        "INSERT INTO core_privacy_case (id, company_id, employee_id, kind, state, asked_by, due_on, outcome,"
        " finished_at) VALUES ($1, $2, $3, 'erasure', 'done', $4, $5, $6, $7) ON CONFLICT (id)"
        " DO UPDATE SET state = 'done', outcome = excluded.outcome, finished_at = excluded.finished_at",
        certificate,
        ctx.company_id,
        employee_id,
        ctx.actor.name,
        ctx.today() + DUE,
        json.dumps(outcome, ensure_ascii=False),
        ctx.now(),
    )
    await ctx.audit.record(
        ERASE, subject="employee", subject_id=employee_id, employee_id=employee_id, detail=outcome
    )
    return {"employee_id": str(employee_id), "certificate": str(certificate), "outcome": outcome}


async def _erase_everywhere(platform: Platform, ctx: Context, employee_id: UUID) -> dict[str, Any]:
    outcome: dict[str, Any] = {}
    # The core goes last: plugins may still need to find the person.
    for owned in sorted(platform.registry.personal_data, key=lambda o: o.plugin == CORE):
        erasure: Erasure = await owned.record.erase(replace(ctx, plugin=owned.plugin), employee_id)
        outcome[owned.plugin] = {"erased": erasure.erased, "kept": erasure.kept}
    return outcome


def _no_case() -> NotFound:
    return NotFound(Text("没有这条记录", "there is no such case"))
