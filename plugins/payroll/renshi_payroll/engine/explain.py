"""Answers "why is my tax 959.17?" from a stored line, in Chinese or English, with every number of the
formula.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.engine.fen import PPM, percent_of, to_yuan
from renshi_payroll.engine.lines import Line

Language = Literal["zh", "en"]


def money(fen: int | str) -> str:
    """Fen as yuan with thousands separators."""
    return f"{to_yuan(int(fen)):,}"


def exact(fen: Decimal) -> str:
    """An unrounded amount given in fen, as yuan with all its digits."""
    yuan = (fen / 100).normalize()
    return f"{yuan:,f}" if yuan.as_tuple().exponent <= -2 else f"{yuan:,.2f}"  # type: ignore[operator]


def explain(line: Line, language: Language = "zh") -> str:
    """The explanation of one line, several sentences separated by line breaks.

    Made from the line alone, so an explanation years later says what was true then.
    """
    if line.component == "iit.wage":
        body = _cumulative(line, language)
    elif line.component == "iit.nonresident_wage":
        body = _nonresident(line, language)
    elif line.component == "iit.separate":
        body = _separate(line, language)
    elif line.kind in ("employee", "employer") and not line.component.startswith("retro."):
        body = _contribution(line, language)
    else:
        body = _item(line, language)
    return "\n".join([_heading(line, language), *body, *_footnotes(line, language)])


def title(line: Line, language: Language) -> str:
    """What the line is called."""
    given = line.title_zh if language == "zh" else line.title_en
    known = CATALOGUE.get(line.component)
    if given or known is None:
        return given or line.component
    return known.zh if language == "zh" else known.en


def _heading(line: Line, language: Language) -> str:
    unit = " 元" if language == "zh" else " yuan"
    separator = "：" if language == "zh" else ": "
    return f"{title(line, language)}{separator}{money(line.amount)}{unit}"


def _footnotes(line: Line, language: Language) -> list[str]:
    known = CATALOGUE.get(line.component)
    sources = ([known.source] if known and known.source else []) + list(line.sources)
    notes = []
    if sources:
        notes.append(("依据：" if language == "zh" else "Source: ") + "；".join(dict.fromkeys(sources)))
    if line.status == "provisional":
        notes.append(
            "注意：本项使用了暂行参数，正式参数公布后将补差。"
            if language == "zh"
            else "Note: this line uses a provisional parameter and will be trued up."
        )
    return notes


def _figures(line: Line) -> dict[str, str]:
    return {name: money(value) for name, value in line.inputs.items() if isinstance(value, int)}


def _tax_before_rounding(line: Line) -> Decimal:
    taxable = max(0, int(line.inputs["cum_taxable"]))
    return Decimal(taxable) * int(line.inputs["ppm"]) / PPM - int(line.inputs["quick"])


def _cumulative(line: Line, language: Language) -> list[str]:
    n = _figures(line)
    rate = percent_of(int(line.inputs["ppm"]))
    raw = exact(_tax_before_rounding(line))
    if language == "zh":
        text = [
            f"累计应纳税所得额 = 累计收入 {n['cum_income']} − 累计免税收入 {n['cum_exempt']}"
            f" − 累计减除费用 {n['cum_basic']} − 累计专项扣除（社保、公积金）{n['cum_special']}"
            f" − 累计专项附加扣除 {n['cum_additional']} − 累计其他扣除 {n['cum_other']} = {n['cum_taxable']}",
            f"累计应纳税额 = {n['cum_taxable']} × {rate}% − 速算扣除数 {n['quick']} = {raw}，"
            f"四舍五入到分为 {n['cum_tax']}",
            f"本期应预扣 = 累计应纳税额 {n['cum_tax']} − 累计减免税额 {n['cum_relief']}"
            f" − 已预扣 {n['withheld_before']} = {money(line.amount)}",
        ]
        if int(line.inputs["cum_taxable"]) <= 0:
            text[1] = "累计应纳税所得额不大于零，累计应纳税额为 0.00"
        if line.amount == 0 and int(line.inputs["withheld_before"]) > int(line.inputs["cum_tax"]):
            text.append("结果为负时本期预扣 0.00，差额由个人在年度汇算时处理，单位不退税。")
        return text
    text = [
        f"Cumulative taxable income = income {n['cum_income']} − exempt {n['cum_exempt']}"
        f" − basic deduction {n['cum_basic']} − insurance and housing fund {n['cum_special']}"
        f" − special additional {n['cum_additional']} − other {n['cum_other']} = {n['cum_taxable']}",
        f"Cumulative tax = {n['cum_taxable']} × {rate}% − quick deduction {n['quick']} = {raw},"
        f" rounded half-up to {n['cum_tax']}",
        f"This period = cumulative tax {n['cum_tax']} − relief {n['cum_relief']}"
        f" − already withheld {n['withheld_before']} = {money(line.amount)}",
    ]
    if int(line.inputs["cum_taxable"]) <= 0:
        text[1] = "Cumulative taxable income is not positive, so the cumulative tax is 0.00"
    if line.amount == 0 and int(line.inputs["withheld_before"]) > int(line.inputs["cum_tax"]):
        text.append("A negative result is withheld as 0.00; the difference is settled in the annual return.")
    return text


def _nonresident(line: Line, language: Language) -> list[str]:
    n = _figures(line)
    rate = percent_of(int(line.inputs["ppm"]))
    raw = exact(_tax_before_rounding(line))
    if language == "zh":
        return [
            f"应纳税所得额 = 当月工资 {n['cum_income']} − {n['cum_basic']} = {n['cum_taxable']}",
            f"应纳税额 = {n['cum_taxable']} × {rate}% − 速算扣除数 {n['quick']} = {raw}，"
            f"四舍五入到分为 {money(line.amount)}（非居民个人不扣社保、公积金和专项附加扣除）",
        ]
    return [
        f"Taxable income = wage {n['cum_income']} − {n['cum_basic']} = {n['cum_taxable']}",
        f"Tax = {n['cum_taxable']} × {rate}% − quick deduction {n['quick']} = {raw},"
        f" rounded half-up to {money(line.amount)} (no insurance or additional deductions for non-residents)",
    ]


def _separate(line: Line, language: Language) -> list[str]:
    n = _figures(line)
    if "ppm" not in line.inputs:
        return [
            f"{n['income']} 单独计税" if language == "zh" else f"{n['income']} is taxed apart from the wage"
        ]
    rate = percent_of(int(line.inputs["ppm"]))
    taxable = n.get("taxable", n["income"])
    quick = n.get("quick", "0.00")
    if language == "zh":
        return [f"{taxable} × {rate}% − 速算扣除数 {quick} = {money(line.amount)}"]
    return [f"{taxable} × {rate}% − quick deduction {quick} = {money(line.amount)}"]


def _contribution(line: Line, language: Language) -> list[str]:
    n = _figures(line)
    rate = percent_of(int(line.inputs["ppm"]))
    raw = exact(Decimal(int(line.inputs["base"])) * int(line.inputs["ppm"]) / PPM)
    fixed = f" + {n['fixed']}" if "fixed" in n else ""
    none_zh, none_en = "无", "none"
    if language == "zh":
        unit = "元" if line.unit == 100 else "分"
        return [
            f"缴费基数 = 申报基数 {n['declared_base']}，下限 {n.get('floor', none_zh)}，"
            f"上限 {n.get('cap', none_zh)} → {n['base']}",
            f"{n['base']} × {rate}% = {raw}，四舍五入到{unit}{fixed} = {money(line.amount)}",
        ]
    unit = "yuan" if line.unit == 100 else "fen"
    return [
        f"Base = declared {n['declared_base']}, floor {n.get('floor', none_en)}, cap {n.get('cap', none_en)}"
        f" → {n['base']}",
        f"{n['base']} × {rate}% = {raw}, rounded half-up to the {unit}{fixed} = {money(line.amount)}",
    ]


_TREATMENT = {
    "wage": ("计入当月工资薪金所得", "taxed with the month's wage"),
    "exempt": ("免税", "exempt from tax"),
    "separate": ("单独计税", "taxed separately"),
    "after_tax": ("税后扣除", "taken after tax"),
}


def _item(line: Line, language: Language) -> list[str]:
    treatment = _TREATMENT.get(str(line.inputs.get("treatment", "")))
    formula = line.inputs.get(f"formula_{language}")
    text = [str(one) for one in (line.inputs.get("note"), formula) if one]
    if treatment:
        text.append(treatment[0 if language == "zh" else 1])
    return text
