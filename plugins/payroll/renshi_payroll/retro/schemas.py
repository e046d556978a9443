"""The wire of true-ups."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class RetroIn(Schema):
    """Closed months from ``period_from`` on; nobody named means everybody."""

    period_from: str = Field(pattern=_MONTH)
    employees: list[UUID] = Field(default_factory=list, max_length=500)


class RetroPostIn(RetroIn):
    """Into which open month, and into which run of it; no run means the month's regular one."""

    into_period: str = Field(pattern=_MONTH)
    run_id: UUID | None = None
    note: str = Field(min_length=1, max_length=200)
