"""The tax of one income, explained. Nothing is stored but the audit row."""

from __future__ import annotations

from typing import Any

from renshi_payroll.engine.fen import to_fen, to_yuan
from renshi_payroll.engine.refusals import Refusal
from renshi_payroll.engine.tables import RateTable
from renshi_payroll.errors import needs_attention
from renshi_payroll.parameters import load_parameters
from renshi_payroll.single_incomes.schemas import SingleIncomeIn
from renshi_payroll.single_incomes.taxes import RULES, Lacking
from renshi_sdk import Context, Invalid, Text

_INPUTS = {
    "received_before": Text("本年此前累计收入", "the income of this kind earlier in the year"),
    "taxed_before": Text("本年此前已扣税额", "the tax withheld on it"),
    "months": Text("月数", "the number of months"),
    "years": Text("至法定退休年龄的年数", "the years to the statutory age"),
    "wage": Text("当月工资", "the month's wage"),
    "average_wage": Text("当地上年月平均工资", "the local average monthly wage"),
}


async def tax(ctx: Context, data: SingleIncomeIn) -> dict[str, Any]:
    """Tax and net of one income with the formula's numbers.

    ``Invalid`` names an input that the kind needs; ``NeedsAttention`` where the law or a table has an end.
    """
    day = data.paid_on or ctx.now().date()
    rule = RULES[data.kind]

    def table(name: str) -> RateTable:
        return load_parameters().table(f"iit.{name}_table", day)

    try:
        answer = rule.answer(data, table)
    except Lacking as lacking:
        what = _INPUTS[str(lacking)]
        raise Invalid(
            Text(f"请填写{what.zh}", f"give {what.en}"),
            code="payroll.single_income.input",
            field=str(lacking),
        ) from lacking
    except Refusal as refusal:
        raise needs_attention(refusal) from refusal
    amount = to_fen(data.amount)
    await ctx.audit.record("payroll.single_income.tax", subject="payroll_run", detail={"kind": data.kind})
    return {
        "kind": data.kind,
        "label": rule.label.of(ctx.locale),
        "amount": to_yuan(amount),
        "exempt": to_yuan(answer.free),
        "tax": to_yuan(answer.tax),
        "net": to_yuan(amount - answer.tax),
        "explanation": "\n".join(text.of(ctx.locale) for text in answer.why),
        "source": rule.source,
    }
