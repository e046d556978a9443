"""Making, signing, changing, renewing and ending contracts through the API."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook
from renshi_contracts.imports.sheet import HEADINGS

from renshi_sdk.testing import Harness, conformance

TestConformance = conformance("contracts")
API = "/api/plugins/contracts"


def labour(person: Any, **more: Any) -> dict[str, Any]:
    return {
        "employee_id": str(person.id),
        "term": "fixed",
        "starts_on": "2026-01-01",
        "months": 36,
        "signed_on": "2026-01-05",
    } | more


async def test_a_contract_is_prepared_changed_signed_and_read_by_its_owner(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, person = tenant.client("hr"), tenant.employee_person
    made = (await hr.post(f"{API}/contracts", json=labour(person, signed_on=None, probation_months=6))).json()
    assert (made["number"], made["state"], made["ends_on"], made["probation_ends_on"]) == (
        "HT2026-00001",
        "draft",
        "2028-12-31",
        "2026-06-30",
    )
    assert (await tenant.client("employee").get(f"{API}/mine")).json()["items"] == []

    changed = await hr.patch(f"{API}/contracts/{made['id']}", json={"workplace": "上海", "version": 1})
    assert (changed.json()["workplace"], changed.json()["version"]) == ("上海", 2)
    stale = await hr.patch(f"{API}/contracts/{made['id']}", json={"workplace": "苏州", "version": 1})
    assert stale.json()["code"] == "contracts.stale"

    ahead = await hr.post(f"{API}/contracts/{made['id']}/sign", json={"signed_on": "2026-11-24"})
    assert ahead.status_code == 422
    signed = (await hr.post(f"{API}/contracts/{made['id']}/sign", json={"signed_on": "2026-01-05"})).json()
    assert signed["state"] == "signed"
    mine = (await tenant.client("employee").get(f"{API}/mine")).json()["items"]
    assert [row["number"] for row in mine] == ["HT2026-00001"]
    assert (await hr.patch(f"{API}/contracts/{made['id']}", json={"workplace": "苏州"})).status_code == 409
    assert len((await tenant.client("employee").get(f"{API}/contracts")).json()["items"]) == 1
    assert (await tenant.client("employee").post(f"{API}/contracts", json=labour(person))).status_code == 403


async def test_what_the_law_forbids_is_refused_with_its_article_and_writes_nothing(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, person = tenant.client("hr"), tenant.employee_person
    wrong = {
        "probation_months": labour(person, months=35, probation_months=3),
        "term": labour(person, term=None),
        "ends_on": labour(person, months=None),
    }
    for field, body in wrong.items():
        answer = await hr.post(f"{API}/contracts", json=body)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert (
        "第十九条"
        in (await hr.post(f"{API}/contracts", json=wrong["probation_months"])).json()["fields"][
            "probation_months"
        ]
    )
    part_time = {
        "employee_id": str(person.id),
        "kind": "part_time",
        "starts_on": "2026-01-01",
        "probation_months": 1,
    }
    assert (
        "第七十条" in (await hr.post(f"{API}/contracts", json=part_time)).json()["fields"]["probation_months"]
    )
    assert len((await hr.get(f"{API}/contracts")).json()["items"]) == 0

    assert (await hr.post(f"{API}/contracts", json=labour(person, probation_months=6))).status_code == 201
    again = await hr.post(f"{API}/contracts", json=labour(person, starts_on="2029-01-01", probation_months=1))
    assert "只能约定一次试用期" in again.json()["fields"]["probation_months"]
    beside = await hr.post(f"{API}/contracts", json=labour(person, starts_on="2028-12-31"))
    assert beside.json()["code"] == "contracts.overlap"
    assert len((await hr.get(f"{API}/contracts")).json()["items"]) == 1


async def test_a_contract_has_to_bear_the_probation_that_is_running(renshi: Harness) -> None:
    """Hired before the term was known, with six months of probation: the contract's term has to allow them."""
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr = tenant.client("hr")
    person = await tenant.hire("赵新人", starts_on=date(2026, 11, 2), probation_months=6)
    first: dict[str, Any] = {"starts_on": "2026-11-02", "signed_on": "2026-11-02"}
    for term in (
        {"months": 2}, {"months": 12}, {"months": None, "ends_on": "2029-10-31"}, {"months": 35},
        {"term": "task", "months": None},
    ):  # fmt: skip
        refused = await hr.post(f"{API}/contracts", json=labour(person, **(first | term)))
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["probation_months"]), term
        assert "2027-05-01" in refused.json()["fields"]["probation_months"]
    assert (await hr.get(f"{API}/contracts")).json()["items"] == []
    to_the_day = labour(person, **(first | {"months": None, "ends_on": "2029-11-01"}))
    assert (await hr.post(f"{API}/contracts", json=to_the_day)).status_code == 201
    other = await tenant.hire("钱转正", starts_on=date(2026, 11, 2), probation_months=6)
    early = await hr.post(f"/api/employees/{other.id}/regularise", json={"effective_on": "2026-11-20"})
    assert early.status_code == 200, early.text
    made = await hr.post(f"{API}/contracts", json=labour(other, **(first | {"months": 12})))
    assert made.status_code == 201, made.text


