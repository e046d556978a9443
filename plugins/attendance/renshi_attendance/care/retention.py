"""How long punches are kept."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataClass
from renshi_sdk.db import RowsByDay

_PUNCHES = RowsByDay("attendance_punch", day="at")

RETENTION = (
    DataClass(
        name="attendance.punch",
        title=Text("原始打卡记录", "Punches"),
        content=Text(
            "打卡时间、地点、设备；已确认的月度考勤结果保留",
            "time, place and device of each punch; the months judged from them stay",
        ),
        counted_from=Text("打卡时间", "the time of the punch"),
        basis=Text(
            "工资支付暂行规定第六条：工资支付书面记录保存二年以上备查，打卡记录是其依据",
            "Provisional Rules on Wage Payment art. 6: records of pay are kept for two years and more; punches are "
            "their ground",
        ),
        least=24,
        default=24,
        count=_PUNCHES.count,
        purge=_PUNCHES.purge,
    ),
)
