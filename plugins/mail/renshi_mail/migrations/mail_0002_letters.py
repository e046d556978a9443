from renshi_sdk.db import sql_migration, tenant_table

ID = "mail_0002"
VERSION = "1.38.0"
DESCRIPTION = "what became of letters to people outside the company"

forwards = sql_migration(
    "mail",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "mail_letter",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "letter_id uuid NOT NULL",
            # Whose letter it was: the plugin alone. Who got it is known there, and forgotten there.
            "plugin text NOT NULL CHECK (plugin <> '')",
            # A keyed hash: enough to leave an address alone that bounced, and nothing to write to.
            "address_index bytea NOT NULL",
            "state text NOT NULL CHECK (state IN ('sent', 'refused', 'bounced', 'unsure'))",
            "message_id text NOT NULL",
            "reason text NOT NULL DEFAULT ''",
            "at timestamptz NOT NULL",
            "cleared_at timestamptz NULL",
            "UNIQUE (tenant_id, letter_id)",
        ),
        "CREATE INDEX mail_letter_company ON mail_letter (company_id, at DESC, id DESC)",
        "CREATE INDEX mail_letter_bounced ON mail_letter (company_id, address_index)"
        " WHERE state = 'bounced' AND cleared_at IS NULL",
    ],
)
