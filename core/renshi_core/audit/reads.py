"""Reads of what a sensitive right opens, written down by the platform where the handler hasn't.

A plugin audits its reads with what they were about (``ctx.audit.record``). One that forgets leaves this row: who read
what address under which right, about whom where the address says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.audit import service
from renshi_sdk.context import Context

if TYPE_CHECKING:
    from renshi_core.platform import Platform


def note(platform: Platform, ctx: Context, *, permission: str, path: str, params: dict[str, Any]) -> None:
    """Write down a read that is about to be answered, unless its handler did. ``path`` is the route's, without ids."""
    owned = platform.registry.permissions.get(permission)
    if owned is None or not owned.record.sensitive or service.has_waiting():
        return
    ids = {name: value for name, value in params.items() if isinstance(value, UUID)}
    noun = permission.rpartition(".")[0]
    service.add(
        ctx,
        f"{noun}.seen",
        subject=noun.rpartition(".")[2],
        subject_id=next(reversed(ids.values()), None),
        employee_id=ids.get("employee_id"),
        detail={"route": path, "permission": permission},
    )
