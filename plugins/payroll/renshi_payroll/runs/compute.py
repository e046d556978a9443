"""Computing the slips of a shard: vector arithmetic for all, Decimal for a sample of them. Pure.

Figures stay arrays from the arithmetic to the database; per person there is only what differs per person: the inputs as
JSON and two digests. Lines are made from the stored inputs when somebody reads them.
"""

from __future__ import annotations

import gc
import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from renshi_payroll.engine.batch import CHUNK, compose_v, gather
from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.lines import Line, build_lines
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.slip import SlipInput, TaxTables, compose
from renshi_payroll.runs.assembly import Draft, Month, PersonMonth, RuleSet, assemble, formula_values
from renshi_payroll.runs.checks import check_slip
from renshi_payroll.runs.findings import Finding
from renshi_payroll.runs.finished import FIGURE_COLUMNS as FIGURE_COLUMNS
from renshi_payroll.runs.finished import Batch, Who
from renshi_payroll.runs.finished import Problems as Problems
from renshi_payroll.runs.formulas import Amounts, check_twin, compute_amounts
from renshi_payroll.runs.plain import Givens, plain_months
from renshi_payroll.runs.snapshot import canonical, slip_inputs

#: Every so many slips the reference arithmetic computes the slip too; a difference stops the run.
SAMPLE = 97
_FIGURES = struct.Struct(f"<{len(FIGURE_COLUMNS)}q")


def compute_plain(
    given: Givens, month: Month, last_nets: Mapping[UUID, int], batch: Batch, problems: Problems
) -> list[UUID]:
    """Add the slips of everyone whose month is plain, and what is wrong with them; returns whose are not."""
    with without_collector():
        plain, others, unpaid = plain_months(given, month)
        problems += [(employee_id, refused(refusal)) for employee_id, refusal in unpaid]
        if len(plain):
            columns = with_all(compose_v(plain.batch(month), month.tables), len(plain))
            for row in range(0, len(plain), SAMPLE):
                draft = plain.draft(row, month)
                check_reference(draft.slip, columns, row, month.tables)
                if canonical(slip_inputs(draft.slip)) != plain.inputs[row]:
                    raise RuntimeError("the inputs of a plain month are not written as they are read")
            made = Prepared(
                Who.of_roll(given.roll, plain.places),
                plain.rule_sets,
                plain.columns["wage"],
                plain.columns["social"],
                plain.inputs,
                columns,
                plain.findings,
                lambda row: plain.draft(row, month),
            )
            _finish(made, month, last_nets, batch, problems)
    return others


def compute_many(
    people: Sequence[PersonMonth],
    month: Month,
    last_nets: Mapping[UUID, int],
    batch: Batch | None = None,
    problems: Problems | None = None,
) -> tuple[Batch, Problems]:
    """Slips of everyone that can be paid, and what is wrong with the others or worth a look, each assembled alone.

    Adds to ``batch`` and ``problems`` where they are given.
    """
    batch = Batch() if batch is None else batch
    problems = [] if problems is None else problems
    with without_collector():
        for start in range(0, len(people), CHUNK):
            _compute_chunk(people[start : start + CHUNK], month, last_nets, batch, problems)
    return batch, problems


_paused = 0


@contextmanager
def without_collector() -> Iterator[None]:
    """No looking for cycles: hundreds of thousands of small objects without any are made here, again and again.

    May be entered several times at once; the last one out switches it on again.
    """
    global _paused
    if _paused == 0 and not gc.isenabled():
        yield
        return
    _paused += 1
    gc.disable()
    try:
        yield
    finally:
        _paused -= 1
        if _paused == 0:
            gc.enable()


