"""“Why is my tax 959.17?”: one line of a slip taken apart into its formula, its inputs, its rounding and its source."""

from __future__ import annotations

from typing import Any

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.explain import explain, money, title
from renshi_payroll.engine.fen import percent_of, to_yuan
from renshi_payroll.engine.lines import Line
from renshi_payroll.slips.repository import StoredSlip
from renshi_payroll.slips.views import language_of, shown_lines
from renshi_sdk import NotFound, Text

_RATES = {"ppm": Text("适用比例", "Rate")}
_INPUTS = {
    "cum_income": Text("累计收入", "Cumulative income"),
    "cum_exempt": Text("累计免税收入", "Cumulative exempt income"),
    "cum_basic": Text("累计减除费用", "Cumulative basic deduction"),
    "cum_special": Text("累计专项扣除（社保、公积金）", "Cumulative insurance and housing fund"),
    "cum_additional": Text("累计专项附加扣除", "Cumulative special additional deductions"),
    "cum_other": Text("累计其他扣除", "Cumulative other deductions"),
    "cum_taxable": Text("累计应纳税所得额", "Cumulative taxable income"),
    "cum_tax": Text("累计应纳税额", "Cumulative tax"),
    "cum_relief": Text("累计减免税额", "Cumulative relief"),
    "withheld_before": Text("已预扣税额", "Already withheld"),
    "quick": Text("速算扣除数", "Quick deduction"),
    "declared_base": Text("申报基数", "Declared base"),
    "floor": Text("基数下限", "Floor of the base"),
    "cap": Text("基数上限", "Cap of the base"),
    "base": Text("计算基数", "Base used"),
    "fixed": Text("固定金额", "Fixed amount"),
    "income": Text("收入", "Income"),
    "taxable": Text("应纳税所得额", "Taxable income"),
    "monthly": Text("月工资", "Monthly wage"),
    "hourly": Text("小时工资", "Hourly wage"),
}
_STATUS = {
    "verified": Text("已核实", "Verified"),
    "provisional": Text("暂行，待补差", "Provisional, to be trued up"),
    "recorded": Text("本单位录入", "Recorded by the company"),
}
_HIDDEN = ("treatment", "of", "formula_zh", "formula_en")


def why(slip: StoredSlip, code: str, locale: str, *, hide_employer: bool) -> dict[str, Any]:
    """Every line of ``code`` taken apart. ``NotFound`` where the slip has none that the reader may see."""
    lines = [line for line in shown_lines(slip.lines, hide_employer=hide_employer) if line.component == code]
    if not lines:
        raise NotFound(Text("工资条中没有该项目", "the slip has no such line"))
    items = [_apart(line, locale) for line in lines]
    return {
        "slip_id": slip.id,
        "label": items[0]["label"],
        "amount": sum((item["amount"] for item in items), to_yuan(0)),
        "period": slip.period,
        "employee_name": slip.employee_name,
        "code": code,
        "items": items,
        "inputs": [given for item in items for given in item["inputs"]],
    }


def _apart(line: Line, locale: str) -> dict[str, Any]:
    language = language_of(locale)
    known = CATALOGUE.get(line.component)
    sentences = explain(line, language).split("\n")
    rounding = Text(
        "四舍五入到元" if line.unit == 100 else "四舍五入到分",
        "half-up to the yuan" if line.unit == 100 else "half-up to the fen",
    )
    return {
        "label": title(line, language),
        "amount": to_yuan(line.amount),
        "formula": sentences[1:],
        "text": "\n\n".join(sentences),
        "steps": "\n".join(one for one in sentences[1:] if not one.startswith(("依据：", "Source: "))),
        "instruments": "；".join(
            dict.fromkeys([*((known.source,) if known and known.source else ()), *line.sources])
        ),
        "inputs": [
            {"name": name, "label": _label(name).of(locale), "value": _value(name, value)}
            for name, value in line.inputs.items()
            if name not in _HIDDEN
        ],
        "rounding": rounding.of(locale),
        "rule": known.source if known else "",
        "sources": list(line.sources),
        "status": line.status,
        "status_label": _STATUS.get(line.status, Text(line.status, line.status)).of(locale),
    }


def _label(name: str) -> Text:
    return _RATES.get(name) or _INPUTS.get(name) or Text(name, name)


def _value(name: str, value: int | str) -> str:
    if name in _RATES:
        return f"{percent_of(int(value))}%"
    if isinstance(value, int) and name in _INPUTS:
        return money(value)
    return str(value)
