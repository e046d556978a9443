"""Where Piccolo looks for its engine. :class:`renshi_core.db.engine.Database` sets it when it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piccolo.conf.apps import AppRegistry

if TYPE_CHECKING:
    from piccolo.engine.postgres import PostgresEngine

DB: PostgresEngine | None = None
APP_REGISTRY = AppRegistry(apps=[])
