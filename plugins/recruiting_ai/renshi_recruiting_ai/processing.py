"""What candidates' data is processed for."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.contributions import DataCategory, Processing

PROCESSING = Processing(
    purpose=Text(
        "招聘：简历筛选、面试、评分和录用；分数仅供参考，由人作出决定",
        "recruiting: screening, interviews, scores and offers; scores advise, people decide",
    ),
    basis=Text(
        "订立合同所必需；录音录像和特征分析须单独同意（个人信息保护法第十三条、第二十四条、第二十九条）",
        "needed to make a contract; recordings and their analysis take separate consent (PIPL arts. 13, 24, 29)",
    ),
    categories=(
        DataCategory.BASIC,
        DataCategory.CONTACT,
        DataCategory.EDUCATION,
        DataCategory.RECORDING,
        DataCategory.BIOMETRIC,
        DataCategory.ASSESSMENT,
    ),
    people=Text("候选人", "candidates"),
    automated=True,
)
