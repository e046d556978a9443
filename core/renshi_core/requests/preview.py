"""A flow tried on an employee and a form, without submitting anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renshi_core.plugins.records import Owned
from renshi_core.requests import absence, approvers, drawn, flows, forms
from renshi_core.requests.engine import Engine
from renshi_core.requests.flow_words import MODES
from renshi_core.requests.repository import Request
from renshi_core.requests.schemas import PreviewBody
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestState
from renshi_sdk.contributions import RequestKind
from renshi_sdk.errors import NeedsAttention

if TYPE_CHECKING:
    from renshi_core.platform import Platform


async def of(
    ctx: Context, platform: Platform, owned: Owned[RequestKind], body: PreviewBody
) -> list[dict[str, Any]]:
    """Each step: whether it is part of such a request, and who would decide; trouble is said in its line.

    Raises:
        NotFound: no such employee in the caller's scope. Invalid: the form, or the flow to try.
    """
    await ctx.access.require_for("core.request.read", body.employee_id)
    employee = await ctx.people.get(body.employee_id)
    if body.flow is None:
        flow, version = await flows.flow_of(owned.record, ctx.company_id)
    else:
        flow, version = await flows.checked(ctx, owned.record, body.flow), 0
    form = forms.check(owned.record, body.form)
    tried = Request(
        id=new_id(),
        number="",
        kind=owned.record.name,
        plugin=owned.plugin,
        company_id=ctx.company_id,
        employee_id=employee.id,
        employee_name=employee.name,
        state=RequestState.PENDING,
        form=form.model_dump(mode="json"),
        summary_zh="",
        summary_en="",
        submitted_at=ctx.now(),
        submitted_by=None,
        submitter_id=employee.id,
        decided_at=None,
        version=1,
        round=1,
        flow=flow,
        flow_version=version,
        choices={title: tuple(ids) for title, ids in body.choices.items()},
    )
    engine = Engine(ctx, platform, owned)
    lines: list[dict[str, Any]] = []
    for index, step in enumerate(flow.steps):
        line: dict[str, Any] = {
            "index": index,
            "title": step.title,
            "mode": step.mode,
            "mode_title": MODES[step.mode].of(ctx.locale).capitalize(),
            "wanted": True,
            "state": "upcoming",
            "people": [],
            "approvers": "",
            "trouble": None,
        }
        lines.append(line)
        try:
            if not engine.wanted(step, form, employee):
                line |= {"wanted": False, "state": "skipped"}
                continue
            people = await approvers.find(ctx, tried, step)
        except NeedsAttention as error:
            line |= {"state": "trouble", "trouble": error.text.of(ctx.locale)}
            continue
        away = await absence.stand_ins(ctx, people, tried.kind)
        names = await drawn.names_of([*people, *(s.substitute_id for s in away.values())])
        line["people"] = [
            {
                "employee_id": i,
                "name": names.get(i, ""),
                "substitute": names.get(away[i].substitute_id, "") if i in away else None,
            }
            for i in people
        ]
        line["approvers"] = "、".join(
            p["name"] + (f" ⇢ {p['substitute']}" if p["substitute"] else "") for p in line["people"]
        )
    return lines
