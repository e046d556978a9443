"""What was read becomes rows: résumé, candidate, application, match. A piece at a time, in a handful of statements."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.candidates.schemas import normal_phone
from renshi_recruiting_ai.pipeline import repository as pipelines
from renshi_recruiting_ai.pipeline import service as pipeline_service
from renshi_recruiting_ai.pool import identity
from renshi_recruiting_ai.ranking import keeping as matches
from renshi_recruiting_ai.resumes import repository
from renshi_recruiting_ai.rows import as_json
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Context, new_id
from renshi_sdk.db import connection, execute, fetch, insert_rows

NAMELESS = "未识别姓名"
_UPDATE = (
    "UPDATE recruiting_ai_resume SET state = $2, problem = $3, problem_en = $4, parser = $5, pages = $6, text = $7,"
    " parsed = $8, flags = $9, read_at = $10, candidate_id = coalesce($11, candidate_id),"
    " application_id = coalesce($12, application_id) WHERE id = $1"
)


def _flags(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """What a person should look at: hidden words and words that talk to the program."""
    found = [
        {"kind": "hidden", "why": item["why"], "page": item["page"], "words": item["words"]}
        for item in answer["hidden"]
    ]
    for item in (answer.get("parsed") or {}).get("injected", []):
        found.append(
            {"kind": "injection", "why": "injection", "page": item["page"], "words": item["words"][:400]}
        )
    return found


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _row(
    ctx: Context, resume_id: UUID, answer: dict[str, Any], candidate: UUID | None, application: UUID | None
) -> tuple[Any, ...]:
    parsed = answer.get("parsed")
    return (
        resume_id,
        answer["state"],
        answer["problem"],
        answer["problem_en"],
        f"{answer['reader']}/{parsed['parser']}" if parsed else None,
        len(answer["pages"]) or None,
        _storable("\f".join(page.replace("\f", "\n") for page in answer["pages"])) if parsed else None,
        _storable(as_json(parsed)).replace("\\u0000", "") if parsed else None,
        _storable(as_json(_flags(answer))).replace("\\u0000", ""),
        ctx.now(),
        candidate,
        application,
    )


def _phone(parsed: dict[str, Any]) -> str | None:
    try:
        return normal_phone(parsed["phone"]["value"]) if parsed["phone"] else None
    except ValueError:
        return None


def _facts(ctx: Context, parsed: dict[str, Any], match: dict[str, Any] | None) -> dict[str, Any]:
    """What the pool may be searched by. The school is kept for telling people apart; it never counts."""
    name = (parsed["name"]["value"] if parsed["name"] else NAMELESS)[:60]
    school = parsed["schools"][0]["value"][:80] if parsed["schools"] else None
    phone = _phone(parsed)
    email = parsed["email"]["value"][:120] if parsed["email"] else None
    skills = [item["value"].lower()[:30] for item in parsed["skills"]]
    skills += [skill["term"].lower()[:30] for skill in (match or {}).get("skills", []) if skill["term"]]
    return identity.keys(ctx, name=name, phone=phone, email=email, school=school) | {
        "name": name,
        "phone": phone,
        "email": email,
        "city": parsed["city"]["value"][:40] if parsed["city"] else None,
        "years": min(parsed["years"], 99) if parsed["years"] is not None else None,
        "degree": parsed["degree"]["value"] if parsed["degree"] else None,
        "skills": list(dict.fromkeys(skills))[:40],
    }


async def keep_own(ctx: Context, row: dict[str, Any], answer: dict[str, Any]) -> None:
    """A candidate's own file: read into their row; what they typed themselves stays what it is."""
    await connection().executemany(_UPDATE, [_row(ctx, row["id"], answer, None, None)])
    parsed = answer.get("parsed")
    if not parsed:
        return
    facts = _facts(ctx, parsed, answer.get("match"))
    await execute(
        "UPDATE recruiting_ai_candidate c SET school = coalesce(c.school, $2), school_key = coalesce(c.school_key, $3),"
        " city = coalesce(c.city, $4), years = coalesce($5::text::numeric, c.years), degree = coalesce($6, c.degree),"
        " skills = (SELECT coalesce(array_agg(DISTINCT s), '{}') FROM unnest(c.skills || $7::text[]) s)"
        " FROM recruiting_ai_resume x WHERE x.id = $1 AND c.id = x.candidate_id",
        row["id"],
        facts["school"],
        facts["school_key"],
        facts["city"],
        str(facts["years"]) if facts["years"] is not None else None,
        facts["degree"],
        facts["skills"],
    )
    # Reading a file is part of the application; scoring it is what the candidate has to agree to.
    settings = await ctx.settings(RecruitingSettings)
    agreed = (await candidates.consents(row["application_id"])).get(notices.AI_SCORING)
    if answer.get("match") and settings.ai_scoring and agreed is not None and agreed["granted"]:
        await matches.keep(ctx, row["requisition_id"], row["profile_id"], [(row["id"], answer["match"])])


