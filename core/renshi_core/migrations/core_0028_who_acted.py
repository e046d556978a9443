from renshi_sdk.db import sql_migration

ID = "core_0028"
VERSION = "1.38.0"
DESCRIPTION = "the audit chain by the name of who acted"

# A search by name finds the few names first, by jumps along this index, and then their rows.
forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    ["CREATE INDEX core_audit_actor_name ON core_audit (tenant_id, actor_name, seq)"],
)
