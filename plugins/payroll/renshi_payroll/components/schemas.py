"""The wire of component sets. Money in yuan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema

Code = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="like meal_allowance")


class ComponentIn(Schema):
    """One component. ``formula`` in the component language."""

    code: str = Code
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(default="", max_length=60)
    formula: str = Field(min_length=1, max_length=2_000)
    treatment: Literal["wage", "exempt", "separate", "after_tax", "base", "helper"] = "wage"
    rounding: Literal["round", "floor", "ceil"] = "round"
    unit: Decimal = Field(default=Decimal("0.01"), gt=0, le=1000)


class FactIn(Schema):
    """A fact of the employee that formulas read as ``custom.<code>``."""

    code: str = Code
    kind: Literal["money", "number", "bool", "text"]
    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(default="", max_length=60)
    absent: str | None = Field(
        default=None, max_length=40, description="what it counts as where it isn't recorded"
    )


class SetDocument(Schema):
    """What a version holds."""

    components: list[ComponentIn] = Field(min_length=1, max_length=120)
    facts: list[FactIn] = Field(default_factory=list, max_length=60)


class SetIn(SetDocument):
    """A new set."""

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(default="", max_length=80)
    note: str = Field(default="", max_length=200)


class VersionIn(SetDocument):
    """A new version of a set."""

    note: str = Field(min_length=1, max_length=200)


class CloneIn(Schema):
    """A copy under another name; ``source`` is ``standard`` or a set's id."""

    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(default="", max_length=80)


class UseIn(Schema):
    """From when on a version is in force; no version: the built-in pricing alone."""

    version: int | None = Field(default=None, ge=1)
    valid_from: date


class TryIn(Schema):
    """Compute a version for an employee's month, or for given values (text: yuan, hours, days)."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    version: int | None = Field(default=None, ge=1)
    employee_id: UUID | None = None
    values: dict[str, Decimal | bool | str] = Field(default_factory=dict, max_length=80)


class StepIn(Schema):
    """From ``start`` on the table says ``value``."""

    start: Decimal = Field(ge=0, le=100_000_000, decimal_places=4)
    value: Decimal = Field(ge=-100_000_000, le=100_000_000, decimal_places=6)


class BracketIn(Schema):
    """Up to ``upper`` inclusive: key x ``percent`` - ``quick``."""

    upper: Decimal | None = Field(default=None, gt=0, le=100_000_000, decimal_places=2)
    percent: Decimal = Field(ge=0, le=100, decimal_places=4)
    quick: Decimal = Field(default=Decimal(0), ge=0, le=100_000_000, decimal_places=2)


class TableIn(Schema):
    """A look-up table from a day on."""

    name: str = Field(pattern=r'^[^"\\\n]{1,40}$')
    valid_from: date
    form: Literal["step", "bracket"] = "step"
    key: Literal["money", "number"] = "number"
    value: Literal["money", "number"] = "money"
    steps: list[StepIn] = Field(default_factory=list, max_length=60)
    brackets: list[BracketIn] = Field(default_factory=list, max_length=60)
    reference: str = Field(min_length=1, max_length=200)


class EditIn(ComponentIn):
    """One component to be put into a set, in place of the one of the same code or after the others."""

    version: int = Field(ge=1, description="the newest version, as the editor saw it")
    note: str = Field(min_length=1, max_length=200)


class RemoveIn(Schema):
    """Why a component goes."""

    version: int = Field(ge=1)
    note: str = Field(min_length=1, max_length=200)


class FormulaIn(Schema):
    """A formula to be checked in its set, and computed for an employee's month where one is named."""

    formula: str = Field(min_length=1, max_length=2_000)
    code: str = Field(
        default="draft", pattern=r"^[a-z][a-z0-9_]{0,39}$", description="of the component it replaces"
    )
    period: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    employee_id: UUID | None = None
