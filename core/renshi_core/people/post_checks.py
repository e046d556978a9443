"""Whether a post beside the main job fits: its person, its place, its time, and the posts that run beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from renshi_core.organization import departments
from renshi_core.organization import repository as organization
from renshi_core.people import facts, repository
from renshi_core.people.service_errors import not_employed
from renshi_sdk.context import Context
from renshi_sdk.contracts import Post
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A post to be: ``share`` is the percentage of working time it takes, ``last_day`` its last day."""

    kind: Literal["concurrent", "secondment"]
    department_id: UUID
    share: Decimal
    starts_on: date
    last_day: date | None = None
    position_id: UUID | None = None
    manager_id: UUID | None = None


async def check(ctx: Context, employee_id: UUID, wanted: Wanted, beside: Sequence[Post]) -> UUID:
    """Whether a post fits its person and place, and the posts ``beside`` it; returns the company of its department."""
    if wanted.last_day is not None and wanted.last_day < wanted.starts_on:
        raise invalid("last_day", "结束日期不能早于开始日期", "the last day lies before the first")
    if not 0 < wanted.share <= WHOLE:
        raise invalid("share", "占比须大于 0 且不超过 100", "the share is more than 0 and at most 100")
    main = await _main_jobs(employee_id, wanted)
    department = await ctx.organization.department(wanted.department_id)
    await departments.check_there(department.id, department.name, wanted.starts_on)
    if wanted.position_id is not None:
        position = await organization.position(wanted.position_id)
        if position is None or position.company_id != department.company_id:
            raise invalid("position_id", "所选公司没有这个岗位", "the chosen company has no such position")
    # The line of the main jobs may run the other way: somebody's report may lead a project of theirs.
    if wanted.manager_id is not None and (
        wanted.manager_id == employee_id or not await repository.spells(wanted.manager_id)
    ):
        raise invalid("manager_id", "请选择另一名员工作为上级", "choose another employee as the manager")
    if wanted.kind == "secondment":
        if wanted.last_day is None:
            raise invalid("last_day", "借调须约定结束日期", "a secondment needs its last day")
        if any(job.company_id == department.company_id for job in main):
            raise invalid(
                "department_id",
                "借调须到集团内另一家公司；本公司内请用兼岗或调动",
                "a secondment leads to another company; within one, use a concurrent post or a transfer",
            )
    elif any(
        job.department_id == wanted.department_id and job.position_id == wanted.position_id for job in main
    ):
        raise invalid("department_id", "这就是本人的主岗", "this is the person's main job")
    _check_beside(wanted, beside)
    return department.company_id


def _check_beside(wanted: Wanted, beside: Sequence[Post]) -> None:
    """Shares of posts that run at the same time, and the same post twice."""
    others = [
        p
        for p in beside
        if (p.last_day is None or p.last_day >= wanted.starts_on)
        and (wanted.last_day is None or wanted.last_day >= p.starts_on)
    ]
    for other in others:
        same = (other.department_id, other.position_id) == (wanted.department_id, wanted.position_id)
        if same or (wanted.kind == other.kind == "secondment"):
            raise Conflict(
                Text(
                    f"该期间已有相同的任职或借调（{other.starts_on} 起）",
                    f"the same post or another secondment runs at that time (from {other.starts_on})",
                ),
                code="people.post_overlap",
            )
    for day in {wanted.starts_on, *(p.starts_on for p in others if p.starts_on >= wanted.starts_on)}:
        running = [p for p in others if p.starts_on <= day and (p.last_day is None or day <= p.last_day)]
        total = wanted.share + sum((p.share for p in running), Decimal(0))
        alone = not running and wanted.kind == "secondment"
        if total > WHOLE or (total == WHOLE and not alone):
            raise invalid(
                "share",
                f"{day} 起兼岗占比合计 {total}%，须给主岗留出余量",
                f"from {day} on the shares add up to {total} %, nothing is left for the main job",
            )


async def _main_jobs(employee_id: UUID, wanted: Wanted) -> list[Any]:
    """The main job's records over the time of a post. Raises ``Conflict`` where it isn't employed all the time."""
    records = (await facts.records([employee_id], wanted.starts_on, wanted.last_day, None))[employee_id]
    if not records or records[0].valid_from > wanted.starts_on:
        raise not_employed(wanted.starts_on)
    until = records[-1].valid_to
    if until is not None and (wanted.last_day is None or until <= wanted.last_day):
        raise not_employed(until)
    return records


def invalid(field: str, zh: str, en: str) -> Invalid:
    return Invalid(Text(zh, en), code="people.post", fields={field: Text(zh, en)})
