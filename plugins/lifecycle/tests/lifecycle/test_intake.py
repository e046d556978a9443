"""The form before day one: its key, its sections, HR's review, the file, and its end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness, conformance

from .conftest import API, Firm, luhn, national

TestConformance = conformance("lifecycle")


async def rows(firm: Firm, sql: str) -> list[dict[str, Any]]:
    async with firm.tenant.context("lifecycle"):
        return [dict(r) for r in await fetch(sql)]


async def test_filled_in_reviewed_and_taken_into_the_file(firm: Firm) -> None:
    key = await firm.opened()
    refused = await firm.call("/form/submit", key, {})
    assert (refused.status_code, sorted(refused.json()["fields"])) == (
        422,
        ["bank", "consent", "contact", "education", "identity", "personal"],
    )
    await firm.fill(key)
    drafts = (await firm.hr.get(f"{API}/intakes/{firm.intake_id}/sections/identity")).json()
    assert drafts["code"] == "lifecycle.not_sent", "a draft isn't HR's to read"
    sent = (await firm.call("/form/submit", key, {})).json()
    assert sent["state"] == "submitted"
    again = await firm.save(key, "personal", {"phone": "13800138000", "address": "别处"})
    assert again.json()["code"] == "lifecycle.section_closed"

    shown = (await firm.hr.get(f"{API}/intakes/{firm.intake_id}/sections/identity")).json()["items"]
    assert {row["label"]: row["value"] for row in shown if not row["slot"]} == {
        "证件类型": "居民身份证",
        "证件号码": national("11010519900307283"),
        "出生日期": "1990-03-07",
        "性别": "男",
    }
    photo = await firm.hr.get(shown[-1]["file"])
    assert (photo.status_code, photo.headers["content-type"]) == (200, "image/jpeg")
    assert b"PhoneMaker" not in photo.content
    reads = await firm.tenant.audit("lifecycle.intake.read")
    assert [row["detail"] for row in reads] == ['{"section": "identity"}']

    back = await firm.hr.post(
        f"{API}/intakes/{firm.intake_id}/sections/contact/return", json={"note": "请再填一位联系人"}
    )
    assert (back.status_code, back.json()["state"]) == (200, "returned")
    form = (await firm.call("/form", key)).json()
    contact = next(s for s in form["sections"] if s["name"] == "contact")
    assert (contact["state"], contact["note"]) == ("returned", "请再填一位联系人")
    second = {"name": "林父", "relation": "father", "phone": "13700137000"}
    assert (await firm.save(key, "contact", *contact["entries"], second)).status_code == 200
    assert (await firm.call("/form/submit", key, {})).json()["state"] == "submitted"

    for section in ("identity", "personal", "bank", "contact", "education", "consent"):
        answer = await firm.hr.post(f"{API}/intakes/{firm.intake_id}/sections/{section}/accept")
        assert answer.status_code == 200, (section, answer.text)
    assert answer.json()["state"] == "accepted"
    twice = await firm.hr.post(f"{API}/intakes/{firm.intake_id}/sections/bank/accept")
    assert twice.json()["code"] == "lifecycle.not_waiting"

    person = f"/api/employees/{firm.person.id}"
    personal = (await firm.hr.get(f"{person}/personal")).json()
    assert (personal["born_on"], personal["gender"], personal["address"]) == (
        "1990-03-07",
        "male",
        "上海市浦东新区世纪大道 1 号",
    )
    for section, expected in (("contact", 2), ("bank", 1), ("education", 1), ("document", 2)):
        assert (await firm.hr.get(f"{person}/sections/{section}?count=true")).json()["total"] == expected
    documents = (await firm.hr.get(f"{person}/sections/document")).json()["items"]
    file = await firm.hr.get(f"{person}/documents/{documents[0]['id']}/file")
    assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")
    assert (await firm.call("/form", key)).status_code == 404, "an accepted form opens no more"


async def own_field(firm: Firm, code: str, kind: str = "text", **more: Any) -> None:
    body = {"code": code, "title_zh": code, "title_en": code, "kind": kind, "employee_edits": "approval"}
    made = await firm.tenant.client("admin").post("/api/custom-fields", json=body | more)
    assert made.status_code == 201, made.text


async def test_the_groups_own_fields_are_asked_for_and_required_ones_demanded(firm: Firm) -> None:
    key = await firm.opened()
    names = [s["name"] for s in (await firm.call("/form", key)).json()["sections"]]
    assert "other" not in names
    await own_field(firm, "shirt", "choice", options=["M", "L"], required=True)
    await own_field(firm, "hobby")
    await own_field(firm, "office", employee_edits="no", required=True)
    form = (await firm.call("/form", key)).json()
    other = next(s for s in form["sections"] if s["name"] == "other")
    assert [(f["name"], f["required"]) for f in other["fields"]] == [("hobby", False), ("shirt", True)]
    assert other["required"] is True
    await firm.fill(key)
    refused = await firm.call("/form/submit", key, {})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["other"])
    for entry, wrong in (
        ({"hobby": "围棋"}, ["0.shirt"]),
        ({"shirt": "XXL"}, ["0.shirt"]),
        ({"shirt": "M", "office": "A"}, ["office"]),
    ):
        answer = await firm.save(key, "other", entry)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, wrong), answer.text
    assert (await firm.save(key, "other", {"shirt": "M", "hobby": "围棋"})).status_code == 200
    assert (await firm.call("/form/submit", key, {})).json()["state"] == "submitted"
    shown = (await firm.hr.get(f"{API}/intakes/{firm.intake_id}/sections/other")).json()["items"]
    assert [(row["label"], row["value"]) for row in shown] == [("hobby", "围棋"), ("shirt", "M")]
    accepted = await firm.hr.post(f"{API}/intakes/{firm.intake_id}/sections/other/accept")
    assert accepted.status_code == 200, accepted.text
    kept = (await firm.hr.get(f"/api/employees/{firm.person.id}/personal")).json()["custom"]
    assert kept == {"shirt": "M", "hobby": "围棋", "office": None}
    # What only the office may state is still missing, and the office is told so.
    listed = (await firm.hr.get("/api/employees", params={"incomplete": "true", "q": "林新"})).json()["items"]
    assert [(p["name"], p["missing"]) for p in listed] == [("林新", ["office"])]


async def test_wrong_numbers_are_named_and_nothing_is_kept(firm: Firm) -> None:
    key = await firm.opened()
    wrong = await firm.save(
        key,
        "identity",
        {"document_type": "resident_id", "identity": national("11010519900307283")[:-1] + "0"},
    )
    assert (wrong.status_code, sorted(wrong.json()["fields"])) == (422, ["0.identity", "id_back", "id_front"])
    for slot in ("id_front", "id_back"):
        await firm.attach(key, slot)
    number = national("11010519900307283")
    other_day = {"document_type": "resident_id", "identity": number, "born_on": "1990-03-08"}
    assert list((await firm.save(key, "identity", other_day)).json()["fields"]) == ["0.born_on"]
    child = {"document_type": "resident_id", "identity": national("11010520110307283")}
    assert "未满 16 周岁" in (await firm.save(key, "identity", child)).json()["fields"]["0.identity"]
    card = luhn("622202123456789012")
    typo = {"bank": "工行", "holder": "林新", "number": card[:-1] + str((int(card[-1]) + 1) % 10)}
    assert list((await firm.save(key, "bank", typo)).json()["fields"]) == ["0.number"]
    strange = await firm.save(key, "personal", {"salary": "1"})
    assert list(strange.json()["fields"]) == ["salary"]
    stale = await firm.save(key, "consent", {"data": "0" * 64, "truth": "0" * 64})
    assert sorted(stale.json()["fields"]) == ["data", "truth"]
    small = await firm.attach(key, "id_front", b"not a picture")
    assert list(small.json()["fields"]) == ["file"]
    assert await rows(firm, "SELECT FROM lifecycle_intake_section") == []


async def test_drafts_are_sealed_masked_on_the_phone_and_resumed(firm: Firm) -> None:
    key = await firm.opened()
    number = national("11010519900307283")
    await firm.save(key, "identity", {"identity": number}, complete=False)
    kept = await rows(firm, "SELECT sealed, state FROM lifecycle_intake_section")
    assert kept[0]["state"] == "draft"
    assert number.encode() not in kept[0]["sealed"]
    resumed = (await firm.call("/form/resume", key, {})).json()
    identity = resumed["form"]["sections"][0]
    masked = f"110{'*' * 11}{number[-4:]}"
    assert identity["entries"] == [{"identity": masked}]
    for slot in ("id_front", "id_back"):
        await firm.attach(resumed["key"], slot)
    entry = {"document_type": "resident_id", "identity": masked}
    done = await firm.save(resumed["key"], "identity", entry)
    assert done.status_code == 200, "a mask sent back is the number that was kept"
    assert (await firm.call("/form", key)).status_code == 404, "the key before is spent"


async def test_a_link_opens_once_and_five_wrong_answers_end_it(firm: Firm) -> None:
    token = await firm.link()
    lefts = [(await firm.call("/form/open", token, {"answer": "0000"})).json() for _ in range(5)]
    assert [a.get("left") for a in lefts] == [4, 3, 2, 1, None]
    assert lefts[-1] == {"state": "locked"}
    assert (await firm.call("/form/open", token, {"answer": "8000"})).status_code == 404
    await firm.renshi.settle()
    told = await firm.tenant.notices(firm.tenant.hr_person)
    assert [n.title.zh for n in told][:1] == ["入职登记链接已锁定"]

    fresh = await firm.link()
    assert (await firm.call("/form/open", fresh, {"answer": "8000"})).json()["state"] == "open"
    assert (await firm.call("/form/open", fresh, {"answer": "8000"})).json() == {"state": "used"}
    assert len(await firm.tenant.audit("lifecycle.intake.link_reused")) == 1


async def test_a_copied_key_ends_the_family_and_a_lost_answer_does_not(firm: Firm) -> None:
    first = await firm.opened()
    second = (await firm.call("/form/resume", first, {})).json()["key"]
    # The answer with the second key was lost: the same phone shows the first again at once.
    third = (await firm.call("/form/resume", first, {})).json()["key"]
    assert (await firm.call("/form", second)).status_code == 404
    assert (await firm.call("/form", third)).status_code == 200
    fourth = (await firm.call("/form/resume", third, {})).json()["key"]
    assert (await firm.call("/form/resume", first, {})).json() == {"state": "ended"}
    assert (await firm.call("/form", fourth)).status_code == 404
    intake = (await firm.hr.get(f"{API}/intakes/{firm.intake_id}")).json()
    assert intake["link_state"] == "replayed"
    assert len(await firm.tenant.audit("lifecycle.intake.replay")) == 1


async def test_links_end_by_time_by_hand_and_by_the_next(firm: Firm) -> None:
    token = await firm.link(days=1)
    newer = await firm.link()
    assert (await firm.call("/form/open", token, {"answer": "8000"})).status_code == 404
    await firm.hr.post(f"{API}/intakes/{firm.intake_id}/revoke")
    assert (await firm.call("/form/open", newer, {"answer": "8000"})).status_code == 404
    born = await firm.hr.post(f"{API}/intakes/{firm.intake_id}/link", json={"factor": "born_on"})
    assert list(born.json()["fields"]) == ["born_on"]
    short = await firm.link(days=1, factor="born_on", born_on="1990-03-07")
    firm.renshi.clock.move_to(datetime(2026, 11, 24, 1, 0, 1, tzinfo=UTC))
    assert (await firm.call("/form/open", short, {"answer": "19900307"})).status_code == 404


async def test_others_see_nothing_and_a_company_without_an_address_is_told(
    renshi: Harness, firm: Firm
) -> None:
    for role in ("employee", "manager", "admin"):
        client = firm.tenant.client(role)
        assert (await client.get(f"{API}/intakes/{firm.intake_id}")).status_code == 403
        assert (await client.get(f"{API}/intakes/{firm.intake_id}/files/id_front")).status_code == 403
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    person = await tenant.hire("无址", phone="13800138000")
    hr = tenant.client("hr")
    made = (await hr.post(f"{API}/intakes", json={"employee_id": str(person.id)})).json()
    told = await hr.post(f"{API}/intakes/{made['id']}/link", json={})
    assert (told.status_code, told.json()["code"]) == (409, "lifecycle.no_address")


async def test_papers_of_a_position_are_asked_for(renshi: Harness, firm: Firm) -> None:
    body = {"code": "welding", "title": "焊工证", "title_en": "Welder's permit", "kind": "operation"}
    position = str(next(iter(firm.tenant.positions.values())))
    made = await firm.hr.post(f"{API}/papers", json=body | {"position_id": position})
    assert made.status_code == 201
    assert (await firm.hr.post(f"{API}/papers", json=body)).json()["code"] == "lifecycle.paper_code"
    other = await firm.tenant.hire("无岗", starts_on=firm.person.hired_on, phone="13800138000")
    welder = await firm.tenant.hire(
        "焊工", starts_on=firm.person.hired_on, phone="13800138000", position_id=position
    )
    await renshi.settle()
    asked = await rows(
        firm, "SELECT employee_id, papers->0->>'code' AS code FROM lifecycle_intake ORDER BY created_at"
    )
    by_person = {row["employee_id"]: row["code"] for row in asked}
    assert (by_person[welder.id], by_person[other.id]) == ("welding", None)


async def test_what_was_not_taken_over_goes_on_its_day(firm: Firm) -> None:
    key = await firm.opened()
    await firm.fill(key)
    before = await rows(firm, "SELECT purge_on FROM lifecycle_intake")
    assert before[0]["purge_on"].isoformat() == "2026-12-30"
    firm.renshi.clock.move_to(datetime(2026, 12, 30, 2, tzinfo=UTC))
    await firm.renshi.run_schedule("lifecycle.purge_forms", firm.tenant)
    assert len(await rows(firm, "SELECT FROM lifecycle_intake_section")) == 6
    firm.renshi.clock.move_to(datetime(2026, 12, 31, 2, tzinfo=UTC))
    await firm.renshi.run_schedule("lifecycle.purge_forms", firm.tenant)
    for table in ("lifecycle_intake_section", "lifecycle_intake_file", "lifecycle_key", "core_file"):
        assert await rows(firm, f"SELECT FROM {table}") == [], table
    assert [r["state"] for r in await rows(firm, "SELECT state FROM lifecycle_intake")] == ["closed"]


async def test_a_link_is_sent_to_the_new_hire_where_wanted(firm: Firm) -> None:
    quiet = (await firm.hr.post(f"{API}/intakes/{firm.intake_id}/link", json={})).json()
    await firm.renshi.settle()
    assert quiet["sent"] is False
    assert [n.kind for n in await firm.tenant.notices(firm.person) if n.kind == "lifecycle.form"] == []
    made = (await firm.hr.post(f"{API}/intakes/{firm.intake_id}/link", json={"send": True})).json()
    await firm.renshi.settle()
    (told,) = [n for n in await firm.tenant.notices(firm.person) if n.kind == "lifecycle.form"]
    assert made["sent"] is True
    assert made["link"] in told.body.zh
    assert made["link"] in told.body.en
    # The letter opens nothing by itself: what is asked on opening isn't in it.
    assert "8000" not in told.body.zh.replace(made["link"], "")
    key = made["link"].rpartition("#")[2]
    assert (await firm.call("/form/open", key, {"answer": "8000"})).json()["state"] == "open"
