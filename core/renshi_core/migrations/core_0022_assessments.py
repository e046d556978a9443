from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0022"
VERSION = "1.38.0"
DESCRIPTION = "impact assessments"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # Never changed: an assessment is followed by another of the same subject (个人信息保护法 art. 56: kept for
        # three years at least; nothing removes them).
        tenant_table(
            "core_assessment",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "subject text NOT NULL",
            "version integer NOT NULL CHECK (version >= 1)",
            "title text NOT NULL",
            "cases text[] NOT NULL CHECK (cardinality(cases) >= 1)",
            "purpose text NOT NULL",
            "necessity text NOT NULL",
            "impact text NOT NULL",
            "measures text NOT NULL",
            "risk text NOT NULL CHECK (risk IN ('low', 'medium', 'high'))",
            "conclusion text NOT NULL CHECK (conclusion IN ('proceed', 'with_measures', 'stop'))",
            "review_on date NOT NULL",
            "keep_until date NOT NULL",
            "decided_by uuid NULL",
            "decided_by_name text NOT NULL",
            "decided_at timestamptz NOT NULL",
            "UNIQUE (company_id, subject, version)",
            append_only=True,
        ),
        "CREATE INDEX core_assessment_company ON core_assessment (company_id, decided_at DESC, id DESC)",
    ],
)
