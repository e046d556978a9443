"""Sections on further sheets of an import: checked as the sections are, with the row of their person, and back out."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from renshi_core.people.identity_number import check_character
from renshi_sdk.db import fetch, fetch_value

CARD, OTHER = "6222021234567890128", "4111111111111111"
HEAD = ["姓名*", "工号", "部门*", "入职日期*", "证件号码"]
HEADS = {
    "家庭成员": ["工号", "关系*", "姓名*", "出生日期", "联系电话"],
    "教育经历": ["工号", "学校*", "学历*", "入学日期", "毕业日期", "最高学历"],
    "工作经历": ["工号", "单位*", "开始日期", "结束日期"],
    "银行账户": ["工号", "用途", "开户银行*", "户名*", "账号*"],
    "紧急联系人": ["工号", "姓名*", "电话*"],
    "证件资料": ["工号", "类型*", "编号", "签发日期", "有效期至"],
}
TABLES = ("family", "education", "work", "bank", "contact", "document")
FULL = {
    "家庭成员": [["N1", "父亲", "新父", "1960-01-02", "13800138001"]],
    "教育经历": [
        ["N1", "复旦大学", "本科", "2010-09-01", "2014-06-30", "否"],
        ["N1", "同济大学", "硕士研究生", "2014-09-01", "2017-06-30", "是"],
    ],
    "工作经历": [["N1", "旧公司", "2017-07-01", "2020-01-31"]],
    "银行账户": [["N1", "工资卡", "中国工商银行", "新人", CARD]],
    "紧急联系人": [["N1", "新母", "13800138002"]],
    "证件资料": [["N1", "护照", "E12345678", "2020-01-01", "2030-01-01"]],
}


def national(order: int) -> str:
    body = f"31010119900307{order:03d}"
    return body + check_character(body)


def person(n: int = 1, **changes: Any) -> list[Any]:
    values = dict(zip(HEAD, [f"新人{n}", f"N{n}", "生产部", "2026-12-01", national(n)], strict=True))
    return list((values | changes).values())


def workbook(people: list[list[Any]], sections: dict[str, list[list[Any]]], **heads: list[str]) -> bytes:
    book = Workbook()
    page: Any = book.active
    for row in [HEAD, *people]:
        page.append(row)
    for title, rows in sections.items():
        more = book.create_sheet(title)
        for row in [heads.get(title, HEADS.get(title, [])), *rows]:
            more.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def started(client: Any, content: bytes) -> Any:
    sent = {"data": ("员工.xlsx", content, "application/octet-stream")}
    stored = (await client.post("/api/files", files=sent)).json()
    return await client.post("/api/employee-imports", json={"file_id": stored["id"]})


async def upload(renshi: Any, client: Any, content: bytes) -> dict[str, Any]:
    answer = await started(client, content)
    assert answer.status_code == 201, answer.text
    await renshi.settle()
    return (await client.get(f"/api/employee-imports/{answer.json()['id']}")).json()  # type: ignore[no-any-return]


async def confirm(renshi: Any, client: Any, import_id: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/employee-imports/{import_id}/confirm", json=body)
    assert answer.status_code == 200, answer.text
    await renshi.settle()
    return (await client.get(f"/api/employee-imports/{import_id}")).json()  # type: ignore[no-any-return]


async def said(client: Any, import_id: str) -> list[tuple[str, str]]:
    rows = (await client.get(f"/api/employee-imports/{import_id}/rows")).json()["items"]
    return [(row["action"], row["said"]) for row in rows]


async def held(tenant: Any) -> dict[str, int]:
    async with tenant.context():
        return {n: await fetch_value(f"SELECT count(*) FROM core_employee_{n}") for n in TABLES}


async def test_sections_are_written_with_their_person_sealed_and_the_same_sheet_does_nothing(
    renshi: Any,
) -> None:
    tenant = await renshi.new_tenant()
    content = workbook([person()], FULL)
    async with tenant.client("hr") as hr:
        checked = await upload(renshi, hr, content)
        assert (checked["create"], checked["refuse"], checked["ignored"]) == (1, 0, ""), checked
        assert set((await held(tenant)).values()) == {0}
        done = await confirm(renshi, hr, checked["id"])
        assert (done["state"], done["written"]) == ("done", 1), done
        found = (await hr.get("/api/employees", params={"q": "N1"})).json()["items"][0]["id"]

        async def rows(section: str) -> list[dict[str, Any]]:
            answer = await hr.get(f"/api/employees/{found}/sections/{section}")
            return answer.json()["items"]  # type: ignore[no-any-return]

        assert [(r["relation"], r["name"], r["phone"]) for r in await rows("family")] == [
            ("father", "新父", "13800138001")
        ]
        assert [(r["school"], r["level"], r["is_highest"]) for r in await rows("education")] == [
            ("同济大学", "master", True),
            ("复旦大学", "bachelor", False),
        ]
        assert [(r["purpose"], r["medium"], r["number"]) for r in await rows("bank")] == [
            ("salary", "card", "6222 **** **** *** 0128")
        ]
        assert [(r["kind"], r["expires_on"]) for r in await rows("document")] == [("passport", "2030-01-01")]
        again = await upload(renshi, hr, content)
        assert (again["same"], again["update"], again["create"], again["refuse"]) == (1, 0, 0, 0)
    assert await held(tenant) == {
        "family": 1, "education": 2, "work": 1, "bank": 1, "contact": 1, "document": 1,
    }  # fmt: skip
    async with tenant.context():
        for table in ("core_employee_bank", "core_employee_document", "core_employee_import_row", "core_audit",
                      "core_file_change"):  # fmt: skip
            everything = str([dict(r) for r in await fetch(f"SELECT * FROM {table}")])
            assert (CARD in everything, "E12345678" in everything) == (False, False), table
        assert await fetch_value("SELECT count(*) FROM core_file_change WHERE verb = 'add'") == 7
    assert len(await tenant.audit("core.employee_education.create")) == 2


@pytest.mark.parametrize(
    ("title", "row", "cell", "word"),
    [
        ("家庭成员", ["N1", "邻居家", "新父"], "家庭成员!B2", "以下之一"),
        ("家庭成员", ["N1", "父亲", None], "家庭成员!C2", "必填"),
        ("家庭成员", ["N1", "父亲", "新父", "2999-01-01"], "家庭成员!D2", "不能晚于今天"),
        ("家庭成员", ["N1", "父亲", "新父", None, "123"], "家庭成员!E2", "手机号"),
        ("教育经历", ["N1", "复旦", "本科", "2014-09-01", "2010-06-30"], "教育经历!E2", "结束日期早于开始日期"),
        ("工作经历", ["N1", "旧公司", "去年"], "工作经历!C2", "日期"),
        ("银行账户", ["N1", "工资卡", "工行", "新人", CARD[:-1] + "9"], "银行账户!E2", "校验位"),
        ("银行账户", ["N1", "工资卡", "工行", "新人", "6222 **** 0128"], "银行账户!E2", "完整号码"),
        ("证件资料", ["N1", "护照", "E1", "2030-01-01", "2020-01-01"], "证件资料!E2", "有效期早于签发日期"),
        ("紧急联系人", ["X9", "新母", "13800138002"], "紧急联系人!A2", "没有这个工号"),
        ("紧急联系人", [None, "新母", "13800138002"], "紧急联系人!A2", "请填写工号"),
    ],
)  # fmt: skip
async def test_a_wrong_cell_is_named_and_refuses_all_of_its_person(
    renshi: Any, title: str, row: list[Any], cell: str, word: str
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        checked = await upload(renshi, hr, workbook([person(1), person(2)], {title: [row]}))
        told = await said(hr, checked["id"])
        (bad,) = [text for action, text in told if action == "refuse"]
        assert (cell in bad, word in bad) == (True, True), bad
        errors = await hr.get(f"/api/employee-imports/{checked['id']}/errors")
        page = load_workbook(io.BytesIO(errors.content)).active
        assert (page.max_row, cell in page.cell(2, len(HEAD) + 1).value) == (2, True)
        done = await confirm(renshi, hr, checked["id"], without_wrong=True)
        named = row[0] == "N1"
        assert done["written"] == (1 if named else 2)
        people = (await hr.get("/api/employees", params={"q": "N1"})).json()["items"]
        assert len(people) == (0 if named else 1)
    assert set((await held(tenant)).values()) == {0}


async def test_people_who_are_here_need_no_row_of_the_first_sheet_and_keep_their_account(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    mine = tenant.employee_person.id
    education = [["EM001", "同济大学", "硕士研究生", None, None, "是"]]
    async with tenant.client("hr") as hr:
        await hr.post(f"/api/employees/{mine}/sections/education",
                      json={"school": "复旦大学", "level": "bachelor", "is_highest": True})  # fmt: skip
        await hr.post(f"/api/employees/{mine}/sections/bank",
                      json={"bank": "工行", "holder": "张员工", "number": CARD})  # fmt: skip
        first = await upload(renshi, hr, workbook([], {"教育经历": education}))
        second = await upload(renshi, hr, workbook([], {"教育经历": education}))
        assert (first["update"], first["refuse"], second["update"]) == (1, 0, 1), first
        await confirm(renshi, hr, first["id"])
        await confirm(renshi, hr, second["id"])
        rows = (await hr.get(f"/api/employees/{mine}/sections/education")).json()["items"]
        assert {(r["school"], r["is_highest"]) for r in rows} == {("复旦大学", False), ("同济大学", True)}
        assert len(rows) == 2
        other = await upload(
            renshi, hr, workbook([], {"银行账户": [["EM001", "工资卡", "招行", "张员工", OTHER]]})
        )
        ((action, text),) = await said(hr, other["id"])
        assert (action, "须走审批" in text, "银行账户!E2" in text) == ("refuse", True, True)
        two = [["EM001", f"大学{n}", "硕士研究生", None, None, "是"] for n in (1, 2)]
        ((action, text),) = await said(hr, (await upload(renshi, hr, workbook([], {"教育经历": two})))["id"])
        assert (action, "教育经历!F3" in text) == ("refuse", True)
    assert (await held(tenant))["bank"] == 1


async def test_who_is_here_is_told_of_an_account_that_a_sheet_brought(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        content = workbook([], {"银行账户": [["EM001", "工资卡", "招行", "张员工", OTHER]]})
        checked = await upload(renshi, hr, content)
        assert (await confirm(renshi, hr, checked["id"]))["written"] == 1
    told = [n.kind for n in await tenant.notices(tenant.employee_person)]
    assert told.count("core.bank_changed") == 1
    assert (await held(tenant))["bank"] == 1


async def test_one_person_named_in_two_ways_is_one_row(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        first = await upload(renshi, hr, workbook([person()], {}))
        await confirm(renshi, hr, first["id"])
        # The first sheet names the person by document, the further one by number; the wrong cell refuses both.
        content = workbook(
            [[None, None, None, None, national(1)]], {"紧急联系人": [["N1", "新母", "13800138002"]]}
        )
        checked = await upload(renshi, hr, content)
        assert (checked["rows"], checked["update"], checked["refuse"]) == (1, 1, 0)
        wrong = workbook([[None, None, None, None, national(1)]], {"紧急联系人": [["N1", "新母", "1"]]})
        checked = await upload(renshi, hr, wrong)
        assert (checked["rows"], checked["update"], checked["refuse"]) == (1, 0, 1)
    assert (await held(tenant))["contact"] == 0


async def test_a_person_without_a_number_is_named_by_their_document(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    heads = {"紧急联系人": ["证件号码", "姓名*", "电话*"]}
    async with tenant.client("hr") as hr:
        content = workbook(
            [person(1, 工号=None)], {"紧急联系人": [[national(1), "新母", "13800138002"]]}, **heads
        )
        checked = await upload(renshi, hr, content)
        assert (checked["create"], checked["refuse"]) == (1, 0), await said(hr, checked["id"])
        assert (await confirm(renshi, hr, checked["id"]))["written"] == 1
    assert (await held(tenant))["contact"] == 1


async def test_a_sheet_that_names_nobody_is_refused_and_one_that_is_not_the_callers_left_out(
    renshi: Any,
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        nobody = workbook([person()], {"紧急联系人": [["新母", "13800138002"]]}, 紧急联系人=["姓名", "电话"])
        answer = await started(hr, nobody)
        assert (answer.status_code, "缺少“工号”列" in answer.text) == (422, True), answer.text
        assert (await hr.get("/api/employee-imports")).json()["items"] == []
        odd = workbook([person()], {"银行账户": [["N1", "x"]]}, 银行账户=["工号", "不认识"])
        checked = await upload(renshi, hr, odd)
        assert "银行账户!不认识" in checked["ignored"]
    async with tenant.client("admin") as admin:
        template = await admin.get("/api/employee-imports/template")
        if template.status_code == 200:
            assert "银行账户" not in load_workbook(io.BytesIO(template.content)).sheetnames


async def test_the_template_has_a_sheet_for_each_section_and_imports_as_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        content = (await hr.get("/api/employee-imports/template")).content
        book = load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["员工", "家庭成员", "教育经历", "工作经历", "银行账户", "证件资料",
                                   "紧急联系人", "选项", "填写说明"]  # fmt: skip
        heads = [c.value for c in book["教育经历"][1]]
        assert heads[:4] == ["工号", "证件号码", "学校*", "学历*"]
        assert "附件" not in [c.value for c in book["证件资料"][1]]
        choices = {str(r.formula1) for s in book for r in s.data_validations.dataValidation}
        assert len(choices) == sum(len(s.data_validations.dataValidation) for s in book)
        empty = await upload(renshi, hr, content)
        assert (empty["state"], empty["rows"], empty["ignored"]) == ("checked", 0, "")


async def test_an_export_of_sections_comes_back_as_the_same(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        checked = await upload(renshi, hr, workbook([person()], FULL))
        await confirm(renshi, hr, checked["id"])
        options = (await hr.get("/api/employee-exports/options")).json()["options"]
        assert {"value": "education", "label": "教育经历（单独工作表）"} in options
        body = {"fields": ["job.number", "job.name", *TABLES], "q": "N1"}
        refused = await hr.post("/api/employee-exports", json=body | {"format": "csv"})
        assert refused.status_code == 422
        made = await hr.post("/api/employee-exports", json=body)
        assert made.status_code == 201, made.text
        await renshi.settle()
        content = (await hr.get(f"/api/employee-exports/{made.json()['id']}/file")).content
        book = load_workbook(io.BytesIO(content))
        values = [[c.value for c in row] for row in book["教育经历"].iter_rows()]
        assert values[0][:3] == ["工号", "学校", "学历"]
        assert [row[:3] for row in values[1:]] == [
            ["N1", "同济大学", "硕士研究生"],
            ["N1", "复旦大学", "本科"],
        ]
        assert book["银行账户"]["G2"].value == "6222 **** **** *** 0128"
        back = await upload(renshi, hr, content)
        assert (back["same"], back["update"], back["refuse"]) == (1, 0, 0), await said(hr, back["id"])
    async with tenant.client("admin") as admin:
        refused = await admin.post("/api/employee-exports", json={"fields": ["bank"]})
        assert refused.status_code == 422
