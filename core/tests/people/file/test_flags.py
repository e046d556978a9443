"""Each flag of a field holds wherever a value may come from: hiring, the file, one's own file, sheets and approvals.

The same tables are gone through for a built-in field and for one of the company's own.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest
from openpyxl import Workbook

from renshi_sdk.db import fetch, fetch_value


@dataclass(frozen=True)
class Subject:
    """A field under test: how its flags are set and how a value is written and read."""

    code: str
    title: str
    top: bool = False
    """The form of hiring has it under its own name."""

    @property
    def name(self) -> str:
        return self.code.partition(".")[2]

    @property
    def custom(self) -> bool:
        return self.code.startswith("custom.")

    async def flag(self, tenant: Any, **flags: Any) -> Any:
        """Set flags; of a custom field by its definition, which is made first."""
        async with tenant.client("admin") as admin:
            if not self.custom:
                return await admin.patch(f"/api/employee-fields/settings/{self.code}", json=flags)
            known = {f["code"]: f for f in (await admin.get("/api/custom-fields")).json()["items"]}
            if self.name not in known:
                body = {"code": self.name, "title_zh": self.title, "title_en": self.name, "kind": "text"}
                return await admin.post("/api/custom-fields", json=body | flags)
            return await admin.patch(f"/api/custom-fields/{known[self.name]['id']}", json=flags)

    def in_hire(self, value: Any) -> dict[str, Any]:
        if self.top:
            return {self.name: value}
        return {"custom" if self.custom else "personal": {self.name: value}}

    @property
    def hire_key(self) -> str:
        return self.name if self.top else self.code

    def in_file(self, value: Any) -> dict[str, Any]:
        return {"custom": {self.name: value}} if self.custom else {self.name: value}

    def of(self, personal: dict[str, Any]) -> Any:
        return personal["custom"].get(self.name) if self.custom else personal[self.name]


ADDRESS = Subject("personal.address", "现住址")
PHONE = Subject("personal.phone", "手机", top=True)
BADGE = Subject("custom.badge", "工牌号")
SUBJECTS = pytest.mark.parametrize("field", [ADDRESS, PHONE, BADGE], ids=lambda f: f.code)
VALUE = {"personal.phone": "13800138000"}


def value(field: Subject) -> str:
    return VALUE.get(field.code, "甲 1 号")


def hire(tenant: Any, name: str = "赵新人") -> dict[str, Any]:
    return {"name": name, "starts_on": "2026-11-23", "department_id": str(tenant.departments["PROD"])}


def sheet(head: list[str], *rows: list[Any]) -> bytes:
    book = Workbook()
    for line in (head, *rows):
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def imported(renshi: Any, client: Any, content: bytes) -> dict[str, Any]:
    kind = "application/octet-stream"
    stored = (await client.post("/api/files", files={"data": ("员工.xlsx", content, kind)})).json()
    started = await client.post("/api/employee-imports", json={"file_id": stored["id"]})
    assert started.status_code == 201, started.text
    await renshi.settle()
    path = f"/api/employee-imports/{started.json()['id']}"
    rows = (await client.get(f"{path}/rows")).json()["items"]
    return (await client.get(path)).json() | {"rows": rows}


async def people_named(tenant: Any, name: str) -> int:
    async with tenant.context():
        return int(await fetch_value("SELECT count(*) FROM core_employee WHERE name = $1", name))


@SUBJECTS
@pytest.mark.parametrize("empty", ["left out", None, "", "   "])
async def test_nobody_is_hired_without_what_is_required(renshi: Any, field: Subject, empty: Any) -> None:
    tenant = await renshi.new_tenant()
    assert (await field.flag(tenant, required=True)).status_code in (200, 201)
    async with tenant.client("hr") as hr:
        given = {} if empty == "left out" else field.in_hire(empty)
        refused = await hr.post("/api/employees", json=hire(tenant) | given)
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.hire_key]), refused.text
        assert await people_named(tenant, "赵新人") == 0
        made = await hr.post("/api/employees", json=hire(tenant) | field.in_hire(value(field)))
        assert made.status_code == 201, made.text
        kept = (await hr.get(f"/api/employees/{made.json()['id']}/personal")).json()
        assert field.of(kept) == value(field)


async def test_every_problem_of_a_hire_is_told_at_once(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    for field in (ADDRESS, PHONE, BADGE):
        await field.flag(tenant, required=True)
    async with tenant.client("hr") as hr:
        sent = hire(tenant) | {"personal": {"nothing": 1, "born_on": "2026-02-30"}}
        refused = await hr.post("/api/employees", json=sent)
    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {
        "phone", "personal.address", "custom.badge", "personal.nothing", "personal.born_on",
    }  # fmt: skip
    assert await people_named(tenant, "赵新人") == 0


async def test_defaults_are_taken_by_whoever_hires_and_count_as_stated(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await BADGE.flag(tenant, required=True, default="未领", searchable=True)
    async with tenant.client("hr") as hr:
        made = await hr.post("/api/employees", json=hire(tenant))
        assert (made.status_code, made.json()["custom"]) == (201, {"badge": "未领"}), made.text
        other = await tenant.hire("钱新人")
        listed = await hr.get("/api/employees", params={"custom.badge": "未领", "sort": "number"})
        assert {p["id"] for p in listed.json()["items"]} == {made.json()["id"], str(other.id)}


async def test_what_is_known_of_an_earlier_employment_need_not_be_stated_again(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await BADGE.flag(tenant, required=True)
    paper = {"document_type": "passport", "identity_number": "e1234 5678"}
    async with tenant.client("hr") as hr:
        first = hire(tenant) | {"starts_on": "2025-01-01", "custom": {"badge": "B-1"}} | paper
        made = await hr.post("/api/employees", json=first)
        assert made.status_code == 201, made.text
        person = made.json()["id"]
        ended = await hr.post(
            f"/api/employees/{person}/end", json={"last_day": "2025-06-30", "reason": "合同到期"}
        )
        assert ended.status_code == 200, ended.text
        again = await hr.post("/api/employees", json=hire(tenant) | paper)
        assert (again.status_code, again.json()["id"], again.json()["custom"]) == (
            201, person, {"badge": "B-1"},
        ), again.text  # fmt: skip


@SUBJECTS
async def test_nobody_empties_what_is_required_on_any_way(renshi: Any, field: Subject) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    await field.flag(tenant, employee_edits="direct")
    async with tenant.client("hr") as hr, tenant.client("employee") as own:
        file = f"/api/employees/{person.id}/personal"
        assert (await hr.patch(file, json=field.in_file(value(field)))).status_code == 200
        await field.flag(tenant, required=True)
        ways = [(hr, file, field.in_file), (own, "/api/employees/me/personal", field.in_file)]
        if field.custom:
            ways.append((hr, f"/api/employees/{person.id}/custom", lambda v: {"values": {field.name: v}}))
        for client, path, body in ways:
            for empty in (None, "", " "):
                refused = await client.patch(path, json=body(empty))
                assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.name]), path
        if field.custom:
            for client, who in ((hr, person.id), (own, "me")):
                refused = await client.put(
                    f"/api/employees/{who}/custom-values/{field.name}", json={"value": None}
                )
                assert refused.status_code == 422, refused.text
        assert field.of((await hr.get(file)).json()) == value(field)


@SUBJECTS
async def test_people_from_before_are_listed_as_incomplete_and_not_locked_out(
    renshi: Any, field: Subject
) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as hr, tenant.client("employee") as own:
        assert (await hr.get("/api/employees", params={"incomplete": "true"})).json()["items"] == []
        await field.flag(tenant, required=True)
        left = await tenant.hire("走人")
        await hr.post(f"/api/employees/{left.id}/end", json={"last_day": "2026-11-20", "reason": "合同到期"})
        found = (await hr.get("/api/employees", params={"incomplete": "true"})).json()["items"]
        assert {p["name"]: p["missing"] for p in found} == {
            name: [field.title] for name in ("王人事", "李主管", "张员工")
        }
        # Other facts of theirs are changed as ever, by the office, by themselves, and their job.
        file = f"/api/employees/{person.id}/personal"
        assert (await hr.patch(file, json={"native_place": "苏州"})).status_code == 200
        assert (
            await own.patch("/api/employees/me/personal", json={"native_place": "无锡"})
        ).status_code == 200
        moved = await hr.post(
            f"/api/employees/{person.id}/job-changes",
            json={"effective_on": "2026-11-23", "reason": "调动", "grade": "P9"},
        )
        assert moved.status_code == 200, moved.text
        assert (await hr.patch(file, json=field.in_file(value(field)))).status_code == 200
        found = (await hr.get("/api/employees", params={"incomplete": "true", "page": 1})).json()
        assert ({p["name"] for p in found["items"]}, found["total"]) == ({"王人事", "李主管"}, 2)
        rest = (await hr.get("/api/employees", params={"incomplete": "false"})).json()["items"]
        assert {p["name"] for p in rest} == {"张员工", "走人"}
        wrong = await hr.get("/api/employees", params={"incomplete": "perhaps"})
        assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["incomplete"])


async def test_a_reader_is_told_of_missing_fields_that_they_see_alone(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await BADGE.flag(tenant, required=True, seen_by=["payroll"], edited_by=["payroll"])
    async with tenant.client("hr") as hr:
        # Nor is it hers to state, so that she can hire.
        assert (await hr.post("/api/employees", json=hire(tenant))).status_code == 201
        assert (await hr.get("/api/employees", params={"incomplete": "true"})).json()["items"] == []


@pytest.mark.parametrize("field", [ADDRESS, BADGE], ids=lambda f: f.code)
async def test_a_sheet_brings_what_is_required_unless_no_sheet_can(renshi: Any, field: Subject) -> None:
    tenant = await renshi.new_tenant()
    await field.flag(tenant, required=True)
    head = ["姓名*", "工号", "部门*", "入职日期*", "手机", field.title]
    new = ["赵新人", "N1", "生产部", "2026-11-23", "13800138000"]
    async with tenant.client("hr") as hr:
        refused = await imported(renshi, hr, sheet(head, [*new, None]))
        assert (refused["create"], refused["refuse"]) == (0, 1)
        assert "此项必填" in json.dumps(refused["rows"], ensure_ascii=False)
        assert (await imported(renshi, hr, sheet(head, [*new, value(field)])))["create"] == 1
        # Somebody who is there may be changed by a sheet without it, and an empty cell takes nothing away.
        there = await imported(renshi, hr, sheet(["工号", "手机"], ["EM001", "13900139000"]))
        assert (there["update"], there["refuse"]) == (1, 0), there
        await field.flag(tenant, importable=False)
        assert (await imported(renshi, hr, sheet(head[:5], new)))["create"] == 1


@pytest.mark.parametrize("field", [ADDRESS, BADGE], ids=lambda f: f.code)
async def test_a_column_that_may_not_be_imported_changes_nothing(renshi: Any, field: Subject) -> None:
    tenant = await renshi.new_tenant()
    await field.flag(tenant, importable=False)
    async with tenant.client("hr") as hr:
        content = sheet(["工号", field.title], ["EM001", value(field)])
        kind = "application/octet-stream"
        stored = (await hr.post("/api/files", files={"data": ("员工.xlsx", content, kind)})).json()
        started = await hr.post("/api/employee-imports", json={"file_id": stored["id"]})
        if started.status_code == 201:
            await renshi.settle()
            path = f"/api/employee-imports/{started.json()['id']}"
            assert (await hr.get(path)).json()["update"] == 0
        kept = (await hr.get(f"/api/employees/{tenant.employee_person.id}/personal")).json()
        assert field.of(kept) is None


@SUBJECTS
async def test_who_edits_and_who_sees_holds_on_every_way(renshi: Any, field: Subject) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    await field.flag(tenant, edited_by=["admin"], seen_by=["hr", "admin"], employee_edits="no")
    async with tenant.client("hr") as hr, tenant.client("admin") as admin:
        file = f"/api/employees/{person.id}/personal"
        for client, path, body in (
            (hr, file, field.in_file(value(field))),
            *(
                [(hr, f"/api/employees/{person.id}/custom", {"values": {field.name: value(field)}})]
                if field.custom
                else []
            ),
        ):
            refused = await client.patch(path, json=body)
            assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.name]), refused.text
        if not field.top:
            refused = await hr.post("/api/employees", json=hire(tenant) | field.in_hire(value(field)))
            assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.code])
            assert await people_named(tenant, "赵新人") == 0
        assert (await admin.patch(file, json=field.in_file(value(field)))).status_code == 200
        assert field.of((await hr.get(file)).json()) == value(field)
        await field.flag(tenant, seen_by=["admin"])
        shown = (await hr.get(file)).json()
        assert field.name not in (shown["custom"] if field.custom else shown)


@SUBJECTS
@pytest.mark.parametrize("edits", ["no", "direct", "approval"])
async def test_what_an_employee_may_change_and_how(renshi: Any, field: Subject, edits: str) -> None:
    tenant = await renshi.new_tenant()
    await field.flag(tenant, employee_edits=edits)
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        answer = await own.patch("/api/employees/me/personal", json=field.in_file(value(field)))
        kept = field.of((await own.get("/api/employees/me/personal")).json())
        if edits == "no":
            assert (answer.status_code, kept) == (422, None), answer.text
            return
        assert answer.status_code == 200, answer.text
        if edits == "direct":
            assert (answer.json()["state"], kept) == ("applied", value(field))
            return
        assert (answer.json()["state"], kept) == ("requested", None)
        path = f"/api/requests/{answer.json()['request_id']}/approve"
        assert (await own.post(path, json={"comment": "自己"})).status_code in (403, 404, 409)
        assert (await hr.post(path, json={"comment": "好"})).status_code == 200
        assert field.of((await own.get("/api/employees/me/personal")).json()) == value(field)


@SUBJECTS
async def test_what_became_required_meanwhile_is_not_emptied_by_an_approval(
    renshi: Any, field: Subject
) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    await field.flag(tenant, employee_edits="approval")
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        file = f"/api/employees/{person.id}/personal"
        assert (await hr.patch(file, json=field.in_file(value(field)))).status_code == 200
        asked = (await own.patch("/api/employees/me/personal", json=field.in_file(None))).json()
        await field.flag(tenant, required=True)
        refused = await hr.post(f"/api/requests/{asked['request_id']}/approve", json={"comment": "好"})
        assert refused.status_code == 422, refused.text
        assert field.of((await hr.get(file)).json()) == value(field)


async def test_unique_holds_in_hiring_files_own_files_sheets_and_approvals(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    refused = await ADDRESS.flag(tenant, unique=True)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["unique"])
    await BADGE.flag(tenant, unique=True, employee_edits="direct")
    await tenant.token("hr", None)
    async with tenant.client("employee") as own, tenant.client("hr") as hr:
        holder = f"/api/employees/{tenant.manager_person.id}/personal"
        other = f"/api/employees/{tenant.employee_person.id}/personal"
        taken = BADGE.in_file("B-1")
        assert (await hr.patch(holder, json=taken)).status_code == 200
        for answer in (
            await hr.patch(other, json=taken),
            await own.patch("/api/employees/me/personal", json=taken),
            await hr.post("/api/employees", json=hire(tenant) | BADGE.in_hire("B-1")),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "people.value_taken"), answer.text
        assert await people_named(tenant, "赵新人") == 0
        checked = await imported(renshi, hr, sheet(["工号", "工牌号"], ["EM001", "B-1"]))
        assert (checked["update"], checked["refuse"]) == (0, 1)
        await BADGE.flag(tenant, employee_edits="approval")
        free = (await own.patch("/api/employees/me/personal", json=BADGE.in_file("B-2"))).json()
        await hr.patch(holder, json=BADGE.in_file("B-2"))
        late = await hr.post(f"/api/requests/{free['request_id']}/approve", json={"comment": "好"})
        assert (late.status_code, late.json()["code"]) == (409, "people.value_taken")
        assert BADGE.of((await hr.get(other)).json()) is None
    async with tenant.context():
        kept = await fetch("SELECT custom ->> 'badge' AS badge FROM core_employee WHERE custom ? 'badge'")
        assert [r["badge"] for r in kept] == ["B-2"]
