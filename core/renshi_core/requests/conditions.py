"""Whether a step is part of a request: tests on the form and on the person, without I/O."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any
from uuid import UUID

from renshi_sdk.contributions import Condition

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def all_hold(conditions: Iterable[Condition], form: object, employee: object) -> bool:
    """Whether every condition holds; a step without conditions is always part of a request."""
    return all(holds(condition, form, employee) for condition in conditions)


def holds(condition: Condition, form: object, employee: object) -> bool:
    """Test one condition. An empty field equals nothing and lies in no order.

    Raises:
        ValueError: the field doesn't exist, or the two values can't be compared. A gate must not fall away
            because of a typing error in a flow.
    """
    source, _, name = condition.field.partition(".")
    subject = form if source == "form" else employee
    if not hasattr(subject, name):
        raise ValueError(f"there is no field {condition.field}")
    value = getattr(subject, name)
    if condition.op == "in":
        return value is not None and any(_same(value, choice) for choice in condition.value)
    if condition.op in ("eq", "ne"):
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
