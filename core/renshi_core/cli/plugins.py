"""Plugins from the command line, and a new one."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from renshi_core.cli.processes import build_platform, opened, run, servers
from renshi_core.cli.scaffold import write_plugin
from renshi_core.context import make_context
from renshi_core.db import system_unit, unit_of_work
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE
from renshi_core.settings import get_settings
from renshi_sdk.context import Context
from renshi_sdk.db import fetch, fetch_row
from renshi_sdk.errors import RenshiError
from renshi_sdk.manifest import PLUGIN_ID


@click.group()
def plugins() -> None:
    """Loaded, enabled, healthy."""


@plugins.command("list")
def list_plugins() -> None:
    """Every installed plugin, and the companies that have it on."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)

        async def main() -> None:
            async with opened(platform), system_unit():
                rows = await fetch(
                    "SELECT a.plugin, string_agg(c.public_code, ', ' ORDER BY c.public_code) AS companies"
                    " FROM core_plugin_activation a JOIN core_company c ON c.id = a.company_id"
                    " WHERE a.enabled GROUP BY a.plugin"
                )
            on = {row["plugin"]: row["companies"] for row in rows}
            for loaded in platform.registry.in_order():
                if loaded.id != CORE:
                    click.echo(
                        f"{loaded.id}\t{loaded.manifest.version}\tloaded\ton: {on.get(loaded.id, '—')}"
                    )
            for aside in platform.registry.quarantined.values():
                click.echo(
                    f"{aside.plugin}\t{aside.distribution}\tset aside at {aside.phase}: {aside.reason}"
                )

        run(main)


@plugins.command()
@click.argument("plugin")
@click.option("--company", required=True, help="Public code of the company (renshi tenants list).")
def enable(plugin: str, company: str) -> None:
    """Switch a plugin on for a company, effective at once."""
    _in_company(company, lambda platform, ctx: platform.activation.enable(ctx, plugin))
    click.echo(f"{plugin} is on for {company}")


@plugins.command()
@click.argument("plugin")
@click.option("--company", required=True, help="Public code of the company.")
def disable(plugin: str, company: str) -> None:
    """Switch a plugin off for a company; its data stays."""
    _in_company(company, lambda platform, ctx: platform.activation.disable(ctx, plugin))
    click.echo(f"{plugin} is off for {company}")


@plugins.command()
def doctor() -> None:
    """Say what is wrong with installed plugins and what to do; exit 1 where something is."""
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)
        for loaded in platform.registry.in_order():
            if loaded.id != CORE:
                click.echo(f"✓ {loaded.id} {loaded.manifest.version} ({loaded.distribution})")
        for aside in platform.registry.quarantined.values():
            click.echo(f"✗ {aside.plugin} ({aside.distribution}), phase {aside.phase}: {aside.reason}")

        async def broken() -> int:
            async with opened(platform), system_unit():
                rows = await fetch(
                    "SELECT a.plugin, c.public_code, a.broken_reason FROM core_plugin_activation a"
                    " JOIN core_company c ON c.id = a.company_id WHERE a.broken_at IS NOT NULL"
                )
                gone = await fetch(
                    "SELECT a.plugin, string_agg(c.public_code, ', ' ORDER BY c.public_code) AS companies"
                    " FROM core_plugin_activation a JOIN core_company c ON c.id = a.company_id"
                    " WHERE a.enabled AND a.plugin <> ALL($1) GROUP BY a.plugin ORDER BY a.plugin",
                    [*platform.registry.plugins, *platform.registry.quarantined],
                )
            for row in rows:
                click.echo(
                    f"✗ {row['plugin']} is out of service for {row['public_code']}: {row['broken_reason']}"
                )
            for row in gone:
                click.echo(
                    f"✗ {row['plugin']} is on for {row['companies']} and not installed: "
                    "install it again, its data is still there"
                )
            return len(rows) + len(gone)

        sys.exit(1 if run(broken) or platform.registry.quarantined else 0)


@click.command("new-plugin")
@click.argument("name")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Parent folder."
)
def new_plugin(name: str, into: Path) -> None:
    """Write a plugin that passes the conformance suite at once."""
    if not PLUGIN_ID.match(name):
        raise click.BadParameter(
            "lower-case letters, digits and underscores, 3 to 40 long", param_hint="NAME"
        )
    folder = into / name
    if folder.exists():
        raise click.UsageError(f"{folder} exists already")
    write_plugin(folder, name)
    click.echo(
        f"wrote {folder}. Next:\n"
        f"  pip install -e '{folder}[test]'\n"
        f"  pytest {folder}\n"
        f"  renshi migrate                                # then start the processes again\n"
        f"  renshi plugins enable {name} --company CODE    # codes: renshi tenants list, last column"
    )


def _in_company(code: str, work: Callable[[Platform, Context], Awaitable[None]]) -> None:
    with servers(get_settings()) as endpoints:
        platform = build_platform(get_settings(), endpoints)

        async def main() -> None:
            async with opened(platform):
                async with system_unit():
                    row = await fetch_row(
                        "SELECT id, tenant_id FROM core_company WHERE public_code = $1", code
                    )
                if row is None:
                    raise click.UsageError(f"there is no company {code!r}; see `renshi tenants list`")
                async with unit_of_work(row["tenant_id"]):
                    ctx = make_context(platform, tenant_id=row["tenant_id"], company_id=row["id"])
                    try:
                        await work(platform, ctx)
                    except RenshiError as error:
                        raise click.ClickException(error.text.en) from error

        run(main)
