"""A company's component set over the people of a run: quantities gathered, computed as arrays, put among the items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import PPM, InexactMoney, decimal_of, to_fen, to_ppm
from renshi_payroll.engine.refusals import MissingFact, Refusal, UnresolvedParameters
from renshi_payroll.engine.slip import Item, TaxTreatment
from renshi_payroll.formula.graph import Compiled, ComponentGraph
from renshi_payroll.formula.quantities import Quantity
from renshi_payroll.formula.scalar import Exact
from renshi_payroll.periods import paid_days
from renshi_sdk.contracts import PayItemKind

if TYPE_CHECKING:
    from renshi_payroll.runs.assembly import Month, PersonMonth

Stored = int | str | bool


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the set pays one person, fen, with the quantities it read."""

    fen: Mapping[str, int]
    given: Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class FormulaSet:
    """The set of a run: the graph, and what a declared fact counts as where nothing is recorded."""

    graph: ComponentGraph
    absent: Mapping[str, str]
    version_id: str = ""

    @property
    def codes(self) -> frozenset[str]:
        return self.graph.scope.components


def service_years(hired: date, on: date) -> int:
    """Whole years from ``hired`` to ``on``."""
    return max(0, on.year - hired.year - ((on.month, on.day) < (hired.month, hired.day)))


def quantities_of(
    person: PersonMonth,
    month: Month,
    *,
    span: tuple[date, date],
    monthly: int,
    prorated: int,
    minimum: int | None,
    city: str,
) -> dict[str, Stored]:
    """The stored value of every quantity the set reads, for one person.

    Raises ``Refusal`` where a fact is not recorded and the set doesn't say what it counts as then.
    """
    formulas = month.formulas
    if formulas is None:
        return {}
    names = formulas.graph.inputs
    first, last = month.period.first_day, month.period.last_day
    simple: dict[str, Stored] = {
        "terms.monthly_wage": monthly,
        "terms.prorated_wage": prorated,
        "month.paid_days": paid_days(first, last),
        "month.calendar_days": (last - first).days + 1,
        "month.number": month.period.month,
        "employment.paid_days": paid_days(*span),
        "employment.calendar_days": (span[1] - span[0]).days + 1,
        "employee.service_years": service_years(person.employee.hired_on, last),
        "param.sick_pay_rate": _per_mille(month.settings.sick_pay_percent),
        **_attendance(person),
    }
    terms = person.terms[-1]
    simple["terms.social_base"] = monthly if terms.social_base is None else terms.social_base
    values: dict[str, Stored] = {}
    for name in names:
        if name == "param.minimum_wage":
            if minimum is None:
                key = f"{city}.minimum_wage.month"
                raise UnresolvedParameters(
                    [MissingFact(key, first.isoformat(), "薪资项目用到最低工资标准", "a component reads it")]
                )
            values[name] = minimum
        elif name in simple:
            values[name] = simple[name]
        else:
            values[name] = _custom(person, formulas, formulas.graph.scope.quantities[name])
    for function, code in formulas.graph.history:
        values[f"{function}:{code}"] = person.history.get(f"{function}:{code}", 0)
    return values


