"""Tencent's published samples and independent implementations against the plugin's envelope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from renshi_wechat.mock import Platform
from renshi_wechat.protocol import BadCallback, Refusal
from renshi_wechat.protocol import Callback as WeChatCallback
from renshi_wechat.protocol.cipher import Envelope, decode_aes_key
from renshi_wechat.protocol.signature import sign

Ask = Callable[[list[dict[str, Any]]], list[Any]]
APPID, AES_KEY, TOKEN = "wx2c2769f8efd9abc2", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "spamtest"
# Tencent's sample programs for the message envelope (消息加解密示例代码, 2014).
SAMPLE_QUERY = {
    "timestamp": "1409735669",
    "nonce": "1320562132",
    "msg_signature": "5d197aaffba7e9b25a30732f161a50dee96bd5fa",
}
SAMPLE_CIPHER = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9"
    "FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3y"
    "t+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v"
    "6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
SAMPLE_BODY = f"<xml><Content>not this</Content><Encrypt><![CDATA[{SAMPLE_CIPHER}]]></Encrypt></xml>".encode()
SAMPLE_NOW = datetime.fromtimestamp(1409735669, UTC)


def test_published_address_check_signature() -> None:
    assert sign("AAAAA", "1714036504", "1514711492") == "f464b24fc39322e44b38aa78f5edd27bd1441696"


def test_published_message_sample_is_read(callback: WeChatCallback) -> None:
    message = callback.open(SAMPLE_QUERY, SAMPLE_BODY, now=SAMPLE_NOW)
    assert (message.kind, message.text) == ("text", "abcdteT")
    assert message.openid == "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
    assert message.account == "gh_10f6c3c3ac5a"
    assert message.key == "6054768590064713728"
    assert message.created == 1409735668


def test_published_sample_is_stale_today(callback: WeChatCallback, now: datetime) -> None:
    with pytest.raises(BadCallback) as caught:
        callback.open(SAMPLE_QUERY, SAMPLE_BODY, now=now)
    assert (caught.value.refusal, caught.value.status) == (Refusal.STALE, 403)


@pytest.mark.parametrize("peer", ["wecom", "other"])
def test_a_peer_can_play_the_platform(
    peer: str, peers: Ask, callback: WeChatCallback, platform: Platform, now: datetime
) -> None:
    xml = platform.document("oUser_1", {"MsgType": "text", "Content": "明天下午请半天事假 🙂", "MsgId": "71"})
    stamp = {"timestamp": str(int(now.timestamp())), "nonce": "n0nce"}
    (encrypted,) = peers([{"peer": peer, "op": "encrypt", "message": xml}])
    (signature,) = peers([{"peer": peer, "op": "sign", "encrypted": encrypted} | stamp])
    body = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
    message = callback.open(stamp | {"msg_signature": signature}, body, now=now)
    assert (message.text, message.openid, message.key) == ("明天下午请半天事假 🙂", "oUser_1", "71")


@pytest.mark.parametrize("peer", ["wecom", "other"])
def test_a_peer_can_read_every_length_of_reply(
    peer: str, peers: Ask, callback: WeChatCallback, platform: Platform, now: datetime
) -> None:
    to = callback.open(*platform.envelope(platform.document("oUser_1", TEXT)), now=now)
    # 33 neighbouring lengths go once round the 32-byte padding.
    replies = [
        ElementTree.fromstring(callback.seal(to, "已提交" + "x" * extra, now=now)) for extra in range(33)
    ]
    parts = [
        {
            "peer": peer,
            "encrypted": reply.findtext("Encrypt"),
            "timestamp": reply.findtext("TimeStamp"),
            "nonce": reply.findtext("Nonce"),
        }
        for reply in replies
    ]
    opened = peers([part | {"op": "decrypt"} for part in parts])
    for extra, (reply, plain) in enumerate(zip(replies, opened, strict=True)):
        assert plain["appid"] == APPID
        inner = ElementTree.fromstring(plain["text"])
        assert inner.findtext("Content") == "已提交" + "x" * extra
        assert inner.findtext("ToUserName") == "oUser_1"
        assert len(reply.findtext("MsgSignature") or "") == 40
    signatures = peers([part | {"op": "sign"} for part in parts])
    assert signatures == [reply.findtext("MsgSignature") for reply in replies]


def test_the_mock_platform_agrees_with_both_peers(peers: Ask, platform: Platform) -> None:
    xml = platform.document("oUser_1", TEXT)
    query, body = platform.envelope(xml)
    encrypted = ElementTree.fromstring(body.decode()).findtext("Encrypt")
    stamp = {"timestamp": query["timestamp"], "nonce": query["nonce"], "encrypted": encrypted}
    asked = [{"peer": peer, "op": op} | stamp for peer in ("wecom", "other") for op in ("sign", "decrypt")]
    sign_1, plain_1, sign_2, plain_2 = peers(asked)
    assert sign_1 == sign_2 == query["msg_signature"]
    assert plain_1["text"] == plain_2["text"] == xml


def test_the_random_prefix_never_repeats() -> None:
    envelope = Envelope(decode_aes_key(AES_KEY), APPID)
    assert len({envelope.encrypt("same") for _ in range(50)}) == 50


TEXT = {"MsgType": "text", "Content": "你好", "MsgId": "72"}
