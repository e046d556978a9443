from renshi_sdk.db import sql_migration

ID = "recruiting_ai_0013"
VERSION = "1.38.0"
DESCRIPTION = (
    "letters leave by carriers: their way, what became of them, when they may go, and in which language"
)

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE recruiting_ai_message DROP CONSTRAINT recruiting_ai_message_channel_check,"
        " DROP CONSTRAINT recruiting_ai_message_state_check,"
        # 'page' until a carrier took it, then the carrier's name.
        " ADD CHECK (channel ~ '^[a-z][a-z0-9_]{0,39}$'),"
        " ADD CHECK (state IN"
        " ('queued', 'sending', 'sent', 'failed', 'bounced', 'unsure', 'not_sent')),"
        " ADD COLUMN problem_en text NULL,"
        " ADD COLUMN not_before timestamptz NULL,"
        " ADD COLUMN locale text NOT NULL DEFAULT 'zh-CN' CHECK (locale IN ('zh-CN', 'en-US')),"
        " ADD COLUMN again_of uuid NULL REFERENCES recruiting_ai_message(id) ON DELETE SET NULL",
        "CREATE INDEX recruiting_ai_message_waiting ON recruiting_ai_message (company_id, not_before)"
        " WHERE state = 'queued' AND not_before IS NOT NULL",
        "CREATE INDEX recruiting_ai_message_again ON recruiting_ai_message (again_of) WHERE again_of IS NOT NULL",
        # The language the candidate read the careers page in.
        "ALTER TABLE recruiting_ai_application"
        " ADD COLUMN locale text NOT NULL DEFAULT 'zh-CN' CHECK (locale IN ('zh-CN', 'en-US'))",
    ],
)
