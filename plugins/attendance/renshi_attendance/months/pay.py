"""What payroll is told of a month: days and hours with the paid part and the evidence, never money."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from renshi_sdk import Context, NeedsAttention, Text
from renshi_sdk.contracts import PayItem, PayItemKind, PayPeriod

from ..engine.month import SIX_PLACES
from ..leave import repository as leave
from ..leave.repository import CompanyLeaveType
from ..planning.repository import planned_by_name
from ..refusals import refusals
from ..workplace import Workplace, workplace
from . import differences, repository
from .compute import Figures, compute
from .late import added
from .people import employed
from .repository import MonthState
from .untaken import untaken_leave

OVERTIME_RATES = {"workday": Decimal("1.5"), "rest_day": Decimal(2), "statutory": Decimal(3)}
"""劳动法 art. 44."""
OVERTIME_LABELS = {
    "workday": Text("延时加班", "Overtime on working days"),
    "rest_day": Text("休息日加班", "Overtime on rest days"),
    "statutory": Text("法定节假日加班", "Overtime on statutory holidays"),
}
RULES = {"sick": "sick", "maternity": "maternity_allowance"}
"""Leave types whose pay is more than a fraction."""


async def collect_pay_items(
    ctx: Context, company_id: UUID, period: PayPeriod, employee_ids: Sequence[UUID]
) -> list[PayItem]:
    """Facts of ``period`` for ``employee_ids``, in a handful of queries.

    A locked month answers what was locked. Another month answers what the records of this moment say (setting
    ``pay_from = "live"``), computed now or told from rows that still hold, and what was said is noted, so that the lock
    can settle the difference; with
    ``"locked"`` it raises ``NeedsAttention``. Adjustments of earlier months are added as items of their own.
    """
    ids = list(dict.fromkeys(employee_ids))
    month = await repository.find(company_id, str(period))
    evidence: dict[UUID, Mapping[str, tuple[str, ...]]] = {}
    extra = await differences.by_person(company_id, ids, str(period))
    if month is not None and month.state == "locked":
        stored = await repository.stored_figures(company_id, str(period), ids)
        figures = {person: said for person, (_, said) in stored.items()}
        for person, (row_id, said) in stored.items():
            evidence[person] = dict.fromkeys(said, (f"attendance_month_row:{row_id}",))
    else:
        figures, evidence = await _live(ctx, month, period, ids)
        if month is None or month.paid_at is None:
            told = {
                person: added(said, *(late.figures for late in extra.get(person, ())))
                for person, said in figures.items()
            }
            await differences.tell(company_id, str(period), told, ctx.now())
    types = await leave.leave_types(company_id)
    items: list[PayItem] = []
    for person in ids:
        for name, value in sorted(figures.get(person, {}).items()):
            items.append(_item(person, name, value, types, evidence[person].get(name, ()), None))
        for late in extra.get(person, ()):
            for name, value in sorted(late.figures.items()):
                proof = (f"attendance_adjustment:{late.id}",)
                items.append(_item(person, name, value, types, proof, late.source_period))
    return items + await untaken_leave(ctx, company_id, period, ids)


async def _live(
    ctx: Context, month: MonthState | None, period: PayPeriod, ids: Sequence[UUID]
) -> tuple[dict[UUID, Figures], dict[UUID, Mapping[str, tuple[str, ...]]]]:
    place = await workplace(ctx)
    if place.settings.pay_from == "locked":
        raise NeedsAttention(
            Text(f"{period} 考勤尚未锁定，请先锁定考勤月", f"attendance of {period} is not locked yet"),
            code="attendance.month_not_locked",
            period=str(period),
        )
    stored = await _holding(ctx, place, month, ids)
    figures: dict[UUID, Figures] = {person: said for person, (_, said) in stored.items()}
    evidence: dict[UUID, Mapping[str, tuple[str, ...]]] = {
        person: dict.fromkeys(said, (f"attendance_month_row:{row_id}",))
        for person, (row_id, said) in stored.items()
    }
    left = [one for one in ids if one not in stored]
    if left:
        people = await employed(ctx, period, left)
        with refusals():
            computed = await compute(ctx, place, period, people, now=ctx.now())
        figures |= {one.employee_id: one.figures for one in computed}
        evidence |= {one.employee_id: one.evidence for one in computed}
    return figures, evidence


#: A change of somebody's job may have been written by a request that began before the month's computing did.
LONGEST_REQUEST = timedelta(minutes=10)


async def _holding(
    ctx: Context, place: Workplace, month: MonthState | None, ids: Sequence[UUID]
) -> dict[UUID, tuple[UUID, Figures]]:
    """Rows of a computed month that say what computing them again would say.

    A row holds while nothing it stands on changed: attendance's own facts and rules mark it when they do; the company's
    rules are compared; jobs are asked about. Where plans come from departments, cities or a roster, nobody is.
    """
    if month is None or month.state != "computed" or month.begun_at is None or month.rules is None:
        return {}
    if json.loads(month.rules) != json.loads(place.snapshot()):
        return {}
    if not await planned_by_name(ctx.company_id):
        return {}
    stored = await repository.holding_figures(month.id, ids)
    for person in await ctx.people.changed_since(list(stored), month.begun_at - LONGEST_REQUEST):
        del stored[person]
    return stored


def _item(
    person: UUID,
    name: str,
    value: Decimal,
    types: Mapping[str, CompanyLeaveType],
    evidence: tuple[str, ...],
    source_period: str | None,
) -> PayItem:
    """One figure as a pay item. A negative one (a late fact took something back) turns its effect round."""
    group, _, detail = name.partition(".")
    amount = abs(value)
    back = value < 0
    if group == "overtime":
        rate = OVERTIME_RATES[detail]
        return PayItem(
            employee_id=person,
            code=f"attendance.overtime.{detail}{'_back' if back else ''}",
            kind=PayItemKind.OVERTIME,
            label=_label(OVERTIME_LABELS[detail], source_period),
            quantity=(amount / 60).quantize(SIX_PLACES, ROUND_HALF_UP),
            rate=-rate if back else rate,
            evidence=evidence,
        )
    if group == "absence" and not back:
        return PayItem(
            employee_id=person,
            code="attendance.absence",
            kind=PayItemKind.ABSENCE,
            label=_label(Text("旷工", "Absence"), source_period),
            quantity=amount,
            rate=Decimal(0),
            evidence=evidence,
        )
    if group == "leave":
        kind = types[detail]
        label, fraction, rule = Text(kind.name_zh, kind.name_en), kind.paid_fraction, RULES.get(detail)
    else:
        words = {
            "absence": Text("旷工冲回", "Absence taken back"),
            "late": Text("迟到早退", "Late and early"),
        }
        label, fraction, rule = words[group], Decimal(0), None
    if fraction is None and (rule is None or back):
        raise NeedsAttention(
            Text(f"请先设置{label.zh}的工资比例", f"set the paid part of {label.en} first"),
            code="attendance.paid_fraction_missing",
            leave_code=detail,
        )
    return PayItem(
        employee_id=person,
        code=f"attendance.{name}{'_back' if back else ''}",
        kind=PayItemKind.LEAVE,
        label=_label(label, source_period),
        quantity=amount,
        # A day taken back pays what the day had cost: 1 − (2 − r) = −(1 − r).
        rate=fraction if not back or fraction is None else 2 - fraction,
        rule=None if back else rule,
        evidence=evidence,
    )


def _label(label: Text, source_period: str | None) -> Text:
    if source_period is None:
        return label
    return Text(f"{label.zh}（{source_period} 补差）", f"{label.en} (adjustment of {source_period})")
