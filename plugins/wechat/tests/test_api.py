"""The API client against the mock: tokens, time-outs, and what each answer means."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from renshi_wechat.mock import MockWeChat
from renshi_wechat.protocol import (
    AccessPoint,
    ApiError,
    BadConfiguration,
    Effect,
    ErrorClass,
    Retry,
    WeChatApi,
    behaviour_of,
    template_outcome,
)
from renshi_wechat.protocol.tokens import Token, TokenKeeper

STABLE = "/cgi-bin/stable_token"
CUSTOM = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
SECRET = "mock-secret-0123456789abcdef0123"
NOW = datetime.fromisoformat("2026-11-23T23:59:30+08:00")


@pytest.fixture
def api(mock: MockWeChat) -> WeChatApi:
    return _api(mock)


def _api(mock: MockWeChat, **changes: Any) -> WeChatApi:
    return WeChatApi(
        AccessPoint(
            **({"appid": "wx0000000000000001", "secret": SECRET, "base_url": mock.base_url} | changes)
        )
    )


async def _error(call: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await call
    return caught.value


async def test_a_text_reaches_the_user(api: WeChatApi, mock: MockWeChat) -> None:
    mock.touch("o-follower-1")
    await api.send_text("o-follower-1", "您的请假已批准 ✅")
    assert [(s.api, s.openid, s.text) for s in mock.sent] == [("custom", "o-follower-1", "您的请假已批准 ✅")]


async def test_twenty_cold_calls_fetch_one_token(api: WeChatApi, mock: MockWeChat) -> None:
    await asyncio.gather(*(api.user_info("o-follower-1") for _ in range(20)))
    assert (mock.calls(STABLE), mock.calls("/cgi-bin/user/info")) == (1, 20)
    assert mock.calls("/cgi-bin/token") == 0


async def test_a_token_revoked_elsewhere_is_replaced_once_for_all(api: WeChatApi, mock: MockWeChat) -> None:
    await api.user_info("o-follower-1")
    mock.revoke()
    infos = await asyncio.gather(*(api.user_info("o-follower-1") for _ in range(20)))
    assert [info["unionid"] for info in infos] == ["u-1"] * 20
    assert mock.calls(STABLE) == 2


async def test_a_token_that_is_never_accepted_ends_after_one_repeat(api: WeChatApi, mock: MockWeChat) -> None:
    mock.fail(CUSTOM, 40001, times=1000)
    error = await _error(api.send_text("o-follower-1", "x"))
    assert (error.code, error.behaviour.kind) == (40001, ErrorClass.TOKEN)
    # The first token, the same again from stable_token, then one forced; two sends in all.
    assert (mock.calls(STABLE), mock.calls(CUSTOM)) == (3, 2)
    await _error(api.send_text("o-follower-1", "x"))
    # Within 30 seconds no second forced refresh: they are counted per day.
    assert (mock.calls(STABLE), mock.calls(CUSTOM)) == (4, 4)


async def test_wrong_secret_is_the_account_s_trouble(mock: MockWeChat) -> None:
    error = await _error(_api(mock, secret="wrong").check_credentials())
    assert (error.code, error.behaviour.kind, error.behaviour.effect) == (
        40125,
        ErrorClass.CONFIG,
        Effect.STOP_ACCOUNT,
    )
    assert error.behaviour.alarm
    assert mock.calls(STABLE) == 1


async def test_ip_not_whitelisted_names_the_ip_and_strips_the_rid(api: WeChatApi, mock: MockWeChat) -> None:
    mock.world.ip_ok = False
    error = await _error(api.check_credentials())
    assert error.code == 40164
    assert error.message == "invalid ip 127.0.0.1, not in whitelist"
    assert error.request_id is not None
    assert len(error.request_id) == 17


async def test_time_out_is_kept_and_says_that_it_may_have_been_sent(mock: MockWeChat) -> None:
    api = _api(mock, read_seconds=0.3)
    await api.check_credentials()
    mock.fail(CUSTOM, delay=8.0)
    started = time.monotonic()
    error = await _error(api.send_text("o-follower-1", "x"))
    assert time.monotonic() - started < 7
    assert (error.code, error.behaviour.kind, error.maybe_sent) == (None, ErrorClass.TRANSIENT, True)


async def test_time_out_of_the_token_means_nothing_was_sent(mock: MockWeChat) -> None:
    mock.fail(STABLE, delay=2.0)
    error = await _error(_api(mock, read_seconds=0.3).send_text("o-follower-1", "x"))
    assert (error.behaviour.kind, error.maybe_sent) == (ErrorClass.TRANSIENT, False)
    assert mock.calls(CUSTOM) == 0


async def test_nobody_listens() -> None:
    with MockWeChat() as gone:
        api = _api(gone)
    error = await _error(api.send_text("o-follower-1", "x"))
    assert (error.code, error.maybe_sent, error.message) == (None, False, "ConnectionError")


async def test_server_error_is_transient(api: WeChatApi, mock: MockWeChat) -> None:
    mock.fail(TEMPLATE, status=502)
    error = await _error(api.send_template("o-follower-1", "T1", VALUES, client_msg_id="n1"))
    assert (error.code, error.behaviour.kind, error.maybe_sent) == (None, ErrorClass.TRANSIENT, True)


async def test_template_with_client_msg_id_is_sent_once(api: WeChatApi, mock: MockWeChat) -> None:
    first = await api.send_template(
        "o-follower-1", "T1", VALUES, client_msg_id="n1", url="https://hr.example.cn/n1"
    )
    again = await api.send_template("o-follower-1", "T1", VALUES, client_msg_id="n1")
    assert first == again
    assert [sent.text for sent in mock.sent] == ["thing1: 请假已批准\ncharacter_string2: LV-7"]
    assert mock.sent[0].body["url"] == "https://hr.example.cn/n1"
    mock.advance(601)
    assert await api.send_template("o-follower-1", "T1", VALUES, client_msg_id="n1") != first


VALUES = {"thing1": "请假已批准", "character_string2": "LV-7"}


@pytest.mark.parametrize(
    ("openid", "template", "values", "code", "effect"),
    [
        ("o-nobody", "T1", VALUES, 40003, Effect.BINDING_STALE),
        ("o-left", "T1", VALUES, 43004, Effect.BINDING_UNSUBSCRIBED),
        ("o-follower-1", "T9", VALUES, 40037, Effect.DISABLE_TEMPLATE),
        ("o-follower-1", "T1", VALUES | {"thing1": "长" * 21}, 47003, Effect.NONE),
        ("o-follower-1", "T1", VALUES | {"character_string2": "中文"}, 47003, Effect.NONE),
    ],
)
async def test_template_refusals(
    openid: str,
    template: str,
    values: dict[str, str],
    code: int,
    effect: Effect,
    api: WeChatApi,
    mock: MockWeChat,
) -> None:
    mock.user("o-left", subscribed=False)
    error = await _error(api.send_template(openid, template, values, client_msg_id="n1"))
    assert (error.code, error.behaviour.effect, error.behaviour.next_channel) == (code, effect, True)
    assert mock.sent == []


async def test_the_window_of_a_message_is_five_in_48_hours(api: WeChatApi, mock: MockWeChat) -> None:
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45015
    mock.touch("o-follower-1")
    for number in range(5):
        await api.send_text("o-follower-1", str(number))
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45047
    mock.touch("o-follower-1")
    mock.advance(48 * 3600 - 1)
    await api.send_text("o-follower-1", "last")
    mock.advance(2)
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45015
    assert [sent.text for sent in mock.sent] == ["0", "1", "2", "3", "4", "last"]


@pytest.mark.parametrize("kind", ["click", "subscribe", "scan"])
async def test_the_window_of_a_tap_is_three_in_a_minute(kind: str, api: WeChatApi, mock: MockWeChat) -> None:
    mock.touch("o-follower-1", kind)
    for number in range(3):
        await api.send_text("o-follower-1", str(number))
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45047
    mock.advance(61)
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45015


async def test_a_view_click_opens_no_window(api: WeChatApi, mock: MockWeChat) -> None:
    mock.touch("o-follower-1", "view")
    assert (await _error(api.send_text("o-follower-1", "x"))).code == 45015


@pytest.mark.parametrize(
    "url", ["http://api.weixin.qq.com", "https://user@host", "https://host/path", "ftp://host", "host", ""]
)
def test_base_urls_that_are_refused(url: str) -> None:
    with pytest.raises(BadConfiguration):
        WeChatApi(AccessPoint("wx1", "s", url))


def test_secret_is_not_printed() -> None:
    assert "s3cret" not in repr(AccessPoint("wx1", "s3cret"))


@pytest.mark.parametrize(
    ("code", "at", "kind", "retry", "next_channel", "effect"),
    [
        (-1, "api", "transient", "backoff", False, "none"),
        (None, "api", "transient", "backoff", False, "none"),
        (40001, "api", "token", "token", False, "none"),
        (40001, "token", "config", "config", True, "stop_account"),
        (43101, "api", "recipient", "none", True, "grants_zero"),
        (45009, "api", "quota", "day", True, "park_api"),
        (45011, "api", "quota", "minute", False, "none"),
        (45015, "api", "window", "none", True, "close_window"),
        (45047, "api", "window", "none", True, "exhaust_window"),
        (47001, "api", "bug", "none", True, "none"),
        (48001, "api", "config", "none", True, "disable_feature"),
        (99999, "api", "bug", "none", True, "none"),
    ],
)
def test_error_table(
    code: int | None, at: str, kind: str, retry: str, next_channel: bool, effect: str
) -> None:
    behaviour = behaviour_of(code, at=at)
    assert (behaviour.kind, behaviour.retry, behaviour.next_channel, behaviour.effect) == (
        ErrorClass(kind),
        Retry(retry),
        next_channel,
        Effect(effect),
    )


@pytest.mark.parametrize(
    ("code", "attempt", "moment"),
    [
        (-1, 1, NOW + timedelta(seconds=1)),
        (-1, 2, NOW + timedelta(seconds=4)),
        (-1, 3, NOW + timedelta(seconds=16)),
        (-1, 4, NOW + timedelta(seconds=300)),
        (45009, 1, datetime.fromisoformat("2026-11-24T00:00:00+08:00")),
        (45011, 1, datetime.fromisoformat("2026-11-24T00:00:00+08:00")),
        (43117, 1, NOW + timedelta(hours=1)),
        (40164, 1, NOW + timedelta(minutes=10)),
        (45015, 1, None),
    ],
)
def test_when_to_try_again(code: int, attempt: int, moment: datetime | None) -> None:
    assert behaviour_of(code).not_before(now=NOW, attempt=attempt) == moment


def test_fate_of_a_template_message() -> None:
    assert template_outcome("success").kind is ErrorClass.OK
    assert template_outcome("failed:user block").effect is Effect.BINDING_UNSUBSCRIBED
    assert template_outcome("failed: system failed").kind is ErrorClass.TRANSIENT
    assert template_outcome("something new").kind is ErrorClass.BUG


def test_keeper_renews_a_minute_early() -> None:
    clock = [0.0]
    fetched: list[bool] = []

    def fetch(force: bool) -> Token:
        fetched.append(force)
        return Token(f"t{len(fetched)}", 7200)

    keeper = TokenKeeper(fetch, lambda: clock[0])
    assert keeper.current() == "t1"
    clock[0] = 7139.9
    assert keeper.current() == "t1"
    clock[0] = 7140.0
    assert keeper.current() == "t2"
    assert fetched == [False, False]


def test_keeper_does_not_replace_what_another_thread_has_replaced() -> None:
    fetched: list[bool] = []

    def fetch(force: bool) -> Token:
        fetched.append(force)
        return Token(f"t{len(fetched)}", 7200)

    keeper = TokenKeeper(fetch)
    keeper.current()
    assert keeper.replace("t1") == "t2"
    assert keeper.replace("t1") == "t2"
    assert fetched == [False, False]
