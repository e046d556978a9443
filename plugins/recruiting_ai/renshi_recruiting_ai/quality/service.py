"""The quality of hire: which parts of the interview, which channels and courses go with what became of people."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.profiles import repository as profile_rows
from renshi_recruiting_ai.quality import proposals, repository, retention
from renshi_recruiting_ai.quality.analysis import (
    EVERY_JOB,
    WINDOW_DAYS,
    Comparison,
    HiredPerson,
    Predictor,
    Told,
    compare,
    told,
)
from renshi_recruiting_ai.quality.relations import Verdict
from renshi_recruiting_ai.quality.schemas import QualityParams
from renshi_recruiting_ai.rows import as_json, insert, insert_many
from renshi_sdk import Context, Text
from renshi_sdk.contracts import Outcome
from renshi_sdk.contributions import JobRun

QUALITY_JOB = "recruiting_ai.quality"
PURPOSE = "recruiting_ai.quality_of_hire"
SMALLEST = 5
"""Fewer people than this are not even counted."""
_CHUNK = 2000
_EVERY_JOB = Text("全部岗位", "All jobs")
_MATCH = Text("岗位匹配", "Job match")
_STEPS = 4


@dataclass(frozen=True, slots=True)
class _Hired:
    """People who were hired, the scores of everybody interviewed, and what the dimensions are called."""

    people: list[HiredPerson]
    employees: dict[str, UUID]
    applicants: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    interviews: int = 0


async def run(ctx: Context, params: QualityParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.quality: one transaction, so that a run is there whole or not at all."""
    hired = await _hired(ctx)
    await job.progress(1, _STEPS, Text(f"{len(hired.people)} 名入职者", f"{len(hired.people)} hires"))
    found = await _outcomes(ctx, hired)
    await job.progress(2, _STEPS, Text("已汇集结果", "Outcomes gathered"))
    rows = await asyncio.to_thread(
        compare, hired.people, found, hired.applicants, still_there=retention.STILL_THERE
    )
    await job.progress(3, _STEPS, Text(f"比较了 {len(rows)} 项", f"{len(rows)} comparisons"))
    run_id = await _keep(ctx, hired, found, rows, params.made_by)
    open_now = await proposals.propose(ctx, run_id, rows, _kinds(found))
    await job.progress(_STEPS, _STEPS, Text("完成", "Done"))
    return {"run_id": str(run_id), "compared": len(rows), "proposals": open_now}


async def _hired(ctx: Context) -> _Hired:
    by_application: dict[UUID, dict[str, float]] = {}
    matches: dict[UUID, float] = {}
    applicants: dict[str, dict[str, list[float]]] = {}
    labels: dict[tuple[str, str], str] = {}
    interviews: set[UUID] = set()
    for row in await repository.scores(ctx.company_id):
        interviews.add(row["application_id"])
        if row["match_percent"] is not None:
            matches[row["application_id"]] = float(row["match_percent"])
        if row["points"] is None:
            continue
        by_application.setdefault(row["application_id"], {})[row["dimension"]] = row["points"]
        applicants.setdefault(row["job"], {}).setdefault(row["dimension"], []).append(row["points"])
        labels[row["job"], row["dimension"]] = row["label"]
    people, employees = [], {}
    for row in await repository.hires(ctx.company_id):
        key = str(row["id"])
        employees[key] = row["employee_id"]
        people.append(
            HiredPerson(
                key=key,
                job=row["job"],
                channel=row["channel"],
                starts_on=row["starts_on"],
                scores=by_application.get(row["id"], {}),
                match=matches.get(row["id"]),
            )
        )
    return _Hired(people, employees, applicants, labels, len(interviews))


async def _outcomes(ctx: Context, hired: _Hired) -> list[Told]:
    """What other plugins established, and who stayed; of everybody's own first year."""
    if not hired.people:
        return []
    ids = sorted(set(hired.employees.values()))
    first = min(person.starts_on for person in hired.people)
    by_employee: dict[UUID, list[Outcome]] = {}
    for start in range(0, len(ids), _CHUNK):
        for one in await ctx.hooks.collect_outcomes(
            company_id=ctx.company_id,
            employee_ids=ids[start : start + _CHUNK],
            first=first,
            last=ctx.today(),
            purpose=PURPOSE,
        ):
            by_employee.setdefault(one.employee_id, []).append(one)
    starts: dict[str, tuple[UUID, date]] = {
        person.key: (hired.employees[person.key], person.starts_on) for person in hired.people
    }
    stayed = await retention.of_hires(ctx, starts)
    await ctx.audit.record(
        "recruiting_ai.outcome.read",
        subject="recruiting_ai_application",
        detail={"people": len(ids), "window_days": WINDOW_DAYS, "purpose": PURPOSE},
    )
    return told(
        hired.people,
        {
            person.key: [*by_employee.get(hired.employees[person.key], ()), *stayed.get(person.key, ())]
            for person in hired.people
        },
    )


