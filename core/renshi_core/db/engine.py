"""One process's connections to PostgreSQL."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from renshi_core.db import piccolo_conf

MINIMUM_VERSION = 15
LOGIN_ROLE = "renshi_login"
"""The login that serves requests where the operator names none: member of ``renshi_app`` and
``renshi_system`` without inheriting either, so that each unit of work says which one it acts as."""


class DatabaseUnusable(RuntimeError):
    """The database can't be used as it is; the text says what to do."""


def login_password(secret_key: str) -> str:
    """The password of :data:`LOGIN_ROLE`, derived, so that no process has to pass it to another."""
    return hmac.new(secret_key.encode(), b"renshi database login", hashlib.sha256).hexdigest()


def login_url(owner_url: str, secret_key: str) -> str:
    """The owner's address with :data:`LOGIN_ROLE` in place of the owner."""
    parts = urlsplit(owner_url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{LOGIN_ROLE}:{quote(login_password(secret_key))}@{host}"))


class QuietEngine(PostgresEngine):
    """Piccolo's engine without the connection that it opens, and the lines it prints, when it is made."""

    async def check_version(self) -> None:
        """``Database.open`` checks the version and refuses an old one."""

    async def prep_database(self) -> None:
        """No extension is needed."""


async def _keep_clean(connection: Any) -> None:
    # SET LOCAL leaves nothing behind, so the pool's usual reset, a round trip per request, isn't needed.
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


class Database:
    """Piccolo's engine over an asyncpg pool, as the role that row-level security binds.

    ``owner_url`` is used by migrations only.
    """

    def __init__(self, *, app_url: str, owner_url: str | None = None, pool_size: int = 10) -> None:
        self.app_url = app_url
        self.owner_url = owner_url
        self.pool_size = pool_size
        self.engine = QuietEngine(config={"dsn": app_url}, extensions=())

    async def open(self) -> None:
        """Connect, check version and role, and make this the process's database.

        Raises:
            DatabaseUnusable: unreachable, too old, or a role that row-level security doesn't bind.
        """
        try:
            await self.engine.start_connection_pool(
                min_size=1, max_size=self.pool_size, reset=_keep_clean, command_timeout=300
            )
        except (OSError, asyncpg.PostgresError, TimeoutError) as error:
            raise DatabaseUnusable(explain(self.app_url, error)) from error
        pool = self.engine.pool
        if pool is None:
            raise DatabaseUnusable("the connection pool did not start")
        row = await pool.fetchrow(
            "SELECT current_setting('server_version_num')::int / 10000 AS version, current_user AS role,"
            " rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user"
        )
        problem = None
        if row["version"] < MINIMUM_VERSION:
            problem = f"PostgreSQL {row['version']} is too old; Renshi needs {MINIMUM_VERSION} or newer"
        elif row["unbound"]:
            problem = (
                f"role {row['role']!r} is superuser or has BYPASSRLS, so row-level security would not hold. "
                "Let RENSHI_DATABASE_APP_URL name another role, or leave it unset"
            )
        if problem:
            await self.close()
            raise DatabaseUnusable(problem)
        self.make_current()

    def make_current(self) -> None:
        """Let units of work of this process go to this database. A process has one; tests may have several."""
        piccolo_conf.DB = self.engine

    async def close(self) -> None:
        """Close all connections."""
        if self.engine.pool is not None:
            try:
                await asyncio.wait_for(self.engine.pool.close(), 10)
            except TimeoutError:
                self.engine.pool.terminate()
            self.engine.pool = None
        if piccolo_conf.DB is self.engine:
            piccolo_conf.DB = None


def explain(url: str, error: BaseException) -> str:
    """Say in words why ``url`` can't be used, without its password."""
    parts = urlsplit(url)
    where = (
        f"{parts.hostname or 'socket'}:{parts.port or 5432}{parts.path} as {unquote(parts.username or '')}"
    )
    if isinstance(error, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
        return f"PostgreSQL at {where} refused the role or its password. Has `renshi migrate` run?"
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return f"PostgreSQL at {where}: there is no such database. Create it first (createdb)"
    if isinstance(error, OSError | TimeoutError):
        return f"PostgreSQL at {where} can't be reached: {error}. Is it running, and is the address right?"
    return f"PostgreSQL at {where}: {error}"
