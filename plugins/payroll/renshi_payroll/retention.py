"""Why pay runs and slips stay."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataClass

RETENTION = (
    DataClass(
        name="payroll.slip",
        title=Text("工资核算与工资条", "Pay runs and slips"),
        content=Text(
            "已关闭的工资批次、工资条及其计算依据", "closed pay runs, slips, and what they were computed from"
        ),
        counted_from=Text("工资所属期", "the pay period"),
        basis=Text(
            "会计档案管理办法：原始凭证保管三十年；工资支付暂行规定第六条：保存二年以上备查",
            "Rules on Accounting Archives: vouchers are kept for thirty years; Rules on Wage Payment art. 6",
        ),
        kept=Text(
            "属于会计凭证，保管期三十年，且已关闭的批次不可更改；到期销毁须经会计档案鉴定",
            "they are accounting vouchers, kept for thirty years, and closed runs never change; destroying them after "
            "that takes the appraisal that the rules ask for",
        ),
    ),
)
