"""An annual bonus by both methods, and split between them: what each leaves over the whole year. Pure arithmetic below,
reading above.

The methods (财税〔2018〕164号 第一条, 公告2023年第30号 until 2027-12-31): taxed separately, once a person and year; or
with the year's wages. Which is better depends on the year's other income, so both are run through the rest of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from renshi_payroll.adjustments.repository import Adjustment
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.engine.one_off import bonus_tax, in_pitfall
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.errors import needs_attention
from renshi_payroll.periods import parse_period
from renshi_payroll.permissions import SIMULATE
from renshi_payroll.runs.assembly import Month, PersonMonth
from renshi_payroll.runs.compute import assemble_one
from renshi_payroll.runs.context import load_people, month_of
from renshi_payroll.simulations import reading, year
from renshi_payroll.simulations.schemas import BonusIn
from renshi_payroll.simulations.sides import path_of
from renshi_sdk import Context, Invalid, NotFound, Text

LABELS = {
    "separate": Text("单独计税", "Taxed separately"),
    "combined": Text("并入综合所得", "Taxed with the wages"),
    "split": Text("拆分发放", "Split"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way of paying, fen. Taxes and net are what the bonus adds over the rest of the year."""

    method: str
    separate: int
    combined: int
    separate_tax: int
    wage_tax: int
    month_net: int
    year_net: int

    @property
    def tax(self) -> int:
        """The whole tax that the bonus causes in the year."""
        return self.separate_tax + self.wage_tax


async def compare(ctx: Context, data: BonusIn) -> dict[str, Any]:
    """Both methods side by side for one person, with the pitfall bands and the best split.

    ``Invalid`` for a non-resident, whose bonus has a method of its own; ``NeedsAttention`` where a fact is missing.
    """
    await ctx.access.require_for(SIMULATE, data.employee_id)
    period = parse_period(data.period)
    open_month = await reading.open_month(ctx, period)
    employee = (await ctx.people.by_ids([data.employee_id], as_of=period.last_day)).get(data.employee_id)
    if employee is None or employee.company_id != ctx.company_id:
        raise NotFound(Text("没有该员工", "no such employee"))
    (person,) = await load_people(
        ctx, [employee], period, open_month.pay_date, open_month.known_at, formulas=open_month.formulas
    )
    if person.terms and person.terms[-1].resident is False:
        raise Invalid(
            Text(
                "非居民个人的数月奖金按 6 个月分摊计税，不适用两种方式比较",
                "a non-resident's bonus is taxed over six months; there is nothing to compare",
            ),
            code="payroll.simulation.nonresident",
        )
    rules = dict(await reading.rule_sets(ctx, open_month, [person]))
    month = month_of(period, open_month.pay_date, open_month.settings, rules, open_month.formulas)
    amount = to_fen(data.amount)
    try:
        outcomes, refused = outcomes_of(person, month, amount)
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    await ctx.audit.record(
        "payroll.simulation.bonus",
        subject="payroll_slip",
        employee_id=data.employee_id,
        detail={"period": str(period)},
    )
    return _view(month, amount, outcomes, refused, ctx.locale) | {"employee_name": employee.name}


def outcomes_of(person: PersonMonth, month: Month, amount: int) -> tuple[list[Outcome], Refusal | None]:
    """Every way that is open for ``amount`` fen, and why the separate method isn't, where it isn't.

    Raises ``Refusal`` where the month can't be paid at all.
    """
    ways = [("none", 0, 0), ("combined", 0, amount)]
    refused: Refusal | None = None
    try:
        assemble_one(_paid(person, amount, 0), month)
    except Refusal as refusal:
        # The month itself must be payable; then it is the method that is refused.
        assemble_one(person, month)
        refused = refusal
    if refused is None and month.bonus_table is not None:
        seams = [upper * 12 for upper in month.bonus_table.uppers if upper * 12 < amount]
        ways += [("separate", amount, 0), *(("split", seam, amount - seam) for seam in seams)]
    drafts = [assemble_one(_paid(person, separate, combined), month) for _, separate, combined in ways]
    following = assemble_one(year.regular(person), month) if month.pay_date.month < 12 else None
    months = year.months(
        [path_of(person, draft, following, month) for draft in drafts], month.tables, month.pay_date.month
    )
    taxes = [sum(each["tax"][row] for each in months.values()) for row in range(len(ways))]
    nets = [sum(each["net"][row] for each in months.values()) for row in range(len(ways))]
    found = []
    for row, (method, separate, combined) in enumerate(ways):
        if method == "none":
            continue
        own = bonus_tax(month.bonus_table, separate) if month.bonus_table and separate else 0
        found.append(
            Outcome(
                method=method,
                separate=separate,
                combined=combined,
                separate_tax=own,
                wage_tax=taxes[row] - taxes[0] - own,
                month_net=months[month.pay_date.month]["net"][row],
                year_net=nets[row] - nets[0],
            )
        )
    return _kept(found), refused


