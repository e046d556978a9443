"""A request kind of the tests' own, put into the registry of the platform under test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.organization.counters import next_number
from renshi_core.plugins.records import Owned
from renshi_sdk.context import Actor, Context
from renshi_sdk.contracts import Employee, RequestView
from renshi_sdk.contributions import Flow, RequestKind
from renshi_sdk.db import fetch_value
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

KIND = "core.test_errand"


class ErrandForm(BaseModel):
    """An errand of some days."""

    model_config = ConfigDict(extra="forbid")
    days: Decimal = Field(gt=0, le=30, title="天数", json_schema_extra={"title_en": "Days"})
    on: date = Field(date(2026, 12, 1), title="日期", json_schema_extra={"title_en": "On"})
    note: str = Field("", max_length=50, title="说明", json_schema_extra={"title_en": "Note"})


@dataclass
class Errands:
    """What the kind's callbacks did: how much is reserved and how often the effect took place, per request."""

    reserved: dict[UUID, int] = field(default_factory=dict)
    effects: list[UUID] = field(default_factory=list)
    refuse: str | None = None
    """Name of the callback that refuses."""
    calls: list[str] = field(default_factory=list)

    async def on_submit(self, ctx: Context, request: RequestView, form: ErrandForm) -> None:
        await self._call("on_submit", ctx, request)
        self.reserved[request.id] = self.reserved.get(request.id, 0) + 1

    async def on_approve(self, ctx: Context, request: RequestView, form: ErrandForm) -> None:
        # The mark in the database proves that the effect and the state commit together.
        await next_number(f"effect:{request.id}")
        await self._call("on_approve", ctx, request)
        self.effects.append(request.id)

    async def on_reject(self, ctx: Context, request: RequestView, form: ErrandForm) -> None:
        await self._call("on_reject", ctx, request)
        self.reserved[request.id] -= 1

    async def on_withdraw(self, ctx: Context, request: RequestView, form: ErrandForm) -> None:
        await self._call("on_withdraw", ctx, request)
        self.reserved[request.id] -= 1

    async def _call(self, name: str, ctx: Context, request: RequestView) -> None:
        self.calls.append(f"{name}:{request.state}")
        if self.refuse == name:
            raise Conflict(Text("不行", "refused by the test"), code="test.refused")


@contextmanager
def errands(renshi: Any, flow: Flow, **kind: Any) -> Iterator[Errands]:
    """Let people ask for errands while the block runs."""
    made = Errands()
    record = RequestKind(
        name=KIND,
        title=Text("差事", "Errand"),
        form=ErrandForm,
        flow=flow,
        on_submit=made.on_submit,
        on_approve=made.on_approve,
        on_reject=made.on_reject,
        on_withdraw=made.on_withdraw,
        describe=lambda form: Text(f"差事{form.days}天", f"{form.days} days of errands"),
        **{"submit_for_others": "core.employee.change"} | kind,
    )
    kinds = renshi.platform.registry.request_kinds
    kinds[KIND] = Owned("core", record)
    try:
        yield made
    finally:
        del kinds[KIND]


def acting(ctx: Context, employee: Employee) -> Context:
    """The context as this employee; rights don't matter where a gate is concerned."""
    return ctx.acting_as(Actor(kind="user", name=employee.name, employee_id=employee.id))


def unscoped(ctx: Context) -> Context:
    """The context of somebody without any right."""
    from renshi_core.access.grants import Grants
    from renshi_core.services import CoreServices

    platform = ctx.services.platform  # type: ignore[attr-defined]
    return replace(ctx, services=CoreServices(platform, Grants.none()))


async def effects_in_database(request_id: UUID) -> int:
    """How often the effect of a request was committed, as the open unit sees it."""
    count: int | None = await fetch_value(
        "SELECT value FROM core_counter WHERE name = $1", f"effect:{request_id}"
    )
    return count or 0
