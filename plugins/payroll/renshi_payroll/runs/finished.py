"""Finished slips of a shard, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np

from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.insurance import SCHEMES
from renshi_payroll.engine.slip import COLUMNS
from renshi_payroll.runs.assembly import PersonMonth
from renshi_payroll.runs.findings import Finding
from renshi_sdk.contracts import Roll

SHARE_COLUMNS = tuple(f"{scheme}_{side}" for scheme in SCHEMES for side in ("employee", "employer"))
FIGURE_COLUMNS = (*COLUMNS, *SHARE_COLUMNS)
#: Findings with whom they are about.
Problems = list[tuple[UUID, Finding]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A finished slip. ``figures`` has every column in fen; ``inputs`` is JSON text."""

    employee_id: UUID
    rule_set: str
    figures: Mapping[str, int]
    inputs: str
    input_digest: str
    digest: str


@dataclass(frozen=True, slots=True)
class Who:
    """Whose slips they are, as they stand on them, column by column."""

    ids: list[UUID] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    department_ids: list[UUID] = field(default_factory=list)
    department_names: list[str] = field(default_factory=list)

    @classmethod
    def of_roll(cls, roll: Roll, places: Sequence[int]) -> Who:
        """Those who stand at ``places`` of a roll."""
        columns = (roll.ids, roll.numbers, roll.names, roll.department_ids, roll.department_names)
        if len(places) == len(roll.ids):
            return cls(*(list(column) for column in columns))  # type: ignore[arg-type]
        return cls(*([column[place] for place in places] for column in columns))  # type: ignore[arg-type]

    @classmethod
    def of_people(cls, people: Sequence[PersonMonth]) -> Who:
        """Those of assembled months."""
        who = [person.employee for person in people]
        return cls(
            [one.id for one in who],
            [one.number for one in who],
            [one.name for one in who],
            [one.department_id for one in who],
            [one.department_name for one in who],
        )

    def extend(self, others: Who) -> None:
        """Take ``others`` in, behind."""
        self.ids.extend(others.ids)
        self.numbers.extend(others.numbers)
        self.names.extend(others.names)
        self.department_ids.extend(others.department_ids)
        self.department_names.extend(others.department_names)


@dataclass(slots=True)
class Batch:
    """Finished slips, column by column. ``figures`` has one array per column of a slip, fen."""

    who: Who = field(default_factory=Who)
    rule_sets: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    input_digests: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    figures: dict[str, list[FenArray]] = field(default_factory=lambda: {name: [] for name in FIGURE_COLUMNS})

    def __len__(self) -> int:
        return len(self.who.ids)

    def column(self, name: str) -> FenArray:
        """One figure of every slip."""
        parts = self.figures[name]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def totals(self) -> dict[str, int]:
        """Control totals, fen: the same as :func:`repository.totals` of slips that are stored."""
        sums = {
            name: int(self.column(name).sum())
            for name in ("gross", "iit", "other_iit", "net", "employer_cost")
        }
        tax = sums.pop("iit") + sums.pop("other_iit")
        return {"employees": len(self), "tax": tax, **sums}

    def __iter__(self) -> Iterator[Computed]:
        columns = {name: self.column(name).tolist() for name in FIGURE_COLUMNS}
        for row, employee_id in enumerate(self.who.ids):
            yield Computed(
                employee_id,
                self.rule_sets[row],
                {name: values[row] for name, values in columns.items()},
                self.inputs[row],
                self.input_digests[row],
                self.digests[row],
            )
