"""Joins what the rooms of the core keep about a person into one record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions import DataCategory, Erasure, PersonalData, Processing
from renshi_sdk.text import Text

PROCESSING = Processing(
    purpose=Text(
        "人员与组织管理、审批、账号和通知", "keeping people and organisation, requests, accounts and notices"
    ),
    basis=Text(
        "订立、履行劳动合同及依法实施人力资源管理所必需（个人信息保护法第十三条第一款第二项）",
        "needed for labour contracts and lawful HR management (PIPL art. 13 (1)(2))",
    ),
    categories=(
        DataCategory.BASIC,
        DataCategory.CONTACT,
        DataCategory.IDENTITY,
        DataCategory.FAMILY,
        DataCategory.EDUCATION,
        DataCategory.EMPLOYMENT,
        DataCategory.BANK,
        DataCategory.ACCOUNT,
        DataCategory.MESSAGES,
    ),
    people=Text("员工、离职人员", "employees and people who left"),
)


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
        processing=PROCESSING,
    )
