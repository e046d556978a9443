from renshi_core.db.ddl import open_to_system, system_table
from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0013"
VERSION = "1.38.0"
DESCRIPTION = "versions of the master key, keys of search indexes, and heads of the audit chain kept outside"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # Which master keys this database was sealed with. ``proof`` is a keyed hash of a constant: it tells a wrong key
        # from the right one and gives neither away.
        system_table(
            "core_master_key",
            "version smallint PRIMARY KEY CHECK (version BETWEEN 1 AND 255)",
            "proof bytea NOT NULL",
            "known_at timestamptz NOT NULL DEFAULT now()",
            "retired_at timestamptz NULL",
        ),
        # The key of a tenant's search indexes, sealed by the master key: it outlives every rotation.
        tenant_table(
            "core_tenant_key", "purpose text NOT NULL", "sealed bytea NOT NULL", "UNIQUE (tenant_id, purpose)"
        ),
        open_to_system("core_tenant_key", "SELECT"),
    ],
)
