"""What labour contracts are processed for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text("订立、续订和终止劳动合同", "making, renewing and ending labour contracts"),
    basis=Text("履行法定义务所必需（劳动合同法）", "a statutory duty (Labour Contract Law)"),
    categories=(DataCategory.EMPLOYMENT,),
    people=Text("员工、离职人员", "employees and people who left"),
)
