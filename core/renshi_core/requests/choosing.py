"""Approvers whom the requester names when submitting (自选审批人)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel

from renshi_core.identity.roles import role_holders
from renshi_core.requests import approvers
from renshi_core.requests.engine import Engine
from renshi_core.requests.repository import Request
from renshi_sdk.contracts import Employee
from renshi_sdk.contributions import RequesterChoice
from renshi_sdk.db import execute
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text


async def settle(
    engine: Engine,
    request: Request,
    form: BaseModel,
    employee: Employee,
    choices: Mapping[str, Sequence[UUID]] | None,
) -> Request:
    """Check and keep the requester's choices; those of an earlier submission count where none are given.

    Raises:
        Invalid: a choice is missing, too many are chosen, or somebody can't decide.
    """
    given = {title: tuple(dict.fromkeys(ids)) for title, ids in (choices or {}).items()}
    kept: dict[str, tuple[UUID, ...]] = {}
    problems: dict[str, Text | str] = {}
    for step in request.flow.steps:
        wanted = [a for a in step.approvers if isinstance(a, RequesterChoice)]
        if not wanted or not engine.wanted(step, form, employee):
            continue
        chosen = given.get(step.title) or request.choices.get(step.title, ())
        problem = await _problem(engine, request, wanted, chosen)
        if problem is not None:
            problems[f"choices.{step.title}"] = problem
        kept[step.title] = chosen
    if problems:
        raise Invalid(Text("请选择审批人", "choose who decides"), code="request.choice", fields=problems)
    if kept == request.choices:
        return request
    await execute(
        "UPDATE core_request SET choices = $2::jsonb WHERE id = $1",
        request.id,
        json.dumps({title: [str(i) for i in ids] for title, ids in kept.items()}, ensure_ascii=False),
    )
    return replace(request, choices=kept)


async def _problem(
    engine: Engine, request: Request, wanted: Sequence[RequesterChoice], chosen: Sequence[UUID]
) -> Text | None:
    most = sum(choice.most for choice in wanted)
    if not chosen:
        return Text("请选择审批人", "choose who decides")
    if len(chosen) > most:
        return Text(f"最多选择 {most} 人", f"choose at most {most}")
    able = await approvers.may_decide(engine.ctx, chosen, request.barred)
    if len(able) < len(chosen):
        return Text("不能选择本人或已离职人员", "choose neither yourself nor somebody who left")
    roles = [choice.role for choice in wanted]
    if None not in roles:
        holders: set[UUID] = set()
        for role in roles:
            holders |= set(
                await role_holders(engine.ctx, role or "", request.employee_id, request.company_id)
            )
        if not set(chosen) <= holders:
            return Text("只能在指定角色中选择", "choose among those who hold the role")
    return None
