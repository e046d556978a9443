"""A candidate who speaks: what their page does, call by call."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from httpx import Response
from renshi_recruiting_ai.notices import notices

from .company import RecruitingCompany

CHUNK = 20_000


class Speaker:
    """One candidate's page."""

    def __init__(self, firm: RecruitingCompany, token: str) -> None:
        self.firm, self.token = firm, token

    @classmethod
    async def new(
        cls, firm: RecruitingCompany, job: dict[str, Any], *agreed: str, channel: str = "voice", **form: Any
    ) -> Speaker:
        speaker = cls(firm, await firm.apply(job, **form))
        for purpose in ("recording", *agreed):
            assert (await speaker.consent(purpose)).status_code == 200
        begun = await firm.me(speaker.token, "/interview", {"channel": channel})
        assert begun.status_code == 200, begun.text
        return speaker

    async def consent(self, purpose: str, granted: bool = True) -> Response:
        digest = notices()[purpose].digest
        return await self.firm.me(
            self.token, "/consents", {"purpose": purpose, "granted": granted, "digest": digest}
        )

    async def status(self) -> dict[str, Any]:
        return dict((await self.firm.me(self.token)).json())

    async def begin(self, turn_no: int, key: str, **more: Any) -> Response:
        body = {"key": key, "kind": "audio", "media_type": "audio/webm;codecs=opus"} | more
        return await self.firm.me(self.token, f"/turns/{turn_no}/recordings", body)

    async def send(self, key: str, number: int, content: bytes, sha256: str | None = None) -> Response:
        async with self.firm.tenant.anonymous() as client:
            return await client.post(
                f"{self.firm.public}/me/recordings/{key}/chunks/{number}",
                content=content,
                headers={
                    "X-Candidate-Link": self.token,
                    "X-Chunk-SHA256": sha256 or hashlib.sha256(content).hexdigest(),
                    "Content-Type": "application/octet-stream",
                },
            )

    async def finish(self, key: str, chunks: int) -> Response:
        return await self.firm.me(self.token, f"/recordings/{key}/finish", {"chunks": chunks})

    async def record(self, turn_no: int, content: bytes, **more: Any) -> str:
        """Send a whole recording; returns its key."""
        key = secrets.token_urlsafe(18)
        begun = await self.begin(turn_no, key, **more)
        assert begun.status_code == 200, begun.text
        pieces = pieces_of(content)
        for number, piece in enumerate(pieces):
            sent = await self.send(key, number, piece)
            assert sent.status_code == 200, sent.text
        done = await self.finish(key, len(pieces))
        assert done.json()["state"] == "stored", done.text
        return key

    async def close(self, turn_no: int, attempt: int = 1) -> Response:
        return await self.firm.me(self.token, f"/turns/{turn_no}/spoken", {"attempt": attempt})

    async def answer(self, turn_no: int, content: bytes, **more: Any) -> dict[str, Any]:
        """Speak an answer; returns the page's next state."""
        await self.record(turn_no, content, **more)
        closed = await self.close(turn_no)
        assert closed.status_code == 200, closed.text
        return dict(closed.json())


def pieces_of(content: bytes, size: int = CHUNK) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]
