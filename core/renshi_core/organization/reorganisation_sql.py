"""A reorganisation in the database, set by set: tens of thousands of people in a handful of statements."""

# Column lists and table names come from this code alone.

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_core.organization.reorganisation import PeopleMove
from renshi_core.people import current, posts, repository
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row, fetch_value

BATCH = 5_000
_JOB = "employee_id, spell_id, " + ", ".join(n for n in repository.FACTS if n != "department_id")
_POST = "post_id, employee_id, company_id, kind, position_id, manager_id, share"
_TABLES = {"core_job_record": _JOB, "core_post": _POST}
_MOVES = (
    """m AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS m(source, target, employee_id))"""
)
_TOUCHED = """r.department_id = m.source AND (m.employee_id IS NULL OR m.employee_id = r.employee_id)
  AND r.superseded_at IS NULL AND (r.valid_to IS NULL OR r.valid_to > $4)"""


def _arguments(moves: Sequence[PeopleMove]) -> tuple[list[UUID], list[UUID], list[UUID | None]]:
    rows: list[tuple[UUID, UUID, UUID | None]] = []
    for move in moves:
        if move.whole:
            rows.append((move.source, move.target, None))
        else:
            rows += [(move.source, move.target, employee_id) for employee_id in move.employee_ids]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def chained(moves: Sequence[PeopleMove]) -> list[PeopleMove]:
    """Moves with their final targets: what a later step moves on goes there at once."""
    whole = {m.source: m.target for m in moves if m.whole}

    def last(target: UUID) -> UUID:
        seen = {target}
        while (following := whole.get(target)) is not None and following not in seen:
            target = following
            seen.add(target)
        return target

    return [PeopleMove(m.source, last(m.target), m.employee_ids, m.position_ids, m.whole) for m in moves]


async def count(moves: Sequence[PeopleMove], day: date) -> list[dict[str, Any]]:
    """Per source and target: people there on the day, changes planned for later, second posts."""
    if not moves:
        return []
    rows = await fetch(
        f"WITH {_MOVES} SELECT m.source, m.target,"
        f" (SELECT count(DISTINCT r.employee_id) FROM core_job_record r, m n WHERE n.source = m.source"
        f"  AND n.target = m.target AND {_TOUCHED.replace('m.', 'n.')} AND r.valid_from <= $4) AS people,"
        f" (SELECT count(*) FROM core_job_record r, m n WHERE n.source = m.source AND n.target = m.target"
        f"  AND {_TOUCHED.replace('m.', 'n.')} AND r.valid_from > $4) AS planned,"
        f" (SELECT count(*) FROM core_post r, m n WHERE n.source = m.source AND n.target = m.target"
        f"  AND {_TOUCHED.replace('m.', 'n.')}) AS posts"
        " FROM (SELECT DISTINCT source, target FROM m) AS m",
        *_arguments(moves),
        day,
    )
    return [dict(r) for r in rows]


async def strangers(moves: Sequence[PeopleMove], day: date) -> list[UUID]:
    """People named by a split who aren't in its source on the day."""
    found: list[UUID] = []
    for move in moves:
        if move.employee_ids:
            rows = await fetch(
                "SELECT x.id FROM unnest($1::uuid[]) AS x(id) WHERE NOT EXISTS (SELECT FROM core_job_record r"
                " WHERE r.employee_id = x.id AND r.superseded_at IS NULL AND r.department_id = $2"
                " AND (r.valid_to IS NULL OR r.valid_to > $3))",
                list(move.employee_ids),
                move.source,
                day,
            )
            found += [r["id"] for r in rows]
    return found


async def people_of(moves: Sequence[PeopleMove], day: date) -> list[tuple[UUID, UUID, UUID]]:
    """Everybody whose main job moves: person, source and target; those there on the day."""
    rows = await fetch(
        f"WITH {_MOVES} SELECT DISTINCT r.employee_id, m.source, m.target FROM core_job_record r JOIN m"
        f" ON {_TOUCHED} WHERE r.valid_from <= $4",
        *_arguments(moves),
        day,
    )
    return [(r["employee_id"], r["source"], r["target"]) for r in rows]


