"""Whether what scoring needs can be read."""

from __future__ import annotations

from renshi_recruiting_ai import channels
from renshi_recruiting_ai.engine.scoring import SCORER
from renshi_recruiting_ai.engine.tokens import tokenize
from renshi_sdk import Text
from renshi_sdk.contributions import HealthResult


async def health() -> HealthResult:
    """The word lists load; which optional channels are there."""
    if not tokenize("面试"):
        return HealthResult("down", Text("分词词典不可用", "the word list can't be read"))
    there = [name for name in channels.MODULES if channels.installed(name)]
    names = "、".join(there) or "无"
    return HealthResult(
        "ok",
        Text(
            f"文字面试可用，评分规则 {SCORER}；可选组件：{names}",
            f"text interviews work, scorer {SCORER}; optional parts: {', '.join(there) or 'none'}",
        ),
    )
