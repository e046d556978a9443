"""Console pages."""

from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Field, Option, Table
from renshi_sdk.web import AUTHENTICATED

STATES = (
    Option(value="assigned", label=Text("未开始", "Not started")),
    Option(value="started", label=Text("学习中", "Started"), colour="info"),
    Option(value="passed", label=Text("已通过", "Passed"), colour="success"),
    Option(value="failed", label=Text("未通过", "Failed"), colour="danger"),
    Option(value="cancelled", label=Text("已取消", "Cancelled")),
)

COURSES = Page(
    path="/courses",
    title=Text("课程", "Courses"),
    permission="training.course.read",
    body=(
        Table(
            api="/courses",
            columns=(
                Column(name="code", label=Text("编号", "Code"), sortable=True, width=110),
                Column(name="title", label=Text("课程", "Course"), sortable=True),
                Column(name="minutes", label=Text("时长（分钟）", "Minutes"), kind="integer", width=110),
                Column(name="questions", label=Text("考题", "Questions"), kind="integer", width=80),
                Column(name="pass_mark", label=Text("及格分", "Pass mark"), kind="integer", width=80),
                Column(name="enrolled", label=Text("学习人数", "Enrolled"), kind="integer", width=90),
                Column(name="passed", label=Text("通过人数", "Passed"), kind="integer", width=90),
                Column(
                    name="for_new_hires", label=Text("新员工必修", "New hires"), kind="boolean", width=100
                ),
                Column(name="published", label=Text("已发布", "Published"), kind="boolean", width=80),
            ),
            filters=(Field(name="q", label=Text("课程", "Course")),),
            actions=(
                Action(
                    label=Text("新建课程", "New course"),
                    api="/courses",
                    level="primary",
                    permission="training.course.manage",
                    fields=(
                        Field(name="code", label=Text("编号", "Code"), required=True),
                        Field(name="title", label=Text("名称", "Title"), required=True),
                        Field(name="body", label=Text("学习内容", "Content"), kind="textarea", required=True),
                        Field(
                            name="minutes", label=Text("时长（分钟）", "Minutes"), kind="integer", default=30
                        ),
                        Field(
                            name="pass_mark", label=Text("及格分", "Pass mark"), kind="integer", default=80
                        ),
                        Field(
                            name="due_days",
                            label=Text("完成期限（天）", "Days to finish"),
                            kind="integer",
                            default=7,
                        ),
                        Field(
                            name="for_new_hires",
                            label=Text("新员工必修", "New hires take it"),
                            kind="boolean",
                        ),
                    ),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("发布", "Publish"),
                    api="/courses/${id}",
                    method="patch",
                    visible_when="!published",
                    permission="training.course.manage",
                    fields=(
                        Field(name="published", label=Text("发布", "Publish"), kind="boolean", default=True),
                    ),
                ),
                Action(
                    label=Text("指派学习", "Enrol"),
                    api="/enrolments",
                    visible_when="published",
                    permission="training.enrolment.manage",
                    fields=(
                        Field(name="course_id", label=Text("课程", "Course"), default="${id}", required=True),
                        Field(
                            name="employee_ids",
                            label=Text("员工", "Employees"),
                            kind="employee",
                            required=True,
                        ),
                    ),
                ),
            ),
            empty=Text("还没有课程，请新建", "No courses yet; make one"),
        ),
    ),
)

ENROLMENTS = Page(
    path="/enrolments",
    title=Text("学习进度", "Enrolments"),
    permission="training.enrolment.read",
    body=(
        Table(
            api="/enrolments",
            columns=(
                Column(name="number", label=Text("工号", "Number"), width=100),
                Column(name="employee_name", label=Text("姓名", "Name"), width=100),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="course_title", label=Text("课程", "Course")),
                Column(name="state", label=Text("状态", "State"), options=STATES, width=90),
                Column(name="score", label=Text("成绩", "Score"), kind="number", width=80),
                Column(name="attempts", label=Text("考试次数", "Attempts"), kind="integer", width=90),
                Column(name="due_on", label=Text("截止日期", "Due"), kind="date", sortable=True, width=110),
            ),
            filters=(
                Field(name="q", label=Text("员工或课程", "Employee or course")),
                Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
                Field(name="department_id", label=Text("部门", "Department"), kind="department"),
            ),
            empty=Text("还没有学习任务", "Nobody is enrolled yet"),
        ),
    ),
)

MINE = Page(
    path="/mine",
    title=Text("我的学习", "My courses"),
    permission=AUTHENTICATED,
    body=(
        Table(
            api="/mine",
            columns=(
                Column(name="course_title", label=Text("课程", "Course")),
                Column(name="state", label=Text("状态", "State"), options=STATES, width=90),
                Column(name="score", label=Text("成绩", "Score"), kind="number", width=80),
                Column(name="due_on", label=Text("截止日期", "Due"), kind="date", sortable=True, width=110),
            ),
            empty=Text("没有待学习的课程", "No courses for you"),
        ),
    ),
)

PAGES = (COURSES, ENROLMENTS, MINE)
MENU = (
    MenuEntry(
        title=Text("课程", "Courses"),
        page="/courses",
        permission="training.course.read",
        section="talent",
        icon="book",
        order=50,
    ),
    MenuEntry(
        title=Text("学习进度", "Enrolments"),
        page="/enrolments",
        permission="training.enrolment.read",
        section="talent",
        icon="tasks",
        order=51,
    ),
    MenuEntry(
        title=Text("我的学习", "My courses"),
        page="/mine",
        permission=AUTHENTICATED,
        section="talent",
        icon="graduation-cap",
        order=52,
    ),
)
