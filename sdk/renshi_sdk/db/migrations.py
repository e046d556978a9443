"""Forward-only migrations in SQL, run through Piccolo's migration API.

A migration file ``migrations/<plugin>_0001_<what>.py`` reads::

    from renshi_sdk.db import sql_migration, tenant_table

    ID = "training_0001"
    VERSION = "1.38.0"
    DESCRIPTION = "courses and enrolments"
    forwards = sql_migration("training", ID, DESCRIPTION, [
        tenant_table("training_course", "code text NOT NULL", "title text NOT NULL", "UNIQUE (tenant_id, code)"),
        "CREATE INDEX training_course_title ON training_course (tenant_id, title)",
    ])
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.finder import engine_finder


def tenant_table(name: str, *columns: str, append_only: bool = False) -> str:
    """Return the DDL of a tenant table: ``id``, ``tenant_id``, ``created_at``, ``columns``, and its wall.

    Row-level security is enabled and forced; ``tenant_id`` fills itself from the unit of work. With
    ``append_only`` the application may insert and read, never update or delete.

    A foreign key is written plainly, ``"course_id uuid NOT NULL REFERENCES training_course(id) ON DELETE RESTRICT"``.
    After a plugin's migrations the host adds the tenant on both of its sides, because PostgreSQL checks keys past
    row-level security and would take another tenant's id.
    """
    body = ",\n  ".join(
        (
            "id uuid PRIMARY KEY",
            "tenant_id uuid NOT NULL DEFAULT renshi_tenant()",
            "created_at timestamptz NOT NULL DEFAULT now()",
            *columns,
        )
    )
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return f"""
CREATE TABLE {name} (
  {body}
);
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON {name} TO renshi_app
  USING (tenant_id = (SELECT renshi_tenant())) WITH CHECK (tenant_id = (SELECT renshi_tenant()));
GRANT {rights} ON {name} TO renshi_app;
"""


def sql_migration(
    app: str, migration_id: str, description: str, statements: Sequence[str]
) -> Callable[[], Awaitable[MigrationManager]]:
    """Return the ``forwards`` of a migration that runs ``statements`` in one transaction."""

    async def forwards() -> MigrationManager:
        manager = MigrationManager(migration_id=migration_id, app_name=app, description=description)

        async def run() -> None:
            engine = engine_finder()
            if engine is None:
                raise RuntimeError("no database engine is set up")
            transaction = engine.current_transaction.get()
            if transaction is None:
                raise RuntimeError("migrations run inside the host's transaction")
            for statement in statements:
                await transaction.connection.execute(statement)

        manager.add_raw(run)
        return manager

    return forwards
