"""The wire of confirmations and disputes."""

from __future__ import annotations

from pydantic import Field

from renshi_sdk.web import Schema


class DisputeIn(Schema):
    """What is wrong, and with which line where it is one."""

    component: str = Field(default="", max_length=80, description="code of the line; empty: the whole slip")
    body: str = Field(min_length=1, max_length=2000)


class MessageIn(Schema):
    """A message in a dispute."""

    body: str = Field(min_length=1, max_length=2000)
