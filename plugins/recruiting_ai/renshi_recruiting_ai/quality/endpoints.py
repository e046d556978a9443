"""API of the quality of hire: relations with intervals, runs, proposals of weights."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.engine.scoring import COMMUNICATION
from renshi_recruiting_ai.profiles import repository as profile_rows
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.quality import proposals, repository, service, words
from renshi_recruiting_ai.quality.schemas import ProposalAnswer
from renshi_recruiting_ai.rows import as_list, from_json
from renshi_sdk import Clause, Context, NotFound, Text
from renshi_sdk.db import Listing, ListQuery
from renshi_sdk.web import Schema, get, page_of, post

_MOST_DRAWN = 24


class Nothing(Schema):
    """No parameters."""


def _in(ctx: Context, zh: str, en: str) -> str:
    return en if ctx.locale.startswith("en") else zh


async def _allowed(ctx: Context) -> list[str]:
    """Rights of outcomes that the reader holds: nobody reads here what they may not read elsewhere."""
    in_use = await repository.permissions_in_use(ctx.company_id)
    return [name for name in in_use if ctx.access.allows(name)]


@get("/quality", permission=permissions.QUALITY_READ)
async def read_quality(ctx: Context) -> dict[str, Any]:
    """The newest run in figures and a sentence; zeros where there is none."""
    run = await repository.latest_run(ctx.company_id)
    said = words.summary(run)
    kinds = [one for one in (run["kinds"] if run else []) if ctx.access.allows(one["permission"])]
    named = "；".join(f"{_in(ctx, one['zh'], one['en'])} {one['people']}" for one in kinds)
    known = named or _in(ctx, "暂无", "none yet")
    sentence = _in(ctx, said.zh, said.en)
    if run:
        at = f"{run['made_at'].astimezone(ZoneInfo(ctx.time_zone)):%Y-%m-%d %H:%M}"
        sentence += _in(
            ctx,
            f"已知结果（人数）：{known}。计算于 {at}。",
            f" Known outcomes (people): {known}. Computed at {at}.",
        )
    return {
        "run_id": run["id"] if run else None,
        "made_at": run["made_at"] if run else None,
        "hires": run["hires"] if run else 0,
        "interviews": run["interviews"] if run else 0,
        "tested": run["tested"] if run else 0,
        "found": run["found"] if run else 0,
        "kinds": known,
        "said": sentence,
    }


async def _relations(ctx: Context, query: ListQuery, run_id: UUID | None, *more: Clause) -> Listing:
    if run_id is None:
        run = await repository.latest_run(ctx.company_id)
        if run is None:
            return Listing(items=[], total=0)
        run_id = run["id"]
    elif not await repository.run_exists(ctx.company_id, run_id):
        raise NotFound(Text("没有这次计算", "there is no such run"))
    found = await repository.relations(run_id, await _allowed(ctx), query, *more)
    for item in found.items:
        said = words.says(item)
        item["job_title"] = item["job_title"] or _in(ctx, "全部岗位", "All jobs")
        item["predictor_title"] = _in(ctx, item.pop("predictor_zh"), item.pop("predictor_en"))
        item["says"] = _in(ctx, said.zh, said.en)
        item["outcome_title"] = _in(ctx, item.pop("outcome_zh"), item.pop("outcome_en"))
        item["interval"] = f"{item['low']:+.2f} … {item['high']:+.2f}" if item["low"] is not None else None
    return found


@get("/quality/relations", permission=permissions.QUALITY_READ)
async def list_relations(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Every comparison of the newest run, the firmest first: r, 95 % interval, corrected p, and a plain sentence."""
    return page_of(await _relations(ctx, listing_query, None))


@get("/quality/runs/{quality_run_id:uuid}/relations", permission=permissions.QUALITY_READ)
async def list_relations_of(ctx: Context, quality_run_id: UUID, listing_query: ListQuery) -> dict[str, Any]:
    """Every comparison of an earlier run."""
    return page_of(await _relations(ctx, listing_query, quality_run_id))


