"""The store of checklists."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Template(TenantTable, Table, tablename="lifecycle_template"):
    """Tasks of an occasion, for everybody or for a position, department or kind of employment."""

    company_id = UUID(default=None, null=False)
    code = Text()
    title = Text()
    title_en = Text()
    occasion = Text()
    position_id = UUID(default=None, null=True)
    department_id = UUID(default=None, null=True)
    employment_type = Text(default=None, null=True)
    active = Boolean(default=True)
    tasks = JSONB()
    version = Integer()


class Checklist(TenantTable, Table, tablename="lifecycle_checklist"):
    """The tasks of one person's onboarding, transfer, secondment or leaving."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    occasion = Text()
    title = Text()
    title_en = Text()
    anchor_on = Date(default=None, null=False)
    source = Text()
    mentor_id = UUID(default=None, null=True)
    state = Text()
    closed_at = Timestamptz(default=None, null=True)


class Task(TenantTable, Table, tablename="lifecycle_task"):
    """One task. ``assignee_id`` empty: anybody of the owner's group."""

    company_id = UUID(default=None, null=False)
    employee_id = UUID(default=None, null=False)
    checklist_id = UUID(default=None, null=False)
    key = Text()
    place = Integer()
    title = Text()
    title_en = Text()
    note = Text(default=None, null=True)
    owner = Text()
    assignee_id = UUID(default=None, null=True)
    due_on = Date(default=None, null=False)
    proof = Text()
    needs = Array(base_column=Text())
    state = Text()
    proof_text = Text(default=None, null=True)
    proof_file_id = UUID(default=None, null=True)
    done_at = Timestamptz(default=None, null=True)
    done_by = Text(default=None, null=True)
    reminded_on = Date(default=None, null=True)
    escalated_on = Date(default=None, null=True)
