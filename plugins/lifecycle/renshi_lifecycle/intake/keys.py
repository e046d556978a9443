"""Keys of the form: a link that works once, and a chain of device keys that follows from it.

The link is swapped for a device's key when the second factor is right. Each time the page is opened the device's
key is swapped for the next. A key that is shown again after its successor was used has been copied: then the whole
family ends. A broken line, which loses the answer with the new key, is forgiven for a minute.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

MOST_TRIES = 5
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it is kept."""

    id: UUID
    kind: str
    family: UUID
    generation: int
    expires_at: datetime
    spent_at: datetime | None = None
    revoked_at: datetime | None = None
    newest: int = 0
    """The highest generation of the family."""


class Verdict(StrEnum):
    """What a shown key is worth."""

    GOOD = "good"
    OVER = "over"
    """Unknown, expired or revoked."""
    USED = "used"
    """A link that was opened before."""
    REPEATED = "repeated"
    """The swap before this one, shown again at once: its answer was lost."""
    REPLAYED = "replayed"
    """A copy: its family has to end."""


def judge(key: KeyRow | None, now: datetime) -> Verdict:
    """What a shown key is worth at ``now``."""
    if key is None or key.revoked_at is not None or key.expires_at <= now:
        return Verdict.OVER
    if key.spent_at is None:
        return Verdict.GOOD
    if key.kind == "link":
        return Verdict.USED
    if key.generation + 1 == key.newest and now - key.spent_at <= GRACE:
        return Verdict.REPEATED
    return Verdict.REPLAYED


def new_token() -> tuple[str, bytes]:
    """256 random bits, and what is kept of them."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> bytes:
    """SHA-256: the token is random, so a plain hash can't be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
