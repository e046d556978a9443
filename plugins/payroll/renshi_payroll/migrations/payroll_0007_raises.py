"""Pay adjusted for many people at once: a sheet that is checked, approved as one request, and written in one go."""

from __future__ import annotations

from renshi_sdk.db import sql_migration, tenant_table

ID = "payroll_0007"
VERSION = "1.38.0"
DESCRIPTION = "batches of pay adjustments"

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "payroll_raise",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "title text NOT NULL",
            "effective_on date NOT NULL",
            "reason text NOT NULL",
            "state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'undone', 'discarded'))",
            "version integer NOT NULL DEFAULT 1",
            "digest text NOT NULL DEFAULT ''",
            "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "created_by uuid NULL",
            "recorded_at timestamptz NOT NULL",
        ),
        "CREATE INDEX payroll_raise_of ON payroll_raise (tenant_id, company_id, recorded_at DESC)",
        tenant_table(
            "payroll_raise_row",
            "raise_id uuid NOT NULL REFERENCES payroll_raise(id) ON DELETE CASCADE",
            "line integer NOT NULL",
            "number text NOT NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "old_wage bigint NULL CHECK (old_wage >= 0)",
            "new_wage bigint NULL CHECK (new_wage >= 0)",
            "social_base bigint NULL CHECK (social_base >= 0)",
            "housing_base bigint NULL CHECK (housing_base >= 0)",
            "reason text NOT NULL",
            "zh text NOT NULL DEFAULT ''",
            "en text NOT NULL DEFAULT ''",
            "severity text NOT NULL DEFAULT 'ok' CHECK (severity IN ('ok', 'warning', 'error'))",
        ),
        "CREATE INDEX payroll_raise_row_of ON payroll_raise_row (tenant_id, raise_id, severity, line)",
        "CREATE UNIQUE INDEX payroll_raise_row_once ON payroll_raise_row (tenant_id, raise_id, employee_id)"
        " WHERE severity <> 'error'",
        # Terms written by a request are found by it, for the undoing.
        "CREATE INDEX payroll_term_request ON payroll_term (tenant_id, request_id) WHERE request_id IS NOT NULL",
    ],
)
