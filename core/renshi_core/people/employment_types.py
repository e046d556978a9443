"""Kinds of employment (用工形式) and what each means by law."""

from __future__ import annotations

from dataclasses import dataclass

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True)
class EmploymentType:
    """One kind: whether a labour relation with the company exists, and what follows."""

    code: str
    title: Text
    labour_relation: bool
    """Whether the company itself is the employer (劳动关系)."""
    probation: bool
    """Whether a probation may be agreed on."""
    consequences: Text


TYPES = {
    kind.code: kind
    for kind in (
        EmploymentType(
            "full_time",
            Text("全职", "Full time"),
            labour_relation=True,
            probation=True,
            consequences=Text(
                "应自用工之日起一个月内订立书面劳动合同（劳动合同法第十条）；参加各项社会保险和住房公积金",
                "a written labour contract within a month of the first day (Labour Contract Law, art. 10); all social"
                " insurances and the housing fund",
            ),
        ),
        EmploymentType(
            "part_time",
            Text("兼职（非全日制）", "Part time"),
            labour_relation=True,
            probation=False,
            consequences=Text(
                "平均每日不超过4小时、每周累计不超过24小时（劳动合同法第六十八条）；不得约定试用期（第七十条）；"
                "双方可随时终止且无经济补偿（第七十一条）；工资结算周期最长15日（第七十二条）；应缴纳工伤保险",
                "at most 4 hours a day on average and 24 a week (Labour Contract Law, art. 68); no probation (art. 70);"
                " either side may end it at any time without compensation (art. 71); paid at least every 15 days"
                " (art. 72); work injury insurance is due",
            ),
        ),
        EmploymentType(
            "intern",
            Text("实习", "Intern"),
            labour_relation=False,
            probation=False,
            consequences=Text(
                "在校学生实习不建立劳动关系（劳部发〔1995〕309号第十二条），签订实习协议；不缴社会保险，"
                "建议投保意外或实习责任险；实习报酬按规定计征个人所得税",
                "a student's practice makes no labour relation (劳部发〔1995〕309号, no. 12): an agreement on practice"
                " instead; no social insurance, an accident insurance is advisable; the pay is taxed as its rules say",
            ),
        ),
        EmploymentType(
            "dispatched",
            Text("劳务派遣", "Dispatched"),
            labour_relation=False,
            probation=False,
            consequences=Text(
                "劳动合同、试用期和社会保险由派遣单位负责（劳动合同法第五十八条）；只能用于临时性、辅助性、替代性岗位"
                "（第六十六条）；人数不得超过用工总量的10%（劳务派遣暂行规定第四条）",
                "contract, probation and social insurance are the agency's (Labour Contract Law, art. 58); only for"
                " temporary, auxiliary or substitute posts (art. 66); at most 10 % of all who work here"
                " (劳务派遣暂行规定, art. 4)",
            ),
        ),
        EmploymentType(
            "retiree",
            Text("退休返聘", "Re-hired retiree"),
            labour_relation=False,
            probation=False,
            consequences=Text(
                "已享受养老保险待遇的，按劳务关系处理（法释〔2020〕26号第三十二条），签订返聘协议；不缴养老保险，"
                "无试用期和经济补偿",
                "who draws a pension works under a service relation (法释〔2020〕26号, art. 32): an agreement on"
                " re-hiring; no pension insurance, no probation, no severance pay",
            ),
        ),
    )
}


def check_type(code: str, *, probation_months: int = 0) -> EmploymentType:
    """Return a known kind of employment.

    Raises:
        Invalid: unknown, or a probation that this kind doesn't allow.
    """
    kind = TYPES.get(code)
    if kind is None:
        known = ", ".join(TYPES)
        message = Text(
            f"未知用工形式“{code}”，可选：{known}", f"unknown employment type {code!r}; one of {known}"
        )
        raise Invalid(message, code="people.employment_type", fields={"employment_type": message})
    if probation_months and not kind.probation:
        message = Text(
            f"用工形式“{kind.title.zh}”不能约定试用期", f"no probation with employment type {kind.title.en!r}"
        )
        raise Invalid(message, code="people.probation_type", fields={"probation_months": message})
    return kind


TITLES = {code: kind.title for code, kind in TYPES.items()}
"""Titles by code."""
