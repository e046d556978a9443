"""What holds between the fields of a row, and what one person alone may not do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from renshi_core.files import service as files
from renshi_core.jobs.above import platform_of
from renshi_core.people.fields import checks, forms
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef, Section
from renshi_core.people.fields.sight import Sight
from renshi_core.people.sections import store
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch_value, savepoint
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

BANK = "bank"
NEEDS_SECOND = Text(
    "银行账户的变更须由他人审批：请提交“档案信息变更”申请",
    "a change of a bank account takes another person's approval: send a request to change the file",
)


async def direct_add(
    ctx: Context, sight: Sight, section: Section, employee_id: UUID, values: Mapping[FieldDef, Any]
) -> None:
    """The first account of a purpose may be entered by the office alone, any other takes a second person."""
    if section.name != BANK or sight.all:
        return
    purpose = next((v for f, v in values.items() if f.name == "purpose"), None)
    there = await fetch_value(
        "SELECT count(*) FROM core_employee_bank WHERE employee_id = $1 AND purpose = $2",
        employee_id,
        purpose,
    )
    if there:
        raise Conflict(NEEDS_SECOND, code="people.needs_second_person")


async def direct_change(ctx: Context, section: Section) -> None:
    """Accounts aren't changed or removed by one person alone."""
    if section.name == BANK:
        raise Conflict(NEEDS_SECOND, code="people.needs_second_person")


async def consistent(
    ctx: Context, section: Section, employee_id: UUID, values: Mapping[FieldDef, Any], row_id: UUID | None
) -> None:
    """Fields of one row agree with each other and with the person's other rows.

    Raises:
        Invalid: as ``agree``. NotFound: a file that isn't the caller's.
    """
    await agree(ctx, section, values)
    by_name = {f.name: v for f, v in values.items()}
    if section.name == "education" and by_name.get("is_highest"):
        await execute(
            "UPDATE core_employee_education SET is_highest = false, version = version + 1"
            " WHERE employee_id = $1 AND is_highest AND id IS DISTINCT FROM $2",
            employee_id,
            row_id,
        )


async def agree(ctx: Context, section: Section, values: Mapping[FieldDef, Any]) -> None:
    """Fields of one row agree with each other.

    Raises:
        Invalid: an end before its beginning, or an account number that is none.
    """
    by_name = {f.name: v for f, v in values.items()}
    problems: forms.Problems = {}
    for first, last, text in (
        ("started_on", "ended_on", Text("结束日期早于开始日期", "it ends before it begins")),
        ("issued_on", "expires_on", Text("有效期早于签发日期", "it expires before it was issued")),
    ):
        if by_name.get(first) and by_name.get(last) and by_name[last] < by_name[first]:
            problems[last] = text
    today = ctx.today().isoformat()
    for name in ("born_on", "issued_on"):
        if by_name.get(name) and by_name[name] > today:
            problems[name] = Text("不能晚于今天", "it can't lie in the future")
    if section.name == BANK and by_name.get("number"):
        try:
            checks.bank_number(by_name["number"], card=by_name.get("medium") != "passbook")
        except Unfit as unfit:
            problems["number"] = unfit.text
    forms.refuse(problems)


async def may_attach(ctx: Context, values: Mapping[FieldDef, Any]) -> None:
    """Refuse a file that isn't the caller's to show. Raises ``NotFound``."""
    # Whoever names a file of somebody else's would be shown it from the file of the person it is attached to.
    for field, value in values.items():
        if field.kind == "file" and value is not None:
            await files.download(platform_of(ctx), ctx, UUID(value))


@asynccontextmanager
async def refused_twice(section: Section) -> AsyncIterator[None]:
    """A second row where a person has one is said in words."""
    try:
        async with savepoint():
            yield
    except UniqueViolationError as error:
        raise Conflict(
            Text(
                f"“{section.title.zh}”中已有同类记录",
                f"there is a row of this kind in {section.title.en!r} already",
            ),
            code="people.row_twice",
        ) from error


async def warnings(
    ctx: Context, section: Section, employee_id: UUID, values: Mapping[FieldDef, Any]
) -> list[Text]:
    """What a person should look at, though it isn't wrong."""
    number = next((v for f, v in values.items() if f.sealed and f.name == "number"), None)
    if number is None:
        return []
    table = str(section.table)
    others: int = await fetch_value(
        f"SELECT count(DISTINCT employee_id) FROM {table} WHERE number_index = $1 AND employee_id <> $2",
        ctx.secrets.index(number, label=store.index_label(table, "number")),
        employee_id,
    )
    if not others:
        return []
    return [
        Text(
            f"该号码同时登记在另外 {others} 名员工名下，请核对",
            f"{others} other people have this number too; please check",
        )
    ]


async def after_write(ctx: Context, section: Section, employee_id: UUID, row_id: UUID) -> None:
    """Whose account was touched is told at once, whoever did it."""
    if section.name == BANK:
        await ctx.notices.send(
            employee_id,
            kind="core.bank_changed",
            title=Text("您的银行账户信息有变动", "Your bank account was changed"),
            body=Text(
                f"您的银行账户于 {ctx.today()} 由“{ctx.actor.name}”登记或变更。如非本人知情，请立即联系人事部门。",
                f"Your bank account was recorded or changed on {ctx.today()} by {ctx.actor.name}. If you don't know"
                " of it, talk to HR at once.",
            ),
            link="/console/core/my-file",
        )
