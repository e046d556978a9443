"""Component sets of a company: written in the component language, versioned, in force from a day on."""

from __future__ import annotations

from renshi_sdk.db import sql_migration, tenant_table

ID = "payroll_0002"
VERSION = "1.38.0"
DESCRIPTION = "component sets, their versions, which is in force, and look-up tables"

_COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "payroll_component_set",
            _COMPANY,
            "zh text NOT NULL",
            "en text NOT NULL",
            "cloned_from text NULL",
            "created_by uuid NULL",
            "UNIQUE (tenant_id, company_id, zh)",
            append_only=True,
        ),
        tenant_table(
            "payroll_component_version",
            _COMPANY,
            "set_id uuid NOT NULL REFERENCES payroll_component_set(id) ON DELETE RESTRICT",
            "version integer NOT NULL CHECK (version > 0)",
            "document jsonb NOT NULL",
            "note text NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            "UNIQUE (tenant_id, set_id, version)",
            append_only=True,
        ),
        tenant_table(
            "payroll_component_use",
            _COMPANY,
            "version_id uuid NULL REFERENCES payroll_component_version(id) ON DELETE RESTRICT",
            "valid_from date NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_component_use_of ON payroll_component_use"
        " (tenant_id, company_id, valid_from DESC, recorded_at DESC)",
        tenant_table(
            "payroll_lookup_table",
            _COMPANY,
            "name text NOT NULL",
            "valid_from date NOT NULL",
            "document jsonb NOT NULL",
            "reference text NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_lookup_table_of ON payroll_lookup_table"
        " (tenant_id, company_id, name, valid_from DESC, recorded_at DESC)",
    ],
)
