"""The store of enrolments and attempts."""

from piccolo.columns import JSONB, UUID, Boolean, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Enrolment(TenantTable, Table, tablename="training_enrolment"):
    """Somebody who has to take a course; ``source`` says why (``hired:<spell>``, ``assigned:<day>``)."""

    company_id = UUID(default=None, null=False)
    course_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    source = Text()
    state = Text()
    due_on = Date(default=None)
    attempts = Integer()
    score = Numeric(digits=(5, 2), default=None, null=True)
    started_at = Timestamptz(default=None, null=True)
    completed_at = Timestamptz(default=None, null=True)
    reminded_on = Date(default=None, null=True)


class Attempt(TenantTable, Table, tablename="training_attempt"):
    """One sitting of an exam."""

    enrolment_id = UUID(default=None, null=False)
    seq = Integer()
    answers = JSONB()
    score = Numeric(digits=(5, 2))
    passed = Boolean()
