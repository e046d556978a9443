from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0008"
VERSION = "1.38.0"
DESCRIPTION = "quality of hire: runs, relations, proposals of weights"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
RUN = "run_id uuid NOT NULL REFERENCES recruiting_ai_quality_run(id) ON DELETE CASCADE"
PROFILE = "uuid {} REFERENCES recruiting_ai_profile(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_quality_run",
            COMPANY,
            "hires integer NOT NULL CHECK (hires >= 0)",
            "interviews integer NOT NULL CHECK (interviews >= 0)",
            "compared integer NOT NULL",
            "tested integer NOT NULL",
            "found integer NOT NULL",
            # Kinds of outcomes that were known, with how many people each; no value of anybody.
            "kinds jsonb NOT NULL",
            "digest text NOT NULL",
            "made_by_name text NOT NULL",
            "made_at timestamptz NOT NULL",
            append_only=True,
        ),
        "CREATE INDEX recruiting_ai_quality_run_company ON recruiting_ai_quality_run (tenant_id, company_id, made_at)",
        # Statistics about groups of thirty and more. Fewer than five people are not even counted.
        tenant_table(
            "recruiting_ai_relation",
            COMPANY,
            RUN,
            "place integer NOT NULL",
            "job text NOT NULL",
            "job_title text NOT NULL",
            "predictor text NOT NULL CHECK (predictor IN ('dimension', 'match', 'channel', 'course'))",
            "predictor_key text NOT NULL",
            "predictor_zh text NOT NULL",
            "predictor_en text NOT NULL",
            "outcome text NOT NULL",
            "outcome_zh text NOT NULL",
            "outcome_en text NOT NULL",
            "outcome_permission text NOT NULL",
            "share boolean NOT NULL",
            "hires integer NULL CHECK (hires >= 5)",
            "verdict text NOT NULL CHECK (verdict IN ('found', 'not_found', 'not_enough_data'))",
            "r double precision NULL",
            "low double precision NULL",
            "high double precision NULL",
            "p double precision NULL",
            "q double precision NULL",
            "spread_ratio double precision NULL",
            "r_applicants double precision NULL",
            "top double precision NULL",
            "bottom double precision NULL",
            "UNIQUE (tenant_id, run_id, place)",
            append_only=True,
        ),
        tenant_table(
            "recruiting_ai_weight_proposal",
            COMPANY,
            RUN,
            f"profile_id {PROFILE.format('NOT NULL')}",
            "outcome text NOT NULL",
            "outcome_zh text NOT NULL",
            "outcome_en text NOT NULL",
            "outcome_permission text NOT NULL",
            "hires integer NOT NULL",
            "weights jsonb NOT NULL",
            "state text NOT NULL CHECK (state IN ('open', 'accepted', 'refused', 'superseded'))",
            "reason text NULL",
            "decided_by uuid NULL",
            "decided_by_name text NULL",
            "decided_at timestamptz NULL",
            f"new_profile_id {PROFILE.format('NULL')}",
            "CHECK (state NOT IN ('accepted', 'refused') OR (reason <> '' AND decided_by IS NOT NULL))",
        ),
        "CREATE INDEX recruiting_ai_weight_proposal_state ON recruiting_ai_weight_proposal"
        " (tenant_id, company_id, state)",
        "CREATE INDEX recruiting_ai_weight_proposal_run ON recruiting_ai_weight_proposal (tenant_id, run_id)",
    ],
)
