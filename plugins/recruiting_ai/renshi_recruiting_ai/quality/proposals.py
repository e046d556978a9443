"""Other weights for a job, as outcomes suggest them. A person takes them or not; old interviews keep their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.engine.scoring import COMMUNICATION
from renshi_recruiting_ai.pipeline import moves
from renshi_recruiting_ai.profiles import repository as profiles_repository
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.profiles.schemas import NewProfile
from renshi_recruiting_ai.quality import repository
from renshi_recruiting_ai.quality.analysis import Comparison, Predictor
from renshi_recruiting_ai.quality.relations import Relation, Verdict, proposed_weights
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contracts import Outcome


async def propose(
    ctx: Context, run_id: UUID, rows: Sequence[Comparison], kinds: Mapping[str, Outcome]
) -> int:
    """One proposal for each job and outcome that something was found about; older open ones give way.

    What somebody refused for the same version of the profile is not proposed again.
    """
    await repository.supersede(ctx.company_id)
    made = 0
    for job in sorted({row.job for row in rows if row.relation.verdict is Verdict.FOUND}):
        relations = [row.relation for row in rows if row.job == job and row.predictor is Predictor.DIMENSION]
        profile = await profiles_repository.latest(ctx.company_id, job)
        if profile is None:
            continue
        before = weights_of(from_json(profile["body"]))
        for outcome in sorted({row.outcome for row in relations if row.verdict is Verdict.FOUND}):
            # From what people had set, else each month would lean a little further on the same evidence.
            base = await repository.weights_before(ctx.company_id, profile["id"], outcome) or before
            after = proposed_weights(base, relations, outcome)
            if after is None or after == before:
                continue
            if after in await repository.refused_alike(ctx.company_id, profile["id"], outcome):
                continue
            mine = {row.dimension: row for row in relations if row.outcome == outcome}
            await insert(
                "recruiting_ai_weight_proposal",
                company_id=ctx.company_id,
                run_id=run_id,
                profile_id=profile["id"],
                outcome=outcome,
                outcome_zh=kinds[outcome].label.zh,
                outcome_en=kinds[outcome].label.en,
                outcome_permission=kinds[outcome].permission,
                hires=max(row.hires for row in mine.values()),
                weights=as_json(
                    [_line(key, before[key], after[key], base[key], mine.get(key)) for key in before]
                ),
                state="open",
            )
            made += 1
    return made


def weights_of(body: Mapping[str, Any]) -> dict[str, int]:
    """Weight of every dimension of a profile's body, communication among them."""
    weights = {item["key"]: int(item["weight"]) for item in body["competencies"]}
    if body.get("communication_weight", 10):
        weights[COMMUNICATION] = int(body.get("communication_weight", 10))
    return weights


def with_weights(body: Mapping[str, Any], weights: Mapping[str, int]) -> dict[str, Any]:
    """The body with other weights and nothing else changed."""
    return dict(body) | {
        "communication_weight": weights.get(COMMUNICATION, body.get("communication_weight", 10)),
        "competencies": [dict(item) | {"weight": weights[item["key"]]} for item in body["competencies"]],
    }


def _line(key: str, before: int, after: int, base: int, found: Relation | None) -> dict[str, Any]:
    return {
        "key": key,
        "before": before,
        "after": after,
        "base": base,
        "verdict": found.verdict.value if found else Verdict.NOT_ENOUGH.value,
        "r": found.r if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
    }


async def accept(ctx: Context, proposal_id: UUID, reason: str) -> dict[str, Any]:
    """Make a new version of the profile with the proposed weights. Jobs that are opened later use it.

    Raises:
        Forbidden: the actor is no person. Conflict: decided already, or the profile has changed since.
    """
    actor_id = moves.require_person(ctx)
    row = await _open(ctx, proposal_id)
    newest = await profiles_repository.latest(ctx.company_id, row["job"])
    if newest is None or newest["id"] != row["profile_id"]:
        raise Conflict(
            Text(
                "岗位画像已有新版本，请重新计算后再决定",
                "the job profile has a newer version; compute again before deciding",
            ),
            code="recruiting_ai.profile_changed",
        )
    weights = {one["key"]: one["after"] for one in row["weights"]}
    saved = await profiles.save(
        ctx,
        NewProfile(
            body=with_weights(from_json(newest["body"]), weights),
            note=f"按入职后结果“{row['outcome_zh']}”调整权重：{reason}"[:400],
        ),
    )
    await repository.decide(proposal_id, "accepted", reason, actor_id, ctx.actor.name, ctx.now(), saved["id"])
    await repository.supersede(ctx.company_id, job=row["job"])
    await _audit(ctx, "accept", row, reason, {"profile_id": str(saved["id"]), "version": saved["version"]})
    return {"state": "accepted", "profile_id": saved["id"], "version": saved["version"]}


async def refuse(ctx: Context, proposal_id: UUID, reason: str) -> dict[str, Any]:
    """Leave the weights as they are, and say why.

    Raises:
        Forbidden: the actor is no person. Conflict: decided already.
    """
    actor_id = moves.require_person(ctx)
    row = await _open(ctx, proposal_id)
    await repository.decide(proposal_id, "refused", reason, actor_id, ctx.actor.name, ctx.now(), None)
    await _audit(ctx, "refuse", row, reason, {})
    return {"state": "refused"}


async def needed(ctx: Context, proposal_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """A proposal about an outcome whose right the reader holds."""
    row = await repository.proposal(ctx.company_id, proposal_id, lock=lock)
    if row is None or not ctx.access.allows(row["outcome_permission"]):
        raise NotFound(Text("没有这条权重建议", "there is no such proposal"))
    return row


async def _open(ctx: Context, proposal_id: UUID) -> dict[str, Any]:
    row = await needed(ctx, proposal_id, lock=True)
    if row["state"] != "open":
        raise Conflict(
            Text("这条建议已处理或已被新的计算取代", "this proposal is decided, or a newer run replaced it"),
            code="recruiting_ai.proposal_closed",
        )
    return row


async def _audit(ctx: Context, verb: str, row: dict[str, Any], reason: str, more: dict[str, Any]) -> None:
    await ctx.audit.record(
        f"recruiting_ai.weights.{verb}",
        subject="recruiting_ai_weight_proposal",
        subject_id=row["id"],
        detail={
            "job": row["job"],
            "outcome": row["outcome"],
            "before": {one["key"]: one["before"] for one in row["weights"]},
            "after": {one["key"]: one["after"] for one in row["weights"]},
            "reason": reason,
        }
        | more,
    )
