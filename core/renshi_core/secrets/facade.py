"""``ctx.secrets``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renshi_core.secrets.keyring import key_ring
from renshi_sdk.context import Context
from renshi_sdk.services import Secrets

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class SecretsFacade(Secrets):
    """Implements :class:`renshi_sdk.services.Secrets`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._keys = key_ring(platform.secret_key).of(
            ctx.tenant_id, index_key=platform.index_keys.get(ctx.tenant_id)
        )

    def seal(self, text: str, *, label: str) -> bytes:
        return self._keys.seal(text.encode(), label=label)

    def open(self, sealed: bytes, *, label: str) -> str:
        return self._keys.open(bytes(sealed), label=label).decode()

    def index(self, text: str, *, label: str) -> bytes:
        return self._keys.index(text.encode(), label=label)
