from renshi_core.db.ddl import system_table
from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0006"
VERSION = "1.38.0"
DESCRIPTION = "users, roles, sessions, keys, invitations, and answers kept for repeated requests"

SCOPES = "IN ('self', 'reports', 'department', 'company', 'tenant')"
USER = "user_id uuid NOT NULL REFERENCES core_user(id) ON DELETE RESTRICT"
ROLE = "role_id uuid NOT NULL REFERENCES core_role(id) ON DELETE RESTRICT"

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
            "password_changed_at timestamptz NULL",
            "totp_sealed bytea NULL",
            "totp_confirmed_at timestamptz NULL",
            # The last time step whose code was taken: a code counts once.
            "totp_step bigint NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "last_login_at timestamptz NULL",
            "disabled_at timestamptz NULL",
            "UNIQUE (tenant_id, login)",
        ),
        "CREATE UNIQUE INDEX core_user_employee ON core_user (employee_id) WHERE employee_id IS NOT NULL",
        tenant_table(
            "core_role",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$')",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "suggested boolean NOT NULL DEFAULT false",
            # How far the role is made to reach: a grant that goes as far leaves its permissions' scopes alone.
            f"reach text NOT NULL CHECK (reach {SCOPES})",
            "UNIQUE (tenant_id, company_id, code)",
        ),
        tenant_table(
            "core_role_permission",
            ROLE,
            "permission text NOT NULL",
            f"scope text NOT NULL CHECK (scope {SCOPES})",
            "UNIQUE (role_id, permission)",
        ),
        # What a role was given once, so that what a company took away stays away.
        tenant_table("core_role_seed", ROLE, "permission text NOT NULL", "UNIQUE (role_id, permission)"),
        tenant_table(
            "core_role_grant",
            USER,
            ROLE,
            f"scope text NOT NULL CHECK (scope {SCOPES})",
            "company_id uuid NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "department_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "UNIQUE NULLS NOT DISTINCT (user_id, role_id, scope, company_id, department_id)",
            "CHECK ((scope = 'tenant') = (company_id IS NULL))",
            "CHECK (department_id IS NULL OR scope = 'department')",
        ),
        "CREATE INDEX core_role_grant_role ON core_role_grant (role_id)",
        "CREATE INDEX core_role_grant_department ON core_role_grant (department_id)"
        " WHERE department_id IS NOT NULL",
        # One number a tenant: every change of companies, roles and grants moves it on, and so empties caches.
        tenant_table("core_access_version", "version bigint NOT NULL", "UNIQUE (tenant_id)"),
        """
CREATE FUNCTION core_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF renshi_tenant() IS NOT NULL THEN
    INSERT INTO core_access_version (id, version) VALUES (gen_random_uuid(), 1)
      ON CONFLICT (tenant_id) DO UPDATE SET version = core_access_version.version + 1;
  END IF;
  RETURN NULL;
END $$;
""",
        *(
            f"CREATE TRIGGER access_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION core_access_changed()"
            for table in ("core_company", "core_role", "core_role_permission", "core_role_grant")
        ),
        tenant_table(
            "core_session",
            USER,
            "token_hash bytea NOT NULL UNIQUE",
            "company_id uuid NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "seen_at timestamptz NOT NULL",
            "expires_at timestamptz NOT NULL",
            "address text NOT NULL",
            "agent text NOT NULL",
        ),
        "CREATE INDEX core_session_user ON core_session (user_id)",
        "CREATE INDEX core_session_expiry ON core_session (tenant_id, expires_at)",
        tenant_table(
            "core_api_key",
            USER,
            "name text NOT NULL",
            "token_hash bytea NOT NULL UNIQUE",
            "hint text NOT NULL",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            # Codes of those of the user's roles that the key carries; NULL: all of them.
            "roles text[] NULL",
            "expires_at timestamptz NULL",
            "last_used_at timestamptz NULL",
            "revoked_at timestamptz NULL",
        ),
        "CREATE INDEX core_api_key_user ON core_api_key (user_id)",
        tenant_table(
            "core_invitation",
            USER,
            "token_hash bytea NOT NULL UNIQUE",
            "invited_by text NOT NULL",
            "expires_at timestamptz NOT NULL",
            "used_at timestamptz NULL",
            "revoked_at timestamptz NULL",
        ),
        "CREATE INDEX core_invitation_user ON core_invitation (user_id)",
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
        # Failures are counted before a tenant is known, and beside the transaction that they undo.
        system_table(
            "core_throttle",
            "key bytea PRIMARY KEY",
            "failures integer NOT NULL",
            "since timestamptz NOT NULL",
        ),
        "CREATE INDEX core_throttle_since ON core_throttle (since)",
    ],
)
