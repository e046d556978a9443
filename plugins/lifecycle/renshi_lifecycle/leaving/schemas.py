"""The wire of leaving."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from renshi_sdk.web import Schema

MainReason = Literal[
    "pay", "growth", "manager", "work", "hours", "culture", "place", "family", "health", "other"
]
ITEMS = (
    ("duties", "岗位职责清晰", "My duties were clear"),
    ("load", "工作量合理", "My load was reasonable"),
    ("pay", "薪酬公平", "My pay was fair"),
    ("benefits", "福利满足需要", "Benefits met my needs"),
    ("growth", "有成长与晋升机会", "I could grow and advance"),
    ("training", "获得了所需培训", "I got the training I needed"),
    ("manager", "直属上级支持我", "My manager supported me"),
    ("team", "团队协作良好", "The team worked well together"),
    ("recognition", "付出得到认可", "My work was recognised"),
    ("workplace", "工作环境良好", "The workplace was good"),
    ("recommend", "愿意向朋友推荐公司", "I would recommend the company to a friend"),
)


def _title(zh: str, en: str, **extra: Any) -> Any:
    return {"title": zh, "json_schema_extra": {"title_en": en, **extra}}


class TerminationForm(BaseModel):
    """An end of employment by the company."""

    model_config = ConfigDict(extra="forbid")
    last_day: date = Field(**_title("最后工作日", "Last day"))
    reason_code: Literal[
        "mutual", "probation_failed", "misconduct", "incapable", "redundancy", "term_over"
    ] = Field(
        **_title(
            "解除或终止依据",
            "Ground",
            **{
                "x-labels": [
                    "协商一致（第三十六条）",
                    "试用期不符合录用条件（第三十九条）",
                    "严重违纪等（第三十九条）",
                    "不能胜任等（第四十条）",
                    "经济性裁员（第四十一条）",
                    "合同期满（第四十四条）",
                ]
            },
        )
    )
    facts: str = Field(min_length=10, max_length=200, **_title("事实与依据", "Facts"))
    pay_in_lieu: bool = Field(False, **_title("支付代通知金（第四十条）", "A month's pay in lieu of notice"))
    union_told: bool = Field(
        False, **_title("已将理由通知工会（第四十三条）", "The union was told (art. 43)")
    )
    protected_checked: bool = Field(
        False, **_title("已核实不属于第四十二条情形", "None of the cases of art. 42 applies")
    )


class RehireIn(Schema):
    """Whether the company would hire somebody again, and why."""

    rehire: Literal["yes", "conditional", "no"]
    reason: Annotated[str, Field(min_length=2, max_length=500)]


class InterviewIn(Schema):
    """What somebody says on leaving. ``ratings`` are 1 (not at all) to 5 (fully), one for each item in its order."""

    main_reason: MainReason
    ratings: Annotated[list[Annotated[int, Field(ge=1, le=5)]], Field(min_length=11, max_length=11)]
    liked: Annotated[str, Field(max_length=2000)] = ""
    better: Annotated[str, Field(max_length=2000)] = ""
    other: Annotated[str, Field(max_length=2000)] = ""


Rating = Annotated[int, Field(ge=1, le=5)]


class ExitAnswers(Schema):
    """The same as a form sends it, a field for each item."""

    main_reason: MainReason
    duties: Rating
    load: Rating
    pay: Rating
    benefits: Rating
    growth: Rating
    training: Rating
    manager: Rating
    team: Rating
    recognition: Rating
    workplace: Rating
    recommend: Rating
    liked: Annotated[str, Field(max_length=2000)] = ""
    better: Annotated[str, Field(max_length=2000)] = ""
    other: Annotated[str, Field(max_length=2000)] = ""

    def interview(self) -> InterviewIn:
        """The answers in the order of the items."""
        return InterviewIn(
            main_reason=self.main_reason,
            ratings=[getattr(self, name) for name, _, _ in ITEMS],
            liked=self.liked,
            better=self.better,
            other=self.other,
        )
