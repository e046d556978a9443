"""Keys made in Python: UUIDv7, so that rows of one time lie together in an index."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562) as a standard :class:`uuid.UUID`."""
    return UUID(int=uuid_utils.uuid7().int)


def new_keys(count: int) -> list[bytes]:
    """The sixteen bytes of ``count`` new UUIDv7, in order, for rows that are written in binary by the thousand."""
    return [uuid_utils.uuid7().bytes for _ in range(count)]
