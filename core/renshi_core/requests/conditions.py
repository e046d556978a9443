"""Whether a step is part of a request: tests on the form and on the person, without I/O."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any
from uuid import UUID

from renshi_sdk.contributions import Condition, Group

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
CUSTOM = "custom"


def all_hold(tests: Iterable[Condition | Group], form: object, employee: object) -> bool:
    """Whether every test holds; a step without tests is always part of a request.

    Every test is judged, so that a wrong one is found whatever the others say.
    """
    judged = [holds(test, form, employee) for test in tests]
    return all(judged)


def holds(test: Condition | Group, form: object, employee: object) -> bool:
    """Judge one test or group. An empty field equals nothing and lies in no order.

    Raises:
        ValueError: the field doesn't exist, or the two values can't be compared. A gate must not fall away
            because of a typing error in a flow.
    """
    if isinstance(test, Group):
        inner = [holds(part, form, employee) for part in test.tests]
        match test.match:
            case "all":
                return all(inner)
            case "any":
                return any(inner)
            case "none":
                return not any(inner)
    return _compare(test, value_of(test.field, form, employee))


def value_of(field: str, form: object, employee: object) -> Any:
    """What a field says: of the form (also inside a part of it), of the person, or of the company's own fields.

    A field of the company's own that nobody has filled in is empty. Raises ``ValueError`` for any other field
    that isn't there.
    """
    source, *path = field.split(".")
    value: Any = form if source == "form" else employee
    for depth, name in enumerate(path):
        if source == "employee" and depth == 1 and path[0] == CUSTOM:
            return value.get(name) if isinstance(value, Mapping) else None
        if value is None and depth:
            return None
        if isinstance(value, Mapping):
            if name not in value:
                raise ValueError(f"there is no field {field}")
            value = value[name]
        elif hasattr(value, name) and not name.startswith("_"):
            value = getattr(value, name)
        else:
            raise ValueError(f"there is no field {field}")
    return value


def _compare(condition: Condition, value: Any) -> bool:
    match condition.op:
        case "empty" | "filled":
            return (value is None or value in ("", [], (), {})) == (condition.op == "empty")
        case "in" | "not_in":
            there = value is not None and any(_same(value, choice) for choice in condition.value)
            return there == (condition.op == "in")
        case "eq" | "ne":
            return _same(value, condition.value) == (condition.op == "eq")
    if value is None:
        return False
    left, right = _comparable(value, condition.value)
    return _ORDER[condition.op](left, right)


def _same(value: Any, other: Any) -> bool:
    if value is None or other is None:
        return value is other
    try:
        left, right = _comparable(value, other)
    except ValueError:
        return False
    return bool(left == right)


def _comparable(value: Any, other: Any) -> tuple[Any, Any]:
    """Both sides in one type: flows are JSON, forms hold Decimals, dates, ids and enums."""
    if isinstance(value, Enum):
        value = value.value
    try:
        if isinstance(value, bool) or isinstance(other, bool):
            if isinstance(value, bool) and isinstance(other, bool):
                return value, other
            raise ValueError
        if isinstance(value, int | float | Decimal):
            return Decimal(str(value)), Decimal(str(other))
        if isinstance(value, datetime):
            return value, other if isinstance(other, datetime) else datetime.fromisoformat(str(other))
        if isinstance(value, date):
            return value, other if isinstance(other, date) else date.fromisoformat(str(other))
        if isinstance(value, UUID):
            return value, UUID(str(other))
        if isinstance(value, str) and isinstance(other, str):
            return value, other
    except (ValueError, InvalidOperation):
        pass
    raise ValueError(f"{value!r} can't be compared with {other!r}")
