from renshi_sdk.db import sql_migration, tenant_table

ID = "contracts_0001"
VERSION = "1.38.0"
DESCRIPTION = "contracts and their renewals"

EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "contracts",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "contracts_contract",
            COMPANY,
            EMPLOYEE,
            "spell_id uuid NOT NULL REFERENCES core_spell(id) ON DELETE RESTRICT",
            "number text NOT NULL",
            "kind text NOT NULL CHECK (kind IN ('labour', 'part_time', 'service', 'intern', 'confidentiality',"
            " 'noncompete', 'training', 'other'))",
            "term text NULL CHECK (term IN ('fixed', 'open', 'task'))",
            "starts_on date NOT NULL",
            "ends_on date NULL",
            "probation_months integer NOT NULL DEFAULT 0 CHECK (probation_months BETWEEN 0 AND 6)",
            "probation_ends_on date NULL",
            "state text NOT NULL CHECK (state IN ('draft', 'signed', 'ended', 'cancelled'))",
            "signed_on date NULL",
            "ended_on date NULL",
            "end_reason text NULL",
            "previous_id uuid NULL REFERENCES contracts_contract(id) ON DELETE RESTRICT",
            "workplace text NULL",
            "work text NULL",
            "note text NULL",
            "file_id uuid NULL",
            "import_key text NULL",
            "version integer NOT NULL DEFAULT 1",
            "UNIQUE (company_id, number)",
            "CHECK (ends_on >= starts_on)",
            "CHECK ((kind = 'labour') = (term IS NOT NULL))",
            "CHECK (term <> 'fixed' OR ends_on IS NOT NULL)",
            "CHECK (term <> 'open' OR ends_on IS NULL)",
            "CHECK ((state IN ('signed', 'ended')) = (signed_on IS NOT NULL))",
            "CHECK ((state = 'ended') = (ended_on IS NOT NULL))",
        ),
        "CREATE INDEX contracts_contract_employee ON contracts_contract (employee_id, starts_on)",
        "CREATE INDEX contracts_contract_company ON contracts_contract (company_id, starts_on DESC, id DESC)",
        "CREATE INDEX contracts_contract_ends ON contracts_contract (company_id, ends_on)"
        " WHERE state = 'signed' AND ends_on IS NOT NULL",
        "CREATE INDEX contracts_contract_state ON contracts_contract (company_id, state, starts_on DESC)",
        "CREATE UNIQUE INDEX contracts_contract_import ON contracts_contract (company_id, import_key)"
        " WHERE import_key IS NOT NULL",
        "CREATE INDEX contracts_contract_previous ON contracts_contract (previous_id)"
        " WHERE previous_id IS NOT NULL",
        tenant_table(
            "contracts_renewal",
            COMPANY,
            EMPLOYEE,
            "contract_id uuid NOT NULL REFERENCES contracts_contract(id) ON DELETE RESTRICT",
            "state text NOT NULL CHECK (state IN ('open', 'requested', 'renewed', 'not_renewed', 'cancelled'))",
            "request_id uuid NULL",
            "next_contract_id uuid NULL REFERENCES contracts_contract(id) ON DELETE RESTRICT",
            "decided_at timestamptz NULL",
        ),
        "CREATE UNIQUE INDEX contracts_renewal_contract ON contracts_renewal (contract_id)"
        " WHERE state <> 'cancelled'",
        "CREATE INDEX contracts_renewal_company ON contracts_renewal (company_id, state)",
        "CREATE INDEX contracts_renewal_employee ON contracts_renewal (employee_id)",
        tenant_table(
            "contracts_counter",
            COMPANY,
            "year integer NOT NULL",
            "last integer NOT NULL",
            "UNIQUE (company_id, year)",
        ),
    ],
)
