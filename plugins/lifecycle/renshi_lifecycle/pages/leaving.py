"""Cases of leaving."""

from renshi_lifecycle.leaving.schemas import ITEMS
from renshi_lifecycle.permissions import CASE, INTERVIEW_READ
from renshi_lifecycle.words import options
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Section, Stage, Steps, Table

STATES = options(
    {
        "open": ("办理中", "Under way", "warning"),
        "withdrawn": ("已撤回", "Taken back", "default"),
        "closed": ("已办结", "Closed", "success"),
    }
)
REHIRE = options(
    {
        "open": ("未评定", "Not said", "default"),
        "yes": ("可再录用", "Yes", "success"),
        "conditional": ("有条件", "On conditions", "warning"),
        "no": ("不再录用", "No", "danger"),
    }
)
CASES = Page(
    path="/leaving",
    title=Text("离职办理", "Leaving"),
    permission=CASE,
    body=(
        Table(
            api="/leaving",
            columns=(
                Column(
                    name="employee_name",
                    label=Text("员工", "Employee"),
                    link="/console/lifecycle/leaving/${id}",
                    width=120,
                ),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(
                    name="last_day",
                    label=Text("最后工作日", "Last day"),
                    kind="date",
                    sortable=True,
                    width=120,
                ),
                Column(name="state", label=Text("状态", "State"), options=STATES, width=90),
                Column(name="interviewed", label=Text("已面谈", "Interviewed"), kind="boolean", width=90),
                Column(name="settled_at", label=Text("结算确认", "Settled"), kind="datetime", width=150),
                Column(name="certificate_on", label=Text("证明出具", "Certified"), kind="date", width=110),
                Column(name="rehire", label=Text("再录用", "Re-hire"), options=REHIRE, width=100),
            ),
            filters=(
                Field(name="q", label=Text("姓名/工号", "Name or number")),
                Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
                Field(name="department_id", label=Text("部门", "Department"), kind="department"),
            ),
            actions=(
                Action(
                    label=Text("面谈分析", "Interviews in figures"),
                    link="/console/lifecycle/leaving/analytics",
                    permission=INTERVIEW_READ,
                    icon="chart-column",
                ),
            ),
            empty=Text(
                "没有离职办理：离职申请或解除申请批准后自动生成",
                "No case: an approved resignation or termination opens one",
            ),
        ),
    ),
)
CASE_PAGE = Page(
    path="/leaving/:id",
    title=Text("离职办理", "Leaving"),
    permission=CASE,
    body=(
        Steps(
            api="/leaving/${id}",
            field="step",
            stages=(
                Stage(value="settle", title=Text("交接与结算", "Hand-over and settlement")),
                Stage(value="certify", title=Text("出具证明", "Certificate")),
                Stage(value="closed", title=Text("办结", "Closed")),
            ),
        ),
        Detail(
            api="/leaving/${id}",
            columns=(
                Column(
                    name="employee_name",
                    label=Text("员工", "Employee"),
                    link="/console/core/employees/${employee_id}",
                ),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="state", label=Text("状态", "State"), options=STATES),
                Column(name="hired_on", label=Text("入职日期", "Hired on"), kind="date"),
                Column(name="last_day", label=Text("最后工作日", "Last day"), kind="date"),
                Column(name="article", label=Text("法律依据", "Ground in law")),
                Column(name="reason", label=Text("原因", "Reason")),
                Column(name="transfer_by", label=Text("社保档案转移截止", "Transfer by"), kind="date"),
                Column(name="retain_until", label=Text("资料保存至", "Papers kept until"), kind="date"),
                Column(name="certificate_number", label=Text("证明编号", "Certificate")),
                Column(name="rehire", label=Text("再录用", "Re-hire"), options=REHIRE),
                Column(name="rehire_reason", label=Text("再录用理由", "Why")),
            ),
            actions=(
                Action(
                    label=Text("确认结算", "Confirm the settlement"),
                    api="/leaving/${id}/settlement",
                    level="primary",
                    permission=CASE,
                    visible_when="step == 'settle'",
                    confirm=Text("确认后结算单不再变化，确定吗？", "The sheet is fixed then. Go on?"),
                ),
                Action(
                    label=Text("出具离职证明", "Issue the certificate"),
                    api="/leaving/${id}/certificate",
                    permission=CASE,
                    visible_when="state == 'open' && !certificate_number",
                    confirm=Text("出具后编号不可更改，确定吗？", "Its number is fixed then. Go on?"),
                ),
                Action(
                    label=Text("下载离职证明", "Download the certificate"),
                    api="/leaving/${id}/certificate",
                    method="get",
                    download=True,
                    permission=CASE,
                    visible_when="certificate_number",
                ),
                Action(
                    label=Text("生成面谈链接", "Link to the interview"),
                    api="/leaving/${id}/interview-link",
                    permission=CASE,
                    visible_when="state != 'withdrawn' && !interviewed",
                    confirm=Text(
                        "链接 30 天内有效，填写一次后失效；同时通过通知（邮件、微信）发给本人。之前的链接失效。",
                        "It holds for 30 days and answers once; it is sent by notice (mail, WeChat) too."
                        " The one before ends.",
                    ),
                    done=Text("已发送给本人", "Sent to who leaves"),
                ),
                Action(
                    label=Text("再录用意见", "Re-hire note"),
                    api="/leaving/${id}/rehire",
                    permission=CASE,
                    fields=(
                        Field(
                            name="rehire",
                            label=Text("再录用", "Re-hire"),
                            kind="choice",
                            options=REHIRE[1:],
                            required=True,
                        ),
                        Field(name="reason", label=Text("理由", "Why"), kind="textarea", required=True),
                    ),
                ),
            ),
        ),
        Table(
            api="/leaving/${id}/settlement",
            title=Text("离职结算单", "Settlement sheet"),
            columns=(
                Column(name="item", label=Text("项目", "Item"), width=220),
                Column(name="value", label=Text("数值", "Value"), width=160),
                Column(name="note", label=Text("说明", "Note")),
            ),
        ),
        Section(
            api="/leaving/${id}",
            permission=INTERVIEW_READ,
            body=(
                Section(
                    title=Text("离职面谈（保密）", "Exit interview (confidential)"),
                    visible_when="interviewed",
                    collapsible=True,
                    collapsed=True,
                    body=(
                        Detail(
                            api="/leaving/${id}/interview",
                            columns=(
                                Column(name="main_reason_title", label=Text("主要原因", "Main reason")),
                                *(
                                    Column(name=f"ratings.{name}", label=Text(zh, en), kind="rating")
                                    for name, zh, en in ITEMS
                                ),
                                Column(name="liked", label=Text("最满意的", "Liked most"), kind="textarea"),
                                Column(
                                    name="better",
                                    label=Text("希望改进的", "To be done better"),
                                    kind="textarea",
                                ),
                                Column(name="other", label=Text("其他", "Anything else"), kind="textarea"),
                            ),
                            per_row=2,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
