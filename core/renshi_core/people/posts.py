"""Posts beside the main job: concurrent posts (兼岗) and secondments (借调) to another company of the group.

The employment stays where it is: approvals, pay and service follow the main job. Whoever manages the second post sees
the person's file for its time (``renshi_core.access``). A post ends by itself on its last day; changing one gives its
record up and writes another, so that what was known stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_core.people import facts, repository
from renshi_core.people.post_checks import Wanted, check
from renshi_core.people.service_errors import no_such_employee
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Post
from renshi_sdk.db import execute, fetch, fetch_row, where
from renshi_sdk.errors import Conflict, NotFound
from renshi_sdk.events import PostEnded, PostStarted
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

# Column lists come from this code alone.
_COLUMNS = "post_id, employee_id, company_id, kind, department_id, position_id, manager_id, share, valid_from, valid_to"
_NAMED = f"""SELECT {", ".join("p." + c for c in _COLUMNS.split(", "))}, p.reason, e.name AS employee_name,
  e.number AS employee_number, c.name AS company_name, d.name AS department_name, t.title AS position_title,
  m.name AS manager_name FROM core_post p JOIN core_employee e ON e.id = p.employee_id
  JOIN core_company c ON c.id = p.company_id JOIN core_department d ON d.id = p.department_id
  LEFT JOIN core_position t ON t.id = p.position_id LEFT JOIN core_employee m ON m.id = p.manager_id
  WHERE p.superseded_at IS NULL"""


async def posts_of(employee_id: UUID, day: date | None) -> list[Post]:
    """Posts of one person running on ``day``; all, also ended and planned ones, where ``None``."""
    return (await posts_by_ids([employee_id], day))[employee_id]


async def posts_by_ids(employee_ids: Sequence[UUID], day: date | None) -> dict[UUID, list[Post]]:
    """The same for several people in one query."""
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM core_post WHERE employee_id = ANY($1) AND superseded_at IS NULL"
        " AND ($2::date IS NULL OR (valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)))"
        " ORDER BY valid_from, post_id",
        list(employee_ids),
        day,
    )
    found: dict[UUID, list[Post]] = {employee_id: [] for employee_id in employee_ids}
    for row in rows:
        values = dict(row)
        end = values.pop("valid_to")
        found[row["employee_id"]].append(
            Post(
                id=values.pop("post_id"),
                starts_on=values.pop("valid_from"),
                last_day=end - timedelta(days=1) if end else None,
                **values,
            )
        )
    return found


async def shown(
    *,
    company_id: UUID | None = None,
    home_company_id: UUID | None = None,
    employee_id: UUID | None = None,
    department_id: UUID | None = None,
    day: date | None = None,
    reach: Clause | None = None,
) -> list[dict[str, Any]]:
    """Posts with names, newest first (at most 1000): those of a company's departments, of a company's own people in
    another one, of one department with what is below it, or of one person; running or to come from ``day`` on."""
    conditions = [reach] if reach else []
    if company_id is not None:
        conditions.append(Clause("p.company_id = {}", (company_id,)))
    if home_company_id is not None:
        conditions.append(
            Clause(
                "p.company_id <> {} AND EXISTS (SELECT FROM core_employee_current h WHERE h.id = p.employee_id"
                " AND h.company_id = {})",
                (home_company_id, home_company_id),
            )
        )
    if employee_id is not None:
        conditions.append(Clause("p.employee_id = {}", (employee_id,)))
    if department_id is not None:
        conditions.append(
            Clause(
                "p.department_id = ANY(ARRAY(SELECT id FROM core_department WHERE path @> ARRAY[{}::uuid]))",
                (department_id,),
            )
        )
    if day is not None:
        conditions.append(Clause("p.valid_to IS NULL OR p.valid_to > {}", (day,)))
    sql, arguments = where(*conditions)
    rows = await fetch(f"{_NAMED} AND {sql} ORDER BY p.valid_from DESC, e.number LIMIT 1000", *arguments)
    return [
        dict(r)
        | {
            "id": r["post_id"],
            "starts_on": r["valid_from"],
            "last_day": r["valid_to"] - timedelta(days=1) if r["valid_to"] else None,
        }
        for r in rows
    ]


async def add(ctx: Context, employee_id: UUID, wanted: Wanted, *, reason: str) -> UUID:
    """Give somebody a post beside the main job; returns its id.

    Raises:
        NotFound: person, department, position. Invalid: places or dates that don't fit, shares that leave nothing for
            the main job, a secondment without an end or within the home company. Conflict: not employed at that time,
            or the same post or another secondment runs already.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    company_id = await check(ctx, employee_id, wanted, await _beside(employee_id, None))
    post_id = new_id()
    await _insert(ctx, employee_id, post_id, company_id, wanted, reason)
    await refresh([employee_id], ctx.today())
    await _told(ctx, "add", employee_id, post_id, wanted, reason)
    home = (await facts.employees([employee_id], wanted.starts_on))[employee_id]
    await ctx.events.publish(
        PostStarted(
            company_id=company_id,
            employee_id=employee_id,
            post_id=post_id,
            kind=wanted.kind,
            home_company_id=home.company_id,
            department_id=wanted.department_id,
            starts_on=wanted.starts_on,
            last_day=wanted.last_day,
        )
    )
    return post_id


