"""From the engine's refusals to the platform's errors."""

from __future__ import annotations

from renshi_payroll.engine.refusals import Refusal, UnresolvedParameters
from renshi_payroll.parameters.model import ParameterError
from renshi_sdk import NeedsAttention, Text


def needs_attention(refusal: Refusal) -> NeedsAttention:
    """A refusal as an error that tells a person what to do; unresolved parameters list their facts."""
    extra = {}
    if isinstance(refusal, UnresolvedParameters):
        extra["facts"] = [
            {"key": fact.key, "on": fact.on, "zh": fact.note_zh, "en": fact.note_en} for fact in refusal.facts
        ]
    code = refusal.code.lower().replace("-", "_")
    return NeedsAttention(
        Text(refusal.zh, refusal.en),
        code=code if code.startswith("payroll.") else f"payroll.{code}",
        source=refusal.source,
        **extra,
    )


def wrong_parameters(error: ParameterError) -> NeedsAttention:
    """Terms that name a city, profile or rate this release doesn't know."""
    return NeedsAttention(
        Text(
            f"薪资标准中的城市、参保类型或公积金比例无效，请更正薪资标准：{error}",
            f"the pay terms name a city, profile or rate that is not known; correct them: {error}",
        ),
        code="payroll.parameters",
    )
