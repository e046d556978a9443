"""The plugin's door to the database. Needs the extra ``renshi-sdk[db]``."""

from renshi_sdk.db.listing import ListField, Listing, ListQuery, ListSpec, list_conditions, listing
from renshi_sdk.db.migrations import sql_migration, tenant_table
from renshi_sdk.db.retention import RowsByDay
from renshi_sdk.db.session import (
    connection,
    execute,
    fetch,
    fetch_row,
    fetch_value,
    insert_rows,
    savepoint,
    where,
)
from renshi_sdk.db.tables import TenantTable, piccolo_app

__all__ = [
    "ListField",
    "ListQuery",
    "ListSpec",
    "Listing",
    "RowsByDay",
    "TenantTable",
    "connection",
    "execute",
    "fetch",
    "fetch_row",
    "fetch_value",
    "insert_rows",
    "list_conditions",
    "listing",
    "piccolo_app",
    "savepoint",
    "sql_migration",
    "tenant_table",
    "where",
]
