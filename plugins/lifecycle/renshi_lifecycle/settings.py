"""What a company decides about onboarding and leaving."""

from typing import Literal

from pydantic import BaseModel, Field


class LifecycleSettings(BaseModel):
    """Kept per company; every field has a default."""

    form_address: str | None = Field(
        default=None,
        max_length=300,
        pattern=r"^https?://[^\s]+[^/\s]$",
        title="入职登记页面地址",
        description="公网可访问的插件地址，例如 https://hr.example.com/public/公司代码/lifecycle",
        json_schema_extra={"title_en": "Address of the new hire's form"},
    )
    link_days: int = Field(
        default=14,
        ge=1,
        le=60,
        title="登记链接有效期（天）",
        json_schema_extra={"title_en": "Days a link holds"},
    )
    keep_undone_days: int = Field(
        default=30,
        ge=1,
        le=365,
        title="未完成登记保留（天）",
        description="计划入职日之后多少天删除未被采纳的登记内容",
        json_schema_extra={"title_en": "Days after day one until what was not taken over is deleted"},
    )
    keep_accepted_days: int = Field(
        default=30,
        ge=0,
        le=365,
        title="已采纳登记保留（天）",
        description="内容已写入员工档案后，登记副本保留的天数",
        json_schema_extra={"title_en": "Days a form is kept after it went into the file"},
    )
    remind_days: int = Field(
        default=2,
        ge=0,
        le=30,
        title="任务到期前提醒（天）",
        json_schema_extra={"title_en": "Days before a task is due to remind"},
    )
    escalate_days: int = Field(
        default=3,
        ge=1,
        le=60,
        title="逾期多少天后升级",
        json_schema_extra={"title_en": "Days after a task was due to tell the manager and HR"},
    )
    analytics_minimum: int = Field(
        default=5,
        ge=3,
        le=50,
        title="离职分析最少人数",
        description="少于此人数的分组不显示结果，避免识别到个人",
        json_schema_extra={"title_en": "Fewest people a figure of exit interviews is shown for"},
    )
    certificate_language: Literal["zh", "both"] = Field(
        default="zh",
        title="离职证明语言",
        json_schema_extra={"title_en": "Language of the leaving certificate", "x-labels": ["中文", "中英"]},
    )
