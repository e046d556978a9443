"""What onboarding and leaving process personal data for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text(
        "入职登记、任务清单、离职交接和证明", "forms of new hires, checklists, hand-over and certificates"
    ),
    basis=Text(
        "订立、履行和终止劳动合同所必需（个人信息保护法第十三条）",
        "needed to make, perform and end the contract (PIPL art. 13)",
    ),
    categories=(
        DataCategory.BASIC,
        DataCategory.CONTACT,
        DataCategory.IDENTITY,
        DataCategory.FAMILY,
        DataCategory.EDUCATION,
        DataCategory.BANK,
        DataCategory.EMPLOYMENT,
    ),
    people=Text("待入职人员、员工、离职人员", "people about to join, employees, people who left"),
)
