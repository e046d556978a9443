from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0006"
VERSION = "1.38.0"
DESCRIPTION = "users, roles, sessions, API keys, invitations, and answers kept for repeated requests"

COMPANY = "company_id uuid NULL REFERENCES core_company(id) ON DELETE RESTRICT"
USER = "user_id uuid NOT NULL REFERENCES core_user(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_user",
            "login text NOT NULL CHECK (login = lower(login))",
            "name text NOT NULL",
            "email text NULL",
            "password_hash text NULL",
            "totp_sealed bytea NULL",
            "totp_confirmed boolean NOT NULL DEFAULT false",
            # The last time step that was used, so that a code works once.
            "totp_step bigint NOT NULL DEFAULT 0",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "locale text NOT NULL DEFAULT 'zh-CN'",
            "disabled_at timestamptz NULL",
            "UNIQUE (tenant_id, login)",
        ),
        "CREATE UNIQUE INDEX core_user_employee ON core_user (tenant_id, employee_id) WHERE employee_id IS NOT NULL",
        tenant_table(
            "core_role",
            COMPANY,
            "code text NOT NULL",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "suggested boolean NOT NULL DEFAULT false",
            "UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, code)",
        ),
        tenant_table(
            "core_role_permission",
            "role_id uuid NOT NULL REFERENCES core_role(id) ON DELETE CASCADE",
            "permission text NOT NULL",
            "scope text NOT NULL CHECK (scope IN ('self', 'reports', 'department', 'company', 'tenant'))",
            "UNIQUE (role_id, permission)",
        ),
        tenant_table(
            "core_role_grant",
            USER,
            "role_id uuid NOT NULL REFERENCES core_role(id) ON DELETE CASCADE",
            "scope text NOT NULL CHECK (scope IN ('self', 'reports', 'department', 'company', 'tenant'))",
            COMPANY,
            "department_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "UNIQUE NULLS NOT DISTINCT (user_id, role_id, company_id, department_id)",
        ),
        "CREATE INDEX core_role_grant_role ON core_role_grant (role_id)",
        # One number a tenant: it grows with every change of users, roles and grants, and empties caches.
        tenant_table("core_identity_version", "version bigint NOT NULL", "UNIQUE (tenant_id)"),
        tenant_table(
            "core_session",
            USER,
            "secret_hash bytea NOT NULL",
            COMPANY,
            "expires_at timestamptz NOT NULL",
            "seen_at timestamptz NOT NULL DEFAULT now()",
            "revoked_at timestamptz NULL",
            "address text NULL",
            "agent text NULL",
        ),
        "CREATE INDEX core_session_user ON core_session (user_id) WHERE revoked_at IS NULL",
        tenant_table(
            "core_api_key",
            USER,
            "name text NOT NULL",
            "secret_hash bytea NOT NULL",
            "expires_at timestamptz NULL",
            "used_on date NULL",
            "revoked_at timestamptz NULL",
        ),
        "CREATE INDEX core_api_key_user ON core_api_key (user_id) WHERE revoked_at IS NULL",
        tenant_table(
            "core_invitation",
            "email text NULL",
            "name text NOT NULL",
            "login text NOT NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "role text NOT NULL",
            "scope text NOT NULL",
            COMPANY,
            "secret_hash bytea NOT NULL",
            "expires_at timestamptz NOT NULL",
            "used_at timestamptz NULL",
        ),
        tenant_table(
            "core_login_attempt",
            "login text NOT NULL",
            "address text NOT NULL",
            "at timestamptz NOT NULL",
        ),
        "CREATE INDEX core_login_attempt_login ON core_login_attempt (tenant_id, login, at)",
        "CREATE INDEX core_login_attempt_address ON core_login_attempt (tenant_id, address, at)",
        tenant_table(
            "core_idempotency",
            "actor text NOT NULL",
            "key text NOT NULL",
            "request_hash bytea NOT NULL",
            "status integer NULL",
            "content_type text NULL",
            "body bytea NULL",
            "UNIQUE (tenant_id, actor, key)",
        ),
        "CREATE INDEX core_idempotency_age ON core_idempotency (created_at)",
    ],
)