async def keep_batch(
    ctx: Context,
    batch: dict[str, Any],
    requisition: dict[str, Any],
    waiting: Sequence[dict[str, Any]],
    answers: Sequence[dict[str, Any]],
) -> None:
    """A piece of a stack: known people are found by phone or mail, the others become candidates."""
    read = [(row, answer) for row, answer in zip(waiting, answers, strict=True) if answer.get("parsed")]
    facts = [_facts(ctx, answer["parsed"], answer.get("match")) for _, answer in read]
    people = await _people(ctx, facts, batch["channel"])
    applications = await _applications(ctx, batch, requisition, people)
    rows = {row["id"]: (person, applications[person]) for (row, _), person in zip(read, people, strict=True)}
    await connection().executemany(
        _UPDATE,
        [
            _row(ctx, row["id"], answer, *rows.get(row["id"], (None, None)))
            for row, answer in zip(waiting, answers, strict=True)
        ],
    )
    settings = await ctx.settings(RecruitingSettings)
    found = [
        (row["id"], answer["match"]) for row, answer in read if answer.get("match") and settings.ai_scoring
    ]
    await matches.keep(ctx, requisition["id"], requisition["profile_id"], found)


async def _people(ctx: Context, facts: list[dict[str, Any]], channel: str) -> list[UUID]:
    """A candidate for each, known ones by phone or mail; one new row for two résumés of one person."""
    indexes = [one for item in facts for one in (item["phone_index"], item["email_index"]) if one is not None]
    known: dict[bytes, UUID] = {}
    for row in await repository.by_contact(ctx.company_id, indexes):
        for one in (row["phone_index"], row["email_index"]):
            if one is not None:
                known.setdefault(one, row["person_id"])
    people, new = [], []
    for item in facts:
        mine = [one for one in (item["phone_index"], item["email_index"]) if one is not None]
        person = next((known[one] for one in mine if one in known), None)
        if person is None:
            person = new_id()
            new.append((person, item))
        for one in mine:
            known.setdefault(one, person)
        people.append(person)
    await insert_rows(
        "recruiting_ai_candidate",
        (
            "id", "company_id", "name", "phone", "email", "school", "city", "years", "degree", "skills", "source",
            "name_key", "phone_index", "email_index", "school_key",
        ),
        [
            (
                person, ctx.company_id, item["name"], item["phone"], item["email"], item["school"], item["city"],
                item["years"], item["degree"], item["skills"], channel, item["name_key"], item["phone_index"],
                item["email_index"], item["school_key"],
            )
            for person, item in new
        ],
    )  # fmt: skip
    return people


async def _applications(
    ctx: Context, batch: dict[str, Any], requisition: dict[str, Any], people: list[UUID]
) -> dict[UUID, UUID]:
    """The application of each person for the job; those who have none get one in the first stage."""
    found = {
        row["person_id"]: row["id"]
        for row in await fetch(
            "SELECT a.id, coalesce(c.merged_into, c.id) AS person_id FROM recruiting_ai_application a"
            " JOIN recruiting_ai_candidate c ON c.id = a.candidate_id"
            " WHERE a.requisition_id = $1 AND (c.id = ANY($2) OR c.merged_into = ANY($2))",
            requisition["id"],
            people,
        )
    }
    new = {person: new_id() for person in dict.fromkeys(people) if person not in found}
    if new:
        settings = await ctx.settings(RecruitingSettings)
        pipeline_id = requisition["pipeline_id"] or await pipeline_service.for_family(ctx, None)
        first = (await pipelines.stages(pipeline_id))[0]
        until = ctx.now() + timedelta(days=settings.link_days)
        await insert_rows(
            "recruiting_ai_application",
            (
                "id", "company_id", "requisition_id", "candidate_id", "channel", "stage", "stage_at", "facts",
                "token_hash", "token_expires_at", "stage_id",
            ),
            [
                (
                    application, ctx.company_id, requisition["id"], person, batch["channel"], "applied", ctx.now(),
                    "{}",
                    secrets.token_bytes(32), until, first["id"],
                )
                for person, application in new.items()
            ],
        )  # fmt: skip
        await insert_rows(
            "recruiting_ai_move",
            (
                "id", "company_id", "application_id", "to_stage_id", "to_stage", "kind", "reason", "moved_by_name",
                "moved_at",
            ),
            [
                (
                    new_id(), ctx.company_id, one, first["id"], first["title"], first["kind"], batch["title"],
                    batch["author_name"], ctx.now(),
                )
                for one in new.values()
            ],
        )  # fmt: skip
    return found | new
