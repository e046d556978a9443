"""What a callback must survive: nothing unproven is read, and no refusal says why."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_wechat.mock import Platform
from renshi_wechat.protocol import (
    BadCallback,
    BadConfiguration,
    Callback,
    CallbackSecrets,
    Refusal,
    cut_utf8,
    parse_inbound,
)

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
APPID, AES_KEY, TOKEN = "wx2c2769f8efd9abc2", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "spamtest"
TEXT = {"MsgType": "text", "Content": "余额", "MsgId": "9001"}


def refused(callback: Callback, query: dict[str, str], body: bytes) -> tuple[Refusal, int]:
    with pytest.raises(BadCallback) as caught:
        callback.open(query, body, now=NOW)
    assert str(caught.value) == caught.value.refusal.value
    return caught.value.refusal, caught.value.status


@pytest.fixture
def pushed(platform: Platform) -> tuple[dict[str, str], bytes]:
    return platform.envelope(platform.document("oUser_1", TEXT))


@pytest.mark.parametrize(
    ("token", "key"),
    [
        ("", AES_KEY),
        ("ab", AES_KEY),
        ("a b c", AES_KEY),
        (TOKEN, ""),
        (TOKEN, AES_KEY[:-1]),
        (TOKEN, "!" * 43),
    ],
)
def test_an_account_that_protects_nothing_is_refused_at_start(token: str, key: str) -> None:
    with pytest.raises(BadConfiguration):
        Callback(CallbackSecrets(APPID, token, key))


def test_secrets_are_not_printed() -> None:
    shown = repr(CallbackSecrets(APPID, TOKEN, AES_KEY))
    assert TOKEN not in shown
    assert AES_KEY not in shown


def test_a_good_push_is_read(callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    message = callback.open(*pushed, now=NOW)
    assert (message.kind, message.text, message.key) == ("text", "余额", "9001")
    assert message.opens_window


def test_wrong_token(pushed: tuple[dict[str, str], bytes]) -> None:
    other = Callback(CallbackSecrets(APPID, "othertoken", AES_KEY))
    assert refused(other, *pushed) == (Refusal.SIGNATURE, 403)


@pytest.mark.parametrize("missing", ["msg_signature", "timestamp", "nonce"])
def test_missing_parameter(missing: str, callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    query, body = pushed
    query.pop(missing)
    expected = (Refusal.SIGNATURE, 403) if missing == "msg_signature" else (Refusal.PARAMETERS, 400)
    query.pop("signature")
    assert refused(callback, query, body) == expected


def test_wrong_plain_signature_beside_a_right_one(
    callback: Callback, pushed: tuple[dict[str, str], bytes]
) -> None:
    query, body = pushed
    assert refused(callback, query | {"signature": "0" * 40}, body) == (Refusal.SIGNATURE, 403)


@pytest.mark.parametrize("seconds", [-3600, -601, 601, 3600])
def test_an_hour_old_and_from_the_future(
    seconds: int, callback: Callback, pushed: tuple[dict[str, str], bytes]
) -> None:
    with pytest.raises(BadCallback) as caught:
        callback.open(*pushed, now=NOW + timedelta(seconds=seconds))
    assert (caught.value.refusal, caught.value.status) == (Refusal.STALE, 403)


@pytest.mark.parametrize("seconds", [-600, 0, 600])
def test_ten_minutes_are_still_fresh(
    seconds: int, callback: Callback, pushed: tuple[dict[str, str], bytes]
) -> None:
    assert callback.open(*pushed, now=NOW + timedelta(seconds=seconds)).key == "9001"


def test_another_appid_inside(callback: Callback, platform: Platform) -> None:
    encrypted = platform.encrypt(platform.document("oUser_1", TEXT), appid="wx0000000000000bad")
    assert refused(callback, *_signed(platform, encrypted)) == (Refusal.APPID, 403)


def test_altered_cipher_text(callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    query, body = pushed
    at = body.index(b"<Encrypt><![CDATA[") + 40
    altered = body[:at] + (b"A" if body[at : at + 1] != b"A" else b"B") + body[at + 1 :]
    assert refused(callback, query, altered) == (Refusal.SIGNATURE, 403)


def test_a_plain_body_in_safe_mode(callback: Callback, platform: Platform) -> None:
    query, _ = platform.envelope("<xml/>")
    plain = platform.document("oUser_1", TEXT).encode()
    assert refused(callback, query, plain) == (Refusal.PLAIN, 400)


@pytest.mark.parametrize(
    "encrypted",
    [
        "not base64 !",
        "",
        base64.b64encode(b"short").decode(),
        base64.b64encode(bytes(32)).decode(),
        base64.b64encode(bytes(range(64))).decode(),
    ],
)
def test_signed_but_undecryptable(encrypted: str, callback: Callback, platform: Platform) -> None:
    refusal, status = refused(callback, *_signed(platform, encrypted))
    assert refusal is (Refusal.CIPHER if encrypted else Refusal.PLAIN)
    assert status == 400


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<xml>",
        "plain words",
        '{"xml": 1}',
        "<xml></xml>",
        "<html><MsgType>text</MsgType></html>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml a='1'><MsgType>text</MsgType></xml>",
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
        "<?php echo 1 ?><xml/>",
        "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>",
    ],
)
def test_signed_and_encrypted_rubbish(xml: str, callback: Callback, platform: Platform) -> None:
    assert refused(callback, *_signed(platform, platform.encrypt(xml))) == (Refusal.FORMAT, 400)


@pytest.mark.parametrize("name", ["MsgId", "FromUserName", "Content"])
def test_an_element_twice(name: str, callback: Callback, platform: Platform) -> None:
    xml = platform.document("oUser_1", TEXT).replace("</xml>", f"<{name}>2</{name}></xml>")
    assert refused(callback, *_signed(platform, platform.encrypt(xml))) == (Refusal.FORMAT, 400)


def test_two_encrypt_elements(callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    query, body = pushed
    doubled = body.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")
    assert refused(callback, query, doubled) == (Refusal.FORMAT, 400)


@pytest.mark.parametrize(
    "change",
    [
        {"FromUserName": "o]]><x>"},
        {"FromUserName": ""},
        {"CreateTime": "yesterday"},
        {"MsgId": "1 or 1=1"},
        {"MsgType": ""},
        {"MsgType": "event"},
    ],
)
def test_signed_fields_that_cannot_be(change: dict[str, str], callback: Callback, platform: Platform) -> None:
    xml = platform.document("oUser_1", TEXT | change)
    assert refused(callback, *_signed(platform, platform.encrypt(xml)))[1] == 400


def test_a_huge_body(callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    query, _ = pushed
    assert refused(callback, query, b"x" * 70_000) == (Refusal.TOO_LARGE, 400)


def test_bytes_that_are_not_utf8(callback: Callback, pushed: tuple[dict[str, str], bytes]) -> None:
    assert refused(callback, pushed[0], b"<xml>\xff\xfe</xml>") == (Refusal.FORMAT, 400)


@given(
    st.binary(max_size=300),
    st.dictionaries(
        st.sampled_from(
            _NAMES := [
                "signature",
                "msg_signature",
                "timestamp",
                "nonce",
                "echostr",
            ]
        ),
        st.text(max_size=40),
    ),
)
def test_whatever_comes_only_the_one_error_is_raised(body: bytes, query: dict[str, str]) -> None:
    callback = Callback(CallbackSecrets(APPID, TOKEN, AES_KEY))
    with pytest.raises(BadCallback):
        callback.open(query, body, now=NOW)
    with pytest.raises(BadCallback):
        callback.check_address(query, now=NOW)


@given(st.text(max_size=200))
def test_any_decrypted_text_gives_a_message_or_the_one_error(text: str) -> None:
    with pytest.raises(BadCallback):
        parse_inbound(text)


def test_address_check_returns_echostr(callback: Callback, platform: Platform) -> None:
    query, _ = platform.envelope("<xml/>")
    assert callback.check_address(query | {"echostr": "58771"}, now=NOW) == "58771"
    with pytest.raises(BadCallback):
        callback.check_address(query | {"echostr": "58771", "signature": "f" * 40}, now=NOW)
    with pytest.raises(BadCallback):
        callback.check_address(query, now=NOW)


@pytest.mark.parametrize(
    ("fields", "kind", "event", "scene", "opens"),
    [
        ({"MsgType": "event", "Event": "subscribe"}, "event", "subscribe", "", True),
        (
            {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_E001"},
            "event",
            "subscribe",
            "E001",
            True,
        ),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "E001"}, "event", "scan", "E001", True),
        ({"MsgType": "event", "Event": "CLICK", "EventKey": "PAY"}, "event", "click", "PAY", True),
        (
            {"MsgType": "event", "Event": "VIEW", "EventKey": "https://a.cn"},
            "event",
            "view",
            "https://a.cn",
            False,
        ),
        ({"MsgType": "event", "Event": "brand_new_event"}, "event", "brand_new_event", "", False),
        ({"MsgType": "voice", "MediaId": "m", "MsgId": "5"}, "voice", "", "", True),
        ({"MsgType": "hologram", "MsgId": "6"}, "hologram", "", "", True),
    ],
)
def test_kinds_and_events(
    fields: dict[str, str],
    kind: str,
    event: str,
    scene: str,
    opens: bool,
    callback: Callback,
    platform: Platform,
) -> None:
    message = callback.open(*platform.envelope(platform.document("oUser_1", fields)), now=NOW)
    assert (message.kind, message.event, message.scene, message.opens_window) == (kind, event, scene, opens)
    if kind == "event":
        assert message.key == f"oUser_1:{int(NOW.timestamp())}:{event}"


def test_plain_mode_reads_plain_and_still_wants_a_signature(platform: Platform) -> None:
    plain = Callback(CallbackSecrets(APPID, TOKEN, None))
    query, _ = platform.envelope("<xml/>")
    body = platform.document("oUser_1", TEXT).encode()
    assert plain.open(query, body, now=NOW).text == "余额"
    query.pop("signature")
    assert refused(plain, query, body) == (Refusal.SIGNATURE, 403)


def test_reply_is_cut_on_a_character(callback: Callback, platform: Platform) -> None:
    to = callback.open(*platform.envelope(platform.document("oUser_1", TEXT)), now=NOW)
    answer = platform.read(200, callback.seal(to, "工" * 1500, now=NOW))
    assert answer.text == "工" * 681 + "…"
    assert len(answer.text.encode()) == 2046


def test_reply_cannot_inject_xml(callback: Callback, platform: Platform) -> None:
    to = callback.open(*platform.envelope(platform.document("oUser_1", TEXT)), now=NOW)
    attack = "]]></Content><ToUserName><![CDATA[oVictim]]></ToUserName><Content><![CDATA["
    answer = platform.read(200, callback.seal(to, attack + "\x00\x0b", now=NOW))
    assert answer.text == attack.replace("<", "＜").replace("]]>", "]]＞")
    assert ElementTree.fromstring(answer.xml).findtext("ToUserName") == "oUser_1"


def test_nothing_to_say_is_an_empty_body(callback: Callback, platform: Platform) -> None:
    to = callback.open(*platform.envelope(platform.document("oUser_1", TEXT)), now=NOW)
    assert callback.seal(to, "", now=NOW) == ""


@given(st.text(), st.integers(min_value=3, max_value=64))
def test_cut_is_a_prefix_within_the_limit(text: str, limit: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return
    cut = cut_utf8(text, limit)
    assert len(cut.encode()) <= limit
    if size <= limit:
        assert cut == text
    else:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])


def _signed(platform: Platform, encrypted: str) -> tuple[dict[str, str], bytes]:
    """A push with a right signature over ``encrypted``, whatever that is."""
    original = platform.encrypt
    platform.encrypt = lambda xml, **_: encrypted  # type: ignore[method-assign]
    try:
        return platform.envelope("")
    finally:
        platform.encrypt = original  # type: ignore[method-assign]
