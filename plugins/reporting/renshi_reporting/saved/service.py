"""Keeping, changing, copying, sharing and removing reports; and the list of all that a reader may open."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from renshi_reporting.builder.compile import plan
from renshi_reporting.builder.query import Query
from renshi_reporting.permissions import SHARE
from renshi_reporting.saved import repository
from renshi_reporting.saved.content import SAVED
from renshi_reporting.saved.schemas import Built, SavedBody, Sharing
from renshi_sdk import Context, Text, new_id
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound

CATEGORIES = {
    "core": Text("组织与人员", "Organisation and people"),
    "reporting": Text("人力指标", "HR figures"),
    "contracts": Text("劳动合同", "Contracts"),
    "attendance": Text("考勤", "Attendance"),
    "payroll": Text("薪酬", "Pay"),
    "recruiting_ai": Text("招聘", "Recruiting"),
    "lifecycle": Text("入离职", "Joining and leaving"),
    "training": Text("培训", "Training"),
    "own": Text("自建报表", "Built by people"),
}


async def centre(ctx: Context, *, q: str | None, category: str | None) -> list[dict[str, Any]]:
    """Every report that the reader may open, those they keep at hand first."""
    kept = {
        r["subject"]
        for r in await fetch("SELECT subject FROM reporting_favourite WHERE owner_id = $1", ctx.actor.id)
    }
    found: list[dict[str, Any]] = [
        {
            "id": r.name,
            "subject": r.name,
            "title": r.title.of(ctx.locale),
            "note": r.definition.of(ctx.locale),
            "category": r.name.split(".", 1)[0],
            "link": f"/console/core/reports/{r.name}",
            "owner": None,
        }
        for r in await ctx.reports.reports()
    ]
    found += [
        {
            "id": f"{SAVED}{r['id']}",
            "subject": f"{SAVED}{r['id']}",
            "title": r["title"],
            "note": r["note"],
            "category": "own",
            "link": f"/console/reporting/saved/{r['id']}",
            "owner": r["owner_name"],
        }
        for r in await repository.listed(ctx)
    ]
    for item in found:
        title = CATEGORIES.get(item["category"])
        item |= {
            "favourite": item["subject"] in kept,
            "category_title": title.of(ctx.locale) if title else item["category"],
        }
    if q:
        found = [i for i in found if q.lower() in f"{i['title']} {i['note'] or ''}".lower()]
    if category:
        found = [i for i in found if i["category"] == category]
    return sorted(found, key=lambda i: (not i["favourite"], i["category_title"], i["title"]))


async def create(ctx: Context, body: SavedBody) -> dict[str, Any]:
    """Keep a report. Raises ``Invalid`` where the question doesn't fit its dataset."""
    await _check(ctx, body.query)
    made = new_id()
    await execute(
        "INSERT INTO reporting_report (id, company_id, title, note, category, query, owner_id, owner_name, employee_id,"
        " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        made,
        ctx.company_id,
        body.title,
        body.note,
        body.category,
        body.query.model_dump_json(),
        ctx.actor.id,
        ctx.actor.name,
        ctx.actor.employee_id,
        ctx.now(),
    )
    await _remember(ctx, made, 1, body)
    await ctx.audit.record(
        "reporting.report.create", subject="report", subject_id=made, detail={"title": body.title}
    )
    return await show(ctx, made)


async def build(ctx: Context, form: Built) -> dict[str, Any]:
    """Keep a report made by clicks."""
    return await create(ctx, _body(form))


async def rebuild(ctx: Context, saved_id: UUID, form: Built) -> dict[str, Any]:
    """Change one's own report by clicks. Raises as :func:`change`."""
    return await change(ctx, saved_id, _body(form))


