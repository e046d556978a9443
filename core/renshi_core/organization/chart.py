"""The organisation as figures: the chart, level by level, and who came, went and moved in a period.

Heads are counted from the job records of the day, so that any day's chart is right, also tomorrow's and last year's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_core.organization import dated, forest, repository
from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.text import Text

_COVERS = "valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)"
MAX_DEPTH = forest.MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Node:
    """A department of one day."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    head_id: UUID | None
    cost_centre_id: UUID | None
    path: tuple[UUID, ...]


async def nodes(ctx: Context, *, as_of: date | None, known_at: datetime | None = None) -> list[Node]:
    """Departments of the context's company on ``as_of`` (today), as known at ``known_at`` (now), parents first."""
    if (as_of is None or as_of == ctx.today()) and known_at is None:
        if await dated.due(ctx.company_id, ctx.today()):
            await dated.refresh(ctx, ctx.company_id)
        rows = await fetch(
            "SELECT id, code, name, parent_id, head_id, cost_centre_id, path FROM core_department"
            " WHERE company_id = $1 AND archived_at IS NULL ORDER BY cardinality(path), code",
            ctx.company_id,
        )
        return [Node(**{**dict(r), "path": tuple(r["path"])}) for r in rows]
    tree = forest.on(await dated.histories(ctx.company_id, known_at), as_of or ctx.today())
    lines = forest.paths(tree)
    codes = await repository.codes(ctx.company_id)
    found = [
        Node(key, codes[key], f.name, f.parent_id, f.head_id, f.cost_centre_id, lines[key])
        for key, f in tree.items()
    ]
    return sorted(found, key=lambda n: (len(n.path), n.code))


async def heads_on(company_id: UUID, day: date, known_at: datetime | None = None) -> dict[UUID, int]:
    """Employed people of each department itself on a day."""
    known = (
        "superseded_at IS NULL AND $3::timestamptz IS NULL"
        if known_at is None
        else "recorded_at <= $3 AND (superseded_at IS NULL OR superseded_at > $3)"
    )
    rows = await fetch(
        f"SELECT department_id, count(*) AS n FROM core_job_record WHERE company_id = $1 AND {_COVERS} AND {known}"
        " GROUP BY department_id",
        company_id,
        day,
        known_at,
    )
    return {r["department_id"]: r["n"] for r in rows}


async def heads(ctx: Context, day: date, known_at: datetime | None = None) -> dict[UUID, int]:
    """Employed people of each department itself on a day, as known at a time (now).

    Today's are counted from the rows of today, whose index alone answers, unless some of them wait for the nightly job.
    """
    if day == ctx.today() and known_at is None:
        rows = await fetch(
            "SELECT department_id, count(*) AS n FROM core_employee_current WHERE company_id = $1"
            " AND status IN ('probation', 'active') AND NOT EXISTS (SELECT FROM core_employee_current"
            "  WHERE company_id = $1 AND next_change_on <= $2) GROUP BY department_id",
            ctx.company_id,
            day,
        )
        if rows:
            return {r["department_id"]: r["n"] for r in rows}
    return await heads_on(ctx.company_id, day, known_at)


async def planned_on(company_id: UUID, day: date) -> dict[UUID, int]:
    """Planned heads of each department by the approved plan of the day: its total line where there is one, else the
    sum of its lines."""
    rows = await fetch(
        "SELECT l.department_id, coalesce(max(l.planned) FILTER"
        "  (WHERE l.position_id IS NULL AND l.employment_type IS NULL), sum(l.planned))::int AS n"
        " FROM core_headcount_line l JOIN core_headcount_plan p ON p.id = l.plan_id"
        " WHERE p.company_id = $1 AND p.state = 'approved' AND p.period_from <= $2 AND p.period_to >= $2"
        " GROUP BY l.department_id",
        company_id,
        day,
    )
    return {r["department_id"]: r["n"] for r in rows}


def totals(tree: list[Node], own: Mapping[UUID, int]) -> dict[UUID, int]:
    """Each department's own figure and those of everything below it."""
    summed = {n.id: 0 for n in tree}
    for node in tree:
        if own.get(node.id):
            for above in node.path:
                summed[above] += own[node.id]
    return summed


