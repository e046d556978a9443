"""Files that leave the house, from approved and closed runs."""

import io
import json
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from renshi_payroll.banks.template import EXAMPLES, BankTemplate, Column, Payment, Unwritable, write
from renshi_payroll.exports.journal import EXAMPLE, Account, AccountMap, ExpenseRule, entries_of
from renshi_payroll.exports.made import Sheet, separated, workbook
from renshi_payroll.exports.tax import HEADINGS, row_of

from renshi_sdk import NeedsAttention, new_id
from renshi_sdk.db import execute, fetch_value

Make = Callable[..., Awaitable[Any]]
IDENTITIES = ("11010519491231002X", "440524188001010014", "310101199001010017")
CARDS = ("6222021234567890128", "6222021234567890136", "6222021234567890144")
PEOPLE = (Payment("E1", "张三", "62220001", "张三", "工行", "", 3_601_312),
          Payment("E2", "李四", "62220002", "李四", "招行", "", 100_01))  # fmt: skip


def luhn(body: str) -> str:
    """A card number whose check digit holds."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return body + str(-total % 10)


def resident(first17: str) -> str:
    """An identity number whose check character holds."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(c) * w for c, w in zip(first17, weights, strict=True)) % 11]


async def record_papers(firm: Any, *, cards: bool = True, skip: str = "") -> dict[str, tuple[str, str]]:
    """Identity numbers and accounts of the three people; number → (identity, card)."""
    made = {}
    tenant = firm.tenant
    async with tenant.client("hr") as client:
        for place, person in enumerate((tenant.hr_person, tenant.manager_person, tenant.employee_person)):
            identity, card = resident(f"3101011990010100{place + 1}"), luhn(f"62220212345678901{place}")
            answer = await client.put(
                f"/api/employees/{person.id}/identity", json={"identity_number": identity}
            )
            assert answer.status_code == 200, answer.text
            made[person.number] = (identity, card)
    if cards:
        # Nobody records their own account through the API, HR included.
        async with tenant.context() as ctx:
            for person in (tenant.hr_person, tenant.manager_person, tenant.employee_person):
                if person.number != skip:
                    await keep_account(ctx, person, made[person.number][1])
    return made


async def keep_account(ctx: Any, person: Any, card: str) -> None:
    """An account for wages, sealed as the core seals it."""
    row_id = new_id()
    await execute(
        "INSERT INTO core_employee_bank (id, employee_id, purpose, bank, holder, number_sealed, number_index,"
        " updated_by)"
        " VALUES ($1, $2, 'salary', '中国工商银行', $3, $4, $5, 'test')",
        row_id,
        person.id,
        person.name,
        ctx.secrets.seal(card, label=f"core_employee_bank.number:{row_id}"),
        ctx.secrets.index(card, label="core_employee_bank.number"),
    )


async def output(firm: Any, run_id: UUID, body: dict[str, Any], role: str = "hr") -> dict[str, Any]:
    """Ask for a file, let the job run, and return its row."""
    made = await firm.post(f"/runs/{run_id}/outputs", body, role=role, expect=201)
    await firm.harness.settle()
    rows = (await firm.get(f"/runs/{run_id}/outputs"))["items"]
    (row,) = [row for row in rows if row["id"] == made["id"]]
    return row


async def content(firm: Any, row: dict[str, Any], role: str = "hr") -> bytes:
    async with firm.tenant.client(role) as client:
        answer = await client.post(f"/api/plugins/payroll/outputs/{row['id']}/take")
    assert answer.status_code == 200, answer.text
    return answer.content


def sheet(data: bytes, name: str | None = None) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(data))
    page = book[name] if name else book.worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True)]


