"""Where contents lie. What is handed to a store is sealed already."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import UUID


class FileStore(Protocol):
    """Keeps sealed bytes by tenant and file id."""

    async def write(self, tenant_id: UUID, file_id: UUID, sealed: bytes) -> None:
        """Keep ``sealed`` durably."""
        ...

    async def read(self, tenant_id: UUID, file_id: UUID) -> bytes:
        """What was kept; raises ``FileNotFoundError``."""
        ...

    async def delete(self, tenant_id: UUID, file_id: UUID) -> None:
        """Remove it; nothing happens where it is gone."""
        ...

    async def older_than(self, tenant_id: UUID, seconds: float) -> list[UUID]:
        """Ids of what a tenant has had for longer than ``seconds``, to find what no row knows of."""
        ...


class LocalFileStore:
    """A folder of this host: ``<tenant>/<last two digits>/<id>``, files of mode 0600."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def write(self, tenant_id: UUID, file_id: UUID, sealed: bytes) -> None:
        """Write beside the place, sync, and rename, so that nothing half-written is ever read."""
        await asyncio.to_thread(self._write, self._path(tenant_id, file_id), sealed)

    async def read(self, tenant_id: UUID, file_id: UUID) -> bytes:
        """What was kept."""
        return await asyncio.to_thread(self._path(tenant_id, file_id).read_bytes)

    async def delete(self, tenant_id: UUID, file_id: UUID) -> None:
        """Remove it."""
        await asyncio.to_thread(self._path(tenant_id, file_id).unlink, missing_ok=True)

    async def older_than(self, tenant_id: UUID, seconds: float) -> list[UUID]:
        """Ids by the age of their files; drafts of a killed process are removed on the way."""
        return await asyncio.to_thread(lambda: list(self._older_than(tenant_id, seconds)))

    def _path(self, tenant_id: UUID, file_id: UUID) -> Path:
        # The last digits of a time-ordered id are random, so the folders fill evenly.
        return self._root / str(tenant_id) / file_id.hex[-2:] / str(file_id)

    @staticmethod
    def _write(path: Path, sealed: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _older_than(self, tenant_id: UUID, seconds: float) -> Iterator[UUID]:
        limit = time.time() - seconds
        for path in (self._root / str(tenant_id)).glob("*/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime > limit:
                    continue
                if path.name.startswith("."):
                    path.unlink(missing_ok=True)
                    continue
                with contextlib.suppress(ValueError):
                    yield UUID(path.name)
