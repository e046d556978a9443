from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0015"
VERSION = "1.38.0"
DESCRIPTION = "candidates in a chat: a one-time code, and the answer they are writing"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_chat",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "candidate_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "application_id uuid NOT NULL REFERENCES recruiting_ai_application(id) ON DELETE CASCADE",
            # A keyed hash, until it is used or over.
            "code_index bytea NULL",
            "code_expires_at timestamptz NULL",
            "bound_at timestamptz NULL",
            # What was written of the answer to this turn, until it is handed in.
            "draft text NOT NULL DEFAULT ''",
            "draft_turn integer NULL",
            # A word that waits to be said twice, because it can't be undone.
            "pending text NULL",
            "UNIQUE (candidate_id)",
        ),
        "CREATE INDEX recruiting_ai_chat_code ON recruiting_ai_chat (company_id, code_index)"
        " WHERE code_index IS NOT NULL",
        "CREATE INDEX recruiting_ai_chat_application ON recruiting_ai_chat (application_id)",
    ],
)
