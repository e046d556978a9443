"""Reorganisations: drawn up, looked at, applied as one operation, taken back while nothing else is built on them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.jobs.wake import announce
from renshi_core.organization import dated, repository
from renshi_core.organization import reorganisation_sql as sql
from renshi_core.organization.forest import DepartmentFacts
from renshi_core.organization.reorganisation import Blocker, Outcome, PeopleMove, Proposal, names_of, plan
from renshi_core.organization.stretches import at, differing
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import JobChange
from renshi_sdk.db import execute, fetch, fetch_row, savepoint
from renshi_sdk.errors import Conflict, NotFound, RenshiError
from renshi_sdk.events import DepartmentsReorganised
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

_ROW = (
    "id, title, effective_on, state, steps, effects, changed_by, applied_at, applied_by, undone_at, undone_by"
)


async def drafts(company_id: UUID) -> list[dict[str, Any]]:
    """A company's reorganisations, the latest day first."""
    rows = await fetch(
        f"SELECT {_ROW} FROM core_reorganisation WHERE company_id = $1 ORDER BY effective_on DESC, id DESC",
        company_id,
    )
    return [_shown(r) for r in rows]


async def save(ctx: Context, proposal: Proposal, reorganisation_id: UUID | None = None) -> dict[str, Any]:
    """Keep a proposal as a draft, a new one or in the place of an earlier draft. Nothing else is written.

    Raises:
        NotFound. Conflict: it has been applied.
    """
    if reorganisation_id is not None:
        await _draft(ctx, reorganisation_id)
    made_id = reorganisation_id or new_id()
    body = proposal.model_dump(mode="json")
    await execute(
        "INSERT INTO core_reorganisation (id, company_id, title, effective_on, state, steps, changed_by)"
        " VALUES ($1, $2, $3, $4, 'draft', $5, $6) ON CONFLICT (id) DO UPDATE SET title = excluded.title,"
        " effective_on = excluded.effective_on, steps = excluded.steps, changed_by = excluded.changed_by",
        made_id,
        ctx.company_id,
        proposal.title,
        proposal.effective_on,
        json.dumps(body["steps"]),
        ctx.actor.name,
    )
    await _audit(ctx, "draft", made_id, {"title": proposal.title, "steps": len(proposal.steps)})
    return await one(ctx, made_id)


async def one(ctx: Context, reorganisation_id: UUID) -> dict[str, Any]:
    """One reorganisation; a draft comes with its preview."""
    row = await _own(ctx, reorganisation_id)
    shown = _shown(row)
    if row["state"] == "draft":
        outcome, effects = await _worked_out(ctx, _proposal(row))
        shown |= {"effects": effects, "blockers": [b.message.of(ctx.locale) for b in outcome.blockers]}
    return shown


async def discard(ctx: Context, reorganisation_id: UUID) -> None:
    """Throw a draft away."""
    await _draft(ctx, reorganisation_id)
    await execute("DELETE FROM core_reorganisation WHERE id = $1", reorganisation_id)
    await _audit(ctx, "discard", reorganisation_id, {})


