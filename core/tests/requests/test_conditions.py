"""Conditions of steps over forms and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from renshi_core.requests.conditions import all_hold, holds
from renshi_sdk.contributions import Condition


class Level(StrEnum):
    P5 = "p5"


class Form(BaseModel):
    days: Decimal = Decimal("3.0")
    starts_on: date = date(2026, 12, 1)
    kind: Level = Level.P5
    paid: bool = True
    note: str | None = None
    who: UUID = UUID(int=7)


@dataclass
class Person:
    grade: str | None = "M1"


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("form.days", "gt", 3, False),
        ("form.days", "ge", 3, True),
        ("form.days", "eq", "3", True),
        ("form.days", "in", [1, 3], True),
        ("form.days", "lt", 3.5, True),
        ("form.starts_on", "ge", "2026-12-01", True),
        ("form.starts_on", "lt", "2026-12-01", False),
        ("form.kind", "eq", "p5", True),
        ("form.kind", "in", ["p6"], False),
        ("form.paid", "eq", True, True),
        ("form.paid", "ne", True, False),
        ("form.note", "eq", None, True),
        ("form.note", "gt", "a", False),
        ("form.note", "ne", "x", True),
        ("form.who", "eq", "00000000-0000-0000-0000-000000000007", True),
        ("employee.grade", "eq", "M1", True),
        ("employee.grade", "ne", "M1", False),
    ],
)
def test_a_condition(field: str, op: Any, value: Any, expected: bool) -> None:
    assert holds(Condition(field=field, op=op, value=value), Form(), Person()) is expected


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("form.day", "gt", 3),
        ("form.days", "gt", "many"),
        ("form.paid", "gt", 1),
        ("form.starts_on", "le", "soon"),
    ],
)
def test_what_cannot_be_judged_is_an_error_and_never_a_gate_that_falls_away(
    field: str, op: Any, value: Any
) -> None:
    with pytest.raises(ValueError, match=r"field|compared"):
        holds(Condition(field=field, op=op, value=value), Form(), Person())


def test_a_step_needs_all_of_its_conditions() -> None:
    long = Condition(field="form.days", op="ge", value=3)
    manager = Condition(field="employee.grade", op="eq", value="M2")
    assert all_hold((), Form(), Person())
    assert all_hold((long,), Form(), Person())
    assert not all_hold((long, manager), Form(), Person())
