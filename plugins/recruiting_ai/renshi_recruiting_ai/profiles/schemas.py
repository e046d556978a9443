"""The wire of job profiles."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from renshi_sdk.web import Schema


class NewProfile(Schema):
    """A new profile, or a new version of the one with the same key; `body` is an engine JobProfile."""

    body: dict[str, Any] = Field(title="岗位画像（JSON）")
    note: str | None = Field(default=None, max_length=400, title="修改说明")
