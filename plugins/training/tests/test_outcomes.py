"""What training tells for statistics about groups."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from renshi_sdk.contracts import Outcome
from renshi_sdk.db import execute, fetch_value
from renshi_sdk.testing import Harness, TestTenant

SPAN = (date(2026, 1, 1), date(2026, 12, 31))


async def _enrol(
    tenant: TestTenant,
    source: str,
    state: str,
    due_on: date,
    score: str | None = None,
    done: datetime | None = None,
) -> None:
    async with tenant.context("training") as ctx:
        course = await fetch_value("SELECT id FROM training_course LIMIT 1")
        await execute(
            "INSERT INTO training_enrolment (id, company_id, course_id, employee_id, source, state, due_on, score,"
            " completed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            uuid4(),
            ctx.company_id,
            course,
            tenant.employee_person.id,
            source,
            state,
            due_on,
            Decimal(score) if score else None,
            done,
        )


async def _told(tenant: TestTenant, employee_id: UUID) -> list[Outcome]:
    async with tenant.context("recruiting_ai") as ctx:
        return await ctx.hooks.collect_outcomes(
            company_id=tenant.company.id,
            employee_ids=[employee_id],
            first=SPAN[0],
            last=SPAN[1],
            purpose="test",
        )


async def test_scores_and_whether_they_came_in_time(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    passed = datetime(2026, 3, 31, 17, 0, tzinfo=UTC)  # already the first of April in Shanghai
    await _enrol(tenant, "late", "passed", date(2026, 3, 31), "82.50", passed)
    await _enrol(tenant, "in_time", "passed", date(2026, 4, 1), "90.00", passed)
    await _enrol(tenant, "open", "assigned", date(2026, 5, 1))
    await _enrol(tenant, "not_due", "assigned", date(2026, 12, 24))
    await _enrol(tenant, "cancelled", "cancelled", date(2026, 5, 1))
    await _enrol(tenant, "before", "passed", date(2025, 5, 1), "70.00", datetime(2025, 4, 1, tzinfo=UTC))
    found = await _told(tenant, tenant.employee_person.id)
    scores = sorted((one.day, one.value) for one in found if one.kind == "training.exam_score")
    assert scores == [(date(2026, 4, 1), Decimal("82.50")), (date(2026, 4, 1), Decimal("90.00"))]
    in_time = sorted((one.day, one.value) for one in found if one.kind == "training.on_time")
    assert in_time == [(date(2026, 3, 31), 0), (date(2026, 4, 1), 1), (date(2026, 5, 1), 0)]
    assert {one.subject_label for one in found} == {"新员工入职必修"}
    (row,) = await tenant.audit("training.outcome.read")
    assert json.loads(row["detail"]) == {
        "people": 1,
        "first": "2026-01-01",
        "last": "2026-12-31",
        "purpose": "test",
    }


async def test_a_company_without_the_plugin_and_another_group_tell_nothing(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["training"])
    other = await renshi.new_tenant(enable=["training"])
    await _enrol(tenant, "one", "passed", date(2026, 4, 1), "90.00", datetime(2026, 4, 1, tzinfo=UTC))
    assert await _told(other, tenant.employee_person.id) == []
    await tenant.disable("training")
    assert await _told(tenant, tenant.employee_person.id) == []
