"""What is said about pay slips and balances, to the letter, with other plugins' answers handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from renshi_wechat.config import WeChatSettings
from renshi_wechat.conversation import facts

from renshi_sdk import Actor, Context, FrozenClock, Text
from renshi_sdk.contracts import Balance, Employee, EmployeeStatus, PayPeriod, PaySlipSummary

ME, OTHER = UUID(int=1), UUID(int=2)
EMPLOYEE = Employee(
    id=ME,
    number="A001",
    name="王小明",
    company_id=UUID(int=9),
    department_id=UUID(int=8),
    department_name="生产部",
    status=EmployeeStatus.ACTIVE,
    hired_on=date(2024, 1, 1),
    spell_id=UUID(int=7),
    as_of=date(2026, 11, 23),
)


@dataclass
class Told:
    """Other plugins' answers and the company's settings, as the context gives them."""

    slips: Sequence[PaySlipSummary] = ()
    balances: Sequence[Balance] = ()
    settings_value: WeChatSettings = field(default_factory=WeChatSettings)
    asked: list[tuple[UUID, PayPeriod | None]] = field(default_factory=list)
    actors: list[UUID | None] = field(default_factory=list)

    def hooks(self, ctx: Context) -> Told:
        self.actors.append(ctx.actor.employee_id)
        return self

    def plugins(self, ctx: Context) -> Told:
        return self

    async def settings(self, model: type[Any]) -> WeChatSettings:
        return self.settings_value

    async def collect_balances(self, *, employee_id: UUID) -> list[Balance]:
        return list(self.balances)

    async def collect_pay_slips(self, *, employee_id: UUID, period: PayPeriod | None) -> list[PaySlipSummary]:
        self.asked.append((employee_id, period))
        return list(self.slips)


def context(told: Told, locale: str = "zh-CN") -> Context:
    return Context(
        tenant_id=UUID(int=5),
        company_id=UUID(int=9),
        actor=Actor(kind="candidate", name="public"),
        services=told,  # type: ignore[arg-type]
        clock=FrozenClock(datetime.fromisoformat("2026-11-23T09:00:00+08:00")),
        locale=locale,
    )


def slip(employee_id: UUID = ME, *, month: int = 10, published: bool = True) -> PaySlipSummary:
    return PaySlipSummary(
        slip_id=UUID(int=100 + month),
        employee_id=employee_id,
        period=PayPeriod(2026, month),
        gross=Decimal("12000.00"),
        deductions=Decimal("2110.50"),
        tax=Decimal("116.69"),
        net=Decimal("9772.81"),
        published=published,
    )


SITE = WeChatSettings(site_url="https://hr.example.cn/")


async def test_the_summary_and_the_link() -> None:
    told = Told(slips=[slip(), slip(month=9)], settings_value=SITE)
    assert await facts.pay_slip(context(told), EMPLOYEE, None) == (
        "2026年10月工资条\n应发：12,000.00 元\n扣款：2,110.50 元\n个税：116.69 元\n实发：9,772.81 元\n"
        "https://hr.example.cn/console/payroll/my"
    )
    assert told.asked == [(ME, None)]
    assert told.actors == [ME]


async def test_without_a_site_there_is_no_link() -> None:
    answer = await facts.pay_slip(context(Told(slips=[slip()])), EMPLOYEE, (2026, 10))
    assert answer.endswith("实发：9,772.81 元")


async def test_a_company_may_keep_amounts_out_of_the_chat() -> None:
    quiet = SITE.model_copy(update={"pay_slip": "link"})
    answer = await facts.pay_slip(context(Told(slips=[slip()], settings_value=quiet)), EMPLOYEE, None)
    assert answer == "2026年10月工资条已发布，请在员工系统中查看：https://hr.example.cn/console/payroll/my"


@pytest.mark.parametrize("slips", [[], [slip(OTHER)], [slip(published=False)]])
async def test_nothing_of_others_and_nothing_unpublished(slips: list[PaySlipSummary]) -> None:
    told = Told(slips=slips)
    assert await facts.pay_slip(context(told), EMPLOYEE, (2026, 10)) == "没有2026年10月已发布的工资条。"
    assert told.asked == [(ME, PayPeriod(2026, 10))]


async def test_balances_line_by_line() -> None:
    told = Told(
        balances=[
            Balance(
                "annual", Text("年休假", "Annual"), Decimal("4.50"), "day", Decimal("1.0"), date(2027, 3, 31)
            ),
            Balance("compensatory", Text("调休", "In lieu"), Decimal("10"), "hour"),
        ]
    )
    assert await facts.balances(context(told), EMPLOYEE, None) == (
        "假期余额（2026-11-23）\n年休假 4.5 天（审批中 1，2027-03-31 到期）\n调休 10 小时"
    )
    assert await facts.balances(context(told), EMPLOYEE, "compensatory") == (
        "假期余额（2026-11-23）\n调休 10 小时"
    )
    assert await facts.balances(context(told), EMPLOYEE, "sick") == "没有可显示的假期余额。"
    assert await facts.balances(context(told, "en-US"), EMPLOYEE, "annual") == (
        "Leave balances (2026-11-23)\nAnnual 4.5 days (1 pending, until 2027-03-31)"
    )
