"""What people add to an interview's scores."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns import Text as LongText
from piccolo.table import Table

from renshi_sdk.db import TenantTable


class Override(TenantTable, Table, tablename="recruiting_ai_override"):
    """A person's own value of a dimension, beside the program's. Only ever added to."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    score_id = UUID(null=False)
    dimension = Varchar(null=False)
    score_before = Numeric(digits=(3, 1), null=True, default=None)
    score_after = Numeric(digits=(3, 1), null=False)
    reason = LongText(null=False)
    decided_by = UUID(null=False)
    decided_by_name = Varchar(null=False)
    decided_at = Timestamptz(null=False)


class Rating(TenantTable, Table, tablename="recruiting_ai_rating"):
    """One person's mark on one answer; what scores are calibrated against."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    question_key = Varchar(null=False)
    rater_id = UUID(null=False)
    rater_name = Varchar(null=False)
    mark = Integer(null=False)
    words = LongText(null=False)
    blind = Boolean(null=False)
    rated_at = Timestamptz(null=False)


class Opened(TenantTable, Table, tablename="recruiting_ai_opened"):
    """Who has seen the program's scores, and since when: their marks are not blind any more."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    reader_id = UUID(null=False)
    opened_at = Timestamptz(null=False)


class Document(TenantTable, Table, tablename="recruiting_ai_document"):
    """A report that was made as a file, with the SHA-256 that is in the audit chain too."""

    company_id = UUID(null=False)
    interview_id = UUID(null=False)
    score_id = UUID(null=True, default=None)
    kind = Varchar(null=False)
    file_id = UUID(null=True, default=None)
    sha256 = Varchar(null=False)
    made_by_name = Varchar(null=False)
    made_at = Timestamptz(null=False)
