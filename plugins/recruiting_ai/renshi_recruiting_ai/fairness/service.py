"""Voluntary information, comparisons by group, drift, and what was found, kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.fairness import repository
from renshi_recruiting_ai.fairness.measures import Impact, State, crossed, drift, impacts, scoring_counts
from renshi_recruiting_ai.fairness.schemas import (
    ATTRIBUTES,
    AssessmentForm,
    VoluntaryForm,
)
from renshi_recruiting_ai.notices import notices
from renshi_recruiting_ai.rows import as_json, insert
from renshi_sdk import Conflict, Context, Invalid, Text

UNKNOWN = "unknown"
SMALLEST = 5
"""Groups under this size show how many people they are, and nothing else: a rate would tell of single people."""
KEEP_YEARS = 3
CROSSES = ("sex × age_group", "sex × ethnic_group")
COUNTERFACTUAL_JOB = "recruiting_ai.counterfactual"


def _label(application_id: UUID) -> str:
    return f"recruiting_ai_demographic:{application_id}"


async def tell(ctx: Context, application_id: UUID, form: VoluntaryForm) -> None:
    """Keep what a candidate told of themself, sealed.

    Raises:
        Conflict: the notice has changed since it was shown. Invalid: nothing was told.
    """
    notice = notices()["fairness"]
    if form.digest != notice.digest:
        raise Conflict(
            Text("告知内容已更新，请刷新页面后重新阅读", "the notice has changed; reload and read it again"),
            code="recruiting_ai.notice_changed",
        )
    given = {name: value for name in ATTRIBUTES if (value := getattr(form, name)) is not None}
    if not given:
        raise Invalid(Text("请至少填写一项，或不填写", "tell one thing at least, or nothing"))
    sealed = ctx.secrets.seal(json.dumps(given), label=_label(application_id))
    await repository.keep(ctx.company_id, application_id, sealed, notice.digest, ctx.now())
    # What was told is nobody's to read, so the audit chain holds that it was told and nothing of it.
    await ctx.audit.record(
        "recruiting_ai.demographic.tell",
        subject="recruiting_ai_application",
        subject_id=application_id,
    )


async def take_back(ctx: Context, application_id: UUID) -> bool:
    """Delete what a candidate told; true where there was something."""
    gone = await repository.forget(application_id)
    if gone:
        await ctx.audit.record(
            "recruiting_ai.demographic.delete",
            subject="recruiting_ai_application",
            subject_id=application_id,
        )
    return gone


async def own(ctx: Context, application_id: UUID) -> dict[str, str] | None:
    """What the candidate told, for the candidate."""
    row = await repository.told(application_id)
    if row is None:
        return None
    return dict(json.loads(ctx.secrets.open(row["sealed"], label=_label(application_id))))


async def groups(ctx: Context, application_ids: list[UUID], attribute: str) -> dict[UUID, str]:
    """The group of each application, `unknown` where nothing was told.

    Raises:
        Invalid: no such attribute.
    """
    parts = attribute.split(" × ")
    if attribute not in ATTRIBUTES and attribute not in CROSSES:
        raise Invalid(
            Text("没有这个分组", "there is no such grouping"),
            fields={"attribute": Text("、".join((*ATTRIBUTES, *CROSSES)), "choose one of the list")},
        )
    sealed = await repository.sealed(ctx.company_id, application_ids)
    found: dict[UUID, str] = {}
    for application_id in application_ids:
        body = sealed.get(application_id)
        told = json.loads(ctx.secrets.open(body, label=_label(application_id))) if body else {}
        values = [str(told.get(part, UNKNOWN)) for part in parts]
        if UNKNOWN in values:
            found[application_id] = UNKNOWN
        else:
            found[application_id] = crossed(*values) if len(values) == 2 else values[0]
    return found


async def compare(
    ctx: Context, measure: str, attribute: str, requisition_id: UUID | None = None
) -> dict[str, Any]:
    """Rates by group with ratio, interval, p and state; the unknown are counted and left out of the ratios.

    Scoring: above the median of all scores (LL144). Selection: advanced by a person, offered, or hired.
    """
    rows = await repository.scored(ctx.company_id, requisition_id)
    if measure == "scoring":
        rows = [row for row in rows if row["match_percent"] is not None]
    else:
        rows = [row for row in rows if row["decision"] is not None and row["decision"] != "hold"]
    where = await groups(ctx, [row["id"] for row in rows], attribute)
    unknown = sum(1 for row in rows if where[row["id"]] == UNKNOWN)
    known = [row for row in rows if where[row["id"]] != UNKNOWN]
    if measure == "scoring":
        scores: dict[str, list[float]] = {}
        for row in known:
            scores.setdefault(where[row["id"]], []).append(float(row["match_percent"]))
        counts = scoring_counts(scores)
    else:
        counts = {}
        for row in known:
            chosen, people = counts.get(where[row["id"]], (0, 0))
            yes = row["decision"] == "advance" or row["stage"] in ("offer", "hired")
            counts[where[row["id"]]] = (chosen + yes, people + 1)
    found = impacts(counts)
    return {
        "measure": measure,
        "attribute": attribute,
        "people": len(rows),
        "unknown": unknown,
        "state": overall(found),
        "items": [_shown(row) for row in found],
    }


def overall(found: list[Impact]) -> str:
    """The gravest state of a comparison."""
    states = {row.state for row in found}
    for state in (State.ACT, State.WATCH, State.OK):
        if state in states:
            return state.value
    return State.INSUFFICIENT.value


def _shown(row: Impact) -> dict[str, Any]:
    shown = {
        "group": row.group,
        "people": row.people,
        "chosen": row.chosen,
        "rate": row.rate,
        "ratio": row.ratio,
        "low": row.low,
        "high": row.high,
        "p": row.p,
        "state": row.state.value,
    }
    if row.people < SMALLEST:
        shown |= dict.fromkeys(("chosen", "rate", "ratio", "low", "high", "p")) | {
            "state": State.INSUFFICIENT.value
        }
    return shown


async def audit_impact(
    ctx: Context, measure: str, attribute: str, requisition_id: UUID | None
) -> dict[str, Any]:
    """Compare now and keep what was found."""
    result = await compare(ctx, measure, attribute, requisition_id)
    scope = {"measure": measure, "attribute": attribute, "requisition_id": str(requisition_id or "")}
    return await keep(ctx, "impact", result["state"], scope, result)


async def drifted(ctx: Context, requisition_id: UUID | None, days: int) -> dict[str, Any]:
    """Scores of the last `days` days against those before."""
    rows = [
        row
        for row in await repository.scored(ctx.company_id, requisition_id)
        if row["match_percent"] is not None
    ]
    border = ctx.now() - timedelta(days=days)
    before = [float(row["match_percent"]) for row in rows if row["completed_at"] < border]
    now = [float(row["match_percent"]) for row in rows if row["completed_at"] >= border]
    found = drift(before, now)
    return asdict(found) | {"state": found.state.value, "days": days}


async def keep(
    ctx: Context,
    kind: str,
    state: str,
    scope: dict[str, Any],
    result: dict[str, Any],
    made_by: str = "",
) -> dict[str, Any]:
    """Keep a measurement as it was found, with its digest in the audit chain."""
    name = digest({"kind": kind, "scope": scope, "result": result})
    audit_id = await insert(
        "recruiting_ai_fairness_audit",
        company_id=ctx.company_id,
        kind=kind,
        state=state,
        scope=as_json(scope),
        result=as_json(result),
        digest=name,
        made_by_name=made_by or ctx.actor.name,
        made_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.fairness.audit",
        subject="recruiting_ai_fairness_audit",
        subject_id=audit_id,
        detail={"kind": kind, "state": state, "digest": name},
    )
    return {"id": audit_id, "state": state, "digest": name, "result": result}


async def assess(ctx: Context, form: AssessmentForm) -> dict[str, Any]:
    """Keep an impact assessment; it is never changed, a new one follows it.

    Raises:
        Invalid: it would be looked at again before today.
    """
    today = ctx.today()
    if form.review_on <= today:
        raise Invalid(
            Text("复评日期须晚于今天", "the day of the next review has to be after today"),
            fields={"review_on": Text("须晚于今天", "after today")},
        )
    kept = date(today.year + KEEP_YEARS, today.month, min(today.day, 28))
    row_id = await insert(
        "recruiting_ai_assessment",
        company_id=ctx.company_id,
        **form.model_dump(),
        keep_until=max(kept, form.review_on),
        decided_by=ctx.actor.id,
        decided_by_name=ctx.actor.name,
        decided_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.assessment.create",
        subject="recruiting_ai_assessment",
        subject_id=row_id,
        detail={"title": form.title, "conclusion": form.conclusion},
    )
    return {"id": row_id, "keep_until": max(kept, form.review_on)}


async def gate(ctx: Context, scores: Mapping[UUID, float]) -> dict[str, Any]:
    """Whether somebody's scores treat the groups alike: for a model before it is used.

    ``passed`` is false where any grouping asks for action; where too little was told, that is said and nothing refused.
    """
    ids = list(scores)
    states: dict[str, str] = {}
    for attribute in (*ATTRIBUTES, *CROSSES):
        by_group: dict[str, list[float]] = {}
        for application_id, group in (await groups(ctx, ids, attribute)).items():
            if group != UNKNOWN:
                by_group.setdefault(group, []).append(scores[application_id])
        states[attribute] = overall(impacts(scoring_counts(by_group)))
    return {"passed": State.ACT.value not in states.values(), "states": states}