def _paid(person: PersonMonth, separate: int, combined: int) -> PersonMonth:
    assumed = [
        Adjustment(person.employee.id, component, amount, "试算")
        for component, amount in (("pay.annual_bonus", separate), ("pay.bonus", combined))
        if amount
    ]
    return replace(person, adjustments=(*person.adjustments, *assumed))


def _kept(found: Sequence[Outcome]) -> list[Outcome]:
    """Both methods, and the best split where it beats them; of equal ones the larger separate part."""
    whole = [one for one in found if one.method != "split"]
    splits = sorted((one for one in found if one.method == "split"), key=lambda one: (one.tax, -one.separate))
    if splits and splits[0].tax < min(one.tax for one in whole):
        whole.append(splits[0])
    return sorted(whole, key=lambda one: one.tax)


def _view(
    month: Month, amount: int, outcomes: Sequence[Outcome], refused: Refusal | None, locale: str
) -> dict[str, Any]:
    best = outcomes[0]
    equal = len(outcomes) > 1 and outcomes[1].tax == best.tax
    pitfall = _pitfall(month, amount) if refused is None else None
    return {
        "period": str(month.period),
        "amount": to_yuan(amount),
        "items": [
            {
                "method": one.method,
                "label": LABELS[one.method].of(locale),
                "separate": to_yuan(one.separate),
                "combined": to_yuan(one.combined),
                "separate_tax": to_yuan(one.separate_tax),
                "wage_tax": to_yuan(one.wage_tax),
                "tax": to_yuan(one.tax),
                "month_net": to_yuan(one.month_net),
                "year_net": to_yuan(one.year_net),
                "best": one.tax == best.tax,
            }
            for one in outcomes
        ],
        "best": "equal" if equal else best.method,
        "advice": _advice(best, outcomes, equal=equal).of(locale),
        "pitfall": pitfall is not None,
        "pitfall_text": "" if pitfall is None else pitfall.of(locale),
        "refused": "" if refused is None else Text(refused.zh, refused.en).of(locale),
        "note": _NOTE.of(locale),
    }


def _advice(best: Outcome, outcomes: Sequence[Outcome], *, equal: bool) -> Text:
    if equal:
        return Text(
            f"两种方式全年税额相同：{money(best.tax)}", f"both methods cost {money(best.tax)} over the year"
        )
    if len(outcomes) == 1:
        return Text(
            f"只能并入综合所得，全年增加个税 {money(best.tax)}",
            f"only with the wages; it adds {money(best.tax)} of tax over the year",
        )
    saved = money(outcomes[1].tax - best.tax)
    label = LABELS[best.method]
    zh = en = ""
    if best.method == "split":
        zh = f"（{money(best.separate)} 单独计税，{money(best.combined)} 并入当月）"
        en = f" ({money(best.separate)} separately, {money(best.combined)} with the wage)"
    return Text(
        f"{label.zh}{zh}最省税：全年增加个税 {money(best.tax)}，比次优少 {saved}",
        f"{label.en}{en} costs least: {money(best.tax)} of tax over the year, {saved} less than the next",
    )


def _pitfall(month: Month, amount: int) -> Text | None:
    if month.bonus_table is None or (band := in_pitfall(month.bonus_table, amount)) is None:
        return None
    net, lower = (one - bonus_tax(month.bonus_table, one) for one in (amount, band.above))
    return Text(
        f"单独计税时 {money(amount)} 处于临界区间（{money(band.above)} 至 {money(band.below)}）：税后 {money(net)}，"
        f"只发 {money(band.above)} 时税后反而为 {money(lower)}",
        f"taxed separately, {money(amount)} lies in a pitfall band ({money(band.above)} to {money(band.below)}): it"
        f" leaves {money(net)}, while {money(band.above)} would leave {money(lower)}",
    )


_NOTE = Text(
    "一个纳税年度内单独计税只能使用一次；采用哪种方式由员工选择，汇算清缴时还可改选。之后各月按正常工资推算。",
    "The separate method can be used once a year. The employee elects, and may elect again in the annual return. Later"
    " months are taken as regular ones.",
)
