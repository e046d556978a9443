"""What training is processed for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text("组织培训和考试，记录结果", "courses, exams and their results"),
    basis=Text("履行劳动合同和法定培训义务所必需", "the contract and duties to train"),
    categories=(DataCategory.ASSESSMENT,),
    people=Text("员工", "employees"),
)
