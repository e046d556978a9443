"""What training established about people, for statistics about groups (``collect_outcomes``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contracts import Outcome
from renshi_sdk.db import fetch

SCORE = "training.exam_score"
ON_TIME = "training.on_time"
PERMISSION = "training.enrolment.read"
_SCORE_LABEL = Text("培训考试成绩", "Exam score")
_ON_TIME_LABEL = Text("培训按期通过", "Courses passed in time")
_HUNDRED, _ONE = Decimal(100), Decimal(1)


async def collect(
    ctx: Context, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
) -> list[Outcome]:
    """Exams that were finished in the span (best sitting, 0 to 100), and whether what was due in it was passed by then.

    What was cancelled says nothing about anybody and is left out; so is what is not due yet.
    """
    rows = await fetch(
        "SELECT n.employee_id, c.code, c.title, n.state, n.score, n.due_on,"
        " (n.completed_at AT TIME ZONE $5)::date AS finished_on"
        " FROM training_enrolment n JOIN training_course c ON c.id = n.course_id"
        " WHERE n.company_id = $1 AND n.employee_id = ANY($2) AND n.state <> 'cancelled'"
        " AND (n.due_on BETWEEN $3 AND $4 OR (n.completed_at AT TIME ZONE $5)::date BETWEEN $3 AND $4)"
        " ORDER BY n.employee_id, n.due_on, n.id",
        company_id,
        list(employee_ids),
        first,
        last,
        ctx.time_zone,
    )
    await ctx.audit.record(
        "training.outcome.read",
        subject="training_enrolment",
        detail={"people": len(employee_ids), "first": str(first), "last": str(last), "purpose": purpose},
    )
    found: list[Outcome] = []
    for row in rows:
        finished = row["finished_on"]
        ended = row["state"] in ("passed", "failed") and finished is not None
        if ended and row["score"] is not None and first <= finished <= last:
            found.append(
                Outcome(
                    employee_id=row["employee_id"],
                    kind=SCORE,
                    label=_SCORE_LABEL,
                    value=row["score"],
                    scale=(Decimal(0), _HUNDRED),
                    day=finished,
                    permission=PERMISSION,
                    subject=row["code"],
                    subject_label=row["title"],
                )
            )
        if first <= row["due_on"] <= last and row["due_on"] < ctx.today():
            passed = row["state"] == "passed" and finished is not None and finished <= row["due_on"]
            found.append(
                Outcome(
                    employee_id=row["employee_id"],
                    kind=ON_TIME,
                    label=_ON_TIME_LABEL,
                    value=_ONE if passed else Decimal(0),
                    scale=(Decimal(0), _ONE),
                    day=row["due_on"],
                    permission=PERMISSION,
                    subject=row["code"],
                    subject_label=row["title"],
                )
            )
    return found
