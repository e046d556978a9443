"""DDL of the core beside ``renshi_sdk.db.tenant_table``."""

from __future__ import annotations


def open_to_system(table: str, rights: str) -> str:
    """Let the platform itself (``system_unit``) use a tenant table across tenants: queues, directories."""
    return f"""
GRANT {rights} ON {table} TO renshi_system;
CREATE POLICY system_access ON {table} TO renshi_system USING (true) WITH CHECK (true);
"""


def system_table(name: str, *columns: str, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> str:
    """A table without a tenant, for the platform itself; requests can't read it."""
    body = ",\n  ".join(columns)
    return f"CREATE TABLE {name} (\n  {body}\n);\nGRANT {rights} ON {name} TO renshi_system;\n"