async def apply(ctx: Context, reorganisation_id: UUID) -> dict[str, Any]:
    """Do it, all of it or nothing: what the preview says happens from the effective day on.

    Positions, plan lines, scopes of roles and waiting approvals have no days; for a day to come they follow when it
    comes.

    Raises:
        NotFound. Conflict: it has been applied, or something stands against it (``blockers``).
    """
    await repository.lock_tree(ctx.company_id)
    row = await _draft(ctx, reorganisation_id)
    proposal = _proposal(row)
    outcome, effects = await _worked_out(ctx, proposal)
    if outcome.blockers:
        said = [b.message for b in outcome.blockers]
        raise Conflict(
            Text("；".join(t.zh for t in said), "; ".join(t.en for t in said)),
            code="reorganisation.blocked",
            blockers=[b.message.of(ctx.locale) for b in outcome.blockers],
        )
    day, moves = proposal.effective_on, sql.chained(outcome.moves)
    await _found(ctx, outcome, day)
    moved = await sql.people_of(moves, day)
    await dated.believe(ctx, ctx.company_id, outcome.changed, batch_id=reorganisation_id)
    await sql.move_people(
        ctx, moves, day, batch_id=reorganisation_id, reason=proposal.title, moment=ctx.now()
    )
    before: dict[str, Any] = {}
    if day <= ctx.today():
        before = await _follow(outcome, moves, day)
    await execute(
        "UPDATE core_reorganisation SET state = 'applied', effects = $2, before = $3, applied_at = $4,"
        " applied_by = $5, approvers_due_on = $6 WHERE id = $1",
        reorganisation_id,
        json.dumps(effects, default=str),
        json.dumps(before, default=str),
        ctx.now(),
        ctx.actor.name,
        day if day > ctx.today() else None,
    )
    await sql.publish(ctx, moved, day)
    await ctx.events.publish(
        DepartmentsReorganised(
            company_id=ctx.company_id,
            reorganisation_id=reorganisation_id,
            effective_on=day,
            people=len(moved),
            closed=tuple(m.source for m in moves if m.whole),
            founded=tuple(outcome.founded),
        )
    )
    announce(_platform(ctx), "default")
    await _audit(
        ctx,
        "apply",
        reorganisation_id,
        {"title": proposal.title, "effective_on": day.isoformat(), "people": len(moved)},
    )
    return await one(ctx, reorganisation_id)


async def undo(ctx: Context, reorganisation_id: UUID, *, reason: str) -> dict[str, Any]:
    """Take an applied reorganisation back: tree, people, positions, plans and grants are as they were before it.

    Raises:
        NotFound. Conflict: it isn't applied, or something has been built on it since.
    """
    await repository.lock_tree(ctx.company_id)
    row = await _own(ctx, reorganisation_id)
    if row["state"] != "applied":
        raise Conflict(
            Text("只能撤销已执行的重组", "only an applied reorganisation can be undone"),
            code="reorganisation.state",
        )
    founded = [UUID(n["id"]) for step in json.loads(row["steps"]) for n in _founded(step)]
    later = await sql.built_on(reorganisation_id, founded)
    if later:
        raise Conflict(
            Text(
                f"之后已有 {later} 处变动以这次重组为基础，不能整体撤销；请另建一次重组调整",
                f"{later} later changes build on this reorganisation; draw up another one instead",
            ),
            code="reorganisation.built_on",
            later=later,
        )
    moved = await fetch(
        "SELECT DISTINCT n.employee_id, n.department_id AS source, o.department_id AS target FROM core_job_record n"
        " JOIN core_job_record o ON o.ended_by = $1 AND o.spell_id = n.spell_id AND o.department_id <> n.department_id"
        "  AND o.valid_from <= $2 WHERE n.batch_id = $1 AND n.superseded_at IS NULL AND n.valid_from <= $2"
        "  AND (n.valid_to IS NULL OR n.valid_to > $2)",
        reorganisation_id,
        row["effective_on"],
    )
    await dated.believe(ctx, ctx.company_id, await dated.before_batch(reorganisation_id))
    await sql.take_back_people(ctx, reorganisation_id, reason=reason)
    await sql.restore_dayless(json.loads(row["before"]))
    await execute(
        "UPDATE core_reorganisation SET state = 'undone', undone_at = $2, undone_by = $3, approvers_due_on = NULL"
        " WHERE id = $1",
        reorganisation_id,
        ctx.now(),
        ctx.actor.name,
    )
    await sql.publish(ctx, [(r["employee_id"], r["source"], r["target"]) for r in moved], row["effective_on"])
    announce(_platform(ctx), "default")
    await _audit(ctx, "undo", reorganisation_id, {"reason": reason, "people": len(moved)})
    return await one(ctx, reorganisation_id)


