"""Pages of files of punches and of the calendar."""

from renshi_sdk import Text
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Markdown,
    Option,
    Progress,
    Section,
    Table,
)

from ..calendars.schemas import DayIn
from .words import DAY_KINDS, page

IMPORT_STATES = (
    Option(value="preview", label=Text("待导入", "Looked at"), colour="warning"),
    Option(value="running", label=Text("导入中", "Running"), colour="info"),
    Option(value="applied", label=Text("已导入", "Taken"), colour="success"),
)
IMPORTS = page(
    "/imports",
    Text("打卡导入", "Files of punches"),
    "attendance.punch.import",
    Markdown(
        text=Text(
            "支持 CSV、Excel（xlsx）和考勤机导出的 attlog.dat；首行写“工号”和“打卡时间”（或“日期”“时间”）。"
            "先预览，确认后导入；同一条记录重复导入只记一次。",
            "CSV, Excel (xlsx) and a terminal's attlog.dat; the first row names 工号 and 打卡时间."
            " Look first, then take; a row that was taken before is not taken twice.",
        )
    ),
    Table(
        api="/punches/imports",
        columns=(
            Column(name="name", label=Text("文件", "File"), link="/console/attendance/imports/${id}"),
            Column(name="state", label=Text("状态", "State"), options=IMPORT_STATES),
            Column(name="rows", label=Text("行数", "Rows"), kind="integer"),
            Column(name="fresh", label=Text("新记录", "New"), kind="integer"),
            Column(name="known", label=Text("已有", "Known"), kind="integer"),
            Column(name="problem_count", label=Text("问题行", "Problems"), kind="integer"),
            Column(name="written", label=Text("已写入", "Written"), kind="integer"),
            Column(name="by_name", label=Text("操作人", "By")),
            Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
        ),
        actions=(
            Action(
                label=Text("上传文件", "Upload"),
                api="/punches/imports",
                fields=(
                    Field(
                        name="file_id",
                        label=Text("文件", "File"),
                        kind="file",
                        required=True,
                        accept=".csv,.txt,.dat,.xlsx",
                        max_mb=30,
                    ),
                ),
                level="primary",
                redirect="/console/attendance/imports/${id}",
            ),
        ),
        empty=Text("还没有导入过打卡文件", "No file has been taken yet"),
    ),
)
IMPORT = page(
    "/imports/:id",
    Text("打卡文件", "A file of punches"),
    "attendance.punch.import",
    Callout(
        text=Text(
            "这些工号在本公司不存在，将被跳过：${unknown_numbers}",
            "These numbers are unknown here and are left out: ${unknown_numbers}",
        ),
        level="warning",
        api="/punches/imports/${id}",
        visible_when="unknown_numbers && unknown_numbers.length > 0",
    ),
    Detail(
        api="/punches/imports/${id}",
        columns=(
            Column(name="name", label=Text("文件", "File")),
            Column(name="state", label=Text("状态", "State"), options=IMPORT_STATES),
            Column(name="encoding", label=Text("编码", "Encoding")),
            Column(name="rows", label=Text("行数", "Rows"), kind="integer"),
            Column(name="fresh", label=Text("新记录", "New"), kind="integer"),
            Column(name="known", label=Text("已有记录", "Known"), kind="integer"),
            Column(name="problem_count", label=Text("问题行", "Problems"), kind="integer"),
            Column(name="written", label=Text("已写入", "Written"), kind="integer"),
        ),
        actions=(
            Action(
                label=Text("确认导入", "Take it"),
                api="/punches/imports/${id}/apply",
                level="primary",
                visible_when="state == 'preview'",
                confirm=Text(
                    "导入后打卡记录不能删除，确认导入？", "Punches can't be removed. Take the file?"
                ),
                done=Text("已开始导入", "Begun"),
            ),
        ),
    ),
    Section(
        api="/punches/imports/${id}",
        visible_when="state == 'running'",
        body=(Progress(api="/punches/imports/${id}/job", title=Text("导入进度", "Progress")),),
    ),
    Table(
        api="/punches/imports/${id}/problems",
        title=Text("问题行", "Rows left out"),
        columns=(
            Column(name="line", label=Text("行", "Line"), kind="integer", width=80),
            Column(name="text", label=Text("内容", "Content")),
            Column(name="reason", label=Text("原因", "Reason")),
        ),
        empty=Text("没有问题行", "No problems"),
    ),
)
CALENDAR = page(
    "/calendar",
    Text("公司日历", "Company calendar"),
    "attendance.calendar.manage",
    Markdown(
        text=Text(
            "节假日与调休来自国务院办公厅通知；公司可以调整某一天，法定节假日不能改为工作日。",
            "Holidays and make-up days follow the State Council's notice; the company may change a day, never a"
            " statutory holiday.",
        )
    ),
    Table(
        api="/calendar-days",
        columns=(
            Column(name="day", label=Text("日期", "Day"), kind="date"),
            Column(name="weekday", label=Text("星期", "Weekday")),
            Column(name="kind", label=Text("类型", "Kind"), options=DAY_KINDS),
            Column(name="name", label=Text("名称", "Name")),
            Column(name="source", label=Text("依据", "Source")),
        ),
        filters=(Field(name="year", label=Text("年份", "Year"), kind="integer"),),
        actions=(
            Action(
                label=Text("调整某一天", "Change a day"),
                api="/calendar/days",
                method="put",
                schema=DayIn,
                level="primary",
            ),
        ),
        row_actions=(
            Action(
                label=Text("撤销调整", "Take back"),
                api="/calendar/days/${day}",
                method="delete",
                visible_when="own",
            ),
        ),
    ),
)
