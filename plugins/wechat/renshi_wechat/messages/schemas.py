"""Parameters of the jobs about messages."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class PushId(BaseModel):
    """A push that is still to be answered."""

    push_id: UUID


class OutboundId(BaseModel):
    """A message that is still to be sent."""

    outbound_id: UUID


class BindingId(BaseModel):
    """A binding whose user is looked up."""

    binding_id: UUID
