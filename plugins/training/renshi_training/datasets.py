"""Training to build reports from."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure
from renshi_training.console import STATES

ENROLMENTS = Dataset(
    name="training.enrolments",
    title=Text("学习任务", "Enrolments"),
    definition=Text(
        "期间内指派的学习任务，一人一门课一行；已取消的不计。完成率 = 已通过 ÷ 学习任务。逾期 = 截止日期已过仍未通过。",
        "Enrolments made in the period, a row for each person and course, cancelled ones left out. Completion = passed"
        " ÷ enrolments. Overdue = the due day is over and it isn't passed.",
    ),
    permission="training.enrolment.read",
    period="range",
    time="assigned_on",
    person="employee_id",
    source="""
SELECT n.employee_id, n.course_id, c.title AS course, n.state, n.due_on, n.attempts, n.score,
  (n.created_at AT TIME ZONE {zone})::date AS assigned_on, (n.completed_at AT TIME ZONE {zone})::date AS completed_on,
  split_part(n.source, ':', 1) AS source, e.number, e.name, e.department_id, e.department_name
FROM training_enrolment n JOIN training_course c ON c.id = n.course_id JOIN renshi_employee e ON e.id = n.employee_id
WHERE n.company_id = {company} AND n.state <> 'cancelled'
  AND n.created_at >= {first}::timestamp AT TIME ZONE {zone}
  AND n.created_at < ({last} + 1)::timestamp AT TIME ZONE {zone}""",
    dimensions=(
        Dimension(name="assigned_on", title=Text("指派日期", "Enrolled on"), sql="t.assigned_on", kind="date"),
        Dimension(name="course", title=Text("课程", "Course"), sql="t.course_id", label="t.course"),
        Dimension(
            name="state", title=Text("状态", "State"), sql="t.state", kind="choice",
            choices={o.value: o.label for o in STATES if o.value != "cancelled"},
        ),
        Dimension(
            name="source", title=Text("来源", "Why"), sql="t.source", kind="choice",
            choices={"hired": Text("新员工必修", "New hire"), "assigned": Text("人事指派", "Assigned")},
        ),
        Dimension(name="due_on", title=Text("截止日期", "Due"), sql="t.due_on", kind="date"),
        Dimension(name="completed_on", title=Text("完成日期", "Finished on"), sql="t.completed_on", kind="date"),
        Dimension(
            name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
            definition=Text("员工现在的部门", "The person's department today"),
        ),
        Dimension(name="number", title=Text("工号", "Staff number"), sql="t.number"),
        Dimension(name="name", title=Text("姓名", "Name"), sql="t.name"),
    ),
    measures=(
        Measure(name="enrolments", title=Text("学习任务", "Enrolments"), sql="1"),
        Measure(name="passed", title=Text("已通过", "Passed"), sql="(t.state = 'passed')::int"),
        Measure(
            name="overdue", title=Text("逾期", "Overdue"), sql="(t.state <> 'passed' AND t.due_on < {today})::int",
            definition=Text("截止日期早于今天且未通过", "Due before today and not passed"),
        ),
        Measure(
            name="score", title=Text("成绩", "Score"), sql="t.score", kind="number",
            functions=("avg", "median", "min", "max"),
            definition=Text("最近一次考试成绩，未考的不计", "The last exam's score; who took none isn't counted"),
        ),
        Measure(name="attempts", title=Text("考试次数", "Attempts"), sql="t.attempts", functions=("sum", "avg")),
        Measure(name="people", title=Text("人数", "People"), sql="t.employee_id", functions=("distinct",)),
    ),
    rows=("number", "name", "department", "course", "assigned_on", "due_on", "state"),
)  # fmt: skip

DATASETS = (ENROLMENTS,)
