"""Console pages, as data over the plugin's own API."""

from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry
from renshi_sdk.web import AUTHENTICATED

from .leave import BALANCES, LEAVE, MY_LEAVE, TYPES
from .months import MONTH, MONTHS, PUNCHES

PAGES = (MY_LEAVE, LEAVE, BALANCES, PUNCHES, MONTHS, MONTH, TYPES)
MENU = (
    MenuEntry(
        title=Text("我的假期", "My leave"), page="/my", permission=AUTHENTICATED, section="time", order=10
    ),
    MenuEntry(
        title=Text("请假管理", "Leave"),
        page="/leave",
        permission="attendance.leave.read",
        section="time",
        order=20,
    ),
    MenuEntry(
        title=Text("假期余额", "Balances"),
        page="/balances",
        permission="attendance.leave.read",
        section="time",
        order=30,
    ),
    MenuEntry(
        title=Text("打卡记录", "Punches"),
        page="/punches",
        permission="attendance.punch.read",
        section="time",
        order=40,
    ),
    MenuEntry(
        title=Text("考勤月结", "Months"),
        page="/months",
        permission="attendance.month.read",
        section="time",
        order=50,
    ),
    MenuEntry(
        title=Text("假期类型", "Leave types"),
        page="/leave-types",
        permission="attendance.leave_type.manage",
        section="settings",
        order=60,
    ),
)
