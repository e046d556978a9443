"""Identity numbers of employees: sealed, found again by a keyed hash, shown only on demand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.identity_number import MINIMUM_AGE, IdentityNumber, parse_identity_number
from renshi_sdk.context import Context
from renshi_sdk.contracts import Hire
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

INDEX_LABEL = "core_employee.identity"


def seal_label(employee_id: UUID) -> str:
    """What binds a sealed number to its row."""
    return f"{INDEX_LABEL}:{employee_id}"


def _checked(ctx: Context, command: Hire) -> IdentityNumber | None:
    if not command.identity_number:
        return None
    number = parse_identity_number(command.identity_number, today=ctx.today())
    if number.age_on(command.starts_on) < MINIMUM_AGE:
        raise Invalid(
            Text(
                f"入职日未满{MINIMUM_AGE}周岁，法律禁止招用（劳动法第十五条）",
                f"under {MINIMUM_AGE} on the first day, which the Labour Law forbids (art. 15)",
            ),
            code="people.too_young",
            fields={"identity_number": Text(f"未满{MINIMUM_AGE}周岁", f"under {MINIMUM_AGE}")},
        )
    return number


async def known_person(ctx: Context, command: Hire) -> UUID | None:
    """The person who had this identity number before. Raises ``Invalid`` where the number can't be right."""
    number = _checked(ctx, command)
    if number is None:
        return None
    return await repository.person_by_identity(ctx.secrets.index(number.text, label=INDEX_LABEL))


def seal_identity(ctx: Context, employee_id: UUID, command: Hire) -> dict[str, Any]:
    """The columns that keep the number of ``command``, none where it has none."""
    number = _checked(ctx, command)
    return _columns(ctx, employee_id, number) if number else {}


def _columns(ctx: Context, employee_id: UUID, number: IdentityNumber) -> dict[str, Any]:
    return {
        "identity_sealed": ctx.secrets.seal(number.text, label=seal_label(employee_id)),
        "identity_index": ctx.secrets.index(number.text, label=INDEX_LABEL),
    }


async def set_identity(ctx: Context, employee_id: UUID, text: str) -> None:
    """Record or replace an employee's identity number.

    Raises:
        Invalid: the number can't be right. Conflict: another person has it.
    """
    number = parse_identity_number(text, today=ctx.today())
    owner = await repository.person_by_identity(ctx.secrets.index(number.text, label=INDEX_LABEL))
    if owner is not None and owner != employee_id:
        raise Conflict(
            Text("该身份证号已登记在另一名人员名下", "another person has this identity number"),
            code="people.identity_taken",
        )
    await repository.update_person(employee_id, _columns(ctx, employee_id, number))
    await ctx.audit.record(
        "core.employee.set_identity", subject="employee", subject_id=employee_id, employee_id=employee_id
    )


async def read_identity(ctx: Context, employee_id: UUID) -> IdentityNumber:
    """An employee's identity number with what it tells; the read is audited.

    Raises:
        NotFound: none is recorded.
    """
    row = await repository.person(employee_id)
    if row is None or row["identity_sealed"] is None:
        raise NotFound(
            Text("该员工没有登记身份证号", "no identity number is recorded for this employee"),
            code="people.no_identity",
        )
    text = ctx.secrets.open(row["identity_sealed"], label=seal_label(employee_id))
    await ctx.audit.record(
        "core.employee.read_identity", subject="employee", subject_id=employee_id, employee_id=employee_id
    )
    return parse_identity_number(text, today=ctx.today())
