"""What a company sets."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class RecruitingSettings(BaseModel):
    """Settings per company."""

    model_config = ConfigDict(extra="forbid")

    careers_open: bool = Field(
        default=True, title="开放招聘页面", json_schema_extra={"title_en": "Careers page open"}
    )
    ai_scoring: bool = Field(
        default=True,
        title="启用 AI 评分（仍须候选人同意）",
        json_schema_extra={"title_en": "AI scoring (with consent)"},
    )
    follow_ups: int = Field(
        default=1,
        ge=0,
        le=3,
        title="每题最多追问次数",
        json_schema_extra={"title_en": "Follow-ups per question"},
    )
    link_days: int = Field(
        default=14,
        ge=1,
        le=90,
        title="面试链接有效天数",
        json_schema_extra={"title_en": "Interview link valid (days)"},
    )
    retention_months: int = Field(
        default=6,
        ge=1,
        le=36,
        title="未录用者资料保存月数",
        json_schema_extra={"title_en": "Keep data of those not hired (months)"},
    )
    careers_address: str = Field(
        default="",
        max_length=200,
        pattern=r"^(https?://[^\s#?]+[^\s#?/])?$",
        title="招聘页面地址（形如 https://域名/public/公司代号/recruiting_ai，用于邀请函）",
        json_schema_extra={"title_en": "Address of the careers page (used in invitations)"},
    )
    contact: str = Field(
        default="",
        max_length=200,
        title="人工联系方式（展示给候选人）",
        json_schema_extra={"title_en": "Human contact shown to candidates"},
    )
