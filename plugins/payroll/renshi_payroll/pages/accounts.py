"""The tab of the accounts that the journal uses."""

from __future__ import annotations

from renshi_payroll.engine.components import CATALOGUE
from renshi_payroll.permissions import OUTPUT_READ, TEMPLATE_MANAGE
from renshi_sdk import Text
from renshi_sdk.pages import Column, Field, Grid, Markdown, Option, Tab

_EXPENSES = (
    Option(value="*", label=Text("全部项目", "Everything")),
    Option(value="employer.social", label=Text("单位社会保险费", "Employer's insurance")),
    Option(value="employer.housing", label=Text("单位住房公积金", "Employer's housing fund")),
    *(
        Option(value=one.id, label=Text(one.zh, one.en))
        for one in CATALOGUE.values()
        if one.kind == "earning" and one.id.startswith("pay.")
    ),
)
_ACCOUNT = (
    Field(name="code", label=Text("科目编码", "Account"), required=True),
    Field(name="title", label=Text("科目名称", "Title"), required=True),
)
ACCOUNTS_TAB = Tab(
    title=Text("会计科目", "Accounts"),
    permission=OUTPUT_READ,
    body=(
        Markdown(
            text=Text(
                "工资凭证按下列科目生成，最具体的规则优先：先看部门，再看项目；部门填“*”表示全部部门。保存即为新版本，请与账套核对。",
                "The journal uses these accounts; the most particular rule counts, a named department first. “*” is"
                " every department. Saving makes a new version. Compare them with your books.",
            )
        ),
        Grid(
            title=Text("费用科目", "Expenses"),
            api="/accounts/expenses",
            save_api="/accounts/expenses",
            permission=TEMPLATE_MANAGE,
            add=True,
            remove=True,
            columns=(),
            inputs=(
                Field(name="department", label=Text("部门", "Department"), default="*", required=True),
                Field(
                    name="component",
                    label=Text("项目", "Component"),
                    kind="choice",
                    options=_EXPENSES,
                    default="*",
                ),
                *_ACCOUNT,
            ),
        ),
        Grid(
            title=Text("往来科目", "Payables"),
            api="/accounts/payables",
            save_api="/accounts/payables",
            permission=TEMPLATE_MANAGE,
            columns=(Column(name="label", label=Text("用途", "For")),),
            inputs=_ACCOUNT,
        ),
    ),
)
