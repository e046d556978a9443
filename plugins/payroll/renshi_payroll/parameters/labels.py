"""What a parameter is called: people read "上海市 失业保险 个人费率", not a key."""

from __future__ import annotations

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.parameters.loader import load_parameters
from renshi_payroll.parameters.model import ParameterError
from renshi_sdk import Text

_FIELDS = {
    "base_floor": Text("缴费基数下限", "floor of the base"),
    "base_cap": Text("缴费基数上限", "cap of the base"),
    "employee_rate": Text("个人费率", "employee's rate"),
    "employer_rate": Text("单位费率", "employer's rate"),
    "employee_fixed": Text("个人固定金额", "employee's fixed amount"),
    "employer_fixed": Text("单位固定金额", "employer's fixed amount"),
    "unit": Text("取整单位", "rounding unit"),
}
_OTHERS = {
    "minimum_wage.month": Text("月最低工资标准", "monthly minimum wage"),
    "minimum_wage.hour": Text("小时最低工资标准", "hourly minimum wage"),
    "iit.annual_table": Text("综合所得税率表（年）", "annual tax table"),
    "iit.monthly_table": Text("按月换算税率表", "monthly tax table"),
    "iit.bonus_table": Text("全年一次性奖金税率表", "annual bonus tax table"),
    "iit.labour_table": Text("劳务报酬预扣率表", "labour remuneration table"),
}
_SCHEMES = {"medical_tier2": Text("基本医疗保险二档", "Medical insurance, second tier")}


def scheme_title(scheme: str) -> Text:
    """A scheme without its side: 基本养老保险."""
    if scheme in _SCHEMES:
        return _SCHEMES[scheme]
    known = CATALOGUE.get(f"{scheme}.employee")
    if known is None:
        return Text(scheme, scheme)
    return Text(known.zh.removesuffix("（个人）"), known.en.removesuffix(" (employee)"))


def parameter_title(key: str) -> Text:
    """A parameter of a jurisdiction without the place, ``pension.base_floor``."""
    if key in _OTHERS:
        return _OTHERS[key]
    scheme, _, name = key.rpartition(".")
    field = _FIELDS.get(name, Text(name, name))
    of = scheme_title(scheme)
    return Text(f"{of.zh} {field.zh}", f"{of.en}, {field.en}")


def full_title(full_key: str) -> Text:
    """A parameter with its place; the key itself where no place of that name is shipped."""
    jurisdiction, _, key = full_key.partition(".")
    try:
        place = load_parameters().jurisdiction(jurisdiction)
    except ParameterError:
        return Text(full_key, full_key)
    title = parameter_title(key)
    return Text(f"{place.title_zh} {title.zh}", f"{place.title_en}: {title.en}")


def unit_of(full_key: str) -> Text:
    """What a value of it is given in."""
    try:
        kind = load_parameters().series(full_key).kind
    except ParameterError:
        return Text("—", "—")
    return Text("元", "yuan") if kind == "money" else Text("%", "%")
