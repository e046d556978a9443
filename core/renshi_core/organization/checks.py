"""What every change of the organisation goes through: taken codes, known values, and the audit of differences."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from asyncpg import UniqueViolationError

from renshi_core.organization.forest import MAX_DEPTH
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company, Department, Position
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import savepoint
from renshi_sdk.errors import Conflict, Forbidden, Invalid
from renshi_sdk.manifest import INDUSTRIES
from renshi_sdk.text import Text


async def changed(
    ctx: Context,
    subject: str,
    before: Company | Department | Position,
    values: dict[str, Any],
    *,
    verb: str = "update",
) -> None:
    """Audit what ``values`` change of ``before``; nothing where nothing differs."""
    detail = {
        name: {"from": _plain(getattr(before, name)), "to": _plain(value)}
        for name, value in values.items()
        if getattr(before, name) != value
    }
    if detail:
        await ctx.audit.record(f"core.{subject}.{verb}", subject=subject, subject_id=before.id, detail=detail)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


@asynccontextmanager
async def unique(message: Text) -> AsyncIterator[None]:
    """Turn a broken unique index inside the block into a ``Conflict`` with ``message``."""
    try:
        async with savepoint():
            yield
    except UniqueViolationError as error:
        raise Conflict(message, code="organization.taken") from error


__all__ = ["MAX_DEPTH", "changed", "check_depth", "industry", "time_zone", "unique"]


def check_depth(depth: int) -> None:
    """Raise ``Invalid`` for a tree that grows deeper than :data:`MAX_DEPTH`."""
    if depth > MAX_DEPTH:
        raise Invalid(
            Text(f"部门层级最多 {MAX_DEPTH} 级", f"a tree of departments has at most {MAX_DEPTH} levels"),
            code="organization.too_deep",
        )


def require_group(ctx: Context, permission: str) -> None:
    """Raise ``Forbidden`` where a right is held, but not for the whole group."""
    ctx.access.require(permission)
    grants = getattr(ctx.access, "grants", None)
    if grants is not None and grants.reach(permission) is not DataScope.TENANT:
        raise Forbidden(
            Text("此操作需要集团范围的权限", "this takes the right over the whole group"),
            code="forbidden",
            permission=permission,
        )


def industry(value: str) -> str:
    """Return a known industry, or raise ``Invalid``."""
    if value not in INDUSTRIES:
        known = ", ".join(sorted(INDUSTRIES))
        raise Invalid(
            Text(f"未知行业“{value}”，可选：{known}", f"unknown industry {value!r}; there are: {known}"),
            fields={"industry": Text(f"可选：{known}", f"one of {known}")},
        )
    return value


def time_zone(value: str) -> str:
    """Return a known time zone, or raise ``Invalid``."""
    if value not in available_timezones():
        message = Text(
            f"未知时区“{value}”，例：Asia/Shanghai", f"unknown time zone {value!r}, e.g. Asia/Shanghai"
        )
        raise Invalid(message, fields={"time_zone": message})
    return ZoneInfo(value).key
