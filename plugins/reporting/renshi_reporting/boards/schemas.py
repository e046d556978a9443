"""The wire of boards."""

from __future__ import annotations

from pydantic import Field

from renshi_sdk.web import Schema

MOST_TILES = 8


class Tile(Schema):
    """One report on a board; ``place`` orders them, lowest first."""

    subject: str = Field(min_length=1, max_length=120)
    title: str | None = Field(None, max_length=60)
    place: int = Field(0, ge=0, le=999)


class Arrangement(Schema):
    """A board as it is arranged."""

    items: list[Tile] = Field(max_length=MOST_TILES)


class Template(Schema):
    """The role whose board this becomes."""

    role: str = Field(min_length=1, max_length=40)
