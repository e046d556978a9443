"""A company's own ranker: trained on what its people decided, versioned, pinned by hash, and only used if better."""

from __future__ import annotations

import asyncio
import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

from renshi_recruiting_ai.fairness import service as fairness
from renshi_recruiting_ai.ranking import model
from renshi_recruiting_ai.rows import as_json, from_json, insert
from renshi_sdk import Conflict, Context, NeedsAttention, NotFound, Text
from renshi_sdk.db import execute, fetch, fetch_row

NAME = "catboost-1"


@lru_cache(maxsize=8)
def _loaded(digest: str, content: bytes) -> Any:
    return model.load(content)


async def _family(ctx: Context, profile_id: UUID) -> str | None:
    row = await fetch_row(
        "SELECT key FROM recruiting_ai_profile WHERE company_id = $1 AND id = $2", ctx.company_id, profile_id
    )
    return row["key"] if row else None


async def active(ctx: Context, family: str) -> dict[str, Any] | None:
    row = await fetch_row(
        "SELECT * FROM recruiting_ai_ranker WHERE company_id = $1 AND family = $2 AND state = 'active'"
        " ORDER BY version DESC LIMIT 1",
        ctx.company_id,
        family,
    )
    return dict(row) if row else None


async def apply(ctx: Context, profile_id: UUID, matches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The matches with the ranker's score and reasons, where there is one in use; unchanged where not.

    Raises:
        NeedsAttention: the model's file is not the one that was trained.
    """
    family = await _family(ctx, profile_id)
    known = await active(ctx, family) if family and model.installed() else None
    if known is None or known["file_id"] is None:
        return matches
    _, content = await ctx.files.get(known["file_id"])
    digest = hashlib.sha256(content).hexdigest()
    if digest != known["sha256"]:
        raise NeedsAttention(
            Text(
                "排序模型文件与登记的摘要不符，已停止使用",
                "the ranker's file is not the one that was trained",
            ),
            code="recruiting_ai.ranker_changed",
        )
    fitted = _loaded(digest, content)
    found = await asyncio.to_thread(model.predict, fitted, [match["features"] for match in matches])
    return [
        match
        | {
            "scorer": f"{NAME}/{family}-{known['version']}",
            "ranker_id": known["id"],
            "profile_score": match["score"],
            "score": score,
            "shap": shap,
        }
        for match, (score, shap) in zip(matches, found, strict=True)
    ]


async def labelled(ctx: Context, family: str) -> list[dict[str, Any]]:
    """People of a job family about whom a person decided: advanced or hired is 1, rejected is 0."""
    rows = await fetch(
        "SELECT DISTINCT ON (m.resume_id) m.application_id, m.detail, d.decision, a.stage FROM recruiting_ai_match m"
        " JOIN recruiting_ai_profile p ON p.id = m.profile_id JOIN recruiting_ai_application a ON a.id ="
        " m.application_id"
        " JOIN LATERAL (SELECT decision FROM recruiting_ai_decision d WHERE d.application_id = a.id"
        "   AND d.decision IN ('advance', 'reject') ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) d ON TRUE"
        " WHERE m.company_id = $1 AND p.key = $2 ORDER BY m.resume_id",
        ctx.company_id,
        family,
    )
    found = []
    for row in rows:
        detail = from_json(row["detail"])
        found.append(
            {
                "application_id": row["application_id"],
                "features": detail["features"],
                "formula": detail.get("profile_score", detail["score"]),
                "label": int(row["decision"] == "advance" or row["stage"] == "hired"),
            }
        )
    return found


async def train(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """Train a new version for the profile's family. It is used only where it orders people better than the formula.

    Raises:
        NeedsAttention: the library is missing. Conflict: too few decisions yet.
    """
    family = await _family(ctx, profile_id)
    if family is None:
        raise NotFound(Text("没有这个岗位画像", "there is no such job profile"))
    if not model.installed():
        raise NeedsAttention(
            Text(
                "未安装排序组件。安装方法：pip install 'renshi-recruiting-ai[ranking]'",
                "the ranker is not installed. To install: pip install 'renshi-recruiting-ai[ranking]'",
            ),
            code="recruiting_ai.ranking_not_installed",
        )
    rows = await labelled(ctx, family)
    positives = sum(row["label"] for row in rows)
    if len(rows) < model.LEAST_LABELS or min(positives, len(rows) - positives) < model.LEAST_OF_EACH:
        raise Conflict(
            Text(
                f"人工决定还不够：已有 {len(rows)} 条（推进 {positives} 条），至少需要 {model.LEAST_LABELS} 条且两类各"
                f" {model.LEAST_OF_EACH} 条；在此之前按透明公式排序",
                f"not enough decisions: {len(rows)} ({positives} advanced), at least {model.LEAST_LABELS} and"
                f" {model.LEAST_OF_EACH} of each; until then the transparent formula orders",
            ),
            code="recruiting_ai.too_few_outcomes",
        )
    content, measured = await asyncio.to_thread(
        model.train, [r["features"] for r in rows], [r["label"] for r in rows], [r["formula"] for r in rows]
    )
    fitted = await asyncio.to_thread(model.load, content)
    given = await asyncio.to_thread(model.predict, fitted, [r["features"] for r in rows])
    measured["fairness"] = await fairness.gate(
        ctx, {row["application_id"]: score for row, (score, _) in zip(rows, given, strict=True)}
    )
    # Used only where it orders people better than the formula, and treats the groups alike as far as is known.
    better = measured["auc"] > measured["auc_formula"] and measured["fairness"]["passed"]
    digest = hashlib.sha256(content).hexdigest()
    newest = await fetch_row(
        "SELECT coalesce(max(version), 0) AS version FROM recruiting_ai_ranker WHERE company_id = $1 AND family = $2",
        ctx.company_id,
        family,
    )
    version = (newest["version"] if newest else 0) + 1
    stored = await ctx.files.put(
        f"ranker-{family}-{version}.cbm", content, media_type="application/octet-stream"
    )
    if better:
        await execute(
            "UPDATE recruiting_ai_ranker SET state = 'retired' WHERE company_id = $1 AND family = $2 AND"
            " state = 'active'",
            ctx.company_id,
            family,
        )
    ranker_id = await insert(
        "recruiting_ai_ranker",
        company_id=ctx.company_id,
        family=family,
        version=version,
        state="active" if better else "refused",
        file_id=stored.id,
        sha256=digest,
        features=list(model.FEATURES),
        labels=len(rows),
        positives=positives,
        measured=as_json(measured),
        trained_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.ranker.train",
        subject="recruiting_ai_ranker",
        subject_id=ranker_id,
        detail={
            "family": family,
            "version": version,
            "sha256": digest,
            "auc": measured["auc"],
            "in_use": better,
        },
    )
    return {
        "id": ranker_id,
        "version": version,
        "state": "active" if better else "refused",
        "measured": measured,
    }


async def retire(ctx: Context, ranker_id: UUID) -> dict[str, Any]:
    """Stop using a ranker; the transparent formula orders again from the next match on."""
    tag = await execute(
        "UPDATE recruiting_ai_ranker SET state = 'retired' WHERE company_id = $1 AND id = $2 AND state = 'active'",
        ctx.company_id,
        ranker_id,
    )
    if tag != "UPDATE 1":
        raise NotFound(Text("没有使用中的排序模型", "there is no such ranker in use"))
    await ctx.audit.record(
        "recruiting_ai.ranker.retire", subject="recruiting_ai_ranker", subject_id=ranker_id
    )
    return {"state": "retired"}


async def versions(ctx: Context) -> list[dict[str, Any]]:
    rows = await fetch(
        "SELECT r.id, r.family, r.version, r.state, r.labels, r.positives, r.sha256, r.measured, r.trained_at"
        " FROM recruiting_ai_ranker r WHERE r.company_id = $1 ORDER BY r.family, r.version DESC",
        ctx.company_id,
    )
    found = []
    for row in rows:
        measured = from_json(row["measured"])
        found.append(
            dict(row)
            | {"measured": measured, "auc": measured.get("auc"), "auc_formula": measured.get("auc_formula")}
        )
    return found
