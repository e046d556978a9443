"""The wire of output files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from renshi_sdk.web import Schema

Kind = Literal["slips", "tax", "bank", "social", "cost", "journal"]


class OutputIn(Schema):
    """Which file of a run to make."""

    kind: Kind
    template: str = Field(default="", max_length=80, description="bank files: the template's name")
    file_format: Literal["xlsx", "csv"] = Field(default="xlsx", description="cost and journal")
    reason: str = Field(default="", max_length=200, description="why a bank file is made again")
    allow_shared_accounts: bool = Field(
        default=False, description="pay several people to one account; the reason says why"
    )
