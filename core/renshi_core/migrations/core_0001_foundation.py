from renshi_core.db.ddl import open_to_system
from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0001"
VERSION = "1.38.0"
DESCRIPTION = "tenants, companies and what they have switched on"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        """
CREATE FUNCTION renshi_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('renshi.tenant_id', true), '')::uuid $$;
CREATE TABLE core_tenant (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE core_tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE core_tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON core_tenant TO renshi_app
  USING (id = (SELECT renshi_tenant())) WITH CHECK (id = (SELECT renshi_tenant()));
GRANT SELECT, INSERT, UPDATE ON core_tenant TO renshi_app;
""",
        open_to_system("core_tenant", "SELECT, INSERT"),
        tenant_table(
            "core_company",
            "code text NOT NULL",
            "name text NOT NULL",
            "industry text NOT NULL",
            "city text NOT NULL",
            "time_zone text NOT NULL DEFAULT 'Asia/Shanghai'",
            "credit_code text NULL",
            "public_code text NOT NULL UNIQUE CHECK (public_code ~ '^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$')",
            "UNIQUE (tenant_id, code)",
        ),
        "ALTER TABLE core_company ADD FOREIGN KEY (tenant_id) REFERENCES core_tenant(id) ON DELETE RESTRICT",
        open_to_system("core_company", "SELECT"),
        tenant_table(
            "core_plugin_activation",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "plugin text NOT NULL",
            "enabled boolean NOT NULL",
            "changed_at timestamptz NOT NULL DEFAULT now()",
            "failures integer NOT NULL DEFAULT 0",
            "broken_at timestamptz NULL",
            "broken_reason text NULL",
            "UNIQUE (tenant_id, company_id, plugin)",
        ),
        open_to_system("core_plugin_activation", "SELECT"),
        "CREATE INDEX core_plugin_activation_plugin ON core_plugin_activation (plugin, company_id) WHERE enabled",
        tenant_table(
            "core_plugin_setting",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "plugin text NOT NULL",
            "value jsonb NOT NULL",
            "changed_at timestamptz NOT NULL DEFAULT now()",
            "UNIQUE (tenant_id, company_id, plugin)",
        ),
    ],
)
