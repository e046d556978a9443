"""The history of departments in the database, and today's row of each (docs/adr/0006)."""

# Column lists come from this code alone.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from asyncpg import Record

from renshi_core.organization.forest import DepartmentFacts
from renshi_core.organization.stretches import Stretch
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import connection, execute, fetch, fetch_row, fetch_value

History = list[Stretch[DepartmentFacts]]
_FACTS = "name, parent_id, head_id, cost_centre_id"
_COVERS = "r.valid_from <= {day} AND (r.valid_to IS NULL OR r.valid_to > {day})"
_PRESENT = f"""
WITH RECURSIVE present AS MATERIALIZED (
  SELECT r.department_id AS id, r.name, r.parent_id, r.head_id, r.cost_centre_id FROM core_department_record r
  WHERE r.company_id = $1 AND r.superseded_at IS NULL AND {_COVERS.format(day="$2")}),
tree(id, path) AS (
  SELECT id, ARRAY[id] FROM present WHERE parent_id IS NULL
  UNION ALL SELECT p.id, tree.path || p.id FROM tree JOIN present p ON p.parent_id = tree.id),
coming AS (
  SELECT department_id AS id, min(day) AS day FROM (
    SELECT department_id, valid_from AS day FROM core_department_record
      WHERE company_id = $1 AND superseded_at IS NULL AND valid_from > $2
    UNION ALL SELECT department_id, valid_to FROM core_department_record
      WHERE company_id = $1 AND superseded_at IS NULL AND valid_to > $2) AS days GROUP BY department_id)
"""


def _stretch(row: Record) -> Stretch[DepartmentFacts]:
    facts = DepartmentFacts(row["name"], row["parent_id"], row["head_id"], row["cost_centre_id"])
    return Stretch(row["valid_from"], row["valid_to"], facts, row["reason"], row["id"])


async def history(department_id: UUID) -> History:
    """What is believed about a department now, oldest first."""
    rows = await fetch(
        f"SELECT id, valid_from, valid_to, {_FACTS}, reason FROM core_department_record"
        " WHERE department_id = $1 AND superseded_at IS NULL ORDER BY valid_from",
        department_id,
    )
    return [_stretch(r) for r in rows]


async def histories(company_id: UUID, known_at: datetime | None = None) -> dict[UUID, History]:
    """Every department of a company along time, as believed at ``known_at`` (now where ``None``)."""
    known = (
        "superseded_at IS NULL AND $2::timestamptz IS NULL"
        if known_at is None
        else "recorded_at <= $2 AND (superseded_at IS NULL OR superseded_at > $2)"
    )
    rows = await fetch(
        f"SELECT department_id, id, valid_from, valid_to, {_FACTS}, reason FROM core_department_record"
        f" WHERE company_id = $1 AND {known} ORDER BY department_id, valid_from",
        company_id,
        known_at,
    )
    found: dict[UUID, History] = defaultdict(list)
    for row in rows:
        found[row["department_id"]].append(_stretch(row))
    return dict(found)


async def everything_recorded(department_id: UUID) -> list[dict[str, Any]]:
    """Every record ever believed about a department, newest first."""
    rows = await fetch(
        "SELECT r.id, r.valid_from, r.valid_to, r.name, r.parent_id, p.name AS parent_name, r.head_id,"
        " h.name AS head_name, r.cost_centre_id, c.title AS cost_centre_title, r.reason, r.recorded_at,"
        " r.superseded_at, r.recorded_by FROM core_department_record r"
        " LEFT JOIN core_department p ON p.id = r.parent_id LEFT JOIN core_employee h ON h.id = r.head_id"
        " LEFT JOIN core_cost_centre c ON c.id = r.cost_centre_id"
        " WHERE r.department_id = $1 ORDER BY r.superseded_at IS NOT NULL, r.valid_from DESC, r.recorded_at DESC",
        department_id,
    )
    return [dict(r) for r in rows]


async def record_department(record_id: UUID) -> UUID | None:
    """The department that a record now believed is about."""
    found: UUID | None = await fetch_value(
        "SELECT department_id FROM core_department_record WHERE id = $1 AND superseded_at IS NULL", record_id
    )
    return found


