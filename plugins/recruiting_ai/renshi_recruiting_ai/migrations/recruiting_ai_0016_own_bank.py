from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0016"
VERSION = "1.38.0"
DESCRIPTION = "a company's own questions in the bank, in versions"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "recruiting_ai_bank_question",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$')",
            "version integer NOT NULL CHECK (version > 0)",
            # NULL takes the question out of the bank; its versions stay.
            "body jsonb NULL",
            "changed_by_name text NOT NULL",
            "UNIQUE (tenant_id, company_id, key, version)",
        ),
    ],
)
