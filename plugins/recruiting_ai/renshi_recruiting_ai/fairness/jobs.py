"""Measurements of fairness in the background: the counterfactual test, and the drift of every month."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.report import ScoringInput
from renshi_recruiting_ai.engine.thinking import think
from renshi_recruiting_ai.fairness import counterfactual, repository, resumes, service
from renshi_recruiting_ai.fairness.measures import State, drift
from renshi_recruiting_ai.fairness.schemas import CounterfactualParams
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.interviews import scoring
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.ranking import ranker
from renshi_sdk import Context, Text
from renshi_sdk.contributions import JobRun

DRIFT_JOB = "recruiting_ai.drift"
MOST = 60
"""Newest interviews, and newest résumés, that a counterfactual test goes through."""
BEFORE_MONTHS = 12
_PROTECTED: Mapping[str, float | str | bool] = {
    "sex": "女", "age": 57.0, "name": "阿依古丽", "ethnicity": "维吾尔族", "accent": "河南", "school": "某大学",
}  # fmt: skip


async def run_counterfactual(ctx: Context, params: CounterfactualParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.counterfactual: the newest interviews and résumés again, as told by somebody else.

    Interviews go through the rules, résumés through reading, matching and the ranker in use. No score changes.
    """
    rows = await repository.newest_interviews(ctx.company_id, MOST)
    papers = await repository.newest_resumes(ctx.company_id, MOST)
    total = len(rows) + len(papers)
    found: list[counterfactual.Moved] = []
    known: dict[UUID, JobProfile] = {}
    for number, row in enumerate(rows, 1):
        profile = known.get(row["profile_id"]) or await profiles.load(ctx, row["profile_id"])
        known[row["profile_id"]] = profile
        turns = await interviews.turns(row["id"])
        given = ScoringInput(profile=profile, answers=scoring.answer_sets(turns), facts=row["facts"])
        found += await think(counterfactual.try_one, given, _PROTECTED)
        await job.progress(number, total, Text(f"已检查 {number} 场", f"{number} checked"))
    ranked: list[counterfactual.Moved] = []
    tried = 0
    for number, row in enumerate(papers, 1):
        rules = await profiles.load_screening(ctx, row["profile_id"])
        if rules is None or not row["text"]:
            continue
        matches = await asyncio.to_thread(
            resumes.matched, row["text"].split("\f"), rules, row["facts"], ctx.today().isoformat()
        )
        scored = await ranker.apply(ctx, row["profile_id"], list(matches.values()))
        ranked += resumes.moved(
            {name: float(one["score"]) for name, one in zip(matches, scored, strict=True)}
        )
        tried += 1
        await job.progress(
            len(rows) + number, total, Text(f"已检查 {number} 份简历", f"{number} résumés checked")
        )
    told, told_of_resumes = counterfactual.worst(found), counterfactual.worst(ranked)
    held = all(
        item.points <= counterfactual.TOLERANCE and item.vanished == 0 for item in (*told, *told_of_resumes)
    )
    state = State.INSUFFICIENT if not rows and not tried else State.OK if held else State.ACT
    result = {
        "interviews": len(rows),
        "resumes": tried,
        "tolerance": str(counterfactual.TOLERANCE),
        "items": [_line(item) for item in told],
        "resume_items": [_line(item) for item in told_of_resumes],
    }
    kept = await service.keep(ctx, "counterfactual", state.value, {"newest": MOST}, result, params.made_by)
    return {"audit_id": str(kept["id"]), "state": state.value, "interviews": len(rows), "resumes": tried}


def _line(item: counterfactual.Moved) -> dict[str, Any]:
    return {
        "exchange": item.exchange,
        "points": str(item.points),
        "percent": item.percent,
        "vanished": item.vanished,
    }


async def run_drift(ctx: Context, params: Any, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.drift: scores of the month that is over against those of the twelve before, kept as rows.

    One row for everybody and one for each job family; a month that has its rows gets no second ones.
    """
    last = ctx.today().replace(day=1) - timedelta(days=1)
    month = f"{last:%Y-%m}"
    if await repository.has_drift_of(ctx.company_id, month):
        return {"month": month, "rows": 0}
    zone = ZoneInfo(ctx.time_zone)
    begin = datetime.combine(last.replace(day=1), time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    since = datetime.combine(_months_before(last.replace(day=1), BEFORE_MONTHS), time(), zone)
    rows = await repository.scored_between(ctx.company_id, since, end)
    kept = 0
    for family in ("", *sorted({row["family"] for row in rows})):
        mine = [row for row in rows if family in ("", row["family"])]
        before = [row for row in mine if row["completed_at"] < begin]
        now = [row for row in mine if row["completed_at"] >= begin]
        found = drift(
            [float(row["match_percent"]) for row in before], [float(row["match_percent"]) for row in now]
        )
        result = asdict(found) | {
            "state": found.state.value,
            # A change of rules or calibration moves scores too, and should not be taken for another kind of people.
            "scorers_before": sorted({row["scorer"] for row in before}),
            "scorers_now": sorted({row["scorer"] for row in now}),
        }
        await service.keep(
            ctx,
            "drift",
            found.state.value,
            {"month": month, "family": family, "before": BEFORE_MONTHS},
            result,
        )
        kept += 1
    return {"month": month, "rows": kept}


def _months_before(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)
