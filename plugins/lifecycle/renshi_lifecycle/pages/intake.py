"""Forms of new hires: list, review, and the documents asked for."""

from renshi_lifecycle.permissions import INTAKE
from renshi_lifecycle.words import INTAKE_STATES, LINK_STATES, PAPER_KINDS, SECTION_STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Option, Stage, Steps, Table

LINK = Action(
    label=Text("生成登记链接", "Make the link"),
    api="/intakes/${id}/link",
    level="primary",
    permission=INTAKE,
    visible_when="state != 'accepted' && state != 'closed'",
    fields=(
        Field(
            name="factor",
            label=Text("打开时验证", "Asked on opening"),
            kind="choice",
            default="phone",
            required=True,
            options=(
                Option(value="phone", label=Text("手机号后四位", "Last four digits of the phone")),
                Option(value="born_on", label=Text("出生日期（8 位）", "Birth date in 8 digits")),
            ),
        ),
        Field(
            name="born_on",
            label=Text("出生日期", "Birth date"),
            kind="date",
            visible_when="factor == 'born_on'",
            required=True,
        ),
        Field(
            name="send",
            label=Text("同时发送给本人", "Send it as well"),
            kind="boolean",
            default=True,
            help=Text(
                "按通知渠道发送（邮件，已绑定的微信）；没有邮箱且未绑定的，请复制链接发给本人",
                "By notice (mail, WeChat where bound); for who has neither, copy the link",
            ),
        ),
    ),
    answer=(
        Column(
            name="link",
            label=Text(
                "链接（只显示一次，请复制后发给本人）", "The link, shown once: copy it and send it on"
            ),
        ),
        Column(name="until", label=Text("有效期至", "Holds until"), kind="datetime"),
    ),
    size="lg",
)
INTAKES = Table(
    api="/intakes",
    columns=(
        Column(
            name="employee_name",
            label=Text("新员工", "New hire"),
            link="/console/lifecycle/intakes/${id}",
            width=110,
        ),
        Column(name="department_name", label=Text("部门", "Department"), width=130),
        Column(name="position_title", label=Text("岗位", "Position"), width=120),
        Column(name="starts_on", label=Text("入职日期", "First day"), kind="date", sortable=True, width=110),
        Column(name="state", label=Text("登记", "Form"), options=INTAKE_STATES, width=90),
        Column(name="link_state", label=Text("链接", "Link"), options=LINK_STATES, width=90),
        Column(name="progress", label=Text("已采纳", "Taken over"), kind="progress", width=120),
        Column(
            name="submitted_at", label=Text("提交时间", "Sent"), kind="datetime", sortable=True, width=140
        ),
    ),
    filters=(
        Field(name="q", label=Text("姓名/工号", "Name or number")),
        Field(name="state", label=Text("登记", "Form"), kind="choice", options=INTAKE_STATES),
        Field(name="department_id", label=Text("部门", "Department"), kind="department"),
    ),
    actions=(
        Action(
            label=Text("发起登记", "Open a form"),
            api="/intakes",
            level="primary",
            permission=INTAKE,
            fields=(
                Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
            ),
            redirect="/console/lifecycle/intakes/${id}",
        ),
    ),
    row_actions=(LINK,),
    empty=Text(
        "没有入职登记。录用待入职员工后自动生成，也可手动发起",
        "No form yet: one is made for everybody hired ahead, or open one by hand",
    ),
)
REVIEW = Page(
    path="/intakes/:id",
    title=Text("入职登记审核", "Review of a form"),
    permission=INTAKE,
    body=(
        Steps(
            api="/intakes/${id}",
            field="step",
            stages=(
                Stage(value="open", title=Text("本人填写", "Filled in")),
                Stage(value="submitted", title=Text("人事审核", "Reviewed")),
                Stage(value="accepted", title=Text("写入档案", "In the file")),
            ),
        ),
        Callout(
            api="/intakes/${id}",
            level="danger",
            visible_when="link_state == 'locked' || link_state == 'replayed'",
            text=Text(
                "链接已因验证失败或疑似被复制而失效，请与本人核实后重新生成。",
                "The link ended after wrong answers or because it was copied. Ask the new hire, then make another.",
            ),
        ),
        Detail(
            api="/intakes/${id}",
            columns=(
                Column(
                    name="employee_name",
                    label=Text("新员工", "New hire"),
                    link="/console/core/employees/${employee_id}",
                ),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="position_title", label=Text("岗位", "Position")),
                Column(name="starts_on", label=Text("入职日期", "First day"), kind="date"),
                Column(name="state", label=Text("登记", "Form"), options=INTAKE_STATES),
                Column(name="link_state", label=Text("链接", "Link"), options=LINK_STATES),
                Column(name="link_until", label=Text("链接有效期至", "Link until"), kind="datetime"),
                Column(name="submitted_at", label=Text("提交时间", "Sent"), kind="datetime"),
                Column(name="purge_on", label=Text("登记副本删除日", "Copy deleted after"), kind="date"),
            ),
            actions=(
                LINK,
                Action(
                    label=Text("收回链接", "Take the link back"),
                    api="/intakes/${id}/revoke",
                    permission=INTAKE,
                    visible_when="link_state == 'sent' || link_state == 'opened'",
                    confirm=Text(
                        "收回后已打开的手机也不能继续填写，确定吗？", "Phones that opened it stop too. Go on?"
                    ),
                ),
            ),
        ),
        Table(
            api="/intakes/${id}/sections",
            title=Text("登记内容", "What was stated"),
            export=False,
            columns=(
                Column(name="title", label=Text("部分", "Section"), width=140),
                Column(name="state", label=Text("状态", "State"), options=SECTION_STATES, width=100),
                Column(name="files", label=Text("附件", "Files"), kind="integer", width=70),
                Column(name="reviewed_by", label=Text("审核人", "Reviewer"), width=110),
                Column(name="reviewed_at", label=Text("审核时间", "Reviewed"), kind="datetime", width=150),
                Column(name="note", label=Text("退回说明", "Note")),
            ),
            row_actions=(
                Action(
                    label=Text("查看", "Read"),
                    link="/console/lifecycle/intakes/${intake_id}/${section}",
                    visible_when="state != 'empty' && state != 'draft'",
                ),
                Action(
                    label=Text("采纳", "Take over"),
                    api="/intakes/${intake_id}/sections/${section}/accept",
                    level="primary",
                    permission=INTAKE,
                    visible_when="state == 'sent'",
                    confirm=Text("采纳后写入员工档案，确定吗？", "It goes into the employee's file. Go on?"),
                    done=Text("已写入档案", "In the file"),
                ),
                Action(
                    label=Text("退回", "Send back"),
                    api="/intakes/${intake_id}/sections/${section}/return",
                    permission=INTAKE,
                    visible_when="state == 'sent'",
                    fields=(
                        Field(
                            name="note",
                            label=Text("需要修改什么", "What has to change"),
                            kind="textarea",
                            required=True,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
SECTION = Page(
    path="/intakes/:id/:section",
    title=Text("登记内容", "What was stated"),
    permission=INTAKE,
    body=(
        Table(
            api="/intakes/${id}/sections/${section}",
            export=False,
            columns=(
                Column(name="entry", label=Text("序号", "No."), kind="integer", width=70),
                Column(name="label", label=Text("项目", "Field"), width=180),
                Column(name="value", label=Text("填写内容", "Stated")),
            ),
            row_actions=(
                Action(
                    label=Text("下载", "Download"),
                    api="/intakes/${intake_id}/files/${slot}",
                    method="get",
                    download=True,
                    visible_when="slot",
                ),
            ),
            actions=(
                Action(label=Text("返回审核", "Back to the review"), link="/console/lifecycle/intakes/${id}"),
            ),
        ),
    ),
)
PAPERS = Table(
    api="/papers",
    columns=(
        Column(name="title", label=Text("材料", "Document")),
        Column(name="title_en", label=Text("英文名称", "In English")),
        Column(name="kind", label=Text("存入档案为", "Kept as"), options=PAPER_KINDS),
        Column(name="required", label=Text("必交", "Required"), kind="boolean", width=80),
        Column(name="position_title", label=Text("适用岗位", "Position")),
        Column(name="department_name", label=Text("适用部门", "Department")),
    ),
    actions=(
        Action(
            label=Text("新增材料", "Ask for one more"),
            api="/papers",
            level="primary",
            permission=INTAKE,
            fields=(
                Field(
                    name="code",
                    label=Text("编码", "Code"),
                    required=True,
                    pattern="^[a-z0-9_]{1,30}$",
                    help=Text("小写字母、数字、下划线", "Lower-case letters, digits, underscores"),
                ),
                Field(name="title", label=Text("名称", "Title"), required=True),
                Field(name="title_en", label=Text("英文名称", "In English"), required=True),
                Field(
                    name="kind",
                    label=Text("存入档案为", "Kept as"),
                    kind="choice",
                    options=PAPER_KINDS,
                    default="other",
                ),
                Field(name="required", label=Text("必交", "Required"), kind="boolean", default=True),
                Field(name="position_id", label=Text("仅此岗位", "Only this position"), kind="position"),
                Field(
                    name="department_id", label=Text("仅此部门", "Only this department"), kind="department"
                ),
            ),
        ),
    ),
    row_actions=(
        Action(
            label=Text("删除", "Remove"),
            api="/papers/${id}",
            method="delete",
            level="danger",
            permission=INTAKE,
            confirm=Text("不再要求新员工提交“${title}”？", "Ask for “${title}” no longer?"),
        ),
    ),
    empty=Text("除身份证件和学历证书外没有要求其他材料", "Nothing is asked for beside identity and diploma"),
)
