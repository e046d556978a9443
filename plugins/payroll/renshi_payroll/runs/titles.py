"""What kinds of findings are called, for lists that group them."""

from __future__ import annotations

from renshi_sdk import Text

_TITLES: dict[str, Text] = {
    "payroll.negative_net": Text("实发为负", "Negative net"),
    "payroll.ref_1": Text("年终奖单独计税每年一次", "The separate bonus method, once a year"),
    "payroll.ref_3": Text("低于最低工资", "Below the minimum wage"),
    "payroll.ref_4": Text("赔偿扣款超限", "Deduction for damage over the limit"),
    "payroll.base_below_floor": Text("申报基数低于下限", "Declared base below the floor"),
    "payroll.net_changed": Text("实发变动较大", "Large change of the net"),
    "payroll.tax_jump": Text("个税跳变", "Jump of the tax"),
    "payroll.bonus_pitfall": Text("年终奖处于临界区间", "Bonus in a pitfall band"),
    "payroll.claims_not_updated": Text("专项附加扣除未更新", "Additional deductions not updated"),
    "payroll.full_year_election": Text("可选择 6 万元一次扣除", "60,000 from January to be elected"),
    "payroll.full_year_not_eligible": Text("6 万元一次扣除条件不符", "60,000 from January not eligible"),
    "payroll.provisional_parameters": Text("使用了未核对原文的参数", "Parameters not checked at the source"),
    "payroll.no_minimum_wage": Text("未录入最低工资标准", "No minimum wage recorded"),
    "payroll.whole_wage_deducted": Text("缺勤扣完基本工资", "Absence takes the whole wage"),
    "payroll.terms_missing": Text("没有薪资标准", "No pay terms"),
    "payroll.residence_unrecorded": Text("未录入居民身份", "Tax residence not recorded"),
    "payroll.ref_2": Text("租金与房贷不能同时扣除", "Rent and mortgage interest together"),
    "payroll.ref_5": Text("非全日制用工", "Part-time worker"),
    "payroll.leave_unpriced": Text("休假项目缺少计薪比例", "Leave without a paid part"),
    "payroll.overtime_unpriced": Text("加班项目缺少倍数", "Overtime without a multiplier"),
    "payroll.days_apportionment": Text("非居民在华天数分摊", "Days-in-China apportionment"),
    "payroll.sick_percent_too_fine": Text("病假工资比例过细", "Sick-pay percentage too fine"),
    "payroll.residence_changed": Text("年度内居民身份变更", "Residence changed within the year"),
    "payroll.rehired_this_year": Text("年度内再次入职", "Rehired within the year"),
    "payroll.bonus_method_expired": Text("年终奖单独计税已到期", "The separate bonus method has expired"),
    "payroll.severance_average_missing": Text("未录入当地平均工资", "Local average wage not recorded"),
    "payroll.fact_missing": Text("薪资项目缺少数据", "A component lacks data"),
    "payroll.fact_wrong": Text("薪资项目数据有误", "A component's data is wrong"),
    "payroll.component_out_of_range": Text("薪资项目超出范围", "A component out of range"),
    "payroll.population_changed": Text("核算期间人员有变动", "People changed during the calculation"),
    "payroll.rules_changed": Text("核算期间薪资标准有变动", "Terms changed during the calculation"),
    "payroll.not_employed": Text("当月不在职", "Not employed in the month"),
}


def code_title(code: str) -> Text:
    """The title of a kind of finding."""
    return _TITLES.get(code, Text("其他", "Other"))
