"""Leaving: what the law refuses, the case, its papers, the interview, and the end of what is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from renshi_lifecycle.leaving.certificate import Certificate, paragraphs, pdf
from renshi_lifecycle.leaving.law import GROUNDS, severance_months
from renshi_lifecycle.timeline import timeline

from renshi_sdk import new_id
from renshi_sdk.contracts import EndEmployment, LabourContract
from renshi_sdk.db import execute, fetch
from renshi_sdk.testing import Harness

from .conftest import ADDRESS, API

LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("hired", "last", "months"),
    [
        ("2024-01-01", "2026-12-31", "3"),
        ("2024-01-01", "2027-01-01", "3.5"),
        ("2024-01-01", "2026-06-30", "3"),
        ("2024-01-01", "2026-06-29", "2.5"),
        ("2026-11-01", "2026-11-01", "0.5"),
    ],
)
def test_severance_by_article_47(hired: str, last: str, months: str) -> None:
    assert severance_months(date.fromisoformat(hired), date.fromisoformat(last)) == Decimal(months)


@given(hired=st.dates(date(1990, 1, 1), date(2026, 1, 1)), days=st.integers(0, 12_000))
def test_a_day_more_never_lessens_severance_and_never_adds_more_than_half(hired: date, days: int) -> None:
    now = severance_months(hired, hired + timedelta(days=days))
    after = severance_months(hired, hired + timedelta(days=days + 1))
    assert now <= after <= now + Decimal("0.5")


async def leaving(renshi: Harness, **more: Any) -> tuple[Any, dict[str, Any]]:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    async with tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(
                employee_id=tenant.employee_person.id,
                **({"last_day": LAST, "reason": "个人发展", "reason_code": "career"} | more),
            )
        )
    await renshi.settle()
    cases = (await tenant.client("hr").get(f"{API}/leaving")).json()["items"]
    assert len(cases) == 1
    return tenant, cases[0]


async def test_the_company_ends_an_employment_only_as_the_law_has_it(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    hr, person = tenant.client("hr"), tenant.employee_person
    facts = {"facts": "经培训与调岗后考核仍不合格", "union_told": True, "protected_checked": True}

    async def ask(**form: Any) -> Any:
        return await hr.post(
            "/api/requests",
            json={"kind": "lifecycle.termination", "employee_id": str(person.id), "form": facts | form},
        )

    soon = "2026-12-10"
    refused = {
        "last_day": {"reason_code": "incapable", "last_day": soon},
        "union_told": {"reason_code": "misconduct", "last_day": soon, "union_told": False},
        "protected_checked": {"reason_code": "redundancy", "last_day": soon, "protected_checked": False},
        "reason_code": {"reason_code": "probation_failed", "last_day": soon},
    }
    for field, form in refused.items():
        answer = await ask(**form)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), answer.text
    assert (await hr.get(f"{API}/leaving")).json()["items"] == []
    made = await ask(reason_code="incapable", last_day=soon, pay_in_lieu=True)
    assert made.status_code == 201, made.text
    assert "第四十条" in made.json()["summary"]


async def test_settled_certified_noted_and_closed(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    hr = tenant.client("hr")
    address = f"{API}/leaving/{case['id']}"
    shown = (await hr.get(address)).json()
    assert (shown["step"], shown["article"], shown["transfer_by"]) == (
        "settle",
        "第三十七条（劳动者提前通知解除）",
        "2027-01-15",
    )
    sheet = {line["item"]: line for line in (await hr.get(f"{address}/settlement")).json()["items"]}
    assert (sheet["经济补偿（月数）"]["value"], sheet["未完成交接任务"]["value"]) == ("0", "9")
    early = await hr.post(f"{address}/certificate")
    assert early.json()["code"] == "lifecycle.too_early"
    assert (await hr.post(f"{address}/settlement")).json()["step"] == "certify"
    assert (await hr.post(f"{address}/settlement")).json()["code"] == "lifecycle.settled"
    noted = await hr.post(f"{address}/rehire", json={"rehire": "yes", "reason": "业务能力突出"})
    assert noted.json()["rehire_reason"] == "业务能力突出"

    renshi.clock.move_to(datetime(2027, 1, 1, 1, tzinfo=UTC))
    for _ in range(2):
        await renshi.run_schedule("lifecycle.leaving_daily", tenant)
    told = [n for n in await tenant.notices(tenant.hr_person) if n.kind == "lifecycle.certificate"]
    assert [n.title.zh for n in told] == ["1 人离职证明未出具"]
    issued = (await hr.post(f"{address}/certificate")).json()
    assert (issued["certificate_number"], issued["state"]) == ("LZ2027-00001", "closed")
    assert (await hr.post(f"{address}/certificate")).json()["code"] == "lifecycle.certified"
    paper = await hr.get(f"{address}/certificate")
    text = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    assert "LZ2027-00001" in text
    assert tenant.employee_person.name in text
    async with tenant.context("lifecycle"):
        kept = await fetch("SELECT rehire_sealed FROM lifecycle_case")
    assert "业务能力突出".encode() not in kept[0]["rehire_sealed"]
    for role in ("employee", "manager"):
        assert (await tenant.client(role).get(address)).status_code == 403


def test_a_certificate_says_no_reason_and_takes_markup_as_words() -> None:
    paper = Certificate(
        "LZ2027-00001",
        "测试<b>公司",
        "赵&敏",
        date(2024, 1, 1),
        date(2026, 5, 31),
        "工程师",
        date(2026, 6, 1),
    )
    words = "".join(paragraphs(paper, both=True))
    assert "2 年 5 个月" in words
    assert not any(word in words for word in ("辞职", "违纪", "原因"))
    text = PdfReader(BytesIO(pdf(paper, both=True))).pages[0].extract_text()
    assert "赵&敏" in text
    assert "测试<b>公司" in text


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("fixed", "为固定期限，自 2024-01-01 至 2026-12-31"),
        ("open", "为无固定期限，自 2024-01-01 起"),
        ("task", "为以完成一定工作任务为期限，自 2024-01-01 起"),
    ],
)
def test_a_certificate_names_the_term_of_the_contract(kept: Any, words: str) -> None:
    contract = LabourContract(
        employee_id=UUID(int=1),
        number="HT-2024-0007",
        term=kept,
        starts_on=date(2024, 1, 1),
        ends_on=LAST if kept == "fixed" else None,
    )
    paper = Certificate("LZ1", "公司", "赵敏", date(2024, 1, 1), LAST, "工程师", LAST, contract)
    assert f"劳动合同（编号 HT-2024-0007）{words}。" in "".join(paragraphs(paper, both=False))
    bare = Certificate("LZ1", "公司", "赵敏", date(2024, 1, 1), LAST, "工程师", LAST)
    assert "编号 " not in "".join(paragraphs(bare, both=True))


async def test_the_certificate_takes_the_contract_from_the_plugin_that_keeps_it(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    await tenant.enable("contracts")
    hr, person = tenant.client("hr"), tenant.employee_person
    async with tenant.context("contracts") as ctx:
        for number, starts, ends in (
            ("HT-1", date(2024, 1, 1), date(2025, 12, 31)),
            ("HT-2", date(2026, 1, 1), LAST),
        ):
            await execute(
                "INSERT INTO contracts_contract (id, company_id, employee_id, spell_id, number, kind, term, starts_on,"
                " ends_on, state, signed_on) VALUES ($1, $2, $3, $4, $5, 'labour', 'fixed', $6, $7, 'signed', $6)",
                new_id(),
                ctx.company_id,
                person.id,
                person.spell_id,
                number,
                starts,
                ends,
            )
    renshi.clock.move_to(datetime(2026, 12, 31, 1, tzinfo=UTC))
    assert (await hr.post(f"{API}/leaving/{case['id']}/certificate")).status_code == 200
    paper = await hr.get(f"{API}/leaving/{case['id']}/certificate")
    text = "".join(PdfReader(BytesIO(paper.content)).pages[0].extract_text().split())
    assert "劳动合同（编号HT-2）为固定期限，自2026-01-01至2026-12-31。" in text
    assert "HT-1" not in text


async def test_an_interview_is_confidential_and_small_groups_are_not_told(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    hr, own = tenant.client("hr"), tenant.client("employee")
    body = {"main_reason": "growth", "ratings": [4] * 11, "better": "多给机会"}
    assert (
        await own.post(f"{API}/leaving/mine/interview", json=body | {"ratings": [6] * 11})
    ).status_code in (
        400,
        422,
    )
    assert (await own.post(f"{API}/leaving/mine/interview", json=body)).status_code == 201
    again = await own.post(f"{API}/leaving/mine/interview", json=body)
    assert again.json()["code"] == "lifecycle.answered"
    assert (
        await tenant.client("manager").post(f"{API}/leaving/mine/interview", json=body)
    ).status_code == 404
    read = (await hr.get(f"{API}/leaving/{case['id']}/interview")).json()
    assert (read["better"], read["ratings"]["pay"]) == ("多给机会", 4)
    assert (await tenant.client("manager").get(f"{API}/leaving/{case['id']}/interview")).status_code == 403
    assert len(await tenant.audit("lifecycle.case.read_interview")) == 1
    async with tenant.context("lifecycle"):
        kept = await fetch("SELECT sealed FROM lifecycle_exit_interview")
    assert "多给机会".encode() not in kept[0]["sealed"]
    assert (await hr.get(f"{API}/leaving/analytics")).json() == {
        "items": [],
        "total": 0,
        "next_cursor": None,
        "answers": None,
        "minimum": 5,
    }


MARKS = dict.fromkeys(
    (
        "duties",
        "load",
        "pay",
        "benefits",
        "growth",
        "training",
        "manager",
        "team",
        "recognition",
        "workplace",
    ),
    4,
) | {"recommend": 2}


async def test_an_interview_by_a_link_answers_once_and_tells_nothing_of_anybody(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    hr, address = tenant.client("hr"), f"{API}/leaving/{case['id']}/interview-link"
    assert (await hr.post(address)).json()["code"] == "lifecycle.no_address"
    await tenant.enable("lifecycle", settings={"form_address": ADDRESS})
    public = tenant.public_path("lifecycle")
    first, second = [
        (await hr.post(address)).json()["link"].removeprefix(f"{ADDRESS}/assets/exit.html#") for _ in range(2)
    ]

    async def call(key: str, body: Any = None) -> Any:
        async with tenant.anonymous() as phone:
            headers = {"X-Form-Key": key}
            if body is None:
                return await phone.get(f"{public}/exit", headers=headers)
            return await phone.post(f"{public}/exit/answers", headers=headers, json=body)

    assert (await call(first)).status_code == 404, "the newer link ended it"
    asked = await call(second)
    assert asked.json()["company"] == tenant.company.name
    assert (len(asked.json()["items"]), len(asked.json()["reasons"])) == (11, 10)
    assert tenant.employee_person.name not in asked.text
    body = {"main_reason": "growth", **MARKS, "better": "多给机会"}
    assert (await call(second, body | {"pay": 6})).status_code in (400, 422)
    assert (await call(second, {k: v for k, v in body.items() if k != "team"})).status_code in (400, 422)
    assert (await call(second, body)).json() == {"state": "answered"}
    assert (await call(second, body)).status_code == 404
    assert (await call("x" * 43)).status_code == 404
    read = (await hr.get(f"{API}/leaving/{case['id']}/interview")).json()
    assert (read["main_reason"], read["ratings"]["recommend"], read["better"]) == ("growth", 2, "多给机会")
    assert (await hr.post(address)).json()["code"] == "lifecycle.answered"
    assert (await hr.get(f"{API}/leaving/{case['id']}")).json()["interviewed"] is True
    async with tenant.context("lifecycle"):
        kept = await fetch("SELECT token_hash FROM lifecycle_exit_link")
    assert all(second.encode() not in row["token_hash"] for row in kept)
    await renshi.settle()
    told = [n for n in await tenant.notices(tenant.employee_person) if n.kind == "lifecycle.exit_interview"]
    assert sorted(second in n.body.zh for n in told) == [False, True]
    assert (await tenant.client("manager").post(address)).status_code == 403


async def test_a_link_ends_with_its_days_and_with_the_leaving(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    await tenant.enable("lifecycle", settings={"form_address": ADDRESS})
    hr, public = tenant.client("hr"), tenant.public_path("lifecycle")

    async def link() -> str:
        made: str = (await hr.post(f"{API}/leaving/{case['id']}/interview-link")).json()["link"]
        return made.rpartition("#")[2]

    async def opens(key: str) -> int:
        async with tenant.anonymous() as phone:
            return int((await phone.get(f"{public}/exit", headers={"X-Form-Key": key})).status_code)

    key = await link()
    assert await opens(key) == 200
    renshi.clock.move_to(datetime(2026, 12, 24, 1, tzinfo=UTC))
    assert await opens(key) == 404
    key = await link()
    assert await opens(key) == 200
    back = await hr.post(f"/api/employees/{tenant.employee_person.id}/revoke-end", json={"reason": "挽留"})
    assert back.status_code == 200, back.text
    await renshi.settle()
    assert await opens(key) == 404


async def test_who_leaves_sees_their_own_and_nobody_else_s(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    hr, own, other = tenant.client("hr"), tenant.client("employee"), tenant.client("manager")
    shown = (await own.get(f"{API}/leaving/mine")).json()
    assert {n: shown[n] for n in ("leaving", "last_day", "days_left", "done", "tasks", "answered")} == {
        "leaving": True, "last_day": "2026-12-31", "days_left": 38, "done": 0, "tasks": 9, "answered": False,
    }  # fmt: skip
    assert (await other.get(f"{API}/leaving/mine")).json() == {"leaving": False}
    assert len((await own.get(f"{API}/leaving/mine/tasks")).json()["items"]) == 9
    assert (await other.get(f"{API}/leaving/mine/tasks")).json()["items"] == []
    assert (await own.get(f"{API}/leaving/mine/certificate")).status_code == 404
    form = {"main_reason": "pay", **MARKS}
    assert (await own.post(f"{API}/leaving/mine/interview/form", json=form)).status_code == 201
    after = (await own.get(f"{API}/leaving/mine")).json()
    assert (after["answered"], after["done"]) == (True, 1), "the task of the interview is done by answering"
    renshi.clock.move_to(datetime(2026, 12, 31, 1, tzinfo=UTC))
    assert (await hr.post(f"{API}/leaving/{case['id']}/certificate")).status_code == 200
    paper = await own.get(f"{API}/leaving/mine/certificate")
    assert paper.content.startswith(b"%PDF")
    assert (await other.get(f"{API}/leaving/mine/certificate")).status_code == 404
    assert len(await tenant.audit("lifecycle.case.read_certificate")) == 1
    await renshi.settle()
    told = [n.kind for n in await tenant.notices(tenant.employee_person)]
    assert told.count("lifecycle.leaving") == 1
    async with tenant.context("lifecycle") as ctx:
        entries = await timeline(ctx, tenant.employee_person.id)
    words = [(e.title.zh, e.detail.zh if e.detail else None) for e in entries]
    assert ("出具离职证明", "LZ2026-00001") in words
    assert ("离职清单办理中", "已完成 1/9") in words
    assert not any("面谈" in title for title, _ in words)
    file = await hr.get(f"/api/employees/{tenant.employee_person.id}/timeline")
    assert "出具离职证明" in file.text


async def test_reasons_of_five_and_more_are_told_by_name(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    people = [await tenant.hire(f"离职{n}") for n in range(8)]
    async with tenant.context() as ctx:
        for person in people:
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=LAST, reason="个人发展", reason_code="career")
            )
    await renshi.settle()
    for n, person in enumerate(people):
        body = {"main_reason": "pay" if n < 5 else "hours", **MARKS}
        answer = await tenant.client(employee=person).post(f"{API}/leaving/mine/interview/form", json=body)
        assert answer.status_code == 201, answer.text
    hr = tenant.client("hr")
    reasons = (await hr.get(f"{API}/leaving/analytics", params={"group": "reason"})).json()
    assert [(i["name"], i["value"]) for i in reasons["items"]] == [("薪酬福利", 5)]
    assert reasons["answers"] is None, "three are left out, and eight would tell them"
    items = (await hr.get(f"{API}/leaving/analytics", params={"group": "item"})).json()["items"]
    assert [(i["name"], i["value"]) for i in items][-1] == ("愿意向朋友推荐公司", 2.0)
    assert (await tenant.client("manager").get(f"{API}/leaving/analytics")).status_code == 403


async def test_what_is_kept_goes_after_its_day_and_not_before(renshi: Harness) -> None:
    tenant, case = await leaving(renshi)
    until = date.fromisoformat(case["retain_until"])
    assert until == date(2028, 12, 31)
    for day, left in ((until, 1), (until + timedelta(days=1), 0)):
        renshi.clock.move_to(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
        await renshi.run_schedule("lifecycle.leaving_daily", tenant)
        async with tenant.context("lifecycle"):
            assert len(await fetch("SELECT FROM lifecycle_case")) == left
            lists = await fetch("SELECT FROM lifecycle_checklist WHERE occasion = 'leaving'")
        assert len(lists) == left


def test_every_reason_has_its_article() -> None:
    assert {code: ground.severance for code, ground in GROUNDS.items() if ground.severance != "no"} == {
        "mutual": "depends",
        "incapable": "yes",
        "redundancy": "yes",
        "term_over": "depends",
    }
