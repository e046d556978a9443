"""The wire of the home page."""

from __future__ import annotations

from pydantic import Field

from renshi_sdk.web import Schema


class Favourite(Schema):
    """A page to keep: its address in the console, filters included."""

    title: str = Field(min_length=1, max_length=60, title="名称", json_schema_extra={"title_en": "Name"})
    path: str = Field(
        pattern=r"^/console/[^\s#\\]*$",
        max_length=500,
        title="地址",
        json_schema_extra={"title_en": "Address"},
    )