async def believe(
    ctx: Context,
    company_id: UUID,
    edits: Mapping[UUID, tuple[Sequence[Stretch[DepartmentFacts]], Sequence[Stretch[DepartmentFacts]]]],
    *,
    batch_id: UUID | None = None,
) -> bool:
    """Replace what is believed about departments, ``{department: (before, after)}``, and bring today's rows up to
    date. Call it with the tree locked. Returns whether anything is different.

    Raises:
        AssertionError: an ``after`` has a gap or an overlap, which would be a mistake of the caller's.
    """
    gone: list[UUID] = []
    made: list[tuple[UUID, Stretch[DepartmentFacts]]] = []
    for department_id, (before, after) in edits.items():
        for left, right in pairwise(after):
            if left.end != right.start:
                raise AssertionError(f"department {department_id} has a gap at {right.start}")
        kept = {(s.start, s.end, s.facts) for s in before} & {(s.start, s.end, s.facts) for s in after}
        gone += [s.id for s in before if s.id is not None and (s.start, s.end, s.facts) not in kept]
        made += [(department_id, s) for s in after if (s.start, s.end, s.facts) not in kept]
    if not gone and not made:
        return False
    moment = await knowledge_moment(company_id, ctx.now())
    await execute(
        "UPDATE core_department_record SET superseded_at = $2, ended_by = $3 WHERE id = ANY($1)",
        gone,
        moment,
        batch_id,
    )
    await connection().executemany(
        f"INSERT INTO core_department_record (id, department_id, company_id, valid_from, valid_to, {_FACTS},"
        " recorded_at, reason, recorded_by, batch_id)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        [
            (
                new_id(),
                department_id,
                company_id,
                s.start,
                s.end,
                s.facts.name,
                s.facts.parent_id,
                s.facts.head_id,
                s.facts.cost_centre_id,
                moment,
                s.reason,
                ctx.actor.name,
                batch_id,
            )
            for department_id, s in made
        ],
    )
    await refresh(ctx, company_id)
    return True


async def insert_first(
    ctx: Context, company_id: UUID, department_id: UUID, stretch: Stretch[DepartmentFacts]
) -> None:
    """The first record of a department whose row of today is written already."""
    await execute(
        f"INSERT INTO core_department_record (id, department_id, company_id, valid_from, {_FACTS}, recorded_at,"
        " reason, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new_id(),
        department_id,
        company_id,
        stretch.start,
        stretch.facts.name,
        stretch.facts.parent_id,
        stretch.facts.head_id,
        stretch.facts.cost_centre_id,
        await knowledge_moment(company_id, ctx.now()),
        stretch.reason,
        ctx.actor.name,
    )


async def knowledge_moment(company_id: UUID, now: datetime) -> datetime:
    """Now, or the last moment something about the tree was recorded: knowledge has an order even where the clocks
    of two machines disagree."""
    moment: datetime = await fetch_value(
        "SELECT greatest($2, (SELECT max(recorded_at) FROM core_department_record WHERE company_id = $1))",
        company_id,
        now,
    )
    return moment


async def refresh(ctx: Context, company_id: UUID) -> None:
    """Write today's row of every department that differs from it."""
    await execute(
        f"{_PRESENT} UPDATE core_department d SET name = p.name, parent_id = p.parent_id, head_id = p.head_id,"
        " cost_centre_id = p.cost_centre_id, path = t.path, archived_at = NULL, next_change_on = c.day"
        " FROM present p JOIN tree t ON t.id = p.id LEFT JOIN coming c ON c.id = p.id"
        " WHERE d.id = p.id AND (d.archived_at IS NOT NULL OR"
        "  (d.name, d.parent_id, d.head_id, d.cost_centre_id, d.path, d.next_change_on) IS DISTINCT FROM"
        "  (p.name, p.parent_id, p.head_id, p.cost_centre_id, t.path, c.day))",
        company_id,
        ctx.today(),
    )
    await execute(
        f"{_PRESENT} UPDATE core_department d SET archived_at = coalesce(d.archived_at, $3),"
        " next_change_on = c.day FROM core_department x LEFT JOIN coming c ON c.id = x.id"
        " WHERE x.company_id = $1 AND x.id = d.id AND NOT EXISTS (SELECT FROM tree WHERE tree.id = x.id)"
        " AND (d.archived_at IS NULL OR d.next_change_on IS DISTINCT FROM c.day)",
        company_id,
        ctx.today(),
        ctx.now(),
    )


