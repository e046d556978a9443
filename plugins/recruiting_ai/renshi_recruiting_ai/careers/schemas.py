"""The public wire."""

from __future__ import annotations

from pydantic import Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


class HumanWish(Schema):
    words: Words = Field(default="", max_length=1000)


class Nothing(Schema):
    """A post that says nothing more."""
