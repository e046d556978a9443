"""Checklists, my tasks, templates."""

from renshi_lifecycle.checklists.schemas import TemplateIn
from renshi_lifecycle.permissions import CHECKLIST_MANAGE, CHECKLIST_READ
from renshi_lifecycle.words import CHECKLIST_STATES, OCCASIONS, OWNERS, TASK_STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Board, Column, Detail, Field, Tab, Table, Tabs
from renshi_sdk.web import AUTHENTICATED

DONE = Action(
    label=Text("完成", "Done"),
    api="/tasks/${id}/done",
    level="primary",
    visible_when="state == 'open'",
    fields=(
        Field(
            name="text",
            label=Text("完成情况", "How it was done"),
            kind="textarea",
            visible_when="proof != 'file'",
            help=Text("凭证为“文字”的任务必填", "Needed where the proof is a text"),
        ),
        Field(
            name="file_id",
            label=Text("附件", "File"),
            kind="file",
            accept=".pdf,.jpg,.png,.docx,.xlsx",
            max_mb=20,
            visible_when="proof == 'file'",
        ),
    ),
    done=Text("已完成", "Done"),
)
SKIP = Action(
    label=Text("无需办理", "Not needed"),
    api="/tasks/${id}/skip",
    permission=CHECKLIST_MANAGE,
    visible_when="state == 'open' || state == 'waiting'",
    fields=(Field(name="reason", label=Text("原因", "Why"), kind="textarea", required=True),),
)
TASKS = Page(
    path="/tasks",
    title=Text("我的待办任务", "My tasks"),
    permission=AUTHENTICATED,
    body=(
        Table(
            api="/tasks/mine",
            columns=(
                Column(
                    name="employee_name",
                    label=Text("为谁办理", "For whom"),
                    kind="person",
                    note="department_name",
                    width=160,
                ),
                Column(name="occasion", label=Text("场景", "Occasion"), options=OCCASIONS, width=90),
                Column(name="title", label=Text("任务", "Task")),
                Column(name="owner", label=Text("负责人", "Owner"), options=OWNERS, width=90),
                Column(name="due_on", label=Text("到期", "Due"), kind="date", sortable=True, width=110),
                Column(name="late", label=Text("已逾期", "Late"), kind="boolean", width=80),
                Column(name="note", label=Text("说明", "Note")),
            ),
            filters=(
                Field(name="q", label=Text("姓名/任务", "Name or task")),
                Field(name="occasion", label=Text("场景", "Occasion"), kind="choice", options=OCCASIONS),
            ),
            row_actions=(DONE,),
            empty=Text("没有等待您办理的任务", "No task waits for you"),
        ),
    ),
)
LIST = Table(
    api="/checklists",
    columns=(
        Column(
            name="employee_name",
            label=Text("员工", "Employee"),
            kind="person",
            note="department_name",
            width=160,
        ),
        Column(name="occasion", label=Text("场景", "Occasion"), options=OCCASIONS, width=80),
        Column(
            name="title",
            label=Text("清单", "Checklist"),
            link="/console/lifecycle/checklists/${id}",
            width=140,
        ),
        Column(name="anchor_on", label=Text("基准日", "Day"), kind="date", sortable=True, width=110),
        Column(name="progress", label=Text("进度", "Progress"), kind="progress", width=140),
        Column(name="next_due", label=Text("最近到期", "Next due"), kind="date", width=110),
        Column(name="late", label=Text("有逾期", "Late"), kind="boolean", width=80),
        Column(name="mentor_name", label=Text("导师", "Mentor"), width=100),
        Column(name="state", label=Text("状态", "State"), options=CHECKLIST_STATES, width=90),
    ),
    filters=(
        Field(name="q", label=Text("姓名/工号", "Name or number")),
        Field(name="occasion", label=Text("场景", "Occasion"), kind="choice", options=OCCASIONS),
        Field(name="state", label=Text("状态", "State"), kind="choice", options=CHECKLIST_STATES),
        Field(name="department_id", label=Text("部门", "Department"), kind="department"),
    ),
    actions=(
        Action(
            label=Text("手动发起", "Begin one"),
            api="/checklists",
            level="primary",
            permission=CHECKLIST_MANAGE,
            fields=(
                Field(name="employee_id", label=Text("员工", "Employee"), kind="employee", required=True),
                Field(
                    name="occasion",
                    label=Text("场景", "Occasion"),
                    kind="choice",
                    options=OCCASIONS,
                    required=True,
                ),
                Field(
                    name="anchor_on",
                    label=Text("基准日", "Day"),
                    kind="date",
                    required=True,
                    help=Text("入职日、生效日或最后工作日", "First day, day of the change, or last day"),
                ),
            ),
            redirect="/console/lifecycle/checklists/${id}",
        ),
    ),
    empty=Text(
        "还没有清单：录用、调动、借调、离职时自动生成",
        "No checklist yet: hiring, moving and leaving make them",
    ),
)
TEMPLATES = Table(
    api="/templates",
    columns=(
        Column(name="title", label=Text("模板", "Template")),
        Column(name="title_en", label=Text("英文", "In English")),
        Column(name="occasion", label=Text("场景", "Occasion"), options=OCCASIONS, width=90),
        Column(name="tasks", label=Text("任务数", "Tasks"), kind="integer", width=80),
        Column(name="position_title", label=Text("适用岗位", "Position")),
        Column(name="department_name", label=Text("适用部门", "Department")),
        Column(name="active", label=Text("启用", "In use"), kind="boolean", width=70),
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
    ),
    actions=(
        Action(
            label=Text("新增模板", "New template"),
            api="/templates",
            level="primary",
            permission=CHECKLIST_MANAGE,
            schema=TemplateIn,
            size="xl",
        ),
    ),
    row_actions=(
        Action(
            label=Text("修改", "Change"),
            api="/templates/${id}",
            method="put",
            load_api="/templates/${id}",
            permission=CHECKLIST_MANAGE,
            schema=TemplateIn,
            size="xl",
        ),
        Action(
            label=Text("删除", "Remove"),
            api="/templates/${id}",
            method="delete",
            level="danger",
            permission=CHECKLIST_MANAGE,
            confirm=Text(
                "删除模板“${title}”？进行中的清单不受影响。", "Remove “${title}”? Running checklists stay."
            ),
        ),
    ),
)
CHECKLISTS = Page(
    path="/checklists",
    title=Text("入转离清单", "Checklists"),
    permission=CHECKLIST_READ,
    body=(
        Tabs(
            tabs=(
                Tab(title=Text("清单", "Checklists"), body=(LIST,)),
                Tab(title=Text("模板", "Templates"), body=(TEMPLATES,), permission=CHECKLIST_MANAGE),
            )
        ),
    ),
)
CHECKLIST = Page(
    path="/checklists/:id",
    title=Text("清单", "Checklist"),
    permission=CHECKLIST_READ,
    body=(
        Detail(
            api="/checklists/${id}",
            columns=(
                Column(
                    name="employee_name",
                    label=Text("员工", "Employee"),
                    link="/console/core/employees/${employee_id}",
                ),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="occasion", label=Text("场景", "Occasion"), options=OCCASIONS),
                Column(name="title", label=Text("清单", "Checklist")),
                Column(name="anchor_on", label=Text("基准日", "Day"), kind="date"),
                Column(name="mentor_name", label=Text("导师", "Mentor")),
                Column(name="state", label=Text("状态", "State"), options=CHECKLIST_STATES),
            ),
            actions=(
                Action(
                    label=Text("指定导师", "Name the mentor"),
                    api="/checklists/${id}/mentor",
                    permission=CHECKLIST_MANAGE,
                    visible_when="state == 'open'",
                    fields=(
                        Field(name="mentor_id", label=Text("导师", "Mentor"), kind="employee", required=True),
                    ),
                ),
                Action(
                    label=Text("取消清单", "Call off"),
                    api="/checklists/${id}/cancel",
                    level="danger",
                    permission=CHECKLIST_MANAGE,
                    visible_when="state == 'open'",
                    confirm=Text("未完成的任务都将取消，确定吗？", "Open tasks are called off. Go on?"),
                ),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("任务", "Tasks"),
                    body=(
                        Table(
                            api="/checklists/${id}/tasks",
                            columns=(
                                Column(name="title", label=Text("任务", "Task")),
                                Column(name="owner", label=Text("负责人", "Owner"), options=OWNERS, width=90),
                                Column(name="assignee_name", label=Text("办理人", "By"), width=100),
                                Column(
                                    name="due_on",
                                    label=Text("到期", "Due"),
                                    kind="date",
                                    sortable=True,
                                    width=110,
                                ),
                                Column(name="late", label=Text("逾期", "Late"), kind="boolean", width=70),
                                Column(
                                    name="state", label=Text("状态", "State"), options=TASK_STATES, width=120
                                ),
                                Column(name="done_by", label=Text("完成人", "Done by"), width=100),
                                Column(name="proof_text", label=Text("完成情况", "Proof")),
                            ),
                            row_actions=(DONE, SKIP),
                        ),
                    ),
                ),
                Tab(
                    title=Text("看板", "Board"),
                    body=(
                        Board(
                            api="/checklists/${id}/tasks",
                            group="state",
                            stages=TASK_STATES[:4],
                            card=(
                                Column(name="title", label=Text("任务", "Task")),
                                Column(name="owner", label=Text("负责人", "Owner"), options=OWNERS),
                                Column(name="due_on", label=Text("到期", "Due"), kind="date"),
                            ),
                            card_actions=(DONE,),
                        ),
                    ),
                ),
            )
        ),
    ),
)