async def roll_forward(ctx: Context) -> int:
    """What has no days follows on the day of reorganisations applied for it; returns how many came."""
    rows = await fetch(
        "SELECT id, title, effective_on, steps, company_id FROM core_reorganisation WHERE company_id = $1"
        " AND approvers_due_on <= $2 ORDER BY approvers_due_on FOR NO KEY UPDATE",
        ctx.company_id,
        ctx.today(),
    )
    for row in rows:
        restored = await dated.histories(ctx.company_id)
        restored |= {key: was for key, (_, was) in (await dated.before_batch(row["id"])).items()}
        outcome = plan(_proposal(row), {key: was for key, was in restored.items() if was})
        before = await _follow(outcome, sql.chained(outcome.moves), row["effective_on"])
        await execute(
            "UPDATE core_reorganisation SET approvers_due_on = NULL, before = $2 WHERE id = $1",
            row["id"],
            json.dumps(before),
        )
    return len(rows)


async def _follow(outcome: Outcome, moves: list[PeopleMove], day: date) -> dict[str, Any]:
    heads = _heads(outcome, day)
    return await sql.move_dayless(await sql.dayless(moves, heads), moves, heads)


def _heads(outcome: Outcome, day: date) -> dict[UUID, UUID | None]:
    """Heads before for what goes, after for what stays."""
    was = {k: s.facts.head_id for k, row in outcome.before.items() if (s := at(row, day)) is not None}
    return was | {k: s.facts.head_id for k, row in outcome.after.items() if (s := at(row, day)) is not None}


async def _worked_out(ctx: Context, proposal: Proposal) -> tuple[Outcome, list[dict[str, Any]]]:
    """The outcome with everything that stands against it, and every effect."""
    day = proposal.effective_on
    outcome = plan(proposal, await dated.histories(ctx.company_id))
    moves = sql.chained(outcome.moves)
    codes = set((await repository.codes(ctx.company_id)).values())
    for new in outcome.founded.values():
        if new.code in codes:
            outcome.blockers.append(
                Blocker(
                    "code", Text(f"部门编码“{new.code}”已被使用", f"department code {new.code!r} is taken")
                )
            )
        codes.add(new.code)
    taken = [new for new in outcome.founded.values() if new.id in outcome.before]
    outcome.blockers += [_id_taken(new.name) for new in taken]
    named = {p for move in outcome.moves for p in move.position_ids}
    if len(named) > await repository.positions_of(ctx.company_id, list(named)):
        outcome.blockers.append(
            Blocker("positions", Text("所选岗位不在本公司", "a chosen position isn't one of the company"))
        )
    for name, count in (
        ("heads", await repository.missing([n.head_id for n in outcome.founded.values() if n.head_id])),
        ("strangers", len(await sql.strangers(moves, day))),
    ):
        if count:
            outcome.blockers.append(
                Blocker(
                    name,
                    Text(
                        f"{count} 名员工不在被拆分的部门", f"{count} people aren't in the department to split"
                    )
                    if name == "strangers"
                    else Text("所选负责人不存在", "a chosen head doesn't exist"),
                )
            )
    await _ask_plugins(ctx, outcome, moves, proposal)
    return outcome, await _effects(ctx, outcome, moves, day)


async def _ask_plugins(ctx: Context, outcome: Outcome, moves: list[PeopleMove], proposal: Proposal) -> None:
    """Plugins may refuse a day (a locked month); they are asked once, about one of the people it moves."""
    sample = await sql.one_of(moves, proposal.effective_on)
    if sample is None:
        return
    asked = JobChange(employee_id=sample, effective_on=proposal.effective_on, reason=proposal.title)
    try:
        async with savepoint():
            await _platform(ctx).hooks.before_job_change(ctx, asked)
    except RenshiError as error:
        outcome.blockers.append(Blocker("plugin", error.text))


