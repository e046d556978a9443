"""``Idempotency-Key``: the same POST again gets the first answer again, and has no second effect.

The key's row is written first in the unit of work, so a parallel repeat waits at the unique index until the first
one has committed or rolled back. Only answers below 400 are kept: what failed may be tried again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from litestar.types import HTTPScope, Message, Receive, Send

from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_row
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

MAX_KEY = 128
MAX_BODY = 1_000_000


class Repeated(Exception):
    """The answer is known already."""

    def __init__(self, status: int, content_type: str, body: bytes) -> None:
        self.status, self.content_type, self.body = status, content_type, body
        super().__init__("repeated")

    async def answer(self, send: Send) -> None:
        """Send the first answer again, marked as such."""
        headers = [
            (b"content-type", self.content_type.encode()),
            (b"content-length", str(len(self.body)).encode()),
            (b"idempotency-replayed", b"true"),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


@dataclass
class Replay:
    """A POST with a key, and its answer while it is being made."""

    ctx: Context
    row_id: UUID
    started: bool = False
    _start: dict[str, Any] = field(default_factory=dict)
    _body: bytearray = field(default_factory=bytearray)

    @classmethod
    async def begin(cls, scope: HTTPScope, receive: Receive, ctx: Context) -> tuple[Replay | None, Receive]:
        """Claim the key, where the request has one.

        Raises:
            Repeated: answered before. Invalid: the key was used for another request.
        """
        headers = dict(scope["headers"])
        raw = headers.get(b"idempotency-key")
        if raw is None:
            return None, receive
        key = raw.decode("latin-1")
        if not 1 <= len(key) <= MAX_KEY or not key.isascii() or not key.isprintable():
            raise Invalid(
                Text("Idempotency-Key 无效", "the Idempotency-Key is not usable"),
                fields={"Idempotency-Key": Text("1 到 128 个可见字符", "1 to 128 printable characters")},
            )
        body, receive = await _whole_body(receive)
        digest = hashlib.sha256(
            b"\0".join([scope["method"].encode(), scope["path"].encode(), str(ctx.company_id).encode(), body])
        ).digest()
        actor = str(ctx.actor.id)
        row_id = new_id()
        claimed = await fetch_row(
            "INSERT INTO core_idempotency (id, actor, key, request_hash) VALUES ($1, $2, $3, $4)"
            " ON CONFLICT (tenant_id, actor, key) DO NOTHING RETURNING id",
            row_id,
            actor,
            key,
            digest,
        )
        if claimed is None:
            row = await fetch_row(
                "SELECT id, request_hash, status, content_type, body FROM core_idempotency"
                " WHERE actor = $1 AND key = $2",
                actor,
                key,
            )
            if row is None or row["request_hash"] != digest:
                raise Invalid(
                    Text(
                        "此 Idempotency-Key 已用于另一个请求",
                        "this Idempotency-Key belongs to another request",
                    ),
                    code="idempotency_key_reused",
                )
            kept = ctx.secrets.open(bytes(row["body"]), label=_label(row["id"]))
            raise Repeated(row["status"], row["content_type"], kept.encode("latin-1"))
        return cls(ctx, row_id), receive

    def start(self, message: Message) -> None:
        """Hold the answer's head."""
        self.started = True
        self._start = dict(message)

    def add(self, message: Message) -> bool:
        """Take a piece of the body; true when it is whole."""
        if message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            return not message.get("more_body", False)
        return False

    def head(self) -> Message:
        """The answer's head, as it was."""
        return self._start  # type: ignore[return-value]

    def whole(self) -> Message:
        """The answer's body in one piece."""
        return {"type": "http.response.body", "body": bytes(self._body), "more_body": False}

    def record(self) -> tuple[int, str, bytes]:
        """Status, content type and body to be kept."""
        types = [v.decode("latin-1") for k, v in self._start["headers"] if k.lower() == b"content-type"]
        return self._start["status"], types[0] if types else "application/json", bytes(self._body)


async def remember(replay: Replay) -> None:
    """Keep the answer in the unit that made it, sealed: it may hold a key that is shown once."""
    status, content_type, body = replay.record()
    if len(body) > MAX_BODY:
        await execute("DELETE FROM core_idempotency WHERE id = $1", replay.row_id)
        return
    await execute(
        "UPDATE core_idempotency SET status = $2, content_type = $3, body = $4 WHERE id = $1",
        replay.row_id,
        status,
        content_type,
        replay.ctx.secrets.seal(body.decode("latin-1"), label=_label(replay.row_id)),
    )


def _label(row_id: UUID) -> str:
    return f"core_idempotency.body:{row_id}"


async def _whole_body(receive: Receive) -> tuple[bytes, Receive]:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    sent = False

    async def again() -> Any:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return bytes(body), again
