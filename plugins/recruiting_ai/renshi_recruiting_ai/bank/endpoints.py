"""API of the question bank."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.bank import questions as bank
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.profiles.schemas import NewProfile
from renshi_recruiting_ai.rows import as_list
from renshi_recruiting_ai.words import Words
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.web import Schema, get, post

MOST_QUESTIONS = 12


class NewPlan(Schema):
    """Questions of the bank in the order they are asked, as a list or joined by commas; `weights` per competency."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", title="编号")
    title: Words = Field(min_length=1, max_length=60, title="岗位")
    summary: Words = Field(min_length=1, max_length=300, title="说明")
    language: Literal["zh", "en"] = Field(default="zh", title="面试语言")
    questions: list[str] | str = Field(min_length=1, max_length=600, title="题目")
    weights: dict[str, int] = Field(default_factory=dict, max_length=12, title="能力权重")


@get("/question-bank", permission=permissions.PROFILE_READ)
async def read_bank(
    ctx: Context, industry: str | None = None, position: str | None = None, intent: str | None = None
) -> dict[str, Any]:
    """Questions for an industry and a position in both languages, with what a good answer speaks of."""
    english = ctx.locale.startswith("en")
    return as_list(
        [
            {
                "key": item.key,
                "industries": list(item.industries),
                "positions": list(item.positions),
                "intent": item.intent.value,
                "seconds": item.seconds,
                "competency": item.competency,
                "competency_label": (
                    bank.competencies()[item.competency].en
                    if english
                    else bank.competencies()[item.competency].zh
                ).label,
                "text": item.zh,
                "text_en": item.en,
                "points": [
                    {"key": point.key, "text": point.zh, "text_en": point.en} for point in item.points
                ],
                "points_shown": "；".join(point.en if english else point.zh for point in item.points),
            }
            for item in bank.search(industry, position, intent)
        ]
    )


@post("/question-bank/plans", permission=permissions.PROFILE_EDIT)
async def make_plan(ctx: Context, data: NewPlan) -> dict[str, Any]:
    """Put a plan together from the bank: a new job profile, or a new version of one."""
    given = (
        data.questions.replace("，", ",").split(",") if isinstance(data.questions, str) else data.questions
    )
    keys = [name.strip() for name in given if name.strip()]
    unknown = [name for name in keys if name not in bank.questions()]
    if unknown or not 0 < len(keys) <= MOST_QUESTIONS or len(set(keys)) != len(keys):
        raise Invalid(
            Text(
                f"请选择 1 至 {MOST_QUESTIONS} 道不重复的题；题库中没有：{'、'.join(unknown) or '无'}",
                f"choose 1 to {MOST_QUESTIONS} different questions; not in the bank: {', '.join(unknown) or 'none'}",
            ),
            code="recruiting_ai.bank",
        )
    plan = bank.compose(
        keys,
        data.language,
        key=data.key,
        title=data.title,
        summary=data.summary,
        weights=data.weights,
    )
    form = NewProfile(body=plan.model_dump(mode="json"), note="题库组卷 / from the question bank")
    return await profiles.save(ctx, form)


HANDLERS = (read_bank, make_plan)
