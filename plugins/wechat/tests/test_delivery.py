"""The channel: window, template, honest failure; and what each error changes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from renshi_wechat.delivery import ladder

from renshi_sdk import Temporary, Text
from renshi_sdk.contributions import Delivery, Notice

if TYPE_CHECKING:
    from conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")
CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
FIELDS = {"thing1": "title", "time2": "time"}


def notice(talk: Talk, **changes: object) -> Notice:
    facts: dict[str, object] = {
        "id": uuid4(),
        "employee_id": talk.tenant.employee_person.id,
        "kind": "test.notice",
        "title": Text("请假已批准", "Leave approved"),
        "body": Text("11月24日下午 事假", "24 November, afternoon"),
        "link": "/console/core/inbox",
    }
    return Notice(**(facts | changes))  # type: ignore[arg-type]


async def deliver(talk: Talk, about: Notice) -> Delivery:
    async with talk.tenant.context("wechat") as ctx:
        return await ladder.deliver(ctx, about)


async def with_template(talk: Talk) -> None:
    talk.mock.template("T1", {"thing1": "thing", "time2": "time"})
    async with talk.tenant.client("admin") as admin:
        answer = await admin.patch(
            f"/api/plugins/wechat/accounts/{talk.account_id}",
            json={"template_id": "T1", "template_fields": FIELDS},
        )
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def bound(talk: Talk) -> Talk:
    await talk.bind(talk.tenant.employee_person, "o-emp")
    await talk.renshi.settle()
    return talk


async def last(talk: Talk) -> tuple[str, str, int | None]:
    row = (await talk.rows("wechat_outbound"))[-1]
    return row["api"], row["state"], row["errcode"]


async def test_within_the_window_a_custom_message(bound: Talk) -> None:
    assert await deliver(bound, notice(bound)) == Delivery("sent", "custom")
    assert [(sent.api, sent.text) for sent in bound.mock.sent] == [
        ("custom", "【请假已批准】\n11月24日下午 事假\nhttps://hr.example.cn/console/core/inbox")
    ]
    assert await last(bound) == ("custom", "sent", None)
    (window,) = [row for row in await bound.rows("wechat_window") if row["kind"] == "message"]
    assert window["remaining"] == 4


async def test_through_the_core_s_notices(bound: Talk) -> None:
    await bound.notify(bound.tenant.employee_person)
    assert [sent.text for sent in bound.mock.sent] == ["【请假已批准】\n11月24日下午 事假"]
    assert [n.title.zh for n in await bound.tenant.notices(bound.tenant.employee_person)] == ["请假已批准"]


async def test_a_link_in_somebody_s_words_is_no_link(bound: Talk) -> None:
    words = Text('意见：<a href="https://evil.example">点此审批</a>', "a comment")
    assert await deliver(bound, notice(bound, body=words, link=None)) == Delivery("sent", "custom")
    assert [sent.text for sent in bound.mock.sent] == [
        '【请假已批准】\n意见：＜a href="https://evil.example">点此审批＜/a>'
    ]


async def test_nobody_bound_nothing_sent(talk: Talk) -> None:
    assert await deliver(talk, notice(talk)) == Delivery("unreachable", "未绑定微信")
    assert await talk.rows("wechat_outbound") == []


async def test_after_48_hours_without_a_template_it_is_said_so(bound: Talk) -> None:
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(hours=48, seconds=1))
    answer = await deliver(bound, notice(bound))
    assert answer == Delivery("unreachable", "custom: 不在可回复时间内；template: 未设置模板")
    assert bound.mock.calls(CUSTOM) == 0
    assert await last(bound) == ("none", "undeliverable", None)


async def test_after_48_hours_a_template_message(bound: Talk) -> None:
    await with_template(bound)
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(hours=49))
    about = notice(bound)
    assert await deliver(bound, about) == Delivery("sent", "template")
    (sent,) = bound.mock.sent
    assert sent.text == "thing1: 请假已批准\ntime2: 2026年11月25日 10:00"
    assert sent.body["client_msg_id"] == about.id.hex
    assert sent.body["url"] == "https://hr.example.cn/console/core/inbox"
    assert await last(bound) == ("template", "sent", None)
    answer = await bound.event("o-emp", "TEMPLATESENDJOBFINISH", MsgID=str(sent.msgid), Status="success")
    assert answer == ""
    assert await last(bound) == ("template", "delivered", None)


async def test_a_user_who_blocks_templates_is_remembered(bound: Talk) -> None:
    await with_template(bound)
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(hours=49))
    assert await deliver(bound, notice(bound)) == Delivery("sent", "template")
    (row,) = await bound.rows("wechat_outbound")
    await bound.event("o-emp", "TEMPLATESENDJOBFINISH", MsgID=row["msgid"], Status="failed:user block")
    assert await last(bound) == ("template", "failed", None)
    assert [b["status"] for b in await bound.rows("wechat_binding")] == ["unsubscribed"]
    assert await deliver(bound, notice(bound)) == Delivery("unreachable", "绑定不可用：unsubscribed")


async def test_the_same_notice_is_sent_once(bound: Talk) -> None:
    about = notice(bound)
    answers = await asyncio.gather(*(deliver(bound, about) for _ in range(3)))
    assert sorted(answer.reason for answer in answers) == ["custom", "已发送过", "已发送过"]
    assert {answer.state for answer in answers} == {"sent"}
    assert len(bound.mock.sent) == 1
    assert len(await bound.rows("wechat_outbound")) == 1


async def test_five_notices_use_the_window_up(bound: Talk) -> None:
    for _ in range(5):
        assert await deliver(bound, notice(bound)) == Delivery("sent", "custom")
    assert (await deliver(bound, notice(bound))).state == "unreachable"
    assert bound.mock.calls(CUSTOM) == 5
    await bound.say("o-emp", "你好")
    assert await deliver(bound, notice(bound)) == Delivery("sent", "custom")


@pytest.mark.parametrize(
    ("code", "binding", "windows"),
    [(45015, "active", 0), (45047, "active", 0), (40003, "stale", 1), (47001, "active", 1)],
)
async def test_a_refused_custom_message_goes_on_to_the_template(
    code: int, binding: str, windows: int, bound: Talk
) -> None:
    await with_template(bound)
    bound.mock.fail(CUSTOM, code)
    assert await deliver(bound, notice(bound)) == Delivery("sent", "template")
    assert [sent.api for sent in bound.mock.sent] == ["template"]
    assert [b["status"] for b in await bound.rows("wechat_binding")] == [binding]
    assert len(await bound.rows("wechat_window")) == windows
    assert bound.mock.calls(CUSTOM) == 1


async def test_busy_is_tried_again_later(bound: Talk) -> None:
    bound.mock.fail(CUSTOM, -1)
    about = notice(bound)
    with pytest.raises(Temporary):
        await deliver(bound, about)
    assert await bound.rows("wechat_outbound") == []
    (window,) = await bound.rows("wechat_window")
    assert window["remaining"] == 5
    assert await deliver(bound, about) == Delivery("sent", "custom")


async def test_a_custom_message_that_may_have_arrived_is_not_repeated(bound: Talk) -> None:
    await with_template(bound)
    bound.mock.fail(CUSTOM, status=502)
    answer = await deliver(bound, notice(bound))
    assert answer == Delivery("unreachable", "没有可用的应答: HTTP error（可能已送达）")
    assert (bound.mock.calls(CUSTOM), bound.mock.calls(TEMPLATE)) == (1, 0)
    assert await last(bound) == ("custom", "unknown", None)


async def test_a_wrong_secret_stops_the_account_and_tells_the_administrator(talk: Talk) -> None:
    async with talk.tenant.client("admin") as admin:
        await admin.patch(f"/api/plugins/wechat/accounts/{talk.account_id}", json={"secret": "wrong"})
    await talk.say("o-emp", "你好")
    await talk.bind(talk.tenant.employee_person, "o-emp")
    answer = await deliver(talk, notice(talk))
    assert answer.state == "unreachable"
    assert answer.reason.startswith("custom: 40125 无效的 AppSecret: invalid appsecret (rid ")
    async with talk.tenant.client("admin") as admin:
        shown = (await admin.get(f"/api/plugins/wechat/accounts/{talk.account_id}")).json()
        assert shown["trouble"].startswith("40125 无效的 AppSecret")
        assert await deliver(talk, notice(talk)) == Delivery("unreachable", "公众号已停用或暂停")
        await admin.patch(f"/api/plugins/wechat/accounts/{talk.account_id}", json={"secret": SECRET})
        checked = await admin.post(f"/api/plugins/wechat/accounts/{talk.account_id}/check")
        assert checked.json() == {"ok": True, "message": "连接正常"}
    assert await deliver(talk, notice(talk)) == Delivery("sent", "custom")


SECRET = "mock-secret-0123456789abcdef0123"


async def test_a_daily_limit_parks_the_api_until_midnight(bound: Talk) -> None:
    await with_template(bound)
    bound.mock.fail(CUSTOM, 45009)
    assert await deliver(bound, notice(bound)) == Delivery("sent", "template")
    assert await deliver(bound, notice(bound)) == Delivery("sent", "template")
    assert bound.mock.calls(CUSTOM) == 1
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(hours=15))
    assert await deliver(bound, notice(bound)) == Delivery("sent", "custom")


async def test_an_unknown_template_is_not_tried_again_until_the_account_changes(bound: Talk) -> None:
    await with_template(bound)
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(hours=49))
    bound.mock.fail(TEMPLATE, 40037)
    assert (await deliver(bound, notice(bound))).state == "unreachable"
    assert (await deliver(bound, notice(bound))).reason.endswith("template: 模板消息暂不可用")
    assert bound.mock.calls(TEMPLATE) == 1
    await with_template(bound)
    assert await deliver(bound, notice(bound)) == Delivery("sent", "template")


async def test_unfollowing_closes_the_way_and_following_opens_it(bound: Talk) -> None:
    await bound.event("o-emp", "unsubscribe")
    assert await deliver(bound, notice(bound)) == Delivery("unreachable", "绑定不可用：unsubscribed")
    assert await bound.rows("wechat_window") == []
    assert (await bound.event("o-emp", "subscribe")).startswith("您可以直接发送：")
    bound.mock.touch("o-emp", "subscribe")
    assert await deliver(bound, notice(bound)) == Delivery("sent", "custom")


async def test_the_account_says_where_wechat_must_point(talk: Talk) -> None:
    async with talk.tenant.client("admin") as admin:
        shown = (await admin.get(f"/api/plugins/wechat/accounts/{talk.account_id}")).json()
    assert shown["callback_path"] == talk.path
    assert shown["callback_url"] == f"https://hr.example.cn{talk.path}"
    assert shown["safe_mode"] is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"token": "a b"}, None),
        ({"aes_key": "short"}, None),
        ({"aes_key": ""}, "aes_key"),
        ({"appid": "gh_1"}, "appid"),
        ({"template_fields": {"thing1": "salary"}}, "template_fields"),
    ],
)
async def test_accounts_that_are_refused(changes: dict[str, object], field: str | None, talk: Talk) -> None:
    body = {"name": "另一个", "appid": "wx1111111111", "token": "tok", "secret": "s", "aes_key": "a" * 43}
    async with talk.tenant.client("admin") as admin:
        answer = await admin.post("/api/plugins/wechat/accounts", json=body | changes)
        again = await admin.post("/api/plugins/wechat/accounts", json=body | {"appid": "wx2c2769f8efd9abc2"})
    assert answer.status_code in (400, 422)
    assert field is None or field in answer.text
    assert again.status_code == 409
    assert len(await talk.rows("wechat_account")) == 1


async def test_who_may_set_up_accounts(talk: Talk) -> None:
    address = f"/api/plugins/wechat/accounts/{talk.account_id}"
    async with talk.tenant.client("hr") as hr, talk.tenant.client("employee") as employee:
        assert (await hr.get(address)).status_code == 200
        assert (await hr.patch(address, json={"name": "x"})).status_code == 403
        assert (await employee.get(address)).status_code == 403
    other = await talk.renshi.new_tenant(enable=["wechat"])
    async with other.client("admin") as stranger:
        assert (await stranger.get(address)).status_code == 404
        assert (await stranger.patch(address, json={"name": "x"})).status_code == 404


async def test_secrets_are_sealed_and_never_shown(talk: Talk) -> None:
    (row,) = await talk.rows("wechat_account")
    assert all(SECRET.encode() not in bytes(row[f"{n}_sealed"]) for n in ("token", "secret", "aes_key"))
    async with talk.tenant.client("admin") as admin:
        shown = await admin.get(f"/api/plugins/wechat/accounts/{talk.account_id}")
        listed = await admin.get("/api/plugins/wechat/accounts")
    for text in (shown.text, listed.text):
        assert SECRET not in text
        assert "spamtest" not in text


async def test_the_message_log_shows_outcomes_and_no_contents(bound: Talk) -> None:
    await deliver(bound, notice(bound))
    async with bound.tenant.client("hr") as hr:
        (sent,) = (await hr.get("/api/plugins/wechat/messages")).json()["items"]
        received = (await hr.get("/api/plugins/wechat/pushes")).json()["items"]
    employee = bound.tenant.employee_person
    shown = {name: sent[name] for name in ("purpose", "topic", "api", "state", "number", "employee_name")}
    assert shown == {
        "purpose": "notice",
        "topic": "test.notice",
        "api": "custom",
        "state": "sent",
        "number": employee.number,
        "employee_name": employee.name,
    }
    assert [(row["kind"], row["outcome"]) for row in received] == [("text", "bound")]
    async with bound.tenant.client("employee") as own:
        assert (await own.get("/api/plugins/wechat/messages")).status_code == 403


async def test_tidying_forgets_what_has_run_out(bound: Talk) -> None:
    await deliver(bound, notice(bound))
    bound.renshi.clock.move_to(bound.renshi.clock.now() + timedelta(days=3))
    await bound.renshi.run_schedule("wechat.tidy", bound.tenant)
    assert [row["reply_sealed"] for row in await bound.rows("wechat_inbound")] == [None]
    assert await bound.rows("wechat_window") == []
    assert await bound.rows("wechat_binding_code") == []
    assert len(await bound.rows("wechat_outbound")) == 1
