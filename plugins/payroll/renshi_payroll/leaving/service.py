"""Quotes for a departure, from closed runs and the facts given. Nothing is paid by a quote."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from renshi_payroll.engine import labour_law, one_off
from renshi_payroll.engine.explain import money
from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.errors import needs_attention
from renshi_payroll.leaving.schemas import LeavingIn
from renshi_payroll.parameters import load_parameters
from renshi_payroll.permissions import TERM_READ
from renshi_payroll.slips.averages import closed_wages
from renshi_payroll.terms.service import current_terms
from renshi_sdk import Context, Invalid, NeedsAttention, NotFound, Text

_LEAVE = Text("未休年休假工资", "Untaken annual leave")
_SEVERANCE = Text("经济补偿", "Severance")


async def quote(ctx: Context, data: LeavingIn) -> dict[str, Any]:
    """Untaken leave and severance with their arithmetic.

    ``NeedsAttention`` where no month is closed and no average is given, or where the law gives nothing; ``Invalid`` for
    a last day before the first.
    """
    await ctx.access.require_for(TERM_READ, data.employee_id)
    employee = (await ctx.people.by_ids([data.employee_id])).get(data.employee_id)
    if employee is None or employee.company_id != ctx.company_id:
        raise NotFound(Text("没有该员工", "no such employee"))
    if data.last_day < max(employee.hired_on, data.service_from or employee.hired_on):
        text = Text(f"早于入职日 {employee.hired_on}", f"before the first day {employee.hired_on}")
        raise Invalid(text, code="payroll.leaving.day", fields={"last_day": text})
    gross, without_overtime, months = await _averages(ctx, data)
    result: dict[str, Any] = {"months_averaged": months, "average_wage": to_yuan(gross)}
    items: list[dict[str, Any]] = []
    if data.annual_leave_entitlement is not None:
        result["annual_leave"] = _leave(data, without_overtime, employee.hired_on, ctx.locale)
        items.append({"label": _LEAVE.of(ctx.locale), **result["annual_leave"]})
    if data.severance:
        notice = await _last_standard(ctx, data) if data.notice_missing else 0
        try:
            result["severance"] = _severance(data, gross, notice, employee.hired_on, ctx.locale)
        except Refusal as refusal:
            raise needs_attention(refusal) from refusal
        items.append({"label": _SEVERANCE.of(ctx.locale), **result["severance"]})
    result["items"] = items
    result["total"] = sum((one["amount"] for one in items), to_yuan(0))
    result["employee_name"] = employee.name
    await ctx.audit.record("payroll.leaving.quote", subject="payroll_slip", employee_id=data.employee_id)
    return result


async def _last_standard(ctx: Context, data: LeavingIn) -> int:
    """The wage of the month before as agreed, fen: it is what stands in place of notice (实施条例 第二十条)."""
    month_before = data.last_day.replace(day=1) - timedelta(days=1)
    terms = await current_terms(ctx, data.employee_id, month_before)
    if terms is None:
        raise NeedsAttention(
            Text("没有上个月的薪资标准，无法计算代通知金", "no pay terms of the month before"),
            code="payroll.leaving.standard",
        )
    return terms.monthly_wage


async def _averages(ctx: Context, data: LeavingIn) -> tuple[int, int, int]:
    """Monthly averages of the last twelve closed months, fen: all wages, and without overtime; and how many months."""
    if data.average_wage is not None:
        given = to_fen(data.average_wage)
        return given, given, 0
    found = await closed_wages(ctx.company_id, f"{data.last_day:%Y-%m}", [data.employee_id])
    closed = found.get(data.employee_id)
    if closed is None:
        raise NeedsAttention(
            Text("没有已关账的月份，请录入前 12 个月平均工资", "no month is closed: give the average wage"),
            code="payroll.leaving.average",
        )
    return closed.average, closed.without_overtime, closed.months


def _leave(data: LeavingIn, average: int, hired: date, locale: str) -> dict[str, Any]:
    first = max(date(data.last_day.year, 1, 1), hired)
    passed = (data.last_day - first).days + 1
    length = (date(data.last_day.year + 1, 1, 1) - date(data.last_day.year, 1, 1)).days
    days = labour_law.annual_leave_days(
        days_passed=passed,
        year_days=length,
        entitlement=data.annual_leave_entitlement or 0,
        taken=data.annual_leave_taken,
    )
    pay = labour_law.annual_leave_pay(average, days)
    entitled, taken = data.annual_leave_entitlement, f"{data.annual_leave_taken.normalize():f}"
    counted = f"{passed} ÷ {length} × {entitled}"
    paid = f"{money(average)} ÷ 21.75 × {days.normalize():f} × 200% = {money(pay)}"
    said = Text(
        f"{counted}，不足整天舍去，减已休 {taken} 天 = {days.normalize():f} 天；{paid}",
        f"{counted}, part days dropped, less {taken} taken = {days.normalize():f} days; {paid}",
    )
    return {
        "days": days,
        "amount": to_yuan(pay),
        "component": "pay.annual_leave",
        "explanation": said.of(locale),
        "explanation_zh": said.zh,
        "explanation_en": said.en,
    }


def _severance(data: LeavingIn, average: int, notice: int, hired: date, locale: str) -> dict[str, Any]:
    years, months, days = service_between(data.service_from or hired, data.last_day)
    result = labour_law.severance(
        years=years,
        months=months,
        days=days,
        average_wage=average,
        city_average=None if data.city_average is None else to_fen(data.city_average),
        unlawful=data.unlawful,
        notice_month_wage=notice,
        refused_renewal_on_equal_terms=data.refused_renewal,
    )
    said = _counted(data, average, notice, (years, months, days), result.months)
    return {
        "service": {"years": years, "months": months, "days": days},
        "months": result.months,
        "amount": to_yuan(result.amount),
        "component": "pay.severance",
        **_taxed(data, result.amount),
        "explanation": said.of(locale),
        "explanation_zh": said.zh,
        "explanation_en": said.en,
    }


def _counted(
    data: LeavingIn, average: int, notice: int, served: tuple[int, int, int], counted: Decimal
) -> Text:
    years, months, days = served
    base, capped = average, ""
    if data.city_average is not None and average > 3 * to_fen(data.city_average):
        base, capped = 3 * to_fen(data.city_average), "（以当地平均工资 3 倍为限）"
    times = " × 2" if data.unlawful else ""
    more = f" + {money(notice)}" if data.notice_missing else ""
    return Text(
        f"工作年限 {years} 年 {months} 个月 {days} 天；{money(base)}{capped} × {counted}{times}"
        + (f"{more}（代通知金，上月工资标准）" if more else ""),
        f"service {years} years, {months} months, {days} days; {money(base)}"
        + (" (three times the city's average)" if capped else "")
        + f" × {counted}{times}"
        + (f"{more} (in place of notice)" if more else ""),
    )


def _taxed(data: LeavingIn, amount: int) -> dict[str, Any]:
    """Tax on the part over three times the city's average annual wage (财税〔2018〕164号 第五条).

    Without the average nothing is assumed: the tax is left out.
    """
    if data.city_average is None:
        return {"exempt": None, "tax": None, "net": None}
    table = load_parameters().table("iit.annual_table", data.last_day)
    exempt, tax = one_off.severance_tax(table, amount, to_fen(data.city_average))
    return {"exempt": to_yuan(exempt), "tax": to_yuan(tax), "net": to_yuan(amount - tax)}


def service_between(first: date, last: date) -> tuple[int, int, int]:
    """Whole years, months and days of service, both days included."""
    end = last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month - (end.day < first.day)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    reached = min(
        first.day, (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    )
    days = (end - date(year, month + 1, reached)).days
    return months // 12, months % 12, days
