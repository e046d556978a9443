"""Settling a leaver in a final-pay run, every figure by hand, and items of a run by a sheet."""

import io
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

from openpyxl import Workbook, load_workbook

from renshi_sdk.contracts import EndEmployment
from renshi_sdk.db import fetch, fetch_value

Make = Callable[..., Awaitable[Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = {
    "last_day": "2026-03-13",
    "annual_leave_entitlement": 15,
    "annual_leave_taken": "0.5",
    "severance": True,
    "city_average": "12577",
    "city_average_reference": "上海市 2025 年平均工资公布",
    "notice_missing": True,
    "comp_hours": "8",
    "advance": "2000",
    "advance_consent": "2026-03-10 借款抵扣同意书",
}


async def leaver(firm: Any, wage: str = "43500") -> Any:
    """Seventeen years here, paid for January and February, gone on Friday 13 March."""
    person = await firm.tenant.hire("离职员工", starts_on=date(2009, 1, 1))
    await firm.record_terms(person, wage)
    await firm.close("2026-01")
    await firm.close("2026-02")
    async with firm.tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=person.id, last_day=date(2026, 3, 13), reason="协商解除")
        )
    return person


async def final_run(firm: Any, person: Any) -> UUID:
    body = {"period": "2026-03", "kind": "final", "members": [str(person.id)]}
    return UUID((await firm.post("/runs", body, expect=201))["id"])


