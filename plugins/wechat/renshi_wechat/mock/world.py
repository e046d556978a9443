"""What the mock platform knows: accounts, users, windows, quotas, templates. No I/O in here."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

HOUR = 3600.0
TOKEN_SECONDS = 7200
SUPERSEDED_SECONDS = 300
# Kind of touch → (messages allowed, seconds), 客服消息 rules in force since 2023.
WINDOWS = {
    "message": (5, 48 * HOUR),
    "click": (3, 60.0),
    "subscribe": (3, 60.0),
    "scan": (3, 60.0),
}
MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40164: "invalid ip 127.0.0.1, not in whitelist",
    42001: "access_token expired",
    43004: "require subscribe",
    43117: "send message too frequent",
    45009: "reach max api daily quota limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    47001: "data format error",
    47003: "argument invalid! data.%s.value invalid",
}


class Failure(Exception):
    """An errcode to answer with."""

    def __init__(self, code: int, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or MESSAGES.get(code, "error")


@dataclass(slots=True)
class MockUser:
    openid: str
    unionid: str = ""
    subscribed: bool = True
    blocks_templates: bool = False


@dataclass(slots=True)
class Window:
    kind: str
    left: int
    until: float


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that reached a user: ``api`` is "custom" or "template"."""

    api: str
    openid: str
    text: str
    body: dict[str, Any]
    msgid: int = 0


@dataclass(slots=True)
class Planned:
    code: int
    times: int
    delay: float = 0.0
    status: int = 200


