"""The mock is a real server, is steered over HTTP, and goes away by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from renshi_wechat.mock import MockWeChat, Platform

SECRET = "mock-secret-0123456789abcdef0123"
APPID = "wx0000000000000001"


def call(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(url, data=data), timeout=5) as answer:
        assert answer.headers["Content-Type"] == "application/json; encoding=utf-8"
        return dict(json.loads(answer.read()))


def token(mock: MockWeChat) -> str:
    asked = f"{mock.base_url}/cgi-bin/token?grant_type=client_credential&appid={APPID}&secret={SECRET}"
    return str(call(asked)["access_token"])


def test_steering_over_http(mock: MockWeChat) -> None:
    base = mock.base_url
    call(f"{base}/__mock__/user", {"openid": "o2", "unionid": "u2"})
    call(f"{base}/__mock__/touch", {"openid": "o2"})
    call(f"{base}/__mock__/fail", {"path": "/cgi-bin/message/custom/send", "code": -1})
    message = {"touser": "o2", "msgtype": "text", "text": {"content": "你好"}}
    address = f"{base}/cgi-bin/message/custom/send?access_token={token(mock)}"
    refused = call(address, message)
    assert refused["errcode"] == -1
    assert refused["errmsg"].startswith("system error rid: ")
    assert call(address, message) == {"errcode": 0, "errmsg": "ok"}
    report = call(f"{base}/__mock__/sent", {})
    assert [sent["text"] for sent in report["sent"]] == ["你好"]
    assert report["calls"]["/cgi-bin/message/custom/send"] == 2
    call(f"{base}/__mock__/reset", {})
    assert call(f"{base}/__mock__/sent", {}) == {"sent": [], "calls": {}, "users": []}


def test_what_it_does_not_know_it_says(mock: MockWeChat) -> None:
    for path, status in (("/cgi-bin/nothing", 404), ("/__mock__/nothing", 400)):
        with pytest.raises(urllib.error.HTTPError) as caught:
            call(f"{mock.base_url}{path}?access_token={token(mock)}", {})
        assert caught.value.code == status


def test_the_old_token_call_supersedes(mock: MockWeChat) -> None:
    first, second = token(mock), token(mock)
    asked = f"{mock.base_url}/cgi-bin/user/info?openid=o-follower-1&access_token="
    assert call(asked + first)["subscribe"] == 1
    mock.advance(301)
    assert call(asked + first)["errcode"] == 40001
    assert call(asked + second)["subscribe"] == 1
    mock.advance(7200)
    assert call(asked + second)["errcode"] == 42001


def test_stable_token_keeps_until_five_minutes_before_its_end(mock: MockWeChat) -> None:
    body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
    address = f"{mock.base_url}/cgi-bin/stable_token"
    first = call(address, body)
    mock.advance(6000)
    again = call(address, body)
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 1200)
    forced = call(address, body | {"force_refresh": True})
    assert forced["access_token"] != first["access_token"]
    mock.advance(6901)
    assert call(address, body)["access_token"] != forced["access_token"]
    assert call(address, body | {"secret": "x"})["errcode"] == 40125
    assert call(address, body | {"appid": "x"})["errcode"] == 40013


class _Callback(BaseHTTPRequestHandler):
    """A callback that answers late or not at all, as ``plan`` says."""

    plan: list[int]
    seen: list[bytes]

    def do_POST(self) -> None:
        self.seen.append(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.plan.pop(0) if self.plan else 200
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        echo = parse_qs(urlsplit(self.path).query)["echostr"][0].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(echo)))
        self.end_headers()
        self.wfile.write(echo)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@pytest.fixture
def callback_server() -> Any:
    _Callback.plan, _Callback.seen = [], []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def test_the_platform_repeats_three_times_and_checks_addresses(callback_server: str) -> None:
    platform = Platform(callback_server, appid=APPID, token="spamtest", aes_key=None)
    _Callback.plan = [500, 500, 200]
    reply = platform.text("o1", "你好")
    assert (reply.status, reply.tries) == (200, 3)
    assert len(set(_Callback.seen)) == 1
    _Callback.plan = [500] * 5
    assert platform.text("o1", "你好").status == 500
    assert len(_Callback.seen) == 6
    _Callback.plan = [403]
    assert (platform.text("o1", "你好").status, len(_Callback.seen)) == (403, 7)
    assert platform.check_address("58771").body == "58771"


def test_a_template_message_is_followed_by_its_fate(callback_server: str) -> None:
    platform = Platform(callback_server, appid=APPID, token="spamtest", aes_key=None)
    with MockWeChat(platform=platform) as mock:
        mock.user("o1")
        mock.template("T1", {"thing1": "thing"})
        body = {"touser": "o1", "template_id": "T1", "data": {"thing1": {"value": "已批准"}}}
        answer = call(f"{mock.base_url}/cgi-bin/message/template/send?access_token={token(mock)}", body)
        mock.wait_for_pushes()
    (push,) = _Callback.seen
    assert b"<Event>TEMPLATESENDJOBFINISH</Event>" in push
    assert f"<MsgID>{answer['msgid']}</MsgID><Status>success</Status>".encode() in push


def test_the_command_stops_by_itself() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "renshi_wechat.mock", "--seconds", "0.2"],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert started.returncode == 0
    assert json.loads(started.stdout)["base_url"].startswith("http://127.0.0.1:")
