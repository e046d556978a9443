"""The mock's HTTP server: the endpoints, the steering under ``/__mock__/`` and the pushes."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from renshi_wechat.mock.platform import Platform
from renshi_wechat.mock.world import Failure, MockUser, Planned, Sent, World

_MAX_BODY = 1 << 20


class MockWeChat:
    """``with MockWeChat() as mock:`` — listens on a free loopback port and stops at the end of the block.

    ``platform``, when given, receives the TEMPLATESENDJOBFINISH push of every template message.
    """

    def __init__(
        self,
        appid: str = "wx0000000000000001",
        secret: str = "mock-secret-0123456789abcdef0123",  # noqa: S107 - opens nothing but this mock
        *,
        port: int = 0,
        platform: Platform | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._offset = 0.0
        self.lock = threading.RLock()
        self._world_of: Callable[[], World] = lambda: World(appid, secret, lambda: clock() + self._offset)
        self.world = self._world_of()
        self.platform = platform
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.mock = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._pushes: list[threading.Thread] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.wait_for_pushes()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # What tests say to it in process; the same is open over HTTP at /__mock__/<name>.

    def user(self, openid: str, *, unionid: str = "", subscribed: bool = True, blocks: bool = False) -> None:
        with self.lock:
            self.world.users[openid] = MockUser(openid, unionid, subscribed, blocks)

    def touch(self, openid: str, kind: str = "message") -> None:
        with self.lock:
            self.world.touch(openid, kind)

    def template(self, template_id: str, fields: dict[str, str]) -> None:
        """``fields``: name → kind, e.g. ``{"thing1": "thing"}``."""
        with self.lock:
            self.world.templates[template_id] = fields

    def fail(
        self, path: str, code: int = 0, *, times: int = 1, delay: float = 0.0, status: int = 200
    ) -> None:
        """Make the next ``times`` calls of ``path`` answer ``code`` with HTTP ``status`` after ``delay`` s.

        ``code`` 0 delays only: the call itself then takes place.
        """
        with self.lock:
            self.world.failures.setdefault(path, deque()).append(Planned(code, times, delay, status))

    def advance(self, seconds: float) -> None:
        with self.lock:
            self._offset += seconds

    def revoke(self) -> None:
        with self.lock:
            self.world.revoke()

    def reset(self) -> None:
        with self.lock:
            self._offset = 0.0
            self.world = self._world_of()

    @property
    def sent(self) -> list[Sent]:
        with self.lock:
            return list(self.world.sent)

    def calls(self, path: str) -> int:
        with self.lock:
            return self.world.calls.get(path, 0)

    def wait_for_pushes(self) -> None:
        for thread in list(self._pushes):
            thread.join(10)
        self._pushes.clear()

    def push_finish(self, sent: Sent, status: str) -> None:
        platform = self.platform
        if platform is None or not status:
            return
        thread = threading.Thread(target=platform.template_finished, args=(sent.openid, sent.msgid, status))
        self._pushes.append(thread)
        thread.start()

    def steer(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        match name:
            case "user":
                self.user(
                    str(body["openid"]),
                    unionid=str(body.get("unionid", "")),
                    subscribed=bool(body.get("subscribed", True)),
                    blocks=bool(body.get("blocks", False)),
                )
            case "touch":
                self.touch(str(body["openid"]), str(body.get("kind", "message")))
            case "template":
                self.template(str(body["template_id"]), dict(body["fields"]))
            case "fail":
                self.fail(
                    str(body["path"]),
                    int(body.get("code", 0)),
                    times=int(body.get("times", 1)),
                    delay=float(body.get("delay", 0)),
                    status=int(body.get("status", 200)),
                )
            case "clock":
                self.advance(float(body["advance"]))
            case "set":
                with self.lock:
                    self.world.ip_ok = bool(body.get("ip_ok", True))
            case "revoke":
                self.revoke()
            case "reset":
                self.reset()
            case "sent":
                pass
            case _:
                raise KeyError(name)
        with self.lock:
            return self.world.report()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    mock: MockWeChat


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(length, _MAX_BODY))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = None
        self._serve(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Stay silent: query strings carry secrets and tokens, mock or not."""

    def _serve(self, body: Any) -> None:
        mock = self.server.mock
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/__mock__/"):
            try:
                self._answer(200, mock.steer(parts.path.removeprefix("/__mock__/"), body or {}))
            except (KeyError, TypeError, ValueError) as error:
                self._answer(400, {"error": f"{type(error).__name__}: {error}"})
            return
        with mock.lock:
            mock.world.calls[parts.path] = mock.world.calls.get(parts.path, 0) + 1
            plan = mock.world.planned(parts.path)
        if plan is not None and plan.delay:
            time.sleep(plan.delay)
        if plan is not None and plan.status != 200:
            self._answer(plan.status, {"error": "planned"})
            return
        try:
            if plan is not None and plan.code:
                raise Failure(plan.code)
            if not isinstance(body, dict):
                raise Failure(47001)
            answer = self._route(mock, parts.path, query, body)
        except Failure as failure:
            rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}"
            answer = {"errcode": failure.code, "errmsg": f"{failure.message} rid: {rid}"}
        if answer is None:
            self._answer(404, {"error": "the mock has no such endpoint"})
        else:
            self._answer(200, answer)

    def _route(
        self, mock: MockWeChat, path: str, query: dict[str, str], body: dict[str, Any]
    ) -> dict[str, Any] | None:
        with mock.lock:
            world = mock.world
            if (self.command, path) == ("GET", "/cgi-bin/token"):
                return world.token(query.get("appid", ""), query.get("secret", ""))
            if (self.command, path) == ("POST", "/cgi-bin/stable_token"):
                appid, secret = str(body.get("appid", "")), str(body.get("secret", ""))
                return world.stable_token(appid, secret, bool(body.get("force_refresh")))
            if not path.startswith(("/cgi-bin/", "/wxa/")):
                return None
            world.authorize(query.get("access_token", ""))
            match (self.command, path):
                case ("POST", "/cgi-bin/message/custom/send"):
                    return world.custom_send(body)
                case ("POST", "/cgi-bin/message/template/send"):
                    answer, sent, status = world.template_send(body)
                    mock.push_finish(sent, status)
                    return answer
                case ("GET", "/cgi-bin/user/info"):
                    return world.user_info(query.get("openid", ""))
                case _:
                    return None

    def _answer(self, status: int, data: dict[str, Any]) -> None:
        raw = json.dumps(data, ensure_ascii=False).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; encoding=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            # The caller has hung up, as a client with a time-out does.
            self.close_connection = True
