"""What a relation means, in a sentence for people who never learned statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renshi_recruiting_ai.quality.analysis import Predictor
from renshi_recruiting_ai.quality.relations import LEAST_APART, LEAST_HIRES, Verdict
from renshi_sdk import Text


def _shown(value: float, share: bool) -> str:
    return f"{100 * value:.0f} %" if share else f"{value:.1f}"


def says(row: Mapping[str, Any]) -> Text:
    """One relation's row in words."""
    if row["verdict"] == Verdict.NOT_ENOUGH.value:
        return Text(
            f"数据不足：至少要有 {LEAST_HIRES} 名已知结果的入职者，且分数和结果都要有差别（各 {LEAST_APART} 人以上）。",
            f"Not enough data: it takes {LEAST_HIRES} hires whose outcome is known, with scores and outcomes that"
            " differ"
            f" ({LEAST_APART} people at least).",
        )
    ends = _ends(row)
    if row["verdict"] == Verdict.FOUND.value:
        if row["r"] > 0:
            return Text(
                f"有关联：{ends.zh}。只是偶然的可能性很小；有关联不等于有因果。",
                f"They go together: {ends.en}. Chance alone hardly explains it; it is no proof of a cause.",
            )
        return Text(
            f"反向关联：{ends.zh}。请检查题目、量表和评分方式。",
            f"They run against each other: {ends.en}. Please look at the questions and the scale.",
        )
    if row["low"] > 0 or row["high"] < 0:
        return Text(
            f"不能下结论：{ends.zh}。单看这一项像是有关联，但同时比较了很多项，碰巧出现一两个很正常。",
            f"No conclusion: {ends.en}. By itself it looks like a relation, but among so many comparisons one or"
            " two such"
            " come up by chance.",
        )
    return Text(
        f"没有发现关联：{ends.zh}。差别在偶然波动之内；人数增加后可能改变。",
        f"Nothing found: {ends.en}. The difference is within chance; more people may change that.",
    )


def _ends(row: Mapping[str, Any]) -> Text:
    top, bottom = _shown(row["top"], row["share"]), _shown(row["bottom"], row["share"])
    if row["predictor"] == Predictor.CHANNEL.value:
        return Text(
            f"经此渠道入职者的“{row['outcome_zh']}”平均 {top}，其他人 {bottom}",
            f"“{row['outcome_en']}” is {top} for people of this channel and {bottom} for the others",
        )
    return Text(
        f"此项最高的三分之一，“{row['outcome_zh']}”平均 {top}；最低的三分之一 {bottom}",
        f"“{row['outcome_en']}” is {top} for the third with the highest marks here, {bottom} for the lowest",
    )


def summary(run: Mapping[str, Any] | None) -> Text:
    """What the newest run says as a whole."""
    if run is None:
        return Text(
            "还没有计算过。点击“重新计算”，或等待每月 2 日的自动计算。",
            "Nothing has been computed yet. Compute now, or wait for the second of the month.",
        )
    if run["tested"] == 0:
        return Text(
            f"目前有 {run['hires']} 名经招聘入职的员工，还不足以比较：每项至少需要 {LEAST_HIRES} 名已知结果的入职者。"
            "这是正常的回答，不是故障。",
            f"{run['hires']} people were hired so far: too few to compare, since each comparison takes"
            f" {LEAST_HIRES} whose"
            " outcome is known. That is a proper answer, not a fault.",
        )
    if run["found"] == 0:
        return Text(
            f"比较了 {run['tested']} 项，没有发现可靠的关联。现在不建议调整权重。",
            f"{run['tested']} comparisons, and no relation that can be relied on. Leave the weights as they are.",
        )
    return Text(
        f"比较了 {run['tested']} 项，发现 {run['found']} 项关联（已按比较次数校正）。",
        f"{run['found']} relations among {run['tested']} comparisons, corrected for their number.",
    )
