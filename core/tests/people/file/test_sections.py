"""Rows of the file over HTTP: adding, changing, refusing, reminding, exporting, erasing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from renshi_core.people.identity_number import check_character
from renshi_sdk.db import fetch, fetch_value

CARD = "6222021234567890128"
OTHER_CARD = "4111111111111111"


def national(order: str = "002", born: str = "19900307") -> str:
    body = f"310101{born}{order}"
    return body + check_character(body)


def sections(tenant: Any, name: str, person: Any = None) -> str:
    return f"/api/employees/{(person or tenant.employee_person).id}/sections/{name}"


ROWS: dict[str, dict[str, Any]] = {
    "family": {"relation": "spouse", "name": "王小明", "phone": "138 0013 8000", "born_on": "1991-02-03"},
    "education": {"school": "复旦大学", "level": "bachelor", "ended_on": "2012-06-30", "is_highest": True},
    "work": {
        "employer": "某某机械厂",
        "title": "操作工",
        "started_on": "2012-07-01",
        "ended_on": "2015-03-31",
    },
    "bank": {"bank": "中国工商银行", "holder": "张员工", "number": CARD},
    "document": {"kind": "diploma", "title": "毕业证书", "number": "102461201205001234"},
    "contact": {"name": "王小明", "relation": "spouse", "phone": "13800138000"},
}


@pytest.mark.parametrize("name", sorted(ROWS))
async def test_a_row_is_added_read_changed_and_removed(renshi: Any, name: str) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        made = await hr.post(sections(tenant, name), json=ROWS[name])
        assert made.status_code == 201, made.text
        row = made.json()
        listed = (await hr.get(sections(tenant, name), params={"page": 1})).json()
        assert [r["id"] for r in listed["items"]] == [row["id"]]
        assert listed["total"] == 1
        assert (row["version"], row["warnings"]) == (1, [])
        path = f"{sections(tenant, name)}/{row['id']}"
        assert (await hr.get(path)).json()["updated_by"] == "王人事"
        if name == "bank":
            return
        field, value = {
            "family": ("name", "王大明"), "education": ("major", "机械工程"), "work": ("title", "班长"),
            "document": ("issued_by", "复旦大学"), "contact": ("address", "上海市杨浦区"),
        }[name]  # fmt: skip
        changed = await hr.patch(path, json={field: value, "version": 1})
        assert (changed.status_code, changed.json()[field], changed.json()["version"]) == (200, value, 2)
        stale = await hr.patch(path, json={field: "旧窗口", "version": 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "people.stale")
        assert (await hr.get(path)).json()[field] == value
        assert (await hr.delete(path)).status_code == 204
        assert (await hr.get(path)).status_code == 404
    assert [len(await tenant.audit(f"core.employee_{name}.{verb}")) for verb in ("create", "change", "delete")] == [
        1, 1, 1,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sent", "field"),
    [
        ("family", {"name": "王小明"}, "relation"),
        ("family", {**ROWS["family"], "phone": "123"}, "phone"),
        ("family", {**ROWS["family"], "relation": "猫"}, "relation"),
        ("family", {**ROWS["family"], "born_on": "2027-01-01"}, "born_on"),
        ("education", {**ROWS["education"], "started_on": "2013-01-01"}, "ended_on"),
        ("work", {**ROWS["work"], "ended_on": "2012-06-30"}, "ended_on"),
        ("bank", {**ROWS["bank"], "number": CARD[:-1] + "9"}, "number"),
        ("bank", {**ROWS["bank"], "number_sealed": "x"}, "number_sealed"),
        ("document", {**ROWS["document"], "remind_days": 9999}, "remind_days"),
        (
            "document",
            {**ROWS["document"], "issued_on": "2026-01-01", "expires_on": "2025-01-01"},
            "expires_on",
        ),
        ("contact", {**ROWS["contact"], "employee_id": str(uuid4())}, "employee_id"),
        ("contact", {**ROWS["contact"], "tenant_id": str(uuid4())}, "tenant_id"),
    ],
)
async def test_what_does_not_fit_is_named_and_nothing_is_written(
    renshi: Any, name: str, sent: dict[str, Any], field: str
) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        answer = await hr.post(sections(tenant, name), json=sent)
        assert answer.status_code == 422, answer.text
        assert field in json.dumps(answer.json()["errors"] if "errors" in answer.json() else answer.json())
        assert (await hr.get(sections(tenant, name), params={"page": 1})).json()["total"] == 0


async def test_an_account_is_sealed_masked_found_again_and_never_changed_by_one_person(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        row = (await hr.post(sections(tenant, "bank"), json=ROWS["bank"])).json()
        assert row["number"] == "6222 **** **** *** 0128"
        again = await hr.post(sections(tenant, "bank"), json={**ROWS["bank"], "number": OTHER_CARD})
        assert (again.status_code, again.json()["code"]) == (409, "people.needs_second_person")
        path = f"{sections(tenant, 'bank')}/{row['id']}"
        for answer in (await hr.patch(path, json={"number": OTHER_CARD}), await hr.delete(path)):
            assert (answer.status_code, answer.json()["code"]) == (409, "people.needs_second_person")
        assert (await hr.get(path)).json()["number"] == "6222 **** **** *** 0128"
        twin = await hr.post(sections(tenant, "bank", tenant.manager_person), json=ROWS["bank"])
        assert twin.status_code == 201
        assert len(twin.json()["warnings"]) == 1
        found = await hr.post(
            "/api/employees/find", json={"field": "bank.number", "value": "6222 0212 3456 7890 128"}
        )
        assert sorted(p["number"] for p in found.json()["items"]) == ["EM001", "MG001"]
    async with tenant.context():
        chain = await fetch("SELECT * FROM core_audit")
        assert CARD not in str([dict(r) for r in chain])
        sealed = await fetch("SELECT * FROM core_employee_bank")
    assert all(CARD.encode() not in bytes(r["number_sealed"]) for r in sealed)
    assert CARD not in str([dict(r) for r in sealed])
    told = await tenant.notices(tenant.employee_person)
    assert [n.kind for n in told] == ["core.bank_changed"]


async def test_full_values_take_a_reason_and_leave_a_trace(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    person = tenant.employee_person
    async with tenant.client("hr") as hr:
        row = (await hr.post(sections(tenant, "bank"), json=ROWS["bank"])).json()
        path = f"/api/employees/{person.id}/reveal"
        body = {"field": "bank.number", "row_id": row["id"]}
        assert (await hr.post(path, json=body)).status_code in (400, 422)
        assert (await hr.post(path, json={**body, "reason": ""})).status_code in (400, 422)
        assert await tenant.audit("core.employee.reveal") == []
        shown = await hr.post(path, json={**body, "reason": "核对工资退票"})
        assert shown.json()["value"] == CARD
        missing = await hr.post(path, json={"field": "bank.number", "row_id": str(uuid4()), "reason": "核对"})
        assert missing.status_code == 404
    traces = await tenant.audit("core.employee.reveal")
    assert len(traces) == 1
    detail = traces[0]["detail"] if isinstance(traces[0]["detail"], dict) else json.loads(traces[0]["detail"])
    assert detail == {"field": "bank.number", "reason": "核对工资退票"}
    for role in ("manager", "admin"):
        async with tenant.client(role) as other:
            answer = await other.post(path, json={**body, "reason": "好奇"})
            assert answer.status_code in (403, 404), role
    assert len(await tenant.audit("core.employee.reveal")) == 1


async def test_birth_date_and_gender_agree_with_the_number_or_are_refused(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    path = f"/api/employees/{tenant.employee_person.id}/personal"
    async with tenant.client("hr") as hr:
        set_ = await hr.patch(path, json={"document_type": "resident_id", "identity": national()})
        assert set_.status_code == 200, set_.text
        shown = set_.json()
        assert (shown["identity"], shown["born_on"], shown["gender"]) == ("310***********" + national()[-4:],
                                                                       "1990-03-07", "female")  # fmt: skip
        for wrong in ({"born_on": "1990-03-08"}, {"gender": "male"}):
            answer = await hr.patch(path, json={**wrong, "native_place": "苏州"})
            assert answer.status_code == 422
            assert next(iter(wrong)) in answer.text
        assert (await hr.get(path)).json()["native_place"] is None
        # A dialog sends the mask back as it got it.
        back = await hr.patch(
            path, json={"identity": shown["identity"], "ethnicity": "汉族", "version": shown["version"]}
        )
        assert (back.status_code, back.json()["ethnicity"]) == (200, "HA")
        other = await hr.patch(
            f"/api/employees/{tenant.manager_person.id}/personal",
            json={"document_type": "resident_id", "identity": national()},
        )
        assert (other.status_code, other.json()["code"]) == (409, "people.identity_taken")
        passport = await hr.patch(path, json={"document_type": "passport", "identity": "E12345678"})
        assert (passport.status_code, passport.json()["born_on"]) == (200, "1990-03-07")
        assert (await hr.patch(path, json={"gender": "male"})).json()["gender"] == "male"
        found = await hr.post(
            "/api/employees/find", json={"field": "personal.identity", "value": "e12345678"}
        )
        assert [p["number"] for p in found.json()["items"]] == ["EM001"]
    async with tenant.context():
        row = await fetch("SELECT * FROM core_employee WHERE id = $1", tenant.employee_person.id)
    assert "E12345678" not in str(dict(row[0]))


async def test_one_education_is_the_highest(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        first = (await hr.post(sections(tenant, "education"), json=ROWS["education"])).json()
        second = (
            await hr.post(
                sections(tenant, "education"),
                json={"school": "同济大学", "level": "master", "ended_on": "2016-06-30", "is_highest": True},
            )
        ).json()
        rows = {
            r["id"]: r["is_highest"] for r in (await hr.get(sections(tenant, "education"))).json()["items"]
        }
        assert rows == {first["id"]: False, second["id"]: True}
        timeline = (await hr.get(f"/api/employees/{tenant.employee_person.id}/timeline")).json()["items"]
        assert [t["detail"] for t in timeline if t["title"] == "毕业"] == [
            "同济大学 · 硕士研究生",
            "复旦大学 · 本科",
        ]


async def test_a_file_is_attached_by_who_has_it_and_read_by_who_sees_documents(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with (
        tenant.client("hr") as hr,
        tenant.client("employee") as employee,
        tenant.client("manager") as manager,
    ):
        mine = (
            await employee.post(
                "/api/files", files={"data": ("证.pdf", b"%PDF-1.7 secret", "application/pdf")}
            )
        ).json()
        theirs = (
            await hr.post("/api/files", files={"data": ("a.pdf", b"%PDF-1.7 cert", "application/pdf")})
        ).json()
        made = await hr.post(sections(tenant, "document"), json={**ROWS["document"], "file": theirs["id"]})
        assert made.status_code == 201, made.text
        row = made.json()["id"]
        path = f"/api/employees/{tenant.employee_person.id}/documents/{row}/file"
        assert (await hr.get(path)).content == b"%PDF-1.7 cert"
        assert (await employee.get(path)).content == b"%PDF-1.7 cert"
        assert (await manager.get(path)).status_code == 403
        assert len(await tenant.audit("core.employee_document.download")) == 2
        unknown = await hr.post(sections(tenant, "document"), json={**ROWS["document"], "file": str(uuid4())})
        assert unknown.status_code == 404
        async with tenant.client("admin") as admin:
            gone = await admin.get(f"/api/employees/{tenant.employee_person.id}/documents/{uuid4()}/file")
            assert gone.status_code == 404
        assert mine["id"] != theirs["id"]


async def test_documents_remind_once_an_expiry(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    await tenant.token("hr", None)
    async with tenant.client("hr") as hr:
        soon = {**ROWS["document"], "kind": "health", "title": "健康证", "expires_on": "2026-12-01"}
        row = (await hr.post(sections(tenant, "document"), json=soon)).json()
        later = {**ROWS["document"], "expires_on": "2027-03-01", "remind_days": 10}
        await hr.post(sections(tenant, "document"), json=later)
        listed = (await hr.get("/api/employee-documents/expiring")).json()["items"]
        assert [d["title"] for d in listed] == ["健康证"]
        for _ in range(2):
            await renshi.run_schedule("core.remind_documents", tenant)
        assert [n.kind for n in await tenant.notices(tenant.employee_person)] == ["core.document_expiring"]
        assert [n.kind for n in await tenant.notices(tenant.hr_person)] == ["core.documents_expiring"]
        await hr.patch(f"{sections(tenant, 'document')}/{row['id']}", json={"expires_on": "2026-12-10"})
        await renshi.run_schedule("core.remind_documents", tenant)
        assert len(await tenant.notices(tenant.employee_person)) == 2
    async with tenant.client("manager") as manager:
        assert (await manager.get("/api/employee-documents/expiring")).status_code == 403


async def test_rows_of_a_person_outside_the_reach_are_not_there(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    stranger = await tenant.hire("外人", department_id=tenant.departments["PROD"], starts_on=date(2024, 1, 1))
    async with tenant.client("hr") as hr:
        row = (await hr.post(sections(tenant, "contact", stranger), json=ROWS["contact"])).json()
    async with tenant.client("employee") as employee:
        for path in (sections(tenant, "contact", stranger), f"{sections(tenant, 'contact', stranger)}/{row['id']}",
                     f"/api/employees/{stranger.id}/personal"):  # fmt: skip
            assert (await employee.get(path)).status_code == 404
        # A row of another person under one's own file.
        own = f"{sections(tenant, 'contact')}/{row['id']}"
        assert (await employee.get(own)).status_code == 404
        assert (await employee.patch(own, json={"name": "我"})).status_code == 403
        assert (await employee.post(sections(tenant, "contact"), json=ROWS["contact"])).status_code == 403
    async with tenant.context():
        assert (
            await fetch_value("SELECT name FROM core_employee_contact WHERE id = $1", UUID(row["id"]))
            == "王小明"
        )


async def test_everything_is_exported_in_full_and_erased_as_far_as_the_law_lets(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("hr") as hr:
        for name, sent in ROWS.items():
            assert (await hr.post(sections(tenant, name), json=sent)).status_code == 201
        await hr.patch(f"/api/employees/{tenant.employee_person.id}/personal", json={"address": "上海市"})
    async with tenant.context() as ctx:
        from renshi_core.people.personal_data import PERSONAL_DATA

        found = await PERSONAL_DATA.export(ctx, tenant.employee_person.id)
        assert found["core_employee_bank"][0]["number"] == CARD
        assert found["core_employee_document"][0]["number"] == "102461201205001234"
        assert found["core_employee"][0]["address"] == "上海市"
        assert set(found) == set(PERSONAL_DATA.tables)
        json.dumps(found)
    async with tenant.context() as ctx:
        await ctx.people.end_employment(_end(tenant))
    renshi.advance(days=20)
    async with tenant.context() as ctx:
        first = await PERSONAL_DATA.erase(ctx, tenant.employee_person.id)
        assert (first.erased["core_employee_family"], first.erased["core_employee_contact"]) == (1, 1)
        assert "core_employee_bank" not in first.erased
        assert "core_employee_bank" in first.kept
    renshi.advance(days=800)
    async with tenant.context() as ctx:
        second = await PERSONAL_DATA.erase(ctx, tenant.employee_person.id)
        assert {t: second.erased[t] for t in ("core_employee_bank", "core_employee_document", "core_employee_work",
                                              "core_employee_education")} == dict.fromkeys(
            ("core_employee_bank", "core_employee_document", "core_employee_work", "core_employee_education"), 1
        )  # fmt: skip
        left = await fetch(
            "SELECT address, native_place, gender, born_on, document_type FROM core_employee WHERE id = $1",
            tenant.employee_person.id,
        )
        assert set(dict(left[0]).values()) == {None}


def _end(tenant: Any) -> Any:
    from renshi_sdk.contracts import EndEmployment

    return EndEmployment(
        employee_id=tenant.employee_person.id, last_day=date(2026, 11, 30), reason="合同到期"
    )
