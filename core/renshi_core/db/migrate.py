"""Migrations, app by app, through Piccolo's API rather than its command line.

Piccolo imports migration files by bare name, marks them outside their transaction, and takes no lock. Here a
file is imported under a name of its own, its mark commits with its work, and one process migrates at a time.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppConfig
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from renshi_core.db import piccolo_conf
from renshi_core.db.engine import LOGIN_ROLE, DatabaseUnusable, QuietEngine, explain

LOCK = 0x52454E534849  # "RENSHI"

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renshi_app') THEN CREATE ROLE renshi_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'renshi_system') THEN CREATE ROLE renshi_system NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{login}') THEN CREATE ROLE {login} LOGIN NOINHERIT; END IF;
END $$;
ALTER ROLE {login} LOGIN NOINHERIT PASSWORD '{password}';
GRANT renshi_app, renshi_system TO {login};
GRANT USAGE ON SCHEMA public TO renshi_app, renshi_system;
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an app's migrations went: the ids that ran now, and the error that stopped it."""

    app: str
    ran: tuple[str, ...] = ()
    error: str | None = None


def migration_modules(app: AppConfig) -> dict[str, ModuleType]:
    """Import an app's migration files, keyed by their ``ID``, in order.

    Raises:
        ValueError: a file isn't named after its app, or two share an id.
    """
    found: dict[str, ModuleType] = {}
    for file in sorted(Path(app.migrations_folder_path).glob("*.py")):
        if file.stem == "__init__":
            continue
        if not file.stem.startswith(f"{app.app_name}_"):
            raise ValueError(f"migration {file.name} must be named {app.app_name}_0001_<what>.py")
        name = f"renshi_migrations.{app.app_name}.{file.stem}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise ValueError(f"migration {file.name} can't be imported")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        if not str(module.ID).startswith(f"{app.app_name}_"):
            raise ValueError(f"migration {file.name}: ID {module.ID!r} must start with {app.app_name}_")
        if module.ID in found:
            raise ValueError(f"two migrations of {app.app_name} have the ID {module.ID}")
        found[module.ID] = module
    return dict(sorted(found.items()))


async def prepare_roles(owner_url: str, password: str) -> None:
    """Create the roles that requests run as, where they are missing, and set the login's password."""
    try:
        connection = await asyncpg.connect(owner_url, timeout=15)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise DatabaseUnusable(explain(owner_url, error)) from error
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(ROLES.format(login=LOGIN_ROLE, password=password))
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseUnusable(
            "the owner may not create roles. Let an administrator run once:\n"
            + ROLES.format(login=LOGIN_ROLE, password="<password>")  # noqa: S106 - to be filled in
            + "and set RENSHI_DATABASE_APP_URL to that login"
        ) from error
    finally:
        await connection.close()


async def migrate(owner_url: str, apps: Sequence[AppConfig]) -> list[Outcome]:
    """Bring each app up to date, in order, stopping an app (not its neighbours) at its first error.

    Raises:
        DatabaseUnusable: the database can't be reached.
    """
    engine = QuietEngine(config={"dsn": owner_url}, extensions=())
    try:
        guard = await asyncpg.connect(owner_url, timeout=15)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise DatabaseUnusable(explain(owner_url, error)) from error
    before, piccolo_conf.DB = piccolo_conf.DB, engine
    Migration._meta._db = engine
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        if not await Migration.table_exists().run():
            await Migration.create_table().run()  # type: ignore[no-untyped-call]
        return [await _migrate_app(engine, app) for app in apps]
    finally:
        piccolo_conf.DB = before
        await guard.close()


async def _migrate_app(engine: PostgresEngine, app: AppConfig) -> Outcome:
    ran: list[str] = []
    try:
        done = set(await Migration.get_migrations_which_ran(app_name=app.app_name))
        for migration_id, module in migration_modules(app).items():
            if migration_id in done:
                continue
            async with engine.transaction():
                manager: MigrationManager = await module.forwards()
                with contextlib.redirect_stdout(io.StringIO()):
                    await manager.run()
                await Migration.insert().add(Migration(name=migration_id, app_name=app.app_name)).run()
            ran.append(migration_id)
        await _hold_tenants(engine, app.app_name)
    except Exception as error:  # a plugin's migration may raise anything; its neighbours go on
        return Outcome(app.app_name, tuple(ran), f"{type(error).__name__}: {error}")
    return Outcome(app.app_name, tuple(ran))


async def _hold_tenants(engine: PostgresEngine, app: str) -> None:
    """Let the foreign keys of an app's tables hold the tenant too: PostgreSQL checks keys past row-level security, so a
    plain one would take another tenant's id. Does nothing where they do already."""
    async with engine.transaction():
        found = await engine.run_querystring(QueryString("SELECT to_regproc('renshi_tenant_keys') AS f"))
        if found[0]["f"] is not None:
            pattern = app.replace("_", r"\_") + r"\_%"
            await engine.run_querystring(QueryString("SELECT renshi_tenant_keys({})", pattern))


async def pending(owner_url: str, apps: Sequence[AppConfig]) -> dict[str, list[str]]:
    """Migrations that haven't run, by app."""
    connection = await asyncpg.connect(owner_url, timeout=15)
    try:
        exists = await connection.fetchval("SELECT to_regclass('migration') IS NOT NULL")
        rows = await connection.fetch("SELECT name, app_name FROM migration") if exists else []
    finally:
        await connection.close()
    done = {(row["app_name"], row["name"]) for row in rows}
    missing = {
        app.app_name: [m for m in migration_modules(app) if (app.app_name, m) not in done] for app in apps
    }
    return {app: names for app, names in missing.items() if names}
