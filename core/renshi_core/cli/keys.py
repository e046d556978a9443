"""Master keys: which there are, a new one, and sealing everything anew with it."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from uuid import UUID

import click

from renshi_core.cli.processes import build_platform, opened, run, servers
from renshi_core.db import system_unit, unit_of_work
from renshi_core.files.rotation import reseal_files
from renshi_core.platform import Platform
from renshi_core.secrets.keyring import key_ring
from renshi_core.secrets.rotation import columns_of, index_key_kept, reseal_tenant, waiting
from renshi_core.settings import Settings, get_settings, resolve_secret_key
from renshi_sdk.db import fetch


@click.group()
def keys() -> None:
    """Keys that seal identity numbers, bank accounts and files. They live outside the database."""


@keys.command("status")
def status() -> None:
    """Say which key versions there are and what still hangs on the older ones; exit 1 where something does."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)
        sys.exit(run(lambda: _status(platform)))


async def _status(platform: Platform) -> int:
    ring = key_ring(platform.secret_key)
    click.echo(
        f"key version {ring.current} seals; known versions: {', '.join(map(str, sorted(ring.masters)))}"
    )
    left = 0
    async with opened(platform):
        for tenant_id, code in await _tenants():
            async with unit_of_work(tenant_id):
                older = await waiting(ring, columns_of(platform))
                kept = await index_key_kept()
            hangs = bool(older) or (len(ring.masters) > 1 and not kept)
            left |= hangs
            words = (
                ", ".join(f"{n} values with version {v}" for v, n in sorted(older.items()))
                or "all values current"
            )
            click.echo(
                f"{'✗' if hangs else '✓'} {code}: {words}; search index key {'kept' if kept else 'derived'}"
            )
    if len(ring.masters) > 1:
        click.echo(
            "run `renshi keys rotate`"
            if left
            else "nothing hangs on the older versions: they may be taken off"
        )
    return int(left and len(ring.masters) > 1)


@keys.command("new")
def new() -> None:
    """Make the next key version: into the key file of an embedded installation, else shown once to be put in place."""
    settings = get_settings()
    ring = key_ring(resolve_secret_key(settings))
    version, key = max(ring.masters) + 1, secrets.token_urlsafe(48)
    if version > 255:
        raise click.ClickException("there is no version after 255")
    if settings.secret_key is not None:
        click.echo(f"Put this in front of RENSHI_SECRET_KEY on every host, then restart: {version}:{key},")
        if ring.masters.keys() == {1}:
            click.echo("The key that is there now becomes version 1: write it as 1:<key>.")
    else:
        _put_in_front(settings, version, key, {v: k.decode() for v, k in ring.masters.items()})
        click.echo(
            f"version {version} was put into {settings.var_dir / 'secret.key'}; restart, then keys rotate"
        )


def _put_in_front(settings: Settings, version: int, key: str, old: dict[int, str]) -> None:
    pairs = [f"{version}:{key}", *(f"{v}:{old[v]}" for v in sorted(old, reverse=True))]
    path: Path = settings.var_dir / "secret.key"
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(",".join(pairs) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@keys.command("rotate")
@click.option("--tenant", help="Code of one group; all by default.")
def rotate(tenant: str | None) -> None:
    """Seal everything anew with the newest key, while people work; may be stopped and run again at any time."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)
        sys.exit(run(lambda: _rotate(platform, tenant)))


async def _rotate(platform: Platform, code: str | None) -> int:
    broken: list[str] = []
    async with opened(platform):
        for tenant_id, name in await _tenants(code):
            found = await reseal_tenant(platform, tenant_id)
            files, lost = await reseal_files(platform, tenant_id)
            broken += [*found.broken, *lost]
            click.echo(f"{name}: {sum(found.values.values())} values and {files} files sealed anew")
    for one in broken:
        click.echo(f"✗ does not open, left as it is: {one}", err=True)
    return int(bool(broken))


async def _tenants(code: str | None = None) -> list[tuple[UUID, str]]:
    async with system_unit():
        rows = await fetch(
            "SELECT id, code FROM core_tenant WHERE $1::text IS NULL OR code = $1 ORDER BY code", code
        )
    return [(row["id"], row["code"]) for row in rows]
