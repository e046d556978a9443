"""Pay adjusted for many people: the sheet, its checks, the effect, one approval, and the undoing before its day."""

import io
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from renshi_payroll.raises.sheet import HEADINGS, NEW, read, template

from renshi_sdk import Invalid
from renshi_sdk.db import fetch, fetch_value

Make = Callable[..., Awaitable[Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(rows: list[list[Any]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    book = Workbook()
    book.active.append(list(headings))
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def line(number: str, wage: Any, *more: Any) -> list[Any]:
    return [number, "", "", "", wage, *more]


async def upload(firm: Any, content: bytes, role: str = "hr") -> str:
    async with firm.tenant.client(role) as client:
        answer = await client.post("/api/files", files={"data": ("调薪.xlsx", content, XLSX)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def batch(firm: Any, rows: list[list[Any]], day: str = "2026-12-01", expect: int = 201) -> Any:
    body = {
        "title": "年度调薪",
        "effective_on": day,
        "reason": "年度调薪",
        "file_id": await upload(firm, sheet(rows)),
    }
    return await firm.post("/raises", body, expect=expect)


async def approve(firm: Any, request_id: str) -> None:
    """The company's own flow: the manager decides."""
    async with firm.tenant.client("manager") as client:
        answer = await client.post(f"/api/requests/{request_id}/approve", json={})
    assert answer.status_code == 200, answer.text


async def decided_by_the_manager(firm: Any, kind: str = "payroll.pay_adjustment") -> None:
    who = {"type": "person", "employee_id": str(firm.tenant.manager_person.id)}
    async with firm.tenant.client("admin") as client:
        flow = {"steps": [{"title": "总经理", "approvers": [who]}]}
        answer = await client.put(f"/api/flows/{kind}", json={"flow": flow})
    assert answer.status_code == 200, answer.text


async def wages(firm: Any) -> dict[str, str]:
    rows = (await firm.get("/terms"))["items"]
    return {row["employee_number"]: row["monthly_wage"] for row in rows}


async def test_the_template_comes_back_filled_in(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    async with tenant.client("hr") as client:
        answer = await client.get("/api/plugins/payroll/raise-template")
    assert answer.headers["content-type"] == XLSX
    book = load_workbook(io.BytesIO(answer.content))
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert rows[tenant.employee_person.number][:4] == (
        tenant.employee_person.number,
        tenant.employee_person.name,
        "生产部",
        21750,
    )
    page = book.worksheets[0]
    for row in page.iter_rows(min_row=2):
        if row[0].value == tenant.employee_person.number:
            row[4].value = 23925
    buffer = io.BytesIO()
    book.save(buffer)
    (read_back,) = read(buffer.getvalue())
    assert (read_back.number, dict(read_back.amounts)) == (tenant.employee_person.number, {NEW: 2392500})
    assert len(await tenant.audit("payroll.raise.template")) == 1
    await firm.get("/raise-template", role="manager", expect=403)


async def test_every_wrong_line_says_what_is_wrong(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    people = [one.number for one in (tenant.hr_person, tenant.manager_person, tenant.employee_person)]
    newcomer = await tenant.hire("没有标准", starts_on=date(2026, 1, 5))
    rows = [
        line(people[0], "45,000.00"),
        line("NOBODY", 1),
        line(people[0], 50000),
        line(people[1], "abc"),
        line(people[1], 20000),
        line(newcomer.number, 9000),
        line("X9", "", 20000),
        line("", 5000),
        line(people[2], 10),
    ]
    made = await batch(firm, rows)
    assert (made["people"], made["errors"], made["warnings"]) == (2, 7, 1)
    found = {row["line"]: row for row in (await firm.get(f"/raises/{made['id']}/rows"))["items"]}
    assert {number: row["text"] for number, row in found.items() if row["severity"] == "error"} == {
        3: "没有该工号，或不在您的权限范围内",
        4: "工号重复，前面已有一行",
        5: "“调整后月工资”的“abc”不是两位小数以内的金额",
        6: "工号重复，前面已有一行",
        7: "生效日期之前没有薪资标准，请先录入",
        8: "没有该工号，或不在您的权限范围内",
        9: "没有填写“工号”",
    }
    assert found[2]["percent"] == "0.0345"
    assert found[10]["text"].startswith("低于当地最低工资标准 2,740.00")
    refused = await firm.post(f"/raises/{made['id']}/submit", expect=409)
    assert (refused["code"], refused["errors"]) == ("payroll.raise.errors", 7)
    assert (await firm.get(f"/raises/{made['id']}"))["state"] == "draft"
    better = await upload(firm, sheet([line(people[0], 45000), line(people[2], 23925)]))
    assert (await firm.post(f"/raises/{made['id']}/sheet", {"file_id": better}))["errors"] == 0
    assert (await firm.get(f"/raises/{made['id']}"))["monthly"] == "3675.00"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no workbook", "不是有效的 xlsx 文件"),
        (sheet([], ("姓名",)), "缺少列"),
        (sheet([["E1", "", "", 100, None]]), "没有填写“调整后月工资”的行"),
    ],
)
def test_a_sheet_that_cant_be_read_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(content)
    assert said in refused.value.text.zh


@given(st.lists(st.integers(min_value=0, max_value=10_000_000_00), min_size=1, max_size=6))
def test_amounts_come_back_to_the_fen(amounts: list[int]) -> None:
    """However a spreadsheet keeps them, as numbers or as text."""
    rows = [
        line(f"E{i}", float(Decimal(fen) / 100) if i % 2 else f"{Decimal(fen) / 100:,.2f}")
        for i, fen in enumerate(amounts)
    ]
    assert [one.amounts[NEW] for one in read(sheet(rows))] == amounts
    assert load_workbook(io.BytesIO(template([]))).worksheets[0]["E1"].value == NEW


async def test_one_approval_writes_everybodys_terms(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    await decided_by_the_manager(firm)
    await firm.record_terms(
        tenant.employee_person, "21750", valid_from="2026-02-01", social_base="20000", housing_percent="6"
    )
    rows = [
        line(tenant.hr_person.number, 45000),
        line(tenant.employee_person.number, 23925, "", 23000, "晋级"),
    ]
    made = await batch(firm, rows)
    before = await wages(firm)
    submitted = await firm.post(f"/raises/{made['id']}/submit")
    assert (await firm.get(f"/raises/{made['id']}"))["state"] == "submitted"
    assert await wages(firm) == before
    await firm.post(f"/raises/{made['id']}/submit", expect=409)
    await approve(firm, submitted["request_id"])
    assert (await firm.get(f"/raises/{made['id']}"))["state"] == "approved"
    after = await wages(firm)
    assert (after[tenant.hr_person.number], after[tenant.employee_person.number]) == ("45000.00", "23925.00")
    mine = (await firm.get(f"/terms/{tenant.employee_person.id}"))["items"][0]
    # What the sheet doesn't say stays: city, profile, the insurance base, the person's own housing rate.
    assert (mine["valid_from"], mine["social_base"], mine["housing_base"], mine["housing_percent"]) == (
        "2026-12-01",
        "20000.00",
        "23000.00",
        "6.000",
    )
    assert (mine["reason"], mine["jurisdiction"]) == ("晋级", "shanghai")
    async with tenant.context("payroll"):
        times = await fetch("SELECT DISTINCT recorded_at FROM payroll_term WHERE request_id IS NOT NULL")
    assert len(times) == 1


async def test_bases_alone_are_declared_by_the_same_sheet(company: Make) -> None:
    """The yearly declaration of bases: the wage cell stays empty, and so does the wage."""
    firm = await company()
    tenant = firm.tenant
    await decided_by_the_manager(firm)
    made = await batch(firm, [line(tenant.employee_person.number, None, 20000, 19500)])
    assert (made["people"], made["errors"], made["warnings"]) == (1, 0, 0)
    (row,) = (await firm.get(f"/raises/{made['id']}/rows"))["items"]
    assert (row["new_wage"], row["difference"], row["social_base"]) == ("21750.00", "0.00", "20000.00")
    request = await firm.post(f"/raises/{made['id']}/submit")
    await approve(firm, request["request_id"])
    mine = (await firm.get(f"/terms/{tenant.employee_person.id}"))["items"][0]
    assert (mine["monthly_wage"], mine["social_base"], mine["housing_base"]) == (
        "21750.00", "20000.00", "19500.00",
    )  # fmt: skip


async def test_undone_before_its_day_and_not_after(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    await decided_by_the_manager(firm)
    made = await batch(firm, [line(tenant.employee_person.number, 23925)])
    request_id = (await firm.post(f"/raises/{made['id']}/submit"))["request_id"]
    await approve(firm, request_id)

    async def cancel() -> Any:
        async with tenant.client("admin") as client:
            return await client.post(f"/api/requests/{request_id}/cancel", json={"comment": "预算调整"})

    async with tenant.context("payroll"):
        count = await fetch_value("SELECT count(*) FROM payroll_term")
    firm.harness.advance(days=10)
    late = await cancel()
    assert (late.status_code, late.json()["code"]) == (409, "payroll.raise.in_force")
    assert (await wages(firm))[tenant.employee_person.number] == "23925.00"
    firm.harness.advance(days=-10)
    firm.harness.advance(minutes=5)
    undone = await cancel()
    assert undone.status_code == 200, undone.text
    assert (await wages(firm))[tenant.employee_person.number] == "21750.00"
    assert (await firm.get(f"/raises/{made['id']}"))["state"] == "undone"
    async with tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_term") == count + 1


async def test_withdrawn_is_a_draft_again_and_changed_terms_stop_the_approval(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    await decided_by_the_manager(firm)
    made = await batch(firm, [line(tenant.employee_person.number, 23925)])
    first = (await firm.post(f"/raises/{made['id']}/submit"))["request_id"]
    async with tenant.client("hr") as client:
        assert (await client.post(f"/api/requests/{first}/withdraw", json={})).status_code == 200
    assert (await firm.get(f"/raises/{made['id']}"))["state"] == "draft"
    second = (await firm.post(f"/raises/{made['id']}/submit"))["request_id"]
    await firm.record_terms(tenant.employee_person, "22000", valid_from="2026-11-01", reason="转正")
    async with tenant.client("manager") as client:
        refused = await client.post(f"/api/requests/{second}/approve", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "payroll.raise.stale")
    assert (await wages(firm))[tenant.employee_person.number] == "22000.00"


async def test_the_effect_before_submitting_reaches_back_to_closed_months(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    await firm.close("2026-01")
    await firm.close("2026-02")
    made = await batch(firm, [line(tenant.employee_person.number, 23925)], day="2026-01-01")
    effect = await firm.get(f"/raises/{made['id']}/effect")
    assert (effect["period"], effect["closed"]) == ("2026-03", ["2026-01", "2026-02"])
    (mine,) = effect["items"]
    assert (mine["gross"], mine["retro_gross"], mine["problem"]) == ("2175.00", "4350.00", "")
    # The employer's shares of a month go up by 710.98, in the two closed months as in the open ones.
    assert (mine["cost"], mine["retro_cost"]) == ("2885.98", "5771.96")
    assert mine["year_cost"] == "28859.80"
    assert "请在补发批次中补发差额 4,350.00 元" in effect["note"]
    assert await wages(firm) == {
        tenant.hr_person.number: "43500.00",
        tenant.manager_person.number: "20000.00",
        tenant.employee_person.number: "21750.00",
    }
    # Once it is approved, the true-ups find the very amount that was shown.
    await decided_by_the_manager(firm)
    await approve(firm, (await firm.post(f"/raises/{made['id']}/submit"))["request_id"])
    preview = await firm.post("/retro/preview", {"period_from": "2026-01"})
    base = [Decimal(row["amount"]) for row in preview["items"] if row["line"] == "pay.base"]
    assert sum(base) == Decimal("4350.00")
    employer = [Decimal(row["amount"]) for row in preview["items"] if row["line"].endswith(".employer")]
    assert sum(base) + sum(employer) == Decimal("5771.96")


async def test_one_persons_change_is_undone_before_its_day(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    async with tenant.client("admin") as client:
        assert (
            await client.put("/api/flows/payroll.salary_change", json={"flow": {"steps": []}})
        ).status_code == 200
    form = {"effective_on": "2026-12-01", "monthly_wage": "25000", "reason": "晋级"}
    body = {"kind": "payroll.salary_change", "form": form, "employee_id": str(tenant.employee_person.id)}
    async with tenant.client("hr") as client:
        answer = await client.post("/api/requests", json=body)
    assert answer.status_code == 201, answer.text
    assert (await wages(firm))[tenant.employee_person.number] == "25000.00"
    firm.harness.advance(minutes=5)
    async with tenant.client("admin") as client:
        path = f"/api/requests/{answer.json()['id']}/cancel"
        assert (await client.post(path, json={"comment": "撤回"})).status_code == 200
    assert (await wages(firm))[tenant.employee_person.number] == "21750.00"


async def test_one_persons_raise_shows_its_back_pay_before_it_is_asked_for(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    await decided_by_the_manager(firm, "payroll.salary_change")
    await firm.close("2026-01")
    await firm.close("2026-02")
    ask = {
        "employee_id": str(person.id),
        "effective_on": "2026-01-01",
        "monthly_wage": "23925",
        "reason": "追溯调薪",
    }
    shown = await firm.post("/raise/preview", ask)
    assert (shown["period"], shown["closed"], shown["reaches_back"]) == (
        "2026-03", ["2026-01", "2026-02"], True,
    )  # fmt: skip
    assert (shown["total_old_wage"], shown["total_gross"], shown["total_cost"]) == (
        "21750.00", "2175.00", "2885.98",
    )  # fmt: skip
    assert (shown["total_retro_gross"], shown["warning"]) == ("4350.00", "")
    january = {row["label"]: row["amount"] for row in shown["back_pay"] if row["period"] == "2026-01"}
    # 8, 16, 2, 9, 0.5, 0.5, 0.2 % of 2,175, each the difference of rounded lines; 7 % to the whole yuan: 1,523 → 1,675.
    assert january == {
        "基本养老保险（个人）补差": "174.00",
        "基本养老保险（单位）补差": "348.00",
        "基本医疗保险（个人）补差": "43.50",
        "基本医疗保险（单位）补差": "195.75",
        "失业保险（个人）补差": "10.88",
        "失业保险（单位）补差": "10.88",
        "工伤保险（单位）补差": "4.35",
        "住房公积金（个人）补差": "152.00",
        "住房公积金（单位）补差": "152.00",
        "基本工资补差": "2175.00",
    }
    async with firm.tenant.context("payroll"):
        count = await fetch_value("SELECT count(*) FROM payroll_term")
    refused = await firm.post("/raise", ask, expect=409)
    assert refused["code"] == "payroll.salary_change.closed"
    asked = await firm.post("/raise", ask | {"reaches_back": True})
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_term") == count
    await approve(firm, asked["request_id"])
    mine = (await firm.get(f"/terms/{person.id}"))["items"][0]
    assert (mine["valid_from"], mine["monthly_wage"]) == ("2026-01-01", "23925.00")
    owed = (await firm.post("/retro/preview", {"period_from": "2026-01"}))["items"]
    assert sum(Decimal(row["amount"]) for row in owed if row["line"] == "pay.base") == Decimal("4350.00")
    assert len(await firm.tenant.audit("payroll.raise.preview")) == 1
    for role in ("manager", "employee", "finance"):
        await firm.post("/raise/preview", ask, role=role, expect=403)


async def test_one_persons_raise_is_undone_before_its_day(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    await decided_by_the_manager(firm, "payroll.salary_change")
    ask = {
        "employee_id": str(person.id), "effective_on": "2026-12-01", "monthly_wage": "40000", "reason": "晋升",
    }  # fmt: skip
    shown = await firm.post("/raise/preview", ask)
    assert (shown["closed"], shown["back_pay"], shown["warning"]) == ([], [], "涨幅超过 50%，请核对")
    same = await firm.post("/raise/preview", ask | {"monthly_wage": "21750"}, expect=422)
    assert same["code"] == "payroll.raise.single"
    request_id = (await firm.post("/raise", ask))["request_id"]
    await approve(firm, request_id)
    assert (await wages(firm))[person.number] == "40000.00"
    firm.harness.advance(minutes=5)
    async with firm.tenant.client("admin") as client:
        undone = await client.post(f"/api/requests/{request_id}/cancel", json={"comment": "预算调整"})
    assert undone.status_code == 200, undone.text
    assert (await wages(firm))[person.number] == "21750.00"
