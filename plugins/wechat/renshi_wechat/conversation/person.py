"""Acting as the employee behind a WeChat user."""

from __future__ import annotations

from renshi_sdk import Actor, Context
from renshi_sdk.contracts import Employee


def acting_as(ctx: Context, employee: Employee) -> Context:
    """The context in which ``employee`` acts, as if signed in; what they may do is the core's to decide."""
    return ctx.acting_as(Actor(kind="user", name=employee.name, employee_id=employee.id))
