"""Staff numbers: unique in the tenant, since a person may work in several companies of the group over time."""

from __future__ import annotations

import re

from renshi_core.organization.counters import next_number
from renshi_core.people import repository
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.text import Text

SHAPE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$")


async def staff_number(wanted: str | None) -> str:
    """``wanted`` where it is free, otherwise the next of the tenant's own (``E00001``).

    Raises:
        Invalid: characters that don't belong in a number. Conflict: taken.
    """
    if wanted:
        number = wanted.strip()
        if not SHAPE.match(number):
            message = Text(
                "工号只能含字母、数字和 . _ / -，并以字母或数字开头",
                "a staff number has letters, digits and . _ / - and starts with a letter or digit",
            )
            raise Invalid(message, code="people.number", fields={"number": message})
        if await repository.id_by_number(number) is not None:
            raise Conflict(
                Text(f"工号“{number}”已被使用", f"staff number {number!r} is taken"),
                code="people.number_taken",
            )
        return number
    while True:
        number = f"E{await next_number('employee'):05d}"
        if await repository.id_by_number(number) is None:
            return number
