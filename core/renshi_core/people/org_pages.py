"""Parts of the employee's file about the organisation, for its page to include: second posts and what is to come."""

from __future__ import annotations

from renshi_sdk.pages import Action, Column, Field, Option, Tab, Table
from renshi_sdk.text import Text

CHANGE = "core.employee.change"
_REASON = Field(name="reason", label=Text("原因", "Reason"), required=True)
_KINDS = (
    Option(value="concurrent", label=Text("兼岗", "Second post"), colour="info"),
    Option(value="secondment", label=Text("借调", "Secondment"), colour="warning"),
)
_POSTS = Table(
    api="/api/employees/${id}/posts",
    title=Text("兼岗与借调", "Second posts"),
    columns=(
        Column(name="kind", label=Text("类型", "Kind"), options=_KINDS, width=90),
        Column(name="company_name", label=Text("公司", "Company")),
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(name="manager_name", label=Text("上级", "Manager"), width=100),
        Column(name="share", label=Text("占比 %", "Share %"), kind="number", width=80),
        Column(name="starts_on", label=Text("自", "From"), kind="date", width=110),
        Column(name="last_day", label=Text("至", "To"), kind="date", width=110),
    ),
    actions=(
        Action(
            label=Text("增加兼岗或借调", "Add"),
            api="/api/employees/${id}/posts",
            fields=(
                Field(
                    name="kind",
                    label=Text("类型", "Kind"),
                    kind="choice",
                    options=_KINDS,
                    default="concurrent",
                    required=True,
                ),
                Field(
                    name="department_id", label=Text("部门", "Department"), kind="department", required=True
                ),
                Field(name="position_id", label=Text("岗位", "Position"), kind="position"),
                Field(name="manager_id", label=Text("该任职的上级", "Manager there"), kind="employee"),
                Field(
                    name="share", label=Text("时间占比 %", "Share of time %"), kind="number", required=True
                ),
                Field(name="starts_on", label=Text("开始日期", "From"), kind="date", required=True),
                Field(
                    name="last_day",
                    label=Text("结束日期", "Last day"),
                    kind="date",
                    help=Text("借调必填，到期自动返回", "needed for a secondment; it ends by itself"),
                ),
                _REASON,
            ),
            level="primary",
            permission=CHANGE,
        ),
    ),
    row_actions=(
        Action(
            label=Text("提前结束", "End early"),
            api="/api/posts/${id}/end",
            fields=(
                Field(name="last_day", label=Text("最后一天", "Last day"), kind="date", required=True),
                _REASON,
            ),
            level="link",
            permission=CHANGE,
        ),
    ),
    empty=Text("没有兼岗或借调", "No second post"),
    export=False,
)
_PLANNED = Table(
    api="/api/employees/${id}/planned",
    title=Text("待生效变动", "Planned changes"),
    columns=(
        Column(name="on", label=Text("生效日期", "On"), kind="date", width=120),
        Column(
            name="kind",
            label=Text("类型", "Kind"),
            width=90,
            options=(
                Option(value="hire", label=Text("入职", "Hire"), colour="success"),
                Option(value="change", label=Text("变动", "Change"), colour="info"),
                Option(value="end", label=Text("离职", "End"), colour="danger"),
            ),
        ),
        Column(name="said", label=Text("内容", "What")),
        Column(name="reason", label=Text("原因", "Reason")),
    ),
    row_actions=(
        Action(
            label=Text("取消", "Call off"),
            api="/api/employees/${employee_id}/planned/${record_id}/cancel",
            fields=(_REASON,),
            level="link",
            visible_when="kind == 'change'",
            permission=CHANGE,
        ),
        Action(
            label=Text("改期", "Other day"),
            api="/api/employees/${employee_id}/planned/${record_id}",
            method="patch",
            fields=(
                Field(name="effective_on", label=Text("新的生效日期", "New day"), kind="date", required=True),
                _REASON,
            ),
            level="link",
            visible_when="kind == 'change'",
            permission=CHANGE,
        ),
    ),
    empty=Text("没有待生效的变动", "Nothing is planned"),
    export=False,
)
POSTS_TAB = Tab(title=Text("兼岗与待生效", "Posts and plans"), body=(_POSTS, _PLANNED))
"""For the tabs of an employee's file."""
