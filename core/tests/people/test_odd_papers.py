"""Papers, phones and accounts as people type them, sent to the API: kept in one form, or refused in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from renshi_core.people.identity_number import check_character
from renshi_sdk.db import fetch_value

CARD = "6222021234567890128"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def number(body: str) -> str:
    return body + check_character(body)


RESIDENT = number("11010119900307283")

PAPERS = (
    ("resident_id", "11010519491231002x", None),
    ("resident_id", RESIDENT.translate(WIDE), None),
    ("resident_id", f" {RESIDENT[:6]} {RESIDENT[6:14]}-{RESIDENT[14:]} ", None),
    ("resident_id", "110105491231002", "15位旧身份证号"),
    ("resident_id", RESIDENT[:-1], "17位数字加1位校验码"),
    ("resident_id", number("11010120991231283"), "出生日期不合理"),
    ("resident_id", number("11010120150307283"), "未满16周岁"),
    ("resident_id", number("11010119900230283"), "出生日期不存在"),
    ("resident_id", number("81000019900307283"), "港澳台居民居住证"),
    ("hmt_residence", number("81000019900307283"), None),
    ("hmt_residence", RESIDENT, "以 8 开头"),
    ("foreign_permanent", number("91110019900307283"), None),
    ("hk_macao_permit", "h12345678", None),
    ("taiwan_permit", "1234567", "8位"),
    ("passport", "g 1234-5678", None),
    ("passport", "ABCDE", "5至17位字母和数字"),
)


@pytest.mark.parametrize(("kind", "typed", "says"), PAPERS)
async def test_a_hire_with_a_paper(renshi: Any, kind: str, typed: str, says: str | None) -> None:
    tenant = await renshi.new_tenant()
    body = {"name": "赵新人", "starts_on": "2026-11-23", "department_id": str(tenant.departments["PROD"])}
    async with tenant.client("hr") as hr:
        answer = await hr.post(
            "/api/employees", json=body | {"document_type": kind, "identity_number": typed}
        )
        if says is not None:
            assert (answer.status_code, list(answer.json()["fields"])) == (422, ["identity_number"])
            assert says in answer.json()["fields"]["identity_number"]
            async with tenant.context():
                assert await fetch_value("SELECT count(*) FROM core_employee WHERE name = '赵新人'") == 0
            return
        assert answer.status_code == 201, answer.text
        paper = (await hr.get(f"/api/employees/{answer.json()['id']}/identity")).json()
        assert paper["document_type"] == kind
        # The same paper typed anew is the same person.
        again = await hr.post(
            "/api/employees", json=body | {"document_type": kind, "identity_number": typed.lower()}
        )
        assert (again.status_code, again.json()["code"]) == (409, "people.already_employed")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("13800138000".translate(WIDE), "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("010-62345678", "010-62345678"),
        ("+852 2345 6789", "+85223456789"),
        ("", None),
        ("12345678901", "refused"),
        ("手机", "refused"),
    ],
)
async def test_a_hire_with_a_phone(renshi: Any, typed: str, kept: str | None) -> None:
    tenant = await renshi.new_tenant()
    body = {"name": "赵新人", "starts_on": "2026-11-23", "department_id": str(tenant.departments["PROD"])}
    async with tenant.client("hr") as hr:
        answer = await hr.post("/api/employees", json=body | {"phone": typed})
        if kept == "refused":
            assert (answer.status_code, list(answer.json()["fields"])) == (422, ["phone"])
            return
        assert answer.status_code == 201, answer.text
        assert (await hr.get(f"/api/employees/{answer.json()['id']}/personal")).json()["phone"] == kept


async def test_an_offer_that_was_accepted_hires_with_the_phone_that_was_left(renshi: Any) -> None:
    tenant = await renshi.new_tenant()
    odd = await tenant.hire("港人", phone="85223456789", email="left@somewhere")
    even = await tenant.hire("沪人", phone="+86 138 0013 8000", email="a@Example.CN")
    async with tenant.client("hr") as hr:
        kept = [(await hr.get(f"/api/employees/{p.id}/personal")).json() for p in (odd, even)]
    assert [(k["phone"], k["email"]) for k in kept] == [
        ("85223456789", "left@somewhere"), ("13800138000", "a@example.cn"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "more", "says"),
    [
        (CARD.translate(WIDE), {}, None),
        (f"{CARD[:4]} {CARD[4:8]}-{CARD[8:]}", {}, None),
        (CARD[:-1] + "9", {}, "校验位"),
        ("12345678", {}, "12 至 19 位"),
        ("12345678", {"medium": "passbook"}, None),
        ("工行卡", {}, "数字"),
        ("", {}, "必填"),
    ],
)
async def test_an_account(renshi: Any, typed: str, more: dict[str, str], says: str | None) -> None:
    tenant = await renshi.new_tenant()
    path = f"/api/employees/{tenant.employee_person.id}/sections/bank"
    async with tenant.client("hr") as hr:
        answer = await hr.post(path, json={"bank": "工商银行", "holder": "张员工", "number": typed} | more)
        if says is None:
            assert answer.status_code == 201, answer.text
            return
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["number"])
        assert says in answer.json()["fields"]["number"]
        assert (await hr.get(path)).json()["items"] == []
