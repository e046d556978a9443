"""Pay slips for their owners: PDF, why, confirmation, dispute, archive."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from renshi_payroll.exports import archive

from renshi_sdk.db import fetch, fetch_value
from renshi_sdk.documents import fonts

Make = Callable[..., Awaitable[Any]]


def text_of(content: bytes, password: str | None = None) -> str:
    """The text a viewer finds in a PDF."""
    reader = PdfReader(io.BytesIO(content))
    if password is not None:
        assert reader.decrypt(password)
    return "\n".join(page.extract_text() for page in reader.pages)


async def my_pdf(firm: Any, slip_id: str, role: str = "hr", path: str = "my/slips") -> bytes:
    async with firm.tenant.client(role) as client:
        answer = await client.get(f"/api/plugins/payroll/{path}/{slip_id}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def test_a_pdf_carries_its_font_and_every_figure(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, firm.tenant.hr_person)
    content = await my_pdf(firm, slip["id"])
    text = text_of(content)
    for wanted in ("2026年1月工资条", "¥ 36,013.12", "959.17", "基本养老保险（个人）", "累计应纳税所得额"):
        assert wanted in text
    assert "31,972.29 × 3% − 速算扣除数 0.00 = 959.1687" in text.replace("\n", "")
    assert "基本养老保险（单位）" not in text
    fonts_used = {
        str(font["/BaseFont"]): font
        for page in PdfReader(io.BytesIO(content)).pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    embedded = [font for font in fonts_used.values() if "/FontDescriptor" in font]
    assert embedded
    assert all("/FontFile2" in font["/FontDescriptor"] for font in embedded)
    assert all("Helvetica" in name or "CJK" in name or "+" in name for name in fonts_used)
    hr = text_of(await my_pdf(firm, slip["id"], path="slips"))
    assert "基本养老保险（单位）" in hr
    reads = await firm.tenant.audit("payroll.slip.read")
    assert [json.loads(row["detail"])["way"] for row in reads][-2:] == ["own pdf", "hr pdf"]


async def test_a_pdf_in_english(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    async with firm.tenant.client("employee") as client:
        answer = await client.get(
            f"/api/plugins/payroll/my/slips/{mine['id']}/pdf", headers={"Accept-Language": "en-US"}
        )
    text = text_of(answer.content)
    assert "Pay slip 2026-01" in text
    assert "Net pay" in text
    assert "17,554.95" in text


async def test_a_password_is_the_end_of_the_identity_number(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    await firm.tenant.enable("payroll", settings={"slip_pdf_password": "identity_tail"})
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    refused = await firm.get(f"/my/slips/{mine['id']}/pdf", role="employee", expect=409)
    assert refused["code"] == "payroll.pdf.no_identity"
    async with firm.tenant.client("hr") as client:
        path = f"/api/employees/{firm.tenant.employee_person.id}/identity"
        await client.put(path, json={"identity_number": "11010519491231002X"})
    content = await my_pdf(firm, mine["id"], "employee")
    reader = PdfReader(io.BytesIO(content))
    assert reader.is_encrypted
    assert not reader.decrypt("000000")
    assert "17,554.95" in text_of(content, "31002X")
    assert b"17,554.95" not in content


async def test_no_font_is_said_and_nothing_is_written(company: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    firm = await company()
    await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    monkeypatch.setattr(fonts, "find_font", lambda: None)
    refused = await firm.get(f"/my/slips/{mine['id']}/pdf", role="employee", expect=409)
    assert refused["code"] == "documents.no_font"
    assert "fonts-noto-cjk" in json.dumps(refused)


def test_a_character_without_a_glyph_is_the_printers_geta() -> None:
    face = fonts.face_for("张\U0010fffd三")
    assert face.show("张\U0010fffd三") == "张〓三"


async def test_why_takes_a_line_apart(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, firm.tenant.hr_person)
    (tax,) = (await firm.get(f"/my/slips/{slip['id']}/why?code=iit.wage"))["items"]
    assert tax["amount"] == "959.17"
    assert tax["rule"] == "国家税务总局公告2018年第61号 第六条"
    assert tax["rounding"] == "四舍五入到分"
    assert tax["status_label"] == "已核实"
    values = {row["name"]: (row["label"], row["value"]) for row in tax["inputs"]}
    assert values["cum_income"] == ("累计收入", "43,500.00")
    assert values["cum_special"] == ("累计专项扣除（社保、公积金）", "6,527.71")
    assert values["ppm"] == ("适用比例", "3%")
    (fund,) = (await firm.get(f"/my/slips/{slip['id']}/why?code=housing_fund.employee"))["items"]
    assert fund["rounding"] == "四舍五入到元"
    await firm.get(f"/my/slips/{slip['id']}/why?code=pension.employer", expect=404)
    (hidden,) = (await firm.get(f"/slips/{slip['id']}/why?code=pension.employer"))["items"]
    assert hidden["label"] == "基本养老保险（单位）"


async def test_employer_items_are_shown_where_the_company_wants_it(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    hidden = await firm.get(f"/my/slips/{mine['id']}", role="employee")
    assert {line["kind"] for line in hidden["lines"]} == {"earning", "employee", "tax"}
    assert not [name for name in hidden if name.startswith("employer_")]
    await firm.tenant.enable("payroll", settings={"show_employer_items": True})
    shown = await firm.get(f"/my/slips/{mine['id']}", role="employee")
    assert "employer" in {line["kind"] for line in shown["lines"]}


async def test_confirming_is_done_once_by_the_owner(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    await firm.post(f"/my/slips/{mine['id']}/confirm", role="manager", expect=404)
    first = await firm.post(f"/my/slips/{mine['id']}/confirm", role="employee")
    firm.harness.clock.move_to(firm.harness.clock.now() + timedelta(hours=2))
    again = await firm.post(f"/my/slips/{mine['id']}/confirm", role="employee")
    assert again == first
    answers = (await firm.get(f"/runs/{run_id}/answers"))["items"]
    assert sorted(row["answer"] for row in answers) == ["confirmed", "waiting", "waiting"]
    assert (await firm.post(f"/runs/{run_id}/remind"))["reminded"] == 2
    await firm.post(f"/runs/{run_id}/remind")
    await firm.harness.settle()
    told = await firm.tenant.notices(firm.tenant.manager_person)
    assert [n.kind for n in told].count("payroll.slip_reminder") == 1
    assert "payroll.slip_reminder" not in {
        n.kind for n in await firm.tenant.notices(firm.tenant.employee_person)
    }
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_slip_confirmation") == 1


async def test_a_dispute_goes_from_question_to_answer_to_end(company: Make) -> None:
    firm = await company()
    await firm.close("2026-01")
    (mine,) = (await firm.get("/my/slips", role="employee"))["items"]
    body = {"component": "iit.wage", "body": "为什么这个月个税比上月多？"}
    opened = await firm.post(f"/my/slips/{mine['id']}/disputes", body, role="employee", expect=201)
    path = f"/my/slips/{mine['id']}"
    assert (await firm.post(f"{path}/disputes", body, role="employee", expect=409))[
        "code"
    ] == "payroll.dispute.open"
    assert (await firm.post(f"{path}/confirm", role="employee", expect=409))[
        "code"
    ] == "payroll.slip.disputed"
    await firm.get(f"/disputes/{opened['id']}", role="manager", expect=403)
    await firm.get(f"/my/disputes/{opened['id']}", role="manager", expect=404)
    (waiting,) = (await firm.get("/disputes?state=open"))["items"]
    assert (waiting["id"], waiting["last_message"]) == (opened["id"], body["body"])
    early = await firm.post(f"/disputes/{opened['id']}/close", expect=409)
    assert early["code"] == "payroll.dispute.unanswered"
    await firm.post(f"/disputes/{opened['id']}/answer", {"body": "一月起缴费基数调整，详见计算说明。"})
    await firm.harness.settle()
    told = [n.kind for n in await firm.tenant.notices(firm.tenant.employee_person)]
    assert "payroll.dispute_answered" in told
    await firm.post(
        f"/my/disputes/{opened['id']}/messages", {"body": "那公积金呢？"}, role="employee", expect=201
    )
    assert (await firm.get(f"/disputes/{opened['id']}"))["state"] == "open"
    await firm.post(f"/disputes/{opened['id']}/answer", {"body": "公积金未变。"})
    await firm.post(f"/my/disputes/{opened['id']}/close", role="employee")
    closed = await firm.get(f"/my/disputes/{opened['id']}", role="employee")
    assert [(m["side"], m["body"]) for m in closed["messages"]] == [
        ("employee", "为什么这个月个税比上月多？"),
        ("payroll", "一月起缴费基数调整，详见计算说明。"),
        ("employee", "那公积金呢？"),
        ("payroll", "公积金未变。"),
    ]
    await firm.post(f"/disputes/{opened['id']}/answer", {"body": "再补充"}, expect=409)
    await firm.post(f"{path}/confirm", role="employee")
    assert (await firm.get(path, role="employee"))["answer"] == "confirmed"


async def test_the_archive_of_a_run_holds_every_slip(company: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PART", 2)
    firm = await company()
    run_id = await firm.create("2026-01")
    refused = await firm.post(f"/runs/{run_id}/outputs", {"kind": "slips"}, expect=409)
    assert refused["code"] == "payroll.run.state"
    await firm.close("2026-01")
    await firm.post(f"/runs/{run_id}/outputs", {"kind": "slips"}, expect=201)
    await firm.harness.settle()
    parts = sorted((await firm.get(f"/runs/{run_id}/outputs"))["items"], key=lambda part: part["part"])
    assert [(p["state"], p["part"], p["rows"]) for p in parts] == [("ready", 1, 2), ("ready", 2, 1)]
    names, total = [], 0
    for part in parts:
        async with firm.tenant.client("hr") as client:
            answer = await client.post(f"/api/plugins/payroll/outputs/{part['id']}/take")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
            names += found.namelist()
            assert all("实发工资" in text_of(found.read(name)) for name in found.namelist())
        total += round(float(part["total"]) * 100)
    assert sorted(name.split("_")[0] for name in names) == ["EM001", "HR001", "MG001"]
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT net FROM payroll_run WHERE id = $1", run_id) == total
        takers = await fetch("SELECT taken_by_name FROM payroll_output_download")
    assert len(takers) == 2
    progress = await firm.get(f"/runs/{run_id}/outputs/progress")
    assert (progress["state"], progress["done"], progress["total"]) == ("succeeded", 2, 2)


async def test_the_notice_of_a_published_slip_leads_to_it(company: Make) -> None:
    firm = await company()
    run_id = await firm.close("2026-01")
    slip = await firm.slip_of(run_id, firm.tenant.employee_person)
    (told,) = [
        notice
        for notice in await firm.tenant.notices(firm.tenant.employee_person)
        if notice.kind == "payroll.slip_published"
    ]
    assert told.link == f"/console/payroll/my/{slip['id']}"
    assert "17,554.95" not in f"{told.title.zh}{told.body.zh}"
    assert (await firm.get(f"/my/slips/{slip['id']}", role="employee"))["net"] == "17554.95"
    await firm.get(f"/my/slips/{slip['id']}", role="manager", expect=404)
