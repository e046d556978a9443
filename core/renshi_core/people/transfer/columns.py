"""Columns of a sheet of employees: fields of the catalogue, in the order of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from renshi_core.people.employment_types import TYPES
from renshi_core.people.fields.builtin import MANY
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_core.people.page_parts import REGIMES
from renshi_sdk.text import Text

JOB: Final = (
    "job.name", "job.number", "job.department", "job.position", "job.manager", "job.grade", "job.city",
    "job.work_regime", "job.employment_type", "job.hired_on",
)  # fmt: skip
"""Job facts that a sheet may bring, for people who are new."""
SHEETS: Final = ("personal", "custom", "bank")
LEFT_OUT: Final = ("file", "employee")
REGIME_TITLES: Final = {o.value: o.label for o in REGIMES}


def importable(sight: Sight) -> list[FieldDef]:
    """What the caller may bring in by a sheet."""
    found = [sight.catalogue.get(code) for code in JOB]
    for section in SHEETS:
        found += [
            f
            for f in sight.catalogue.section(section)
            if f.flags.importable and f.kind not in LEFT_OUT and sight.edits(f)
        ]
    return found


def exportable(sight: Sight) -> list[FieldDef]:
    """What the caller may take out: everything of one row a person that they see."""
    sections = ("job", "personal", "custom")
    return [f for name in sections for f in sight.seen(name) if f.kind != "file"]


def sheets(sight: Sight) -> dict[str, list[FieldDef]]:
    """Sections with several rows a person that the caller may take out, each a sheet of its own, by their names."""
    found = {s.name: [f for f in sight.seen(s.name) if f.kind != "file" and not f.is_custom] for s in MANY}
    return {name: fields for name, fields in found.items() if fields}


def by_codes(catalogue: Catalogue, codes: Iterable[str]) -> list[FieldDef]:
    """Fields by their codes; those out of use meanwhile are left out."""
    return [catalogue.fields[code] for code in codes if code in catalogue.fields]


def headers(fields: Sequence[FieldDef], locale: str) -> list[str]:
    """Titles of columns; two of the same title get their codes, required ones a star."""
    titles = [f.title.of(locale) for f in fields]
    return [
        f"{title}{f' [{f.code}]' if titles.count(title) > 1 else ''}{'*' if required(f) else ''}"
        for f, title in zip(fields, titles, strict=True)
    ]


def required(field: FieldDef) -> bool:
    """Whether a new person's row needs it. An account is optional as a whole.

    What no sheet can bring isn't asked of one: its people stand among those whose file is incomplete.
    """
    brought = field.code in JOB or (field.flags.importable and field.kind not in LEFT_OUT)
    return field.flags.required and brought and field.section != "bank"


def match(header: str, fields: Sequence[FieldDef]) -> FieldDef | None:
    """The field that a column's head means: by code, or by its Chinese or English title."""
    text = header.strip().rstrip("*＊").strip()
    if found := re.search(r"\[([a-z]+\.[a-z0-9_]+)\]$", text):
        text = found[1]
    for field in fields:
        if text == field.code:
            return field
    named = [f for f in fields if text in (f.title.zh, f.title.en)]
    return named[0] if len(named) == 1 else None


def choices(field: FieldDef, locale: str) -> list[str]:
    """Titles that a cell may hold, none where it isn't a choice."""
    if field.code == "job.work_regime":
        return [t.of(locale) for t in REGIME_TITLES.values()]
    if field.code == "job.employment_type":
        return [kind.title.of(locale) for kind in TYPES.values()]
    if field.kind in ("choice", "boolean"):
        if field.kind == "boolean":
            return [Text("是", "Yes").of(locale), Text("否", "No").of(locale)]
        return [field.choice_title(v).of(locale) for v in field.allowed()]
    return []
