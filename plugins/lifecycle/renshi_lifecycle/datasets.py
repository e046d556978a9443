"""Joining and leaving to build reports from."""

from __future__ import annotations

from renshi_lifecycle.leaving.schemas import ITEMS
from renshi_lifecycle.permissions import CASE, CHECKLIST_READ, INTERVIEW_READ
from renshi_lifecycle.words import (
    CHECKLIST_STATES,
    LEAVE_REASONS,
    MAIN_REASONS,
    OCCASIONS,
    OWNERS,
    TASK_STATES,
)
from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure
from renshi_sdk.pages import Option


def _titles(options: tuple[Option, ...], *, without: str = "") -> dict[str, Text]:
    return {str(o.value): o.label for o in options if o.value != without}


_PERSON = (
    Dimension(
        name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
        definition=Text("员工现在的部门", "The person's department today"),
    ),
    Dimension(name="number", title=Text("工号", "Staff number"), sql="t.number"),
    Dimension(name="name", title=Text("姓名", "Name"), sql="t.name"),
)  # fmt: skip
_PEOPLE = Measure(name="people", title=Text("人数", "People"), sql="t.employee_id", functions=("distinct",))

TASKS = Dataset(
    name="lifecycle.tasks",
    title=Text("入转离任务", "Tasks of joining, moving and leaving"),
    definition=Text(
        "清单基准日（入职日、调动日或最后工作日）在期间内的任务，一项一行；已取消的不计。完成率 = 已完成 ÷ 任务，"
        "已完成含无需办理；逾期 = 到期日早于今天且未完成。",
        "Tasks of checklists whose day (first day, day of the move, last day) lies in the period, a row each;"
        " called-off ones left out. Rate = done ÷ tasks, what wasn't needed counts as done; late = due"
        " before today and not done.",
    ),
    permission=CHECKLIST_READ,
    period="range",
    time="anchor_on",
    person="employee_id",
    source="""
SELECT t.id, t.employee_id, t.checklist_id, t.title, t.title_en, t.owner, t.state, t.due_on, c.occasion, c.anchor_on,
  c.state AS list_state, (t.done_at AT TIME ZONE {zone})::date AS done_on, e.number, e.name, e.department_id,
  e.department_name
FROM lifecycle_task t JOIN lifecycle_checklist c ON c.id = t.checklist_id
  JOIN renshi_employee e ON e.id = t.employee_id
WHERE t.company_id = {company} AND c.state <> 'cancelled' AND t.state <> 'cancelled'
  AND c.anchor_on BETWEEN {first} AND {last}""",
    dimensions=(
        Dimension(name="anchor_on", title=Text("基准日", "Day"), sql="t.anchor_on", kind="date"),
        Dimension(
            name="occasion", title=Text("事由", "Occasion"), sql="t.occasion", kind="choice", choices=_titles(OCCASIONS)
        ),
        Dimension(
            name="owner", title=Text("办理人", "Who does it"), sql="t.owner", kind="choice", choices=_titles(OWNERS)
        ),
        Dimension(
            name="state", title=Text("任务状态", "Task"), sql="t.state", kind="choice",
            choices=_titles(TASK_STATES, without="cancelled"),
        ),
        Dimension(
            name="list_state", title=Text("清单状态", "Checklist"), sql="t.list_state", kind="choice",
            choices=_titles(CHECKLIST_STATES, without="cancelled"),
        ),
        Dimension(
            name="task", title=Text("任务", "Task's name"), sql="t.title",
            label="CASE WHEN {locale} LIKE 'en%' THEN t.title_en ELSE t.title END",
        ),
        Dimension(name="due_on", title=Text("到期日", "Due"), sql="t.due_on", kind="date"),
        *_PERSON,
    ),
    measures=(
        Measure(name="tasks", title=Text("任务", "Tasks"), sql="1"),
        Measure(
            name="done", title=Text("已完成", "Done"), sql="(t.state IN ('done', 'skipped'))::int",
            definition=Text("含无需办理", "What wasn't needed counts"),
        ),
        Measure(
            name="late", title=Text("逾期", "Late"), sql="(t.state IN ('open', 'waiting') AND t.due_on < {today})::int",
            definition=Text("到期日早于今天且未完成", "Due before today and not done"),
        ),
        Measure(
            name="days_over", title=Text("完成延后天数", "Days after the due day"), sql="t.done_on - t.due_on",
            kind="number", functions=("avg", "median", "max"),
            definition=Text("完成日减到期日，提前为负", "Day done less day due; early is below zero"),
        ),
        Measure(name="checklists", title=Text("清单数", "Checklists"), sql="t.checklist_id", functions=("distinct",)),
        _PEOPLE,
    ),
    rows=("number", "name", "department", "occasion", "task", "due_on", "state"),
)  # fmt: skip

