"""Tables of a plugin."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from piccolo.columns import UUID as UUIDColumn
from piccolo.columns import Timestamptz
from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from renshi_sdk.ids import new_id

_current_tenant: ContextVar[UUID | None] = ContextVar("renshi_tenant", default=None)


def current_tenant() -> UUID:
    """The tenant of the open unit of work.

    Raises:
        RuntimeError: outside of one, because a row without a tenant must not exist.
    """
    tenant = _current_tenant.get()
    if tenant is None:
        raise RuntimeError("no tenant: this code runs outside a request, job or delivery")
    return tenant


def _tenant_default() -> UUID:
    # Piccolo calls defaults when a class is defined; the nil tenant passes no row-level check later.
    return _current_tenant.get() or UUID(int=0)


def _now() -> datetime:
    return datetime.now(UTC)


class TenantTable:
    """Mixin of every tenant table: ``class Course(TenantTable, Table, tablename="training_course")``.

    Gives ``id`` (UUIDv7), ``tenant_id`` (filled from the unit of work; row-level security checks it) and
    ``created_at``. Name foreign keys' ``on_delete`` and ``null`` explicitly.
    """

    id = UUIDColumn(primary_key=True, default=new_id)
    tenant_id = UUIDColumn(default=_tenant_default, null=False)
    created_at = Timestamptz(default=_now, null=False)


def piccolo_app(plugin: str, package_file: str, *tables: type[Table]) -> AppConfig:
    """Build the ``APP_CONFIG`` of a plugin: ``APP_CONFIG = piccolo_app("training", __file__, Course)``.

    Migrations are looked for in ``migrations/`` beside the file. Every table's name must start with
    ``<plugin>_``.
    """
    stray = [t._meta.tablename for t in tables if not t._meta.tablename.startswith(f"{plugin}_")]
    if stray:
        raise ValueError(f"tables of plugin {plugin} must be named {plugin}_…, not {stray}")
    return AppConfig(
        app_name=plugin,
        migrations_folder_path=str(Path(package_file).parent / "migrations"),
        table_classes=list(tables),
        migration_dependencies=[],
    )