async def move_people(
    ctx: Context, moves: Sequence[PeopleMove], day: date, *, batch_id: UUID, reason: str, moment: datetime
) -> list[UUID]:
    """Give up what is believed of the departments that go and believe the same of where they go to; returns whom it
    touches."""
    if not moves:
        return []
    arguments = _arguments(moves)
    await execute(
        f"WITH {_MOVES} SELECT FROM core_employee WHERE id IN (SELECT r.employee_id FROM core_job_record r JOIN m"
        f" ON {_TOUCHED} UNION SELECT r.employee_id FROM core_post r JOIN m ON {_TOUCHED})"
        " ORDER BY id FOR NO KEY UPDATE",
        *arguments,
        day,
    )
    touched: set[UUID] = set()
    for table, columns in _TABLES.items():
        known = await fetch_value(
            f"WITH {_MOVES} SELECT greatest($5, max(r.recorded_at)) FROM {table} r JOIN m ON {_TOUCHED}",
            *arguments,
            day,
            moment,
        )
        rows = await fetch(
            f"WITH {_MOVES} UPDATE {table} r SET superseded_at = $5, ended_by = $6 FROM m WHERE {_TOUCHED}"
            " RETURNING r.employee_id",
            *arguments,
            day,
            known,
            batch_id,
        )
        touched |= {r["employee_id"] for r in rows}
        # A post has one record at a time, so what goes on elsewhere is another post.
        part = "CASE WHEN piece.valid_from = r.valid_from THEN r.post_id ELSE gen_random_uuid() END"
        pieces = ", ".join(part if c == "post_id" else f"r.{c}" for c in columns.split(", "))
        await execute(
            f"WITH {_MOVES} INSERT INTO {table} (id, {columns}, department_id, valid_from, valid_to, recorded_at,"
            f" reason, recorded_by, batch_id) SELECT gen_random_uuid(), {pieces}, piece.department_id,"
            " piece.valid_from, piece.valid_to, $5, piece.reason, $7, $6"
            f" FROM {table} r JOIN m ON r.department_id = m.source"
            "  AND (m.employee_id IS NULL OR m.employee_id = r.employee_id)"
            " CROSS JOIN LATERAL (VALUES (r.department_id, r.valid_from, $4::date, r.reason),"
            "  (m.target, greatest(r.valid_from, $4::date), r.valid_to, CASE WHEN r.valid_from >= $4 THEN r.reason"
            "   ELSE $8 END)) AS piece(department_id, valid_from, valid_to, reason)"
            " WHERE r.ended_by = $6 AND r.batch_id IS DISTINCT FROM $6"
            "  AND (piece.valid_to IS NULL OR piece.valid_from < piece.valid_to)",
            *arguments,
            day,
            known,
            batch_id,
            ctx.actor.name,
            reason,
        )
    await refresh(ctx, list(touched))
    return list(touched)


async def refresh(ctx: Context, employee_ids: list[UUID]) -> None:
    """Today's rows of many people."""
    for start in range(0, len(employee_ids), BATCH):
        await current.refresh(employee_ids[start : start + BATCH], ctx.today())
        await posts.refresh(employee_ids[start : start + BATCH], ctx.today())


async def publish(ctx: Context, moved: Sequence[tuple[UUID, UUID, UUID]], day: date) -> None:
    """One ``EmployeeTransferred`` a person, in one statement."""
    if not moved:
        return
    await execute(
        "INSERT INTO core_event (id, company_id, name, payload, plugin, actor_kind, actor_name, actor_id, request_id,"
        " occurred_at) SELECT x.id, $5, 'EmployeeTransferred', jsonb_build_object('company_id', $5::uuid,"
        " 'employee_id', x.employee_id, 'effective_on', $6::date, 'from_department_id', x.source,"
        " 'to_department_id', x.target), $7, $8, $9, $10, $11, $12"
        " FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS x(id, employee_id, source, target)",
        [new_id() for _ in moved],
        [m[0] for m in moved],
        [m[1] for m in moved],
        [m[2] for m in moved],
        ctx.company_id,
        day,
        ctx.plugin,
        ctx.actor.kind,
        ctx.actor.name,
        ctx.actor.id,
        ctx.request_id,
        ctx.now(),
    )


async def built_on(batch_id: UUID, founded: Sequence[UUID]) -> int:
    """Changes made since on what a reorganisation made: records of it given up, or others in its new departments."""
    found: int = await fetch_value(
        "SELECT (SELECT count(*) FROM core_job_record WHERE batch_id = $1 AND superseded_at IS NOT NULL)"
        " + (SELECT count(*) FROM core_post WHERE batch_id = $1 AND superseded_at IS NOT NULL)"
        " + (SELECT count(*) FROM core_department_record WHERE batch_id = $1 AND superseded_at IS NOT NULL)"
        " + (SELECT count(*) FROM core_job_record n WHERE n.batch_id IS DISTINCT FROM $1"
        "    AND n.superseded_at IS NULL AND n.department_id = ANY($2))"
        " + (SELECT count(*) FROM core_post n WHERE n.batch_id IS DISTINCT FROM $1"
        "    AND n.superseded_at IS NULL AND n.department_id = ANY($2))"
        " + (SELECT count(*) FROM core_department_record n WHERE n.batch_id IS DISTINCT FROM $1"
        "    AND n.superseded_at IS NULL AND n.parent_id = ANY($2))"
        " + (SELECT count(*) FROM core_job_record n WHERE n.superseded_at IS NULL"
        "    AND n.batch_id IS DISTINCT FROM $1 AND n.spell_id IN"
        "    (SELECT spell_id FROM core_job_record WHERE batch_id = $1)"
        "    AND n.recorded_at > (SELECT min(recorded_at) FROM core_job_record WHERE batch_id = $1))",
        batch_id,
        list(founded),
    )
    return found


