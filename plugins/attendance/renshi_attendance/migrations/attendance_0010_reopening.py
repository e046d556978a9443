"""A locked month that nobody was paid from may be opened again, for a reason that is kept."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "attendance_0010"
VERSION = "1.38.0"
DESCRIPTION = "locked months may be opened again for a recorded reason"

STATEMENTS = [
    tenant_table(
        "attendance_reopening",
        "month_id uuid NOT NULL REFERENCES attendance_month(id) ON DELETE RESTRICT",
        "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
        "period text NOT NULL",
        "reason text NOT NULL CHECK (btrim(reason) <> '')",
        "by_name text NOT NULL",
        # The lock that is undone: what it held, when it was made and by whom.
        "digest text NOT NULL",
        "locked_at timestamptz NOT NULL",
        "locked_by text NOT NULL",
        append_only=True,
    ),
    "CREATE INDEX attendance_reopening_month ON attendance_reopening (tenant_id, company_id, period, created_at)",
    """
CREATE OR REPLACE FUNCTION attendance_month_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was attendance_month := OLD;
BEGIN
  -- That a locked month has been paid is noted later.
  IF TG_OP = 'UPDATE' AND OLD.paid_at IS NULL AND NEW.paid_at IS NOT NULL THEN
    was.paid_at := NEW.paid_at;
    IF was = NEW THEN RETURN NEW; END IF;
  END IF;
  IF OLD.state = 'locked' THEN
    -- Its lock may be taken off where nobody was paid from it and the reason stands in attendance_reopening.
    IF TG_OP = 'UPDATE' AND OLD.paid_at IS NULL AND NEW.state = 'computed' THEN
      was := OLD;
      was.state := 'computed';
      was.locked_at := NULL;
      was.locked_by := NULL;
      was.digest := NULL;
      IF was = NEW AND EXISTS (
        SELECT 1 FROM attendance_reopening r
        WHERE r.month_id = OLD.id AND r.locked_at = OLD.locked_at AND r.digest = OLD.digest
      ) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'attendance month % is locked', OLD.period USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
""",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
