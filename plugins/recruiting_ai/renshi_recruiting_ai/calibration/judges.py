"""Judges learned from a company's own marks, for questions that have a right answer. Without one the rules stay."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.calibration import agreement, applying, fitting, gates, repository, service
from renshi_recruiting_ai.calibration.repository import JUDGE
from renshi_recruiting_ai.calibration.schemas import LearnParams
from renshi_recruiting_ai.engine import judging
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.scoring import SCORER
from renshi_recruiting_ai.engine.units import AnswerPart
from renshi_recruiting_ai.fairness import service as fairness
from renshi_recruiting_ai.profiles import repository as profiles
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, NeedsAttention, NotFound, Text
from renshi_sdk.contributions import JobRun

JUDGE_JOB = "recruiting_ai.learn_judge"
MOST_PER_QUESTION = 400
"""Newest answers of a question that are learned from: each is compared with each, so twice as many take four times as
long (210 take some twenty seconds of one core, six judges included)."""


async def run(ctx: Context, params: LearnParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.learn_judge: learn, measure on held-out interviews, keep; nothing is put to use by it."""
    if not applying.installed():
        raise NeedsAttention(applying.MISSING, code="recruiting_ai.ranking_not_installed")
    newest = await profiles.latest(ctx.company_id, params.family)
    if newest is None:
        raise NotFound(Text("没有这个岗位画像", "there is no such job profile"))
    profile = JobProfile.model_validate(from_json(newest["body"]))
    wanted = {question.key: question for question in judging.judged_questions(profile)}
    rows = _newest(
        [
            row
            for row in await repository.marked_words(ctx.company_id, params.family)
            if row["question"] in wanted
        ]
    )
    if len(rows) < gates.LEAST_ANSWERS:
        raise Conflict(service.too_few(len(rows)), code="recruiting_ai.too_few_marks")
    await job.progress(1, 3, Text(f"{len(rows)} 条双评回答", f"{len(rows)} double-marked answers"))
    learned = await asyncio.to_thread(_learn, profile, rows)
    rules = {
        (row["interview_id"], row["question"]): row["raw"]
        for row in await repository.double_marked(ctx.company_id, params.family, SCORER)
    }
    both = [
        (place, rules[row["interview_id"], row["question"]])
        for place, row in enumerate(rows)
        if (row["interview_id"], row["question"]) in rules
    ]
    by_people = [tuple(row["marks"]) for row in rows]
    people = agreement.between_people(by_people)
    held = agreement.with_people(learned["held"], by_people)
    beside = agreement.with_people([raw for _, raw in both], [by_people[place] for place, _ in both])
    groups = await fairness.gate(ctx, _by_application(rows, learned["held"]))
    await job.progress(2, 3, Text("已测量一致性", "Agreement measured"))
    found = gates.judged(len(rows), people, held, groups)
    better = held is not None and (beside is None or held > beside)
    found |= {"better_than_rules": better, "passed": found["passed"] and better}
    measured = {
        "people_kappa": service.rounded(people),
        "scorer_kappa": service.rounded(held),
        "scorer_kappa_raw": service.rounded(beside),
        "error": round(learned["error"], 4),
        "band": learned["band"],
        "folds": fitting.FOLDS,
        # Whose answers the file holds: it goes when one of them is erased.
        "interviews": sorted({str(row["interview_id"]) for row in rows}),
        "reliability": learned["reliability"],
        "gates": found,
        "fairness": groups["states"],
    }
    version = await repository.next_version(JUDGE, ctx.company_id, params.family)
    stored = await ctx.files.put(
        f"judge-{params.family}-{version}.zip", learned["content"], media_type="application/zip"
    )
    name = hashlib.sha256(learned["content"]).hexdigest()
    row_id = await insert(
        JUDGE,
        company_id=ctx.company_id,
        family=params.family,
        version=version,
        state="ready" if found["passed"] else "refused",
        file_id=stored.id,
        sha256=name,
        questions=as_json(sorted({row["question"] for row in rows})),
        answers=len(rows),
        measured=as_json(measured),
        made_by_name=params.made_by or ctx.actor.name,
        made_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.judge.create",
        subject=JUDGE,
        subject_id=row_id,
        detail={
            "family": params.family,
            "version": version,
            "sha256": name,
            "passed": found["passed"],
            "scorer_kappa": measured["scorer_kappa"],
            "people_kappa": measured["people_kappa"],
        },
    )
    await job.progress(3, 3, Text("完成", "Done"))
    return {"judge_id": str(row_id), "version": version, "passed": found["passed"]}


def _newest(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """At most :data:`MOST_PER_QUESTION` of each question, in their order (ids of interviews follow time)."""
    count: dict[str, int] = {}
    kept = []
    for row in reversed(rows):
        count[row["question"]] = count.get(row["question"], 0) + 1
        if count[row["question"]] <= MOST_PER_QUESTION:
            kept.append(row)
    return kept[::-1]


def _learn(profile: JobProfile, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A judge of all answers, and how judges of four fifths of the interviews did on the rest. Seconds of one core."""
    from renshi_recruiting_ai.engine.marking.judge import LEAST_MARKED, Judge
    from renshi_recruiting_ai.engine.marking.neighbours import Marked

    tasks = [judging.task_of(question) for question in judging.judged_questions(profile)]
    by_key = {task.key: task for task in tasks}
    answers = [
        Marked(
            row["question"],
            judging.said([AnswerPart.model_validate(part) for part in row["parts"]]),
            fmean(row["marks"][:2]) / agreement.TOP,
        )
        for row in rows
    ]
    names = sorted({str(row["interview_id"]) for row in rows})
    fold_of = {name: place % fitting.FOLDS for place, name in enumerate(names)}
    folds = [fold_of[str(row["interview_id"])] for row in rows]
    held = [0.0] * len(rows)
    for fold in range(fitting.FOLDS):
        inside = [answer for answer, own in zip(answers, folds, strict=True) if own != fold]
        judge = Judge.learn(tasks, inside, least=min(LEAST_MARKED, len(inside)))
        for place, own in enumerate(folds):
            if own == fold:
                (judgement,) = judge.judge(by_key[answers[place].task], [answers[place].text])
                held[place] = agreement.TOP * judgement.share
    competencies = {question.key: question.competency for question in profile.questions}
    measured = [
        fitting.Answer(str(row["interview_id"]), competencies[row["question"]], value, tuple(row["marks"]))
        for row, value in zip(rows, held, strict=True)
    ]
    return {
        "content": Judge.learn(tasks, answers).save(),
        "held": held,
        "error": fmean(abs(one.raw - one.truth) for one in measured),
        "band": fitting.band(measured, held),
        "reliability": fitting.reliability(measured, held),
    }


def _by_application(rows: Sequence[Mapping[str, Any]], held: Sequence[float]) -> dict[UUID, float]:
    found: dict[UUID, list[float]] = {}
    for row, value in zip(rows, held, strict=True):
        found.setdefault(row["application_id"], []).append(value)
    return {application: fmean(values) for application, values in found.items()}
