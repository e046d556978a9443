"""Job profiles: versioned, never changed in place, so that an old score still names what it was measured by."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, TypeVar
from uuid import UUID

import yaml
from pydantic import BaseModel, ValidationError

from renshi_recruiting_ai.engine.profile import JobProfile, digest
from renshi_recruiting_ai.engine.screening import Screening
from renshi_recruiting_ai.profiles import editing, questions, repository, templates
from renshi_recruiting_ai.profiles.question_forms import QuestionForm
from renshi_recruiting_ai.profiles.schemas import CompetenciesForm, FromTemplate, NewProfile, ScreeningForm
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text
from renshi_sdk.db import execute

R = TypeVar("R", bound=BaseModel)
STARTERS = ("production_supervisor", "store_manager", "data_analyst")


async def seed(ctx: Context) -> None:
    """Give a company the starter profiles it does not have yet."""
    for name in STARTERS:
        text = files("renshi_recruiting_ai").joinpath(f"data/profiles/{name}.yaml").read_text("utf-8")
        if await repository.latest(ctx.company_id, name) is None:
            starter = templates.screening_of(name)
            await _store(
                ctx,
                JobProfile.model_validate(yaml.safe_load(text)),
                1,
                None,
                starter.rules,
                starter.family,
                starter.industry,
            )


async def save(ctx: Context, form: NewProfile) -> dict[str, Any]:
    """Store a new version; the same content again gives the version there is.

    Raises:
        Invalid: the profile does not hold together, or asks for a protected attribute.
    """
    profile = _checked(JobProfile, form.body, "body")
    await execute(
        "SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_profile:{ctx.company_id}:{profile.key}"
    )
    newest = await repository.latest(ctx.company_id, profile.key)
    rules = _checked(Screening, form.screening, "screening") if form.screening else None
    if rules is None and newest and newest["screening"]:
        rules = Screening.model_validate(from_json(newest["screening"]))
    family = form.family or (newest["family"] if newest else None)
    industry = form.industry or (newest["industry"] if newest else None)
    if newest and newest["digest"] == digest_of(profile, rules) and newest["family"] == family:
        return await get(ctx, newest["id"])
    version = newest["version"] + 1 if newest else 1
    profile_id = await _store(ctx, profile, version, form.note, rules, family, industry)
    return await get(ctx, profile_id)


def _checked(model: type[R], body: dict[str, Any], where: str) -> R:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise Invalid(
            Text("岗位画像有误，请按提示修改", "the job profile does not hold together"),
            code="recruiting_ai.profile",
            fields={
                f"{where}." + ".".join(str(part) for part in item["loc"]): item["msg"]
                for item in error.errors()[:20]
            },
        ) from error


def digest_of(profile: JobProfile, rules: Screening | None) -> str:
    """SHA-256 (hex) of a version: of the interview alone where it has no screening rules."""
    if rules is None:
        return profile.digest()
    return digest({"profile": profile.model_dump(mode="json"), "screening": rules.model_dump(mode="json")})


async def edit_screening(ctx: Context, profile_id: UUID, form: ScreeningForm) -> dict[str, Any]:
    """A new version with other screening rules."""
    row = await get(ctx, profile_id)
    body = editing.screening_body(form, row["screening"])
    return await save(ctx, NewProfile(body=row["body"], screening=body, note=form.note))


async def edit_competencies(ctx: Context, profile_id: UUID, form: CompetenciesForm) -> dict[str, Any]:
    """A new version with other competencies and scales."""
    row = await get(ctx, profile_id)
    body = editing.with_competencies(row["body"], form)
    return await save(ctx, NewProfile(body=body, family=form.family, note=form.note))


async def edit_question(
    ctx: Context, profile_id: UUID, form: QuestionForm, key: str | None
) -> dict[str, Any]:
    """A new version with a question changed, or added where ``key`` is None.

    Raises:
        Conflict: the version is not the newest, so somebody else's change would be lost.
    """
    row = await _newest_row(ctx, profile_id)
    body = questions.with_question(row["body"], form, key)
    return await save(ctx, NewProfile(body=body, note=form.note))


async def remove_question(ctx: Context, profile_id: UUID, key: str) -> dict[str, Any]:
    """A new version without a question. Interviews that were held keep what they were asked."""
    row = await _newest_row(ctx, profile_id)
    body = questions.without_question(row["body"], key)
    left = {item["competency"] for item in body["questions"]}
    alone = [item["label"] for item in body["competencies"] if item["key"] not in left]
    if alone:
        raise Conflict(
            Text(
                f"“{'、'.join(alone)}”只有这一道题，请先增加题目或在能力页调整",
                f"it is the only question about {', '.join(alone)}; add another one first",
            ),
            code="recruiting_ai.only_question",
        )
    return await save(ctx, NewProfile(body=body))


async def _newest_row(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    row = await get(ctx, profile_id)
    latest = await repository.latest(ctx.company_id, row["key"])
    if latest is not None and latest["id"] != row["id"]:
        raise Conflict(
            Text(
                f"岗位画像已有第 {latest['version']} 版，请在最新版本上修改",
                f"there is version {latest['version']} already; change that one",
            ),
            code="recruiting_ai.profile_changed",
        )
    return row


async def from_template(ctx: Context, form: FromTemplate) -> dict[str, Any]:
    """A profile of the company's own, made of a template."""
    made = templates.build(form.template)
    body = made.body | ({"title": form.title} if form.title else {})
    rules = made.rules.model_dump(mode="json") if made.rules else None
    return await save(ctx, NewProfile(body=body, screening=rules, family=made.family, industry=made.industry))


async def _store(
    ctx: Context,
    profile: JobProfile,
    version: int,
    note: str | None,
    rules: Screening | None,
    family: str | None,
    industry: str | None,
) -> UUID:
    digest_ = digest_of(profile, rules)
    profile_id = await insert(
        "recruiting_ai_profile",
        company_id=ctx.company_id,
        key=profile.key,
        version=version,
        title=profile.title,
        body=as_json(profile.model_dump(mode="json")),
        screening=as_json(rules.model_dump(mode="json")) if rules else None,
        family=family,
        industry=industry,
        digest=digest_,
        note=note,
    )
    await ctx.audit.record(
        "recruiting_ai.profile.save",
        subject="recruiting_ai_profile",
        subject_id=profile_id,
        detail={"key": profile.key, "version": version, "digest": digest_},
    )
    return profile_id


async def get(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """One version with its body as an object."""
    row = await repository.by_id(ctx.company_id, profile_id)
    if row is None:
        raise NotFound(Text("没有这个岗位画像", "there is no such job profile"))
    return row | {"body": from_json(row["body"]), "screening": from_json(row["screening"])}


async def newest(ctx: Context, key: str) -> dict[str, Any]:
    """The newest version of a profile with its body as an object."""
    row = await repository.latest(ctx.company_id, key)
    if row is None:
        raise NotFound(Text("没有这个岗位画像", "there is no such job profile"))
    return await get(ctx, row["id"])


async def load(ctx: Context, profile_id: UUID) -> JobProfile:
    """The engine's profile of one version."""
    return JobProfile.model_validate((await get(ctx, profile_id))["body"])


async def load_screening(ctx: Context, profile_id: UUID) -> Screening | None:
    """The screening rules of one version, or None where it has none."""
    body = (await get(ctx, profile_id))["screening"]
    return Screening.model_validate(body) if body else None
