"""Checking a whole sheet before anything is written: every problem of every row, in sentences.

Look-ups are made for all rows at once. A row is to be created, to be updated, the same as what is there, or refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from renshi_core.people import identity
from renshi_core.people.custom.index import kept_for
from renshi_core.people.employment_types import TYPES
from renshi_core.people.fields import checks, kinds
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.identity_number import MINIMUM_AGE
from renshi_core.people.numbers import SHAPE
from renshi_core.people.placement import WORK_REGIMES
from renshi_core.people.sections import store
from renshi_core.people.transfer import columns, parts_store
from renshi_core.people.transfer import parts as parts_of
from renshi_core.people.transfer.known import Known
from renshi_core.people.transfer.parts import Part
from renshi_sdk.context import Context
from renshi_sdk.text import Text

MASK = "*"
EMPTY = (None, "")


@dataclass(slots=True)
class Checked:
    """One row: what is to be done, with which values by code, for whom, and what is wrong."""

    row_no: int
    action: str = "create"
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, Text]] = field(default_factory=list)
    employee_id: UUID | None = None
    index: bytes | None = None
    parts: list[Part] = field(default_factory=list)
    alone: bool = False
    """Somebody who is on further sheets only."""

    def bad(self, code: str, text: Text) -> None:
        """Note a problem of one column."""
        self.problems.append((code, text))


class Checker:
    """Checks the rows of one sheet for one company."""

    def __init__(self, ctx: Context, catalogue: Catalogue, fields: Sequence[FieldDef | None]) -> None:
        self._ctx, self._catalogue, self._fields = ctx, catalogue, fields
        self._regimes = {t: c for c, title in columns.REGIME_TITLES.items() for t in (c, title.zh, title.en)}
        self._types = {t: c for c, kind in TYPES.items() for t in (c, kind.title.zh, kind.title.en)}

    async def check(self, rows: Sequence[tuple[int, list[Any]]], parts: Sequence[Part] = ()) -> list[Checked]:
        """All rows, in their order, those of people who are on further sheets (``parts``) alone behind them."""
        found = [self._read(number, cells) for number, cells in rows]
        found += self._attach(found, parts)
        known = await Known.of(self._ctx, self._catalogue, found)
        self._twice(found)
        for row in found:
            self._meet(row, known)
        # Named by a number here and by a document there: one person is one row.
        first = {r.employee_id: r for r in reversed(found) if r.employee_id and not r.alone}
        for row in found:
            if row.alone and row.employee_id and (main := first.get(row.employee_id)):
                main.parts += row.parts
        found = [r for r in found if not (r.alone and r.employee_id in first)]
        await self._check_parts(found)
        for row in found:
            row.action = "refuse" if row.problems else row.action
        return found

    def _attach(self, rows: Sequence[Checked], parts: Sequence[Part]) -> list[Checked]:
        """Give each part to its person's row; returns rows made for people who have none."""
        by_number = {str(r.values["job.number"]): r for r in rows if "job.number" in r.values}
        by_paper = {r.values["personal.identity"]: r for r in rows if "personal.identity" in r.values}
        made: list[Checked] = []
        last = max((r.row_no for r in rows), default=1)
        for part in parts:
            row = by_number.get(part.number or "") or by_paper.get(part.paper or "")
            if row is None:
                row = Checked(last + len(made) + 1, alone=True)
                made.append(row)
                if part.number:
                    row.values["job.number"] = part.number
                    by_number[part.number] = row
                else:
                    part.bad(
                        parts_of.PAPER if part.paper else parts_of.NUMBER,
                        Text(
                            "请填写工号；证件号码只能对应“员工”表中的行",
                            "give a staff number; a document number means a row of the first sheet",
                        ),
                    )
            row.parts.append(part)
        return made

    async def _check_parts(self, rows: Sequence[Checked]) -> None:
        """Check the rows of sections of everybody, with what their files hold read at once."""
        people = [r.employee_id for r in rows if r.parts and r.employee_id]
        sections = {p.section for r in rows for p in r.parts} | {"bank"}
        there = (
            await parts_store.existing(self._ctx, self._catalogue, people, list(sections)) if people else {}
        )
        for row in rows:
            if not row.parts:
                continue
            account = row.values if "bank.number" in row.values else None
            known = there.get(row.employee_id, []) if row.employee_id else []
            told = row.parts
            row.parts = await parts_of.check(self._ctx, self._catalogue, told, known, account=account)
            row.problems += [problem for part in told for problem in part.problems]
            if row.parts and row.action == "same":
                row.action = "update"

    def _read(self, number: int, cells: Sequence[Any]) -> Checked:
        row = Checked(number)
        for target, cell in zip(self._fields, cells, strict=False):
            if target is None or cell in EMPTY:
                continue
            if target.flags.sensitive and MASK in str(cell):
                continue  # as it was exported: not known, so not changed
            try:
                row.values[target.code] = self._fit(target, cell)
            except Unfit as unfit:
                row.bad(target.code, unfit.text)
        self._papers(row)
        return row

    def _fit(self, target: FieldDef, cell: Any) -> Any:
        match target.code:
            case "job.work_regime":
                if str(cell) not in self._regimes:
                    raise Unfit(
                        Text(f"应为以下之一：{'、'.join(WORK_REGIMES)}", f"one of {', '.join(WORK_REGIMES)}")
                    )
                return self._regimes[str(cell)]
            case "job.employment_type":
                if str(cell) not in self._types:
                    raise Unfit(Text("没有这种用工形式", "there is no such kind of employment"))
                return self._types[str(cell)]
            case "job.number":
                if not SHAPE.match(str(cell)):
                    raise Unfit(Text("工号只能含字母、数字和 . _ / -", "letters, digits and . _ / - only"))
                return str(cell)
        return kinds.fit(target, cell, zone=self._ctx.time_zone)

    def _papers(self, row: Checked) -> None:
        values = row.values
        if values.get("personal.identity"):
            kind = values.setdefault("personal.document_type", identity.RESIDENT)
            try:
                paper = checks.paper(kind, values["personal.identity"], today=self._ctx.today())
            except Unfit as unfit:
                row.bad("personal.identity", unfit.text)
                return
            values["personal.identity"] = paper.number
            row.index = identity.index_of(self._ctx, kind, paper.number)
            told = {
                "personal.born_on": paper.born_on and paper.born_on.isoformat(),
                "personal.gender": paper.gender,
            }
            for code, value in told.items():
                if value is None:
                    continue
                if values.get(code, value) != value:
                    row.bad(code, Text("与证件号码不一致", "it contradicts the document number"))
                values[code] = value
        if values.get("bank.number"):
            try:
                card = values.get("bank.medium", "card") == "card"
                values["bank.number"] = checks.bank_number(values["bank.number"], card=card)
            except Unfit as unfit:
                row.bad("bank.number", unfit.text)

    def _twice(self, rows: Iterable[Checked]) -> None:
        rows = list(rows)
        for code in ("job.number", "personal.identity"):
            often = Counter(r.values[code] for r in rows if code in r.values)
            for row in rows:
                if often.get(row.values.get(code), 0) > 1:
                    row.bad(code, Text("在本文件中重复", "it is in this sheet more than once"))
        for unique in (f for f in self._catalogue.custom if f.flags.unique and kept_for(f)):
            often = Counter(str(r.values[unique.code]) for r in rows if unique.code in r.values)
            for row in rows:
                if unique.code in row.values and often[str(row.values[unique.code])] > 1:
                    row.bad(
                        unique.code,
                        Text("此项须唯一，在本文件中重复", "it has to be unique and is here twice"),
                    )

    def _meet(self, row: Checked, known: Known) -> None:
        values = row.values
        by_number = known.by_number.get(values.get("job.number"))
        by_paper = known.by_index.get(row.index) if row.index else None
        if by_number and by_paper and by_number != by_paper:
            row.bad(
                "personal.identity", Text("证件号码属于另一名员工", "the document belongs to somebody else")
            )
        if row.alone:
            row.employee_id, row.action = by_number, "same"
            if by_number is None and values.get("job.number"):
                row.parts[0].bad("job.number", Text("没有这个工号的员工", "nobody has this staff number"))
            elif by_number is not None:
                self._update(row, known)
            return
        if not values.get("job.number") and not row.index:
            row.bad(
                "job.number", Text("工号和证件号码至少填一项", "give a staff number or a document number")
            )
        row.employee_id = by_number or by_paper
        for unique, value in known.unique_of(self._ctx, row):
            if known.taken.get((unique.custom_id, value), row.employee_id) != row.employee_id:
                row.bad(unique.code, Text("该值已被其他员工使用", "another person has this value"))
        if row.employee_id is not None:
            self._update(row, known)
        else:
            self._create(row, known)

    def _create(self, row: Checked, known: Known) -> None:
        values = row.values
        for target in self._catalogue.fields.values():
            if target.code in values or any(code == target.code for code, _ in row.problems):
                continue
            if target.code in columns.JOB or target.section in ("personal", "custom"):
                if target.default is not None and target.is_custom:
                    values[target.code] = target.default
                elif columns.required(target) and target.code != "job.number":
                    row.bad(target.code, Text("此项必填", "this is required"))
        known.place(self._ctx, row)
        account = [c for c in values if c.startswith("bank.") and c not in ("bank.purpose", "bank.medium")]
        if account:
            values.setdefault("bank.holder", values.get("job.name"))
            for code in ("bank.bank", "bank.number"):
                if code not in values and not any(c == code for c, _ in row.problems):
                    row.bad(
                        code, Text("银行账户须填写开户银行和账号", "an account needs its bank and number")
                    )
        else:
            for code in ("bank.purpose", "bank.medium"):
                values.pop(code, None)
        if values.get("personal.born_on") and values.get("job.hired_on"):
            born, first = (
                date.fromisoformat(values["personal.born_on"]),
                date.fromisoformat(values["job.hired_on"]),
            )
            age = first.year - born.year - ((first.month, first.day) < (born.month, born.day))
            if age < MINIMUM_AGE:
                row.bad(
                    "personal.born_on",
                    Text(
                        f"入职日未满{MINIMUM_AGE}周岁（劳动法第十五条）",
                        f"under {MINIMUM_AGE} on the first day (Labour Law, art. 15)",
                    ),
                )

    def _update(self, row: Checked, known: Known) -> None:
        there = known.people[row.employee_id]  # type: ignore[index]
        if there.company_id != self._ctx.company_id:
            row.bad(
                "job.number",
                Text("该员工属于集团内其他公司", "this person belongs to another company of the group"),
            )
            return
        changed: dict[str, Any] = {}
        for code, value in row.values.items():
            if code.startswith("bank."):
                continue
            now = there.values.get(code)
            if code.startswith("job."):
                if known.differs(there, code, value):
                    row.bad(
                        code,
                        Text(
                            "任职信息不能通过导入修改，请办理调动",
                            "job facts change by a transfer, not by a sheet",
                        ),
                    )
            elif now != value:
                changed[code] = value
        number = row.values.get("bank.number")
        purpose = row.values.get("bank.purpose", "salary")
        if number is not None:
            index = self._ctx.secrets.index(number, label=store.index_label("core_employee_bank", "number"))
            has = there.accounts.get(purpose)
            if has is None:
                changed |= {c: v for c, v in row.values.items() if c.startswith("bank.")}
                changed.setdefault("bank.holder", there.values.get("job.name"))
            elif has != index:
                row.bad("bank.number", Text("银行账户变更须走审批", "a change of an account takes a request"))
        row.values = changed
        row.action = "update" if changed else "same"


def problems_json(row: Checked, titles: dict[str, FieldDef]) -> str:
    """A row's problems as they are kept: column code and the sentence in both languages."""
    return json.dumps(
        [{"column": c, "zh": t.zh, "en": t.en} for c, t in row.problems if c in titles], ensure_ascii=False
    )
