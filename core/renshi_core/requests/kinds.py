"""Request kinds of the core and of plugins that are on, and the flow a company gave each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from renshi_core.plugins.records import Owned
from renshi_core.requests import repository
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee
from renshi_sdk.contributions import Flow, Person, RequestKind
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

DESCRIBE_LIMIT = timedelta(seconds=2)


async def kind_of(ctx: Context, platform: Platform, name: str, company_id: UUID) -> Owned[RequestKind]:
    """A kind by name. Raises ``NotFound`` where it isn't known or its plugin is off for the company."""
    owned = platform.registry.request_kinds.get(name)
    if owned is None or not await ctx.plugins.enabled(owned.plugin, company_id=company_id):
        raise NotFound(
            Text(
                f"没有“{name}”这种申请，或相应功能未启用",
                f"there is no request kind {name!r}, or its plugin is off",
            ),
            code="request.kind",
        )
    return owned


async def summary_of(ctx: Context, platform: Platform, owned: Owned[RequestKind], form: BaseModel) -> Text:
    """One line that describes a filled form; the kind's title where it describes nothing."""
    describe = owned.record.describe
    if describe is None:
        return owned.record.title

    async def run() -> Text:
        return describe(form)

    return await platform.guarded(ctx, run(), what=f"{owned.record.name}.describe", timeout=DESCRIBE_LIMIT)


async def offered(ctx: Context, platform: Platform) -> list[dict[str, Any]]:
    """Kinds the caller may submit here: names, the form's JSON Schema, and for whom."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    made = []
    for owned in platform.registry.request_kinds.values():
        kind = owned.record
        myself = kind.self_service and ctx.actor.employee_id is not None
        others = kind.submit_for_others is not None and ctx.access.allows(kind.submit_for_others)
        if owned.plugin in enabled and (myself or others):
            made.append(
                {
                    "name": kind.name,
                    "plugin": owned.plugin,
                    "title": kind.title.of(ctx.locale),
                    "title_zh": kind.title.zh,
                    "title_en": kind.title.en,
                    "icon": kind.icon,
                    "self_service": myself,
                    "for_others": others,
                    "schema": kind.form.model_json_schema(),
                }
            )
    return made


async def flow_of(kind: RequestKind, company_id: UUID) -> tuple[Flow, int]:
    """The company's flow for a kind and its version; the kind's own where the company set none (version 0)."""
    version, override = await repository.flow_override(company_id, kind.name)
    return (override, version) if override is not None else (kind.flow, version)


async def shown_flow(kind: RequestKind, company_id: UUID, locale: str) -> dict[str, Any]:
    """A kind's flow as the settings show it."""
    version, override = await repository.flow_override(company_id, kind.name)
    return {
        "kind": kind.name,
        "title": kind.title.of(locale),
        "version": version,
        "customised": override is not None,
        "flow": (override or kind.flow).model_dump(mode="json"),
        "flow_text": (override or kind.flow).model_dump_json(indent=2),
        "default": kind.flow.model_dump(mode="json"),
        "steps": " → ".join(step.title for step in (override or kind.flow).steps) or "—",
    }


def parsed(text: str) -> dict[str, Any]:
    """A flow written as JSON text. Raises ``Invalid`` where it isn't an object."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        message = Text("应为 JSON 对象", "a JSON object is expected")
        raise Invalid(message, code="request.flow", fields={"flow_text": message})
    return value


async def set_flow(
    ctx: Context, kind: RequestKind, wanted: Mapping[str, Any] | None, expected: int | None
) -> None:
    """Give a kind a flow of the company's own (``None``: back to the default). Running requests keep theirs.

    Raises:
        Invalid: not a flow, a condition on a field that doesn't exist, or an unknown person. Conflict: somebody
            else changed it since version ``expected``.
    """
    await execute("SELECT FROM core_company WHERE id = $1 FOR NO KEY UPDATE", ctx.company_id)
    version, _ = await repository.flow_override(ctx.company_id, kind.name)
    if expected is not None and expected != version:
        raise Conflict(
            Text("流程已被他人修改，请刷新后重试", "somebody changed the flow since; reload and try again"),
            code="request.stale_flow",
            version=version,
        )
    flow = None if wanted is None else await _checked(ctx, kind, wanted)
    await execute(
        "INSERT INTO core_flow (id, company_id, kind, version, flow, changed_by) VALUES ($1, $2, $3, $4, $5, $6)",
        new_id(),
        ctx.company_id,
        kind.name,
        version + 1,
        flow.model_dump_json() if flow else None,
        ctx.actor.name,
    )
    await ctx.audit.record(
        "core.flow.change",
        subject="flow",
        detail={
            "kind": kind.name,
            "version": version + 1,
            "flow": json.loads(flow.model_dump_json()) if flow else None,
        },
    )


async def _checked(ctx: Context, kind: RequestKind, wanted: Mapping[str, Any]) -> Flow:
    try:
        flow = Flow.model_validate(dict(wanted))
    except ValidationError as error:
        raise Invalid(
            Text("流程定义有误", "the flow is wrong"),
            code="request.flow",
            fields={".".join(map(str, e["loc"])) or "flow": str(e["msg"]) for e in error.errors()},
        ) from error
    known = {f"form.{name}" for name in kind.form.model_fields} | {
        f"employee.{f.name}" for f in dataclass_fields(Employee)
    }
    problems: dict[str, Text | str] = {}
    for i, step in enumerate(flow.steps):
        for j, condition in enumerate(step.when):
            if condition.field not in known:
                problems[f"steps.{i}.when.{j}.field"] = Text(
                    f"没有字段“{condition.field}”", f"there is no field {condition.field!r}"
                )
            if condition.op == "in" and not isinstance(condition.value, list | tuple):
                problems[f"steps.{i}.when.{j}.value"] = Text("应为列表", "a list is expected")
        people = [a.employee_id for a in step.approvers if isinstance(a, Person)]
        if people and len(await ctx.people.by_ids(people)) < len(set(people)):
            problems[f"steps.{i}.approvers"] = Text("指定的审批人不存在", "a named approver doesn't exist")
    if problems:
        raise Invalid(Text("流程定义有误", "the flow is wrong"), code="request.flow", fields=problems)
    return flow
