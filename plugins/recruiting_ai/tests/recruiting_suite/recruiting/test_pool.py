"""The talent pool: who looks like one person, merging and undoing, consent, import, asking again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from renshi_recruiting_ai.pool.identity import name_key, school_key

from renshi_sdk.db import execute
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany

platform = pytest.mark.asyncio(loop_scope="session")


def test_names_and_schools_have_one_form() -> None:
    assert name_key("Ａnna-Maria  O’Neil") == "annamariaoneil"
    assert name_key("阿依古丽·买买提") == name_key("阿依古丽 买买提")
    assert school_key("山东大学（威海）") == school_key(" 山东大学 ") == "山东大学"
    assert school_key("University of Leeds") != school_key("Leeds Beckett University")


async def _put(firm: RecruitingCompany, path: str, body: dict[str, Any]) -> Any:
    async with firm.tenant.client("hr") as client:
        return await client.put(API + path, json=body)


async def _people(firm: RecruitingCompany) -> dict[str, str]:
    rows = await firm.rows("SELECT id, name FROM recruiting_ai_candidate ORDER BY created_at, id")
    return {row["name"]: str(row["id"]) for row in rows}


@platform
async def test_two_rows_become_one_person_and_two_again(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    first, second = await firm.open_job(), await firm.open_job("store_manager")
    await firm.apply(first)
    old = await firm.apply(second, name="赵小选", phone="13700137000", email="ZHAO@example.com", facts={})
    await firm.apply(second, name="钱候选", phone="13900139000", email="qian@example.com", facts={})
    people = await _people(firm)
    pairs = (await firm.hr("/pool/duplicates")).json()["items"]
    assert [(p["first_name"], p["second_name"], p["why"]) for p in pairs] == [
        ("赵候选", "赵小选", "邮箱相同")
    ]
    pair = {"keep": people["赵候选"], "merge": people["赵小选"]}
    shown = (await firm.hr("/pool/merges/preview", pair)).json()
    assert {f["name"]: f["differ"] for f in shown["fields"]}["phone"] is True
    assert shown["twice"] == []
    done = await firm.hr("/pool/merges", pair | {"take": ["phone"]})
    assert done.status_code == 201, done.text
    again = await firm.hr("/pool/merges", pair)
    assert (again.status_code, again.json()["code"]) == (409, "recruiting_ai.merged")
    listed = (await firm.hr("/pool")).json()["items"]
    assert {(p["name"], p["phone"], p["applications"]) for p in listed} == {
        ("赵候选", "13700137000", 2),
        ("钱候选", "13900139000", 1),
    }
    # The merged row's own link goes on working, and it may not apply a second time for a job of the other.
    assert (await firm.me(old)).status_code == 200
    async with firm.tenant.anonymous() as client:
        twice = await client.post(
            f"{firm.public}/jobs/{first['public_code']}/applications",
            json=firm.form(name="赵小选", phone="13700137000"),
        )
    assert twice.json()["code"] == "recruiting_ai.applied_already"
    undone = await firm.hr(f"/pool/merges/{done.json()['id']}/undo", {})
    assert undone.status_code == 200
    listed = (await firm.hr("/pool")).json()["items"]
    assert {(p["name"], p["phone"], p["applications"]) for p in listed} == {
        ("赵候选", "13800138000", 1),
        ("赵小选", "13700137000", 1),
        ("钱候选", "13900139000", 1),
    }
    assert (await firm.hr(f"/pool/merges/{done.json()['id']}/undo", {})).status_code == 409
    await firm.hr("/pool/distinct", {"first": pair["merge"], "second": pair["keep"]})
    assert (await firm.hr("/pool/duplicates")).json()["items"] == []


@platform
async def test_erasing_one_row_of_a_person_erases_all_of_them(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    first, second = await firm.open_job(), await firm.open_job("store_manager")
    token = await firm.apply(first)
    await firm.apply(second, name="赵小选", phone="13700137000", email="zhao@example.com", facts={})
    people = await _people(firm)
    await firm.hr("/pool/merges", {"keep": people["赵候选"], "merge": people["赵小选"]})
    stop = await firm.hr(f"/pool/{people['赵候选']}/do-not-contact", {"on": True, "reason": "来电要求"})
    assert stop.json() == {"do_not_contact": True}
    erased = (await firm.me(token, "/erasure", {})).json()["erased"]
    assert erased["recruiting_ai_candidate"] == 2
    assert {row["name"] for row in await firm.rows("SELECT name FROM recruiting_ai_candidate")} == {"已删除"}
    left = await firm.rows("SELECT phone_index, email_index, skills FROM recruiting_ai_candidate")
    assert [dict(row) for row in left] == [{"phone_index": None, "email_index": None, "skills": []}] * 2
    # What stays of the wish not to be written to names nobody and still works.
    assert len(await firm.rows("SELECT FROM recruiting_ai_suppressed")) == 3
    text = "姓名,手机号,同意方式,保存至\n赵候选,13800138000,2025 年招聘会书面同意,2027-06-30\n"
    looked = (await firm.hr("/pool/import", {"text": text})).json()
    assert looked["counts"] == {"new": 0, "known": 0, "suppressed": 1, "refused": 0}


@platform
async def test_same_name_and_school_is_suggested_and_thousands_take_one_statement(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    async with firm.tenant.context("recruiting_ai") as ctx:
        await execute(
            "INSERT INTO recruiting_ai_candidate (id, company_id, name, name_key, school, school_key, phone_index)"
            " SELECT gen_random_uuid(), $1, 'n' || n, 'n' || n, '复旦大学', '复旦大学', decode(md5(n::text), 'hex')"
            " FROM generate_series(1, 5000) n",
            ctx.company_id,
        )
        await execute(
            "INSERT INTO recruiting_ai_candidate (id, company_id, name, name_key, school, school_key)"
            " SELECT gen_random_uuid(), $1, 'N' || n, 'n' || n, '复旦大学（江湾）', '复旦大学'"
            " FROM generate_series(1, 7) n",
            ctx.company_id,
        )
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    # As autovacuum does after so many rows; when it comes by is not the test's to wait for.
    await owner.execute("ANALYZE recruiting_ai_candidate")
    await owner.close()
    pairs = (await firm.hr("/pool/duplicates")).json()["items"]
    assert {p["why"] for p in pairs} == {"姓名与毕业院校相同"}
    assert sorted(p["first_name"].lower() for p in pairs) == [f"n{n}" for n in range(1, 8)]


@platform
async def test_past_candidates_are_imported_kept_as_agreed_and_asked_again(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    text = (
        "姓名,手机号,邮箱,毕业院校,城市,工作年限,学历,技能,同意方式,保存至\n"
        '孙先前,13600136000,sun@example.com,同济大学,上海,6,本科,"SQL,精益",2026 年面试后书面同意,2027-11-01\n'
        "李无据,13500135000,,,,,,,,2027-11-01\n"
        "孙重复,13600136000,,,,,,,2026 年面试后书面同意,2027-11-01\n"
        "周太久,13400134000,,,,,,,2026 年面试后书面同意,2036-11-01\n"
    )
    looked = (await firm.hr("/pool/import", {"text": text})).json()
    assert [(x["line"], x["state"]) for x in looked["lines"]] == [
        (2, "new"),
        (3, "refused"),
        (4, "known"),
        (5, "refused"),
    ]
    assert await firm.rows("SELECT FROM recruiting_ai_candidate") == []
    done = (await firm.hr("/pool/import", {"text": text, "apply": True})).json()
    assert done["counts"] == {"new": 1, "known": 1, "suppressed": 0, "refused": 2}
    found = (await firm.hr("/pool?skills=sql&city=上海&years.ge=5&pool=true")).json()["items"]
    assert [(p["name"], p["skills"], p["keep_until"]) for p in found] == [
        ("孙先前", ["sql", "精益"], "2027-11-01")
    ]
    assert (await firm.hr("/pool?skills=sql,python")).json()["items"] == []
    person = found[0]["id"]
    asked = (await firm.hr(f"/pool/{person}/reactivate", {"requisition_id": str(job["id"])})).json()
    assert asked["message"]["state"] == "not_sent"
    application = await firm.only_application()
    assert (application["name"], application["channel"], application["stage_title"]) == (
        "孙先前",
        "pool",
        "新投递",
    )
    again = await firm.hr(f"/pool/{person}/reactivate", {"requisition_id": str(job["id"])})
    assert again.json()["code"] == "recruiting_ai.applied_already"


@platform
async def test_nobody_is_asked_again_without_a_consent_that_holds(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    first, second = await firm.open_job(), await firm.open_job("store_manager")
    await firm.apply(first)
    person = (await _people(firm))["赵候选"]
    body = {"requisition_id": str(second["id"])}
    refused = await firm.hr(f"/pool/{person}/reactivate", body)
    assert refused.json()["code"] == "recruiting_ai.no_pool_consent"
    far = await firm.hr(f"/pool/{person}/keep", {"until": "2030-01-01", "consent": "电话同意，有录音"})
    assert far.status_code == 422
    kept = await firm.hr(f"/pool/{person}/keep", {"until": "2026-12-24", "consent": "电话同意，有录音"})
    assert kept.json() == {"keep_until": "2026-12-24"}
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=40))
    assert (await firm.hr(f"/pool/{person}/reactivate", body)).json()[
        "code"
    ] == "recruiting_ai.no_pool_consent"
    assert len(await firm.rows("SELECT FROM recruiting_ai_application")) == 1


@platform
async def test_the_pool_keeps_somebody_longer_than_the_rest_and_no_longer(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    job = await firm.open_job()
    token = await firm.apply(job)
    await firm.apply(job, name="钱候选", phone="13900139000", email=None)
    people = await _people(firm)
    await firm.hr(f"/pool/{people['赵候选']}/keep", {"until": "2027-11-20", "consent": "本人书面同意"})
    await firm.me(token, "/withdraw", {})
    rows = {a["name"]: a["id"] for a in (await firm.hr("/applications")).json()["items"]}
    await firm.hr(
        f"/applications/{rows['钱候选']}/decisions", {"decision": "reject", "reason": "经验与岗位不符"}
    )
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=200))
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    assert set(await _people(firm)) == {"赵候选", "已删除"}
    renshi.clock.move_to(renshi.clock.now() + timedelta(days=170))
    await renshi.run_schedule("recruiting_ai.retain", firm.tenant)
    assert set(await _people(firm)) == {"已删除"}


@platform
async def test_facts_can_be_corrected_and_what_is_unknown_is_404(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)
    await firm.apply(await firm.open_job())
    person = (await _people(firm))["赵候选"]
    done = await _put(
        firm, f"/pool/{person}", {"city": "苏州", "years": 4.5, "degree": "本科", "skills": "SQL，Python"}
    )
    assert (done.json()["city"], done.json()["years"], done.json()["skills"]) == (
        "苏州",
        "4.5",
        ["sql", "python"],
    )
    unknown = "018f0000-0000-7000-8000-000000000000"
    for path in ("", "/applications", "/merges", "/duplicates"):
        assert (await firm.hr(f"/pool/{unknown}{path}")).status_code == 404
