"""The wire of résumés."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class NewBatch(Schema):
    """A stack of résumés for one requisition."""

    requisition_id: UUID
    title: Words = Field(default="批量简历", min_length=1, max_length=80)
    channel: str = Field(default="import", pattern=r"^[a-z0-9_-]{1,40}$")


class BatchFiles(Schema):
    """Files that were uploaded before (`POST /api/files`), by id: archives, PDF, DOCX, pictures."""

    file_ids: list[UUID] | str = Field(min_length=1, max_length=200 * 37)


class ReadParams(Schema):
    """Parameters of the job recruiting_ai.read_resumes."""

    batch_id: str | None = Field(default=None, max_length=36)
    resume_id: str | None = Field(default=None, max_length=36)
    requisition_id: str | None = Field(default=None, max_length=36)
