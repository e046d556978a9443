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

from ..badges.schemas import BadgesIn
from ..calendars.schemas import DayIn
from .words import DAY_KINDS, DEPARTMENT, NAME, NUMBER, page

BADGES = page(
    "/badges",
    Text("考勤号", "Terminal numbers"),
    "attendance.punch.import",
    Markdown(
        text=Text(
            "考勤机上的号码与工号不同时，在此登记；设备推送和文件导入先按考勤号、再按工号找人。"
            "号码转给别人时，用新的起始日期再登记一次，之前的打卡不变。",
            "Where a terminal knows people by another number than their staff number, record it here: devices and files"
            " look for the terminal number first, then for the staff number. When a number passes to somebody else,"
            " record it again with a later first day; earlier punches stay as they are.",
        )
    ),
    Table(
        api="/badges",
        columns=(
            Column(name="badge", label=Text("考勤号", "Terminal number"), sortable=True),
            NUMBER,
            NAME,
            DEPARTMENT,
            Column(name="valid_from", label=Text("自哪天起", "From"), kind="date", sortable=True),
        ),
        actions=(
            Action(
                label=Text("登记考勤号", "Record numbers"),
                api="/badges",
                schema=BadgesIn,
                level="primary",
                done=Text("已登记", "Recorded"),
            ),
        ),
        row_actions=(
            Action(
                label=Text("删除", "Remove"),
                api="/badges/${id}",
                method="delete",
                level="link",
                confirm=Text(
                    "删除考勤号 ${badge}？已导入的打卡不变。", "Remove ${badge}? Punches taken stay."
                ),
            ),
        ),
        empty=Text("没有登记考勤号：设备和文件按工号找人", "None: devices and files go by staff numbers"),
    ),
)
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
            "这些号码在本公司没有对应的人，将被跳过：${unknown_numbers}。如是考勤机号码，请先在“考勤号”中登记，再重新上传。",
            "These numbers are nobody's here and are left out: ${unknown_numbers}. If a terminal has its own numbers,"
            " record them under Terminal numbers first and upload again.",
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
