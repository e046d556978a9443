"""Who is who: codes, binding, and every way it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from renshi_sdk.contracts import EndEmployment

if TYPE_CHECKING:
    from conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")
WRONG = "工号或绑定码不正确，或绑定码已失效。请核对后重试，或重新获取绑定码。"


async def test_binding_by_number_and_code(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.renshi.settle()
    (row,) = await talk.rows("wechat_binding")
    assert (row["employee_id"], row["openid"], row["unionid"], row["status"]) == (
        talk.tenant.employee_person.id,
        "o-emp",
        "u-o-emp",
        "active",
    )
    assert len(await talk.tenant.audit("wechat.binding.create")) == 1


async def test_the_code_is_kept_as_a_hash_only(talk: Talk) -> None:
    code = await talk.code_for(talk.tenant.employee_person)
    assert len(code) == 8
    (row,) = await talk.rows("wechat_binding_code")
    assert code.encode() not in bytes(row["code_index"])
    assert len(row["code_index"]) == 16


async def test_a_code_works_once(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    code = await talk.code_for(employee)
    await talk.say("o-emp", f"绑定 {employee.number} {code}")
    assert await talk.say("o-other", f"绑定 {employee.number} {code}") == WRONG
    assert [row["openid"] for row in await talk.rows("wechat_binding")] == ["o-emp"]


async def test_a_code_expires_and_a_new_one_replaces_it(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    first = await talk.code_for(employee)
    second = await talk.code_for(employee)
    if first != second:
        assert await talk.say("o-emp", f"绑定 {employee.number} {first}") == WRONG
    talk.renshi.clock.move_to(talk.renshi.clock.now() + timedelta(minutes=30))
    assert await talk.say("o-emp", f"绑定 {employee.number} {second}") == WRONG
    assert await talk.rows("wechat_binding") == []


async def test_five_wrong_attempts_spend_the_code(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    code = await talk.code_for(employee)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for openid in ("o1", "o2", "o3", "o4", "o5"):
        assert await talk.say(openid, f"绑定 {employee.number} {wrong}") == WRONG
    assert await talk.say("o-emp", f"绑定 {employee.number} {code}") == WRONG
    assert await talk.rows("wechat_binding") == []


async def test_unknown_number_and_wrong_code_read_the_same(talk: Talk) -> None:
    assert await talk.say("o1", "绑定 NOBODY 12345678") == WRONG
    assert await talk.say("o1", f"绑定 {talk.tenant.employee_person.number} 12345678") == WRONG


async def test_ten_wrong_guesses_of_one_user_an_hour(talk: Talk) -> None:
    for _ in range(10):
        assert await talk.say("o-guess", "绑定 NOBODY 12345678") == WRONG
    employee = talk.tenant.employee_person
    code = await talk.code_for(employee)
    assert await talk.say("o-guess", f"绑定 {employee.number} {code}") == "尝试次数过多，请一小时后再试。"
    talk.renshi.clock.move_to(talk.renshi.clock.now() + timedelta(minutes=61))
    code = await talk.code_for(employee)
    assert (await talk.say("o-guess", f"绑定 {employee.number} {code}")).startswith("绑定成功")


async def test_one_wechat_one_employee_and_the_other_way_round(talk: Talk) -> None:
    employee, manager = talk.tenant.employee_person, talk.tenant.manager_person
    await talk.bind(employee, "o-emp")
    code = await talk.code_for(manager)
    assert (
        await talk.say("o-emp", f"绑定 {manager.number} {code}")
        == "此微信已绑定其他员工账号，请先发送“解绑”。"
    )
    code = await talk.code_for(employee)
    answer = await talk.say("o-new", f"绑定 {employee.number} {code}")
    assert answer == "该员工账号已绑定其他微信，请先在原微信发送“解绑”，或联系人事解除。"
    assert [row["openid"] for row in await talk.rows("wechat_binding")] == ["o-emp"]


async def test_unbinding_in_the_chat_by_hr_and_by_oneself(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    await talk.bind(employee, "o-emp")
    assert await talk.say("o-emp", "解绑") == "已解除绑定。"
    await talk.bind(employee, "o-emp")
    async with talk.tenant.client("hr") as hr:
        listed = (await hr.get("/api/plugins/wechat/bindings?status=active")).json()["items"]
        assert [(row["number"], row["employee_name"]) for row in listed] == [(employee.number, employee.name)]
        ended = await hr.post(f"/api/plugins/wechat/bindings/{listed[0]['id']}/end")
        assert (ended.status_code, ended.json()) == (200, {"ended": 1})
    await talk.bind(employee, "o-emp")
    async with talk.tenant.client("employee") as own:
        assert len((await own.get("/api/plugins/wechat/my/bindings")).json()["items"]) == 1
        answer = await own.post("/api/plugins/wechat/my/bindings/end")
        assert (answer.status_code, answer.json()) == (200, {"ended": 1})
    rows = await talk.rows("wechat_binding")
    assert [(row["status"], row["ended_reason"]) for row in rows] == [
        ("ended", "本人在微信中解绑"),
        ("ended", "人事解除绑定"),
        ("ended", "本人在系统中解绑"),
    ]


async def test_employees_issue_codes_for_themselves_alone(talk: Talk) -> None:
    async with talk.tenant.client("employee") as employee:
        mine = await employee.post("/api/plugins/wechat/my/binding-code")
        assert mine.status_code == 201
        assert mine.json()["send"] == f"绑定 {talk.tenant.employee_person.number} {mine.json()['code']}"
        refused = await employee.post(
            "/api/plugins/wechat/binding-codes", json={"employee_id": str(talk.tenant.manager_person.id)}
        )
        assert refused.status_code == 403
        assert (await employee.get("/api/plugins/wechat/bindings")).status_code == 403
    assert len(await talk.rows("wechat_binding_code")) == 1


async def test_leaving_ends_the_binding(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    await talk.bind(employee, "o-emp")
    async with talk.tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=employee.id, last_day=date(2026, 11, 22), reason="合同到期")
        )
    await talk.renshi.settle()
    (row,) = await talk.rows("wechat_binding")
    assert (row["status"], row["ended_reason"]) == ("ended", "离职")
    assert (await talk.say("o-emp", "工资条")).startswith("您还没有绑定员工账号")


async def test_leaving_later_ends_the_binding_after_the_last_day(talk: Talk) -> None:
    employee = talk.tenant.employee_person
    await talk.bind(employee, "o-emp")
    async with talk.tenant.context() as ctx:
        await ctx.people.end_employment(
            EndEmployment(employee_id=employee.id, last_day=date(2026, 11, 30), reason="合同到期")
        )
    await talk.renshi.settle()
    assert [row["status"] for row in await talk.rows("wechat_binding")] == ["active"]
    talk.renshi.clock.move_to(talk.renshi.clock.now() + timedelta(days=9))
    assert (await talk.say("o-emp", "余额")).startswith("您还没有绑定员工账号")
    assert [row["status"] for row in await talk.rows("wechat_binding")] == ["ended"]


async def test_a_person_s_data_can_be_exported_and_erased(talk: Talk) -> None:
    from renshi_wechat import upkeep

    employee = talk.tenant.employee_person
    await talk.bind(employee, "o-emp")
    await talk.bind(talk.tenant.manager_person, "o-man")
    await talk.say("o-emp", "明天请一天年假，回家")
    async with talk.tenant.context("wechat") as ctx:
        exported = await upkeep.export(ctx, employee.id)
        assert set(exported) == set(upkeep.PERSONAL_TABLES)
        assert [row["openid"] for row in exported["wechat_binding"]] == ["o-emp"]
        assert len(exported["wechat_inbound"]) == 2
        erased = await upkeep.erase(ctx, employee.id)
    assert erased.erased["wechat_binding"] == 1
    assert erased.erased["wechat_inbound"] == 2
    assert erased.erased["wechat_draft"] == 1
    assert [row["openid"] for row in await talk.rows("wechat_binding")] == ["o-man"]
    assert {row["openid"] for row in await talk.rows("wechat_inbound")} == {"o-man"}