def _per_mille(percent: Decimal) -> int:
    found, finer = divmod(to_ppm(percent), PPM // 1_000)
    if finer:
        raise Refusal(
            "payroll.sick_percent_too_fine",
            zh=f"病假工资比例 {percent}% 最多一位小数，请在薪酬设置中调整",
            en=f"the sick-pay percentage {percent} has more than one decimal",
        )
    return found


def _attendance(person: PersonMonth) -> dict[str, Stored]:
    hours = {"weekday": 0, "restday": 0, "holiday": 0}
    kinds = {Decimal("1.5"): "weekday", Decimal(2): "restday", Decimal(3): "holiday"}
    leave = unpaid = sick = absence = Decimal(0)
    for item in person.pay_items:
        quantity = item.quantity or Decimal(0)
        if item.kind is PayItemKind.OVERTIME and item.rate is not None:
            kind = kinds.get(abs(item.rate))
            if kind is not None:
                minutes = int((quantity * 60).to_integral_value())
                hours[kind] += minutes if item.rate > 0 else -minutes
        elif item.kind is PayItemKind.LEAVE and item.rule == "sick":
            sick += quantity
        elif item.kind is PayItemKind.LEAVE:
            leave += quantity
            unpaid += quantity * (1 - (item.rate or Decimal(0)))
        elif item.kind is PayItemKind.ABSENCE:
            absence += quantity
    return {
        **{f"attendance.overtime_{kind}_hours": minutes for kind, minutes in hours.items()},
        "attendance.leave_days": int(leave * 10_000),
        "attendance.unpaid_days": int(unpaid * 10_000),
        "attendance.sick_days": int(sick * 10_000),
        "attendance.absence_days": int(absence * 10_000),
    }


def _custom(person: PersonMonth, formulas: FormulaSet, quantity: Quantity) -> Stored:
    code = quantity.name.removeprefix("custom.")
    found: Any = person.custom.get(code)
    if found is None:
        found = person.employee.custom.get(code)
    if found is None:
        found = formulas.absent.get(code)
    if found is None:
        raise Refusal(
            "payroll.fact_missing",
            zh=f"未录入“{quantity.zh}”（{quantity.name}），薪资项目需要该数据",
            en=f"{quantity.name} is not recorded; a component reads it",
        )
    try:
        return stored_value(quantity, found)
    except (InexactMoney, TypeError, ValueError) as error:
        raise Refusal(
            "payroll.fact_wrong",
            zh=f"“{quantity.zh}”（{quantity.name}）的值“{found}”不能使用",
            en=f"{quantity.name}: {found!r} can't be used",
        ) from error


def stored_value(quantity: Quantity, value: Any) -> Stored:
    """A given value as formulas hold it. Raises ``InexactMoney``, ``TypeError`` or ``ValueError``."""
    if quantity.kind == "bool":
        if value in (True, "true", "是"):
            return True
        if value in (False, "false", "否"):
            return False
        raise ValueError(f"{value!r} is neither true nor false")
    if quantity.kind == "text":
        return str(value)
    if quantity.kind == "money":
        return to_fen(value)
    scaled = decimal_of(value) * quantity.denominator
    if scaled != scaled.to_integral_value():
        raise InexactMoney(f"{value} is finer than 1/{quantity.denominator}")
    return int(scaled)


def compute_amounts(
    formulas: FormulaSet, given: Sequence[Mapping[str, Stored]]
) -> tuple[list[Amounts], list[bool]]:
    """Every person's amounts at once, and who left the bounds an amount may have."""
    graph = formulas.graph
    names = [*graph.inputs, *(f"{function}:{code}" for function, code in graph.history)]
    columns: dict[str, Any] = {}
    for name in names:
        quantity = graph.scope.quantities.get(name)
        values = [values[name] for values in given]
        if quantity is not None and quantity.kind == "text":
            columns[name] = np.array(values, dtype=object)
        else:
            kind = np.bool_ if quantity is not None and quantity.kind == "bool" else np.int64
            columns[name] = np.array(values, dtype=kind)
    amounts, wrong = graph.compute(columns, len(given))
    lists = {code: array.tolist() for code, array in amounts.items()}
    return [
        Amounts({code: values[row] for code, values in lists.items()}, given[row])
        for row in range(len(given))
    ], wrong.tolist()


def exact(quantity: Quantity | None, value: Stored) -> Exact | str | bool:
    """A stored value as the Decimal twin takes it. Amounts of other months have no quantity of their own."""
    if isinstance(value, bool | str):
        return value
    return Exact(Decimal(value), Decimal(100 if quantity is None else quantity.denominator))


def check_twin(formulas: FormulaSet, amounts: Amounts) -> None:
    """Compute one person by the Decimal twin too; a difference stops the run."""
    graph = formulas.graph
    given = {name: exact(graph.scope.quantities.get(name), value) for name, value in amounts.given.items()}
    for code, value in graph.explain_one(given).items():
        if int(value * 100) != amounts.fen[code]:
            raise RuntimeError(f"component {code}: vector and reference arithmetic differ")


def items_of(formulas: FormulaSet, amounts: Amounts) -> list[Item]:
    """The lines of a person's components; helpers and bases have none, and what is nothing isn't said."""
    items = []
    for component in formulas.graph.ordered:
        spec = component.spec
        fen = amounts.fen[spec.code]
        if fen == 0 or spec.treatment in ("helper", "base"):
            continue
        items.append(
            Item(
                f"pay.{spec.code}",
                fen,
                cast("TaxTreatment", spec.treatment),
                inputs={"formula_zh": rendered(component, formulas.graph, amounts, "zh"),
                        "formula_en": rendered(component, formulas.graph, amounts, "en")},
                title_zh=spec.zh,
                title_en=spec.en or spec.zh,
            )
        )  # fmt: skip
    return items


def rendered(component: Compiled, graph: ComponentGraph, amounts: Amounts, language: str) -> str:
    """The formula with every number it read: ``… = 375.00（月工资标准 21,750.00；平日加班小时 2）``."""
    titles = {one.spec.code: one.spec for one in graph.ordered}
    parts = []
    for name in component.reads:
        if name in titles:
            label = titles[name].zh if language == "zh" else titles[name].en or titles[name].zh
            parts.append(f"{label} {money(amounts.fen[name])}")
            continue
        quantity = graph.scope.quantities[name]
        label = quantity.zh if language == "zh" else quantity.en
        parts.append(f"{label} {shown(quantity, amounts.given[name])}")
    text = " ".join(component.spec.formula.split())
    result = money(amounts.fen[component.spec.code])
    if language == "zh":
        return f"{text} = {result}" + (f"（{'；'.join(parts)}）" if parts else "")
    return f"{text} = {result}" + (f" ({'; '.join(parts)})" if parts else "")


def shown(quantity: Quantity, value: Stored) -> str:
    """A stored value for people."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    if quantity.kind == "money":
        return money(value)
    if quantity.name == "param.sick_pay_rate":
        return f"{(Decimal(value) / 10).normalize():f}%"
    return f"{(Decimal(value) / quantity.denominator).quantize(Decimal('0.0001')).normalize():f}"


def with_base(
    formulas: FormulaSet | None, amounts: Amounts | None, code: str, declared: int | None, wage: int
) -> int:
    """An insurance base: what the terms declare, else what the set says, else the wage."""
    if declared is not None:
        return declared
    if formulas is not None and amounts is not None and code in amounts.fen:
        return max(0, amounts.fen[code])
    return wage
