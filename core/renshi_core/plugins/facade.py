"""``ctx.plugins`` and ``ctx.hooks``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from pydantic import BaseModel

from renshi_sdk.context import Context
from renshi_sdk.contracts import (
    Absence,
    Balance,
    LabourContract,
    Outcome,
    PayItem,
    PayPeriod,
    PaySlipSummary,
    RosterShift,
    TimelineEntry,
)
from renshi_sdk.services import Hooks, Plugins

if TYPE_CHECKING:
    from renshi_core.platform import Platform

S = TypeVar("S", bound=BaseModel)


class PluginsFacade(Plugins):
    """Implements :class:`renshi_sdk.services.Plugins`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def enabled(self, plugin: str, *, company_id: UUID | None = None) -> bool:
        return await self._platform.activation.is_enabled(company_id or self._ctx.company_id, plugin)

    async def settings(self, model: type[S]) -> S:
        return await self._platform.activation.settings(self._ctx, self._owner(), model)

    async def save_settings(self, value: BaseModel) -> None:
        await self._platform.activation.save_settings(self._ctx, self._owner(), value)

    def _owner(self) -> str:
        if self._ctx.plugin is None:
            raise RuntimeError("settings belong to a plugin, and none is running")
        return self._ctx.plugin


class HooksFacade(Hooks):
    """Implements :class:`renshi_sdk.services.Hooks`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def collect_pay_items(
        self, *, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
    ) -> list[PayItem]:
        return await self._platform.hooks.collect(
            self._ctx, "collect_pay_items", company_id=company_id, period=period, employee_ids=employee_ids
        )

    async def collect_balances(self, *, employee_id: UUID) -> list[Balance]:
        return await self._platform.hooks.collect(self._ctx, "collect_balances", employee_id=employee_id)

    async def collect_pay_slips(self, *, employee_id: UUID, period: PayPeriod | None) -> list[PaySlipSummary]:
        return await self._platform.hooks.collect(
            self._ctx, "collect_pay_slips", employee_id=employee_id, period=period
        )

    async def collect_timeline(self, *, employee_id: UUID) -> list[TimelineEntry]:
        return await self._platform.hooks.collect(self._ctx, "collect_timeline", employee_id=employee_id)

    async def collect_absences(self, *, employee_ids: Sequence[UUID], day: date) -> list[Absence]:
        return await self._platform.hooks.collect(
            self._ctx, "collect_absences", employee_ids=employee_ids, day=day
        )

    async def collect_roster(
        self, *, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date
    ) -> list[RosterShift]:
        return await self._platform.hooks.collect(
            self._ctx,
            "collect_roster",
            company_id=company_id,
            employee_ids=employee_ids,
            first=first,
            last=last,
        )

    async def collect_outcomes(
        self, *, company_id: UUID, employee_ids: Sequence[UUID], first: date, last: date, purpose: str
    ) -> list[Outcome]:
        return await self._platform.hooks.collect(
            self._ctx,
            "collect_outcomes",
            company_id=company_id,
            employee_ids=employee_ids,
            first=first,
            last=last,
            purpose=purpose,
        )

    async def collect_labour_contracts(
        self, *, employee_ids: Sequence[UUID], day: date
    ) -> list[LabourContract]:
        return await self._platform.hooks.collect(
            self._ctx, "collect_labour_contracts", employee_ids=employee_ids, day=day
        )
