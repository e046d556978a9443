from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0007"
VERSION = "1.38.0"
DESCRIPTION = "fairness: voluntary information kept sealed, audits, impact assessments"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        # What somebody told of themself is sealed: no query can join, filter or sort by it, and no scorer reads it.
        tenant_table(
            "recruiting_ai_demographic",
            COMPANY,
            "application_id uuid NOT NULL REFERENCES recruiting_ai_application(id) ON DELETE CASCADE",
            "sealed bytea NOT NULL",
            "notice_digest text NOT NULL",
            "given_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, application_id)",
        ),
        tenant_table(
            "recruiting_ai_fairness_audit",
            COMPANY,
            "kind text NOT NULL CHECK (kind IN ('impact', 'counterfactual', 'drift'))",
            "state text NOT NULL",
            "scope jsonb NOT NULL",
            "result jsonb NOT NULL",
            "digest text NOT NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX recruiting_ai_fairness_audit_kind ON recruiting_ai_fairness_audit"
        " (tenant_id, company_id, kind, made_at)",
        # PIPL arts. 55 and 56: assessed beforehand, and the record is kept for three years at least.
        tenant_table(
            "recruiting_ai_assessment",
            COMPANY,
            "title text NOT NULL",
            "purpose text NOT NULL",
            "lawful text NOT NULL",
            "impact text NOT NULL",
            "measures text NOT NULL",
            "conclusion text NOT NULL CHECK (conclusion IN ('go', 'go_with_measures', 'stop'))",
            "review_on date NOT NULL",
            "keep_until date NOT NULL",
            "decided_by uuid NULL",
            "decided_by_name text NOT NULL",
            "decided_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX recruiting_ai_assessment_company ON recruiting_ai_assessment"
        " (tenant_id, company_id, decided_at)",
    ],
)
