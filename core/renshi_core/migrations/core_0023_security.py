from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0023"
VERSION = "1.38.0"
DESCRIPTION = "rules of signing in that a group sets"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # One row a group; a group without one goes by the platform's own rules.
        tenant_table(
            "core_security_policy",
            "password_length integer NOT NULL CHECK (password_length BETWEEN 12 AND 64)",
            "session_minutes integer NOT NULL CHECK (session_minutes BETWEEN 15 AND 720)",
            "two_factor_roles text[] NOT NULL DEFAULT '{}'",
            "networks text[] NOT NULL DEFAULT '{}'",
            "UNIQUE (tenant_id)",
        ),
    ],
)