async def chart(
    ctx: Context, *, root: UUID | None = None, depth: int = 2, as_of: date | None = None
) -> list[dict[str, Any]]:
    """Departments up to ``depth`` levels below ``root`` (from the top where ``None``), parents first.

    ``headcount`` counts the department's own people, ``headcount_total`` those below it too. ``planned`` and
    ``planned_total`` come from the approved headcount plan and are ``None`` without one; ``vacancies`` is what is
    left of ``planned_total``, negative where there are more people than places.

    Raises:
        NotFound: ``root`` isn't a department of the company on that day. Invalid: ``depth`` isn't 1…15.
    """
    if not 1 <= depth <= MAX_DEPTH:
        message = Text(f"层数为 1 至 {MAX_DEPTH}", f"from 1 to {MAX_DEPTH} levels")
        raise Invalid(
            Text("查询参数有误", "a query parameter is wrong"), code="query", fields={"depth": message}
        )
    day = as_of or ctx.today()
    tree = await nodes(ctx, as_of=as_of)
    by_id = {n.id: n for n in tree}
    if root is not None and root not in by_id:
        raise NotFound(
            Text("该日没有这个部门", "there is no such department on that day"),
            code="organization.department",
        )
    level = len(by_id[root].path) if root else 0
    shown = [n for n in tree if level < len(n.path) <= level + depth and (root is None or root in n.path)]
    people = await heads(ctx, day)
    plan = await planned_on(ctx.company_id, day)
    all_heads, all_planned = totals(tree, people), totals(tree, plan)
    covered = {above for n in tree if n.id in plan for above in n.path}
    children = Counter(n.parent_id for n in tree)
    names = await repository.names([n.head_id for n in shown if n.head_id])
    return [
        {
            "id": n.id,
            "code": n.code,
            "name": n.name,
            "parent_id": n.parent_id,
            "head_id": n.head_id,
            "head_name": names.get(n.head_id) if n.head_id else None,
            "headcount": people.get(n.id, 0),
            "headcount_total": all_heads[n.id],
            "planned": plan.get(n.id),
            "planned_total": all_planned[n.id] if n.id in covered else None,
            "vacancies": all_planned[n.id] - all_heads[n.id] if n.id in covered else None,
            "children_count": children[n.id],
        }
        for n in shown
    ]


async def movement(ctx: Context, first: date, last: date) -> list[dict[str, Any]]:
    """Who came, went and moved in ``first``…``last``, by department.

    ``opening`` counts the heads at the end of the day before ``first``, ``closing`` those at the end of ``last``;
    whoever has their last day on a day isn't there at its end. So opening + joined + moved_in − left − moved_out
    = closing in every row. People from and to other companies of the group count as moved.

    Raises:
        Invalid: ``last`` lies before ``first``.
    """
    if last < first:
        message = Text("结束日期不能早于开始日期", "the last day lies before the first")
        raise Invalid(message, code="query", fields={"to": message})
    before = first - timedelta(days=1)
    opening, closing = await heads_on(ctx.company_id, before), await heads_on(ctx.company_id, last)
    rows = await fetch(
        # Beginnings in the period, with what the person had before.
        "SELECT r.department_id AS into_id, b.department_id AS out_of_id, b.id IS NULL AS joined, false AS left,"
        "  r.company_id AS into_company, b.company_id AS out_of_company, r.valid_from AS day"
        " FROM core_job_record r LEFT JOIN core_job_record b ON b.employee_id = r.employee_id"
        "  AND b.spell_id = r.spell_id AND b.superseded_at IS NULL AND b.valid_to = r.valid_from"
        " WHERE r.company_id = $1 AND r.superseded_at IS NULL AND r.valid_from BETWEEN $2 AND $3"
        "  AND (b.id IS NULL OR b.department_id <> r.department_id)"
        # Ends: of the employment (the day before), or by a move to another company.
        " UNION ALL SELECT n.department_id, r.department_id, false, n.id IS NULL, n.company_id, r.company_id,"
        "  r.valid_to - (n.id IS NULL)::int"
        " FROM core_job_record r LEFT JOIN core_job_record n ON n.employee_id = r.employee_id"
        "  AND n.spell_id = r.spell_id AND n.superseded_at IS NULL AND n.valid_from = r.valid_to"
        " WHERE r.company_id = $1 AND r.superseded_at IS NULL AND r.valid_to BETWEEN $2 AND $3::date + 1"
        "  AND (n.id IS NULL OR n.company_id <> $1)",
        ctx.company_id,
        before,
        last,
    )
    counts: dict[str, Counter[UUID]] = {n: Counter() for n in ("joined", "left", "moved_in", "moved_out")}
    for row in rows:
        if row["left"]:
            gone_on = row["day"]
            if gone_on == before:
                opening[row["out_of_id"]] = opening.get(row["out_of_id"], 0) - 1
            elif gone_on <= last:
                counts["left"][row["out_of_id"]] += 1
                if gone_on == last:
                    closing[row["out_of_id"]] = closing.get(row["out_of_id"], 0) - 1
        elif first <= row["day"] <= last:
            if row["joined"]:
                counts["joined"][row["into_id"]] += 1
                continue
            if row["into_company"] == ctx.company_id:
                counts["moved_in"][row["into_id"]] += 1
            if row["out_of_company"] == ctx.company_id:
                counts["moved_out"][row["out_of_id"]] += 1
    mentioned = {*opening, *closing, *(key for c in counts.values() for key in c)}
    names = await dated.names_on(mentioned, last)
    codes = await repository.codes(ctx.company_id)
    return [
        {
            "department_id": key,
            "code": codes[key],
            "department_name": names[key],
            "opening": opening.get(key, 0),
            **{name: counter[key] for name, counter in counts.items()},
            "closing": closing.get(key, 0),
        }
        for key in sorted(mentioned, key=lambda k: codes[k])
    ]
