"""Contents sealed anew with the newest key. A content that is done says so in its first byte."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from renshi_core.db import unit_of_work
from renshi_core.files.service import PURPOSE, label_of, store_of
from renshi_core.secrets.keyring import SealBroken, key_ring
from renshi_sdk.db import fetch

if TYPE_CHECKING:
    from renshi_core.platform import Platform

BATCH = 200


async def reseal_files(platform: Platform, tenant_id: UUID) -> tuple[int, list[str]]:
    """Seal a tenant's contents anew; returns how many, and those that couldn't be opened. No unit may be open."""
    keys, store = key_ring(platform.secret_key).of(tenant_id), store_of(platform)
    done, broken, last = 0, [], None
    while True:
        async with unit_of_work(tenant_id):
            rows = await fetch(
                "SELECT id FROM core_file WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2", last, BATCH
            )
        for row in rows:
            last = row["id"]
            try:
                sealed = await store.read(tenant_id, last)
                if keys.is_current(sealed):
                    continue
                content = keys.open(sealed, label=label_of(last), purpose=PURPOSE)
            except (FileNotFoundError, SealBroken) as error:
                broken.append(f"core_file.content {last}: {error}")
                continue
            # The store replaces in one step, so that a reader finds the old content or the new one.
            await store.write(tenant_id, last, keys.seal(content, label=label_of(last), purpose=PURPOSE))
            done += 1
        if len(rows) < BATCH:
            return done, broken
