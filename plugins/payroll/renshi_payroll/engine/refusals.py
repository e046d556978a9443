"""What payroll refuses to compute, as typed errors: a wrong payslip is worse than none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class Refusal(ValueError):
    """A calculation the law forbids or that lacks a fact. ``code`` is stable, ``zh`` and ``en`` are for
    people.
    """

    def __init__(self, code: str, *, zh: str, en: str, source: str = "") -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en
        self.source = source


@dataclass(frozen=True, slots=True, order=True)
class MissingFact:
    """A parameter that cannot be taken from the shipped data and has to be recorded with a reference."""

    key: str
    on: str
    note_zh: str
    note_en: str


class UnresolvedParameters(Refusal):
    """The period touches parameters without a settled value. ``facts`` lists every one of them."""

    def __init__(self, facts: Sequence[MissingFact]) -> None:
        self.facts = tuple(sorted(set(facts)))
        names = ", ".join(f"{fact.key} ({fact.on})" for fact in self.facts)
        super().__init__(
            "payroll.unresolved_parameters",
            zh=f"以下参数没有可确认的数值，请录入数值及依据后再计算：{names}",
            en=f"record these values with a reference before calculating: {names}",
        )
