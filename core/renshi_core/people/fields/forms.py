"""What a caller sends for fields of the file: allowed, fitting, complete, or refused with every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from renshi_core.people.fields import kinds
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

REQUIRED = Text("此项必填", "this field is required")
UNKNOWN = Text("没有这个字段", "there is no such field")
NOT_YOURS = Text("您不能修改此项", "you may not change this")
Problems = dict[str, Text | str]


def checked(
    sight: Sight,
    section: str,
    sent: Mapping[str, Any],
    *,
    new: bool,
    may: Callable[[FieldDef], bool] | None = None,
    zone: str = "Asia/Shanghai",
) -> dict[FieldDef, Any]:
    """The values to keep, by field; ``None`` empties one.

    ``may`` says which fields the caller may change (by office where it is left out). A field that isn't there for
    the caller is answered like one that doesn't exist. With ``new`` fields that are required must be there, and
    defaults are taken.

    Raises:
        Invalid: with every problem by the name of its field.
    """
    may = may or sight.edits
    known = {
        f.name: f for f in sight.catalogue.section(section) if not f.is_custom and (sight.sees(f) or may(f))
    }
    problems: Problems = {}
    kept: dict[FieldDef, Any] = {}
    for name, value in sent.items():
        field = known.get(name)
        if field is None:
            problems[name] = UNKNOWN
            continue
        if not may(field):
            problems[name] = NOT_YOURS
            continue
        if nothing(value):
            if field.flags.required:
                problems[name] = REQUIRED
            kept[field] = None
            continue
        try:
            kept[field] = kinds.fit(field, value, zone=zone)
        except Unfit as unfit:
            problems[name] = unfit.text
    if new:
        for name, field in known.items():
            if field in kept or name in sent or not may(field):
                continue
            if field.default is not None:
                kept[field] = field.default
            elif field.flags.required:
                problems[name] = REQUIRED
    refuse(problems)
    return kept


def nothing(value: Any) -> bool:
    """Whether a value that was sent empties a field."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def without_masks(sight: Sight, before: Mapping[FieldDef, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, without masked values that a dialog sends back as it got them."""
    masks = {f.name: sight.shown(f, v) for f, v in before.items() if f.flags.sensitive and v is not None}
    return {n: v for n, v in sent.items() if n not in masks or v != masks[n]}


def refuse(problems: Problems) -> None:
    """Raise ``Invalid`` where there is any problem."""
    if problems:
        raise Invalid(
            Text("填写有误，请检查标出的各项", "some fields are wrong; see those named"),
            code="people.fields",
            fields=problems,
        )