async def take_back_people(ctx: Context, batch_id: UUID, *, reason: str) -> list[UUID]:
    """Believe of everybody again what was believed before; returns whom it touches."""
    touched: set[UUID] = set()
    for table, columns in _TABLES.items():
        moment = await fetch_value(
            f"SELECT greatest($2, max(recorded_at)) FROM {table} WHERE batch_id = $1", batch_id, ctx.now()
        )
        rows = await fetch(
            f"UPDATE {table} SET superseded_at = $2 WHERE batch_id = $1 AND superseded_at IS NULL"
            " RETURNING employee_id",
            batch_id,
            moment,
        )
        touched |= {r["employee_id"] for r in rows}
        await execute(
            f"INSERT INTO {table} (id, {columns}, department_id, valid_from, valid_to, recorded_at, reason,"
            f" recorded_by) SELECT gen_random_uuid(), {columns}, department_id, valid_from, valid_to, $2, reason,"
            f" $3 FROM {table} WHERE ended_by = $1",
            batch_id,
            moment,
            ctx.actor.name,
        )
    await refresh(ctx, list(touched))
    return list(touched)


async def one_of(moves: Sequence[PeopleMove], day: date) -> UUID | None:
    """Somebody whom it moves, for the plugins to be asked about."""
    if not moves:
        return None
    row = await fetch_row(
        f"WITH {_MOVES} SELECT r.employee_id FROM core_job_record r JOIN m ON {_TOUCHED} LIMIT 1",
        *_arguments(moves),
        day,
    )
    return row["employee_id"] if row else None


async def dayless(moves: Sequence[PeopleMove], heads: dict[UUID, UUID | None]) -> dict[str, Any]:
    """What has no days of its own and follows on the effective day: positions, lines of plans, grants, and open
    requests that wait for the head of a department that goes."""
    sources = [m.source for m in moves if m.whole]
    chosen = [p for m in moves for p in m.position_ids]
    positions = await fetch(
        "SELECT id, department_id FROM core_position WHERE archived_at IS NULL AND (department_id = ANY($1)"
        " OR id = ANY($2)) ORDER BY id",
        sources,
        chosen,
    )
    lines = await fetch(
        "SELECT l.id, l.plan_id, l.department_id, l.position_id, l.employment_type, l.planned"
        " FROM core_headcount_line l JOIN core_headcount_plan p ON p.id = l.plan_id"
        " WHERE l.department_id = ANY($1) AND p.state IN ('draft', 'submitted', 'approved') ORDER BY l.id",
        sources,
    )
    grants = await fetch(
        "SELECT id, department_id FROM core_role_grant WHERE department_id = ANY($1) ORDER BY id", sources
    )
    approvers = await fetch(
        "SELECT a.id, a.employee_id, c.department_id FROM core_request_approver a"
        " JOIN core_request_step s ON s.id = a.step_id AND s.state = 'waiting'"
        " JOIN core_request q ON q.id = a.request_id JOIN core_employee_current c ON c.id = q.employee_id"
        " JOIN core_department d ON d.id = c.department_id AND d.head_id = a.employee_id"
        " WHERE a.state = 'waiting' AND c.department_id = ANY($1) ORDER BY a.id",
        [s for s in sources if heads.get(s) is not None],
    )
    return {
        "positions": [dict(r) for r in positions],
        "lines": [dict(r) for r in lines],
        "grants": [dict(r) for r in grants],
        "approvers": [dict(r) for r in approvers],
    }


