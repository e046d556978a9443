"""The tax of one income that is no wage, as a tab of the what-ifs."""

from __future__ import annotations

from renshi_payroll.permissions import SIMULATE
from renshi_payroll.single_incomes.taxes import RULES
from renshi_sdk import Text
from renshi_sdk.pages import Callout, Column, Detail, Field, Figure, Figures, Option, Trial

_KINDS = tuple(Option(value=kind, label=rule.label) for kind, rule in RULES.items())


def _only(*kinds: str) -> str:
    """Shown for these kinds alone."""
    return " || ".join(f"kind == '{kind}'" for kind in kinds)


SINGLE_INCOME = Trial(
    api="/single-incomes/tax",
    permission=SIMULATE,
    submit=Text("计算", "Compute"),
    fields=(
        Field(
            name="kind",
            label=Text("收入类型", "Kind"),
            kind="choice",
            required=True,
            options=_KINDS,
            default="labour",
        ),
        Field(name="amount", label=Text("本次收入", "Income"), kind="money", required=True),
        Field(
            name="paid_on",
            label=Text("发放日期", "Paid on"),
            kind="date",
            help=Text("不填为今天", "empty: today"),
        ),
        Field(
            name="received_before",
            label=Text("本年此前累计收入", "Received earlier this year"),
            kind="money",
            visible_when=_only("labour_cumulative", "equity"),
            help=Text("同类收入，不含本次；没有填 0", "of the same kind, without this one; 0 if none"),
        ),
        Field(
            name="taxed_before",
            label=Text("本年此前已扣税额", "Withheld on it"),
            kind="money",
            visible_when=_only("labour_cumulative", "equity"),
        ),
        Field(
            name="months",
            label=Text("月数", "Months"),
            kind="integer",
            visible_when=_only("labour_cumulative", "internal_retirement"),
            help=Text(
                "累计预扣：本年在本单位的月数（含本月）；内部退养：至法定退休年龄的月数",
                "interns: months here this year with this one; internal retirement: months to the statutory age",
            ),
        ),
        Field(
            name="years",
            label=Text("至法定退休年龄的年数", "Years to the statutory age"),
            kind="number",
            visible_when=_only("early_retirement"),
        ),
        Field(
            name="wage",
            label=Text("当月工资", "The month's wage"),
            kind="money",
            visible_when=_only("internal_retirement"),
        ),
        Field(
            name="reference",
            label=Text("税务机关答复", "The tax office's answer"),
            visible_when=_only("internal_retirement"),
            help=Text("各地口径不一，须有依据", "readings differ: whose is followed?"),
        ),
        Field(
            name="average_wage",
            label=Text("当地上年月平均工资", "City's average wage"),
            kind="money",
            visible_when=_only("severance"),
        ),
    ),
    body=(
        Figures(
            api="",
            figures=(
                Figure(name="tax", label=Text("应预扣（代扣）税额", "Tax"), kind="money"),
                Figure(name="net", label=Text("税后", "Net"), kind="money"),
                Figure(name="exempt", label=Text("免税部分", "Exempt"), kind="money"),
            ),
        ),
        Detail(
            api="",
            title=Text("计算说明", "How it is computed"),
            columns=(
                Column(name="label", label=Text("收入类型", "Kind")),
                Column(name="explanation", label=Text("计算过程", "Arithmetic"), kind="textarea"),
                Column(name="source", label=Text("依据", "Source")),
            ),
        ),
        Callout(
            text=Text(
                "只计算，不发放。工资以外的收入由付款方按次或按月代扣。",
                "Nothing is paid by it. Whoever pays such an income withholds each time or month.",
            )
        ),
    ),
)
