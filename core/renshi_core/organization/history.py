"""What is recorded about departments: planned changes called off, records set right. What was believed before stays
readable as of its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.organization import dated, repository
from renshi_core.organization.dated import History
from renshi_core.organization.departments import FACTS, check_references, department, plain, write
from renshi_core.organization.stretches import cancel, correct, reopen
from renshi_sdk.context import Context
from renshi_sdk.contracts import Department
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text


async def cancel_planned(ctx: Context, record_id: UUID, *, reason: str) -> Department:
    """A planned change of a department doesn't happen; a planned end neither, where ``record_id`` is its last record.

    Raises:
        NotFound: no such record. Conflict: it lies in the past, or is the department's founding (remove it instead).
    """
    found, row, index = await find_record(ctx, record_id)
    record = row[index]
    if record.start > ctx.today():
        if index == 0:
            raise Conflict(
                Text("部门尚未成立，请直接停用该部门", "the department isn't founded yet; remove it instead"),
                code="organization.founding",
            )
        after, start = cancel(row, index, reason), record.start
    elif index == len(row) - 1 and record.end is not None and record.end > ctx.today():
        after, start = reopen(row), record.end
    else:
        raise Conflict(
            Text("该变更已经生效，请用“更正”", "this change has taken effect already; correct it instead"),
            code="organization.not_planned",
        )
    await write(ctx, found, row, after, start, structural=True)
    await ctx.audit.record(
        "core.department.cancel_planned",
        subject="department",
        subject_id=found.id,
        detail={"effective_on": start.isoformat(), "reason": reason},
    )
    return await department(ctx, found.id)


async def correct_record(
    ctx: Context,
    record_id: UUID,
    changes: Mapping[str, Any],
    *,
    reason: str,
    valid_from: date | None = None,
) -> Department:
    """A record of a department now believed was wrong: other facts, or another first day. What was believed before
    stays readable as of its time.

    Raises:
        NotFound: no such record. Invalid: facts or day don't fit. Conflict: nothing would change, or no tree.
    """
    found, row, index = await find_record(ctx, record_id)
    wrong = row[index]
    wanted = {name: changes[name] for name in FACTS if name in changes}
    await check_references(ctx, found.company_id, wanted)
    try:
        after = correct(row, index, wanted, reason, start=valid_from)
    except ValueError as error:
        message = Text(
            "生效日期必须晚于上一条记录的生效日期，并早于本记录的结束日期",
            "the first day must come after that of the record before, and before this record ends",
        )
        raise Invalid(message, code="organization.valid_from", fields={"valid_from": message}) from error
    if after == row:
        raise Conflict(Text("没有任何变化", "nothing would change"), code="organization.no_change")
    start = min(wrong.start, valid_from or wrong.start)
    if index == 0 and valid_from is not None and valid_from > wrong.start:
        await _nobody_before(found, valid_from)
    await write(ctx, found, row, after, start, structural=True)
    await ctx.audit.record(
        "core.department.correct",
        subject="department",
        subject_id=found.id,
        detail={
            "record_id": str(record_id),
            "reason": reason,
            "valid_from": {"from": wrong.start.isoformat(), "to": (valid_from or wrong.start).isoformat()},
        }
        | {n: {"from": plain(getattr(wrong.facts, n)), "to": plain(v)} for n, v in wanted.items()},
    )
    return await department(ctx, found.id)


_REASONS = {
    "founded": Text("成立", "founded"),
    "update": Text("变更", "changed"),
    "move": Text("移动", "moved"),
}


def reason_of(ctx: Context, reason: str) -> str:
    """The reason of a record in words: the platform's own are told in the reader's language."""
    known = _REASONS.get(reason)
    return known.of(ctx.locale) if known else reason


async def planned(ctx: Context) -> list[dict[str, Any]]:
    """Changes of the company's departments still to come, soonest first."""
    rows = [dict(r) for r in await dated.planned(ctx.company_id, ctx.today())]
    for row in rows:
        row["reason"] = reason_of(ctx, row["reason"])
        row["kind"] = "begins" if row["begins"] else "ends" if row["ends"] else "changes"
        row["changes"] = (
            []
            if row["kind"] != "changes"
            else [name for name in FACTS if row[f"from_{name}"] != row[f"to_{name}"]]
        )
        row["name"] = row["to_name"] if row["begins"] else row["from_name"]
    await _say(ctx, rows)
    return rows


_LABELS = {
    "name": Text("名称", "name"),
    "parent_id": Text("上级", "parent"),
    "head_id": Text("负责人", "head"),
    "cost_centre_id": Text("成本中心", "cost centre"),
}


async def _say(ctx: Context, rows: list[dict[str, Any]]) -> None:
    """Put what changes into words: ``名称：销售部 → 营销中心``."""
    ids = {r[f"{side}_{n}"] for r in rows for n in r["changes"] for side in ("from", "to") if n != "name"}
    names = await repository.names_of_any([i for i in ids if i is not None])
    for row in rows:
        row["said"] = "；".join(
            f"{_LABELS[n].of(ctx.locale)}：{names.get(row[f'from_{n}'], row[f'from_{n}'] or '—')}"
            f" → {names.get(row[f'to_{n}'], row[f'to_{n}'] or '—')}"
            for n in row["changes"]
        )


async def find_record(ctx: Context, record_id: UUID) -> tuple[Department, History, int]:
    """The department a record now believed is about, locked, with its history and the record's place in it."""
    department_id = await dated.record_department(record_id)
    if department_id is not None:
        found = await department(ctx, department_id)
        await repository.lock_tree(found.company_id)
        row = await dated.history(department_id)
        for index, stretch in enumerate(row):
            if stretch.id == record_id:
                return found, row, index
    raise NotFound(
        Text("没有这条部门记录，或它已被更正", "there is no such record, or it has been corrected since"),
        code="organization.record",
    )


async def _nobody_before(of: Department, day: date) -> None:
    if await repository.used_before(of.id, day):
        message = Text(
            f"{day} 之前已有员工或下级部门在该部门", f"people or sub-departments were in it before {day}"
        )
        raise Invalid(message, code="organization.valid_from", fields={"valid_from": message})