async def change(ctx: Context, post_id: UUID, values: dict[str, Any], *, reason: str) -> None:
    """Change share, position, manager or last day of a post as if it had always been so; the old record stays readable
    as known at its time.

    Raises:
        NotFound. Invalid, Conflict: as in :func:`add`.
    """
    employee_id, wanted = await _believed(post_id)
    after = replace(wanted, **values)
    company_id = await check(ctx, employee_id, after, await _beside(employee_id, post_id))
    if after == wanted:
        raise Conflict(Text("没有任何变化", "nothing would change"), code="people.no_change")
    await _give_up(ctx, post_id)
    await _insert(ctx, employee_id, post_id, company_id, after, reason)
    await refresh([employee_id], ctx.today())
    await _told(ctx, "change", employee_id, post_id, after, reason)


async def end(ctx: Context, post_id: UUID, *, last_day: date, reason: str) -> None:
    """End a post early (提前结束、提前返回), or call it off where ``last_day`` lies before its first day.

    Raises:
        NotFound. Conflict: it ends earlier anyway.
    """
    employee_id, wanted = await _believed(post_id)
    if wanted.last_day is not None and wanted.last_day <= last_day:
        raise Conflict(
            Text(f"该任职已于{wanted.last_day}结束", f"this post ends on {wanted.last_day} already"),
            code="people.post_ended",
        )
    company_id = (await ctx.organization.department(wanted.department_id)).company_id
    await _give_up(ctx, post_id)
    if last_day >= wanted.starts_on:
        await _insert(ctx, employee_id, post_id, company_id, replace(wanted, last_day=last_day), reason)
    await refresh([employee_id], ctx.today())
    await _told(ctx, "end", employee_id, post_id, replace(wanted, last_day=last_day), reason)
    await ctx.events.publish(
        PostEnded(
            company_id=company_id,
            employee_id=employee_id,
            post_id=post_id,
            kind=wanted.kind,
            department_id=wanted.department_id,
            last_day=last_day,
        )
    )


async def close_all(ctx: Context, employee_id: UUID, last_day: date, *, reason: str) -> None:
    """The employment ends: posts that would run on end with it."""
    for post in await posts_of(employee_id, None):
        if post.last_day is None or post.last_day > last_day:
            await end(ctx, post.id, last_day=last_day, reason=reason)


async def home_again(ctx: Context, employee_id: UUID, company_id: UUID, day: date) -> None:
    """Somebody moves into a company for good: secondments to it end the day before."""
    for post in await posts_of(employee_id, None):
        if (
            post.kind == "secondment"
            and post.company_id == company_id
            and (post.last_day is None or post.last_day >= day)
        ):
            await end(ctx, post.id, last_day=day - timedelta(days=1), reason="moved for good")