async def test_an_amendment_takes_the_place_of_the_old_contract(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, person = tenant.client("hr"), tenant.employee_person
    first = (await hr.post(f"{API}/contracts", json=labour(person))).json()
    draft = (
        await hr.post(
            f"{API}/contracts/{first['id']}/amend",
            json={"starts_on": "2026-12-01", "workplace": "苏州", "note": "工作地点变更"},
        )
    ).json()
    assert (draft["state"], draft["ends_on"], draft["previous_id"]) == ("draft", "2028-12-31", first["id"])
    assert (await hr.get(f"{API}/contracts/{first['id']}")).json()["state"] == "signed"
    await hr.post(f"{API}/contracts/{draft['id']}/sign", json={"signed_on": "2026-11-23"})
    old = (await hr.get(f"{API}/contracts/{first['id']}")).json()
    assert (old["state"], old["ended_on"], old["end_reason"]) == ("ended", "2026-11-30", "replaced")


async def test_missing_and_ending_contracts_are_told_with_what_the_law_makes_of_them(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr = tenant.client("hr")
    fresh = await tenant.hire("赵新人", starts_on=date(2026, 10, 28))
    late = await tenant.hire("钱逾期", starts_on=date(2026, 9, 1))
    ending = await tenant.hire("孙到期", starts_on=date(2023, 1, 1))
    body = labour(ending, starts_on="2023-01-01", months=None, ends_on="2026-12-15", signed_on="2023-01-01")
    await hr.post(f"{API}/contracts", json=body)
    listed = (await hr.get(f"{API}/warnings", params={"limit": 200})).json()["items"]
    by_name = {row["employee_name"]: row for row in listed}
    assert (by_name["赵新人"]["kind"], by_name["赵新人"]["level"]) == ("unsigned", "warning")
    assert "须在 2026-11-27 前签订书面劳动合同（还有 4 天" in by_name["赵新人"]["text"]
    assert "自 2026-10-01 起须每月支付二倍工资" in by_name["钱逾期"]["text"]
    assert by_name["孙到期"]["kind"] == "ending"
    assert by_name["孙到期"]["text"].startswith("22 天后到期。再续一次固定期限后")
    assert {row["kind"] for row in listed} == {"unsigned", "ending"}

    for person in (fresh, late):
        await hr.post(
            f"{API}/contracts",
            json=labour(person, starts_on=person.hired_on.isoformat(), signed_on="2026-11-23"),
        )
    names = {row["employee_name"] for row in (await hr.get(f"{API}/warnings")).json()["items"]}
    assert not {"赵新人", "钱逾期"} & names


async def test_every_morning_closes_what_is_over_and_reminds_once_per_step(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, person = tenant.client("hr"), tenant.employee_person
    over = await tenant.hire("周期满", starts_on=date(2024, 1, 1))
    await hr.post(
        f"{API}/contracts",
        json=labour(over, starts_on="2024-01-01", months=None, ends_on="2026-11-22", signed_on="2024-01-01"),
    )
    await hr.post(f"{API}/contracts", json=labour(person, months=None, ends_on="2027-01-20"))
    for _ in range(2):
        await renshi.run_schedule("contracts.morning", tenant)
    states = {r["employee_name"]: r["state"] for r in (await hr.get(f"{API}/contracts")).json()["items"]}
    assert states == {"周期满": "ended", person.name: "signed"}
    told = [n.kind for n in await tenant.notices(tenant.manager_person)]
    assert told.count("contracts.ending_of_report") == 1
    renshi.clock.move_to(renshi.clock.now().replace(month=12, day=22))
    await renshi.run_schedule("contracts.morning", tenant)
    told = [n.kind for n in await tenant.notices(tenant.manager_person)]
    assert told.count("contracts.ending_of_report") == 2
    (expired,) = (await hr.get(f"{API}/warnings", params={"kind": "expired"})).json()["items"]
    assert (expired["employee_name"], expired["level"]) == ("周期满", "danger")


async def test_a_renewal_goes_to_the_manager_and_prepares_the_next_contract(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, person = tenant.client("hr"), tenant.employee_person
    first = (await hr.post(f"{API}/contracts", json=labour(person, months=None, ends_on="2026-12-31"))).json()
    assert (await hr.post(f"{API}/renewals/open", json={"until": "2026-12-31"})).json() == {"opened": 1}
    assert (await hr.post(f"{API}/renewals/open", json={"until": "2026-12-31"})).json() == {"opened": 0}
    decision = {
        "contract_ids": [first["id"]],
        "decision": "renew",
        "term": "fixed",
        "months": 36,
        "wish": "fixed",
        "reason": "表现良好",
    }
    sent = (await hr.post(f"{API}/renewals/submit", json=decision)).json()
    assert (sent["sent"], sent["failed"]) == (1, 0)
    again = (await hr.post(f"{API}/renewals/submit", json=decision)).json()
    assert (again["sent"], again["failed"]) == (0, 1)
    request = sent["items"][0]["request_id"]
    assert (await tenant.client("manager").post(f"/api/requests/{request}/approve", json={})).status_code in (
        200,
        201,
    )
    (row,) = (await hr.get(f"{API}/renewals")).json()["items"]
    assert row["state"] == "renewed"
    draft = (await hr.get(f"{API}/contracts/{row['next_contract_id']}")).json()
    assert (draft["state"], draft["starts_on"], draft["ends_on"]) == ("draft", "2027-01-01", "2029-12-31")


async def test_after_two_fixed_terms_a_third_needs_the_employees_own_wish(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr = tenant.client("hr")
    person = await tenant.hire("吴两签", starts_on=date(2021, 1, 1), manager_id=tenant.manager_person.id)
    spans = (("2021-01-01", "2023-12-31"), ("2024-01-01", "2026-12-31"))
    for first, last in spans:
        body = labour(person, starts_on=first, months=None, ends_on=last, signed_on=first)
        assert (await hr.post(f"{API}/contracts", json=body)).status_code == 201
    current = (await hr.get(f"{API}/contracts", params={"employee_id": str(person.id)})).json()["items"][0]
    base = {"contract_ids": [current["id"]], "reason": "续签评估"}
    refused = [
        {"decision": "renew", "term": "fixed", "months": 36, "wish": "open"},
        {"decision": "renew", "term": "fixed", "months": 36},
        {"decision": "not_renew", "wish": "open"},
    ]
    for decision in refused:
        answer = (await hr.post(f"{API}/renewals/submit", json=base | decision)).json()
        assert (answer["sent"], answer["failed"]) == (0, 1)
    allowed = base | {"decision": "renew", "term": "open", "wish": "open"}
    answer = (await hr.post(f"{API}/renewals/submit", json=allowed)).json()
    assert [item["error"] for item in answer["items"]] == [None]


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    book.worksheets[0].append(HEADINGS)
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_workbook_is_written_whole_or_not_at_all_and_once(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr, number = tenant.client("hr"), tenant.employee_person.number
    good = (number, "", "劳动合同", "固定期限", "2024-01-01", date(2026, 12, 31), 2, "2024/1/2", "")
    bad = ("X999", "", "劳动合同", "五年", "2024-13-01", None, 9, None, "")

    async def send(content: bytes, write: bool) -> dict[str, Any]:
        async with tenant.context("contracts") as ctx:
            stored = await ctx.files.put("contracts.xlsx", content, media_type="application/octet-stream")
        return (await hr.post(f"{API}/imports", json={"file_id": str(stored.id), "write": write})).json()

    refused = await send(workbook(good, bad), True)
    assert (refused["rows"], refused["written"]) == (2, 0)
    assert {p["row"] for p in refused["problems"]} == {3}
    assert [p["problem"] for p in refused["problems"]][
        -1
    ] == "本公司没有工号为“X999”的员工，或不在您的数据范围内"
    assert len((await hr.get(f"{API}/contracts")).json()["items"]) == 0

    assert (await send(workbook(good), False))["written"] == 0
    assert (await send(workbook(good), True))["written"] == 1
    twice = await send(workbook(good), True)
    assert (twice["written"], twice["known"]) == (0, 1)
    (row,) = (await hr.get(f"{API}/contracts")).json()["items"]
    assert (row["number"], row["state"], row["probation_ends_on"]) == ("HT2024-00001", "signed", "2024-02-29")
    assert (await send(b"no workbook", True))["code"] == "contracts.import.file"

    template = await hr.get(f"{API}/imports/template")
    sheet = load_workbook(io.BytesIO(template.content)).worksheets[0]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS


async def test_reports_count_what_there_is(renshi: Harness) -> None:
    tenant = await renshi.new_tenant(enable=["contracts"])
    hr = tenant.client("hr")
    await hr.post(f"{API}/contracts", json=labour(tenant.employee_person, months=None, ends_on="2027-02-28"))
    expiry = (await hr.get("/api/reports/contracts.expiry")).json()["items"]
    assert expiry == [{"month": "2027-02", "contracts": 1, "renewed": 0, "not_renewed": 0, "undecided": 1}]
    rows = (await hr.get("/api/reports/contracts.structure")).json()["items"]
    assert sum(row["people"] for row in rows) == sum(row["fixed"] + row["none"] for row in rows)
    assert sum(row["fixed"] for row in rows) == 1
