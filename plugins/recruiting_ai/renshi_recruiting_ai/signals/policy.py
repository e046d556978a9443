"""Whether a signal of voice or picture may count. The default is no, and where the law forbids it, it stays no.

Research finds no gain in validity from voice and face beside the words, and more bias (see the README); a company that
wants them to count says in writing why the job needs it, and the decision is kept.
"""

from __future__ import annotations

from typing import Any

from renshi_recruiting_ai.engine.signals import VERSION
from renshi_recruiting_ai.rows import insert
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_recruiting_ai.signals import repository
from renshi_recruiting_ai.signals.schemas import TurnOn
from renshi_recruiting_ai.vision.policy import may_analyse_faces
from renshi_sdk import Conflict, Context, Text

SIGNALS = ("speech", "video")


def forbidden(signal: str, settings: RecruitingSettings) -> Text | None:
    """Why a signal may not count in the company's jurisdiction, None where it may."""
    if settings.jurisdiction == "EU":
        # Art. 5(1)(f) of Regulation (EU) 2024/1689: no inference of emotions at work from biometric data. A number that
        # grows with how somebody sounds or looks can't be told from one.
        return Text(
            "适用法域为 EU：声音与画面信号不得计分（欧盟人工智能法第 5 条第 1 款 f 项）",
            "in the EU signals of voice and picture may not count (AI Act, art. 5(1)(f))",
        )
    if signal == "video" and may_analyse_faces(settings) is not None:
        return Text("公司未启用画面分析", "the company has not turned the analysis of frames on")
    return None


async def weight(ctx: Context, signal: str) -> int:
    """Per cent that a signal counts now: 0 unless turned on, and 0 where it has become forbidden since."""
    if forbidden(signal, await ctx.settings(RecruitingSettings)) is not None:
        return 0
    row = await repository.policy(ctx.company_id, signal)
    return int(row["weight"]) if row else 0


async def turn(ctx: Context, wish: TurnOn) -> dict[str, Any]:
    """Record a decision about a signal.

    Raises:
        Conflict: it may not count here.
    """
    settings = await ctx.settings(RecruitingSettings)
    reason = forbidden(wish.signal, settings)
    if wish.weight and reason is not None:
        raise Conflict(reason, code="recruiting_ai.signal_forbidden")
    row_id = await insert(
        "recruiting_ai_signal_policy",
        company_id=ctx.company_id,
        signal=wish.signal,
        weight=wish.weight,
        jurisdiction=settings.jurisdiction,
        justification=wish.justification,
        decided_by=ctx.actor.id,
        decided_by_name=ctx.actor.name,
        decided_at=ctx.now(),
    )
    await ctx.audit.record(
        "recruiting_ai.signal_policy.set",
        subject="recruiting_ai_signal_policy",
        subject_id=row_id,
        detail={"signal": wish.signal, "weight": wish.weight, "jurisdiction": settings.jurisdiction},
    )
    return await shown(ctx)


async def shown(ctx: Context) -> dict[str, Any]:
    """What counts now, and every decision that led to it."""
    settings = await ctx.settings(RecruitingSettings)
    now = []
    for signal in SIGNALS:
        reason = forbidden(signal, settings)
        now.append(
            {
                "signal": signal,
                "weight": await weight(ctx, signal),
                "may": reason is None,
                "reason": reason.zh if reason else None,
                "reason_en": reason.en if reason else None,
            }
        )
    return {
        # A weight counts from the next score on; scores that are there keep theirs until somebody scores again.
        "used_by_scorer": True,
        "scorer": VERSION,
        "jurisdiction": settings.jurisdiction,
        "signals": now,
        "items": await repository.policies(ctx.company_id),
    }
