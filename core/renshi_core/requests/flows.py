"""The flow of each kind in each company: versions, what differs between them, and what a flow must not be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from renshi_core.requests import approvers
from renshi_core.requests.facts import facts_of
from renshi_core.requests.flow_names import names_in
from renshi_core.requests.flow_words import differences, summary
from renshi_core.requests.repository import flow_override
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import Flow, HrPartner, Person, PositionHolder, RequestKind, RoleHolder, Step
from renshi_sdk.contributions.flows import Approver
from renshi_sdk.db import execute, fetch
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

STATIC = (Person, PositionHolder, RoleHolder)
"""Approvers that don't depend on whose request it is; whether there are any is known when a flow is saved."""


async def flow_of(kind: RequestKind, company_id: UUID) -> tuple[Flow, int]:
    """The company's flow for a kind and its version; the kind's own where the company set none (version 0)."""
    version, override = await flow_override(company_id, kind.name)
    return (override, version) if override is not None else (kind.flow, version)


async def shown_flow(kind: RequestKind, company_id: UUID, locale: str) -> dict[str, Any]:
    """A kind's flow as the settings show it."""
    version, override = await flow_override(company_id, kind.name)
    flow = override or kind.flow
    return {
        "kind": kind.name,
        "title": kind.title.of(locale),
        "version": version,
        "customised": override is not None,
        "flow": flow.model_dump(mode="json"),
        "flow_text": flow.model_dump_json(indent=2),
        "default": kind.flow.model_dump(mode="json"),
        "steps": summary(flow).of(locale),
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
    ctx: Context,
    kind: RequestKind,
    wanted: Mapping[str, Any] | None,
    expected: int | None,
    *,
    note: str = "",
) -> int:
    """Give a kind a flow of the company's own (``None``: back to the default) as its next version, and say which.

    Requests that are running finish on the flow they started with.

    Raises:
        Invalid: not a flow, or one with a step nobody could ever pass. Conflict: somebody else changed it since
            version ``expected``.
    """
    await execute("SELECT FROM core_company WHERE id = $1 FOR NO KEY UPDATE", ctx.company_id)
    version, _ = await flow_override(ctx.company_id, kind.name)
    if expected is not None and expected != version:
        raise Conflict(
            Text("流程已被他人修改，请刷新后重试", "somebody changed the flow since; reload and try again"),
            code="request.stale_flow",
            version=version,
        )
    flow = None if wanted is None else await checked(ctx, kind, wanted)
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
            "note": note,
            "flow": json.loads(flow.model_dump_json()) if flow else None,
        },
    )
    return version + 1


async def versions(ctx: Context, kind: RequestKind) -> list[dict[str, Any]]:
    """Every version the company made, newest first, each with who made it and what it changed."""
    rows = await fetch(
        "SELECT version, flow, changed_by, created_at FROM core_flow WHERE company_id = $1 AND kind = $2"
        " ORDER BY version",
        ctx.company_id,
        kind.name,
    )
    found: list[dict[str, Any]] = []
    before = kind.flow
    made = [Flow.model_validate_json(row["flow"]) if row["flow"] else kind.flow for row in rows]
    names = await names_in(ctx, [kind.flow, *made], kind)
    for row, flow in zip(rows, made, strict=True):
        changes = differences(before, flow, names)
        found.append(
            {
                "version": row["version"],
                "changed_by": row["changed_by"],
                "at": row["created_at"],
                "customised": row["flow"] is not None,
                "steps": summary(flow).of(ctx.locale),
                "changes": [line.of(ctx.locale) for line in changes],
                "changes_text": "；".join(line.of(ctx.locale) for line in changes) or "—",
                "flow": flow.model_dump(mode="json"),
                "current": row["version"] == rows[-1]["version"],
            }
        )
        before = flow
    return found[::-1]


async def roll_back(ctx: Context, kind: RequestKind, version: int, expected: int | None) -> int:
    """Make an old version the newest again; 0 is the kind's own flow. Returns the new version's number.

    Raises:
        NotFound: no such version. Invalid: it can't be used any more (a person left, a role is gone).
    """
    if version == 0:
        return await set_flow(ctx, kind, None, expected, note="rollback:0")
    rows = await fetch(
        "SELECT flow FROM core_flow WHERE company_id = $1 AND kind = $2 AND version = $3",
        ctx.company_id,
        kind.name,
        version,
    )
    if not rows:
        raise NotFound(Text("没有这个版本", "there is no such version"), code="request.flow_version")
    stored = rows[0]["flow"]
    wanted = json.loads(stored) if stored else None
    return await set_flow(ctx, kind, wanted, expected, note=f"rollback:{version}")


async def retire(ctx: Context, kind: RequestKind) -> int:
    """Give up the company's own flow for new requests. Raises ``Conflict`` where the company has none."""
    version, own = await flow_override(ctx.company_id, kind.name)
    if own is None:
        raise Conflict(
            Text("正在使用系统默认流程，无需停用", "the default flow is in use already"),
            code="request.default_flow",
        )
    return await set_flow(ctx, kind, None, version, note="retire")


