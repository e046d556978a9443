"""Keys derived from the platform's secret key, one set a tenant and purpose, with versions for rotation.

A sealed value is ``version (1) | nonce (12) | ciphertext | tag (16)``. The tenant and the label are bound to
it as additional data, so that a value moved to another row or tenant does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from renshi_sdk.errors import NeedsAttention
from renshi_sdk.text import Text

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
INDEX_BYTES: Final = 16
OVERHEAD: Final = 1 + NONCE_BYTES + TAG_BYTES
_LISTED = re.compile(r"\d{1,3}:[^,]{32,}(?:,\d{1,3}:[^,]{32,})*")


class SealBroken(NeedsAttention):
    """A sealed value can't be opened: its key is gone, or it was changed or moved."""

    default_code = "secret.unreadable"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by version; ``current`` seals, all of them open."""

    masters: Mapping[int, bytes]
    current: int

    @classmethod
    def parse(cls, secret_key: str) -> KeyRing:
        """Read the setting ``secret_key``.

        A plain key is version 1. To rotate, list versions with the newest first: ``2:<new key>,1:<old key>``.
        What the old key sealed stays readable. The lowest version also keys the search indexes of tenants that
        have never been rotated, so it may be taken off the list only after ``renshi keys rotate``, which seals
        everything anew and keeps the indexes' key.

        Raises:
            ValueError: a version twice, or outside 1…255.
        """
        if not _LISTED.fullmatch(secret_key):
            return cls({1: secret_key.encode()}, 1)
        pairs = [part.split(":", 1) for part in secret_key.split(",")]
        masters = {int(version): key.encode() for version, key in pairs}
        if len(masters) != len(pairs):
            raise ValueError("the secret key lists a version twice")
        if not all(1 <= version <= 255 for version in masters):
            raise ValueError("versions of the secret key go from 1 to 255")
        return cls(masters, int(pairs[0][0]))

    def of(self, tenant_id: UUID, *, index_key: bytes | None = None) -> TenantKeys:
        """The keys of one tenant; ``index_key`` is the one that was kept for it (``registry``)."""
        return TenantKeys(self, tenant_id, index_key)


@lru_cache(maxsize=16)
def key_ring(secret_key: str) -> KeyRing:
    """The key ring of a secret key, parsed once."""
    return KeyRing.parse(secret_key)


@lru_cache(maxsize=4096)
def _derive(master: bytes, tenant_id: UUID, purpose: bytes) -> bytes:
    info = b"renshi " + purpose
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=tenant_id.bytes, info=info).derive(master)


@dataclass(frozen=True, slots=True)
class TenantKeys:
    """Seals and opens for one tenant (AES-256-GCM)."""

    ring: KeyRing
    tenant_id: UUID
    index_key: bytes | None = None

    def seal(self, content: bytes, *, label: str, purpose: bytes = b"seal") -> bytes:
        """Encrypt ``content`` with the current key, bound to the tenant and ``label``."""
        version, nonce = self.ring.current, os.urandom(NONCE_BYTES)
        key = _derive(self.ring.masters[version], self.tenant_id, purpose)
        return bytes([version]) + nonce + AESGCM(key).encrypt(nonce, content, self._bound_to(label))

    def open(self, sealed: bytes, *, label: str, purpose: bytes = b"seal") -> bytes:
        """Decrypt what :meth:`seal` made.

        Raises:
            SealBroken: the key's version isn't listed any more, or content, tenant or label is another.
        """
        if len(sealed) < OVERHEAD:
            raise SealBroken(Text("加密数据已损坏", "a sealed value is damaged"))
        version = sealed[0]
        master = self.ring.masters.get(version)
        if master is None:
            raise SealBroken(
                Text(
                    f"缺少第 {version} 版密钥，无法解密。请在 RENSHI_SECRET_KEY 中恢复该密钥。",
                    f"key version {version} is gone; put it back into RENSHI_SECRET_KEY to read this",
                )
            )
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            key = _derive(master, self.tenant_id, purpose)
            return AESGCM(key).decrypt(nonce, body, self._bound_to(label))
        except InvalidTag:
            raise SealBroken(
                Text(
                    "加密数据无法解密：密钥不符，或数据被改动、被移到了别处。",
                    "a sealed value does not open: another key, or the value was changed or moved",
                )
            ) from None

    def index(self, content: bytes, *, label: str) -> bytes:
        """A keyed hash of 128 bits for exact search; the same over rotations (see :meth:`KeyRing.parse`)."""
        key = self.index_key or self.derived_index_key()
        message = len(label).to_bytes(4, "big") + label.encode() + content
        return hmac.new(key, message, hashlib.sha256).digest()[:INDEX_BYTES]

    def derived_index_key(self) -> bytes:
        """The key of the search indexes as long as none was kept: from the oldest master key."""
        return _derive(self.ring.masters[min(self.ring.masters)], self.tenant_id, b"index")

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it; ``False`` asks for sealing anew after a rotation."""
        return bool(sealed) and sealed[0] == self.ring.current

    def _bound_to(self, label: str) -> bytes:
        if not label:
            raise ValueError("a sealed value needs a label that names its place")
        return f"{self.tenant_id}|{label}".encode()
