"""What follows a calculation: answers to slips, files that leave the house, their templates, and revenue."""

from __future__ import annotations

from renshi_sdk.db import sql_migration, tenant_table

ID = "payroll_0005"
VERSION = "1.38.0"
DESCRIPTION = (
    "confirmations and disputes of slips, output files and who took them, templates, account maps, revenue"
)

_COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
_EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
_SLIP = "slip_id uuid NOT NULL REFERENCES payroll_slip(id) ON DELETE RESTRICT"
_RUN = "run_id uuid NOT NULL REFERENCES payroll_run(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "payroll",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "payroll_slip_confirmation",
            _COMPANY,
            _RUN,
            _SLIP,
            _EMPLOYEE,
            "digest text NOT NULL",
            "confirmed_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, slip_id)",
            append_only=True,
        ),
        "CREATE INDEX payroll_slip_confirmation_run ON payroll_slip_confirmation (tenant_id, run_id)",
        tenant_table(
            "payroll_dispute",
            _COMPANY,
            _RUN,
            _SLIP,
            _EMPLOYEE,
            "component text NOT NULL DEFAULT ''",
            "state text NOT NULL CHECK (state IN ('open', 'answered', 'closed'))",
            "opened_at timestamptz NOT NULL",
            "last_at timestamptz NOT NULL",
            "closed_at timestamptz NULL",
            "closed_by uuid NULL",
            "CHECK ((state = 'closed') = (closed_at IS NOT NULL))",
        ),
        "CREATE UNIQUE INDEX payroll_dispute_one_open ON payroll_dispute (tenant_id, slip_id) WHERE state <> 'closed'",
        "CREATE INDEX payroll_dispute_inbox ON payroll_dispute (tenant_id, company_id, state, last_at)",
        "CREATE INDEX payroll_dispute_person ON payroll_dispute (tenant_id, employee_id)",
        tenant_table(
            "payroll_dispute_message",
            "dispute_id uuid NOT NULL REFERENCES payroll_dispute(id) ON DELETE CASCADE",
            _EMPLOYEE,
            "side text NOT NULL CHECK (side IN ('employee', 'payroll'))",
            "author text NOT NULL",
            "author_id uuid NULL",
            "body text NOT NULL",
            "written_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_dispute_message_of ON payroll_dispute_message (tenant_id, dispute_id, written_at)",
        tenant_table(
            "payroll_output",
            _COMPANY,
            _RUN,
            "kind text NOT NULL CHECK (kind IN ('slips', 'tax', 'bank', 'social', 'cost', 'journal'))",
            "variant text NOT NULL DEFAULT ''",
            "issue integer NOT NULL CHECK (issue > 0)",
            "part integer NOT NULL DEFAULT 1 CHECK (part > 0)",
            "state text NOT NULL CHECK (state IN ('making', 'ready', 'failed'))",
            "options jsonb NOT NULL DEFAULT '{}'",
            "reason text NOT NULL DEFAULT ''",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "file_name text NOT NULL DEFAULT ''",
            "sha256 text NOT NULL DEFAULT ''",
            "size bigint NOT NULL DEFAULT 0",
            "rows integer NOT NULL DEFAULT 0",
            "total bigint NULL",
            "note text NOT NULL DEFAULT ''",
            "job_id uuid NULL",
            "made_by uuid NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, run_id, kind, variant, issue, part)",
            "CHECK ((state = 'ready') = (file_id IS NOT NULL))",
        ),
        "CREATE INDEX payroll_output_of ON payroll_output (tenant_id, company_id, made_at DESC)",
        tenant_table(
            "payroll_output_download",
            "output_id uuid NOT NULL REFERENCES payroll_output(id) ON DELETE RESTRICT",
            "taken_by uuid NULL",
            "taken_by_name text NOT NULL",
            "taken_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_output_download_of ON payroll_output_download (tenant_id, output_id, taken_at)",
        tenant_table(
            "payroll_bank_template",
            _COMPANY,
            "name text NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            "document jsonb NOT NULL",
            "retired boolean NOT NULL DEFAULT false",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            "UNIQUE (tenant_id, company_id, name, version)",
            append_only=True,
        ),
        tenant_table(
            "payroll_account_map",
            _COMPANY,
            "version integer NOT NULL CHECK (version > 0)",
            "document jsonb NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            "UNIQUE (tenant_id, company_id, version)",
            append_only=True,
        ),
        tenant_table(
            "payroll_revenue",
            _COMPANY,
            "period text NOT NULL",
            "amount bigint NOT NULL CHECK (amount >= 0)",
            "reference text NOT NULL",
            "recorded_at timestamptz NOT NULL",
            "recorded_by uuid NULL",
            append_only=True,
        ),
        "CREATE INDEX payroll_revenue_of ON payroll_revenue (tenant_id, company_id, period, recorded_at DESC)",
    ],
)