@dataclass
class World:
    """Not thread safe: the server holds a lock around every call. ``clock`` gives Unix seconds."""

    appid: str
    secret: str
    clock: Callable[[], float]
    users: dict[str, MockUser] = field(default_factory=dict)
    templates: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    failures: dict[str, deque[Planned]] = field(default_factory=dict)
    ip_ok: bool = True
    windows: dict[str, list[Window]] = field(default_factory=dict)
    _stable: tuple[str, float] | None = None
    _plain: dict[str, float] = field(default_factory=dict)
    _superseded: set[str] = field(default_factory=set)
    _dedupe: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _msgid: int = 200_000_000

    def touch(self, openid: str, kind: str = "message") -> None:
        """The user acted: opens a window as the platform would ("view" opens none)."""
        user = self.users.setdefault(openid, MockUser(openid))
        if kind == "subscribe":
            user.subscribed = True
        if kind == "unsubscribe":
            user.subscribed = False
            self.windows.pop(openid, None)
        if kind in WINDOWS:
            left, seconds = WINDOWS[kind]
            kept = [w for w in self.windows.get(openid, []) if w.kind != kind]
            self.windows[openid] = [*kept, Window(kind, left, self.clock() + seconds)]

    def planned(self, path: str) -> Planned | None:
        queue = self.failures.get(path)
        if not queue:
            return None
        plan = queue[0]
        plan.times -= 1
        if plan.times <= 0:
            queue.popleft()
        return plan

    def token(self, appid: str, secret: str) -> dict[str, Any]:
        """GET /cgi-bin/token: a new one each time; the one before lives on for five minutes."""
        self._credentials(appid, secret)
        now = self.clock()
        self._plain = {t: min(end, now + SUPERSEDED_SECONDS) for t, end in self._plain.items() if end > now}
        self._superseded.update(self._plain)
        value = secrets.token_urlsafe(96)
        self._plain[value] = now + TOKEN_SECONDS
        return {"access_token": value, "expires_in": TOKEN_SECONDS}

    def stable_token(self, appid: str, secret: str, force: bool) -> dict[str, Any]:
        self._credentials(appid, secret)
        now = self.clock()
        if force or self._stable is None or self._stable[1] - now <= SUPERSEDED_SECONDS:
            self._stable = (secrets.token_urlsafe(96), now + TOKEN_SECONDS)
        return {"access_token": self._stable[0], "expires_in": int(self._stable[1] - now)}

    def revoke(self) -> None:
        """Make every token that was handed out invalid."""
        self._stable = None
        self._plain.clear()

    def authorize(self, token: str) -> None:
        now = self.clock()
        until = self._plain.get(token)
        if self._stable is not None and secrets.compare_digest(self._stable[0], token):
            until = self._stable[1]
        if until is None or (until <= now and token in self._superseded):
            raise Failure(40001)
        if until <= now:
            raise Failure(42001)

    def custom_send(self, body: dict[str, Any]) -> dict[str, Any]:
        openid, kind = body.get("touser"), body.get("msgtype")
        if kind not in {"text", "msgmenu", "miniprogrampage", "news"} or not isinstance(body.get(kind), dict):
            raise Failure(47001)
        user = self._user(openid)
        now = self.clock()
        live = [w for w in self.windows.get(user.openid, []) if w.until > now]
        if not live or not user.subscribed:
            raise Failure(45015)
        usable = [w for w in live if w.left > 0]
        if not usable:
            raise Failure(45047)
        min(usable, key=lambda w: w.until).left -= 1
        text = str(body[kind].get("content", "")) if kind == "text" else ""
        self.sent.append(Sent("custom", user.openid, text, body))
        return {"errcode": 0, "errmsg": "ok"}

    def template_send(self, body: dict[str, Any]) -> tuple[dict[str, Any], Sent, str]:
        """The answer, what was sent, and the Status to push as TEMPLATESENDJOBFINISH ("" for a repeat)."""
        data = body.get("data")
        if not isinstance(data, dict):
            raise Failure(47001)
        user = self._user(body.get("touser"))
        template = self.templates.get(str(body.get("template_id")))
        if template is None:
            raise Failure(40037)
        if not user.subscribed:
            raise Failure(43004)
        for name, kind in template.items():
            value = data.get(name, {}).get("value") if isinstance(data.get(name), dict) else None
            if not isinstance(value, str) or not _field_ok(kind, value):
                raise Failure(47003, MESSAGES[47003] % name)
        now, dedupe = self.clock(), str(body.get("client_msg_id") or "")
        earlier = self._dedupe.get((user.openid, dedupe)) if dedupe else None
        if earlier is not None and now - earlier[0] < 600:
            again = Sent("template", user.openid, "", body, earlier[1])
            return {"errcode": 0, "errmsg": "ok", "msgid": earlier[1]}, again, ""
        self._msgid += 1
        if dedupe:
            self._dedupe[user.openid, dedupe] = (now, self._msgid)
        text = "\n".join(f"{name}: {data[name]['value']}" for name in template)
        sent = Sent("template", user.openid, text, body, self._msgid)
        status = "failed:user block" if user.blocks_templates else "success"
        if status == "success":
            self.sent.append(sent)
        return {"errcode": 0, "errmsg": "ok", "msgid": self._msgid}, sent, status

    def user_info(self, openid: str) -> dict[str, Any]:
        user = self._user(openid)
        if not user.subscribed:
            return {"subscribe": 0, "openid": user.openid}
        info: dict[str, Any] = {"subscribe": 1, "openid": user.openid, "language": "zh_CN"}
        return info | ({"unionid": user.unionid} if user.unionid else {})

    def report(self) -> dict[str, Any]:
        return {
            "sent": [asdict(sent) for sent in self.sent],
            "calls": dict(self.calls),
            "users": [asdict(user) for user in self.users.values()],
        }

    def _user(self, openid: object) -> MockUser:
        user = self.users.get(openid) if isinstance(openid, str) else None
        if user is None:
            raise Failure(40003)
        return user

    def _credentials(self, appid: str, secret: str) -> None:
        if appid != self.appid:
            raise Failure(40013)
        if secret != self.secret:
            raise Failure(40125)
        if not self.ip_ok:
            raise Failure(40164)


def _field_ok(kind: str, value: str) -> bool:
    """类目模板 field rules: thing ≤ 20 characters, character_string ≤ 32 without Chinese, and so on."""
    chinese = any(ord(c) > 0x2E7F for c in value)
    match kind:
        case "thing":
            return 0 < len(value) <= 20
        case "character_string":
            return 0 < len(value) <= 32 and not chinese
        case "phrase":
            return 0 < len(value) <= 5
        case "name":
            return 0 < len(value) <= (10 if chinese else 20)
        case _:
            return 0 < len(value) <= 32
