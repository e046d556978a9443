"""Computing the slips of a shard: vector arithmetic for all, Decimal for a sample of them. Pure."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_payroll.engine.batch import CHUNK, compose_v, gather
from renshi_payroll.engine.insurance import SCHEMES
from renshi_payroll.engine.lines import build_lines
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import COLUMNS, SlipInput, TaxTables, compose
from renshi_payroll.runs.assembly import Draft, Finding, Month, PersonMonth, RuleSet, assemble, formula_values
from renshi_payroll.runs.checks import check_slip
from renshi_payroll.runs.formulas import Amounts, check_twin, compute_amounts
from renshi_payroll.runs.snapshot import canonical, digest, slip_inputs
from renshi_sdk.contracts import Employee

SHARE_COLUMNS = tuple(f"{scheme}_{side}" for scheme in SCHEMES for side in ("employee", "employer"))
FIGURE_COLUMNS = (*COLUMNS, *SHARE_COLUMNS)
#: Every so many slips the reference arithmetic computes the slip too; a difference stops the run.
SAMPLE = 97


@dataclass(frozen=True, slots=True)
class Computed:
    """A finished slip. ``figures`` has every column in fen; ``inputs`` and ``lines`` are JSON text."""

    employee: Employee
    rule_set: str
    figures: Mapping[str, int]
    inputs: str
    lines: str
    input_digest: str
    digest: str


Problems = list[tuple[UUID, Finding]]


def compute_many(
    people: Sequence[PersonMonth], month: Month, last_nets: Mapping[UUID, int]
) -> tuple[list[Computed], Problems]:
    """Slips of everyone that can be paid, and what is wrong with the others or worth a look."""
    computed: list[Computed] = []
    problems: Problems = []
    with _without_collector():
        for start in range(0, len(people), CHUNK):
            _compute_chunk(people[start : start + CHUNK], month, last_nets, computed, problems)
    return computed, problems


@contextmanager
def _without_collector() -> Iterator[None]:
    # Hundreds of thousands of small objects without cycles are made here; looking for cycles among them again
    # and again took a quarter of the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _compute_chunk(
    people: Sequence[PersonMonth],
    month: Month,
    last_nets: Mapping[UUID, int],
    computed: list[Computed],
    problems: Problems,
) -> None:
    drafts: list[tuple[PersonMonth, Draft]] = []
    for person, amounts in with_amounts(people, month, problems):
        try:
            drafts.append((person, assemble(person, month, amounts)))
        except Refusal as refusal:
            problems.append((person.employee.id, refused(refusal)))
    if not drafts:
        return
    all_figures = _figures([draft.slip for _, draft in drafts], month.tables)
    for (person, draft), figures in zip(drafts, all_figures, strict=True):
        rule_set = month.rule_sets[draft.rule_set]
        computed.append(finish(person.employee, draft, figures, rule_set, month.tables))
        found = draft.findings + check_slip(
            draft,
            figures,
            rule_set,
            last_net=last_nets.get(person.employee.id),
            alert_percent=month.settings.net_change_alert_percent,
        )
        problems += [(person.employee.id, finding) for finding in found]


def with_amounts(
    people: Sequence[PersonMonth], month: Month, problems: Problems
) -> list[tuple[PersonMonth, Amounts | None]]:
    """Everybody with what the company's component set pays them; those it can't pay go to ``problems``."""
    if month.formulas is None:
        return [(person, None) for person in people]
    able: list[PersonMonth] = []
    given = []
    for person in people:
        try:
            given.append(formula_values(person, month))
            able.append(person)
        except Refusal as refusal:
            problems.append((person.employee.id, refused(refusal)))
    amounts, wrong = compute_amounts(month.formulas, given)
    for index in range(0, len(able), SAMPLE):
        if not wrong[index]:
            check_twin(month.formulas, amounts[index])
    beyond = Finding(
        "payroll.component_out_of_range",
        "薪资项目的数据或结果超出允许范围，请核对录入",
        "a component's data or result is out of range",
        error=True,
    )
    problems += [(person.employee.id, beyond) for person, bad in zip(able, wrong, strict=True) if bad]
    return [(person, amount) for person, amount, bad in zip(able, amounts, wrong, strict=True) if not bad]


def assemble_one(person: PersonMonth, month: Month) -> Draft:
    """One person's input, the company's components included. Raises ``Refusal``."""
    if month.formulas is None:
        return assemble(person, month)
    (amounts,), (wrong,) = compute_amounts(month.formulas, [formula_values(person, month)])
    if wrong:
        raise Refusal(
            "payroll.component_out_of_range",
            zh="薪资项目的数据或结果超出允许范围，请核对录入",
            en="a component's data or result is out of range",
        )
    return assemble(person, month, amounts)


def refused(refusal: Refusal) -> Finding:
    """A refusal as an error of one employee."""
    code = refusal.code.lower().replace("-", "_")
    named = code if code.startswith("payroll.") else f"payroll.{code}"
    return Finding(named, refusal.zh, refusal.en, error=True)


def _figures(slips: Sequence[SlipInput], tables: TaxTables) -> list[dict[str, int]]:
    arrays = compose_v(gather(slips), tables)
    names = list(arrays)
    rows = [
        dict(zip(names, row, strict=True)) for row in zip(*(arrays[n].tolist() for n in names), strict=True)
    ]
    for index in range(0, len(slips), SAMPLE):
        alone = compose(slips[index], tables)
        wrong = [name for name, value in alone.items() if rows[index][name] != value]
        if wrong:
            raise RuntimeError(f"vector and reference arithmetic differ in {', '.join(wrong)}")
    return rows


def finish(
    employee: Employee, draft: Draft, figures: Mapping[str, int], rule_set: RuleSet, tables: TaxTables
) -> Computed:
    """Lines, stored inputs and digests of a computed slip."""
    slip = draft.slip
    lines = build_lines(
        figures,
        slip.items,
        slip.rules,
        resident=slip.resident,
        social_base=slip.social_base,
        housing_base=slip.housing_base,
        tables=tables,
    )
    stored = {name: figures.get(name, 0) for name in FIGURE_COLUMNS}
    inputs = canonical(slip_inputs(slip))
    lines_json = canonical([line.as_json() for line in lines])
    return Computed(
        employee=employee,
        rule_set=draft.rule_set,
        figures=stored,
        inputs=inputs,
        lines=lines_json,
        input_digest=digest(f"{draft.rule_set}\n{inputs}"),
        digest=digest(f"{canonical(stored)}\n{lines_json}"),
    )


def recompute_digest(
    stored_inputs: Mapping[str, Any], rule_set: RuleSet, tables: TaxTables, slip: SlipInput
) -> str:
    """The result digest of a slip computed again from its stored inputs, by the reference arithmetic."""
    figures = compose(slip, tables)
    lines = build_lines(
        figures,
        slip.items,
        rule_set.rules,
        resident=slip.resident,
        social_base=stored_inputs["social_base"],
        housing_base=stored_inputs["housing_base"],
        tables=tables,
    )
    stored = {name: figures.get(name, 0) for name in FIGURE_COLUMNS}
    return digest(f"{canonical(stored)}\n{canonical([line.as_json() for line in lines])}")
