"""Tenants, and the audit chain."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from renshi_core.audit import anchors
from renshi_core.cli.processes import build_platform, opened, run, servers
from renshi_core.db import system_unit, unit_of_work
from renshi_core.identity.service import create_tenant
from renshi_core.platform import Platform
from renshi_core.secrets.keyring import key_ring
from renshi_core.settings import get_settings
from renshi_sdk.db import fetch


@click.group()
def tenants() -> None:
    """Groups of companies."""


@tenants.command("list")
def list_tenants() -> None:
    """All groups with their companies."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)

        async def main() -> None:
            async with opened(platform), system_unit():
                for row in await fetch(
                    "SELECT t.code AS tenant, t.name AS tenant_name, c.code, c.name, c.industry, c.city, c.public_code"
                    " FROM core_tenant t LEFT JOIN core_company c ON c.tenant_id = t.id ORDER BY t.code, c.code"
                ):
                    click.echo("\t".join(str(value or "") for value in row.values()))

        run(main)


@tenants.command("create")
@click.option("--code", required=True, help="Short name that people sign in with, e.g. huaxing.")
@click.option("--name", required=True, help="Name of the group.")
@click.option("--company", "company_name", required=True, help="Name of its first company.")
@click.option("--industry", default="other", show_default=True)
@click.option("--city", required=True)
@click.option("--admin", "login", default="admin", show_default=True)
@click.password_option("--password", help="At least 12 characters.")
def create(
    code: str, name: str, company_name: str, industry: str, city: str, login: str, password: str
) -> None:
    """Create a group with its first company and an administrator."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)

        async def main() -> None:
            async with opened(platform):
                await create_tenant(
                    platform,
                    code=code,
                    name=name,
                    company={
                        "code": code.upper(),
                        "name": company_name,
                        "industry": industry,
                        "city": city,
                        "public_code": code,
                    },
                    admin_login=login,
                    admin_name="管理员",
                    admin_password=password,
                )
            click.echo(f"created {code}; sign in as {login}")

        run(main)


@click.group()
def audit() -> None:
    """The audit chain."""


@audit.command("verify")
@click.option("--tenant", help="Code of one group; all by default.")
@click.option(
    "--anchors",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of anchors kept elsewhere; the installation's own by default.",
)
def verify_chain(tenant: str | None, folder: Path | None) -> None:
    """Recompute every link and compare every anchor; exit 1 and name the first broken row where there is one."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)
        sys.exit(run(lambda: _verify(platform, tenant, folder)))


@audit.command("anchor")
def anchor() -> None:
    """Keep the heads of all chains outside of the database, signed; the nightly job does the same."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)

        async def main() -> None:
            async with opened(platform):
                async with system_unit():
                    rows = await fetch("SELECT id, code FROM core_tenant ORDER BY code")
                for row in rows:
                    async with unit_of_work(row["id"]):
                        kept = await anchors.keep(
                            key_ring(platform.secret_key),
                            anchors.folder_of(platform),
                            row["id"],
                            platform.clock.now(),
                        )
                    click.echo(f"{row['code']}: row {kept.seq if kept else 0}")

        run(main)


@audit.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_file(file: Path) -> None:
    """Recompute an exported range from its file alone, without a database; exit 1 and say what doesn't fit."""
    try:
        rows = anchors.check_export(file.read_text(encoding="utf-8"))
    except anchors.AnchorBroken as error:
        click.echo(f"✗ {error}")
        sys.exit(1)
    click.echo(f"✓ {rows} rows, the signature and every link hold")


async def _verify(platform: Platform, code: str | None, folder: Path | None) -> int:
    status = 0
    async with opened(platform):
        async with system_unit():
            rows = await fetch("SELECT id, code FROM core_tenant WHERE $1::text IS NULL OR code = $1", code)
        if code is not None and not rows:
            click.echo(f"✗ there is no group with the code {code!r}")
            return 2
        if code is None:
            known = {str(row["id"]) for row in rows}
            for file in sorted((folder or anchors.folder_of(platform)).glob("*.jsonl")):
                if file.stem not in known:
                    click.echo(
                        f"✗ {file.stem}: anchors were kept of this group, and it is gone with its chain"
                    )
                    status = 1
        for row in rows:
            tenant_id: UUID = row["id"]
            async with unit_of_work(tenant_id):
                finding = await anchors.verify_with(
                    key_ring(platform.secret_key), tenant_id, folder or anchors.folder_of(platform)
                )
            click.echo(f"{'✓' if finding.ok else '✗'} {row['code']}: {finding.describe()}")
            status |= not finding.ok
    return int(status)