async def test_a_leaver_is_settled_to_the_fen(company: Make) -> None:
    firm = await company()
    person = await leaver(firm)
    # Gone already, and to be chosen all the same.
    named = {"value": str(person.id), "label": f"离职员工（{person.number}） 2026-03-13"}
    assert (await firm.get("/leavers"))["options"] == [named]
    run_id = await final_run(firm, person)
    assert (await firm.get(f"/runs/{run_id}/members"))["options"] == [named]
    ask = FORM | {"employee_id": str(person.id)}
    settled = await firm.post(f"/runs/{run_id}/settlement", ask)
    assert {row["component"]: row["amount"] for row in settled["items"]} == {
        # 72 of 365 days x 15 = 2.96, so 2 days less the half taken: 43,500 / 21.75 x 1.5 x 200 %
        "pay.annual_leave": "6000.00",
        # Over 3 x 12,577 = 37,731: capped, and 17 years at 12; a month of the last standard in place of notice.
        "pay.severance": "496272.00",
        # 43,500 / 21.75 / 8 x 8 x 200 %
        "pay.overtime": "4000.00",
        "pay.deduction": "2000.00",
    }
    # Settling again replaces it.
    assert await firm.post(f"/runs/{run_id}/settlement", ask) == settled
    run = await firm.calculate(run_id)
    assert (run["employees"], run["errors"]) == (1, 0), await firm.get(f"/runs/{run_id}/problems")
    slip = await firm.slip_of(run_id, person)
    lines = {line["code"]: line for line in slip["lines"]}
    # Ten of March's days: 43,500 / 21.75 x 10.
    assert lines["pay.base"]["amount"] == "20000.00"
    assert (lines["pay.annual_leave"]["amount"], lines["pay.overtime"]["amount"]) == ("6000.00", "4000.00")
    assert "72 ÷ 365 × 15，不足整天舍去，减已休 0.5 天 = 1.5 天" in lines["pay.annual_leave"]["explanation"]
    # 8 % and 2 % and 0.5 % of 37,302, and 2,611 of housing fund: the insurance of the month is whole.
    assert (slip["employee_social"], slip["employee_housing"]) == ("3916.71", "2611.00")
    # 117,000 - 15,000 - 19,583.13 = 82,416.87 x 10 % - 2,520 = 5,721.69, less 3,874.46 of January and February.
    assert slip["iit"] == "1847.23"
    # 496,272 - 3 x 12 x 12,577 = 43,500 x 10 % - 2,520.
    assert slip["other_iit"] == "1830.00"
    assert "12 + 43,500.00（代通知金，上月工资标准）" in lines["pay.severance"]["explanation"]
    # 30,000 + 496,272 - 3,916.71 - 2,611 - 1,847.23 - 1,830 - 2,000
    assert (slip["gross"], slip["deductions"], slip["net"]) == ("526272.00", "2000.00", "514067.06")
    await firm.post(f"/runs/{run_id}/check")
    await firm.post(f"/runs/{run_id}/approve", role="finance")
    late = await firm.post(f"/runs/{run_id}/settlement", ask, expect=409)
    assert late["code"] == "payroll.adjustment.month_closed"
    async with firm.tenant.context("payroll"):
        kept = await fetch("SELECT cancelled, count(*) FROM payroll_adjustment GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in kept] == [(False, 4), (True, 4)]


async def test_what_a_settlement_refuses(company: Make) -> None:
    firm = await company()
    person = await leaver(firm, "20000")
    run_id = await final_run(firm, person)
    ask = FORM | {"employee_id": str(person.id), "severance": False}
    path = f"/runs/{run_id}/settlement"
    for changed, field in (
        ({"last_day": "2026-03-20"}, "last_day"),
        ({"severance": True, "city_average": None}, "city_average"),
        ({"severance": True, "city_average_reference": ""}, "city_average_reference"),
        ({"advance_consent": ""}, "advance_consent"),
        ({"damage": "100"}, "damage_reason"),
    ):
        refused = await firm.post(path, ask | changed, expect=422)
        assert list(refused["fields"]) == [field]
    stays = await firm.post(path, ask | {"employee_id": str(firm.tenant.employee_person.id)}, expect=404)
    assert "离职结算批次" in stays["detail"]
    for role in ("manager", "employee", "finance"):
        await firm.post(path, ask, role=role, expect=403)
    async with firm.tenant.context("payroll"):
        assert await fetch_value("SELECT count(*) FROM payroll_adjustment") == 0
    # The wages of the month are 9,195.40 + 2,758.62 + 1,839.08 = 13,793.10: a fifth is 2,758.62, severance is no wage.
    await firm.post(path, ask | {"severance": True, "damage": "2758.63", "damage_reason": "设备赔偿协议"})
    run = await firm.calculate(run_id)
    assert run["errors"] == 1
    (problem,) = (await firm.get(f"/runs/{run_id}/problems?severity=error"))["items"]
    assert problem["code"] == "payroll.ref_4"
    await firm.post(path, ask | {"severance": True, "damage": "2758.62", "damage_reason": "设备赔偿协议"})
    assert (await firm.calculate(run_id))["errors"] == 0


async def test_somebody_who_stays_is_not_settled(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    body = {"period": "2026-03", "kind": "final", "members": [str(person.id)]}
    run_id = (await firm.post("/runs", body, expect=201))["id"]
    ask = FORM | {"employee_id": str(person.id)}
    refused = await firm.post(f"/runs/{run_id}/settlement", ask, expect=409)
    assert refused["code"] == "payroll.settlement.not_leaving"
    monthly = await firm.create("2026-02")
    assert (await firm.post(f"/runs/{monthly}/settlement", ask, expect=409))[
        "code"
    ] == "payroll.settlement.kind"


async def upload(firm: Any, rows: list[list[Any]], headings: tuple[str, ...]) -> str:
    book = Workbook()
    book.active.append(list(headings))
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    async with firm.tenant.client("hr") as client:
        answer = await client.post("/api/files", files={"data": ("项目.xlsx", buffer.getvalue(), XLSX)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_items_of_a_run_by_a_sheet(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    body = {"period": "2026-01", "kind": "bonus", "title": "年终奖", "pay_date": "2026-01-20"}
    run_id = (await firm.post("/runs", body, expect=201))["id"]
    path = f"/runs/{run_id}/items"
    async with tenant.client("hr") as client:
        answer = await client.get("/api/plugins/payroll/adjustment-template")
    book = load_workbook(io.BytesIO(answer.content))
    headings = tuple(cell.value for cell in book.worksheets[0][1])
    assert headings == ("工号", "姓名", "项目", "金额", "说明")
    mine, his = tenant.employee_person.number, tenant.manager_person.number
    wrong = [
        [mine, "", "全年一次性奖金", 36000, "2025 年度"],
        ["NOBODY", "", "奖金（并入工资）", 1, "x"],
        [his, "", "红包", "abc", ""],
        [his, "", "税后扣款", 0, "x"],
    ]
    refused = await firm.post(f"{path}/sheet", {"file_id": await upload(firm, wrong, headings)}, expect=422)
    assert [(row["line"], row["column"]) for row in refused["rows"]] == [
        (3, "工号"), (4, "说明"), (4, "项目"), (4, "金额"), (5, "金额"),
    ]  # fmt: skip
    assert refused["detail"].startswith("5 处有误，未导入任何数据。第 3 行“工号”：没有该工号")
    assert (await firm.get(path))["items"] == []
    right = [
        [mine, "", "全年一次性奖金", 36000, "2025 年度"],
        [his, "", "pay.bonus", "1,000.50", "项目奖"],
    ]
    file_id = await upload(firm, right, headings)
    made = await firm.post(f"{path}/sheet", {"file_id": file_id}, expect=201)
    assert made == {"lines": 2, "total": "37000.50"}
    again = await firm.post(f"{path}/sheet", {"file_id": file_id}, expect=422)
    assert [row["text"] for row in again["rows"]] == ["本批次已有相同的项目，是否重复上传？"] * 2
    extra = {
        "employee_id": str(tenant.hr_person.id),
        "component": "pay.annual_bonus",
        "amount": "1200",
        "note": "补",
    }
    await firm.post(path, extra, expect=201)
    shown = await firm.get(path)
    assert shown["kind"] == "bonus"
    assert {row["employee_number"]: (row["label"], row["amount"]) for row in shown["items"]} == {
        mine: ("全年一次性奖金", "36000.00"),
        his: ("奖金（并入工资）", "1000.50"),
        tenant.hr_person.number: ("全年一次性奖金", "1200.00"),
    }
    assert (await firm.calculate(run_id))["employees"] == 3
    slip = await firm.slip_of(run_id, tenant.employee_person)
    # 36,000 / 12 = 3,000: 3 %; and the note stands on the slip.
    assert slip["other_iit"] == "1080.00"
    assert "2025 年度" in slip["lines"][0]["explanation"]
    await firm.get(path, role="manager", expect=403)


async def test_an_item_entered_after_the_calculation_is_not_left_out(company: Make) -> None:
    firm = await company()
    run_id = await firm.create("2026-01")
    await firm.calculate(run_id)
    firm.harness.advance(minutes=1)
    bonus = {
        "employee_id": str(firm.tenant.employee_person.id), "component": "pay.bonus", "amount": "100", "note": "奖",
    }  # fmt: skip
    await firm.post(f"/runs/{run_id}/items", bonus, expect=201)
    refused = await firm.post(f"/runs/{run_id}/check", expect=409)
    assert (refused["code"], "1 个一次性项目" in refused["detail"]) == ("payroll.run.items_since", True)
    assert (await firm.get(f"/runs/{run_id}"))["state"] == "calculated"
    await firm.calculate(run_id)
    assert (await firm.post(f"/runs/{run_id}/check"))["state"] == "checked"
    assert (await firm.slip_of(run_id, firm.tenant.employee_person))["gross"] == "21850.00"


async def test_closed_months_are_trued_up_from_the_run(company: Make) -> None:
    firm = await company()
    person = firm.tenant.employee_person
    await firm.close("2026-01")
    await firm.record_terms(
        person, "22750", valid_from="2026-01-01", social_base="21750", housing_base="21750", late=True
    )
    body = {"period": "2026-02", "kind": "retro", "title": "补发", "pay_date": "2026-02-10"}
    run_id = (await firm.post("/runs", body, expect=201))["id"]
    ask = {"period_from": "2026-01", "note": "追溯调薪"}
    assert await firm.post(f"/runs/{run_id}/true-up", ask, expect=201) == {
        "lines": 1, "employees": 1, "problems": 0,
    }  # fmt: skip
    assert (await firm.post(f"/runs/{run_id}/true-up", ask, expect=201))["lines"] == 0
    (row,) = (await firm.get(f"/runs/{run_id}/items"))["items"]
    assert (row["label"], row["amount"]) == ("基本工资补差", "1000.00")


async def test_deductions_by_the_clients_columns(company: Make) -> None:
    firm = await company()
    tenant = firm.tenant
    async with tenant.client("hr") as client:
        answer = await client.get("/api/plugins/payroll/facts/deduction-template")
    book = load_workbook(io.BytesIO(answer.content))
    headings = tuple(cell.value for cell in book.worksheets[0][1])
    assert headings == (
        "工号", "姓名", "累计子女教育", "累计继续教育", "累计住房贷款利息", "累计住房租金", "累计赡养老人",
        "累计3岁以下婴幼儿照护", "累计个人养老金",
    )  # fmt: skip
    assert tenant.employee_person.number in {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)}
    mine, his = tenant.employee_person.number, tenant.manager_person.number
    path = "/facts/deductions/sheet"
    wrong = [
        [mine, "", 2000, "", 1000, 1500, "", "", ""],
        [his, "", "两千", "", "", "", -1, "", ""],
        ["NOBODY", "", 1, "", "", "", "", "", ""],
        [his, "", "", "", "", "", "", "", ""],
    ]
    ask = {"period": "2026-01", "reference": "扣缴端 2026-01"}
    refused = await firm.post(path, ask | {"file_id": await upload(firm, wrong, headings)}, expect=422)
    assert [(row["line"], row["column"]) for row in refused["rows"]] == [
        (2, "累计住房租金"), (3, "累计子女教育"), (3, "累计赡养老人"), (4, "工号"), (5, "工号"),
    ]  # fmt: skip
    assert (await firm.get("/facts?key=iit.additional"))["items"] == []
    # The client's own export: required columns with a star, further columns, and what is not deducted here.
    export = ("工号", "*姓名", "*证件号码", "本期收入", "累计子女教育支出", "累计赡养老人", "大病医疗")
    ill = await upload(firm, [[mine, "张", "x", 1, 2000, "", 80000]], export)
    refused = await firm.post(path, ask | {"file_id": ill}, expect=422)
    assert [row["text"] for row in refused["rows"]] == ["大病医疗只在年度汇算时扣除，请清空"]
    right = await upload(firm, [[mine, "张", "x", 1, 2000, "", ""], [his, "", "", "", "", 3000, ""]], export)
    assert await firm.post(path, ask | {"file_id": right}, expect=201) == {"people": 2, "facts": 2}
    run_id = await firm.close("2026-01")
    # (21,750 - 3,806.75 - 5,000 - 2,000) x 3 % and (20,000 - 3,500 - 5,000 - 3,000) x 3 %
    assert (await firm.slip_of(run_id, tenant.employee_person))["iit"] == "328.30"
    assert (await firm.slip_of(run_id, tenant.manager_person))["iit"] == "255.00"
    # February's file with the month's amount in the place of the year's.
    low = await upload(firm, [[mine, "", "", "", 1000, "", ""], [his, "", "", "", "", 6000, ""]], export)
    again = {"period": "2026-02", "reference": "扣缴端 2026-02", "file_id": low}
    refused = await firm.post(path, again, expect=422)
    assert [row["text"] for row in refused["rows"]] == [
        "少于 2026-01 已录入的累计数 2,000.00，是否填成了当月数？"
    ]
    await firm.post(path, again | {"allow_lower": True}, expect=201)
    unknown = await upload(firm, [[mine, 1]], ("工号", "累计其他"))
    said = await firm.post(path, ask | {"file_id": unknown}, expect=422)
    assert said["detail"] == "不认识的列：累计其他"
    await firm.post(path, ask | {"file_id": right}, role="finance", expect=403)
