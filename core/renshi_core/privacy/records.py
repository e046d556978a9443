"""Jobs, rights and pages of the privacy centre, and what this room itself keeps about people."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from renshi_core.jobs.above import platform_of
from renshi_core.privacy import erasures, service
from renshi_core.privacy.pages import MENU, PAGES
from renshi_core.privacy.retention import records as retention
from renshi_sdk.context import Context
from renshi_sdk.contributions import Erasure, Job, JobRun, PersonalData
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

__all__ = [
    "HOME_CARDS", "JOBS", "MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "REQUEST_KINDS", "RETENTION", "SCHEDULES",
]  # fmt: skip
TABLES = ("core_privacy_case", "core_legal_hold", "core_consent")
_KEPT = "the record that a request was answered and why data was held (个人信息保护法 arts. 50, 54, 69)"


class CopyParams(BaseModel):
    """Which case, and about whom."""

    case_id: UUID
    employee_id: UUID


async def _copy(ctx: Context, params: CopyParams, run: JobRun) -> dict[str, Any]:
    made = await service.make_copy(platform_of(ctx), ctx, params.case_id, params.employee_id)
    return {"file_id": str(made)}


async def _export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    return {
        table: [
            json.loads(row["row"])
            for row in await fetch(
                f"SELECT (to_jsonb(t) - 'tenant_id')::text AS row FROM {table} t WHERE employee_id = $1"
                " ORDER BY created_at",
                employee_id,
            )
        ]
        for table in TABLES
    }


async def _erase(ctx: Context, employee_id: UUID) -> Erasure:
    return Erasure({}, dict.fromkeys(TABLES, _KEPT))


PERMISSIONS = retention.PERMISSIONS
RETENTION = retention.RETENTION
HOME_CARDS = retention.HOME_CARDS
SCHEDULES = (*retention.SCHEDULES, *erasures.SCHEDULES)
REQUEST_KINDS = erasures.REQUEST_KINDS
JOBS = (
    *retention.JOBS,
    *erasures.JOBS,
    Job(
        name=service.JOB,
        title=Text("生成个人信息副本", "Make a copy of a person's data"),
        handler=_copy,
        params=CopyParams,
        timeout=timedelta(minutes=30),
    ),
)
PERSONAL_DATA = PersonalData(
    title=Text("个人信息请求", "Requests about personal data"), export=_export, erase=_erase, tables=TABLES
)
