"""Required fields of the file: stated when somebody is hired, never emptied, and missing only where they came later.

*Required* is a rule about writing. Whoever hires by hand or brings a sheet states every required field that they may
state; nobody empties one. It is no rule about the past: people who were there before a field became required, who came
by an offer they accepted, or whose field is another office's to fill in, keep working with an incomplete file. They are
listed (``GET /employees?incomplete=true``) with what is missing, and every other change of theirs goes through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.custom import values as custom
from renshi_core.people.fields import forms
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_person
from renshi_core.people.sections import personal
from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

SECTIONS: Final = ("personal", "custom")
ON_THE_FORM: Final = {
    "personal.phone": "phone",
    "personal.email": "email",
    "personal.first_work_on": "first_work_on",
    "personal.identity": "identity_number",
    "personal.document_type": "document_type",
}
"""Personal fields that the form of hiring has under names of its own."""
INCOMPLETE: Final = "incomplete"
"""The filter of a list of people by whether something required is missing."""
_YES, _NO = ("true", "1"), ("false", "0")


@dataclass(frozen=True, slots=True)
class Stated:
    """What was stated about somebody beside the job: personal facts and the company's own fields, by name."""

    personal: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)


def of(sight: Sight) -> list[FieldDef]:
    """Required fields of a person that the caller sees."""
    return [f for s in SECTIONS for f in sight.catalogue.section(s) if f.flags.required and sight.sees(f)]


def named(target: FieldDef) -> str:
    """The name under which the form of hiring has a field."""
    return ON_THE_FORM.get(target.code) or (f"custom.{target.name}" if target.is_custom else target.code)


async def state(ctx: Context, employee_id: UUID, stated: Stated | None, *, new: bool) -> None:
    """Write what was stated about somebody who is being hired, with the defaults of a new person's fields.

    Args:
        stated: ``None`` where no person hires who could have been asked (an offer that was accepted): nothing is
            demanded then.

    Raises:
        Invalid: with every problem by the name of the form: what doesn't fit, isn't the caller's to state, or is
            required and neither stated nor known from an earlier employment. Conflict: another person has the value of
            a unique field.
    """
    sight = await of_person(ctx, employee_id)
    own = {f: f.default for f in sight.catalogue.custom if new and f.default is not None}
    if stated is None and not own:
        return
    await repository.lock_person(employee_id)
    facts: dict[FieldDef, Any] = {}
    problems: forms.Problems = {}
    if stated is not None:
        try:
            own |= custom.check(sight, stated.custom, zone=ctx.time_zone)
        except Invalid as error:
            problems |= {f"custom.{name}": text for name, text in error.fields.items()}
        try:
            facts = forms.checked(sight, personal.PERSONAL, stated.personal, new=False, zone=ctx.time_zone)
        except Invalid as error:
            problems |= {f"personal.{name}": text for name, text in error.fields.items()}
        there = await personal.kept(ctx, sight, employee_id) | own | facts
        for target in of(sight):
            # Where another field is wrong nothing has been fitted, so what was said counts as said.
            said = (stated.custom if target.is_custom else stated.personal).get(target.name)
            if there.get(target) is None and forms.nothing(said) and sight.edits(target):
                problems.pop(f"personal.{target.name}", None)
                problems[named(target)] = forms.REQUIRED
        forms.refuse(problems)
    await personal.write(ctx, sight, employee_id, facts)
    if own:
        await custom.write(ctx, employee_id, own)


def still_held(values: Mapping[FieldDef, Any]) -> None:
    """Raise ``Invalid`` where values that were checked earlier would empty what has become required since."""
    forms.refuse({f.name: forms.REQUIRED for f, v in values.items() if v is None and f.flags.required})


def clause(sight: Sight, raw: str, *, row: str) -> Clause:
    """People of ``row`` (``core_employee_current``) who lack something required, or with ``false`` who don't.

    Those who have left aren't asked for anything any more. Raises ``Invalid`` for another value.
    """
    if raw not in (*_YES, *_NO):
        message = Text("应为 true 或 false", "true or false")
        raise Invalid(
            Text("查询参数有误", "a query parameter is wrong"), code="query", fields={INCOMPLETE: message}
        )
    wanted = raw in _YES
    lacks, names = _lacks(of(sight))
    if not lacks:
        return Clause("FALSE" if wanted else "TRUE")
    found = f"EXISTS (SELECT FROM core_employee e WHERE e.id = {row}.id AND ({' OR '.join(lacks)}))"
    if wanted:
        return Clause(f"{row}.status <> 'left' AND {found}", tuple(names))
    return Clause(f"({row}.status = 'left' OR NOT {found})", tuple(names))


def _lacks(fields: Sequence[FieldDef]) -> tuple[list[str], list[str]]:
    sql, names = [], []
    for target in fields:
        if target.is_custom:
            sql.append("e.custom ->> {} IS NULL")
            names.append(target.name)
        else:
            sql.append(f"e.{target.column}_sealed IS NULL" if target.sealed else f"e.{target.column} IS NULL")
    return sql, names


async def missing(sight: Sight, ids: Collection[UUID]) -> dict[UUID, list[FieldDef]]:
    """What is missing in the files of some people, in one query."""
    fields = of(sight)
    lacks, names = _lacks(fields)
    if not lacks or not ids:
        return {}
    places = iter(range(2, len(names) + 2))
    columns = ", ".join(
        f"{sql.replace('{}', f'${next(places)}') if '{}' in sql else sql} AS m{i}"
        for i, sql in enumerate(lacks)
    )
    rows = await fetch(f"SELECT e.id, {columns} FROM core_employee e WHERE e.id = ANY($1)", list(ids), *names)
    return {r["id"]: [f for i, f in enumerate(fields) if r[f"m{i}"]] for r in rows}
