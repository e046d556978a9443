"""Rights and inputs that several pages of the organisation share."""

from __future__ import annotations

from renshi_sdk.pages import (
    Field,
    Option,
)
from renshi_sdk.text import Text

READ, MANAGE = "core.organization.read", "core.organization.manage"

PLAN, APPROVE = "core.headcount.manage", "core.headcount.approve"

REORGANISE = "core.reorganisation.manage"

NAME = Field(name="name", label=Text("名称", "Name"), required=True)

CODE = Field(
    name="code",
    label=Text("编码", "Code"),
    required=True,
    help=Text("字母、数字、- _ .，公司内唯一", "letters, digits, - _ . ; unique in the company"),
)

HEAD = Field(name="head_id", label=Text("负责人", "Head"), kind="employee")

PARENT = Field(name="parent_id", label=Text("上级部门", "Parent department"), kind="department")

COST_CENTRE = Field(
    name="cost_centre_id",
    label=Text("成本中心", "Cost centre"),
    kind="choice",
    options_api="/api/cost-centres/options",
)

REASON = Field(name="reason", label=Text("原因", "Reason"), required=True)


def day_field(zh: str, en: str) -> Field:
    return Field(name="effective_on", label=Text("生效日期", "Effective on"), kind="date", help=Text(zh, en))


FROM_TODAY = day_field(
    "留空为今天；可填将来日期，到日自动生效", "empty: today. A day to come takes effect by itself"
)

EMPLOYMENT_TYPES = (
    Option(value="full_time", label=Text("全职", "Full time")),
    Option(value="part_time", label=Text("兼职（非全日制）", "Part time")),
    Option(value="intern", label=Text("实习", "Intern")),
    Option(value="dispatched", label=Text("劳务派遣", "Dispatched")),
    Option(value="retiree", label=Text("退休返聘", "Re-hired retiree")),
)
