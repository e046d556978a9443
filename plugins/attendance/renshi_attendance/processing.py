"""What attendance processes personal data for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text(
        "考勤、排班、假期和加班，作为工资计算依据", "time, rosters, leave and overtime, as the ground of pay"
    ),
    basis=Text(
        "履行劳动合同和法定义务所必需；打卡位置须单独同意（个人信息保护法第十三条、第二十九条）",
        "needed for the contract and statutory duties; places of punches take separate consent (PIPL arts. 13, 29)",
    ),
    categories=(DataCategory.TIME, DataCategory.LOCATION, DataCategory.HEALTH),
    people=Text("员工", "employees"),
)
