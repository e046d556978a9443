"""What conditions of flows may ask about: a kind's form, the person, and the company's own fields, with their types."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from renshi_core.people.page_parts import REGIMES, STATUS
from renshi_sdk.contracts import EmployeeStatus
from renshi_sdk.contributions import Condition, RequestKind
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

DEEPEST_FORM = 3
_PERSON: dict[str, tuple[Text, Any, str | None]] = {
    "department_id": (Text("部门", "Department"), UUID, "department"),
    "position_id": (Text("岗位", "Position"), UUID, "position"),
    "manager_id": (Text("直属上级", "Manager"), UUID, "employee"),
    "grade": (Text("职级", "Grade"), str, None),
    "city": (Text("工作城市", "City"), str, None),
    "work_regime": (Text("工时制", "Work regime"), str, None),
    "status": (Text("在职状态", "Status"), EmployeeStatus, None),
    "hired_on": (Text("入职日期", "Hired on"), date, None),
    "probation_until": (Text("试用期至", "Probation until"), date, None),
    "first_work_on": (Text("参加工作日期", "First day of work"), date, None),
    "department_name": (Text("部门名称", "Department's name"), str, None),
    "position_title": (Text("岗位名称", "Position's title"), str, None),
    "number": (Text("工号", "Staff number"), str, None),
    "name": (Text("姓名", "Name"), str, None),
    "left_on": (Text("离职日期", "Left on"), date, None),
    "company_id": (Text("所属公司", "Company"), UUID, None),
    "id": (Text("员工", "Employee"), UUID, "employee"),
    "email": (Text("邮箱", "Mail"), str, None),
    "phone": (Text("手机", "Phone"), str, None),
    "spell_id": (Text("任职", "Spell"), UUID, None),
    "as_of": (Text("查看日期", "As of"), date, None),
}
_CHOICES = {"status": STATUS, "work_regime": REGIMES}
_CUSTOM: dict[str, Any] = {"integer": int, "number": Decimal, "date": date, "boolean": bool}
_ORDERED = (int, float, Decimal, date, datetime)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field that a condition may name. ``reference`` says which choice of people or places fits it."""

    field: str
    title: Text
    type: Any
    reference: str | None = None
    choices: tuple[tuple[str, Text], ...] = ()
    options_api: str | None = None
    """An address that answers the choices there are."""

    def problem(self, condition: Condition) -> Text | None:
        """What is wrong with a test of this field; ``None`` where it can be judged."""
        if condition.op in ("empty", "filled"):
            return None
        if condition.op in ("gt", "ge", "lt", "le") and not self.ordered:
            return Text(f"“{self.title.zh}”不能比较大小", f"{self.title.en} has no order")
        several = condition.op in ("in", "not_in")
        if several and not isinstance(condition.value, list | tuple):
            return Text("应为列表", "a list is expected")
        for value in condition.value if several else (condition.value,):
            if not self._fits(value):
                return Text(
                    f"“{value}”不是“{self.title.zh}”可以有的值",
                    f"{value!r} is no value of {self.title.en!r}",
                )
        return None

    @property
    def ordered(self) -> bool:
        """Whether values lie in an order."""
        return isinstance(self.type, type) and issubclass(self.type, _ORDERED) and self.type is not bool

    def _fits(self, value: Any) -> bool:
        if value is None:
            return False
        if self.choices:
            return str(value) in {choice for choice, _ in self.choices}
        try:
            TypeAdapter(self.type).validate_python(value)
        except (ValidationError, TypeError):
            return False
        return True


async def facts_of(kind: RequestKind) -> dict[str, Fact]:
    """Every field a condition of this kind's flow may name."""
    found = {fact.field: fact for fact in _form(kind.form, "form", None, 1)}
    for name, (title, type_, reference) in _PERSON.items():
        field = f"employee.{name}"
        choices = tuple((str(o.value), o.label) for o in _CHOICES[name]) if name in _CHOICES else ()
        found[field] = Fact(field, title, type_, reference, choices)
    rows = await fetch(
        # What is masked for people isn't compared by a flow either: its way would tell the value.
        "SELECT code, title_zh, title_en, kind, options FROM core_custom_field WHERE archived_at IS NULL"
        " AND NOT coalesce((flags ->> 'sensitive')::boolean, false) ORDER BY position, code"
    )
    for row in rows:
        field = f"employee.custom.{row['code']}"
        options = tuple((str(o), Text(str(o), str(o))) for o in _plain_options(row["options"]))
        found[field] = Fact(
            field,
            Text(row["title_zh"], row["title_en"]),
            _CUSTOM.get(row["kind"], str),
            None,
            options if row["kind"] == "choice" else (),
        )
    return found


def _plain_options(raw: Any) -> list[Any]:
    options = json.loads(raw) if isinstance(raw, str) else raw
    return [o.get("value") if isinstance(o, dict) else o for o in options or ()]


def _form(model: type[BaseModel], prefix: str, above: Text | None, depth: int) -> Iterator[Fact]:
    for name, info in model.model_fields.items():
        type_ = bare(info.annotation)
        extra = extra_of(info)
        title = Text(info.title or name, str(extra.get("title_en") or info.title or name))
        if above is not None:
            title = Text(f"{above.zh}·{title.zh}", f"{above.en} · {title.en}")
        field = f"{prefix}.{name}"
        if isinstance(type_, type) and issubclass(type_, BaseModel):
            if depth < DEEPEST_FORM:
                yield from _form(type_, field, title, depth + 1)
            continue
        kind = extra.get("x-kind")
        address = extra.get("x-options-api")
        yield Fact(
            field,
            title,
            type_,
            str(kind) if kind else None,
            options_of(type_, extra),
            str(address) if address else None,
        )


def extra_of(info: FieldInfo) -> dict[str, Any]:
    return dict(info.json_schema_extra) if isinstance(info.json_schema_extra, dict) else {}


def bare(annotation: Any) -> Any:
    """The type without ``None`` and without what ``Annotated`` adds."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return bare(inner[0]) if len(inner) == 1 else annotation
    if hasattr(annotation, "__metadata__"):
        return bare(annotation.__origin__)
    return annotation


def options_of(type_: Any, extra: dict[str, Any]) -> tuple[tuple[str, Text], ...]:
    labels = extra.get("x-labels") or {}
    values: list[Any] = []
    if get_origin(type_) is Literal:
        values = list(get_args(type_))
    elif isinstance(type_, type) and issubclass(type_, Enum):
        values = [member.value for member in type_]
    return tuple(
        (str(v), Text(*labels[str(v)]) if str(v) in labels else Text(str(v), str(v))) for v in values
    )