async def _effects(
    ctx: Context, outcome: Outcome, moves: list[PeopleMove], day: date
) -> list[dict[str, Any]]:
    def name(key: UUID) -> str:
        return names_of(outcome.after.get(key) or outcome.before.get(key, []), day)

    effects: list[dict[str, Any]] = []
    for key, (before, after) in outcome.changed.items():
        was, now = at(before, day), at(after, day)
        base = {"department_id": str(key), "name": names_of(before or after, day), "on": day.isoformat()}
        if was is None and now is not None:
            effects.append(base | {"kind": "founded"})
        elif was is not None and now is None:
            effects.append(base | {"kind": "closed"})
        elif was is not None and now is not None:
            for fact in differing(was.facts, now.facts):
                old, new = getattr(was.facts, fact), getattr(now.facts, fact)
                effects.append(
                    base
                    | {
                        "kind": {"name": "renamed", "parent_id": "moved"}.get(fact, fact),
                        "from": name(old) if isinstance(old, UUID) else old,
                        "to": name(new) if isinstance(new, UUID) else new,
                    }
                )
    for counted in await sql.count(moves, day):
        base = {"from": name(counted["source"]), "to": name(counted["target"]), "on": day.isoformat()}
        effects += [
            base | {"kind": kind, "count": counted[kind]}
            for kind in ("people", "planned", "posts")
            if counted[kind]
        ]
    found = await sql.dayless(moves, _heads(outcome, day))
    effects += [
        {"kind": kind, "count": len(rows), "on": day.isoformat()} for kind, rows in found.items() if rows
    ]
    return effects


async def _found(ctx: Context, outcome: Outcome, day: date) -> None:
    """Rows of today for the new departments; ``dated.refresh`` writes paths and whether they are there yet."""
    for new in outcome.founded.values():
        row = outcome.after[new.id]
        facts = row[0].facts if row else DepartmentFacts(new.name, None)
        # An id is the caller's to choose, since later steps name it; one that is taken may be anybody's.
        made = await execute(
            "INSERT INTO core_department (id, company_id, code, name, parent_id, head_id, path, archived_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
            new.id,
            ctx.company_id,
            new.code,
            facts.name,
            facts.parent_id,
            facts.head_id,
            [new.id],
            ctx.now(),
        )
        if made != "INSERT 0 1":
            raise Conflict(_id_taken(new.name).message, code="reorganisation.blocked")


def _id_taken(name: str) -> Blocker:
    return Blocker(
        "id",
        Text(
            f"新部门“{name}”的标识已被使用，请删除该步骤后重新添加",
            f"the id of the new department {name!r} is taken; remove the step and add it again",
        ),
    )


def _founded(step: dict[str, Any]) -> list[dict[str, Any]]:
    into = step.get("into")
    return into if isinstance(into, list) else [into] if into else []


def _proposal(row: Any) -> Proposal:
    return Proposal.model_validate(
        {"title": row["title"], "effective_on": row["effective_on"], "steps": json.loads(row["steps"])}
    )


def _shown(row: Any) -> dict[str, Any]:
    shown = {name: row[name] for name in _ROW.split(", ")}
    return shown | {"steps": json.loads(row["steps"]), "effects": json.loads(row["effects"])}


async def _own(ctx: Context, reorganisation_id: UUID) -> Any:
    row = await fetch_row(
        f"SELECT {_ROW}, before FROM core_reorganisation WHERE id = $1 AND company_id = $2",
        reorganisation_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有这次重组", "there is no such reorganisation"), code="reorganisation")
    return row


async def _draft(ctx: Context, reorganisation_id: UUID) -> Any:
    row = await _own(ctx, reorganisation_id)
    if row["state"] != "draft":
        raise Conflict(
            Text("这次重组已执行", "this reorganisation has been applied"), code="reorganisation.state"
        )
    return row


def _platform(ctx: Context) -> Platform:
    return ctx.services.platform  # type: ignore[attr-defined,no-any-return]


async def _audit(ctx: Context, verb: str, reorganisation_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"core.reorganisation.{verb}", subject="reorganisation", subject_id=reorganisation_id, detail=detail
    )
