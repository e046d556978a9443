"""The request ``core.profile_change``: what happens to a change when people agree to it, or don't."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.people import required
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.sight import CHANGE, Sight, of_person
from renshi_core.people.sections import personal, service, store, trail
from renshi_core.people.self_service.service import KIND, TABLE, Proposal, apply, line_of
from renshi_sdk.context import Context
from renshi_sdk.contracts import RequestView
from renshi_sdk.contributions import Flow, RequestKind, RoleHolder, Step
from renshi_sdk.db import execute, fetch_row, fetch_value
from renshi_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from renshi_sdk.text import Text

# Nobody diverts money or identity alone, whatever flow a company sets.
SECOND_PERSON = ("bank.", "personal.identity", "personal.document_type")


class ProfileChangeForm(BaseModel):
    """A change of a file: old and new value of each field, as its approvers see them."""

    model_config = ConfigDict(extra="forbid")
    changes: list[str] = Field(
        title="变更内容", min_length=1, max_length=100, json_schema_extra={"title_en": "Changes"}
    )
    change_id: UUID = Field(title="变更编号", json_schema_extra={"title_en": "Number of the change"})


async def check(ctx: Context, request: RequestView, form: ProfileChangeForm) -> None:
    """The form says exactly what is kept; a change is asked for once."""
    row = await _locked(form.change_id, request.employee_id)
    if row["request_id"] not in (None, request.id) or row["state"] == "applied":
        raise Conflict(Text("该变更已提交过", "this change was sent before"), code="people.change_sent")
    sight = Sight(await load(), frozenset(), all=True)
    before, after = trail.opened(ctx, TABLE, form.change_id, row["sealed"])
    told = [line_of(line) for line in trail.lines(sight, before, after, "zh-CN")]
    if form.changes != told:
        # What people approve has to be what is written afterwards.
        message = Text("变更内容与登记的不符", "these are not the changes that are kept")
        raise Invalid(message, code="people.change_differs", fields={"changes": message})
    await execute(
        f"UPDATE {TABLE} SET state = 'asked', request_id = $2 WHERE id = $1", form.change_id, request.id
    )


async def approve(ctx: Context, request: RequestView, form: ProfileChangeForm) -> None:
    """Write the change, if the file still is what it was when it was asked for."""
    row = await _locked(form.change_id, request.employee_id)
    if row["request_id"] != request.id or row["state"] != "asked":
        raise Conflict(Text("该变更已处理", "this change was dealt with"), code="people.change_sent")
    before, after = trail.opened(ctx, TABLE, form.change_id, row["sealed"])
    if any(code.startswith(SECOND_PERSON) for code in (*before, *after)) or row["section"] == "bank":
        await _second_person(ctx, request)
    # As the platform: rights were checked when it was asked for, and by the flow.
    sight = Sight(await load(), frozenset(), all=True)
    fields = sight.catalogue.fields
    known_before = {fields[c]: v for c, v in before.items() if c in fields}
    known_after = {fields[c]: v for c, v in after.items() if c in fields}
    proposal = Proposal(
        request.employee_id, row["section"], row["verb"], row["row_id"], known_before, known_after
    )
    await _unchanged(ctx, sight, proposal)
    if proposal.verb != "remove":
        required.still_held(known_after)
    await apply(ctx, sight, proposal)
    await execute(f"UPDATE {TABLE} SET state = 'applied' WHERE id = $1", form.change_id)


async def refuse(ctx: Context, request: RequestView, form: ProfileChangeForm) -> None:
    """Nothing was written, so nothing is taken back."""
    await execute(
        f"UPDATE {TABLE} SET state = 'refused' WHERE id = $1 AND request_id = $2", form.change_id, request.id
    )


async def lines(ctx: Context, change_id: UUID) -> dict[str, Any]:
    """Old and new values of a change in the reader's language, for who asked and who sees the fields."""
    row = await fetch_row(
        f"SELECT employee_id, section, verb, state, sealed FROM {TABLE} WHERE id = $1", change_id
    )
    if row is None or not await _may_see(ctx, row["employee_id"]):
        raise _missing()
    sight = await of_person(ctx, row["employee_id"])
    before, after = trail.opened(ctx, TABLE, change_id, row["sealed"])
    found = trail.lines(sight, before, after, ctx.locale)
    return {
        "items": found,
        "total": len(found),
        "next_cursor": None,
        "state": row["state"],
        "verb": row["verb"],
    }


async def _may_see(ctx: Context, employee_id: UUID) -> bool:
    if ctx.actor.employee_id == employee_id:
        return True
    try:
        await ctx.access.require_for("core.employee.read", employee_id)
    except NotFound:
        return False
    return True


async def _second_person(ctx: Context, request: RequestView) -> None:
    asked_by = await fetch_value("SELECT submitter_id FROM core_request WHERE id = $1", request.id)
    own = {request.employee_id, asked_by}
    agreed = {person for step in request.steps for person in step.approved_by}
    decided_now = ctx.actor.employee_id
    others = (agreed | {decided_now}) - own - {None}
    # An account that is nobody's asks with its user's id, and that user can't be the one who agrees.
    if not others or (ctx.actor.id is not None and ctx.actor.id == request.submitted_by):
        raise Forbidden(
            Text(
                "银行账户和证件号码的变更须由申请人以外的人审批，请调整审批流程",
                "a change of an account or identity number takes the approval of somebody else; correct the flow",
            ),
            code="people.needs_second_person",
        )


async def _unchanged(ctx: Context, sight: Sight, proposal: Proposal) -> None:
    if proposal.section == personal.PERSONAL:
        now = await personal.kept(ctx, sight, proposal.employee_id)
    elif proposal.row_id is not None:
        section = service.section_of(proposal.section)
        fields = sight.catalogue.section(proposal.section)
        row = await store.row(section, fields, proposal.employee_id, proposal.row_id, lock=True)
        if row is None:
            raise service.no_such_row()
        now = {f: store.plain(ctx, str(section.table), f, row) for f in fields}
    else:
        return
    if any(now.get(f) != v for f, v in proposal.before.items()):
        raise Conflict(
            Text(
                "档案在此期间已被修改，请退回后重新提交",
                "the file was changed meanwhile; return it and send it anew",
            ),
            code="people.stale",
        )


async def _locked(change_id: UUID, employee_id: UUID) -> dict[str, Any]:
    row = await fetch_row(
        f"SELECT id, section, verb, row_id, state, request_id, sealed FROM {TABLE}"
        " WHERE id = $1 AND employee_id = $2 FOR UPDATE",
        change_id,
        employee_id,
    )
    if row is None:
        raise _missing()
    return dict(row)


def _missing() -> NotFound:
    return NotFound(Text("没有这项变更", "there is no such change"), code="people.change")


REQUEST_KINDS = (
    RequestKind(
        name=KIND,
        title=Text("档案信息变更", "Change of the file"),
        form=ProfileChangeForm,
        flow=Flow(steps=(Step(title="人事审批", approvers=(RoleHolder(role="hr"),)),)),
        on_submit=check,
        on_approve=approve,
        on_reject=refuse,
        on_withdraw=refuse,
        describe=lambda form: Text(
            f"档案变更：{'；'.join(form.changes)}"[:120],
            f"Change of the file: {'; '.join(form.changes)}"[:120],
        ),
        submit_for_others=CHANGE,
        icon="id-card",
    ),
)
