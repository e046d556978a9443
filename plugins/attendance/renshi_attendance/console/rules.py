"""Pages of shifts, groups, sites, the calendar and files of punches."""

from renshi_sdk import Text
from renshi_sdk.pages import (
    Action,
    Column,
    Detail,
    Field,
    Markdown,
    Option,
    Tab,
    Table,
    Tabs,
)

from ..planning.schemas import EndIn, GroupIn, ShiftIn, SiteIn
from .words import NAME, NUMBER, page

MANAGE = "attendance.rule.manage"
SCHEDULES = (
    Option(value="week", label=Text("固定班制", "Fixed week")),
    Option(value="rotation", label=Text("轮班", "Rotation")),
    Option(value="roster", label=Text("按发布的班表", "Published roster")),
)
REGIMES = (
    Option(value="standard", label=Text("标准工时", "Standard")),
    Option(value="comprehensive", label=Text("综合计算工时", "Comprehensive")),
    Option(value="irregular", label=Text("不定时", "Irregular")),
)
AVERAGING = (
    Option(value="month", label=Text("月", "Month")),
    Option(value="quarter", label=Text("季", "Quarter")),
    Option(value="year", label=Text("年", "Year")),
)
OUTSIDE = (
    Option(value="refuse", label=Text("不允许", "Refused")),
    Option(value="reason", label=Text("填写原因后允许", "With a reason")),
    Option(value="allow", label=Text("允许", "Allowed")),
)
SOURCES = (
    Option(value="approved", label=Text("以审批时间为准", "Approved time")),
    Option(value="both", label=Text("审批与打卡取交集", "Approved and present")),
    Option(value="punched", label=Text("以打卡为准（免审批）", "Presence, without an application")),
)
ROUNDINGS = (
    Option(value="down", label=Text("舍去", "Dropped")),
    Option(value="nearest", label=Text("四舍五入", "Rounded")),
    Option(value="up", label=Text("进位", "Rounded up")),
)
WEEK = tuple(
    Field(
        name=name,
        label=Text(zh, en),
        kind="choice",
        options_api="/shifts/options",
        visible_when="schedule == 'week'",
    )
    for name, zh, en in (
        ("monday", "周一", "Monday"),
        ("tuesday", "周二", "Tuesday"),
        ("wednesday", "周三", "Wednesday"),
        ("thursday", "周四", "Thursday"),
        ("friday", "周五", "Friday"),
        ("saturday", "周六", "Saturday"),
        ("sunday", "周日", "Sunday"),
    )
)
RULE_FIELDS = (
    Field(name="valid_from", label=Text("生效日期", "In force from"), kind="date", required=True),
    Field(
        name="schedule",
        label=Text("班制", "Schedule"),
        kind="choice",
        options=SCHEDULES,
        required=True,
        default="week",
    ),
    *WEEK,
    Field(
        name="rotation",
        label=Text("轮班循环", "Cycle"),
        help=Text(
            "班次代号用空格隔开，休息写“休”，如：早 早 中 中 夜 夜 休 休",
            "Codes with spaces; a day off is 休",
        ),
        visible_when="schedule == 'rotation'",
    ),
    Field(
        name="anchor",
        label=Text("循环第一天", "First day of the cycle"),
        kind="date",
        visible_when="schedule == 'rotation'",
    ),
    Field(
        name="follow_calendar",
        label=Text("随国家日历放假、调休", "Follow the national calendar"),
        kind="boolean",
        default=True,
        visible_when="schedule == 'week'",
    ),
    Field(
        name="regime",
        label=Text("工时制", "Regime"),
        kind="choice",
        options=REGIMES,
        help=Text("不选则按员工任职信息", "Empty: as the employee's record says"),
    ),
    Field(
        name="averaging",
        label=Text("综合工时周期", "Period"),
        kind="choice",
        options=AVERAGING,
        visible_when="regime == 'comprehensive'",
    ),
    Field(name="punch_required", label=Text("需要打卡", "Punches required"), kind="boolean", default=True),
    Field(
        name="outside",
        label=Text("范围外打卡", "Punch outside"),
        kind="choice",
        options=OUTSIDE,
        default="refuse",
    ),
    Field(
        name="site_ids",
        label=Text("打卡地点", "Sites"),
        kind="choices",
        options_api="/sites/options",
        help=Text("不选则全部地点都可以", "Empty: any site"),
    ),
    Field(
        name="max_accuracy", label=Text("定位误差上限（米）", "Least accurate position (m)"), kind="integer"
    ),
    Field(
        name="correction_limit", label=Text("每月补卡次数", "Corrections a month"), kind="integer", default=3
    ),
    Field(
        name="overtime_source",
        label=Text("加班依据", "Overtime by"),
        kind="choice",
        options=SOURCES,
        default="approved",
    ),
    Field(
        name="overtime_minimum",
        label=Text("加班起算（分钟）", "Counts from (min)"),
        kind="integer",
        default=0,
    ),
    Field(name="overtime_unit", label=Text("加班单位（分钟）", "Unit (min)"), kind="integer", default=1),
    Field(
        name="overtime_rounding",
        label=Text("不足一个单位", "Part of a unit"),
        kind="choice",
        options=ROUNDINGS,
        default="down",
    ),
)
MEMBER_FIELDS = (
    Field(name="employee_id", label=Text("员工", "Employee"), kind="employee"),
    Field(name="department_id", label=Text("或部门（含下级）", "or department"), kind="department"),
    Field(name="city", label=Text("或城市", "or city")),
    Field(name="valid_from", label=Text("生效日期", "From"), kind="date", required=True),
    Field(name="valid_to", label=Text("截止日期", "Until"), kind="date"),
)
GROUPS = page(
    "/groups",
    Text("考勤规则", "Attendance rules"),
    MANAGE,
    Tabs(
        tabs=(
            Tab(
                title=Text("考勤组", "Groups"),
                body=(
                    Markdown(
                        text=Text(
                            "不属于任何考勤组的员工按公司考勤设置。员工优先于部门，部门优先于城市。",
                            "People without a group follow the company's settings. A person goes before a department,"
                            " a department before a city.",
                        )
                    ),
                    Table(
                        api="/groups",
                        columns=(
                            Column(
                                name="name",
                                label=Text("考勤组", "Group"),
                                sortable=True,
                                link="/console/attendance/groups/${id}",
                            ),
                            Column(name="schedule", label=Text("班制", "Schedule"), options=SCHEDULES),
                            Column(
                                name="members", label=Text("适用范围（项）", "Memberships"), kind="integer"
                            ),
                        ),
                        actions=(
                            Action(
                                label=Text("新建考勤组", "New group"),
                                api="/groups",
                                schema=GroupIn,
                                level="primary",
                                redirect="/console/attendance/groups/${id}",
                            ),
                        ),
                        empty=Text(
                            "还没有考勤组，全公司按统一设置", "No groups: everybody follows the settings"
                        ),
                    ),
                ),
            ),
            Tab(
                title=Text("班次", "Shifts"),
                body=(
                    Table(
                        api="/shifts",
                        columns=(
                            Column(name="code", label=Text("代号", "Code"), sortable=True),
                            Column(name="name", label=Text("名称", "Name")),
                            Column(name="hours", label=Text("时段", "Hours")),
                            Column(name="breaks", label=Text("不计工时的休息", "Unpaid breaks")),
                            Column(
                                name="grace_late", label=Text("迟到宽限", "Late tolerance"), kind="integer"
                            ),
                            Column(name="valid_from", label=Text("生效日期", "In force from"), kind="date"),
                        ),
                        actions=(
                            Action(
                                label=Text("新建班次", "New shift"),
                                api="/shifts",
                                schema=ShiftIn,
                                level="primary",
                                size="lg",
                                done=Text("已保存", "Saved"),
                            ),
                        ),
                        row_actions=(
                            Action(
                                label=Text("删除", "Remove"),
                                api="/shifts/${id}",
                                method="delete",
                                level="danger",
                                confirm=Text("删除这个版本？", "Remove this version?"),
                            ),
                        ),
                        empty=Text("还没有班次", "No shifts yet"),
                    ),
                ),
            ),
            Tab(
                title=Text("打卡地点", "Sites"),
                body=(
                    Table(
                        api="/sites",
                        columns=(
                            Column(name="name", label=Text("地点", "Site"), sortable=True),
                            Column(name="latitude", label=Text("纬度", "Latitude")),
                            Column(name="longitude", label=Text("经度", "Longitude")),
                            Column(name="radius", label=Text("半径（米）", "Radius (m)"), kind="integer"),
                            Column(name="bssids", label=Text("Wi-Fi", "Wi-Fi")),
                            Column(name="active", label=Text("启用", "Active"), kind="boolean"),
                        ),
                        actions=(
                            Action(
                                label=Text("新建地点", "New site"),
                                api="/sites",
                                fields=(),
                                schema=SiteIn,
                                level="primary",
                            ),
                        ),
                        row_actions=(
                            Action(
                                label=Text("修改", "Change"),
                                api="/sites/${id}",
                                method="patch",
                                schema=SiteIn,
                            ),
                        ),
                        empty=Text("没有地点则不限打卡范围", "Without sites a punch counts anywhere"),
                    ),
                ),
            ),
        )
    ),
)
GROUP = page(
    "/groups/:id",
    Text("考勤组", "Group"),
    MANAGE,
    Detail(api="/groups/${id}", columns=(Column(name="name", label=Text("考勤组", "Group")),)),
    Table(
        api="/groups/${id}/rules",
        title=Text("规则版本", "Versions of the rules"),
        columns=(
            Column(name="valid_from", label=Text("生效日期", "In force from"), kind="date", sortable=True),
            Column(name="schedule", label=Text("班制", "Schedule"), options=SCHEDULES),
            Column(name="week", label=Text("周一至周日", "Monday to Sunday")),
            Column(name="rotation", label=Text("循环", "Cycle")),
            Column(name="regime", label=Text("工时制", "Regime"), options=REGIMES),
            Column(name="punch_required", label=Text("打卡", "Punches"), kind="boolean"),
            Column(name="overtime_source", label=Text("加班依据", "Overtime by"), options=SOURCES),
        ),
        actions=(
            Action(
                label=Text("新增规则版本", "New version"),
                api="/groups/${id}/rules",
                fields=RULE_FIELDS,
                level="primary",
                size="lg",
                done=Text("已保存，自生效日期起适用", "Saved; in force from its day"),
            ),
        ),
        empty=Text("还没有规则：新增一个版本后才生效", "No rules yet: they begin with the first version"),
    ),
    Table(
        api="/groups/${id}/members",
        title=Text("适用范围", "Who follows them"),
        columns=(
            NUMBER,
            NAME,
            Column(name="department_name", label=Text("部门", "Department")),
            Column(name="city", label=Text("城市", "City")),
            Column(name="valid_from", label=Text("自", "From"), kind="date", sortable=True),
            Column(name="valid_to", label=Text("至", "Until"), kind="date"),
        ),
        actions=(
            Action(
                label=Text("添加", "Add"),
                api="/groups/${id}/members",
                fields=MEMBER_FIELDS,
                level="primary",
            ),
        ),
        row_actions=(
            Action(
                label=Text("结束", "End"),
                api="/members/${id}/end",
                schema=EndIn,
                visible_when="!valid_to",
            ),
        ),
        empty=Text("还没有人适用这个考勤组", "Nobody follows this group yet"),
    ),
)
