"""Starting things: ``up``, ``serve``, ``worker``, ``migrate``, ``check``."""

from __future__ import annotations

import logging
import sys

import click
import uvicorn
from piccolo.conf.apps import AppConfig

from renshi_core.app import build_app
from renshi_core.cli.processes import build_platform, opened, run, servers
from renshi_core.cli.upgrade import offer_new_permissions
from renshi_core.db import DatabaseUnusable
from renshi_core.db.migrate import pending
from renshi_core.embedded import EmbeddedServers
from renshi_core.embedded.ports import require_free
from renshi_core.jobs import run_worker
from renshi_core.piccolo_app import APP_CONFIG
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE
from renshi_core.settings import Settings, get_settings
from renshi_core.supervisor import Child, Supervisor

log = logging.getLogger(__name__)
QUEUES = ("default", "ai", "solve")


def program(*arguments: str) -> list[str]:
    """This program again, as a child."""
    return [sys.executable, "-m", "renshi_core", *arguments]


@click.command()
@click.option("--workers", default=1, show_default=True, help="Worker processes for everyday work.")
def up(workers: int) -> None:
    """Start everything: servers, migrations, web, workers. Ctrl-C ends all of it."""
    settings = get_settings()
    refuse_taken_port(settings)
    embedded = EmbeddedServers(settings)
    with embedded as endpoints:
        migrate_now(build_platform(settings, endpoints))
        environment = endpoints.environment()
        children = [
            Child("web", program("serve"), environment),
            *(
                Child(f"worker-{n + 1}", program("worker", "--queue", "default"), environment)
                for n in range(workers)
            ),
            Child("worker-heavy", program("worker", "--queue", "ai", "--queue", "solve"), environment),
        ]
        click.echo(f"Renshi runs at http://{settings.host}:{settings.port}/")
        # A server that dies comes back at the same address.
        sys.exit(Supervisor(children, tick=embedded.ensure).run())


@click.command()
def serve() -> None:
    """Serve the web API and the console."""
    settings = get_settings()
    refuse_taken_port(settings)
    with servers(settings) as endpoints:
        platform = build_platform(settings, endpoints)

        async def main() -> None:
            await refuse_missing_migrations(platform)
            async with opened(platform, watch=True):
                config = uvicorn.Config(
                    build_app(platform),
                    host=settings.host,
                    port=settings.port,
                    log_config=None,
                    access_log=False,
                    proxy_headers=False,
                    server_header=False,
                    timeout_graceful_shutdown=10,
                )
                await uvicorn.Server(config).serve()

        run(main)


@click.command()
@click.option(
    "--queue", "queues", multiple=True, type=click.Choice(QUEUES), help="Queues to serve; all by default."
)
def worker(queues: tuple[str, ...]) -> None:
    """Do background work: events, jobs, schedules, notices."""
    settings = get_settings()
    with servers(settings) as endpoints:
        platform = build_platform(settings, endpoints)

        async def main() -> None:
            await refuse_missing_migrations(platform)
            async with opened(platform, watch=True):
                await run_worker(platform, queues or QUEUES)

        run(main)


@click.command()
def migrate() -> None:
    """Bring the database up to date; a plugin whose migration fails is set aside and named."""
    with servers(get_settings()) as endpoints:
        failed = migrate_now(build_platform(get_settings(), endpoints))
    sys.exit(1 if failed else 0)


@click.command()
def check() -> None:
    """Say whether settings, servers, migrations and plugins are in order."""
    settings = get_settings()
    with servers(settings) as endpoints:
        platform = build_platform(settings, endpoints)

        async def main() -> int:
            missing = await pending(endpoints.database_owner_url, apps_of(platform))
            for app, names in missing.items():
                click.echo(f"✗ {app}: migrations to run: {', '.join(names)} (renshi migrate)")
            if not missing:
                async with opened(platform):
                    click.echo("✓ database and its role")
            for aside in platform.registry.quarantined.values():
                click.echo(f"✗ plugin {aside.plugin} ({aside.distribution}), {aside.phase}: {aside.reason}")
            click.echo(f"✓ {len(platform.registry.plugins) - 1} plugins loaded")
            return 1 if missing or platform.registry.quarantined else 0

        sys.exit(run(main))


def apps_of(platform: Platform) -> list[AppConfig]:
    """The core's app and those of the loaded plugins."""
    return [APP_CONFIG, *(p.app for p in platform.registry.in_order() if p.app is not None and p.id != CORE)]


def migrate_now(platform: Platform) -> bool:
    """Migrate and say what happened; True where a plugin failed."""
    failed = False
    for outcome in run(platform.migrate):
        for name in outcome.ran:
            click.echo(f"migrated {name}")
        if outcome.error:
            failed = True
            click.echo(f"plugin {outcome.app} was set aside, its migration failed: {outcome.error}", err=True)

    async def offer() -> int:
        async with opened(platform):
            return await offer_new_permissions(platform)

    if given := run(offer):
        click.echo(f"{given} new permissions given to the roles they are meant for")
    return failed


async def refuse_missing_migrations(platform: Platform) -> None:
    """Serve nothing on tables that aren't there; a plugin's missing ones set only the plugin aside."""
    owner = platform.database.owner_url
    if owner is None:
        return
    missing = await pending(owner, apps_of(platform))
    if CORE in missing:
        raise DatabaseUnusable(
            f"migrations are missing ({', '.join(missing[CORE])}): run `renshi migrate` first"
        )
    for app, names in missing.items():
        platform.loader.set_aside(
            app, "migrate", f"migrations are missing ({', '.join(names)}): run `renshi migrate`"
        )


def refuse_taken_port(settings: Settings) -> None:
    """Say it in words before a child does it in a traceback."""
    require_free(settings.port, settings.host, "RENSHI_PORT")
