"""Calibration of the rules by a company's own blind double marks: measured by a job, put to use by a person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from statistics import fmean
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.calibration import agreement, fitting, gates, repository
from renshi_recruiting_ai.calibration.repository import CALIBRATION
from renshi_recruiting_ai.calibration.schemas import LearnParams
from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.engine.remarking import along
from renshi_recruiting_ai.engine.scoring import SCORER
from renshi_recruiting_ai.fairness import service as fairness
from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.rows import as_json, insert
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contributions import JobRun

CALIBRATE_JOB = "recruiting_ai.calibrate"


async def run(ctx: Context, params: LearnParams, job: JobRun) -> dict[str, Any]:
    """Job recruiting_ai.calibrate: measure agreement and learn a map; nothing is put to use by it."""
    rows = await repository.double_marked(ctx.company_id, params.family, SCORER)
    if len(rows) < gates.LEAST_ANSWERS:
        raise Conflict(too_few(len(rows)), code="recruiting_ai.too_few_marks")
    answers = [
        fitting.Answer(str(row["interview_id"]), row["competency"], row["raw"], tuple(row["marks"]))
        for row in rows
    ]
    await job.progress(1, 3, Text(f"{len(rows)} 条双评回答", f"{len(rows)} double-marked answers"))
    fitted = await asyncio.to_thread(fitting.fit, answers)
    people = agreement.between_people([answer.marks for answer in answers])
    held = agreement.with_people(fitted.held, [answer.marks for answer in answers])
    raw = agreement.with_people([answer.raw for answer in answers], [answer.marks for answer in answers])
    everybody = await repository.rules_points(ctx.company_id, params.family, SCORER)
    groups = await fairness.gate(
        ctx,
        {
            application: fmean(along(fitted.knots, value) for value in points)
            for application, points in everybody.items()
        },
    )
    await job.progress(2, 3, Text("已测量一致性", "Agreement measured"))
    found = gates.judged(len(answers), people, held, groups)
    measured = {
        "people_kappa": rounded(people),
        "scorer_kappa": rounded(held),
        "scorer_kappa_raw": rounded(raw),
        "error": round(fitted.error, 4),
        "error_raw": round(fitted.error_raw, 4),
        "folds": fitting.FOLDS,
        "reliability": fitting.reliability(answers, fitted.held),
        "gates": found,
        "fairness": groups["states"],
    }
    knots = [list(knot) for knot in fitted.knots]
    version = await repository.next_version(CALIBRATION, ctx.company_id, params.family)
    name = digest({"scorer": SCORER, "knots": knots, "band": str(fitted.band)})
    row_id = await insert(
        CALIBRATION,
        company_id=ctx.company_id,
        family=params.family,
        version=version,
        state="ready" if found["passed"] else "refused",
        scorer=SCORER,
        method=fitted.method,
        knots=as_json(knots),
        band=Decimal(str(fitted.band)),
        answers=len(answers),
        interviews=len({answer.interview for answer in answers}),
        people=people_of(rows),
        measured=as_json(measured),
        digest=name,
        made_by_name=params.made_by or ctx.actor.name,
        made_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.calibration.create",
        subject=CALIBRATION,
        subject_id=row_id,
        detail={
            "family": params.family,
            "version": version,
            "digest": name,
            "passed": found["passed"],
            "scorer_kappa": rounded(held),
            "people_kappa": rounded(people),
        },
    )
    await job.progress(3, 3, Text("完成", "Done"))
    return {"calibration_id": str(row_id), "version": version, "passed": found["passed"]}


def too_few(known: int) -> Text:
    """How far it is to enough marks, and what to do."""
    return Text(
        f"双评回答还不够：已有 {known} 条，至少需要 {gates.LEAST_ANSWERS} 条。请两名评审各自在“给回答打分”页面独立评分"
        "（先不看程序得分）。在此之前按未校准的规则评分。",
        f"not enough double-marked answers: {known} of {gates.LEAST_ANSWERS}. Have two people mark each on their"
        " own on the"
        " page “Mark the answers”, before they see the program's scores. Until then the rules score uncalibrated.",
    )


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def people_of(rows: Sequence[dict[str, Any]]) -> int:
    """How many people gave the marks."""
    return len({rater for row in rows for rater in row["raters"]})


async def activate(ctx: Context, table: str, row_id: UUID, reason: str) -> dict[str, Any]:
    """Put one to use for its job family; what was in use is retired. Scores that are there stay.

    Raises:
        Forbidden: the actor is no person. Conflict: a condition doesn't hold, or it was learned for other rules.
    """
    actor_id = moves.require_person(ctx)
    row = await needed(ctx, table, row_id, lock=True)
    if row["state"] == "refused":
        why = gates.failed(row["measured"]["gates"])
        raise Conflict(
            Text(f"未达到启用条件：{why.zh}", f"conditions are not met: {why.en}"),
            code="recruiting_ai.gate_failed",
        )
    if row["state"] == "active":
        raise Conflict(Text("已在使用", "it is in use already"))
    if table == repository.JUDGE and row["file_id"] is None:
        raise Conflict(
            Text(
                "其中有回答已随候选人资料删除，模型文件一并删除，请重新学习",
                "its file went with the answers of somebody who was erased; learn a new one",
            ),
            code="recruiting_ai.judge_gone",
        )
    if table == CALIBRATION and row["scorer"] != SCORER:
        raise Conflict(
            Text("评分规则已更新，请重新校准", "the rules have changed since; calibrate again"),
            code="recruiting_ai.calibration_outdated",
        )
    await repository.retire_family(table, ctx.company_id, row["family"])
    await repository.decide(table, row_id, "active", reason, actor_id, ctx.actor.name, ctx.now())
    await _audit(ctx, table, "activate", row, reason)
    return {"state": "active"}


async def retire(ctx: Context, table: str, row_id: UUID, reason: str) -> dict[str, Any]:
    """Take one out of use; scores made from now on are the rules' again.

    Raises:
        Forbidden: the actor is no person. Conflict: it is not in use.
    """
    actor_id = moves.require_person(ctx)
    row = await needed(ctx, table, row_id, lock=True)
    if row["state"] != "active":
        raise Conflict(Text("未在使用", "it is not in use"))
    await repository.decide(table, row_id, "retired", reason, actor_id, ctx.actor.name, ctx.now())
    await _audit(ctx, table, "retire", row, reason)
    return {"state": "retired"}


async def needed(ctx: Context, table: str, row_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    row = await repository.by_id(table, ctx.company_id, row_id, lock=lock)
    if row is None:
        raise NotFound(Text("没有这个版本", "there is no such version"))
    return row


async def _audit(ctx: Context, table: str, verb: str, row: dict[str, Any], reason: str) -> None:
    await ctx.audit.record(
        f"recruiting_ai.{table.removeprefix('recruiting_ai_')}.{verb}",
        subject=table,
        subject_id=row["id"],
        detail={"family": row["family"], "version": row["version"], "reason": reason},
    )