async def test_the_tax_file_has_the_clients_29_columns(company: Make) -> None:
    firm = await company()
    papers = await record_papers(firm, cards=False)
    person = firm.tenant.hr_person
    await firm.post(
        "/facts/deductions",
        {
            "period": "2026-01",
            "reference": "扣缴端 2026-01",
            "rows": [
                {
                    "number": person.number,
                    "amounts": {"累计子女教育": "2000", "累计赡养老人": "3000", "累计个人养老金": "1000"},
                }
            ],
        },
        expect=201,
    )
    run_id = await firm.close("2026-01")
    row = await output(firm, run_id, {"kind": "tax"})
    assert (row["state"], row["rows"], row["total"]) == ("ready", 3, "85250.00")
    lines = sheet(await content(firm, row))
    assert len(lines[0]) == 29
    assert lines[0] == list(HEADINGS)
    (mine,) = [line for line in lines[1:] if line[0] == person.number]
    assert mine[:10] == [
        person.number, person.name, "居民身份证", papers[person.number][0], 43500, 0,
        2984.16, 746.04, 186.51, 2611,
    ]  # fmt: skip
    assert [float(value) for value in mine[10:17]] == [2000, 0, 0, 0, 3000, 0, 1000]
    assert [float(value) for value in mine[17:28]] == [0.0] * 11
    audit = await firm.tenant.audit("core.employee.read_identities")
    assert json.loads(audit[-1]["detail"])["purpose"] == "payroll.tax_file"
    assert papers[person.number][0] not in str([dict(r) for r in audit])


