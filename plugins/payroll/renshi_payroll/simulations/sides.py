"""Both sides of a what-if, computed by the arithmetic that runs use. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from renshi_payroll.engine.fen import FenArray
from renshi_payroll.engine.lines import Line, build_lines
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.runs.assembly import Draft, Month, PersonMonth, assemble
from renshi_payroll.runs.checks import check_slip
from renshi_payroll.runs.compute import Problems, figures_of, refused, with_amounts
from renshi_payroll.runs.findings import Finding
from renshi_payroll.simulations import year
from renshi_payroll.simulations.scenario import months_counted
from renshi_payroll.simulations.year import Path


@dataclass(frozen=True, slots=True)
class Side:
    """The slips of one side, person by person: before, or after what is assumed. Figures in fen."""

    people: list[PersonMonth]
    drafts: list[Draft]
    columns: dict[str, FenArray]
    months: dict[int, dict[str, list[int]]]
    month: Month

    def figures(self, row: int) -> dict[str, int]:
        """Every figure of one slip."""
        return {name: int(values[row]) for name, values in self.columns.items()}

    def lines(self, row: int) -> list[Line]:
        """One slip's lines."""
        draft = self.drafts[row]
        return build_lines(
            self.figures(row),
            draft.slip.items,
            self.month.rule_sets[draft.rule_set].rules,
            resident=draft.slip.resident,
            social_base=draft.slip.social_base,
            housing_base=draft.slip.housing_base,
            tables=self.month.tables,
        )

    def findings(self, row: int) -> list[Finding]:
        """What the pre-pay checks say of one slip."""
        draft = self.drafts[row]
        return draft.findings + check_slip(
            draft,
            self.figures(row),
            self.month.rule_sets[draft.rule_set],
            last_net=None,
            alert_percent=self.month.settings.net_change_alert_percent,
        )


def compute_sides(
    before: Sequence[PersonMonth],
    after: Sequence[PersonMonth],
    month_before: Month,
    month_after: Month,
    additional_monthly: int | None,
) -> tuple[Side, Side, Problems]:
    """Both sides of everybody that can be paid on both; the others go to the problems."""
    problems: Problems = []
    drafted = [
        _drafts(before, month_before, None, problems),
        _drafts(after, month_after, additional_monthly, problems),
    ]
    both = [
        person.employee.id for person in before if all(person.employee.id in drafts for drafts in drafted)
    ]
    seen: set[tuple[UUID, str]] = set()
    kept: Problems = []
    for employee_id, finding in problems:
        if (employee_id, finding.zh) not in seen:
            seen.add((employee_id, finding.zh))
            kept.append((employee_id, finding))
    first, second = (
        _side([drafts[one] for one in both], month)
        for drafts, month in zip(drafted, (month_before, month_after), strict=True)
    )
    return first, second, kept


Drafted = tuple[PersonMonth, Draft, Path]


def _drafts(
    people: Sequence[PersonMonth], month: Month, additional_monthly: int | None, problems: Problems
) -> dict[UUID, Drafted]:
    found: dict[UUID, Drafted] = {}
    usual = with_amounts([year.regular(one) for one in people if one.terms], month, [])
    regular = {person.employee.id: (person, amounts) for person, amounts in usual}
    for person, amounts in with_amounts(people, month, problems):
        employee_id = person.employee.id
        try:
            draft = assemble(person, month, amounts)
        except Refusal as refusal:
            problems.append((employee_id, refused(refusal)))
            continue
        if additional_monthly is not None:
            counted = months_counted(draft.slip.basic, month.pay_date.month)
            draft = replace(draft, slip=replace(draft.slip, additional=additional_monthly * counted))
        following: Draft | None = None
        if employee_id in regular and month.pay_date.month < 12:
            try:
                following = assemble(regular[employee_id][0], month, regular[employee_id][1])
            except Refusal:
                # What forbids a regular month was said of this month already, or is of this month alone.
                following = None
        found[employee_id] = (person, draft, path_of(person, draft, following, month, additional_monthly))
    return found


def path_of(
    person: PersonMonth,
    draft: Draft,
    following: Draft | None,
    month: Month,
    additional_monthly: int | None = None,
) -> Path:
    """One person's year from the drafts of this month and of a regular one."""
    counted = months_counted(draft.slip.basic, month.pay_date.month)
    step = additional_monthly
    if step is None:
        given = person.facts.additional_month or month.pay_date.month
        step = draft.slip.additional // max(1, counted - (month.pay_date.month - given))
    last = 12
    if person.until is not None:
        left = (person.until.year - month.period.year) * 12 + person.until.month - month.period.month
        last = min(12, month.pay_date.month + max(0, left))
    return Path(
        slip=draft.slip,
        regular=None if following is None else following.slip,
        last_month=last,
        additional_step=step,
        other_step=draft.slip.other // counted,
    )


def _side(drafted: Sequence[Drafted], month: Month) -> Side:
    drafts = [draft for _, draft, _ in drafted]
    return Side(
        people=[person for person, _, _ in drafted],
        drafts=drafts,
        columns=figures_of([draft.slip for draft in drafts], month.tables) if drafts else {},
        months=year.months([path for _, _, path in drafted], month.tables, month.pay_date.month),
        month=month,
    )
