"""Errors that several modules of this room raise."""

from __future__ import annotations

from datetime import date

from renshi_sdk.errors import Conflict, NotFound
from renshi_sdk.text import Text


def no_such_employee() -> NotFound:
    """The error for an employee that isn't there for this caller."""
    return NotFound(Text("没有这名员工", "there is no such employee"), code="people.employee")


def not_employed(day: date) -> Conflict:
    """The error for a day outside every employment."""
    return Conflict(
        Text(f"该员工在{day}没有在职", f"this employee is not employed on {day}"), code="people.not_employed"
    )
