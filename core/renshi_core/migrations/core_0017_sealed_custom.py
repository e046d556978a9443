from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0017"
VERSION = "1.38.0"
DESCRIPTION = "values of sensitive custom fields, sealed"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # One value each: it is bound to its tenant, person and field, and opens nowhere else. The job
        # core.seal_custom_values moves here what was entered before.
        tenant_table(
            "core_custom_sealed",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "field_id uuid NOT NULL REFERENCES core_custom_field(id) ON DELETE RESTRICT",
            "sealed bytea NOT NULL",
            "UNIQUE (employee_id, field_id)",
        ),
        "CREATE INDEX core_custom_sealed_field ON core_custom_sealed (field_id, employee_id)",
    ],
)