@get("/quality/intervals", permission=permissions.QUALITY_READ)
async def intervals(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """The firmest comparisons that have a number, for the chart of intervals."""
    query = ListQuery(limit=_MOST_DRAWN, filters=listing_query.filters)
    found = await _relations(ctx, query, None, Clause("x.r IS NOT NULL"))
    return as_list(
        [
            {
                "name": f"{item['predictor_title']} → {item['outcome_title']}",
                "r": round(item["r"], 3),
                "low": round(item["low"], 3),
                "high": round(item["high"], 3),
            }
            for item in found.items
        ]
    )


@get("/quality/jobs", permission=permissions.QUALITY_READ)
async def job_options(ctx: Context) -> dict[str, Any]:
    """Choices for a filter."""
    titles = await profile_rows.titles(ctx.company_id)
    return {
        "options": [
            {"value": "*", "label": _in(ctx, "全部岗位", "All jobs")},
            *({"value": key, "label": title} for key, title in sorted(titles.items())),
        ]
    }


@get("/quality/outcomes", permission=permissions.QUALITY_READ)
async def outcome_options(ctx: Context) -> dict[str, Any]:
    """Choices for a filter: outcomes that the reader may see."""
    run = await repository.latest_run(ctx.company_id)
    kinds = [one for one in (run["kinds"] if run else []) if ctx.access.allows(one["permission"])]
    return {"options": [{"value": one["kind"], "label": _in(ctx, one["zh"], one["en"])} for one in kinds]}


@get("/quality/runs", permission=permissions.QUALITY_READ)
async def list_runs(ctx: Context) -> dict[str, Any]:
    """Runs, newest first."""
    return as_list(await repository.runs(ctx.company_id))


@post("/quality/runs", permission=permissions.QUALITY_READ, status_code=202)
async def start_run(ctx: Context, data: Nothing) -> dict[str, Any]:
    """Compute now, in the background."""
    job = await ctx.jobs.enqueue(service.QUALITY_JOB, {"made_by": ctx.actor.name}, key=str(ctx.company_id))
    return {"job_id": job}


@get("/quality/proposals", permission=permissions.QUALITY_READ)
async def list_proposals(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
    """Proposed weights by job and outcome, with what was decided."""
    found = await repository.proposals(ctx.company_id, await _allowed(ctx), listing_query)
    for item in found.items:
        body = from_json(item.pop("profile_body"))
        labels = _labels(ctx, body)
        item["outcome_title"] = _in(ctx, item.pop("outcome_zh"), item.pop("outcome_en"))
        item["weights"] = from_json(item["weights"])
        item["changes"] = "；".join(
            f"{labels.get(one['key'], one['key'])} {one['before']} → {one['after']}"
            for one in item["weights"]
            if one["before"] != one["after"]
        )
    return page_of(found)


@get("/quality/proposals/{weight_proposal_id:uuid}/weights", permission=permissions.QUALITY_READ)
async def proposal_weights(ctx: Context, weight_proposal_id: UUID) -> dict[str, Any]:
    """Weights before and after, with what was found about each dimension."""
    row = await proposals.needed(ctx, weight_proposal_id)
    profile = await profiles.get(ctx, row["profile_id"])
    labels = _labels(ctx, profile["body"])
    return as_list(
        [
            one
            | {
                "id": one["key"],
                "label": labels.get(one["key"], one["key"]),
                "interval": f"{one['low']:+.2f} … {one['high']:+.2f}" if one["low"] is not None else None,
            }
            for one in row["weights"]
        ]
    )


def _labels(ctx: Context, body: dict[str, Any]) -> dict[str, str]:
    labels = {item["key"]: item["label"] for item in body["competencies"]}
    return labels | {COMMUNICATION: _in(ctx, "沟通表达", "Communication")}


@post(
    "/quality/proposals/{weight_proposal_id:uuid}/accept",
    permission=permissions.PROFILE_EDIT,
    status_code=200,
)
async def accept_proposal(ctx: Context, weight_proposal_id: UUID, data: ProposalAnswer) -> dict[str, Any]:
    """Take proposed weights, with a reason: makes a new version of the profile; old interviews keep theirs."""
    ctx.access.require(permissions.QUALITY_READ)
    return await proposals.accept(ctx, weight_proposal_id, data.reason)


@post(
    "/quality/proposals/{weight_proposal_id:uuid}/refuse",
    permission=permissions.PROFILE_EDIT,
    status_code=200,
)
async def refuse_proposal(ctx: Context, weight_proposal_id: UUID, data: ProposalAnswer) -> dict[str, Any]:
    """Leave the weights as they are, with a reason."""
    ctx.access.require(permissions.QUALITY_READ)
    return await proposals.refuse(ctx, weight_proposal_id, data.reason)


HANDLERS = (
    read_quality,
    list_relations,
    list_relations_of,
    intervals,
    job_options,
    outcome_options,
    list_runs,
    start_run,
    list_proposals,
    proposal_weights,
    accept_proposal,
    refuse_proposal,
)
