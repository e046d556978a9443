"""Changes that people ask for: checked, written at once or kept until somebody else approves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.custom import values as custom
from renshi_core.people.fields import forms
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.definition import FieldDef, Section
from renshi_core.people.fields.sight import Sight, of_person
from renshi_core.people.sections import personal, rules, service, store, trail
from renshi_core.people.service import no_such_employee
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute
from renshi_sdk.errors import Conflict, Forbidden
from renshi_sdk.text import Text

KIND = "core.profile_change"
TABLE = "core_profile_change"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A checked change of one person's file, not written yet."""

    employee_id: UUID
    section: str
    verb: str
    row_id: UUID | None
    before: dict[FieldDef, Any]
    after: dict[FieldDef, Any]


async def propose(
    ctx: Context, employee_id: UUID, section: str, verb: str, row_id: UUID | None, sent: Mapping[str, Any]
) -> dict[str, Any]:
    """Change a file the way an employee may, or (for another person) ask for a change as the office.

    Answers ``{"state": "applied"}``, or ``{"state": "requested", "number": …}`` where it waits for approval. One
    field that takes approval takes all of the change with it, so that nobody approves half of what was meant.

    Raises:
        NotFound, Forbidden, Invalid: as for the office. Conflict: nothing would change.
    """
    if not await repository.lock_person(employee_id):
        raise no_such_employee()
    sight = await of_person(ctx, employee_id)
    proposal = await _checked(ctx, sight, employee_id, section, verb, row_id, sent)
    if sight.own and _direct(sight, proposal):
        await apply(ctx, sight, proposal)
        return {"state": "applied", "message": Text("已更新", "Updated").of(ctx.locale)}
    kept = await _keep(ctx, proposal)
    told = [line_of(line) for line in trail.lines(sight, *_by_code(proposal), "zh-CN")]
    request = await ctx.requests.submit(
        KIND, {"change_id": str(kept), "changes": told}, employee_id=employee_id
    )
    return {
        "state": "requested",
        "request_id": request.id,
        "number": request.number,
        "message": Text(
            f"已提交申请 {request.number}，审批通过后生效",
            f"Request {request.number} was sent; it waits for approval",
        ).of(ctx.locale),
    }


def may_propose(sight: Sight) -> Callable[[FieldDef], bool]:
    """Which fields the caller may ask to change: their own as far as employees may, others' by office."""
    if sight.own:
        return lambda f: f.flags.employee_sees and f.flags.employee_edits != "no"
    return sight.edits


def _direct(sight: Sight, proposal: Proposal) -> bool:
    fields = proposal.after or proposal.before
    if proposal.verb == "remove":
        fields = dict.fromkeys(sight.catalogue.section(proposal.section))
        return all(f.flags.employee_edits == "direct" for f in fields if may_propose(sight)(f))
    return all(f.flags.employee_edits == "direct" for f in fields)


async def _checked(
    ctx: Context,
    sight: Sight,
    employee_id: UUID,
    section: str,
    verb: str,
    row_id: UUID | None,
    sent: Mapping[str, Any],
) -> Proposal:
    may = may_propose(sight)
    if section == personal.PERSONAL:
        return await _personal(ctx, sight, employee_id, sent, may)
    where = service.section_of(section)
    fields = sight.catalogue.section(section)
    if not any(may(f) for f in fields):
        raise Forbidden(
            Text(
                f"“{where.title.zh}”不能自行修改，请联系人事",
                f"{where.title.en!r} isn't yours to change; ask HR",
            ),
            code="people.section_read_only",
        )
    before: dict[FieldDef, Any] = {}
    if row_id is not None:
        row = await store.row(where, fields, employee_id, row_id)
        if row is None:
            raise service.no_such_row()
        before = {f: store.plain(ctx, str(where.table), f, row) for f in fields}
    if verb == "remove":
        return Proposal(employee_id, section, verb, row_id, before, {})
    given = forms.without_masks(sight, before, sent)
    given.pop("version", None)
    values = forms.checked(sight, section, given, new=verb == "add", may=may, zone=ctx.time_zone)
    changed = {f: v for f, v in values.items() if before.get(f) != v}
    _something(changed)
    await rules.agree(ctx, where, before | changed)
    await rules.may_attach(ctx, changed)
    return Proposal(employee_id, section, verb, row_id, {f: before.get(f) for f in changed}, changed)


async def _personal(
    ctx: Context, sight: Sight, employee_id: UUID, sent: Mapping[str, Any], may: Callable[[FieldDef], bool]
) -> Proposal:
    before = await personal.kept(ctx, sight, employee_id)
    given = forms.without_masks(sight, {f: v for f, v in before.items() if not f.is_custom}, sent)
    given.pop("version", None)
    own_fields = given.pop("custom", None) or {}
    values = forms.checked(sight, personal.PERSONAL, given, new=False, may=may, zone=ctx.time_zone)
    own_fields = forms.without_masks(sight, {f: v for f, v in before.items() if f.is_custom}, own_fields)
    values |= custom.check(sight, own_fields, zone=ctx.time_zone, may=may)
    changed = {f: v for f, v in values.items() if before.get(f) != v}
    _something(changed)
    personal.agree(ctx, sight, before, {f: v for f, v in changed.items() if not f.is_custom})
    old = {f: before.get(f) for f in changed}
    return Proposal(employee_id, personal.PERSONAL, "change", None, old, changed)


def _something(changed: Mapping[FieldDef, Any]) -> None:
    if not changed:
        raise Conflict(Text("没有任何变化", "nothing would change"), code="people.no_change")


async def apply(ctx: Context, sight: Sight, proposal: Proposal) -> None:
    """Write a change that nobody has to approve any more."""
    if proposal.section == personal.PERSONAL:
        await personal.write(
            ctx, sight, proposal.employee_id, {f: v for f, v in proposal.after.items() if not f.is_custom}
        )
        own_fields = {f: v for f, v in proposal.after.items() if f.is_custom}
        if own_fields:
            await custom.write(ctx, proposal.employee_id, own_fields)
        return
    section: Section = SECTIONS[proposal.section]
    if proposal.verb == "add":
        await service.write_new(ctx, sight, section, proposal.employee_id, proposal.after)
    elif proposal.row_id is not None and proposal.verb == "change":
        await service.write_change(ctx, sight, section, proposal.employee_id, proposal.row_id, proposal.after)
    elif proposal.row_id is not None:
        await service.write_removal(ctx, section, proposal.employee_id, proposal.row_id)


async def _keep(ctx: Context, proposal: Proposal) -> UUID:
    made = new_id()
    before, after = _by_code(proposal)
    await execute(
        f"INSERT INTO {TABLE} (id, employee_id, section, verb, row_id, sealed) VALUES ($1, $2, $3, $4, $5, $6)",
        made,
        proposal.employee_id,
        proposal.section,
        proposal.verb,
        proposal.row_id,
        trail.seal(ctx, TABLE, made, before, after),
    )
    return made


def _by_code(proposal: Proposal) -> tuple[dict[str, Any], dict[str, Any]]:
    return {f.code: v for f, v in proposal.before.items()}, {f.code: v for f, v in proposal.after.items()}


def line_of(line: Mapping[str, Any]) -> str:
    """One change as an approver reads it: ``现住址：上海市 → 苏州市``."""
    return f"{line['title']}：{line['before']} → {line['after']}"
