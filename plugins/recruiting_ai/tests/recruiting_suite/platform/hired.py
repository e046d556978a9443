"""People who were interviewed, some of them hired, with scores as a test plants them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID, uuid4

from renshi_sdk.contracts import EndEmployment, Hire
from renshi_sdk.db import execute, fetch_value

from .company import RecruitingCompany


@dataclass(frozen=True)
class Planted:
    """One application. Without ``starts_on`` nobody was hired. ``exam``: mark and day of a course's exam."""

    scores: Mapping[str, float]
    starts_on: date | None = None
    channel: str = "careers"
    match: int | None = None
    exam: tuple[float, date] | None = None
    left_on: date | None = None
    told: Mapping[str, str] = field(default_factory=dict)


async def plant(
    firm: RecruitingCompany, people: Sequence[Planted], *, job: Mapping[str, object], profile_id: UUID
) -> list[UUID]:
    """Write them; returns the ids of their applications."""
    made: list[UUID] = []
    async with firm.tenant.context("recruiting_ai") as ctx:
        course = await fetch_value("SELECT id FROM training_course LIMIT 1")
        for number, person in enumerate(people, 1):
            candidate, application, interview = uuid4(), uuid4(), uuid4()
            made.append(application)
            employee_id = None
            if person.starts_on is not None:
                employee = await ctx.people.hire(
                    Hire(
                        company_id=ctx.company_id,
                        name=f"员工{number}",
                        department_id=firm.tenant.departments["PROD"],
                        starts_on=person.starts_on,
                        application_id=application,
                    )
                )
                employee_id = employee.id
                if person.left_on is not None:
                    await ctx.people.end_employment(
                        EndEmployment(employee_id=employee_id, last_day=person.left_on, reason="离职")
                    )
            at = datetime.combine(person.starts_on or date(2025, 9, 1), time(1), tzinfo=UTC)
            await execute(
                "INSERT INTO recruiting_ai_candidate (id, company_id, name, phone) VALUES ($1, $2, $3, $4)",
                candidate,
                ctx.company_id,
                f"候选{number}",
                f"1380000{number:04d}",
            )
            await execute(
                "INSERT INTO recruiting_ai_application (id, company_id, requisition_id, candidate_id, channel, stage,"
                " stage_at, facts, token_hash, token_expires_at, employee_id)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', $8, $7, $9)",
                application,
                ctx.company_id,
                job["id"],
                candidate,
                person.channel,
                "hired" if employee_id else "review",
                at,
                application.bytes,
                employee_id,
            )
            await execute(
                "INSERT INTO recruiting_ai_interview (id, company_id, application_id, profile_id, channel, state,"
                " ai_scoring, started_at, completed_at) VALUES ($1, $2, $3, $4, 'text', 'scored', true, $5, $5)",
                interview,
                ctx.company_id,
                application,
                profile_id,
                at,
            )
            dimensions = [
                {"key": key, "label": f"维度 {key}", "score": f"{points:.1f}"}
                for key, points in person.scores.items()
            ]
            await execute(
                "INSERT INTO recruiting_ai_score (id, company_id, interview_id, version, scorer, input_digest,"
                " report_digest, match_percent, needs_person, report)"
                " VALUES ($1, $2, $3, 1, 'rules-3', 'x', 'x', $4, false, $5)",
                uuid4(),
                ctx.company_id,
                interview,
                person.match,
                json.dumps({"dimensions": dimensions}, ensure_ascii=False),
            )
            if person.exam is not None and employee_id is not None:
                mark, day = person.exam
                await execute(
                    "INSERT INTO training_enrolment (id, company_id, course_id, employee_id, source, state, due_on,"
                    " score, completed_at) VALUES ($1, $2, $3, $4, 'test', 'passed', $5, $6, $7)",
                    uuid4(),
                    ctx.company_id,
                    course,
                    employee_id,
                    day,
                    Decimal(f"{mark:.2f}"),
                    datetime.combine(day, time(2), tzinfo=UTC),
                )
    return made
