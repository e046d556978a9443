"""API of calibration: where each job family stands, versions with how they were measured, use by a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.calibration import applying, gates, judges, repository, service
from renshi_recruiting_ai.calibration.repository import CALIBRATION, JUDGE
from renshi_recruiting_ai.calibration.schemas import Why
from renshi_recruiting_ai.engine.judging import judged_questions
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.scoring import SCORER
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.rows import as_list, from_json
from renshi_sdk import Context, Text
from renshi_sdk.web import Schema, get, post


class Nothing(Schema):
    """No parameters."""


def _in(ctx: Context, words: Text) -> str:
    return words.en if ctx.locale.startswith("en") else words.zh


@get("/calibration/families", permission=permissions.FAIRNESS_READ)
async def list_families(ctx: Context) -> dict[str, Any]:
    """Job families: answers marked, answers marked twice, and what their scores rest on now."""
    maps = {
        row["family"]: row
        for row in await repository.versions(CALIBRATION, ctx.company_id)
        if row["state"] == "active"
    }
    learned = {
        row["family"]: row
        for row in await repository.versions(JUDGE, ctx.company_id)
        if row["state"] == "active"
    }
    items = []
    for row in await repository.families(ctx.company_id):
        profile = JobProfile.model_validate(from_json(row["body"]))
        map_, judge = maps.get(row["family"]), learned.get(row["family"])
        outdated = map_ is not None and map_["scorer"] != SCORER
        items.append(
            {
                "id": row["id"],
                "family": row["family"],
                "title": row["title"],
                "marked": row["marked"],
                "doubled": row["doubled"],
                "share": min(1.0, row["doubled"] / gates.LEAST_ANSWERS),
                "state": "outdated" if outdated else "calibrated" if map_ else "uncalibrated",
                "calibration": f"v{map_['version']}（±{map_['band']}）" if map_ and not outdated else None,
                "judge": f"v{judge['version']}（{judge['answers']}）" if judge else None,
                "judged_questions": len(judged_questions(profile)),
            }
        )
    return as_list(items) | {"installed": applying.installed()}


def _shown(ctx: Context, row: dict[str, Any]) -> dict[str, Any]:
    measured = row["measured"]
    kept = (
        "id",
        "family",
        "title",
        "version",
        "state",
        "answers",
        "made_by_name",
        "made_at",
        "reason",
        "decided_by_name",
        "decided_at",
    )
    return {name: row.get(name) for name in kept} | {
        "people_kappa": measured["people_kappa"],
        "scorer_kappa": measured["scorer_kappa"],
        "scorer_kappa_raw": measured["scorer_kappa_raw"],
        "error": measured["error"],
        "why": _in(ctx, gates.failed(measured["gates"])),
        "reliability": measured["reliability"],
    }


@get("/calibrations", permission=permissions.FAIRNESS_READ)
async def list_calibrations(ctx: Context) -> dict[str, Any]:
    """Versions, newest first, with agreement on answers they were not learned from."""
    rows = await repository.versions(CALIBRATION, ctx.company_id)
    return as_list(
        [
            _shown(ctx, row)
            | {name: row[name] for name in ("method", "band", "interviews", "people", "scorer", "digest")}
            for row in rows
        ]
    )


@get("/calibrations/{calibration_id:uuid}/reliability", permission=permissions.FAIRNESS_READ)
async def read_reliability(ctx: Context, calibration_id: UUID) -> dict[str, Any]:
    """Tenths of the answers: what the map said of them unseen, and what people gave."""
    row = await service.needed(ctx, CALIBRATION, calibration_id)
    return as_list([one | {"ideal": one["said"]} for one in row["measured"]["reliability"]])


@post("/profiles/{profile_id:uuid}/calibrations", permission=permissions.PROFILE_EDIT, status_code=202)
async def start_calibration(ctx: Context, profile_id: UUID, data: Nothing) -> dict[str, Any]:
    """Measure agreement and learn a map for the profile's family; in the background."""
    family = (await profiles.get(ctx, profile_id))["key"]
    params = {"family": family, "made_by": ctx.actor.name}
    return {"job_id": await ctx.jobs.enqueue(service.CALIBRATE_JOB, params, key=f"{ctx.company_id}:{family}")}


@post("/calibrations/{calibration_id:uuid}/activate", permission=permissions.PROFILE_EDIT, status_code=200)
async def activate_calibration(ctx: Context, calibration_id: UUID, data: Why) -> dict[str, Any]:
    """Use a calibration for scores made from now on. Scores that are there keep theirs."""
    return await service.activate(ctx, CALIBRATION, calibration_id, data.reason)


@post("/calibrations/{calibration_id:uuid}/retire", permission=permissions.PROFILE_EDIT, status_code=200)
async def retire_calibration(ctx: Context, calibration_id: UUID, data: Why) -> dict[str, Any]:
    """Go back to uncalibrated scores."""
    return await service.retire(ctx, CALIBRATION, calibration_id, data.reason)


@get("/judges", permission=permissions.FAIRNESS_READ)
async def list_judges(ctx: Context) -> dict[str, Any]:
    """Learned judges, newest first, and whether the library is there."""
    rows = await repository.versions(JUDGE, ctx.company_id)
    return as_list(
        [
            _shown(ctx, row)
            | {
                "sha256": row["sha256"],
                "questions": "、".join(from_json(row["questions"])),
                "band": row["measured"]["band"],
            }
            for row in rows
        ]
    ) | {"installed": applying.installed()}


@post("/profiles/{profile_id:uuid}/judges", permission=permissions.PROFILE_EDIT, status_code=202)
async def start_judge(ctx: Context, profile_id: UUID, data: Nothing) -> dict[str, Any]:
    """Learn a judge for the profile's case and knowledge questions; in the background."""
    family = (await profiles.get(ctx, profile_id))["key"]
    params = {"family": family, "made_by": ctx.actor.name}
    return {"job_id": await ctx.jobs.enqueue(judges.JUDGE_JOB, params, key=f"{ctx.company_id}:{family}")}


@post("/judges/{judge_id:uuid}/activate", permission=permissions.PROFILE_EDIT, status_code=200)
async def activate_judge(ctx: Context, judge_id: UUID, data: Why) -> dict[str, Any]:
    """Have a judge mark the answers it was learned for, in scores made from now on."""
    return await service.activate(ctx, JUDGE, judge_id, data.reason)


@post("/judges/{judge_id:uuid}/retire", permission=permissions.PROFILE_EDIT, status_code=200)
async def retire_judge(ctx: Context, judge_id: UUID, data: Why) -> dict[str, Any]:
    """Go back to the rules."""
    return await service.retire(ctx, JUDGE, judge_id, data.reason)


HANDLERS = (
    list_families,
    list_calibrations,
    read_reliability,
    start_calibration,
    activate_calibration,
    retire_calibration,
    list_judges,
    start_judge,
    activate_judge,
    retire_judge,
)