async def form(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report as the builder's form has it.

    Raises:
        NotFound. Conflict: the form has no place for a part of its question, so changing it there would lose it.
    """
    row = await repository.visible(ctx, saved_id)
    query = Query.model_validate(json.loads(row["query"]))
    made = Built.of(row["title"], row["note"], query, row["version"])
    if made is None or made.body().query != query:
        raise Conflict(
            Text(
                "此报表由接口创建，含有本页没有的条件，请通过接口修改或另建",
                "this report was made through the API with parts that this form has no place for; change it there",
            ),
            code="reporting.not_of_the_form",
        )
    return made.model_dump(mode="json")


async def restore(ctx: Context, saved_id: UUID, version: int) -> dict[str, Any]:
    """Make one's own report what it was. Raises ``NotFound`` for no such version, and as :func:`change`."""
    row = await _own(ctx, saved_id)
    was = await fetch_row(
        "SELECT title, query FROM reporting_version WHERE report_id = $1 AND version = $2", saved_id, version
    )
    if was is None:
        raise NotFound(Text("没有这个版本", "there is no such version"), code="reporting.version")
    query = Query.model_validate(json.loads(was["query"]))
    body = SavedBody(title=was["title"], note=row["note"], category=row["category"], query=query)
    return await change(ctx, saved_id, body)


def _body(form: Built) -> SavedBody:
    try:
        return form.body()
    except ValidationError as error:
        raise Invalid(
            Text("报表设置有误", "something in the report is wrong"),
            fields={".".join(map(str, e["loc"])) or "query": e["msg"] for e in error.errors()},
        ) from error


async def show(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report with its question."""
    row = await repository.visible(ctx, saved_id)
    query = json.loads(row["query"])
    return {
        "id": row["id"],
        "subject": f"{SAVED}{row['id']}",
        "title": row["title"],
        "note": row["note"],
        "category": row["category"],
        "query": query,
        "chart": query.get("chart", "none"),
        "owner": row["owner_name"],
        "own": row["owner_id"] == ctx.actor.id,
        "shared": row["shared"],
        "roles": list(row["roles"]),
        "version": row["version"],
        "changed_at": row["changed_at"],
    }


async def change(ctx: Context, saved_id: UUID, body: SavedBody) -> dict[str, Any]:
    """Change one's own report; it as it was stays among its versions.

    Raises:
        NotFound. Forbidden: another's. Conflict: somebody changed it meanwhile. Invalid: the question.
    """
    row = await _own(ctx, saved_id)
    if body.version is not None and body.version != row["version"]:
        raise Conflict(
            Text("报表已被修改，请刷新", "the report was changed meanwhile; reload"), code="reporting.stale"
        )
    await _check(ctx, body.query)
    await execute(
        "UPDATE reporting_report SET title = $2, note = $3, category = $4, query = $5, version = version + 1,"
        " changed_at = $6 WHERE id = $1",
        saved_id,
        body.title,
        body.note,
        body.category,
        body.query.model_dump_json(),
        ctx.now(),
    )
    await _remember(ctx, saved_id, row["version"] + 1, body)
    await ctx.audit.record(
        "reporting.report.change",
        subject="report",
        subject_id=saved_id,
        detail={"version": row["version"] + 1},
    )
    return await show(ctx, saved_id)


async def copy(ctx: Context, saved_id: UUID) -> dict[str, Any]:
    """A report of one's own made from any that is there for the reader."""
    row = await repository.visible(ctx, saved_id)
    title = f"{row['title'][:74]}{Text('（副本）', ' (copy)').of(ctx.locale)}"
    query = Query.model_validate(json.loads(row["query"]))
    return await create(ctx, SavedBody(title=title, note=row["note"], category=row["category"], query=query))


async def share(ctx: Context, saved_id: UUID, sharing: Sharing) -> dict[str, Any]:
    """Share one's own report. Readers get what their own scope and fields show."""
    await _own(ctx, saved_id)
    if sharing.shared != "private":
        ctx.access.require(SHARE)
    if sharing.shared == "roles" and not sharing.roles:
        message = Text("请选择角色", "choose the roles")
        raise Invalid(message, fields={"roles": message})
    await execute(
        "UPDATE reporting_report SET shared = $2, roles = $3 WHERE id = $1",
        saved_id,
        sharing.shared,
        sharing.roles,
    )
    await ctx.audit.record(
        "reporting.report.share", subject="report", subject_id=saved_id, detail=sharing.model_dump()
    )
    return await show(ctx, saved_id)


async def remove(ctx: Context, saved_id: UUID) -> None:
    """Remove one's own report; its versions stay."""
    await _own(ctx, saved_id)
    await execute("UPDATE reporting_report SET archived_at = $2 WHERE id = $1", saved_id, ctx.now())
    await ctx.audit.record("reporting.report.remove", subject="report", subject_id=saved_id)


async def versions(ctx: Context, saved_id: UUID) -> list[dict[str, Any]]:
    """A report as it was, newest first; its owner may restore all but the newest."""
    row = await repository.visible(ctx, saved_id)
    own = row["owner_id"] == ctx.actor.id
    rows = await fetch(
        "SELECT version, title, query, changed_by, created_at FROM reporting_version WHERE report_id = $1"
        " ORDER BY version DESC",
        saved_id,
    )
    return [
        dict(r)
        | {
            "id": r["version"],
            "report_id": saved_id,
            "query": json.loads(r["query"]),
            "restorable": own and r["version"] != row["version"],
        }
        for r in rows
    ]


async def favour(ctx: Context, subject: str, *, keep: bool) -> None:
    """Keep a report at hand, or no longer."""
    if keep:
        await execute(
            "INSERT INTO reporting_favourite (id, owner_id, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            new_id(),
            ctx.actor.id,
            subject,
        )
    else:
        await execute(
            "DELETE FROM reporting_favourite WHERE owner_id = $1 AND subject = $2", ctx.actor.id, subject
        )


async def _own(ctx: Context, saved_id: UUID) -> Any:
    row = await repository.visible(ctx, saved_id, lock=True)
    if row["owner_id"] != ctx.actor.id:
        raise Forbidden(
            Text(
                "只有创建人可以修改，您可以先复制一份",
                "only its owner may change it; make a copy of your own",
            ),
            code="reporting.not_yours",
        )
    return row


async def _check(ctx: Context, query: Query) -> None:
    plan(await ctx.reports.dataset(query.dataset), query)


async def _remember(ctx: Context, saved_id: UUID, version: int, body: SavedBody) -> None:
    await execute(
        "INSERT INTO reporting_version (id, report_id, version, title, query, changed_by)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        new_id(),
        saved_id,
        version,
        body.title,
        body.query.model_dump_json(),
        ctx.actor.name,
    )
