"""The public callback over the real platform: attacks, repeats, parallel sends, slow work."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from renshi_wechat.conversation import facts
from renshi_wechat.messages import service

from renshi_sdk.db import execute

if TYPE_CHECKING:
    from conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")
UNKNOWN = "没有理解您的意思。发送“帮助”查看可用功能。"
NOT_BOUND = "您还没有绑定员工账号。请在员工系统“我的微信”取得绑定码，或向人事索取，然后发送\n绑定 工号 绑定码"


async def test_address_check(talk: Talk) -> None:
    query, _ = talk.platform.envelope("<xml/>")
    async with talk.tenant.anonymous() as wechat:
        good = await wechat.get(talk.path, params=query | {"echostr": "58771278"})
        bad = await wechat.get(talk.path, params=query | {"echostr": "58771278", "signature": "0" * 40})
    assert (good.status_code, good.text) == (200, "58771278")
    assert (bad.status_code, bad.text) == (403, "")


async def test_attacks_get_no_answer_and_leave_nothing(talk: Talk) -> None:
    xml = talk.platform.document("o1", {"MsgType": "text", "Content": "余额", "MsgId": "1"})
    query, body = talk.platform.envelope(xml)
    old = {name: value for name, value in query.items() if name != "timestamp"}
    attacks: list[tuple[dict[str, str], bytes, int]] = [
        ({}, body, 400),
        (query | {"msg_signature": "0" * 40}, body, 403),
        (query | {"signature": "0" * 40}, body, 403),
        (old | {"timestamp": str(int(query["timestamp"]) - 3600)}, body, 403),
        (query, body.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[AAAA"), 403),
        (query, xml.encode(), 400),
        (query, b"", 400),
        (query, b"\xff\xfe\x00", 400),
        (query, b"{}", 400),
        (query, b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', 400),
    ]
    for query_sent, body_sent, status in attacks:
        assert await talk.post(query_sent, body_sent) == (status, "")
    huge = await talk.post(query, b"x" * 200_000)
    assert huge[0] in (400, 413)
    assert "x" * 10 not in huge[1]
    assert await talk.rows("wechat_inbound") == []
    assert await talk.rows("wechat_window") == []


async def test_a_parameter_that_comes_twice_is_refused(talk: Talk) -> None:
    query, body = talk.platform.envelope(
        talk.platform.document("o1", {"MsgType": "text", "Content": "余额", "MsgId": "1"})
    )
    async with talk.tenant.anonymous() as wechat:
        answer = await wechat.post(talk.path, params=[*query.items(), ("nonce", "1")], content=body)
    assert (answer.status_code, answer.text) == (400, "")


async def test_another_account_or_a_disabled_one_is_not_there(talk: Talk) -> None:
    xml = talk.platform.document("o1", {"MsgType": "text", "Content": "余额", "MsgId": "1"})
    async with talk.tenant.client("admin") as admin:
        answer = await admin.patch(
            f"/api/plugins/wechat/accounts/{talk.account_id}", json={"state": "disabled"}
        )
        assert answer.status_code == 200
    assert await talk.post(*talk.platform.envelope(xml)) == (404, "")
    talk.account_id = "00000000-0000-7000-8000-000000000000"
    assert await talk.post(*talk.platform.envelope(xml)) == (404, "")


async def test_another_company_s_address_knows_nothing_of_the_account(talk: Talk) -> None:
    other = await talk.renshi.new_tenant(enable=["wechat"])
    query, body = talk.platform.envelope(
        talk.platform.document("o1", {"MsgType": "text", "Content": "余额", "MsgId": "1"})
    )
    async with other.anonymous() as wechat:
        answer = await wechat.post(
            f"{other.public_path('wechat')}/callback/{talk.account_id}", params=query, content=body
        )
    assert (answer.status_code, answer.text) == (404, "")


async def test_three_repeats_have_one_effect_and_one_answer(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    fields = {"MsgType": "text", "Content": "明天下午请半天事假，家里有事", "MsgId": "77001"}
    xml = talk.platform.document("o-emp", fields)
    answers = [await talk.deliver(xml) for _ in range(3)]
    assert len(set(answers)) == 1
    assert answers[0].startswith("请核对请假申请：\n类型：事假\n时间：11月24日（周二）下午\n事由：家里有事")
    assert len(await talk.rows("wechat_draft")) == 1
    keys = [row["dedupe_key"] for row in await talk.rows("wechat_inbound")]
    assert keys.count("77001") == 1


async def test_three_parallel_sends_submit_one_request(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.say("o-emp", "明天下午请半天事假，家里有事")
    xml = talk.platform.document("o-emp", {"MsgType": "text", "Content": "确认", "MsgId": "77002"})
    answers = await asyncio.gather(*(talk.deliver(xml) for _ in range(3)))
    assert len(set(answers)) == 1
    assert answers[0].startswith("已提交，申请编号 ")
    assert len(await talk.rows("core_request", "id, created_at")) == 1


async def test_two_different_confirmations_at_once_submit_one_request(talk: Talk) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.say("o-emp", "明天下午请半天事假，家里有事")
    answers = await asyncio.gather(*(talk.say("o-emp", "确认") for _ in range(2)))
    assert sorted(answer[:4] for answer in answers) == ["已提交，", "没有待确"]
    assert len(await talk.rows("core_request", "id, created_at")) == 1


async def test_events_are_told_apart_by_user_time_and_name(talk: Talk) -> None:
    first = talk.platform.document("o1", {"MsgType": "event", "Event": "subscribe"})
    assert (await talk.deliver(first)).startswith("您好，这里是测试公众号。请先绑定员工账号")
    await talk.deliver(first)
    assert await talk.event("o2", "subscribe") != ""
    assert await talk.event("o1", "VIEW", EventKey="https://a.example.cn") == ""
    rows = await talk.rows("wechat_inbound")
    assert [(row["openid"], row["event"], row["outcome"]) for row in rows] == [
        ("o1", "subscribe", "subscribed"),
        ("o2", "subscribe", "subscribed"),
        ("o1", "view", "ignored"),
    ]


async def test_windows_open_by_what_the_user_does(talk: Talk) -> None:
    await talk.say("o-message", "你好吗")
    await talk.event("o-scan", "SCAN", EventKey="E001")
    await talk.event("o-view", "VIEW", EventKey="https://a.example.cn")
    now = talk.renshi.clock.now()
    found = {
        (row["openid"], row["kind"], row["remaining"], (row["closes_at"] - now).total_seconds())
        for row in await talk.rows("wechat_window")
    }
    assert found == {("o-message", "message", 5, 172800.0), ("o-scan", "tap", 3, 60.0)}


async def test_strangers_learn_nothing(talk: Talk) -> None:
    for text in ("余额", "工资条", "明天请一天年假", "确认", "待办", "同意 1234", "解绑"):
        assert await talk.say("o-stranger", text) == NOT_BOUND
    assert (
        await talk.deliver(
            talk.platform.document("o-stranger", {"MsgType": "voice", "MediaId": "m", "MsgId": "5"})
        )
        == "目前只支持文字消息。发送“帮助”查看可用功能。"
    )


async def test_slow_work_answers_empty_and_comes_as_a_custom_message(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.renshi.settle()
    calls: list[int] = []
    honest = facts.balances

    async def slow(*arguments: Any) -> str:
        calls.append(1)
        if len(calls) == 1:
            await execute("SELECT pg_sleep(12)")
        return await honest(*arguments)

    monkeypatch.setattr(facts, "balances", slow)
    monkeypatch.setattr(service, "ANSWER_SECONDS", 0.3)
    fields = {"MsgType": "text", "Content": "余额", "MsgId": "77003"}
    xml = talk.platform.document("o-emp", fields)
    talk.mock.touch("o-emp")
    started = asyncio.get_running_loop().time()
    assert await talk.deliver(xml) == ""
    assert asyncio.get_running_loop().time() - started < 10
    assert [await talk.deliver(xml) for _ in range(2)] == ["", ""]
    await talk.renshi.settle()
    assert len(calls) == 2
    assert [(sent.api, sent.openid, sent.text.split("\n")[0]) for sent in talk.mock.sent] == [
        ("custom", "o-emp", "假期余额（2026-11-23）")
    ]
    outbound = await talk.rows("wechat_outbound")
    assert [(row["purpose"], row["topic"], row["state"], row["content_sealed"]) for row in outbound] == [
        ("reply", "balances", "sent", None)
    ]
    assert (await talk.rows("wechat_inbound"))[-1]["outcome"] == "late_balances"


async def test_another_plugin_that_is_slow_in_the_database(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.renshi.settle()

    async def slow(ctx: Any, employee_id: Any) -> list[Any]:
        await execute("SELECT pg_sleep(12)")
        return []

    with monkeypatch.context() as patched:
        patched.setattr("renshi_attendance.balances.service.collect_balances", slow)
        patched.setattr(service, "ANSWER_SECONDS", 0.3)
        assert await talk.say("o-emp", "余额") == ""
    assert (await talk.rows("wechat_inbound"))[-1]["outcome"] == "deferred"
    await talk.renshi.settle()
    assert [sent.text.split("\n")[0] for sent in talk.mock.sent] == ["假期余额（2026-11-23）"]


async def test_a_crash_says_sorry_and_undoes_its_writes(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk.bind(talk.tenant.employee_person, "o-emp")

    async def broken(ctx: Any, *_: Any) -> str:
        await execute("DELETE FROM wechat_binding")
        raise ZeroDivisionError

    monkeypatch.setattr(facts, "balances", broken)
    assert await talk.say("o-emp", "余额") == "系统繁忙，请稍后再试。"
    assert len(await talk.rows("wechat_binding")) == 1
    assert (await talk.rows("wechat_inbound"))[-1]["outcome"] == "failed"
