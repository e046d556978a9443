"""Pay, exit interviews and recruiting as datasets: golden figures, small groups, and who may ask."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from renshi_sdk.db import execute, fetch_value
from renshi_sdk.testing import Harness
from tests.test_datasets import API, AUTUMN, PLUGINS, asked, lines, put

pytestmark = pytest.mark.asyncio(loop_scope="session")
ZERO = (
    "gross", "wage_income", "exempt_income", "separate_income", "employee_social", "employee_housing",
    "employer_social", "employer_housing", "cum_income", "cum_exempt", "cum_basic", "cum_special", "cum_additional",
    "cum_other", "cum_relief", "cum_taxable", "cum_tax", "withheld_before", "iit", "other_iit", "deductions", "net",
    "employer_cost",
)  # fmt: skip


async def pay_run(
    tenant: Any, period: str, people: list[Any], slips: list[dict[str, int]], *, state: str
) -> None:
    run = await put(
        "payroll_run", company_id=tenant.company.id, period=period, kind="monthly", state="draft", version=1,
        pay_date=date(2026, 11, 10),
    )  # fmt: skip
    for person, facts in zip(people, slips, strict=True):
        gross = facts["gross"]
        # Nobody without terms has a slip.
        await put(
            "payroll_term", company_id=tenant.company.id, employee_id=person.id, valid_from=date(2026, 1, 1),
            monthly_wage=gross, jurisdiction="shanghai", profile="standard", reason="录用",
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        await put(
            "payroll_slip", company_id=tenant.company.id, run_id=run, version=1, employee_id=person.id,
            employee_number=person.number, employee_name=person.name, department_id=person.department_id,
            department_name=person.department_name, period=period, rule_set="golden", inputs="{}", input_digest="",
            digest="", **dict.fromkeys(ZERO, 0) | facts | {"net": gross},
        )  # fmt: skip
    await execute("UPDATE payroll_run SET state = $2 WHERE id = $1", run, state)


async def test_pay_counts_final_runs_alone_and_hides_small_groups_of_people(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    sales = [await tenant.hire(f"销售{n}", department_id=tenant.departments["SALES"]) for n in range(6)]
    few = [await tenant.hire(f"生产{n}", department_id=tenant.departments["PROD"]) for n in range(2)]
    more = [await tenant.hire(f"总部{n}", department_id=tenant.departments["HQ"]) for n in range(7)]
    pay = {"gross": 1_000_000, "employer_cost": 400_000, "employer_social": 300_000, "employer_housing": 100_000,
           "pension_employer": 160_000, "pension_employee": 80_000, "medical_employer": 100_000}  # fmt: skip
    async with tenant.context():
        everybody, same = [*sales, *few, *more], [pay] * 15
        raised = [*same[:6], *[pay | {"gross": 9_900_000}] * 2, *same[8:]]
        await pay_run(tenant, "2026-09", everybody, same, state="closed")
        await pay_run(tenant, "2026-10", everybody, raised, state="filed")
        await pay_run(tenant, "2026-11", everybody, same, state="approved")
    hr = tenant.client("hr")
    autumn = {"period": {"preset": "custom", "first": "2026-09-01", "last": "2026-11-30"}}
    found = await asked(
        hr, "payroll.cost", "cost:sum", "people:distinct", "gross:median", by=("department",), **autumn
    )
    shown = {
        row["department"]: (row["cost:sum"], row["people:distinct"], row["gross:median"])
        for row in found["items"]
    }
    # Two people with four slips are few; the next smallest goes with them, so that the total tells nobody's pay.
    assert list(shown.values()).count((None, None, None)) == 2
    assert (196_000.0, 7, 10_000.0) in shown.values()
    assert found["totals"]["people:distinct"] == 15
    assert found["totals"]["cost:sum"] == 14_000.0 * 15 + 14_000.0 * 13 + 2 * 103_000.0
    assert (found["hidden"], found["openable"]) == (2, False)
    assert len(await tenant.audit("reporting.report.read_sensitive")) == 1
    months = await lines(
        hr, "payroll.cost", "employer:sum", "cost:sum/people:distinct", by=("month",), **autumn
    )
    assert months == [
        ("2026-09", 60_000.0, 14_000.0),
        ("2026-10", 60_000.0, pytest.approx(388_000 / 15, abs=1e-6)),
    ]
    ratio = await asked(hr, "payroll.cost", "cost:sum/people:distinct", **autumn)
    assert ratio["columns"][0]["kind"] == "money"
    schemes = await lines(
        hr, "payroll.contributions", "employer:sum", "employee:sum", "both:sum", by=("scheme",), **autumn
    )
    assert schemes == [
        ("基本医疗保险", 30_000.0, 0.0, 30_000.0),
        ("基本养老保险", 48_000.0, 24_000.0, 72_000.0),
    ]


async def test_nobody_without_the_right_asks_about_pay(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    question = {"dataset": "payroll.cost", "measures": ["cost:sum"], "period": AUTUMN}
    for role, status in (("finance", 200), ("manager", 403), ("admin", 403)):
        answer = await tenant.client(role).post(f"{API}/ask", json=question)
        assert answer.status_code == status, role
        names = {d["name"] for d in (await tenant.client(role).get(f"{API}/datasets")).json()["items"]}
        assert ("payroll.cost" in names) is (status == 200), role
    rows = await tenant.client("finance").post(f"{API}/ask/rows", json={"query": question, "group": {}})
    assert rows.status_code == 403


async def test_exit_interviews_are_told_of_five_and_more(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    people = [await tenant.hire(f"离职{n}") for n in range(11)]
    async with tenant.context():
        for n, person in enumerate(people):
            case = await put(
                "lifecycle_case", company_id=tenant.company.id, employee_id=person.id, spell_id=person.spell_id,
                last_day=date(2026, 11, 1 + n), reason="离职", reason_code="pay" if n < 8 else "family", voluntary=True,
            )  # fmt: skip
            await put(
                "lifecycle_exit_interview", company_id=tenant.company.id, employee_id=person.id, case_id=case,
                main_reason="pay" if n < 6 else "family", ratings=[n % 5 + 1] + [3] * 10, sealed=b"",
                left_on=date(2026, 11, 1 + n), department_id=person.department_id, answered_at=_at("2026-11-20"),
            )  # fmt: skip
    hr = tenant.client("hr")
    reasons = await lines(
        hr,
        "lifecycle.exit_interviews",
        "answers:sum",
        "item_duties:avg",
        "item_load:avg",
        by=("main_reason",),
    )
    assert reasons == [
        ("家庭原因", 5, pytest.approx((2 + 3 + 4 + 5 + 1) / 5), 3.0),
        ("薪酬福利", 6, pytest.approx((1 + 2 + 3 + 4 + 5 + 1) / 6, abs=1e-6), 3.0),
    ]
    # One day each: nobody's answer is told, nor the sum of those that are left out.
    by_day = await asked(hr, "lifecycle.exit_interviews", "answers:sum", by=("left_on",))
    assert {row["answers:sum"] for row in by_day["items"]} == {None}
    leaving = await lines(hr, "lifecycle.leaving", "cases:sum", by=("reason",))
    assert leaving == [("家庭原因辞职", None), ("薪酬原因辞职", None)], (
        "three are few, and eight would tell them"
    )
    assert await lines(hr, "lifecycle.leaving", "cases:sum", by=("wish",)) == [("主动", 11)]
    for role in ("manager", "admin"):
        refused = await tenant.client(role).post(
            f"{API}/ask", json={"dataset": "lifecycle.exit_interviews", "measures": ["answers:sum"]}
        )
        assert refused.status_code == 403, role


async def test_applications_vacancies_and_costs(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=PLUGINS)
    company = tenant.company.id
    async with tenant.context():
        profile = await fetch_value(
            "SELECT id FROM recruiting_ai_profile WHERE company_id = $1 LIMIT 1", company
        )
        filled = await _requisition(tenant, profile, "装配工", 2, "2026-10-01")
        vacant = await _requisition(tenant, profile, "班组长", 3, "2026-11-01")
        for job, key, stage, applied, accepted in (
            (filled, "board", "hired", "2026-10-02", "2026-10-12"),
            (filled, "friends", "hired", "2026-10-05", "2026-10-21"),
            (filled, "board", "rejected", "2026-10-06", None),
            (vacant, "board", "hired", "2026-11-02", "2026-11-12"),
            (vacant, "board", "applied", "2026-11-13", None),
        ):
            await _application(company, job, key, stage, applied, accepted)
        channel = await put(
            "recruiting_ai_channel", company_id=company, key="board", title="招聘网站甲", kind="job_board"
        )
        await put(
            "recruiting_ai_channel_cost", company_id=company, channel_id=channel, from_on=date(2026, 9, 1),
            until_on=date(2026, 10, 30), amount=6000, entered_by_name="人事",
        )  # fmt: skip
    hr = tenant.client("hr")
    by_channel = await lines(
        hr, "recruiting_ai.applications", "applications:sum", "hired:sum", "accept_days:median", "days_in_stage:max",
        by=("channel",),
    )  # fmt: skip
    assert by_channel == [("friends", 1, 1, 16.0, None), ("招聘网站甲", 4, 2, 10.0, 10.0)]
    vacancies = await lines(
        hr, "recruiting_ai.vacancies", "wanted:sum", "accepted:sum", "vacant:sum", "time_to_fill:avg", "first_days:avg",
        "days_open:max", by=("job",),
    )  # fmt: skip
    assert vacancies == [("班组长", 3, 1, 2, None, 11.0, 22.0), ("装配工", 2, 2, 0, 20.0, 11.0, None)]
    # As it was in the middle of October: one accepted, one place vacant, and the other job not opened yet.
    middle = {"preset": "custom", "first": "2026-10-01", "last": "2026-10-15"}
    assert await lines(hr, "recruiting_ai.vacancies", "requisitions:sum", "vacant:sum", period=middle) == [
        (1, 1)
    ]
    # 30 of the entry's 60 days lie in October: 3,000 for two hires of that channel.
    cost = await asked(
        hr, "recruiting_ai.channel_costs", "cost:sum", "hires:sum", "cost:sum/hires:sum", by=("channel",)
    )
    assert [tuple(r.values()) for r in cost["items"]] == [
        ("friends", 0.0, 1, 0.0),
        ("招聘网站甲", 3000.0, 2, 1500.0),
    ]
    assert cost["columns"][3]["kind"] == "money"
    refused = await tenant.client("manager").post(
        f"{API}/ask", json={"dataset": "recruiting_ai.applications", "measures": ["applications:sum"]}
    )
    assert refused.status_code == 403


async def _requisition(tenant: Any, profile: UUID, title: str, headcount: int, opened: str) -> UUID:
    return await put(
        "recruiting_ai_requisition", company_id=tenant.company.id, title=title,
        department_id=tenant.departments["PROD"], profile_id=profile, headcount=headcount,
        description="", reason="", state="open", public_code=title, opened_at=_at(opened),
    )  # fmt: skip


async def _application(
    company: UUID, job: UUID, channel: str, stage: str, applied: str, accepted: str | None
) -> None:
    candidate = await put("recruiting_ai_candidate", company_id=company, name="候选人")
    made = await put(
        "recruiting_ai_application", company_id=company, requisition_id=job, candidate_id=candidate, channel=channel,
        stage=stage, stage_at=_at(applied), facts="{}", token_hash=candidate.bytes, token_expires_at=_at(applied),
        created_at=_at(applied),
    )  # fmt: skip
    if accepted:
        await put(
            "recruiting_ai_offer", company_id=company, application_id=made, monthly_salary=8000, probation_months=3,
            department_id=await fetch_value("SELECT department_id FROM recruiting_ai_requisition WHERE id = $1", job),
            starts_on=date(2026, 12, 1), valid_days=7, state="accepted", answered_at=_at(accepted),
        )  # fmt: skip


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00+08:00")
