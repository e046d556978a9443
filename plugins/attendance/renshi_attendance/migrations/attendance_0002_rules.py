"""Shifts, groups with dated rules, sites, trips; what a month keeps of them."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0002"
VERSION = "1.38.0"
DESCRIPTION = "shifts, groups, dated rules, sites and trips"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
REQUEST = "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT"

RULE_TABLES = [
    tenant_table(
        "attendance_shift",
        COMPANY,
        "code text NOT NULL CHECK (code <> '' AND code !~ '[\\s,，]')",
        "name text NOT NULL",
        "valid_from date NOT NULL",
        "spans integer[] NOT NULL",
        "unpaid_breaks integer[] NOT NULL DEFAULT '{}'",
        "half_split integer NULL",
        "flexible_before integer NOT NULL DEFAULT 0 CHECK (flexible_before >= 0)",
        "flexible_after integer NOT NULL DEFAULT 0 CHECK (flexible_after >= 0)",
        "each_segment boolean NOT NULL DEFAULT false",
        "window_before integer NULL CHECK (window_before >= 0)",
        "window_after integer NULL CHECK (window_after >= 0)",
        "grace_late integer NOT NULL DEFAULT 0 CHECK (grace_late BETWEEN 0 AND 120)",
        "grace_early integer NOT NULL DEFAULT 0 CHECK (grace_early BETWEEN 0 AND 120)",
        "UNIQUE (tenant_id, company_id, code, valid_from)",
        "CHECK ((window_before IS NULL) = (window_after IS NULL))",
    ),
    tenant_table(
        "attendance_site",
        COMPANY,
        "name text NOT NULL",
        "latitude numeric(9,6) NULL",
        "longitude numeric(9,6) NULL",
        "radius integer NULL CHECK (radius BETWEEN 20 AND 20000)",
        "bssids text[] NOT NULL DEFAULT '{}'",
        "active boolean NOT NULL DEFAULT true",
        "UNIQUE (tenant_id, company_id, name)",
        "CHECK ((latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL) = (radius IS NULL))",
        "CHECK (latitude IS NOT NULL OR cardinality(bssids) > 0)",
    ),
    tenant_table(
        "attendance_group",
        COMPANY,
        "name text NOT NULL",
        "UNIQUE (tenant_id, company_id, name)",
    ),
    tenant_table(
        "attendance_rule",
        COMPANY,
        "group_id uuid NOT NULL REFERENCES attendance_group(id) ON DELETE RESTRICT",
        "valid_from date NOT NULL",
        "schedule text NOT NULL CHECK (schedule IN ('week', 'rotation', 'roster'))",
        "week text[] NOT NULL DEFAULT '{}'",
        "rotation text[] NOT NULL DEFAULT '{}'",
        "anchor date NULL",
        "follow_calendar boolean NOT NULL DEFAULT true",
        "regime text NULL CHECK (regime IN ('standard', 'comprehensive', 'irregular'))",
        "averaging text NULL CHECK (averaging IN ('month', 'quarter', 'year'))",
        "punch_required boolean NOT NULL DEFAULT true",
        "outside text NOT NULL DEFAULT 'refuse' CHECK (outside IN ('refuse', 'reason', 'allow'))",
        "site_ids uuid[] NOT NULL DEFAULT '{}'",
        "max_accuracy integer NULL CHECK (max_accuracy > 0)",
        "correction_limit integer NOT NULL DEFAULT 3 CHECK (correction_limit BETWEEN 0 AND 31)",
        "overtime_source text NOT NULL CHECK (overtime_source IN ('approved', 'both', 'punched'))",
        "overtime_minimum integer NOT NULL DEFAULT 0 CHECK (overtime_minimum >= 0)",
        "overtime_unit integer NOT NULL DEFAULT 1 CHECK (overtime_unit BETWEEN 1 AND 480)",
        "overtime_rounding text NOT NULL DEFAULT 'down'"
        " CHECK (overtime_rounding IN ('down', 'nearest', 'up'))",
        "UNIQUE (tenant_id, group_id, valid_from)",
        "CHECK (schedule <> 'rotation' OR anchor IS NOT NULL)",
    ),
    "CREATE INDEX attendance_rule_company ON attendance_rule (tenant_id, company_id)",
    tenant_table(
        "attendance_member",
        COMPANY,
        "group_id uuid NOT NULL REFERENCES attendance_group(id) ON DELETE RESTRICT",
        "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
        "department_id uuid NULL REFERENCES core_department(id) ON DELETE RESTRICT",
        "city text NULL",
        "valid_from date NOT NULL",
        "valid_to date NULL CHECK (valid_to >= valid_from)",
        "CHECK (num_nonnulls(employee_id, department_id, city) = 1)",
    ),
    "CREATE INDEX attendance_member_company ON attendance_member (tenant_id, company_id, valid_from)"
    " WHERE employee_id IS NULL",
    "CREATE INDEX attendance_member_person ON attendance_member (tenant_id, employee_id)"
    " WHERE employee_id IS NOT NULL",
    "CREATE INDEX attendance_member_group ON attendance_member (tenant_id, group_id)",
    tenant_table(
        "attendance_trip",
        COMPANY,
        EMPLOYEE,
        REQUEST,
        "kind text NOT NULL CHECK (kind IN ('trip', 'outside'))",
        "state text NOT NULL CHECK (state IN ('pending', 'approved', 'released'))",
        "start_minute bigint NOT NULL",
        "end_minute bigint NOT NULL CHECK (end_minute > start_minute)",
        "place text NOT NULL",
        "decided_at timestamptz NULL",
    ),
    "CREATE UNIQUE INDEX attendance_trip_request ON attendance_trip (tenant_id, request_id)"
    " WHERE state IN ('pending', 'approved')",
    "CREATE INDEX attendance_trip_person ON attendance_trip (tenant_id, employee_id, start_minute)",
    "CREATE INDEX attendance_trip_company ON attendance_trip (tenant_id, company_id, start_minute)",
    """
ALTER TABLE attendance_month_row
  ADD COLUMN trip_days integer NOT NULL DEFAULT 0,
  ADD COLUMN trip_minutes integer NOT NULL DEFAULT 0,
  ADD COLUMN unplanned_days integer NOT NULL DEFAULT 0,
  ADD COLUMN regime text NOT NULL DEFAULT 'standard',
  -- Hours that count towards the period of comprehensive working time, statutory holidays left out.
  ADD COLUMN period_minutes integer NOT NULL DEFAULT 0,
  ADD COLUMN period_leave_minutes integer NOT NULL DEFAULT 0;
""",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, RULE_TABLES)