def _kinds(found: Sequence[Told]) -> dict[str, Outcome]:
    """One outcome of each kind, for its names, scale and right."""
    return {one.outcome.kind: one.outcome for one in found}


async def _keep(
    ctx: Context, hired: _Hired, found: Sequence[Told], rows: Sequence[Comparison], made_by: str
) -> UUID:
    kinds = _kinds(found)
    names = await _names(ctx, hired, found)
    titles = await profile_rows.titles(ctx.company_id)
    order = sorted(range(len(rows)), key=lambda n: (_rank(rows[n]), n))
    stored = [_row(rows[n], kinds, names, titles) for n in order]
    tested = sum(row.relation.p is not None for row in rows)
    positive = sum(row.relation.verdict is Verdict.FOUND for row in rows)
    people_of: dict[str, set[str]] = {}
    for one in found:
        people_of.setdefault(one.outcome.kind, set()).add(one.person)
    name = digest(stored)
    run_id = await insert(
        "recruiting_ai_quality_run",
        company_id=ctx.company_id,
        hires=len(hired.people),
        interviews=hired.interviews,
        compared=len(rows),
        tested=tested,
        found=positive,
        kinds=as_json(
            [
                {"kind": kind, "zh": one.label.zh, "en": one.label.en, "people": len(people_of[kind])}
                | {"permission": one.permission}
                for kind, one in sorted(kinds.items())
                if len(people_of[kind]) >= SMALLEST
            ]
        ),
        digest=name,
        made_by_name=made_by or ctx.actor.name,
        made_at=ctx.now(),
    )
    await insert_many(
        "recruiting_ai_relation",
        [
            {"company_id": ctx.company_id, "run_id": run_id, "place": place} | row
            for place, row in enumerate(stored, 1)
        ],
    )
    await ctx.audit.record(
        "recruiting_ai.quality.create",
        subject="recruiting_ai_quality_run",
        subject_id=run_id,
        detail={"compared": len(rows), "tested": tested, "found": positive, "digest": name},
    )
    return run_id


def _rank(row: Comparison) -> float:
    return row.relation.q if row.relation.q is not None else 2.0


def _row(
    row: Comparison,
    kinds: Mapping[str, Outcome],
    names: Mapping[tuple[str, Predictor, str], Text],
    titles: Mapping[str, str],
) -> dict[str, Any]:
    found, outcome = row.relation, kinds[row.relation.outcome]
    label = names.get((row.job, row.predictor, found.dimension), Text(found.dimension, found.dimension))
    # Lower ends that are wanted were turned round to be compared; people read them as they are.
    sign = 1.0 if outcome.better == "higher" else -1.0
    low, high = outcome.scale
    return {
        "job": row.job,
        "job_title": titles.get(row.job, "") if row.job != EVERY_JOB else "",
        "predictor": row.predictor.value,
        "predictor_key": found.dimension,
        "predictor_zh": label.zh,
        "predictor_en": label.en,
        "outcome": found.outcome,
        "outcome_zh": outcome.label.zh,
        "outcome_en": outcome.label.en,
        "outcome_permission": outcome.permission,
        "share": low == 0 and high == 1,
        "hires": found.hires if found.hires >= SMALLEST else None,
        "verdict": found.verdict.value,
        "r": found.r,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "q": found.q,
        "spread_ratio": found.spread_ratio,
        "r_applicants": found.r_applicants,
        "top": None if found.top is None else sign * found.top,
        "bottom": None if found.bottom is None else sign * found.bottom,
    }


async def _names(
    ctx: Context, hired: _Hired, found: Sequence[Told]
) -> dict[tuple[str, Predictor, str], Text]:
    names = {
        (job, Predictor.DIMENSION, key): Text(label, label) for (job, key), label in hired.labels.items()
    }
    for person in hired.people:
        names[person.job, Predictor.MATCH, Predictor.MATCH.value] = _MATCH
    for key, title in (await repository.channel_titles(ctx.company_id)).items():
        names[EVERY_JOB, Predictor.CHANNEL, key] = Text(f"渠道：{title}", f"Channel: {title}")
    for one in found:
        if one.outcome.subject and one.outcome.subject_label:
            name = f"{one.outcome.kind}:{one.outcome.subject}"
            names[EVERY_JOB, Predictor.COURSE, name] = Text(
                f"课程成绩：{one.outcome.subject_label}", f"Course mark: {one.outcome.subject_label}"
            )
    return names
