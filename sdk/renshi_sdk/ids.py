"""Keys made in Python: UUIDv7, so that rows of one time lie together in an index."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562) as a standard :class:`uuid.UUID`."""
    return UUID(int=uuid_utils.uuid7().int)
