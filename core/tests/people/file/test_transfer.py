"""Sheets of employees: the template, the check before anything is written, the same sheet twice, exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from renshi_core.people.identity_number import check_character
from renshi_sdk.db import fetch, fetch_value

CARD = "6222021234567890128"
HEAD = [
    "姓名*",
    "工号",
    "部门*",
    "岗位",
    "直属上级",
    "入职日期*",
    "证件号码",
    "手机",
    "民族",
    "户名",
    "开户银行",
    "账号",
]


def national(order: int) -> str:
    body = f"31010119900307{order:03d}"
    return body + check_character(body)


def row(n: int, **changes: Any) -> list[Any]:
    plain = [
        "生产部",
        "操作工",
        "MG001",
        "2026-12-01",
        national(n),
        "13800138000",
        "汉族",
        None,
        "中国工商银行",
        CARD,
    ]
    values = dict(zip(HEAD, [f"新人{n}", f"N{n:04d}", *plain], strict=True))
    return list((values | changes).values())


def sheet(*rows: list[Any], head: list[str] | None = None) -> bytes:
    book = Workbook()
    page = book.active
    page.append(head or HEAD)
    for one in rows:
        page.append(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def upload(renshi: Any, client: Any, content: bytes, name: str = "员工.xlsx") -> dict[str, Any]:
    stored = (
        await client.post("/api/files", files={"data": (name, content, "application/octet-stream")})
    ).json()
    started = await client.post("/api/employee-imports", json={"file_id": stored["id"]})
    assert started.status_code == 201, started.text
    await renshi.settle()
    return (await client.get(f"/api/employee-imports/{started.json()['id']}")).json()  # type: ignore[no-any-return]


async def confirm(renshi: Any, client: Any, import_id: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/employee-imports/{import_id}/confirm", json=body)
    assert answer.status_code == 200, answer.text
    await renshi.settle()
    return (await client.get(f"/api/employee-imports/{import_id}")).json()  # type: ignore[no-any-return]


async def test_a_sheet_is_checked_confirmed_and_written_and_the_same_sheet_does_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    content = sheet(*(row(n) for n in range(1, 6)))
    async with tenant.client("hr") as hr:
        checked = await upload(renshi, hr, content)
        assert (checked["state"], checked["create"], checked["refuse"]) == ("checked", 5, 0), checked
        assert (await hr.get("/api/employees", params={"q": "N0001"})).json()["items"] == []
        done = await confirm(renshi, hr, checked["id"])
        assert (done["state"], done["written"]) == ("done", 5)
        found = (
            await hr.get(
                "/api/employees", params={"q": "N0003", "fields": "personal.gender,personal.identity"}
            )
        ).json()
        person = found["items"][0]
        assert (person["name"], person["department_name"], person["position_title"], person["manager_name"]) == (
            "新人3", "生产部", "操作工", "李主管")  # fmt: skip
        assert person["fields"] == {
            "personal.gender": "male",
            "personal.identity": "310***********" + national(3)[-4:],
        }
        account = (await hr.get(f"/api/employees/{person['id']}/sections/bank")).json()["items"][0]
        assert (account["holder"], account["number"], account["purpose"]) == (
            "新人3",
            "6222 **** **** *** 0128",
            "salary",
        )
        again = await upload(renshi, hr, content)
        assert (again["same"], again["create"], again["update"]) == (5, 0, 0)
        assert (await confirm(renshi, hr, again["id"]))["written"] == 0
        assert (await hr.post(f"/api/employee-imports/{again['id']}/confirm", json={})).status_code == 409
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_employee WHERE number LIKE 'N%'") == 5
        assert (
            await fetch_value(
                "SELECT count(*) FROM core_event WHERE name = 'EmployeeHired' AND payload->>'hired_on' = '2026-12-01'"
            )
            == 5
        )
        left = await fetch("SELECT sealed FROM core_employee_import_row")
        assert [r["sealed"] for r in left if r["sealed"] is not None] == []
        everything = str([dict(r) for r in await fetch("SELECT * FROM core_employee_import_row")])
        assert national(1) not in everything
    assert len(await tenant.audit("core.employee.hire")) >= 5


async def test_two_checked_sheets_with_the_same_people_hire_them_once(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    content = sheet(row(1), row(2))
    async with tenant.client("hr") as hr:
        first, second = await upload(renshi, hr, content), await upload(renshi, hr, content)
        assert (first["create"], second["create"]) == (2, 2)
        assert (await confirm(renshi, hr, first["id"]))["written"] == 2
        late = await confirm(renshi, hr, second["id"])
        assert (late["written"], late["same"]) == (0, 2)
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_employee WHERE number LIKE 'N%'") == 2


@pytest.mark.parametrize(
    ("changes", "column", "word"),
    [
        ({"姓名*": None}, "姓名", "必填"),
        ({"部门*": "不存在"}, "部门", "没有部门"),
        ({"岗位": "宇航员"}, "岗位", "没有岗位"),
        ({"直属上级": "X999"}, "直属上级", "没有"),
        ({"入职日期*": "明天"}, "入职日期", "日期"),
        ({"证件号码": "310101199003070020"}, "证件号码", "校验位"),
        ({"手机": "123"}, "手机", "手机号"),
        ({"民族": "火星族"}, "民族", "以下之一"),
        ({"账号": CARD[:-1] + "9"}, "账号", "校验位"),
        ({"开户银行": None}, "开户银行", "银行账户"),
        ({"工号": "坏 号"}, "工号", "工号"),
        ({"工号": None, "证件号码": None}, "工号", "至少填一项"),
        ({"入职日期*": "2004-01-01"}, "出生日期", "未满16周岁"),
    ],
)
async def test_each_problem_is_named_by_row_and_column_in_chinese(
    renshi: Any, changes: dict[str, Any], column: str, word: str
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        checked = await upload(renshi, hr, sheet(row(1), row(2, **changes)))
        assert (checked["create"], checked["refuse"]) == (1, 1), checked
        rows = (
            await hr.get(f"/api/employee-imports/{checked['id']}/rows", params={"action": "refuse"})
        ).json()
        (bad,) = rows["items"]
        assert bad["row_no"] == 3
        assert any(p["column"] == column and word in p["problem"] for p in bad["problems"]), bad
        stopped = await hr.post(f"/api/employee-imports/{checked['id']}/confirm", json={})
        assert (stopped.status_code, stopped.json()["code"]) == (409, "people.import_problems")
        errors = await hr.get(f"/api/employee-imports/{checked['id']}/errors")
        page = load_workbook(io.BytesIO(errors.content)).active
        assert page.max_row == 2
        assert word in page.cell(2, len(HEAD) + 1).value
        done = await confirm(renshi, hr, checked["id"], without_wrong=True)
        assert done["written"] == 1
    async with tenant.context():
        assert await fetch_value("SELECT count(*) FROM core_employee WHERE number LIKE 'N%'") == 1


async def test_people_who_are_here_are_updated_but_for_job_and_account(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        await hr.post(
            "/api/custom-fields",
            json={"code": "shirt", "title_zh": "工服", "title_en": "Shirt", "kind": "choice", "options": ["M", "L"],
                  "searchable": True},
        )  # fmt: skip
        head = ["姓名", "工号", "手机", "工服", "部门"]
        done = await upload(renshi, hr, sheet(["张员工", "EM001", "13900139000", "L", "生产部"], head=head))
        assert (done["update"], done["refuse"]) == (1, 0), done
        assert (await confirm(renshi, hr, done["id"]))["written"] == 1
        found = (
            await hr.get("/api/employees", params={"custom.shirt": "L", "fields": "personal.phone"})
        ).json()["items"]
        assert [(p["number"], p["fields"]["personal.phone"]) for p in found] == [("EM001", "13900139000")]
        told = (await hr.get(f"/api/employees/{tenant.employee_person.id}/changes")).json()["items"]
        assert {(t["title"], t["after"]) for t in told} == {("手机", "13900139000"), ("工服", "L")}
        moved = await upload(renshi, hr, sheet(["张员工", "EM001", "13900139000", "L", "销售部"], head=head))
        rows = (await hr.get(f"/api/employee-imports/{moved['id']}/rows")).json()["items"]
        assert "请办理调动" in rows[0]["said"]
        await hr.post(f"/api/employees/{tenant.employee_person.id}/sections/bank",
                      json={"bank": "工行", "holder": "张员工", "number": CARD})  # fmt: skip
        other = await upload(
            renshi, hr, sheet(["EM001", "招行", "4111111111111111"], head=["工号", "开户银行", "账号"])
        )
        rows = (await hr.get(f"/api/employee-imports/{other['id']}/rows")).json()["items"]
        assert "须走审批" in rows[0]["said"]


async def test_unique_values_are_checked_against_the_sheet_and_the_house(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        await hr.post(
            "/api/custom-fields",
            json={"code": "locker", "title_zh": "柜号", "title_en": "Locker", "kind": "text", "unique": True},
        )
        await hr.patch(
            f"/api/employees/{tenant.employee_person.id}/custom", json={"values": {"locker": "A1"}}
        )
        head = [*HEAD, "柜号"]
        checked = await upload(
            renshi,
            hr,
            sheet(
                [*row(1), "A1"], [*row(2), "B1"], [*row(3), "B1"], [*row(4), "C1"], [*row(4), "D1"], head=head
            ),
        )
        rows = (await hr.get(f"/api/employee-imports/{checked['id']}/rows")).json()["items"]
        assert [("柜号" in r["said"], "工号" in r["said"]) for r in rows] == [
            (True, False), (True, False), (True, False), (False, True), (False, True)]  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", "名字\n".encode(), b"\x00\x01\x02\xff", b"<html></html>"]
)
async def test_what_is_no_sheet_is_refused(renshi: Any, content: bytes) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        stored = (await hr.post("/api/files", files={"data": ("x.xlsx", content, "text/plain")})).json()
        answer = await hr.post("/api/employee-imports", json={"file_id": stored["id"]})
        assert answer.status_code == 422, answer.text
        assert (await hr.get("/api/employee-imports")).json()["items"] == []


async def test_a_csv_in_either_encoding_is_read(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        for n, encoding in ((1, "utf-8-sig"), (2, "gb18030")):
            text = io.StringIO()
            csv.writer(text).writerows([HEAD, row(n)])
            checked = await upload(renshi, hr, text.getvalue().encode(encoding), "a.csv")
            assert (checked["create"], checked["refuse"]) == (1, 0), checked


async def test_the_template_has_the_columns_of_the_tenant_and_imports_as_nothing(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        body = {
            "code": "shirt",
            "title_zh": "工服",
            "title_en": "Shirt",
            "kind": "choice",
            "options": ["M", "L"],
        }
        await hr.post("/api/custom-fields", json=body)
        await hr.patch("/api/employee-fields/settings/personal.native_place", json={"importable": False})
        answer = await hr.get("/api/employee-imports/template")
        assert answer.status_code == 200, answer.text
        book = load_workbook(io.BytesIO(answer.content))
        page = book["员工"]
        heads = [c.value for c in page[1]]
        assert {"姓名*", "部门*", "入职日期*", "工服", "证件号码", "账号"} <= set(heads)
        assert "籍贯" not in heads
        rules = {str(r.sqref).partition(":")[0] for r in page.data_validations.dataValidation}
        assert len(rules) >= 8
        assert book["填写说明"]["A1"].value == "员工批量导入说明"
        empty = await upload(renshi, hr, answer.content)
        assert (empty["state"], empty["rows"], empty["ignored"]) == ("checked", 0, "")
    async with tenant.client("manager") as manager:
        assert (await manager.get("/api/employee-imports/template")).status_code == 403


async def test_an_export_has_what_its_asker_sees_and_no_formula(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    evil = await tenant.hire("=HYPERLINK(1)", number="EV1")
    async with tenant.client("hr") as hr:
        facts = {"native_place": "@SUM(1)", "document_type": "resident_id", "identity": national(7)}
        await hr.patch(f"/api/employees/{evil.id}/personal", json=facts)
        fields = ["job.number", "job.name", "job.department", "personal.native_place", "personal.identity"]
        for kind in ("xlsx", "csv"):
            started = await hr.post(
                "/api/employee-exports", json={"fields": fields, "format": kind, "q": "EV1"}
            )
            assert started.status_code == 201, started.text
            assert started.json()["rows"] == 1
            await renshi.settle()
            file = await hr.get(f"/api/employee-exports/{started.json()['id']}/file")
            assert file.status_code == 200
            if kind == "xlsx":
                page = load_workbook(io.BytesIO(file.content)).active
                cells = next(iter(page.iter_rows(min_row=2)))
                assert [c.data_type for c in cells] == ["s"] * 5
                values = [c.value for c in cells]
                assert values[1] == "=HYPERLINK(1)"
            else:
                values = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[1]
                assert (values[1], values[3]) == ("'=HYPERLINK(1)", "'@SUM(1)")
            assert values[0] == "EV1"
            assert values[4] == "310***********" + national(7)[-4:]
            async with tenant.client("admin") as admin:
                assert (
                    await admin.get(f"/api/employee-exports/{started.json()['id']}/file")
                ).status_code == 404
    async with tenant.client("admin") as admin:
        refused = await admin.post("/api/employee-exports", json={"fields": ["personal.identity"]})
        assert refused.status_code == 422
        unknown = await admin.post("/api/employee-exports", json={"fields": ["personal.nothing"]})
        assert unknown.json()["detail"].replace("nothing", "identity") == refused.json()["detail"].replace(
            "nothing", "identity"
        )
        filtered = await admin.post(
            "/api/employee-exports", json={"filters": {"personal.identity": national(7)}}
        )
        assert filtered.status_code == 422
