"""Rows of sections on further sheets of the workbook: family, education, work, accounts, documents, contacts.

Each names its person by staff number, or by the document number of a row of the first sheet. They are checked as the
sections themselves check, and belong to the row of their person: one wrong cell refuses all of that person's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter

from renshi_core.people.fields import kinds
from renshi_core.people.fields.builtin import MANY, SECTIONS
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef, Section
from renshi_core.people.fields.sight import Sight
from renshi_core.people.sections import rules
from renshi_core.people.transfer import columns
from renshi_core.people.transfer.parts_store import Existing, same
from renshi_sdk.context import Context
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

NUMBER, PAPER = "job.number", "personal.identity"
MASK = "*"
EMPTY = (None, "")
Sheet = tuple[list[str], list[tuple[int, list[Any]]]]


@dataclass(slots=True)
class Part:
    """A row of a section: where it stands, whose it is, its values by code, and what is wrong."""

    section: str
    sheet: str
    row_no: int
    codes: Sequence[str | None]
    number: str | None = None
    paper: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, Text]] = field(default_factory=list)

    def bad(self, code: str, text: Text) -> None:
        """Note a problem of one cell, which is named with its sheet."""
        letter = get_column_letter(self.codes.index(code) + 1) if code in self.codes else ""
        cell = f"{self.sheet}!{letter}{self.row_no}"
        self.problems.append((code, Text(f"{text.zh}（{cell}）", f"{text.en} ({cell})")))

    def as_json(self) -> dict[str, Any]:
        """What is kept until it is written."""
        return {"section": self.section, "values": self.values}


def fields_of(sight: Sight, section: Section) -> list[FieldDef]:
    """What the caller may bring in on the sheet of a section."""
    return [
        f
        for f in sight.catalogue.section(section.name)
        if not f.is_custom and f.flags.importable and f.kind not in columns.LEFT_OUT and sight.edits(f)
    ]


def keys_of(sight: Sight) -> list[FieldDef]:
    """The columns that name the person."""
    return [f for f in columns.importable(sight) if f.code in (NUMBER, PAPER)]


def section_of(title: str) -> Section | None:
    """The section that a sheet's title means."""
    name = title.strip()
    return next((s for s in MANY if name in (s.name, s.title.zh, s.title.en)), None)


def matched(sight: Sight, title: str, head: Sequence[str]) -> list[str | None]:
    """Codes of the columns of a section's sheet; empty where the caller may bring in none of it.

    Raises:
        Invalid: no column names the person, or a column is there twice.
    """
    section = section_of(title)
    own = fields_of(sight, section) if section else []
    if not own:
        return []
    found = [columns.match(h, [*keys_of(sight), *own]) for h in head]
    codes = [f.code if f else None for f in found]
    known = [c for c in codes if c]
    if NUMBER not in known and PAPER not in known:
        raise _bad(Text(f"工作表“{title}”缺少“工号”列", f"sheet {title!r} has no column of staff numbers"))
    if len(set(known)) < len(known):
        raise _bad(Text(f"工作表“{title}”有重复的列", f"sheet {title!r} has a column twice"))
    return codes


def read(
    ctx: Context, catalogue: Catalogue, title: str, codes: Sequence[str | None], sheet: Sheet
) -> list[Part]:
    """The rows of one sheet with their values fitted; what doesn't fit is noted."""
    section = section_of(title)
    if section is None:
        return []
    found = []
    for number, cells in sheet[1]:
        part = Part(section.name, title, number, codes)
        for code, cell in zip(codes, cells, strict=False):
            target = catalogue.fields.get(code) if code else None
            if target is None or cell in EMPTY:
                continue
            if target.code == NUMBER:
                part.number = str(cell).strip()
            elif target.code == PAPER:
                part.paper = str(cell).strip().upper()
            elif target.flags.sensitive and MASK in str(cell):
                part.values[target.code] = str(cell).strip()
            else:
                try:
                    part.values[target.code] = kinds.fit(target, cell, zone=ctx.time_zone)
                except Unfit as unfit:
                    part.bad(target.code, unfit.text)
        found.append(part)
    return found


async def check(
    ctx: Context,
    catalogue: Catalogue,
    parts: Sequence[Part],
    there: Iterable[Existing],
    *,
    account: Mapping[str, Any] | None,
) -> list[Part]:
    """Check the rows of one person against each other and what the file holds; returns those to be added.

    ``account`` are the values of the account on the first sheet, where it has one.
    """
    there = list(there)
    added: list[Part] = []
    for part in parts:
        if not part.problems and any(same(catalogue, part.section, part.values, e) for e in there):
            continue
        await _fits(ctx, catalogue, part)
        if any(p.section == part.section and p.values == part.values for p in added):
            part.bad(f"{part.section}.{_first(catalogue, part.section).name}",
                     Text("该行在本文件中重复", "this row is here twice"))  # fmt: skip
        added.append(part)
    _one_highest(added)
    _one_account(added, there, account)
    return added


async def _fits(ctx: Context, catalogue: Catalogue, part: Part) -> None:
    section = SECTIONS[part.section]
    wrong = {code for code, _ in part.problems}
    for target in catalogue.section(part.section):
        if target.is_custom or target.code in wrong:
            continue
        value = part.values.get(target.code)
        if value is None and target.default is not None:
            part.values[target.code] = target.default
        elif value is None and target.flags.required:
            part.bad(target.code, Text("此项必填", "this is required"))
        elif target.flags.sensitive and MASK in str(value):
            part.bad(
                target.code,
                Text(
                    "档案中没有与该脱敏号码相符的记录，请填写完整号码",
                    "no row of the file fits this masked number; give it in full",
                ),
            )
            wrong.add(target.code)
    given = {catalogue.fields[c]: v for c, v in part.values.items() if c not in wrong}
    try:
        await rules.agree(ctx, section, given)
    except Invalid as error:
        for name, text in (error.fields or {}).items():
            part.bad(f"{part.section}.{name}", text if isinstance(text, Text) else Text(str(text), str(text)))


def _one_highest(parts: Sequence[Part]) -> None:
    highest = [p for p in parts if p.values.get("education.is_highest")]
    for part in highest[1:]:
        part.bad("education.is_highest", Text("一人只能有一个最高学历", "a person has one highest level"))


def _one_account(parts: Sequence[Part], there: Sequence[Existing], account: Mapping[str, Any] | None) -> None:
    """One account a purpose, and no other one in place of an account that is there."""
    taken = {e.values["bank.purpose"] for e in there if e.section == rules.BANK}
    seen = {account.get("bank.purpose", "salary")} if account else set()
    for part in (p for p in parts if p.section == rules.BANK):
        purpose = part.values.get("bank.purpose")
        if purpose in taken:
            part.bad("bank.number", Text("银行账户变更须走审批", "a change of an account takes a request"))
        elif purpose in seen:
            part.bad("bank.purpose", Text("同一用途只能有一个账户", "one account for each purpose"))
        seen.add(purpose)


def _first(catalogue: Catalogue, section: str) -> FieldDef:
    return catalogue.section(section)[0]


def _bad(message: Text) -> Invalid:
    return Invalid(message, code="people.import_head", fields={"file_id": message})
