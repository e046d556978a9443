"""Interviews whose answers two people marked blind, as a test plants them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from renshi_sdk.db import insert_rows
from renshi_sdk.ids import new_keys

from .company import RecruitingCompany


@dataclass(frozen=True)
class MarkedAnswer:
    """An answer to one question: the rules' points, two marks, and its words where a judge is to read them."""

    question: str
    competency: str
    points: float
    marks: tuple[int, int]
    words: str = ""
    asked: str = "请回答"


async def plant_marks(
    firm: RecruitingCompany,
    interviews: Sequence[Sequence[MarkedAnswer]],
    *,
    job: Mapping[str, object],
    profile_id: UUID,
    scorer: str = "rules-3",
    blind: bool = True,
) -> list[UUID]:
    """Write interviews with scores and marks in bulk; returns the ids of their applications."""
    raters = (firm.tenant.hr_person, firm.tenant.manager_person)
    made: list[UUID] = []
    candidates, applications, held, scores, turns, ratings = [], [], [], [], [], []
    async with firm.tenant.context("recruiting_ai") as ctx:
        at, company = ctx.now(), ctx.company_id
        # Rising ids: folds are cut in their order, so the same interviews are always learned from in the same way.
        ids = [UUID(bytes=key) for key in new_keys(len(interviews))]
        for number, (interview, answers) in enumerate(zip(ids, interviews, strict=True)):
            candidate, application = uuid4(), uuid4()
            made.append(application)
            candidates.append([candidate, company, f"候选{number}", f"1370000{number:04d}"])
            applications.append(
                [
                    application,
                    company,
                    job["id"],
                    candidate,
                    "careers",
                    "review",
                    at,
                    "{}",
                    application.bytes,
                    at,
                ]
            )
            held.append([interview, company, application, profile_id, "text", "scored", True, at, at])
            questions = [
                {
                    "question": one.question,
                    "competency": one.competency,
                    "score": f"{one.points:.1f}",
                    "analysis": {"share": one.points / 10},
                }
                for one in answers
            ]
            report = json.dumps({"questions": questions, "dimensions": []})
            scores.append([uuid4(), company, interview, 1, scorer, "x", "x", None, False, report])
            for place, one in enumerate(answers, 1):
                if one.words:
                    turns.append(
                        [uuid4(), company, interview, place, one.question, one.asked, at, one.words, at]
                    )
                for person, mark in zip(raters, one.marks, strict=True):
                    ratings.append(
                        [
                            uuid4(),
                            company,
                            interview,
                            one.question,
                            person.id,
                            person.name,
                            mark,
                            "",
                            blind,
                            at,
                        ]
                    )
        await insert_rows("recruiting_ai_candidate", ["id", "company_id", "name", "phone"], candidates)
        await insert_rows(
            "recruiting_ai_application",
            ["id", "company_id", "requisition_id", "candidate_id", "channel", "stage", "stage_at", "facts",
             "token_hash", "token_expires_at"],
            applications,
        )  # fmt: skip
        await insert_rows(
            "recruiting_ai_interview",
            ["id", "company_id", "application_id", "profile_id", "channel", "state", "ai_scoring", "started_at",
             "completed_at"],
            held,
        )  # fmt: skip
        await insert_rows(
            "recruiting_ai_score",
            ["id", "company_id", "interview_id", "version", "scorer", "input_digest", "report_digest",
             "match_percent", "needs_person", "report"],
            scores,
        )  # fmt: skip
        if turns:
            await insert_rows(
            "recruiting_ai_turn",
            ["id", "company_id", "interview_id", "turn_no", "question_key", "asked", "asked_at", "answer",
             "answered_at"],
            turns,
          )  # fmt: skip
        await insert_rows(
            "recruiting_ai_rating",
            ["id", "company_id", "interview_id", "question_key", "rater_id", "rater_name", "mark", "words", "blind",
             "rated_at"],
            ratings,
        )  # fmt: skip
    return made


def two_marks(chance: random.Random, truth: float, noise: float) -> tuple[int, int]:
    """Marks of two people who see the same answer."""

    def one() -> int:
        return min(10, max(0, round(truth + chance.gauss(0, noise))))

    return one(), one()
