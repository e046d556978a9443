"""What the database knows of the master keys it was sealed with, and the keys of its search indexes.

A master key is never in the database: a proof of it is, which tells a wrong key from the right one before anything
is written. The key of a tenant's search indexes is sealed by the master key once a rotation has been there, so that
numbers stay findable when the key they were first indexed with is gone (docs/adr/0013).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from uuid import UUID

from renshi_core.db import system_unit
from renshi_core.secrets.keyring import KeyRing, SealBroken
from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch, fetch_value
from renshi_sdk.errors import NeedsAttention
from renshi_sdk.text import Text

PURPOSE = "index"
LABEL = "core_tenant_key.index"
_PROOF = b"renshi master key"


class WrongKey(NeedsAttention):
    """The secret key isn't the one this database was sealed with, or one that is still needed was taken away."""

    default_code = "secret.wrong_key"


def proof_of(master: bytes) -> bytes:
    """What the database keeps of a master key: a keyed hash of a constant."""
    return hmac.new(master, _PROOF, hashlib.sha256).digest()


async def check(ring: KeyRing) -> dict[UUID, bytes]:
    """Compare the keys of the settings with those of the database; returns the index keys of tenants that have one.

    New versions are written down, versions that were taken away are marked as retired. Does nothing on a database
    that hasn't been migrated so far.

    Raises:
        WrongKey: a version has another key here than there, or a key was taken away that search still hangs on.
    """
    async with system_unit():
        if await fetch_value("SELECT to_regclass('core_master_key')") is None:
            return {}
        known = {
            r["version"]: r
            for r in await fetch("SELECT version, proof, retired_at FROM core_master_key ORDER BY version")
        }
        for version, master in ring.masters.items():
            if version in known and known[version]["proof"] != proof_of(master):
                raise WrongKey(
                    Text(
                        f"第 {version} 版密钥与本数据库加密时所用的不同，请在 RENSHI_SECRET_KEY 中恢复原密钥。",
                        f"key version {version} isn't the one this database was sealed with; put the old one back "
                        "into RENSHI_SECRET_KEY",
                    )
                )
        gone = [v for v, row in known.items() if v not in ring.masters and row["retired_at"] is None]
        if gone:
            await _may_retire(gone)
        for version, master in ring.masters.items():
            await execute(
                "INSERT INTO core_master_key (version, proof) VALUES ($1, $2)"
                " ON CONFLICT (version) DO UPDATE SET retired_at = NULL",
                version,
                proof_of(master),
            )
        if gone:
            await execute("UPDATE core_master_key SET retired_at = now() WHERE version = ANY($1)", gone)
        return await _index_keys(ring)


async def _may_retire(gone: list[int]) -> None:
    hanging = await fetch_value(
        "SELECT count(*) FROM core_tenant t WHERE NOT EXISTS"
        " (SELECT FROM core_tenant_key k WHERE k.tenant_id = t.id AND k.purpose = $1)",
        PURPOSE,
    )
    if hanging:
        names = "、".join(map(str, gone))
        raise WrongKey(
            Text(
                f"第 {names} 版密钥已被移除，但仍有 {hanging} 个集团的数据依赖它，"
                "请恢复该密钥并运行 renshi keys rotate。",
                f"key version {', '.join(map(str, gone))} was taken away while {hanging} groups still hang on it: put "
                "it back and run `renshi keys rotate`",
            )
        )


async def _index_keys(ring: KeyRing) -> dict[UUID, bytes]:
    rows = await fetch("SELECT tenant_id, sealed FROM core_tenant_key WHERE purpose = $1", PURPOSE)
    try:
        return {
            row["tenant_id"]: ring.of(row["tenant_id"]).open(bytes(row["sealed"]), label=LABEL)
            for row in rows
        }
    except SealBroken as error:
        raise WrongKey(error.text) from error


async def keep_index_key(ring: KeyRing, tenant_id: UUID, known: Mapping[UUID, bytes]) -> bytes:
    """Seal the index key of the open unit's tenant with the current master key; returns the key."""
    keys = ring.of(tenant_id)
    row = await fetch("SELECT sealed FROM core_tenant_key WHERE purpose = $1 FOR UPDATE", PURPOSE)
    key = (
        keys.open(bytes(row[0]["sealed"]), label=LABEL)
        if row
        else known.get(tenant_id) or keys.derived_index_key()
    )
    await execute(
        "INSERT INTO core_tenant_key (id, purpose, sealed) VALUES ($1, $2, $3)"
        " ON CONFLICT (tenant_id, purpose) DO UPDATE SET sealed = excluded.sealed",
        new_id(),
        PURPOSE,
        keys.seal(key, label=LABEL),
    )
    return key