async def copy_from(ctx: Context, kind: RequestKind, other: RequestKind, expected: int | None) -> int:
    """Take over the flow that another kind has now as this one's next version; later changes there change nothing here.

    Raises:
        Invalid: it asks about something that this kind's form hasn't. Conflict: as :func:`set_flow`.
    """
    flow, _ = await flow_of(other, ctx.company_id)
    return await set_flow(ctx, kind, flow.model_dump(mode="json"), expected, note=f"copy:{other.name}")


async def checked(ctx: Context, kind: RequestKind, wanted: Mapping[str, Any]) -> Flow:
    """A flow as an instance. Raises ``Invalid`` with the path of everything that is wrong with it."""
    try:
        flow = Flow.model_validate(dict(wanted))
    except ValidationError as error:
        raise Invalid(
            Text("流程定义有误", "the flow is wrong"),
            code="request.flow",
            fields={".".join(map(str, e["loc"])) or "flow": str(e["msg"]) for e in error.errors()},
        ) from error
    facts = await facts_of(kind)
    problems: dict[str, Text | str] = {}
    for i, step in enumerate(flow.steps):
        for condition in step.conditions():
            fact = facts.get(condition.field)
            problem = (
                Text(f"没有字段“{condition.field}”", f"there is no field {condition.field!r}")
                if fact is None
                else fact.problem(condition)
            )
            if problem:
                problems[f"steps.{i}.when"] = Text(
                    f"“{step.title}”：{problem.zh}", f"{step.title}: {problem.en}"
                )
        for name, whom in (("approvers", step.approvers), ("copy_to", step.copy_to)):
            for j, one in enumerate(whom):
                wrong = await _unknown(ctx, one)
                if wrong:
                    problems[f"steps.{i}.{name}.{j}"] = wrong
        if not await _role_exists(ctx, step.fallback_role):
            problems[f"steps.{i}.fallback_role"] = _no_role(step.fallback_role)
        if not problems and not await _possible(ctx, step):
            problems[f"steps.{i}.approvers"] = Text(
                f"“{step.title}”环节永远找不到审批人：所选角色、岗位或人员下没有在职员工，也没有备用角色可以代审",
                f"nobody could ever decide at step {step.title!r}: the roles, positions or people chosen have no"
                " employee, and neither has the fallback role",
            )
    for name, whom in (("copy_on_submit", flow.copy_on_submit), ("copy_on_approve", flow.copy_on_approve)):
        for j, one in enumerate(whom):
            wrong = await _unknown(ctx, one)
            if wrong:
                problems[f"{name}.{j}"] = wrong
    if problems:
        raise Invalid(Text("流程定义有误", "the flow is wrong"), code="request.flow", fields=problems)
    return flow


async def _unknown(ctx: Context, one: Approver) -> Text | None:
    match one:
        case Person() if not await approvers.may_decide(ctx, [one.employee_id], frozenset()):
            return Text("指定的审批人不存在或已离职", "a named person doesn't exist or has left")
        case PositionHolder() if one.position_id not in {p.id for p in await ctx.organization.positions()}:
            return Text("没有这个岗位", "there is no such position")
        case RoleHolder() | HrPartner() if not await _role_exists(ctx, one.role):
            return _no_role(one.role)
    return None


def _no_role(role: str) -> Text:
    return Text(f"没有角色“{role}”", f"there is no role {role!r}")


async def _role_exists(ctx: Context, role: str) -> bool:
    return bool(
        await fetch("SELECT FROM core_role WHERE company_id = $1 AND code = $2", ctx.company_id, role)
    )


async def _possible(ctx: Context, step: Step) -> bool:
    """Whether somebody might decide: of the chosen people, or of the roles that are asked in their place."""
    if not all(isinstance(one, STATIC) for one in step.approvers):
        return True
    people = [one.employee_id for one in step.approvers if isinstance(one, Person)]
    if people:
        return True
    positions = [one.position_id for one in step.approvers if isinstance(one, PositionHolder)]
    if positions and await fetch(
        "SELECT FROM core_employee_current WHERE position_id = ANY($1) AND company_id = $2"
        " AND status IN ('active', 'probation') LIMIT 1",
        positions,
        ctx.company_id,
    ):
        return True
    roles = [one.role for one in step.approvers if isinstance(one, RoleHolder)]
    return bool(
        await fetch(
            "SELECT FROM core_role_grant g JOIN core_role r ON r.id = g.role_id"
            " JOIN core_user u ON u.id = g.user_id AND u.disabled_at IS NULL"
            " JOIN core_employee_current c ON c.id = u.employee_id AND c.status IN ('active', 'probation')"
            " WHERE r.code = ANY($1) AND (g.company_id = $2 OR g.company_id IS NULL) LIMIT 1",
            [*roles, step.fallback_role, approvers.LAST_RESORT],
            ctx.company_id,
        )
    )
