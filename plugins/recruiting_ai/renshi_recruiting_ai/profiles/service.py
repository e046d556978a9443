"""Job profiles: versioned, never changed in place, so that an old score still names what it was measured by."""

from __future__ import annotations

from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from pydantic import ValidationError

from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.profiles import repository
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.db import execute

STARTERS = ("production_supervisor", "store_manager", "data_analyst")


async def seed(ctx: Context) -> None:
    """Give a company the starter profiles it does not have yet."""
    for name in STARTERS:
        text = files("renshi_recruiting_ai").joinpath(f"data/profiles/{name}.yaml").read_text("utf-8")
        if await repository.latest(ctx.company_id, name) is None:
            await _store(ctx, JobProfile.model_validate(yaml.safe_load(text)), 1, None)


async def save(ctx: Context, body: dict[str, Any], note: str | None) -> dict[str, Any]:
    """Store a new version; the same content again gives the version there is.

    Raises:
        Invalid: the profile does not hold together, or asks for a protected attribute.
    """
    try:
        profile = JobProfile.model_validate(body)
    except ValidationError as error:
        raise Invalid(
            Text("岗位画像有误，请按提示修改", "the job profile does not hold together"),
            code="recruiting_ai.profile",
            fields={
                "body." + ".".join(str(part) for part in item["loc"]): item["msg"]
                for item in error.errors()[:20]
            },
        ) from error
    await execute(
        "SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_profile:{ctx.company_id}:{profile.key}"
    )
    newest = await repository.latest(ctx.company_id, profile.key)
    if newest and newest["digest"] == profile.digest():
        return await get(ctx, newest["id"])
    profile_id = await _store(ctx, profile, newest["version"] + 1 if newest else 1, note)
    return await get(ctx, profile_id)


async def _store(ctx: Context, profile: JobProfile, version: int, note: str | None) -> UUID:
    profile_id = await insert(
        "recruiting_ai_profile",
        company_id=ctx.company_id,
        key=profile.key,
        version=version,
        title=profile.title,
        body=as_json(profile.model_dump(mode="json")),
        digest=profile.digest(),
        note=note,
    )
    await ctx.audit.record(
        "recruiting_ai.profile.save",
        subject="recruiting_ai_profile",
        subject_id=profile_id,
        detail={"key": profile.key, "version": version, "digest": profile.digest()},
    )
    return profile_id


async def get(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """One version with its body as an object."""
    row = await repository.by_id(ctx.company_id, profile_id)
    if row is None:
        raise NotFound(Text("没有这个岗位画像", "there is no such job profile"))
    return row | {"body": from_json(row["body"])}


async def load(ctx: Context, profile_id: UUID) -> JobProfile:
    """The engine's profile of one version."""
    return JobProfile.model_validate((await get(ctx, profile_id))["body"])
