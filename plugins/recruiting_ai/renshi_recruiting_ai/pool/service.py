"""The talent pool: people over all their applications, how long they may be kept, and asking them again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.pool import identity, merging, repository
from renshi_recruiting_ai.pool.schemas import DoNotContact, FactsForm, KeepForm, PastCandidate, ReactivateForm
from renshi_recruiting_ai.requisitions import service as requisitions
from renshi_recruiting_ai.rows import insert, new_token, tag_list
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.talk import messages
from renshi_sdk import Clause, Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import Listing, ListQuery, execute, fetch, fetch_value, insert_rows

MOST_DAYS = 731
MOST_ROWS = 5000
HEADERS = {
    "姓名": "name", "手机号": "phone", "邮箱": "email", "毕业院校": "school", "城市": "city", "工作年限": "years",
    "学历": "degree", "技能": "skills", "同意方式": "consent", "保存至": "keep_until",
}  # fmt: skip


async def people(ctx: Context, query: ListQuery) -> Listing:
    """People with their applications; `skills` and `tags` take words joined by commas, all of them must be there."""
    conditions = []
    for name, value in query.filters:
        if name in ("skills", "tags"):
            wanted = [one.lower() if name == "skills" else one for one in tag_list(value)]
            conditions.append(Clause(f"c.{name} @> {{}}", (wanted,)))
        elif name == "pool":
            conditions.append(
                Clause(
                    "(c.pool_consent_at IS NOT NULL AND c.keep_until >= {}) = {}",
                    (ctx.today(), value in ("true", "1")),
                )
            )
    rest = tuple(item for item in query.filters if item[0] not in ("skills", "tags", "pool"))
    return await repository.people(ctx.company_id, replace(query, filters=rest), *conditions)


async def get(ctx: Context, candidate_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A person; a row that was merged answers with the one it was merged into."""
    row = await repository.person(ctx.company_id, candidate_id, lock=lock)
    if row is not None and row["merged_into"] is not None:
        row = await repository.person(ctx.company_id, row["merged_into"], lock=lock)
    if row is None:
        raise NotFound(Text("没有这名候选人", "there is no such candidate"))
    return row


async def read(ctx: Context, candidate_id: UUID) -> dict[str, Any]:
    """A person with applications, merges, and others who look alike. The read is audited."""
    row = await get(ctx, candidate_id)
    same = await fetch("SELECT id FROM recruiting_ai_candidate WHERE id = $1 OR merged_into = $1", row["id"])
    await ctx.audit.record(
        "recruiting_ai.candidate.read", subject="recruiting_ai_candidate", subject_id=row["id"]
    )
    hidden = {"tenant_id", "company_id", "phone_index", "email_index", "name_key", "school_key", "erased_at"}
    return {key: value for key, value in row.items() if key not in hidden} | {
        "applications": await repository.applications([one["id"] for one in same]),
        "merges": await repository.merges(ctx.company_id, row["id"]),
        "look_alike": await merging.suggestions(ctx, row["id"]),
    }


async def set_facts(ctx: Context, candidate_id: UUID, form: FactsForm) -> dict[str, Any]:
    """Correct what is known about a person."""
    row = await get(ctx, candidate_id, lock=True)
    await execute(
        "UPDATE recruiting_ai_candidate SET city = $2, years = $3::text::numeric, degree = $4, school ="
        " $5, school_key = $6,"
        " skills = $7, tags = $8 WHERE id = $1",
        row["id"],
        form.city,
        str(form.years) if form.years is not None else None,
        form.degree,
        form.school,
        identity.school_key(form.school) if form.school else None,
        [one.lower() for one in tag_list(form.skills)],
        tag_list(form.tags),
    )
    await _audit(ctx, "change", row["id"], {})
    return await read(ctx, row["id"])


async def do_not_contact(ctx: Context, candidate_id: UUID, form: DoNotContact) -> dict[str, Any]:
    """Somebody asked not to be written to, or takes that back. It outlives an erasure as a keyed hash."""
    row = await get(ctx, candidate_id, lock=True)
    await execute(
        "UPDATE recruiting_ai_candidate SET do_not_contact = $2, do_not_contact_reason = $3"
        " WHERE id = $1 OR merged_into = $1",
        row["id"],
        form.on,
        form.reason,
    )
    if not form.on:
        await execute(
            "DELETE FROM recruiting_ai_suppressed WHERE company_id = $1 AND contact_index = ANY($2)",
            ctx.company_id,
            [one for one in (row["phone_index"], row["email_index"]) if one is not None],
        )
    await _audit(ctx, "do_not_contact", row["id"], {"on": form.on})
    return {"do_not_contact": form.on}


