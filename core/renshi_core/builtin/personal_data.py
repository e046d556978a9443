"""Joins what the rooms of the core keep about a person into one record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.text import Text


def joined(parts: Sequence[PersonalData]) -> PersonalData:
    """One record whose export and erasure go over all ``parts``."""

    async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in parts:
            found |= await part.export(ctx, employee_id)
        return found

    async def erase(ctx: Context, employee_id: UUID) -> Erasure:
        erased: dict[str, int] = {}
        kept: dict[str, str] = {}
        for part in parts:
            outcome = await part.erase(ctx, employee_id)
            erased |= outcome.erased
            kept |= outcome.kept
        return Erasure(erased, kept)

    return PersonalData(
        title=Text("平台档案", "Platform records"),
        export=export,
        erase=erase,
        tables=tuple(table for part in parts for table in part.tables),
        sealed=tuple(column for part in parts for column in part.sealed),
    )