async def refresh(employee_ids: Sequence[UUID], today: date) -> None:
    """Write today's posts of people anew."""
    await execute("DELETE FROM core_post_current WHERE employee_id = ANY($1)", list(employee_ids))
    await execute(
        "INSERT INTO core_post_current (id, employee_id, company_id, kind, department_id, position_id, manager_id,"
        " share) SELECT post_id, employee_id, company_id, kind, department_id, position_id, manager_id, share"
        " FROM core_post WHERE employee_id = ANY($1) AND superseded_at IS NULL AND valid_from <= $2"
        " AND (valid_to IS NULL OR valid_to > $2)",
        list(employee_ids),
        today,
    )


async def roll_forward(company_id: UUID, today: date) -> int:
    """Let posts in a company begin and end by themselves; returns for how many people."""
    rows = await fetch(
        "SELECT employee_id FROM core_post p WHERE p.company_id = $1 AND p.superseded_at IS NULL"
        " AND p.valid_from <= $2 AND (p.valid_to IS NULL OR p.valid_to > $2)"
        " AND NOT EXISTS (SELECT FROM core_post_current c WHERE c.id = p.post_id)"
        " UNION SELECT c.employee_id FROM core_post_current c JOIN core_post p ON p.post_id = c.id"
        "  AND p.superseded_at IS NULL WHERE c.company_id = $1 AND p.valid_to <= $2",
        company_id,
        today,
    )
    if rows:
        await refresh([r["employee_id"] for r in rows], today)
    return len(rows)


async def home_of(post_id: UUID) -> UUID:
    """Whose post it is. Raises ``NotFound``."""
    employee_id, _ = await _believed(post_id, lock=False)
    return employee_id


async def _beside(employee_id: UUID, but: UUID | None) -> list[Post]:
    return [post for post in await posts_of(employee_id, None) if post.id != but]


async def _believed(post_id: UUID, *, lock: bool = True) -> tuple[UUID, Wanted]:
    sql = f"SELECT {_COLUMNS} FROM core_post WHERE post_id = $1 AND superseded_at IS NULL"
    row = await fetch_row(sql, post_id)
    if row is not None and lock:
        await repository.lock_person(row["employee_id"])
        row = await fetch_row(sql, post_id)
    if row is None:
        raise NotFound(Text("没有这条兼岗或借调", "there is no such post"), code="people.post")
    return row["employee_id"], Wanted(
        kind=row["kind"],
        department_id=row["department_id"],
        share=row["share"],
        starts_on=row["valid_from"],
        last_day=row["valid_to"] - timedelta(days=1) if row["valid_to"] else None,
        position_id=row["position_id"],
        manager_id=row["manager_id"],
    )


async def _give_up(ctx: Context, post_id: UUID) -> None:
    await execute(
        "UPDATE core_post SET superseded_at = greatest($2, recorded_at) WHERE post_id = $1"
        " AND superseded_at IS NULL",
        post_id,
        ctx.now(),
    )


async def _insert(
    ctx: Context, employee_id: UUID, post_id: UUID, company_id: UUID, wanted: Wanted, reason: str
) -> None:
    await execute(
        f"INSERT INTO core_post (id, {_COLUMNS}, recorded_at, reason, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7,"
        " $8, $9, $10, $11, greatest($12, (SELECT max(superseded_at) FROM core_post WHERE post_id = $2)), $13, $14)",
        new_id(),
        post_id,
        employee_id,
        company_id,
        wanted.kind,
        wanted.department_id,
        wanted.position_id,
        wanted.manager_id,
        wanted.share,
        wanted.starts_on,
        wanted.last_day + timedelta(days=1) if wanted.last_day else None,
        ctx.now(),
        reason,
        ctx.actor.name,
    )


async def _told(
    ctx: Context, verb: str, employee_id: UUID, post_id: UUID, wanted: Wanted, reason: str
) -> None:
    await ctx.audit.record(
        f"core.post.{verb}",
        subject="employee",
        subject_id=employee_id,
        employee_id=employee_id,
        detail={
            "post_id": str(post_id),
            "kind": wanted.kind,
            "department_id": str(wanted.department_id),
            "share": str(wanted.share),
            "starts_on": wanted.starts_on.isoformat(),
            "last_day": wanted.last_day.isoformat() if wanted.last_day else None,
            "reason": reason,
        },
    )
