"""The text under which a kept value is found, made by the database: the twin of ``kinds.entries``."""

from __future__ import annotations

from renshi_core.people.fields.kinds import PLACES


def entry_sql(kind: str, name: str) -> str:
    """SQL for the text of a value of ``core_employee e``; ``name`` is the place of the field's name.

    NULL where the person has no value. Several choices are one text each, of the set ``option``. A property test
    compares the texts with those of ``kinds.entries``.
    """
    value = f"(e.custom ->> {name})"
    if kind == "multi":
        return "left(option, 200)"
    if kind == "integer" or kind in PLACES:
        return f"lpad(trunc({value}::numeric * 1000000 + 10000000000000000000000)::text, 23, '0')"
    if kind == "boolean":
        return f"CASE {value} WHEN 'true' THEN '1' WHEN 'false' THEN '0' END"
    return f"left({value}, 200)"