async def move_dayless(
    found: dict[str, Any], moves: Sequence[PeopleMove], heads: dict[UUID, UUID | None]
) -> dict[str, Any]:
    """Let them follow; returns the rows as they were, for the way back."""
    target = {m.source: m.target for m in moves if m.whole}
    by_position = {p: m.target for m in moves for p in m.position_ids}
    await execute(
        "UPDATE core_position p SET department_id = x.target FROM unnest($1::uuid[], $2::uuid[]) AS x(id, target)"
        " WHERE p.id = x.id",
        [r["id"] for r in found["positions"]],
        [by_position.get(r["id"]) or target[r["department_id"]] for r in found["positions"]],
    )
    lines = found["lines"]
    plans = list({r["plan_id"] for r in lines})
    kept = await fetch(
        "SELECT id, plan_id, department_id, position_id, employment_type, planned FROM core_headcount_line"
        " WHERE plan_id = ANY($1) AND department_id = ANY($2)",
        plans,
        list({target[r["department_id"]] for r in lines}),
    )
    if lines:
        await execute("DELETE FROM core_headcount_line WHERE id = ANY($1)", [r["id"] for r in lines])
        await execute(
            "INSERT INTO core_headcount_line (id, plan_id, department_id, position_id, employment_type, planned)"
            " SELECT gen_random_uuid(), plan_id, target, position_id, employment_type, sum(planned)"
            " FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[])"
            "  AS x(plan_id, target, position_id, employment_type, planned)"
            " GROUP BY plan_id, target, position_id, employment_type"
            " ON CONFLICT (plan_id, department_id, position_id, employment_type)"
            " DO UPDATE SET planned = core_headcount_line.planned + excluded.planned",
            [r["plan_id"] for r in lines],
            [target[r["department_id"]] for r in lines],
            [r["position_id"] for r in lines],
            [r["employment_type"] for r in lines],
            [r["planned"] for r in lines],
        )
    await execute(
        "UPDATE core_role_grant g SET department_id = x.target FROM unnest($1::uuid[], $2::uuid[]) AS x(id, target)"
        " WHERE g.id = x.id AND NOT EXISTS (SELECT FROM core_role_grant o WHERE o.user_id = g.user_id"
        "  AND o.role_id = g.role_id AND o.scope = g.scope AND o.company_id IS NOT DISTINCT FROM g.company_id"
        "  AND o.department_id = x.target)",
        [r["id"] for r in found["grants"]],
        [target[r["department_id"]] for r in found["grants"]],
    )
    handed = [
        (r["id"], heads[target[r["department_id"]]])
        for r in found["approvers"]
        if heads.get(target[r["department_id"]]) is not None
    ]
    await execute(
        "UPDATE core_request_approver a SET employee_id = x.head, stands_for = a.employee_id"
        " FROM unnest($1::uuid[], $2::uuid[]) AS x(id, head), core_request q"
        " WHERE a.id = x.id AND a.state = 'waiting' AND q.id = a.request_id AND q.employee_id <> x.head"
        " AND q.submitter_id IS DISTINCT FROM x.head AND NOT EXISTS"
        "  (SELECT FROM core_request_approver o WHERE o.step_id = a.step_id AND o.employee_id = x.head)",
        [h[0] for h in handed],
        [h[1] for h in handed],
    )
    was = {
        **found,
        "kept_lines": [dict(r) for r in kept],
        "line_targets": list({target[r["department_id"]] for r in lines}),
    }
    before: dict[str, Any] = json.loads(json.dumps(was, default=str))
    return before


async def restore_dayless(before: dict[str, Any]) -> None:
    """Put positions, plan lines, grants and waiting approvers back."""
    if not before:
        return
    for table, key in (("core_position", "positions"), ("core_role_grant", "grants")):
        await execute(
            f"UPDATE {table} t SET department_id = x.d FROM unnest($1::uuid[], $2::uuid[]) AS x(id, d)"
            " WHERE t.id = x.id",
            [r["id"] for r in before[key]],
            [r["department_id"] for r in before[key]],
        )
    await execute(
        "UPDATE core_request_approver a SET employee_id = x.e, stands_for = NULL"
        " FROM unnest($1::uuid[], $2::uuid[]) AS x(id, e) WHERE a.id = x.id AND a.state = 'waiting'",
        [r["id"] for r in before["approvers"]],
        [r["employee_id"] for r in before["approvers"]],
    )
    rows = [*before["lines"], *before["kept_lines"]]
    if before["lines"]:
        await execute(
            "DELETE FROM core_headcount_line WHERE plan_id = ANY($1) AND department_id = ANY($2)",
            list({r["plan_id"] for r in before["lines"]}),
            before["line_targets"],
        )
        await execute(
            "INSERT INTO core_headcount_line (id, plan_id, department_id, position_id, employment_type, planned)"
            " SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[])",
            *(
                [r[c] for r in rows]
                for c in ("id", "plan_id", "department_id", "position_id", "employment_type", "planned")
            ),
        )
