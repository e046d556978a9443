"""Identity numbers of employees: sealed, found again by a keyed hash, shown only on demand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_core.people import repository
from renshi_core.people.fields import checks
from renshi_core.people.fields.checks import Paper, Unfit
from renshi_core.people.identity_number import MINIMUM_AGE
from renshi_sdk.context import Context
from renshi_sdk.contracts import Hire
from renshi_sdk.db import fetch_value
from renshi_sdk.errors import Conflict, Invalid, NotFound
from renshi_sdk.text import Text

INDEX_LABEL = "core_employee.identity"
RESIDENT = "resident_id"


def seal_label(employee_id: UUID) -> str:
    """What binds a sealed number to its row."""
    return f"{INDEX_LABEL}:{employee_id}"


def _checked(ctx: Context, command: Hire) -> Paper | None:
    if not command.identity_number:
        return None
    try:
        paper = checks.paper(command.document_type, command.identity_number, today=ctx.today())
    except Unfit as unfit:
        raise Invalid(
            unfit.text, code="people.identity_number", fields={"identity_number": unfit.text}
        ) from unfit
    age = paper.age_on(command.starts_on)
    if age is not None and age < MINIMUM_AGE:
        raise Invalid(
            Text(
                f"入职日未满{MINIMUM_AGE}周岁，法律禁止招用（劳动法第十五条）",
                f"under {MINIMUM_AGE} on the first day, which the Labour Law forbids (art. 15)",
            ),
            code="people.too_young",
            fields={"identity_number": Text(f"未满{MINIMUM_AGE}周岁", f"under {MINIMUM_AGE}")},
        )
    return paper


async def known_person(ctx: Context, command: Hire) -> UUID | None:
    """The person who had this identity number before. Raises ``Invalid`` where the number can't be right."""
    paper = _checked(ctx, command)
    if paper is None:
        return None
    return await repository.person_by_identity(index_of(ctx, paper.kind, paper.number))


def seal_identity(ctx: Context, employee_id: UUID, command: Hire) -> dict[str, Any]:
    """The columns that keep the number of ``command``, none where it has none."""
    paper = _checked(ctx, command)
    return _columns(ctx, employee_id, paper) if paper else {}


def _columns(ctx: Context, employee_id: UUID, paper: Paper) -> dict[str, Any]:
    return {
        "identity_sealed": ctx.secrets.seal(paper.number, label=seal_label(employee_id)),
        "identity_index": index_of(ctx, paper.kind, paper.number),
        "document_type": paper.kind,
        "born_on": paper.born_on,
        "gender": paper.gender,
    }


def index_of(ctx: Context, kind: str, number: str) -> bytes:
    """The keyed hash that finds a paper of identity; numbers of other papers may look alike, so their kind is in it."""
    return ctx.secrets.index(number if kind == RESIDENT else f"{kind}:{number}", label=INDEX_LABEL)


def checked(ctx: Context, kind: str, number: str) -> Paper:
    """A paper of identity. Raises ``Invalid`` with the field ``identity``."""
    try:
        return checks.paper(kind, number, today=ctx.today())
    except Unfit as unfit:
        raise Invalid(unfit.text, code="people.identity_number", fields={"identity": unfit.text}) from unfit


async def columns_for(
    ctx: Context, employee_id: UUID, kind: str | None, number: str | None
) -> dict[str, Any]:
    """The columns that keep a paper of identity, empty ones where there is none.

    Raises:
        Invalid: the number can't be right. Conflict: another person has it.
    """
    if kind is None or number is None:
        return {"identity_sealed": None, "identity_index": None, "document_type": kind}
    paper = checked(ctx, kind, number)
    index = index_of(ctx, kind, paper.number)
    owner = await repository.person_by_identity(index)
    if owner is not None and owner != employee_id:
        raise Conflict(
            Text("该证件号码已登记在另一名人员名下", "another person has this identity number"),
            code="people.identity_taken",
        )
    return {
        "identity_sealed": ctx.secrets.seal(paper.number, label=seal_label(employee_id)),
        "identity_index": index,
        "document_type": kind,
    }


def opened(ctx: Context, row: dict[str, Any]) -> str | None:
    """The number in a row of ``core_employee``."""
    sealed = row["identity_sealed"]
    return None if sealed is None else ctx.secrets.open(sealed, label=seal_label(row["id"]))


async def set_identity(ctx: Context, employee_id: UUID, text: str, *, kind: str = RESIDENT) -> None:
    """Record or replace an employee's paper of identity; birth date and gender follow from a resident's number.

    Raises:
        Invalid: the number can't be right. Conflict: another person has it.
    """
    try:
        paper = checks.paper(kind, text, today=ctx.today())
    except Unfit as unfit:
        raise Invalid(
            unfit.text, code="people.identity_number", fields={"identity_number": unfit.text}
        ) from unfit
    columns = await columns_for(ctx, employee_id, kind, paper.number)
    if paper.born_on is not None:
        columns |= {"born_on": paper.born_on, "gender": paper.gender}
    await repository.update_person(employee_id, columns)
    await ctx.audit.record(
        "core.employee.set_identity", subject="employee", subject_id=employee_id, employee_id=employee_id
    )


async def read_identity(ctx: Context, employee_id: UUID) -> Paper:
    """An employee's paper of identity with what it tells; the read is audited.

    Raises:
        NotFound: none is recorded.
    """
    row = await repository.person(employee_id)
    text = opened(ctx, row) if row is not None else None
    if row is None or text is None:
        raise NotFound(
            Text("该员工没有登记证件号码", "no identity number is recorded for this employee"),
            code="people.no_identity",
        )
    await ctx.audit.record(
        "core.employee.read_identity", subject="employee", subject_id=employee_id, employee_id=employee_id
    )
    kind = await fetch_value("SELECT document_type FROM core_employee WHERE id = $1", employee_id)
    return checked(ctx, kind or RESIDENT, text)
