"""Secrets handed to people and programs. Only their SHA-256 is kept.

Every token carries its tenant in the open, so that the row behind it is looked for behind that tenant's wall
and no role has to see sessions or keys across tenants. A forged tenant finds nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["rs", "rk", "ri"]
"""Session, API key, invitation."""
SECRET_BYTES = 32
_FORM = re.compile(r"(rs|rk|ri)_([a-z2-7]{26})_([a-z2-7]{52})")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its holder has it."""

    kind: Kind
    tenant_id: UUID
    text: str

    @classmethod
    def make(cls, kind: Kind, tenant_id: UUID) -> Token:
        """A new one: ``rk_<tenant>_<256 random bits>``."""
        secret = _encode(secrets.token_bytes(SECRET_BYTES))
        return cls(kind, tenant_id, f"{kind}_{_encode(tenant_id.bytes)}_{secret}")

    @classmethod
    def read(cls, kind: Kind, text: str) -> Token | None:
        """What somebody presents; ``None`` where it can't be a token of this kind."""
        found = _FORM.fullmatch(text)
        if found is None or found[1] != kind:
            return None
        try:
            return cls(kind, UUID(bytes=_decode(found[2])), text)
        except (ValueError, binascii.Error):
            return None

    @property
    def hash(self) -> bytes:
        """What is kept. A secret of 256 bits needs no slow hash."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def csrf(self) -> str:
        """What a browser must send beside the session's cookie: made from the session, it can't be planted."""
        return hashlib.sha256(b"csrf " + self.text.encode()).hexdigest()[:40]

    @property
    def hint(self) -> str:
        """The end of it, by which its holder tells several apart."""
        return self.text[-4:]


def _encode(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _decode(text: str) -> bytes:
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
