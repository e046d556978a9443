"""One person, several rows: suggested with reasons, merged by a person, undone at any time.

A merge is a link, not a rewrite: applications, consents and files stay where they are, the merged row points to the
kept one. So nothing is lost, two applications for one job can stand side by side, and undoing is exact.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai.pool import identity, repository
from renshi_recruiting_ai.pool.schemas import PairForm
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_row

FIELDS = ("name", "phone", "email", "school", "city", "years", "degree")
REASONS = {
    "phone": Text("手机号相同", "same phone"),
    "email": Text("邮箱相同", "same mail"),
    "school": Text("姓名与毕业院校相同", "same name and school"),
}
_KEYS = ("name_key", "phone_index", "email_index", "school_key")


async def suggestions(ctx: Context, candidate_id: UUID | None = None) -> list[dict[str, Any]]:
    """Pairs that look like one person, the strongest first."""
    found = []
    for pair in await repository.pairs(ctx.company_id, candidate_id):
        why = "、".join(REASONS[reason].of(ctx.locale) for reason in pair["reasons"])
        found.append(pair | {"id": f"{pair['first_id']}:{pair['second_id']}", "why": why})
    return found


async def _two(ctx: Context, keep: UUID, merge: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    if keep == merge:
        raise Conflict(Text("请选择两名不同的候选人", "choose two different people"))
    # Always in one order, so that two merges of one pair wait for each other instead of blocking each other.
    rows = {
        row["id"]: row
        for one in sorted((keep, merge))
        if (row := await repository.person(ctx.company_id, one, lock=True))
    }
    if keep not in rows or merge not in rows:
        raise NotFound(Text("没有这名候选人", "there is no such candidate"))
    if rows[keep]["merged_into"] is not None or rows[merge]["merged_into"] is not None:
        raise Conflict(
            Text("其中一名候选人已被合并", "one of them has been merged already"), code="recruiting_ai.merged"
        )
    return rows[keep], rows[merge]


async def preview(ctx: Context, form: PairForm) -> dict[str, Any]:
    """What the merged person would look like, and what would stand side by side."""
    kept, merged = await _two(ctx, form.keep, form.merge)
    applications = await repository.applications([form.keep, form.merge])
    by_job: dict[UUID, set[UUID]] = {}
    for row in applications:
        by_job.setdefault(row["requisition_id"], set()).add(row["candidate_id"])
    chosen = _chosen(kept, merged, form.take)
    reasons = [
        REASONS[reason].of(ctx.locale)
        for pair in await repository.pairs(ctx.company_id, form.keep)
        if {pair["first_id"], pair["second_id"]} == {form.keep, form.merge}
        for reason in pair["reasons"]
    ]
    return {
        "fields": [
            {
                "name": name,
                "keep": kept[name],
                "merge": merged[name],
                "result": chosen[name],
                "differ": kept[name] is not None and merged[name] is not None and kept[name] != merged[name],
            }
            for name in FIELDS
        ],
        "applications": applications,
        "twice": [row["requisition_title"] for row in applications if len(by_job[row["requisition_id"]]) > 1][
            ::2
        ],
        "reasons": reasons,
        "do_not_contact": kept["do_not_contact"] or merged["do_not_contact"],
    }


def _chosen(kept: dict[str, Any], merged: dict[str, Any], take: list[Any]) -> dict[str, Any]:
    """The kept row's values; the merged row's where those are missing or were asked for."""
    return {
        name: merged[name]
        if merged[name] is not None and (name in take or kept[name] is None)
        else kept[name]
        for name in FIELDS
    }


async def merge(ctx: Context, form: PairForm) -> dict[str, Any]:
    """Make two rows one person.

    Raises:
        NotFound: one of them is unknown. Conflict: one of them has been merged already.
    """
    kept, merged = await _two(ctx, form.keep, form.merge)
    chosen = _chosen(kept, merged, form.take)
    children = await fetch(
        "UPDATE recruiting_ai_candidate SET merged_into = $2 WHERE merged_into = $1 RETURNING id",
        form.merge,
        form.keep,
    )
    before = {name: str(kept[name]) if kept[name] is not None else None for name in FIELDS} | {
        "skills": kept["skills"],
        "tags": kept["tags"],
        "do_not_contact": kept["do_not_contact"],
        "children": [str(row["id"]) for row in children],
    }
    reasons = [
        reason
        for pair in await repository.pairs(ctx.company_id, form.keep)
        if {pair["first_id"], pair["second_id"]} == {form.keep, form.merge}
        for reason in pair["reasons"]
    ]
    await _write(
        ctx,
        form.keep,
        chosen,
        skills=sorted({*kept["skills"], *merged["skills"]}),
        tags=sorted({*kept["tags"], *merged["tags"]}),
        do_not_contact=kept["do_not_contact"] or merged["do_not_contact"],
    )
    await execute("UPDATE recruiting_ai_candidate SET merged_into = $2 WHERE id = $1", form.merge, form.keep)
    merge_id = await insert(
        "recruiting_ai_merge",
        company_id=ctx.company_id,
        kept_id=form.keep,
        merged_id=form.merge,
        reasons="、".join(REASONS[reason].zh for reason in reasons) or "人工判断",
        before=as_json(before),
        merged_by_name=ctx.actor.name,
        merged_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.candidate.merge",
        subject="recruiting_ai_candidate",
        subject_id=form.keep,
        detail={"merged": str(form.merge), "reasons": reasons},
    )
    return {"id": merge_id, "kept": form.keep, "merged": form.merge}


async def _write(
    ctx: Context,
    candidate_id: UUID,
    values: dict[str, Any],
    *,
    skills: list[str],
    tags: list[str],
    do_not_contact: bool,
) -> None:
    found = identity.keys(
        ctx, name=values["name"], phone=values["phone"], email=values["email"], school=values["school"]
    )
    await execute(
        "UPDATE recruiting_ai_candidate SET name = $2, phone = $3, email = $4, school = $5, city = $6,"
        " years = $7::text::numeric, degree = $8, skills = $9, tags = $10, do_not_contact = $11, name_key = $12,"
        " phone_index = $13, email_index = $14, school_key = $15 WHERE id = $1",
        candidate_id,
        values["name"],
        values["phone"],
        values["email"],
        values["school"],
        values["city"],
        str(values["years"]) if values["years"] is not None else None,
        values["degree"],
        skills,
        tags,
        do_not_contact,
        *(found[name] for name in _KEYS),
    )


async def undo(ctx: Context, merge_id: UUID) -> dict[str, Any]:
    """Take a merge back: the two rows stand alone again, with the values they had.

    Raises:
        NotFound: no such merge. Conflict: it is undone already, or the kept row was merged further.
    """
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_merge WHERE company_id = $1 AND id = $2 FOR UPDATE",
        ctx.company_id,
        merge_id,
    )
    if row is None:
        raise NotFound(Text("没有这次合并", "there is no such merge"))
    if row["undone_at"] is not None:
        raise Conflict(Text("该合并已撤销", "this merge is undone already"))
    kept = await repository.person(ctx.company_id, row["kept_id"], lock=True)
    if kept is None or kept["merged_into"] is not None:
        raise Conflict(Text("请先撤销之后的合并", "undo the later merge first"), code="recruiting_ai.merged")
    newer = await fetch_row(
        "SELECT id FROM recruiting_ai_merge WHERE kept_id = $1 AND undone_at IS NULL AND merged_at > $2 LIMIT 1",
        row["kept_id"],
        row["merged_at"],
    )
    if newer is not None:
        raise Conflict(Text("请先撤销之后的合并", "undo the later merge first"), code="recruiting_ai.merged")
    before = from_json(row["before"])
    await execute("UPDATE recruiting_ai_candidate SET merged_into = NULL WHERE id = $1", row["merged_id"])
    await execute(
        "UPDATE recruiting_ai_candidate SET merged_into = $2 WHERE id = ANY($1)",
        [UUID(one) for one in before["children"]],
        row["merged_id"],
    )
    await _write(
        ctx,
        row["kept_id"],
        before,
        skills=before["skills"],
        tags=before["tags"],
        do_not_contact=before["do_not_contact"],
    )
    await execute(
        "UPDATE recruiting_ai_merge SET undone_at = $2, undone_by_name = $3 WHERE id = $1",
        merge_id,
        ctx.now(),
        ctx.actor.name,
    )
    await ctx.audit.record(
        "recruiting_ai.candidate.unmerge",
        subject="recruiting_ai_candidate",
        subject_id=row["kept_id"],
        detail={"merged": str(row["merged_id"])},
    )
    return {"kept": row["kept_id"], "merged": row["merged_id"]}


async def distinct(ctx: Context, first: UUID, second: UUID) -> None:
    """Say that two rows are two people; they are not suggested again."""
    for one in (first, second):
        if await repository.person(ctx.company_id, one) is None:
            raise NotFound(Text("没有这名候选人", "there is no such candidate"))
    if first == second:
        raise Conflict(Text("请选择两名不同的候选人", "choose two different people"))
    low, high = sorted((first, second))
    await execute(
        "INSERT INTO recruiting_ai_distinct (id, company_id, first_id, second_id, said_by_name)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4) ON CONFLICT DO NOTHING",
        ctx.company_id,
        low,
        high,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "recruiting_ai.candidate.distinct",
        subject="recruiting_ai_candidate",
        subject_id=low,
        detail={"other": str(high)},
    )
