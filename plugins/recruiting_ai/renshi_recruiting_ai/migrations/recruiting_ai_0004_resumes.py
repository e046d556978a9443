from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0004"
VERSION = "1.38.0"
DESCRIPTION = "résumé files, what was read in them, matches with a job, ranking models"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_batch",
            COMPANY,
            "requisition_id uuid NOT NULL REFERENCES recruiting_ai_requisition(id) ON DELETE RESTRICT",
            "title text NOT NULL",
            "channel text NOT NULL",
            "job_id uuid NULL",
            "state text NOT NULL CHECK (state IN ('open', 'running', 'done'))",
            "files integer NOT NULL DEFAULT 0",
            "author_name text NOT NULL",
            "done_at timestamptz NULL",
        ),
        "CREATE INDEX recruiting_ai_batch_company ON recruiting_ai_batch (tenant_id, company_id, created_at)",
        tenant_table(
            "recruiting_ai_resume",
            COMPANY,
            "batch_id uuid NULL REFERENCES recruiting_ai_batch(id) ON DELETE SET NULL",
            "candidate_id uuid NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "application_id uuid NULL REFERENCES recruiting_ai_application(id) ON DELETE CASCADE",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "file_name text NOT NULL",
            "sha256 text NOT NULL",
            "state text NOT NULL CHECK (state IN ('waiting', 'read', 'refused', 'not_analysed'))",
            "problem text NULL",
            "problem_en text NULL",
            "parser text NULL",
            "pages integer NULL",
            "text text NULL",
            "parsed jsonb NULL",
            "flags jsonb NULL",
            "read_at timestamptz NULL",
        ),
        "CREATE INDEX recruiting_ai_resume_candidate ON recruiting_ai_resume (tenant_id, candidate_id)",
        "CREATE INDEX recruiting_ai_resume_application ON recruiting_ai_resume (tenant_id, application_id)",
        "CREATE INDEX recruiting_ai_resume_batch ON recruiting_ai_resume (tenant_id, batch_id, state)",
        # The same file is read once a batch, however often it is sent.
        "CREATE UNIQUE INDEX recruiting_ai_resume_once ON recruiting_ai_resume (tenant_id, batch_id, sha256)"
        " WHERE batch_id IS NOT NULL",
        tenant_table(
            "recruiting_ai_ranker",
            COMPANY,
            "family text NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            "state text NOT NULL CHECK (state IN ('active', 'retired', 'refused'))",
            "file_id uuid NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            "sha256 text NOT NULL",
            "features text[] NOT NULL",
            "labels integer NOT NULL",
            "positives integer NOT NULL",
            "measured jsonb NOT NULL",
            "trained_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, company_id, family, version)",
        ),
        tenant_table(
            "recruiting_ai_match",
            COMPANY,
            "resume_id uuid NOT NULL REFERENCES recruiting_ai_resume(id) ON DELETE CASCADE",
            "application_id uuid NULL REFERENCES recruiting_ai_application(id) ON DELETE CASCADE",
            "requisition_id uuid NOT NULL REFERENCES recruiting_ai_requisition(id) ON DELETE RESTRICT",
            "profile_id uuid NOT NULL REFERENCES recruiting_ai_profile(id) ON DELETE RESTRICT",
            "scorer text NOT NULL",
            "ranker_id uuid NULL REFERENCES recruiting_ai_ranker(id) ON DELETE SET NULL",
            # Of 100, as the transparent formula or the ranker gives it; the order of a list, not a probability.
            "score numeric(7,4) NOT NULL",
            "must_haves text NOT NULL CHECK (must_haves IN ('met', 'unknown', 'not_met'))",
            "coverage numeric(5,4) NOT NULL",
            "input_digest text NOT NULL",
            "detail jsonb NOT NULL",
            "matched_at timestamptz NOT NULL",
            "UNIQUE (tenant_id, resume_id, requisition_id)",
        ),
        "CREATE INDEX recruiting_ai_match_rank ON recruiting_ai_match (tenant_id, requisition_id, score DESC)",
        "CREATE INDEX recruiting_ai_match_application ON recruiting_ai_match (tenant_id, application_id)",
    ],
)