async def keep(ctx: Context, candidate_id: UUID, form: KeepForm) -> dict[str, Any]:
    """Keep somebody in the pool as they agreed to, at most two years on.

    Raises:
        Invalid: the day is past or too far. Conflict: they asked not to be contacted.
    """
    row = await get(ctx, candidate_id, lock=True)
    if not ctx.today() < form.until <= ctx.today() + timedelta(days=MOST_DAYS):
        raise Invalid(
            Text("保存期限应在今天之后、两年以内", "the day must be within the next two years"),
            fields={"until": Text("两年以内", "within two years")},
        )
    if row["do_not_contact"]:
        raise Conflict(
            Text("该候选人要求不再联系", "this person asked not to be contacted"),
            code="recruiting_ai.no_contact",
        )
    await execute(
        "UPDATE recruiting_ai_candidate SET keep_until = $2, pool_consent_at = $3 WHERE id = $1 OR merged_into = $1",
        row["id"],
        form.until,
        ctx.now(),
    )
    await _audit(ctx, "keep", row["id"], {"until": form.until.isoformat(), "consent": form.consent})
    return {"keep_until": form.until}


async def reactivate(ctx: Context, candidate_id: UUID, form: ReactivateForm) -> dict[str, Any]:
    """Put somebody of the pool into another job, and ask them.

    Raises:
        Conflict: no consent that still holds, they asked not to be contacted, they applied already, or the job is
            closed.
    """
    row = await get(ctx, candidate_id, lock=True)
    job = await requisitions.get(ctx, form.requisition_id)
    if job["state"] != "open":
        raise Conflict(Text("该招聘需求未开放", "this requisition is not open"))
    if row["do_not_contact"]:
        raise Conflict(
            Text("该候选人要求不再联系", "this person asked not to be contacted"),
            code="recruiting_ai.no_contact",
        )
    if row["pool_consent_at"] is None or row["keep_until"] is None or row["keep_until"] < ctx.today():
        raise Conflict(
            Text(
                "候选人没有同意入库或同意已到期，不能联系", "there is no consent to the pool that still holds"
            ),
            code="recruiting_ai.no_pool_consent",
        )
    if await fetch_value(
        "SELECT EXISTS (SELECT FROM recruiting_ai_application a JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
        " WHERE a.requisition_id = $1 AND (c.id = $2 OR c.merged_into = $2))",
        form.requisition_id,
        row["id"],
    ):
        raise Conflict(
            Text("该候选人已应聘此岗位", "this person has applied for the job"),
            code="recruiting_ai.applied_already",
        )
    application_id = await create_application(ctx, row["id"], form.requisition_id, "pool")
    sent = await messages.invite(ctx, application_id, key="reactivate") if form.notify else None
    await _audit(ctx, "reactivate", row["id"], {"requisition_id": str(form.requisition_id)})
    return {"application_id": application_id, "message": sent}


async def create_application(
    ctx: Context, candidate_id: UUID, requisition_id: UUID, channel: str, *, campaign: str | None = None
) -> UUID:
    """An application that the company itself opened for somebody; its link is made when it is sent."""
    settings = await ctx.settings(RecruitingSettings)
    _, hashed = new_token()
    application_id = await insert(
        "recruiting_ai_application",
        company_id=ctx.company_id,
        requisition_id=requisition_id,
        candidate_id=candidate_id,
        channel=channel,
        campaign=campaign,
        stage="applied",
        stage_at=ctx.now(),
        facts="{}",
        token_hash=hashed,
        token_expires_at=ctx.now() + timedelta(days=settings.link_days),
    )
    await moves.enter(ctx, application_id, "applied")
    return application_id