LEAVING = Dataset(
    name="lifecycle.leaving",
    title=Text("离职办理", "Leaving"),
    definition=Text(
        "最后工作日在期间内的离职，一次一行；已撤回的不计。",
        "Ends of employment whose last day lies in the period, a row each; those taken back are left out.",
    ),
    permission=CASE,
    period="range",
    time="last_day",
    person="employee_id",
    source="""
SELECT c.id, c.employee_id, c.last_day, c.reason_code, c.state, c.rehire, c.settled_at IS NOT NULL AS settled,
  c.certificate_on, CASE WHEN c.voluntary THEN 'own' WHEN NOT c.voluntary THEN 'company' ELSE 'neither' END AS wish,
  e.number, e.name, e.hired_on, e.department_id, e.department_name
FROM lifecycle_case c JOIN renshi_employee e ON e.id = c.employee_id
WHERE c.company_id = {company} AND c.state <> 'withdrawn' AND c.last_day BETWEEN {first} AND {last}""",
    dimensions=(
        Dimension(name="last_day", title=Text("最后工作日", "Last day"), sql="t.last_day", kind="date"),
        Dimension(
            name="reason", title=Text("离职原因", "Reason"), sql="t.reason_code", kind="choice", choices=LEAVE_REASONS,
            sensitive=True, definition=Text("集团自设的原因显示代码", "Reasons of the group's own show their code"),
        ),
        Dimension(
            name="wish", title=Text("离职性质", "Whose wish"), sql="t.wish", kind="choice",
            choices={
                "own": Text("主动", "The employee's"), "company": Text("被动", "The company's"),
                "neither": Text("其他", "Neither"),
            },
        ),
        Dimension(
            name="rehire", title=Text("再聘意见", "Hire again"), sql="t.rehire", kind="choice", sensitive=True,
            choices={
                "open": Text("未填写", "Not said"), "yes": Text("可以", "Yes"),
                "conditional": Text("有条件", "With conditions"), "no": Text("不予", "No"),
            },
        ),
        Dimension(name="settled", title=Text("已结算", "Settled"), sql="t.settled", kind="boolean"),
        *_PERSON,
    ),
    measures=(
        Measure(name="cases", title=Text("离职人次", "Leavers"), sql="1"),
        Measure(
            name="certified", title=Text("已出具证明", "Certificates issued"), sql="(t.certificate_on IS NOT NULL)::int"
        ),
        Measure(
            name="certificate_days", title=Text("出具证明用时（天）", "Days to the certificate"), kind="number",
            sql="t.certificate_on - t.last_day", functions=("avg", "max"),
            definition=Text(
                "最后工作日到出具证明的天数；劳动合同法第五十条要求离职时出具",
                "Days from the last day; art. 50 has it issued at the end",
            ),
        ),
        _PEOPLE,
    ),
    rows=("number", "name", "department", "last_day", "wish", "settled"),
)  # fmt: skip

EXITS = Dataset(
    name="lifecycle.exit_interviews",
    title=Text("离职面谈", "Exit interviews"),
    definition=Text(
        "最后工作日在期间内且已提交的离职面谈，一人一行；评分 1–5，5 为完全同意。"
        "少于五人的分组不显示，也不能查看明细。",
        "Answered exit interviews of people whose last day lies in the period, a row each; ratings from 1 to 5, 5 is"
        " full agreement. Groups of fewer than five are not shown, and nobody opens the rows.",
    ),
    permission=INTERVIEW_READ,
    period="range",
    time="left_on",
    person="employee_id",
    source="""
SELECT x.employee_id, x.left_on, x.main_reason, x.ratings, x.department_id, d.name AS department_name
FROM lifecycle_exit_interview x LEFT JOIN renshi_department d ON d.id = x.department_id
WHERE x.company_id = {company} AND x.left_on BETWEEN {first} AND {last}""",
    dimensions=(
        Dimension(
            name="left_on", title=Text("最后工作日", "Last day"), sql="t.left_on", kind="date", sensitive=True
        ),
        Dimension(
            name="main_reason", title=Text("主要原因", "Main reason"), sql="t.main_reason", kind="choice",
            choices=MAIN_REASONS, sensitive=True,
        ),
        Dimension(
            name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
            definition=Text("离职时的部门", "The department on the last day"), sensitive=True,
        ),
    ),
    measures=(
        Measure(name="answers", title=Text("份数", "Answers"), sql="1", sensitive=True),
        *(
            Measure(
                name=f"item_{key}", title=Text(zh, en), sql=f"t.ratings[{place}]", kind="number", functions=("avg",),
                sensitive=True, definition=Text("1–5 分的平均", "Mean of 1 to 5"),
            )
            for place, (key, zh, en) in enumerate(ITEMS, 1)
        ),
    ),
)  # fmt: skip

DATASETS = (TASKS, LEAVING, EXITS)
