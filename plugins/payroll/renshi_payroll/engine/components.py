"""The catalogue of pay components: what a line is called, which side it is on, and the rule it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LineKind = Literal["earning", "employee", "employer", "tax", "deduction"]


@dataclass(frozen=True, slots=True)
class Component:
    """A kind of payslip line. ``source`` is the instrument of the rule; parameters bring their own."""

    id: str
    kind: LineKind
    zh: str
    en: str
    source: str = ""


_SCHEME_TITLES = {
    "pension": ("基本养老保险", "Pension insurance", "社会保险法 第十二条"),
    "local_pension": ("地方补充养老保险", "Local supplementary pension", "深圳经济特区社会养老保险条例"),
    "medical": ("基本医疗保险", "Medical insurance", "社会保险法 第二十三条"),
    "maternity": ("生育保险", "Maternity insurance", "社会保险法 第五十三条"),
    "unemployment": ("失业保险", "Unemployment insurance", "社会保险法 第四十四条"),
    "injury": ("工伤保险", "Work injury insurance", "社会保险法 第三十三条"),
    "housing_fund": ("住房公积金", "Housing fund", "住房公积金管理条例 第十六条"),
    "housing_fund_supplementary": (
        "补充住房公积金",
        "Supplementary housing fund",
        "住房公积金管理条例 第十六条",
    ),
}

_PAY = (
    Component("pay.base", "earning", "基本工资", "Base wage", "劳动法 第五十条"),
    Component("pay.allowance", "earning", "津贴补贴", "Allowance"),
    Component("pay.overtime", "earning", "加班工资", "Overtime pay", "劳动法 第四十四条"),
    Component("pay.leave_deduction", "earning", "缺勤扣款", "Absence deduction", "人社部发〔2025〕2号"),
    Component("pay.sick_leave", "earning", "病假扣款", "Sick leave deduction", "劳部发〔1995〕309号 第59条"),
    Component("pay.bonus", "earning", "奖金（并入当月工资）", "Bonus taxed with the month's wage"),
    Component(
        "pay.annual_bonus",
        "earning",
        "全年一次性奖金",
        "Annual bonus taxed separately",
        "财税〔2018〕164号 第一条",
    ),
    Component(
        "pay.annual_leave",
        "earning",
        "未休年休假工资",
        "Untaken annual leave",
        "企业职工带薪年休假实施办法 第十条",
    ),
    Component("pay.severance", "earning", "经济补偿金", "Severance", "劳动合同法 第四十七条"),
    Component("pay.exempt", "earning", "免税收入", "Exempt income", "个人所得税法 第四条"),
    Component(
        "pay.not_taxed", "earning", "不征税补贴", "Receipts outside the tax", "国税发〔1994〕89号 第二条"
    ),
    Component("pay.deduction", "deduction", "税后扣款", "Deduction after tax", "工资支付暂行规定 第十五条"),
    Component("retro.social", "earning", "社保公积金补差", "Insurance true-up"),
    Component(
        "iit.wage",
        "tax",
        "个人所得税（工资薪金，累计预扣法）",
        "Income tax on wages, cumulative withholding",
        "国家税务总局公告2018年第61号 第六条",
    ),
    Component(
        "iit.nonresident_wage",
        "tax",
        "个人所得税（非居民个人工资薪金）",
        "Income tax on a non-resident's wage",
        "国家税务总局公告2018年第61号 第九条",
    ),
    Component(
        "iit.separate",
        "tax",
        "个人所得税（单独计税收入）",
        "Income tax on separately taxed income",
        "财税〔2018〕164号",
    ),
)

CATALOGUE: dict[str, Component] = {component.id: component for component in _PAY}
for _scheme, (_zh, _en, _source) in _SCHEME_TITLES.items():
    CATALOGUE[f"{_scheme}.employee"] = Component(
        f"{_scheme}.employee", "employee", f"{_zh}（个人）", f"{_en} (employee)", _source
    )
    CATALOGUE[f"{_scheme}.employer"] = Component(
        f"{_scheme}.employer", "employer", f"{_zh}（单位）", f"{_en} (employer)", _source
    )