async def import_past(ctx: Context, text: str, *, apply: bool) -> dict[str, Any]:
    """Read past candidates from CSV; without `apply` it only says what would happen, line by line."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    unknown = [name for name in reader.fieldnames or () if name.strip() not in HEADERS]
    if unknown or "姓名" not in {name.strip() for name in reader.fieldnames or ()}:
        raise Invalid(
            Text(f"表头应为：{'、'.join(HEADERS)}", f"the header must be: {', '.join(HEADERS)}"),
            code="recruiting_ai.import_header",
        )
    lines = [
        {HEADERS[key.strip()]: (value or "").strip() for key, value in row.items() if key} for row in reader
    ]
    if len(lines) > MOST_ROWS:
        raise Invalid(Text(f"一次最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} lines at once"))
    known = await _known_indexes(ctx)
    report, rows = [], []
    for number, line in enumerate(lines, 2):
        state, why = "new", ""
        try:
            given = {key: value for key, value in line.items() if value} | {
                "skills": [
                    one.strip().lower()
                    for one in line.get("skills", "").replace("，", ",").split(",")
                    if one.strip()
                ]
            }
            person = PastCandidate.model_validate(given)
        except ValidationError as error:
            state, why = (
                "refused",
                "；".join(f"{item['loc'][0]}: {item['msg']}" for item in error.errors()[:3]),
            )
            report.append({"line": number, "name": line.get("name"), "state": state, "why": why})
            continue
        found = identity.keys(
            ctx, name=person.name, phone=person.phone, email=person.email, school=person.school
        )
        indexes = [one for one in (found["phone_index"], found["email_index"]) if isinstance(one, bytes)]
        if any(one in known["suppressed"] for one in indexes):
            state, why = "suppressed", "该联系方式要求不再联系"
        elif any(one in known["there"] for one in indexes):
            state, why = "known", "手机号或邮箱已在库中"
        elif person.keep_until <= ctx.today() or person.keep_until > ctx.today() + timedelta(days=MOST_DAYS):
            state, why = "refused", "保存期限应在今天之后、两年以内"
        report.append({"line": number, "name": person.name, "state": state, "why": why})
        if state == "new":
            known["there"].update(indexes)
            rows.append((person, found))
    if apply and rows:
        await insert_rows(
            "recruiting_ai_candidate",
            (
                "id", "company_id", "name", "phone", "email", "school", "city", "years", "degree", "skills", "source",
                "keep_until", "pool_consent_at", "name_key", "phone_index", "email_index", "school_key",
            ),
            [
                (
                    new_id(), ctx.company_id, p.name, p.phone, p.email, p.school, p.city, p.years, p.degree, p.skills,
                    f"import: {p.consent}", p.keep_until, ctx.now(), f["name_key"], f["phone_index"], f["email_index"],
                    f["school_key"],
                )
                for p, f in rows
            ],
        )  # fmt: skip
        await ctx.audit.record(
            "recruiting_ai.candidate.import", subject="recruiting_ai_candidate", detail={"rows": len(rows)}
        )
    counts = {
        state: sum(item["state"] == state for item in report)
        for state in ("new", "known", "suppressed", "refused")
    }
    return {"applied": apply, "counts": counts, "lines": report}


async def _known_indexes(ctx: Context) -> dict[str, set[bytes]]:
    there = await fetch(
        "SELECT phone_index, email_index FROM recruiting_ai_candidate WHERE company_id = $1 AND erased_at IS NULL",
        ctx.company_id,
    )
    gone = await fetch(
        "SELECT contact_index FROM recruiting_ai_suppressed WHERE company_id = $1", ctx.company_id
    )
    return {
        "there": {
            one for row in there for one in (row["phone_index"], row["email_index"]) if one is not None
        },
        "suppressed": {row["contact_index"] for row in gone},
    }


async def fill_indexes(ctx: Context) -> int:
    """Give rows from before there were indexes theirs; a night's work in small pieces. Returns how many."""
    rows = await fetch(
        "SELECT id, name, phone, email FROM recruiting_ai_candidate WHERE company_id = $1 AND name_key IS NULL"
        " AND erased_at IS NULL ORDER BY id LIMIT 5000",
        ctx.company_id,
    )
    made = [identity.keys(ctx, name=row["name"], phone=row["phone"], email=row["email"]) for row in rows]
    await execute(
        "UPDATE recruiting_ai_candidate c SET name_key = x.name_key, phone_index = x.phone, email_index = x.email"
        " FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS x(id, name_key, phone, email)"
        " WHERE c.id = x.id",
        [row["id"] for row in rows],
        [one["name_key"] for one in made],
        [one["phone_index"] for one in made],
        [one["email_index"] for one in made],
    )
    return len(rows)


async def _audit(ctx: Context, verb: str, candidate_id: UUID, detail: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"recruiting_ai.candidate.{verb}",
        subject="recruiting_ai_candidate",
        subject_id=candidate_id,
        detail=detail,
    )
