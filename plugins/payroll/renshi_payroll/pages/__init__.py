"""Console pages and menu."""

from __future__ import annotations

from renshi_payroll.pages.answers import DISPUTE, DISPUTES, OUTPUTS
from renshi_payroll.pages.components import COMPONENT_SET, COMPONENTS
from renshi_payroll.pages.facts import FACTS
from renshi_payroll.pages.ledger import LEDGER
from renshi_payroll.pages.raises import RAISE, RAISES
from renshi_payroll.pages.runs import RUN, RUNS
from renshi_payroll.pages.simulations import SIMULATIONS
from renshi_payroll.pages.slips import MY, MY_DISPUTE, MY_SLIP, MY_WHY, SLIP, WHY
from renshi_payroll.pages.terms import ADJUSTMENTS, TERMS
from renshi_payroll.permissions import (
    DISPUTE_ANSWER,
    FACT_MANAGE,
    OUTPUT_READ,
    RUN_READ,
    SETTINGS_MANAGE,
    SIMULATE,
    SLIP_READ,
    TERM_MANAGE,
    TERM_READ,
)
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry
from renshi_sdk.web import AUTHENTICATED

PAGES = (
    RUNS,
    RUN,
    SLIP,
    TERMS,
    FACTS,
    ADJUSTMENTS,
    MY,
    MY_SLIP,
    MY_DISPUTE,
    DISPUTES,
    DISPUTE,
    OUTPUTS,
    SIMULATIONS,
    COMPONENTS,
    COMPONENT_SET,
    LEDGER,
    WHY,
    MY_WHY,
    RAISES,
    RAISE,
)
MENU = (
    MenuEntry(
        title=Text("工资核算", "Pay runs"),
        page="/runs",
        permission=RUN_READ,
        section="pay",
        icon="wallet",
        order=10,
    ),
    MenuEntry(
        title=Text("薪资标准", "Pay terms"), page="/terms", permission=TERM_READ, section="pay", order=20
    ),
    MenuEntry(
        title=Text("调薪", "Pay adjustments"),
        page="/raises",
        permission=TERM_MANAGE,
        section="pay",
        icon="arrow-trend-up",
        order=25,
    ),
    MenuEntry(
        title=Text("一次性项目", "One-off items"),
        page="/adjustments",
        permission=TERM_MANAGE,
        section="pay",
        order=30,
    ),
    MenuEntry(
        title=Text("薪酬试算", "What if"),
        page="/simulations",
        permission=SIMULATE,
        section="pay",
        icon="calculator",
        order=35,
    ),
    MenuEntry(
        title=Text("参数与申报", "Parameters"), page="/facts", permission=FACT_MANAGE, section="pay", order=40
    ),
    MenuEntry(
        title=Text("个税年度台账", "Tax year ledger"),
        page="/ledger",
        permission=SLIP_READ,
        section="pay",
        icon="book",
        order=41,
    ),
    MenuEntry(
        title=Text("薪资项目", "Pay components"),
        page="/components",
        permission=SETTINGS_MANAGE,
        section="pay",
        icon="sliders",
        order=43,
    ),
    MenuEntry(
        title=Text("发放与申报文件", "Payment files"),
        page="/outputs",
        permission=OUTPUT_READ,
        section="pay",
        order=42,
    ),
    MenuEntry(
        title=Text("工资条异议", "Disputes"),
        page="/disputes",
        permission=DISPUTE_ANSWER,
        section="pay",
        order=45,
    ),
    MenuEntry(
        title=Text("我的工资条", "My pay slips"),
        page="/my",
        permission=AUTHENTICATED,
        section="pay",
        order=50,
    ),
)
