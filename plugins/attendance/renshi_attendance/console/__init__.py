"""Console pages, as data over the plugin's own API."""

from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry
from renshi_sdk.web import AUTHENTICATED

from .day import DAY_PAGE
from .leave import BALANCES, LEAVE, MY_LEAVE, TYPES
from .mine import ME, TEAM
from .months import MONTH, MONTHS, PUNCHES
from .rules import GROUP, GROUPS
from .sources import BADGES, CALENDAR, IMPORT, IMPORTS

PAGES = (
    ME, MY_LEAVE, TEAM, LEAVE, BALANCES, PUNCHES, MONTHS, MONTH, TYPES, GROUPS, GROUP, IMPORTS, IMPORT,
    CALENDAR, DAY_PAGE, BADGES,
)  # fmt: skip
MENU = (
    MenuEntry(
        title=Text("我的考勤", "My attendance"),
        page="/me",
        icon="clock",
        permission=AUTHENTICATED,
        section="time",
        order=5,
    ),
    MenuEntry(
        title=Text("今日团队", "Team today"),
        page="/team",
        icon="users",
        permission="attendance.month.read",
        section="time",
        order=15,
    ),
    MenuEntry(
        title=Text("打卡导入", "Files of punches"),
        page="/imports",
        icon="file-import",
        permission="attendance.punch.import",
        section="time",
        order=45,
    ),
    MenuEntry(
        title=Text("考勤号", "Terminal numbers"),
        page="/badges",
        icon="id-badge",
        permission="attendance.punch.import",
        section="time",
        order=46,
    ),
    MenuEntry(
        title=Text("考勤规则", "Attendance rules"),
        page="/groups",
        icon="business-time",
        permission="attendance.rule.manage",
        section="settings",
        order=50,
    ),
    MenuEntry(
        title=Text("公司日历", "Company calendar"),
        page="/calendar",
        icon="calendar",
        permission="attendance.calendar.manage",
        section="settings",
        order=55,
    ),
    MenuEntry(
        title=Text("我的假期", "My leave"),
        page="/my",
        icon="umbrella-beach",
        permission=AUTHENTICATED,
        section="time",
        order=10,
    ),
    MenuEntry(
        title=Text("请假管理", "Leave"),
        page="/leave",
        icon="calendar-days",
        permission="attendance.leave.read",
        section="time",
        order=20,
    ),
    MenuEntry(
        title=Text("假期余额", "Balances"),
        page="/balances",
        icon="scale-balanced",
        permission="attendance.leave.read",
        section="time",
        order=30,
    ),
    MenuEntry(
        title=Text("打卡记录", "Punches"),
        page="/punches",
        icon="fingerprint",
        permission="attendance.punch.read",
        section="time",
        order=40,
    ),
    MenuEntry(
        title=Text("考勤月结", "Months"),
        page="/months",
        icon="calendar-check",
        permission="attendance.month.read",
        section="time",
        order=50,
    ),
    MenuEntry(
        title=Text("假期类型", "Leave types"),
        page="/leave-types",
        icon="tags",
        permission="attendance.leave_type.manage",
        section="settings",
        order=60,
    ),
)
