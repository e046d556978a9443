"""Months of attendance and pay: terms, recorded parameters, locking and closing, through the plugins' own API.

Social insurance follows the usual practice: who joins after the 15th is insured from the next month on, who leaves by
the 15th isn't any more in that month. The pay terms of such a month say the profile ``none``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_demo.generator.calendar import month_after
from renshi_demo.generator.model import CompanyPlan, Group, Left, Person, Raised
from renshi_demo.world.desk import Desk, HistoryRefused
from renshi_sdk.contracts import PayPeriod

PAYROLL = "/api/plugins/payroll"
ATTENDANCE = "/api/plugins/attendance"

INSURED_BY = 15
"""Last day of a month on which a joiner is still insured in it."""
RATES = {
    "injury.employer_rate": ("0.4", "演示数据：工伤保险行业基准费率核定单"),
    "housing_fund.employee_rate": ("7", "演示数据：单位住房公积金缴存比例决定"),
    "housing_fund.employer_rate": ("7", "演示数据：单位住房公积金缴存比例决定"),
    "unemployment.employee_rate": ("0.5", "演示数据：2026 年经办机构失业保险费率通知"),
    "unemployment.employer_rate": ("0.5", "演示数据：2026 年经办机构失业保险费率通知"),
    "minimum_wage.month": ("2490", "演示数据：当地最低工资标准，请以当地文件为准"),
}
"""What the example companies record where nothing can be shipped, in per cent or yuan, with its reference."""
CITIES = {"上海": "shanghai", "杭州": "hangzhou"}
MINIMUM_WAGE = ("minimum_wage.month", *RATES["minimum_wage.month"])


class Months:
    """Pay terms and closed months of the example companies."""

    def __init__(self, desk: Desk, group: Group) -> None:
        self._desk, self._group = desk, group
        self._wages = {p.number: p.wage for p in group.people}

    async def terms(self, person: Person, valid_from: date) -> None:
        """The pay agreed at the hire."""
        if valid_from.day > INSURED_BY:
            await self._record(person.number, valid_from, "入职约定薪资，次月起参保", profile="none")
            await self._record(person.number, month_after(valid_from), "参保")
        else:
            await self._record(person.number, valid_from, "入职约定薪资")

    async def raise_pay(self, fact: Raised) -> None:
        """New pay from a month on."""
        self._wages[fact.number] = fact.wage
        await self._record(fact.number, fact.valid_from, fact.reason)

    async def end_insurance(self, fact: Left) -> None:
        """No insurance in the month of somebody who leaves early in it."""
        if fact.last_day.day <= INSURED_BY:
            await self._record(fact.number, fact.last_day.replace(day=1), "离职当月停保", profile="none")

    async def _record(self, number: str, valid_from: date, reason: str, *, profile: str = "standard") -> None:
        company, wage = self._desk.people[number].company, self._wages[number]
        await self._payroll(
            company,
            "POST",
            "/terms",
            {
                "employee_id": str(self._desk.people[number].employee_id),
                "valid_from": valid_from.isoformat(),
                "monthly_wage": str(wage),
                "profile": profile,
                "resident": True,
                "reason": reason,
            },
        )

    async def facts(self, month: date) -> None:
        """Record what a month cannot be calculated without."""
        if month == self._group.begins:
            await self._minimum_wage(month)
        for plan in self._group.companies:
            missing = await self._payroll(plan.code, "GET", "/facts/missing", period=_period(month))
            for item in missing["items"]:
                suffix = item["key"].split(".", 1)[1]
                if suffix not in RATES:
                    raise HistoryRefused(
                        f"{plan.short} {_period(month)} 缺少参数 {item['key']}：{item['note']}"
                    )
                value, reference = RATES[suffix]
                await self._fact(plan.code, item["key"], value, reference, month)

    async def _minimum_wage(self, month: date) -> None:
        """Sick pay needs it; what isn't shipped for a city is recorded."""
        for plan in self._group.companies:
            city = CITIES[plan.city]
            listed = await self._payroll(
                plan.code, "GET", "/parameters", jurisdiction=city, period=_period(month)
            )
            known = {item["key"] for item in listed["items"] if item["value"] is not None}
            key = f"{city}.{MINIMUM_WAGE[0]}"
            if key not in known:
                await self._fact(plan.code, key, *MINIMUM_WAGE[1:], month)

    async def _fact(self, company: str, key: str, value: str, reference: str, month: date) -> None:
        body = {"key": key, "value": value, "valid_from": month.isoformat(), "reference": reference}
        await self._payroll(company, "POST", "/facts/parameters", body)

    async def close(self, plan: CompanyPlan, month: date) -> str:
        """Lock the month's attendance and close its pay run; returns a line to show."""
        period = _period(month)
        attendance = await self._lock(plan, period)
        run = await self._pay(plan, period)
        return f"{period} {plan.short}：考勤锁定 {attendance['employees']} 人，工资关账 {run['slips']} 人"

    async def _lock(self, plan: CompanyPlan, period: str) -> Any:
        desk = self._desk
        hr = desk.cast["hr"]
        await desk.call(hr, plan.code, "POST", f"{ATTENDANCE}/months/{period}/compute")
        await desk.settle()
        return await desk.call(
            hr, plan.code, "POST", f"{ATTENDANCE}/months/{period}/lock", {"accept_exceptions": True}
        )

    async def _pay(self, plan: CompanyPlan, period: str) -> Any:
        desk = self._desk
        finance = desk.cast["finance"]
        run_id = (await self._payroll(plan.code, "POST", "/runs", {"period": period}))["id"]
        desk.tick()
        await self._payroll(plan.code, "POST", f"/runs/{run_id}/calculate")
        await desk.settle()
        run = await self._payroll(plan.code, "GET", f"/runs/{run_id}")
        if run["state"] != "calculated" or run["errors"]:
            problems = await self._payroll(plan.code, "GET", f"/runs/{run_id}/problems", limit="5")
            raise HistoryRefused(f"{plan.short} {period} 工资：{run['state']}，{problems['items']}")
        await self._payroll(plan.code, "POST", f"/runs/{run_id}/check")
        desk.tick()
        await desk.call(finance, plan.code, "POST", f"{PAYROLL}/runs/{run_id}/approve")
        closed = await self._payroll(plan.code, "POST", f"/runs/{run_id}/close")
        await desk.settle()
        return closed

    async def _payroll(self, company: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        desk = self._desk
        return await desk.call(desk.cast["payroll"], company, method, f"{PAYROLL}{path}", body, **query)


def _period(month: date) -> str:
    return str(PayPeriod(month.year, month.month))
