"""API of the questions of a profile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.profiles import questions, service
from renshi_recruiting_ai.profiles.question_forms import QuestionForm
from renshi_sdk import Context
from renshi_sdk.web import delete, get, post, put


@get("/profiles/{profile_id:uuid}/questions", permission=permissions.PROFILE_READ)
async def profile_questions(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """The questions as a list, with what a good answer speaks of."""
    profile = await service.load(ctx, profile_id)
    items = [
        {
            "profile_id": profile_id,
            "key": question.key,
            "text": question.text,
            "material": question.material,
            "intent": question.intent.value,
            "seconds": question.seconds,
            "competency": profile.competency(question.competency).label,
            "points": "；".join(point.text for point in question.ideal_points),
            "follow_ups": "；".join(item.text for item in question.follow_ups),
            "model_answers": len(question.model_answers),
        }
        for question in profile.questions
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


@get("/profiles/{profile_id:uuid}/competency-options", permission=permissions.PROFILE_READ)
async def competency_options(ctx: Context, profile_id: UUID) -> dict[str, Any]:
    """Competencies that a question may ask about."""
    row = await service.get(ctx, profile_id)
    return {
        "options": [{"value": item["key"], "label": item["label"]} for item in row["body"]["competencies"]]
    }


@get("/profiles/{profile_id:uuid}/questions/{question:str}", permission=permissions.PROFILE_READ)
async def read_question(ctx: Context, profile_id: UUID, question: str) -> dict[str, Any]:
    """One question as the form edits it."""
    return questions.form_of((await service.get(ctx, profile_id))["body"], question)


@post("/profiles/{profile_id:uuid}/questions", permission=permissions.PROFILE_EDIT)
async def add_question(ctx: Context, profile_id: UUID, data: QuestionForm) -> dict[str, Any]:
    """Add a question; makes a new version."""
    return await service.edit_question(ctx, profile_id, data, None)


@put("/profiles/{profile_id:uuid}/questions/{question:str}", permission=permissions.PROFILE_EDIT)
async def edit_question(ctx: Context, profile_id: UUID, question: str, data: QuestionForm) -> dict[str, Any]:
    """Change a question; makes a new version."""
    return await service.edit_question(ctx, profile_id, data, question)


@delete(
    "/profiles/{profile_id:uuid}/questions/{question:str}",
    permission=permissions.PROFILE_EDIT,
    status_code=200,
)
async def remove_question(ctx: Context, profile_id: UUID, question: str) -> dict[str, Any]:
    """Take a question out; makes a new version."""
    return await service.remove_question(ctx, profile_id, question)


HANDLERS = (
    profile_questions,
    competency_options,
    read_question,
    add_question,
    edit_question,
    remove_question,
)
