"""Policies by which a company grants leave of its own, and their daily run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.contracts import Employee
from renshi_sdk.db import execute, fetch

from ..engine.accrual import Every, Policy, grant
from ..engine.leave_types import Unit
from ..leave import repository as leave_types
from ..planning.repository import insert
from ..workplace import workplace
from . import repository
from .repository import Entry
from .schemas import AccrualEnd, AccrualIn


@dataclass(frozen=True, slots=True)
class StoredPolicy:
    """A policy and the leave it grants."""

    id: UUID
    leave_code: str
    policy: Policy
    note: str


async def policies(company_id: UUID) -> list[StoredPolicy]:
    """All policies, oldest first."""
    rows = await fetch(
        "SELECT * FROM attendance_accrual WHERE company_id = $1 ORDER BY valid_from, id", company_id
    )
    return [
        StoredPolicy(
            r["id"],
            r["leave_code"],
            Policy(
                Every(r["every"]),
                r["days"],
                r["valid_months"],
                r["waiting_months"],
                r["prorate"],
                r["valid_from"],
                r["valid_to"],
            ),
            r["note"],
        )
        for r in rows
    ]


async def put(ctx: Context, given: AccrualIn) -> UUID:
    """Write a policy. ``Invalid`` for a leave without balance, and for annual leave, whose days the law says."""
    kind = (await leave_types.leave_types(ctx.company_id)).get(given.leave_code)
    if kind is None or not kind.needs_balance or given.leave_code == "annual":
        raise Invalid(
            Text(
                "只有有余额的假期可以按规则发放；法定年休假按工龄自动发放，公司另给的请用“福利年假”",
                "only leave with a balance accrues by policy; statutory annual leave follows service,"
                " use company annual leave for more",
            ),
            code="attendance.accrual_leave",
        )
    policy_id = await insert("attendance_accrual", given.model_dump() | {"company_id": ctx.company_id})
    await ctx.audit.record(
        "attendance.accrual.put",
        subject="attendance_accrual",
        subject_id=policy_id,
        detail=given.model_dump(mode="json"),
    )
    return policy_id


async def end(ctx: Context, policy_id: UUID, given: AccrualEnd) -> None:
    """Let a policy end with a day; what it granted stays."""
    tag = await execute(
        "UPDATE attendance_accrual SET valid_to = $3 WHERE company_id = $1 AND id = $2 AND valid_from <= $3",
        ctx.company_id,
        policy_id,
        given.last_day,
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有这条规则", "there is no such policy on that day"))
    await ctx.audit.record(
        "attendance.accrual.end",
        subject="attendance_accrual",
        subject_id=policy_id,
        detail={"last_day": given.last_day.isoformat()},
    )


async def run(ctx: Context, people: Sequence[Employee]) -> int:
    """Grant what the policies owe people for today's periods; running it again grants nothing."""
    every = await policies(ctx.company_id)
    if not every or not people:
        return 0
    place = await workplace(ctx)
    kinds = await leave_types.leave_types(ctx.company_id)
    daily = place.pattern.daily_minutes
    today = ctx.today()
    written = 0
    for one in every:
        unit = kinds[one.leave_code].unit
        step = 1 if unit is Unit.HOUR else daily // 2 if unit is Unit.HALF_DAY else daily
        entries: list[Entry] = []
        for person in people:
            due = grant(one.policy, person.hired_on, today, daily_minutes=daily, step=step)
            if due is None:
                continue
            entries.append(
                Entry(
                    company_id=ctx.company_id,
                    employee_id=person.id,
                    leave_code=one.leave_code,
                    kind="grant",
                    minutes=due.minutes,
                    effective_on=due.effective_on,
                    expires_on=due.expires_on,
                    key=f"accrual:{one.id}:{due.period}",
                    note=f"{due.period} {one.note}"
                    + (f"（{due.counted} ÷ {due.whole} 折算）" if due.counted < due.whole else ""),
                )
            )
        written += await repository.append(entries)
    return written


def view(one: StoredPolicy) -> dict[str, Any]:
    """A policy on the wire."""
    return {
        "id": one.id,
        "leave_code": one.leave_code,
        "every": one.policy.every,
        "days": one.policy.days,
        "valid_months": one.policy.valid_months,
        "waiting_months": one.policy.waiting_months,
        "prorate": one.policy.prorate,
        "valid_from": one.policy.valid_from,
        "valid_to": one.policy.valid_to,
        "note": one.note,
    }