async def due(company_id: UUID, today: date) -> bool:
    """Whether a planned change of the tree has come and today's rows don't show it yet."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_department WHERE company_id = $1 AND next_change_on <= $2)",
            company_id,
            today,
        )
    )


async def anything_planned(company_id: UUID) -> bool:
    """Whether any change of the tree is still to come."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_department WHERE company_id = $1 AND next_change_on IS NOT NULL)",
            company_id,
        )
    )


async def exists_on(department_id: UUID, day: date) -> bool:
    """Whether a department is there on ``day``, by what is believed now."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM core_department_record r WHERE r.department_id = $1"
            f" AND r.superseded_at IS NULL AND {_COVERS.format(day='$2::date')})",
            department_id,
            day,
        )
    )


async def names_on(department_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Names of departments on a day; today's (or last) name where they aren't there on it."""
    rows = await fetch(
        "SELECT d.id, coalesce(r.name, d.name) AS name FROM core_department d LEFT JOIN core_department_record r"
        f" ON r.department_id = d.id AND r.superseded_at IS NULL AND {_COVERS.format(day='$2::date')}"
        " WHERE d.id = ANY($1)",
        list(department_ids),
        day,
    )
    return {r["id"]: r["name"] for r in rows}


async def planned(company_id: UUID, after: date) -> list[Record]:
    """Changes of departments after a day, soonest first: each record with the one before it, and each end."""
    return await fetch(
        "SELECT r.id, r.department_id, r.valid_from AS on, r.reason, d.code, b.id IS NULL AS begins, false AS ends,"
        " b.name AS from_name, r.name AS to_name, b.parent_id AS from_parent_id, r.parent_id AS to_parent_id,"
        " b.head_id AS from_head_id, r.head_id AS to_head_id, b.cost_centre_id AS from_cost_centre_id,"
        " r.cost_centre_id AS to_cost_centre_id"
        " FROM core_department_record r JOIN core_department d ON d.id = r.department_id"
        " LEFT JOIN core_department_record b ON b.department_id = r.department_id AND b.superseded_at IS NULL"
        "  AND b.valid_to = r.valid_from"
        " WHERE r.company_id = $1 AND r.superseded_at IS NULL AND r.valid_from > $2"
        " UNION ALL SELECT r.id, r.department_id, r.valid_to, r.reason, d.code, false, true, r.name, NULL,"
        " r.parent_id, NULL, r.head_id, NULL, r.cost_centre_id, NULL"
        " FROM core_department_record r JOIN core_department d ON d.id = r.department_id"
        " WHERE r.company_id = $1 AND r.superseded_at IS NULL AND r.valid_to > $2 AND NOT EXISTS"
        "  (SELECT FROM core_department_record n WHERE n.department_id = r.department_id"
        "   AND n.superseded_at IS NULL AND n.valid_from = r.valid_to)"
        " ORDER BY 3, 5",
        company_id,
        after,
    )


async def row(department_id: UUID) -> Record | None:
    """Today's row with what the contract leaves out."""
    return await fetch_row(
        "SELECT d.id, d.company_id, d.code, d.name, d.parent_id, d.head_id, d.path, d.cost_centre_id,"
        " d.archived_at, d.next_change_on FROM core_department d WHERE d.id = $1",
        department_id,
    )


async def before_batch(batch_id: UUID) -> dict[UUID, tuple[History, History]]:
    """Per department that a reorganisation changed: what is believed now, and what was believed before it."""
    rows = await fetch(
        f"SELECT department_id, id, valid_from, valid_to, {_FACTS}, reason, superseded_at, batch_id, ended_by"
        " FROM core_department_record WHERE department_id IN (SELECT department_id FROM core_department_record"
        "  WHERE batch_id = $1 OR ended_by = $1) AND (superseded_at IS NULL OR ended_by = $1)"
        " ORDER BY department_id, valid_from",
        batch_id,
    )
    found: dict[UUID, tuple[History, History]] = defaultdict(lambda: ([], []))
    for row in rows:
        now, was = found[row["department_id"]]
        if row["superseded_at"] is None:
            now.append(_stretch(row))
        if row["ended_by"] == batch_id or row["batch_id"] != batch_id:
            was.append(_stretch(row))
    return dict(found)
