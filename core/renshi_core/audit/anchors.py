"""Heads of the chain kept outside of the database, signed, so that a chain replaced as a whole is found.

Each line of ``var/anchors/<tenant>.jsonl`` says: on this day the chain of this tenant had so many rows and this hash.
Copy the file away (mail, write-once storage): whoever may write the database and this folder could replace both. The
signature is Ed25519 with a key derived from the master key; the public key is in the line, so anybody can check it, and
``renshi audit verify`` also checks that it is the platform's own.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from renshi_core.audit.service import Finding, canonical, head_of_chain, verify
from renshi_core.secrets.keyring import KeyRing
from renshi_sdk.db import fetch, fetch_row

if TYPE_CHECKING:
    from renshi_core.platform import Platform

SIGNED = ("hash", "key", "made_at", "seq", "tenant_id")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of a tenant's chain as it was kept."""

    tenant_id: UUID
    seq: int
    hash: bytes


class AnchorBroken(ValueError):
    """A line of an anchor file or of an export isn't what was signed."""


def folder_of(platform: Platform) -> Path:
    """Where this installation keeps its anchors."""
    return platform.settings.var_dir / "anchors"


def _signer(ring: KeyRing, version: int) -> Ed25519PrivateKey:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"renshi audit anchor").derive(
        ring.masters[version]
    )
    return Ed25519PrivateKey.from_private_bytes(derived)


def public_keys(ring: KeyRing) -> set[str]:
    """The public keys, in hex, that this installation signs and has signed with."""
    return {_signer(ring, version).public_key().public_bytes_raw().hex() for version in ring.masters}


def sign(ring: KeyRing, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the public key and a signature over all of it."""
    signer = _signer(ring, ring.current)
    whole = {**values, "key": signer.public_key().public_bytes_raw().hex()}
    return {**whole, "signature": signer.sign(canonical(whole).encode()).hex()}


def check_signature(signed: Mapping[str, Any], trusted: set[str] | None) -> None:
    """Compare a signature with what it stands under.

    Raises:
        AnchorBroken: another text, or a key that isn't one of ``trusted``.
    """
    whole = {key: value for key, value in signed.items() if key != "signature"}
    if trusted is not None and whole.get("key") not in trusted:
        raise AnchorBroken("it was signed with a key that isn't this installation's")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(whole["key"]))).verify(
            bytes.fromhex(str(signed["signature"])), canonical(whole).encode()
        )
    except (InvalidSignature, ValueError, KeyError) as error:
        raise AnchorBroken("its signature doesn't fit") from error


async def keep(ring: KeyRing, folder: Path, tenant_id: UUID, now: datetime) -> Anchor | None:
    """Write the head of the open unit's tenant behind its file of anchors; ``None`` before the first row."""
    head = await head_of_chain()
    if head is None:
        return None
    line = sign(
        ring,
        {"tenant_id": str(tenant_id), "seq": head[0], "hash": head[1].hex(), "made_at": now.isoformat()},
    )
    _append(folder, f"{tenant_id}.jsonl", canonical(line))
    return Anchor(tenant_id, *head)


def _append(folder: Path, name: str, line: str) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Only ever written behind: an older anchor stays what it was.
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(ring: KeyRing, path: Path) -> list[Anchor]:
    """The anchors of a file. Raises ``AnchorBroken`` with the number of the line."""
    found: list[Anchor] = []
    if not path.exists():
        return found
    trusted = public_keys(ring)
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            line = json.loads(text)
            check_signature(line, trusted)
            found.append(Anchor(UUID(line["tenant_id"]), line["seq"], bytes.fromhex(line["hash"])))
        except (AnchorBroken, ValueError, KeyError) as error:
            raise AnchorBroken(f"line {number} of {path.name}: {error}") from error
    return found


async def verify_with(ring: KeyRing, tenant_id: UUID, folder: Path) -> Finding:
    """The open unit's chain, and every anchor that was kept of it."""
    try:
        anchors = read(ring, folder / f"{tenant_id}.jsonl")
    except AnchorBroken as error:
        return Finding(0, 0, f"an anchor can't be trusted: {error}")
    whole = await verify(tenant_id)
    if not whole.ok:
        return whole
    rows = await fetch("SELECT seq, hash FROM core_audit WHERE seq = ANY($1)", [a.seq for a in anchors])
    hashes = {row["seq"]: bytes(row["hash"]) for row in rows}
    for anchor in anchors:
        if anchor.seq not in hashes:
            return Finding(whole.rows, anchor.seq, "the chain was cut: an anchor knows this row")
        if hashes[anchor.seq] != anchor.hash or anchor.tenant_id != tenant_id:
            return Finding(whole.rows, anchor.seq, "the chain isn't the one that was anchored here")
    return whole


async def export(ring: KeyRing, tenant_id: UUID, first: int, last: int, now: datetime) -> str:
    """Rows ``first`` to ``last`` of the open unit's chain with what proves them, one JSON object a line.

    The head says the hash before the first row and the one of the last; it is signed. :func:`check_export` needs the
    text alone.
    """
    rows = await fetch(
        "SELECT seq, record, hash FROM core_audit WHERE seq BETWEEN $1 AND $2 ORDER BY seq", first, last
    )
    before = await fetch_row("SELECT hash FROM core_audit WHERE seq = $1", first - 1)
    head = sign(
        ring,
        {
            "tenant_id": str(tenant_id),
            "first": rows[0]["seq"] if rows else first,
            "rows": len(rows),
            "previous": bytes(before["hash"]).hex() if before else "",
            "hash": bytes(rows[-1]["hash"]).hex() if rows else "",
            "made_at": now.isoformat(),
        },
    )
    lines = [canonical(head), *(canonical({"seq": r["seq"], "record": r["record"]}) for r in rows)]
    return "\n".join(lines) + "\n"


def check_export(text: str, *, trusted: set[str] | None = None) -> int:
    """Recompute an export from its text alone; returns the rows.

    Raises:
        AnchorBroken: what doesn't fit, with the number of the row.
    """
    head, *lines = [json.loads(line) for line in text.splitlines()]
    check_signature(head, trusted)
    if len(lines) != head["rows"]:
        raise AnchorBroken(f"{head['rows']} rows were signed, {len(lines)} are here")
    previous = bytes.fromhex(head["previous"])
    for expected, line in enumerate(lines, start=head["first"]):
        if line["seq"] != expected:
            raise AnchorBroken(f"row {expected} is missing")
        previous = hashlib.sha256(previous + f"{expected} {line['record']}".encode()).digest()
    if previous.hex() != head["hash"]:
        raise AnchorBroken("a row was changed: the last hash isn't the one that was signed")
    return len(lines)
