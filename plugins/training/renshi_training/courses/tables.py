"""The store of courses and their questions."""

from piccolo.columns import JSONB, UUID, Boolean, Integer, Text
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Course(TenantTable, Table, tablename="training_course"):
    """A course of a company: what to read, and how its exam is passed."""

    company_id = UUID(default=None, null=False)
    code = Text()
    title = Text()
    body = Text()
    minutes = Integer()
    pass_mark = Integer()
    max_attempts = Integer()
    due_days = Integer()
    for_new_hires = Boolean()
    position_id = UUID(default=None, null=True)
    published = Boolean()


class Question(TenantTable, Table, tablename="training_question"):
    """A question of a course's exam; ``answer`` holds the indices of the right options."""

    course_id = UUID(default=None, null=False)
    seq = Integer()
    kind = Text()
    text = Text()
    options = JSONB()
    answer = JSONB()
    explanation = Text()
    points = Integer()
