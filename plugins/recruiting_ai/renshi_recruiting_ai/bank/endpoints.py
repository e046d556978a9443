"""API of the question bank."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from litestar import Response
from pydantic import Field

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.bank import own, sheet
from renshi_recruiting_ai.bank import questions as bank
from renshi_recruiting_ai.profiles import service as profiles
from renshi_recruiting_ai.profiles.schemas import NewProfile
from renshi_recruiting_ai.rows import as_list
from renshi_recruiting_ai.words import Words
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.web import Schema, delete, get, post

MOST_QUESTIONS = 12


class BankFile(Schema):
    """A workbook in the file store."""

    file_id: UUID


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
    pool, own_versions = await own.questions(ctx), await own.versions(ctx)
    return as_list(
        [
            {
                "key": item.key,
                "own": item.key in own_versions,
                "version": own_versions.get(item.key),
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
            for item in bank.search(industry, position, intent, pool)
        ]
    )


@post("/question-bank/plans", permission=permissions.PROFILE_EDIT)
async def make_plan(ctx: Context, data: NewPlan) -> dict[str, Any]:
    """Put a plan together from the bank: a new job profile, or a new version of one."""
    given = (
        data.questions.replace("，", ",").split(",") if isinstance(data.questions, str) else data.questions
    )
    keys = [name.strip() for name in given if name.strip()]
    pool = await own.questions(ctx)
    unknown = [name for name in keys if name not in pool]
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
        pool=pool,
    )
    form = NewProfile(body=plan.model_dump(mode="json"), note="题库组卷 / from the question bank")
    return await profiles.save(ctx, form)


@get("/question-bank/sheet", permission=permissions.PROFILE_READ)
async def bank_sheet(ctx: Context, only_own: bool = False) -> Response[bytes]:
    """The bank as a workbook, to be changed and taken in again."""
    pool, own_versions = await own.questions(ctx), await own.versions(ctx)
    items = [item for item in pool.values() if item.key in own_versions or not only_own]
    return Response(
        sheet.write(items),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote('面试题库.xlsx')}"},
    )


@post("/question-bank/import", permission=permissions.PROFILE_EDIT, status_code=200)
async def import_bank(ctx: Context, data: BankFile) -> dict[str, int]:
    """Take a workbook's questions in: all of it, or nothing and a list of what is wrong."""
    return await own.take_in(ctx, data.file_id)


@get("/question-bank/{question:str}/versions", permission=permissions.PROFILE_READ)
async def bank_versions(ctx: Context, question: str) -> dict[str, Any]:
    """Versions of a question of the company's own."""
    return as_list(await own.history(ctx, question))


@delete("/question-bank/{question:str}", permission=permissions.PROFILE_EDIT, status_code=200)
async def retire_question(ctx: Context, question: str) -> dict[str, str]:
    """Take a question of the company's own out of the bank; plans keep theirs."""
    await own.retire(ctx, question)
    return {"key": question}


HANDLERS = (read_bank, bank_sheet, import_bank, bank_versions, retire_question, make_plan)