def _compute_chunk(
    people: Sequence[PersonMonth],
    month: Month,
    last_nets: Mapping[UUID, int],
    batch: Batch,
    problems: Problems,
) -> None:
    drafts: list[Draft] = []
    payable: list[PersonMonth] = []
    for person, amounts in with_amounts(people, month, problems):
        try:
            drafts.append(assemble(person, month, amounts))
            payable.append(person)
        except Refusal as refusal:
            problems.append((person.employee.id, refused(refusal)))
    if drafts:
        _finish(
            Prepared(
                Who.of_people(payable),
                [draft.rule_set for draft in drafts],
                np.array([draft.contract_wage for draft in drafts], dtype=np.int64),
                np.array([draft.slip.social_base for draft in drafts], dtype=np.int64),
                [canonical(slip_inputs(draft.slip)) for draft in drafts],
                figures_of([draft.slip for draft in drafts], month.tables),
                [(row, finding) for row, draft in enumerate(drafts) for finding in draft.findings],
                drafts.__getitem__,
            ),
            month,
            last_nets,
            batch,
            problems,
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """Computed months before their digests and checks, position by position; money in fen."""

    who: Who
    rule_sets: Sequence[str]
    contract: FenArray
    social: FenArray
    inputs: Sequence[str]
    columns: dict[str, FenArray]
    findings: Sequence[tuple[int, Finding]]
    draft_of: Callable[[int], Draft]


def _finish(
    made: Prepared, month: Month, last_nets: Mapping[UUID, int], batch: Batch, problems: Problems
) -> None:
    matrix = np.stack([made.columns[name] for name in FIGURE_COLUMNS], axis=1)
    packed = np.ascontiguousarray(matrix, dtype="<i8").tobytes()
    width = _FIGURES.size
    sha = hashlib.sha256
    batch.who.extend(made.who)
    batch.rule_sets += made.rule_sets
    batch.inputs += made.inputs
    batch.input_digests += [
        sha(f"{key}\n{inputs}".encode()).hexdigest()
        for key, inputs in zip(made.rule_sets, made.inputs, strict=True)
    ]
    batch.digests += [
        sha(packed[start : start + width]).hexdigest() for start in range(0, len(packed), width)
    ]
    for name in FIGURE_COLUMNS:
        batch.figures[name].append(made.columns[name])
    problems += _findings(made, month, last_nets)


def _findings(made: Prepared, month: Month, last_nets: Mapping[UUID, int]) -> Problems:
    """Findings of the assembly and of the checks. Only slips that an array says may have one are looked at closely."""
    alert = month.settings.net_change_alert_percent
    ids, columns = made.who.ids, made.columns
    net = columns["net"]
    floors = {key: month.rule_sets[key].minimum_wage or 0 for key in dict.fromkeys(made.rule_sets)}
    floor = np.array([floors[key] for key in made.rule_sets], dtype=np.int64)
    shares = columns["employee_social"] + columns["employee_housing"]
    suspect = (net < 0) | (made.contract - shares < floor) | (columns["deductions"] > 0)
    suspect |= columns.get("pension_base", made.social) > made.social
    last = np.zeros(len(ids), dtype=np.int64)
    if last_nets:
        last = np.array([last_nets.get(employee_id, 0) for employee_id in ids], dtype=np.int64)
        suspect |= (last > 0) & (np.abs(net - last) * 100 > last * alert)
    found: Problems = []
    for row in np.flatnonzero(suspect).tolist():
        figures = {name: int(values[row]) for name, values in columns.items()}
        checked = check_slip(
            made.draft_of(row),
            figures,
            month.rule_sets[made.rule_sets[row]],
            last_net=int(last[row]) or None,
            alert_percent=alert,
        )
        found += [(ids[row], finding) for finding in checked]
    found += [(ids[row], finding) for row, finding in made.findings]
    return found


def with_amounts(
    people: Sequence[PersonMonth], month: Month, problems: Problems
) -> list[tuple[PersonMonth, Amounts | None]]:
    """Everybody with what the company's component set pays them; those it can't pay go to ``problems``."""
    if month.formulas is None or month.items_only:
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
    if month.formulas is None or month.items_only:
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


def figures_of(slips: Sequence[SlipInput], tables: TaxTables) -> dict[str, FenArray]:
    """Every figure as an array, bases of the schemes included; a sample is computed by the reference twin too."""
    arrays = with_all(compose_v(gather(slips), tables), len(slips))
    for index in range(0, len(slips), SAMPLE):
        check_reference(slips[index], arrays, index, tables)
    return arrays


def with_all(arrays: dict[str, FenArray], size: int) -> dict[str, FenArray]:
    """``arrays`` with zeros for the columns of schemes that nobody is in."""
    zero = np.zeros(size, dtype=np.int64)
    for name in FIGURE_COLUMNS:
        arrays.setdefault(name, zero)
    return arrays


def check_reference(slip: SlipInput, arrays: Mapping[str, FenArray], row: int, tables: TaxTables) -> None:
    """Compute one slip by the reference twin too; a difference stops the run."""
    wrong = [name for name, value in compose(slip, tables).items() if arrays[name][row] != value]
    if wrong:
        raise RuntimeError(f"vector and reference arithmetic differ in {', '.join(wrong)}")


def digest_of(figures: Mapping[str, int]) -> str:
    """SHA-256 over the figures' bytes in the order of the columns."""
    return hashlib.sha256(_FIGURES.pack(*(figures.get(name, 0) for name in FIGURE_COLUMNS))).hexdigest()


def recompute_digest(slip: SlipInput, tables: TaxTables) -> str:
    """The result digest of a slip computed again from its stored inputs, by the reference arithmetic."""
    return digest_of(compose(slip, tables))


def lines_of(slip: SlipInput, rule_set: RuleSet, tables: TaxTables, figures: Mapping[str, int]) -> list[Line]:
    """The lines of a slip, made again from what is stored of it.

    Raises ``RuntimeError`` where the stored figures are not what the inputs give: an explanation never shows other
    amounts than were paid.
    """
    again = compose(slip, tables)
    if any(again.get(name, 0) != figures[name] for name in FIGURE_COLUMNS):
        raise RuntimeError("the stored figures of a slip are not those of its inputs")
    return build_lines(
        again,
        slip.items,
        rule_set.rules,
        resident=slip.resident,
        social_base=slip.social_base,
        housing_base=slip.housing_base,
        tables=tables,
    )
