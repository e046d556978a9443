"""Punches may go when the time that the law asks for is over."""

from renshi_sdk.db import sql_migration

ID = "attendance_0006"
VERSION = "1.38.0"
DESCRIPTION = "punches of more than two years ago may be removed"

STATEMENTS = [
    # A punch is still never changed, and none of the last two years is removed (工资支付暂行规定 art. 6), whoever asks.
    """
CREATE OR REPLACE FUNCTION attendance_punch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '2 years' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'a punch is never changed or removed; a correction is a new punch' USING ERRCODE = '23514';
END $$;
GRANT DELETE ON attendance_punch TO renshi_app;
""",
]

forwards = sql_migration("attendance", ID, DESCRIPTION, STATEMENTS)
