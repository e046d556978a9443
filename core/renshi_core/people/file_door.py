"""The employee file as plugins reach it: stated by a person, checked as ever, written with the actor's rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_core.people.custom import values as custom
from renshi_core.people.fields import forms
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import CHANGE, Sight
from renshi_core.people.sections import personal, rules, service
from renshi_sdk.context import Context
from renshi_sdk.contracts import FileField
from renshi_sdk.errors import Invalid

OWN = "custom"
"""Not a section of the file but all fields of the group's own, in whichever they stand."""
DRAWN = (
    "text",
    "longtext",
    "integer",
    "number",
    "money",
    "percent",
    "date",
    "boolean",
    "choice",
    "phone",
    "email",
    "url",
)
"""Kinds that a plain form can ask for."""


async def fields(section: str) -> list[FileField]:
    """Fields of a section that people state about themselves. Raises ``NotFound`` for an unknown section."""
    _known(section)
    catalogue = await load()
    return [
        FileField(
            section=section,
            name=f.name,
            title=f.title,
            kind=f.kind,
            required=f.flags.required,
            sensitive=f.flags.sensitive,
            longest=f.longest,
            options=tuple((value, f.choice_title(value)) for value in f.allowed()),
            help=f.help,
        )
        for f in (catalogue.custom if section == OWN else catalogue.section(section))
        if _stated(f) and f.is_custom == (section == OWN) and f.kind != "file"
    ]


async def check(ctx: Context, section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values fitted to a section, with what follows from them. Raises ``Invalid``."""
    _known(section)
    # Somebody who isn't known yet has no rights over the file; what they may state is what employees may change.
    sight = Sight(await load(), frozenset(), all=True)
    if section == OWN:
        return _own(sight, values, zone=ctx.time_zone)
    many = section != personal.PERSONAL
    fitted = forms.checked(sight, section, values, new=many, may=_stated, zone=ctx.time_zone)
    made = {f.name: v for f, v in fitted.items()}
    if not many:
        told, _ = personal.agree(ctx, sight, {}, fitted)
        return made | told
    await rules.agree(ctx, service.section_of(section), fitted)
    return made


def _own(sight: Sight, values: Mapping[str, Any], *, zone: str) -> dict[str, Any]:
    problems: forms.Problems = {
        f.name: forms.REQUIRED
        for f in sight.catalogue.custom
        if f.flags.required and _stated(f) and forms.nothing(values.get(f.name))
    }
    fitted: Mapping[FieldDef, Any] = {}
    try:
        fitted = custom.check(sight, values, zone=zone, may=_stated)
    except Invalid as error:
        problems |= error.fields
    forms.refuse(problems)
    return {f.name: v for f, v in fitted.items()}


async def record(ctx: Context, employee_id: UUID, section: str, values: Mapping[str, Any]) -> None:
    """Write with the actor's rights over the person and over each field."""
    _known(section)
    await ctx.access.require_for(CHANGE, employee_id)
    if section == personal.PERSONAL:
        await personal.change(ctx, employee_id, values)
    elif section == OWN:
        await custom.set_values(ctx, employee_id, values)
    else:
        await service.add(ctx, employee_id, section, values)


def _known(section: str) -> None:
    if section not in (personal.PERSONAL, OWN):
        service.section_of(section)


def _stated(field: FieldDef) -> bool:
    # The kind of a paper of identity is no one's to change alone, but whoever states a number says what it is of.
    if field.is_custom:
        return field.flags.employee_edits != "no" and field.kind in DRAWN
    return field.flags.employee_edits != "no" or field.code == "personal.document_type"
