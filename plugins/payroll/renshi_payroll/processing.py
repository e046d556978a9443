"""What pay is processed for."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text(
        "核算和发放工资，代扣个人所得税，缴纳社会保险和公积金",
        "paying wages, withholding tax, paying social insurance",
    ),
    basis=Text(
        "履行劳动合同和法定义务所必需（劳动法、个人所得税法、社会保险法）",
        "the contract and statutory duties (Labour Law, Individual Income Tax Law, Social Insurance Law)",
    ),
    categories=(DataCategory.PAY, DataCategory.BANK, DataCategory.IDENTITY),
    people=Text("员工、离职人员", "employees and people who left"),
    recipients=Text(
        "代发银行、税务机关、社会保险经办机构、住房公积金中心",
        "the paying bank, the tax office, social insurance and housing fund",
    ),
)
