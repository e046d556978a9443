"""The wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from renshi_sdk.db.listing import Listing


class Schema(BaseModel):
    """Base of request bodies: unknown fields are refused, so that none is silently taken over or lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def page_of(listing: Listing) -> dict[str, Any]:
    """A list as it goes over the wire."""
    answer: dict[str, Any] = {"items": listing.items, "next_cursor": listing.next_cursor}
    if listing.total is not None:
        answer["total"] = listing.total
    return answer | listing.extra