async def test_a_missing_identity_number_is_named_and_no_file_is_made(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    row = await output(firm, run_id, {"kind": "tax"})
    assert row["state"] == "failed"
    assert "3 人没有登记证件号码" in row["note"]
    async with firm.tenant.client("hr") as client:
        answer = await client.post(f"/api/plugins/payroll/outputs/{row['id']}/take")
    assert answer.status_code == 409
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM core_file") == 0


def test_deductions_of_the_period_are_differences_of_the_years() -> None:
    paid = {
        "number": "E1", "name": "张三", "income": 1, "exempt": 0, "pension": 0, "medical": 0, "unemployment": 0,
        "housing": 0, "full_year": True,
    }  # fmt: skip
    before = {"iit.other": {"annuity": 300_00, "health_insurance": 200_00}, "iit.relief": 10_00}
    now = {"iit.other": {"annuity": 450_00, "health_insurance": 400_00, "donation": 99}, "iit.relief": 25_00}
    row = row_of(paid, now, before, kind="居民身份证", identity="x")
    named = dict(zip(HEADINGS, row, strict=True))
    assert named["企业(职业)年金"] == Decimal("150.00")
    assert named["商业健康保险"] == Decimal("200.00")
    assert named["准予扣除的捐赠额"] == Decimal("0.99")
    assert named["减免税额"] == Decimal("15.00")
    assert named["备注"] == "上年各月均有申报且全年收入不超过6万元"
    with pytest.raises(NeedsAttention, match="went down"):
        row_of(paid, before, now, kind="", identity="")


def test_bank_formats_to_the_byte() -> None:
    day = date(2026, 1, 31)
    comma, bar, fixed, _ = EXAMPLES
    assert write(comma, PEOPLE, company="示例", pay_date=day).decode("gb18030") == (
        "收款账号,收款户名,金额,备注\r\n62220001,张三,36013.12,工资\r\n62220002,李四,100.01,工资\r\n"
    )
    assert write(bar, PEOPLE, company="示例", pay_date=day).decode("gbk") == (
        "20260131|2|36113.13\r\n1|62220001|张三|36013.12|工行\r\n2|62220002|李四|100.01|招行\r\n"
    )
    lines = write(fixed, PEOPLE, company="示例", pay_date=day).split(b"\r\n")
    assert (
        lines[0] == b"D00000001" + b"62220001".ljust(32) + "张三".encode("gbk").ljust(60) + b"000000003601312"
    )
    assert lines[2] == b"T00000002000000003611313"
    assert {len(line) for line in lines[:2]} == {1 + 8 + 32 + 60 + 15}


@pytest.mark.parametrize(
    ("payment", "why"),
    [
        (Payment("E1", "𬱖", "1", "𬱖", "", "", 1), "not in gbk"),
        (Payment("E1", "张,三", "1", "张,三", "", "", 1), "break the file"),
        (Payment("E1", "=cmd", "1", "=cmd", "", "", 1), "break the file"),
        (Payment("E1", "张\n三", "1", "张\n三", "", "", 1), "break the file"),
        (Payment("E1", "张" * 12, "1", "张" * 12, "", "", 1), "longer than 20 bytes"),
    ],
)
def test_what_a_bank_format_cannot_carry_is_refused(payment: Payment, why: str) -> None:
    template = BankTemplate(
        name="x", shape="separated", encoding="gbk",
        columns=(Column(field="account"), Column(field="holder", width=20), Column(field="amount")),
    )  # fmt: skip
    with pytest.raises(Unwritable, match=why):
        write(template, [payment], company="", pay_date=date(2026, 1, 31))


async def test_a_bank_file_pays_the_run_to_the_fen_and_once(company: Make) -> None:
    firm = await company()
    papers = await record_papers(firm)
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    body = {"kind": "bank", "template": EXAMPLES[0].name}
    early = await firm.post(f"/runs/{run_id}/outputs", body, expect=409)
    assert early["code"] == "payroll.run.state"
    await firm.post(f"/runs/{run_id}/check")
    await firm.post(f"/runs/{run_id}/approve", role="finance")
    row = await output(firm, run_id, body)
    run = await firm.get(f"/runs/{run_id}")
    assert (row["state"], row["rows"], row["total"]) == ("ready", 3, run["net"])
    text = (await content(firm, row, "finance")).decode("gb18030")
    assert text.count("\r\n") == 4
    assert f"{papers['HR001'][1]},{firm.tenant.hr_person.name},36013.12,工资" in text
    again = await firm.post(f"/runs/{run_id}/outputs", body, expect=409)
    assert again["code"] == "payroll.output.again"
    other = await firm.post(f"/runs/{run_id}/outputs", body | {"template": EXAMPLES[1].name}, expect=409)
    assert other["code"] == "payroll.output.again"
    back = await firm.post(f"/runs/{run_id}/return", {"reason": "改奖金"}, role="finance", expect=409)
    assert back["code"] == "payroll.run.bank_file"
    second = await output(firm, run_id, body | {"reason": "银行退回首份文件"})
    assert (second["state"], second["issue"], second["reason"]) == ("ready", 2, "银行退回首份文件")
    taken = await firm.get(f"/outputs/{row['id']}/downloads")
    assert taken["total"] == 1
    accounts = await firm.tenant.audit("core.employee.read_accounts")
    assert all(papers["HR001"][1] not in str(dict(entry)) for entry in accounts)


async def test_missing_and_shared_accounts_stop_the_bank_file(company: Make) -> None:
    firm = await company()
    papers = await record_papers(firm, skip="EM001")
    run_id = await firm.close("2026-01")
    body = {"kind": "bank", "template": EXAMPLES[0].name}
    missing = await output(firm, run_id, body)
    assert (missing["state"], missing["total"]) == ("failed", None)
    assert "1 人没有登记工资卡" in missing["note"]
    async with firm.tenant.context() as ctx:
        await keep_account(ctx, firm.tenant.employee_person, papers["HR001"][1])
    shared = await output(firm, run_id, body)
    assert shared["state"] == "failed"
    assert "相同的银行账号" in shared["note"]
    bare = await firm.post(f"/runs/{run_id}/outputs", body | {"allow_shared_accounts": True}, expect=409)
    assert bare["code"] == "payroll.output.shared_reason"
    allowed = await output(firm, run_id, body | {"allow_shared_accounts": True, "reason": "夫妻共用，已核实"})
    assert allowed["state"] == "ready"


async def test_templates_are_kept_in_versions_and_tried_first(company: Make) -> None:
    firm = await company()
    own = EXAMPLES[0].model_dump(mode="json") | {"name": "本行格式", "example": False, "remark": "代发"}
    tried = await firm.post("/bank-templates/sample", {"document": own})
    assert tried["lines"][1] == "6222020000000000013,张三,12345.67,代发"
    assert (await firm.post("/bank-templates", {"document": own}, expect=201))["version"] == 1
    assert (await firm.post("/bank-templates", {"document": own}, expect=201))["version"] == 2
    await firm.post("/bank-templates", {"document": EXAMPLES[0].model_dump(mode="json")}, expect=409)
    broken = own | {"columns": [{"field": "account"}]}
    await firm.post("/bank-templates", {"document": broken}, expect=422)
    names = [item["name"] for item in (await firm.get("/bank-templates"))["items"]]
    assert names[0] == "本行格式"
    await firm.post("/bank-templates/retire", {"name": "本行格式"})
    assert "本行格式" not in [item["name"] for item in (await firm.get("/bank-templates"))["items"]]
    await firm.post("/bank-templates", {"document": own}, role="employee", expect=403)


async def test_insurance_lists_name_who_joined_and_left(company: Make) -> None:
    firm = await company()
    await record_papers(firm, cards=False)
    await firm.close("2026-01")
    await firm.record_terms(firm.tenant.employee_person, "21750", valid_from="2026-02-01", profile="none")
    run_id = await firm.close("2026-02")
    row = await output(firm, run_id, {"kind": "social"})
    data = await content(firm, row)
    assert [line[1] for line in sheet(data, "减员")[1:]] == [firm.tenant.employee_person.name]
    assert sheet(data, "增员")[1:] == []
    bases = {line[0]: line[7:] for line in sheet(data, "基数申报")[1:]}
    assert bases["HR001"] == [43500, 43500, 37302, 37302, 37302, 37302]
    assert bases["MG001"] == [20000, 20000, 20000, 20000, 20000, 20000]


async def test_costs_and_journal_are_the_runs_money(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    cost = await output(firm, run_id, {"kind": "cost"})
    by_department = sheet(await content(firm, cost), "按部门")
    by_centre = sheet(await content(firm, cost), "按成本中心")
    assert by_department[-1][0] == "合计"
    assert by_department[-1][1:6] == by_centre[-1][1:6]
    run = await firm.get(f"/runs/{run_id}")
    assert Decimal(cost["total"]) == Decimal(run["gross"]) + Decimal(run["employer_cost"])
    assert Decimal(str(by_department[-1][5])) == Decimal(cost["total"])
    journal = await output(firm, run_id, {"kind": "journal", "file_format": "csv"})
    lines = (await content(firm, journal)).decode("utf-8-sig").splitlines()
    last = lines[-1].split(",")
    assert last[0] == "合计"
    assert last[5] == last[6] == journal["total"]
    assert any(line.startswith("发放,实发工资,1002,银行存款") for line in lines)
    assert "示例" in journal["note"]


def test_the_most_particular_account_counts_and_none_is_refused() -> None:
    named = AccountMap(
        expenses=(
            ExpenseRule(account=Account(code="1", title="其他")),
            ExpenseRule(component="pay.overtime", account=Account(code="2", title="加班")),
            ExpenseRule(department="生产部", account=Account(code="3", title="生产")),
            ExpenseRule(
                department="生产部", component="pay.overtime", account=Account(code="4", title="生产加班")
            ),
        ),
        others=EXAMPLE.others,
    )
    assert [
        named.expense(where, what).code  # type: ignore[union-attr]
        for where in ("销售部", "生产部") for what in ("pay.base", "pay.overtime")
    ] == ["1", "2", "3", "4"]  # fmt: skip
    sums = {"gross": 100, "employer_social": 0, "employer_housing": 0, "employee_social": 8, "employee_housing": 7,
            "tax": 5, "deductions": 0, "net": 80}  # fmt: skip
    entries = entries_of(named, [("生产部", "pay.base", 120), ("生产部", "pay.leave_deduction", -20)], sums)
    assert sum(entry[5] for entry in entries) == sum(entry[6] for entry in entries) == 200
    only = AccountMap(expenses=(named.expenses[1],), others=EXAMPLE.others)
    with pytest.raises(NeedsAttention, match="no account"):
        entries_of(only, [("销售部", "pay.base", 100)], sums)


def test_no_cell_is_ever_a_formula() -> None:
    risky = Sheet(
        "x", ("=a", "b"), [["=1+1", Decimal("-5.00")], ["@SUM(A1)", Decimal("1.00")], ["-2", Decimal(0)]]
    )
    text = separated(risky).decode("utf-8-sig").splitlines()
    assert text == ["'=a,b", "'=1+1,-5.00", "'@SUM(A1),1.00", "'-2,0"]
    cells = load_workbook(io.BytesIO(workbook([risky]))).worksheets[0]
    assert [cells.cell(row, 1).data_type for row in (2, 3, 4)] == ["s", "s", "s"]
    assert cells.cell(2, 1).value == "=1+1"
