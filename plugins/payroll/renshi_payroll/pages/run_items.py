"""The tab of a run's one-off items: entered, uploaded, settled for a leaver, trued up."""

from __future__ import annotations

from renshi_payroll.adjustments.schemas import ITEM_NAMES
from renshi_payroll.permissions import TERM_MANAGE
from renshi_sdk import Text
from renshi_sdk.pages import Action, Column, Field, Option, Tab, Table

_ITEMS = tuple(Option(value=component, label=title) for component, title in ITEM_NAMES.items())
_AGAIN = Text("已录入，请重新核算", "Entered; calculate again")
_MEMBER = Field(
    name="employee_id",
    label=Text("离职人员", "Leaver"),
    kind="choice",
    options_api="/runs/${id}/members",
    required=True,
    visible_when="kind == 'final'",
)
_EMPLOYEE = Field(
    name="employee_id",
    label=Text("员工", "Employee"),
    kind="employee",
    required=True,
    visible_when="kind != 'final'",
)
_OVERTIME = (
    Option(value="restday", label=Text("休息日加班（200%）", "Rest day (200 %)")),
    Option(value="weekday", label=Text("平日加班（150%）", "Workday (150 %)")),
)


def _money(name: str, label: Text, help_: Text | None = None, when: str | None = None) -> Field:
    return Field(name=name, label=label, kind="money", help=help_, visible_when=when)


_SETTLE = Action(
    label=Text("离职结算", "Settle a leaver"),
    api="/runs/${id}/settlement",
    level="primary",
    size="lg",
    visible_when="open && kind == 'final'",
    done=Text("已录入结算项目，请重新核算", "The settlement is entered; calculate again"),
    fields=(
        _MEMBER,
        Field(name="last_day", label=Text("最后工作日", "Last day"), kind="date", required=True),
        Field(
            name="annual_leave_entitlement",
            label=Text("当年应休年假（天）", "Leave of the year"),
            kind="integer",
            help=Text("按累计工龄 5、10 或 15 天；不填不结算年假", "5, 10 or 15 by service; empty: none"),
        ),
        Field(
            name="annual_leave_taken",
            label=Text("当年已休年假（天）", "Taken this year"),
            kind="number",
            default=0,
            help=Text("多休的不扣回", "what was taken beyond is not claimed back"),
        ),
        Field(
            name="comp_hours",
            label=Text("未休调休（小时）", "Time off not taken (hours)"),
            kind="number",
            default=0,
        ),
        Field(
            name="comp_kind",
            label=Text("调休来源", "Of overtime on"),
            kind="choice",
            options=_OVERTIME,
            default="restday",
        ),
        Field(name="severance", label=Text("支付经济补偿", "With severance"), kind="boolean", default=False),
        Field(
            name="service_from",
            label=Text("工作年限起算日", "Service counts from"),
            kind="date",
            visible_when="severance",
            help=Text("不填为入职日", "empty: the first day here"),
        ),
        _money("city_average", Text("当地上年月平均工资", "City's average wage"), when="severance"),
        Field(
            name="city_average_reference",
            label=Text("平均工资依据", "Its notice"),
            visible_when="severance",
        ),
        Field(
            name="notice_missing",
            label=Text("支付代通知金（+1）", "A month in place of notice"),
            kind="boolean",
            default=False,
            visible_when="severance",
        ),
        Field(
            name="unlawful",
            label=Text("违法解除（2N）", "Unlawful dismissal (2N)"),
            kind="boolean",
            default=False,
            visible_when="severance",
        ),
        _money("advance", Text("抵扣借款或预支", "Advance to set off")),
        Field(
            name="advance_consent",
            label=Text("书面同意依据", "Written consent"),
            visible_when="advance",
        ),
        _money(
            "damage",
            Text("赔偿扣款", "Damage"),
            Text("不超过当月工资的 20%，且扣后不低于最低工资", "at most 20 % of the month's wage"),
        ),
        Field(name="damage_reason", label=Text("赔偿依据", "Its ground"), visible_when="damage"),
    ),
)
RUN_ITEM_TAB = Tab(
    title=Text("一次性项目", "Items"),
    permission=TERM_MANAGE,
    body=(
        Table(
            api="/runs/${id}/items",
            empty=Text("本批次还没有一次性项目", "The run has no one-off items yet"),
            filters=(Field(name="q", label=Text("姓名或工号", "Name or number")),),
            columns=(
                Column(name="employee_number", label=Text("工号", "Number"), width=110),
                Column(name="employee_name", label=Text("员工", "Employee")),
                Column(name="label", label=Text("项目", "Item")),
                Column(name="amount", label=Text("金额（元）", "Amount"), kind="money", width=140),
                Column(name="note", label=Text("说明", "Note")),
                Column(name="cancelled", label=Text("已取消", "Cancelled"), kind="boolean", width=90),
            ),
            actions=(
                _SETTLE,
                Action(
                    label=Text("录入项目", "Enter an item"),
                    api="/runs/${id}/items",
                    visible_when="open",
                    done=_AGAIN,
                    fields=(
                        _MEMBER,
                        _EMPLOYEE,
                        Field(
                            name="component",
                            label=Text("项目", "Item"),
                            kind="choice",
                            options=_ITEMS,
                            required=True,
                        ),
                        Field(name="amount", label=Text("金额（元）", "Amount"), kind="money", required=True),
                        Field(name="note", label=Text("说明", "Note"), required=True),
                    ),
                ),
                Action(
                    label=Text("上传表格", "Upload a sheet"),
                    api="/runs/${id}/items/sheet",
                    visible_when="open",
                    done=_AGAIN,
                    fields=(
                        Field(
                            name="file_id",
                            label=Text("填好的表格", "The sheet"),
                            kind="file",
                            accept=".xlsx",
                            max_mb=10,
                            required=True,
                        ),
                    ),
                ),
                Action(
                    label=Text("下载模板", "Template"),
                    api="/adjustment-template",
                    method="get",
                    download=True,
                ),
                Action(
                    label=Text("补差", "True up"),
                    api="/runs/${id}/true-up",
                    visible_when="open",
                    done=Text("已记入差额，请重新核算", "The differences are posted; calculate again"),
                    confirm=Text(
                        "按现在已知的薪资标准、基数和费率重算已关账月份，差额记入本批次；重复操作不会重复记入。",
                        "Closed months are computed again by what is known now; the differences join this run, once.",
                    ),
                    fields=(
                        Field(
                            name="period_from",
                            label=Text("从哪个月起", "From month"),
                            kind="month",
                            required=True,
                        ),
                        Field(name="note", label=Text("说明", "Note"), required=True),
                    ),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("取消", "Cancel"),
                    api="/adjustments/${id}/cancel",
                    level="link",
                    visible_when="!cancelled",
                    confirm=Text("确认取消该项目？", "Cancel this item?"),
                ),
            ),
        ),
    ),
)
