"""``ctx.reports``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import ValidationError

from renshi_core.identity.principal import grants_in
from renshi_core.people.fields import sight
from renshi_core.plugins.records import Owned
from renshi_core.reports.opening import open_for
from renshi_sdk.context import Actor, Context
from renshi_sdk.contributions import Dataset, OpenDataset, Report, ReportResult
from renshi_sdk.db import fetch, fetch_row
from renshi_sdk.errors import Forbidden, Invalid, NotFound
from renshi_sdk.services import Reports
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

LIMIT = timedelta(seconds=60)


class ReportsFacade(Reports):
    """Implements :class:`renshi_sdk.services.Reports`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def datasets(self) -> list[OpenDataset]:
        enabled = await self._platform.activation.enabled_set(self._ctx.company_id)
        mine = [
            owned
            for owned in self._platform.registry.datasets.values()
            if owned.plugin in enabled and self._may(owned.record)
        ]
        seen = await sight.of_list(self._ctx) if mine else None
        return [self._open(owned, seen) for owned in mine] if seen else []

    async def dataset(self, name: str) -> OpenDataset:
        owned = self._platform.registry.datasets.get(name)
        if owned is None or not await self._platform.activation.is_enabled(
            self._ctx.company_id, owned.plugin
        ):
            raise NotFound(Text("没有这个数据集", "there is no such dataset"), code="reports.dataset")
        self._ctx.access.require(owned.record.permission)
        return self._open(owned, await sight.of_list(self._ctx))

    async def reports(self) -> list[Report]:
        enabled = await self._platform.activation.enabled_set(self._ctx.company_id)
        return [
            owned.record
            for owned in self._platform.registry.reports.values()
            if owned.plugin in enabled and self._ctx.access.allows(owned.record.permission)
        ]

    async def run(self, name: str, params: Mapping[str, Any]) -> tuple[Report, ReportResult]:
        owned: Owned[Report] | None = self._platform.registry.reports.get(name)
        if owned is None or not await self._platform.activation.is_enabled(
            self._ctx.company_id, owned.plugin
        ):
            raise NotFound(Text("没有这张报表", "there is no such report"), code="reports.report")
        record = owned.record
        self._ctx.access.require(record.permission)
        try:
            given = record.params.model_validate({k: v for k, v in params.items() if v not in ("", None)})
        except ValidationError as error:
            raise Invalid(
                Text("报表参数有误", "a parameter of the report is wrong"),
                fields={".".join(map(str, e["loc"])): e["msg"] for e in error.errors()},
            ) from error
        inside = replace(self._ctx, plugin=owned.plugin)

        async def query() -> ReportResult:
            return await record.query(inside, given)

        return record, await self._platform.guarded(inside, query(), what=record.name, timeout=LIMIT)

    async def as_reader(self, *, user_id: UUID | None = None, employee_id: UUID | None = None) -> Context:
        ctx = self._ctx
        # A person's own context holds no more than their rights; only background work, which holds all, may narrow.
        if not ctx.access.grants.allows("*"):  # type: ignore[attr-defined]
            raise Forbidden(Text("只有系统任务可以代读者运行", "only background work may run for a reader"))
        row = await fetch_row(
            "SELECT u.id, u.name, u.employee_id FROM core_user u"
            " LEFT JOIN core_employee_current e ON e.id = u.employee_id"
            " WHERE (u.id = $1 OR u.employee_id = $2) AND u.disabled_at IS NULL AND e.status IS DISTINCT FROM 'left'",
            user_id,
            employee_id,
        )
        grants = await grants_in(row["id"], ctx.company_id) if row else None
        if row is None or grants is None or not grants.permissions:
            raise NotFound(
                Text("此账号已停用、已离职或无权进入本公司", "no such account with rights in this company"),
                code="reports.reader",
            )
        actor = Actor(kind="user", name=row["name"], id=row["id"], employee_id=row["employee_id"])
        make = importlib.import_module("renshi_core.context").make_context
        made: Context = make(
            self._platform,
            tenant_id=ctx.tenant_id,
            company_id=ctx.company_id,
            actor=actor,
            grants=grants,
            plugin=ctx.plugin,
            request_id=ctx.request_id,
            locale=ctx.locale,
            time_zone=ctx.time_zone,
        )
        return made

    async def role_members(self, roles: Sequence[str]) -> list[UUID]:
        rows = await fetch(
            "SELECT DISTINCT u.employee_id FROM core_role_grant g JOIN core_role own ON own.id = g.role_id"
            " JOIN core_user u ON u.id = g.user_id AND u.disabled_at IS NULL AND u.employee_id IS NOT NULL"
            " JOIN core_employee_current e ON e.id = u.employee_id AND e.status <> 'left'"
            " WHERE own.code = ANY($1) AND (g.company_id = $2"
            "  OR (g.company_id IS NULL AND EXISTS (SELECT FROM core_role r"
            "   WHERE r.company_id = $2 AND r.code = own.code))) ORDER BY u.employee_id",
            list(roles),
            self._ctx.company_id,
        )
        return [row["employee_id"] for row in rows]

    def _open(self, owned: Owned[Dataset], seen: sight.Sight) -> OpenDataset:
        opened = open_for(self._ctx, owned, seen)
        if owned.record.name != "core.requests":
            return opened
        # Kinds of requests come from all plugins, so their titles are known only here.
        titles = {name: kind.record.title for name, kind in self._platform.registry.request_kinds.items()}
        dimensions = tuple(
            replace(d, choices=titles) if d.name == "kind" else d for d in opened.record.dimensions
        )
        return replace(opened, record=replace(opened.record, dimensions=dimensions))

    def _may(self, record: Dataset) -> bool:
        access = self._ctx.access
        return access.allows(record.permission) and (
            record.person is not None or access.covers_company(record.permission)
        )
