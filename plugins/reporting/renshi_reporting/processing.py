"""What reports are processed for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text("人力资源统计和报表", "statistics and reports"),
    basis=Text("人力资源管理所必需", "needed for HR management"),
    categories=(DataCategory.EMPLOYMENT,),
    people=Text("员工、离职人员", "employees and people who left"),
)
