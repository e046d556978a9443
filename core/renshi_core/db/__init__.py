"""The database: engines, units of work, and migrations."""

import os

os.environ["PICCOLO_CONF"] = "renshi_core.db.piccolo_conf"

from renshi_core.db.engine import Database, DatabaseUnusable
from renshi_core.db.unit import (
    after_commit,
    before_commit,
    in_unit,
    run_detached,
    system_unit,
    unit_of_work,
    waits_for,
)

__all__ = [
    "Database",
    "DatabaseUnusable",
    "after_commit",
    "before_commit",
    "in_unit",
    "run_detached",
    "system_unit",
    "unit_of_work",
    "waits_for",
]
