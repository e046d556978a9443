"""Tenants, and the audit chain."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from renshi_core.audit.service import verify
from renshi_core.cli.processes import build_platform, opened, run, servers
from renshi_core.db import system_unit, unit_of_work
from renshi_core.identity.service import create_tenant
from renshi_core.platform import Platform
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
def verify_chain(tenant: str | None) -> None:
    """Recompute every link; exit 1 and name the first broken row where there is one."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)
        sys.exit(run(lambda: _verify(platform, tenant)))


async def _verify(platform: Platform, code: str | None) -> int:
    status = 0
    async with opened(platform):
        async with system_unit():
            rows = await fetch("SELECT id, code FROM core_tenant WHERE $1::text IS NULL OR code = $1", code)
        for row in rows:
            tenant_id: UUID = row["id"]
            async with unit_of_work(tenant_id):
                finding = await verify(tenant_id)
            click.echo(f"{'✓' if finding.ok else '✗'} {row['code']}: {finding.describe()}")
            status |= not finding.ok
    return int(status)
