"""What people's marks change in a report that the rules made: the calibration in use, then the judge in use."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from renshi_recruiting_ai.calibration import repository
from renshi_recruiting_ai.engine import judging
from renshi_recruiting_ai.engine.profile import JobProfile
from renshi_recruiting_ai.engine.remarking import Map, Mark, calibrate, remark
from renshi_recruiting_ai.engine.report import AnswerSet, ScoreReport, ScoringInput
from renshi_recruiting_ai.engine.scoring import SCORER
from renshi_recruiting_ai.engine.thinking import think
from renshi_recruiting_ai.rows import from_json
from renshi_sdk import Context, NeedsAttention, Text

MISSING = Text(
    "未安装排序组件，按规则评分。安装方法：pip install 'renshi-recruiting-ai[ranking]'",
    "the library is not installed, and the rules score. To install: pip install 'renshi-recruiting-ai[ranking]'",
)


def installed() -> bool:
    """Whether the extra ``[ranking]`` is there; nothing is imported by asking."""
    return all(find_spec(name) is not None for name in ("catboost", "numpy", "snowballstemmer"))


async def apply(ctx: Context, given: ScoringInput, report: ScoreReport) -> ScoreReport:
    """The report on people's scale; the rules' own, bit for bit, where nothing is in use for the job family."""
    calibration = await map_in_use(ctx, given.profile.key)
    if calibration is not None:
        used, label = calibration
        report = await think(calibrate, report, given.profile, used, label)
    judged = await judge_in_use(ctx, given.profile, given.answers)
    if judged is not None:
        marks, name, words, bands = judged
        label = words if calibration is None else f"{report.calibration}; {words}"
        report = await think(remark, report, given.profile, marks, name, label, bands)
    return report


async def map_in_use(ctx: Context, family: str) -> tuple[Map, str] | None:
    """The map in use for a job family and how a report names it; None where scores are uncalibrated.

    A map that was learned for other rules is not used, and the page says so.
    """
    row = await repository.active(repository.CALIBRATION, ctx.company_id, family)
    if row is None or row["scorer"] != SCORER:
        return None
    knots = tuple((float(x), float(y)) for x, y in from_json(row["knots"]))
    label = f"calibrated v{row['version']}, {row['answers']} double-marked answers, ±{row['band']}"
    return Map(version=row["version"], knots=knots, band=row["band"]), label


@lru_cache(maxsize=8)
def _loaded(sha256: str, content: bytes) -> Any:
    from renshi_recruiting_ai.engine.marking.judge import Judge

    return Judge.load(content, sha256=sha256)


async def judge_in_use(
    ctx: Context, profile: JobProfile, answers: Sequence[AnswerSet]
) -> tuple[dict[str, Mark], str, str, dict[str, Decimal]] | None:
    """Marks of the judge in use for a job family, its name, label and bands; None where the rules stay.

    Raises:
        NeedsAttention: the stored judge is not the one that was learned.
    """
    row = await repository.active(repository.JUDGE, ctx.company_id, profile.key)
    if row is None or row["file_id"] is None or not installed():
        return None
    _, content = await ctx.files.get(row["file_id"])
    if hashlib.sha256(content).hexdigest() != row["sha256"]:
        raise NeedsAttention(
            Text(
                "学习所得评分模型的文件与登记的摘要不符，已停止使用",
                "the judge's file is not the one that was learned; it is out of use",
            ),
            code="recruiting_ai.judge_changed",
        )
    judge = await asyncio.to_thread(_loaded, row["sha256"], content)
    marks = await think(judging.marks, judge, profile, answers)
    if not marks:
        return None
    band = Decimal(str(from_json(row["measured"])["band"]))
    bands = {profile.question(question).competency: band for question in marks}
    label = f"judge v{row['version']}, learned from {row['answers']} marks, ±{band}"
    return marks, f"judge-{row['version']}", label, bands
