from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0008"
VERSION = "1.38.0"
DESCRIPTION = "what changed in files, changes that wait for approval, imports and exports of employees"

EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
VERB = "verb text NOT NULL CHECK (verb IN ('add', 'change', 'remove'))"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # Values before and after, sealed: among them are numbers of accounts and papers.
        tenant_table(
            "core_file_change",
            EMPLOYEE,
            "section text NOT NULL",
            VERB,
            "row_id uuid NULL",
            "changed_by text NOT NULL",
            "at timestamptz NOT NULL",
            "sealed bytea NOT NULL",
        ),
        "CREATE INDEX core_file_change_person ON core_file_change (employee_id, at DESC, id)",
        tenant_table(
            "core_profile_change",
            EMPLOYEE,
            "section text NOT NULL",
            VERB,
            "row_id uuid NULL",
            "state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'asked', 'applied', 'refused'))",
            "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "sealed bytea NOT NULL",
        ),
        "CREATE INDEX core_profile_change_person ON core_profile_change (employee_id, state)",
        "CREATE INDEX core_profile_change_request ON core_profile_change (request_id) WHERE request_id IS NOT NULL",
        tenant_table(
            "core_employee_import",
            COMPANY,
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "name text NOT NULL",
            "digest text NOT NULL",
            "state text NOT NULL CHECK (state IN ('checking', 'checked', 'writing', 'done', 'failed'))",
            "job_id uuid NULL",
            "columns jsonb NOT NULL DEFAULT '[]'",
            "counts jsonb NOT NULL DEFAULT '{}'",
            "failure text NULL",
            "created_by uuid NULL",
            "created_by_name text NOT NULL",
            "finished_at timestamptz NULL",
        ),
        "CREATE INDEX core_employee_import_company ON core_employee_import (company_id, created_at DESC)",
        "CREATE INDEX core_employee_import_file ON core_employee_import (file_id) WHERE file_id IS NOT NULL",
        # A row of the sheet as it was read, sealed until it is written; then only its place and outcome stay.
        tenant_table(
            "core_employee_import_row",
            "import_id uuid NOT NULL REFERENCES core_employee_import(id) ON DELETE CASCADE",
            "row_no integer NOT NULL",
            "action text NOT NULL CHECK (action IN ('create', 'update', 'same', 'refuse'))",
            "sealed bytea NULL",
            "problems jsonb NOT NULL DEFAULT '[]'",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "written_at timestamptz NULL",
            "UNIQUE (import_id, row_no)",
        ),
        "CREATE INDEX core_employee_import_row_action ON core_employee_import_row (import_id, action, row_no)",
        "CREATE INDEX core_employee_import_row_person ON core_employee_import_row (employee_id)"
        " WHERE employee_id IS NOT NULL",
        # Whom and what was allowed when it was asked for: the job that writes the sheet has every right.
        tenant_table(
            "core_employee_export",
            COMPANY,
            "fields text[] NOT NULL",
            "people uuid[] NOT NULL",
            "format text NOT NULL CHECK (format IN ('xlsx', 'csv'))",
            "locale text NOT NULL",
            "rows integer NOT NULL",
            "job_id uuid NULL",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "created_by uuid NULL",
            "created_by_name text NOT NULL",
        ),
        "CREATE INDEX core_employee_export_company ON core_employee_export (company_id, created_at DESC)",
        "CREATE INDEX core_employee_export_file ON core_employee_export (file_id) WHERE file_id IS NOT NULL",
        # Filters by several fields are answered from these two alone: what the wall asks for is in them too.
        """
DROP INDEX core_custom_value_search;
DROP INDEX core_custom_value_person;
CREATE INDEX core_custom_value_search ON core_custom_value (field_id, value, employee_id) INCLUDE (tenant_id);
CREATE INDEX core_custom_value_person ON core_custom_value (employee_id, field_id, value) INCLUDE (tenant_id);
""",
    ],
)
