from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0021"
VERSION = "1.38.0"
DESCRIPTION = "consents of employees, each to words that never change"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_consent_purpose",
            COMPANY,
            "name text NOT NULL",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "separate boolean NOT NULL",
            "needed boolean NOT NULL",
            # The words that count now; they point back here, so that one of the two has to come first.
            "text_id uuid NOT NULL",
            "retired_at timestamptz NULL",
            "UNIQUE (company_id, name)",
        ),
        tenant_table(
            "core_consent_text",
            "purpose_id uuid NOT NULL REFERENCES core_consent_purpose(id) ON DELETE RESTRICT",
            "version integer NOT NULL CHECK (version >= 1)",
            "text_zh text NOT NULL",
            "text_en text NOT NULL",
            "digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$')",
            "published_at timestamptz NOT NULL",
            "published_by text NOT NULL",
            "UNIQUE (purpose_id, version)",
            append_only=True,
        ),
        # An answer is never changed: taking a consent back is another answer.
        tenant_table(
            "core_consent",
            COMPANY,
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "purpose_id uuid NOT NULL REFERENCES core_consent_purpose(id) ON DELETE RESTRICT",
            "text_id uuid NOT NULL REFERENCES core_consent_text(id) ON DELETE RESTRICT",
            "digest text NOT NULL",
            "given boolean NOT NULL",
            "channel text NOT NULL CHECK (channel IN ('console', 'api', 'h5', 'wechat', 'paper', 'spoken'))",
            "by_name text NOT NULL",
            "note text NOT NULL DEFAULT ''",
            "at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX core_consent_person ON core_consent (employee_id, purpose_id, at DESC, id DESC)",
        "CREATE INDEX core_consent_purpose_people ON core_consent (purpose_id, employee_id, at DESC, id DESC)",
    ],
)
