"""Stored files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store: its key, its name as uploaded, and what it holds."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
