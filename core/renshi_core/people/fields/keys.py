"""Which field of the catalogue stands behind each name in the answers about employees.

A name that isn't here doesn't leave the house: a new one has to say which field decides who sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from renshi_core.people.fields.sight import Sight
from renshi_sdk.db import ListSpec

ALWAYS: Final = frozenset(
    {
        # What a colleague is known by, and what is no fact about a person.
        "id", "name", "number", "status", "company_id", "company_name", "department_id", "department_name",
        "position_id", "position_title", "employee_id", "spell_id", "as_of", "valid_from", "valid_to", "last_day",
        "recorded_at", "recorded_by", "superseded_at", "reason", "fields", "picked",
        # Titles of required fields that the caller sees.
        "missing",
    }
)  # fmt: skip
FIELD_OF: Final = {
    "manager_id": "job.manager",
    "manager_name": "job.manager",
    "grade": "job.grade",
    "city": "job.city",
    "work_regime": "job.work_regime",
    "cost_centre_id": "job.cost_centre",
    "cost_centre_name": "job.cost_centre",
    "job_family": "job.job_family",
    "employment_type": "job.employment_type",
    "workplace": "job.workplace",
    "hired_on": "job.hired_on",
    "probation_until": "job.probation_until",
    "regularised_on": "job.regularised_on",
    "left_on": "job.left_on",
    "phone": "personal.phone",
    "email": "personal.email",
    "first_work_on": "personal.first_work_on",
    "has_identity": "personal.identity",
}


def may(sight: Sight, name: str) -> bool:
    """Whether a name of an answer is there for the caller."""
    if name in ALWAYS:
        return True
    field = sight.catalogue.fields.get(FIELD_OF.get(name, ""))
    return field is not None and sight.sees(field)


def only(sight: Sight, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the names that are there for the caller; sensitive values masked."""
    kept = {}
    for name, value in row.items():
        if name in ALWAYS:
            kept[name] = value
        elif (field := sight.catalogue.fields.get(FIELD_OF.get(name, ""))) is not None and sight.sees(field):
            kept[name] = value if isinstance(value, bool) else sight.shown(field, value)
    return kept


def spec_for(sight: Sight, spec: ListSpec) -> ListSpec:
    """A list without the filters and orders that would tell what the caller doesn't see, or sees masked."""
    return replace(
        spec,
        fields={
            name: field
            for name, field in spec.fields.items()
            if may(sight, name)
            and not (name in FIELD_OF and sight.catalogue.get(FIELD_OF[name]).flags.sensitive)
        },
    )
