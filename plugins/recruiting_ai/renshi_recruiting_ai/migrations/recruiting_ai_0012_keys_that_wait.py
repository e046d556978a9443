from renshi_sdk.db import sql_migration

ID = "recruiting_ai_0012"
VERSION = "1.38.0"
DESCRIPTION = "keys to a request wait for the commit again; a position is the tenant's own"

# A database that was there had its keys rebuilt to hold the tenant, without when they are checked. Positions had no
# key at all.
forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        """
ALTER TABLE recruiting_ai_requisition ALTER CONSTRAINT recruiting_ai_requisition_request_id_fkey
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE recruiting_ai_offer ALTER CONSTRAINT recruiting_ai_offer_request_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE recruiting_ai_requisition ADD FOREIGN KEY (position_id, tenant_id)
  REFERENCES core_position (id, tenant_id) ON DELETE RESTRICT;
ALTER TABLE recruiting_ai_offer ADD FOREIGN KEY (position_id, tenant_id)
  REFERENCES core_position (id, tenant_id) ON DELETE RESTRICT;
""",
    ],
)
