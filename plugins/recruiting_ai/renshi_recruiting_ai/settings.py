"""What a company sets."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


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
    voice_interviews: bool = Field(
        default=True, title="可选语音面试", json_schema_extra={"title_en": "Voice interviews may be chosen"}
    )
    video_interviews: bool = Field(
        default=False, title="可选视频面试", json_schema_extra={"title_en": "Video interviews may be chosen"}
    )
    retries: int = Field(
        default=1,
        ge=0,
        le=5,
        title="每题最多重录次数",
        json_schema_extra={"title_en": "An answer may be recorded again (times)"},
    )
    media_days: int = Field(
        default=60,
        ge=1,
        le=180,
        title="录音录像保存天数（短于报告）",
        json_schema_extra={"title_en": "Recordings are kept (days), shorter than reports"},
    )
    jurisdiction: Literal["CN", "EU", "other"] = Field(
        default="CN",
        title="适用法域（EU 禁止在招聘中推断情绪，画面分析不可开启）",
        json_schema_extra={"title_en": "Jurisdiction (EU: analysis of faces can't be turned on)"},
    )
    face_analysis: bool = Field(
        default=False,
        title="启用画面分析（须候选人单独同意，默认不计分）",
        json_schema_extra={"title_en": "Analysis of frames (with a separate consent; weight 0)"},
    )
    identity_check: bool = Field(
        default=False,
        title="启用视频面试本人核验（与证件照比对，须候选人另行同意，由人判断）",
        json_schema_extra={"title_en": "Identity check in video interviews (own consent; a person decides)"},
    )
    identity_threshold: float = Field(
        default=0.4,
        ge=0.1,
        le=0.9,
        title="本人核验相似度阈值（以所装模型的说明为准）",
        json_schema_extra={"title_en": "Threshold of likeness (see the installed model's own figures)"},
    )
    offer_identity: bool = Field(
        default=True,
        title="答复录用时核对手机号后四位",
        json_schema_extra={"title_en": "Check the last four digits of the phone on answering an offer"},
    )
    careers_address: str = Field(
        default="",
        max_length=200,
        pattern=r"^(https?://[^\s#?]+[^\s#?/])?$",
        title="招聘页面地址（形如 https://域名/public/公司代号/recruiting_ai，用于邀请函）",
        json_schema_extra={"title_en": "Address of the careers page (used in invitations)"},
    )
    appeal_days: int = Field(
        default=15,
        ge=1,
        le=60,
        title="申诉与人工要求的答复期限（天）",
        json_schema_extra={"title_en": "Appeals are answered within (days)"},
    )
    contact: str = Field(
        default="",
        max_length=200,
        title="人工联系方式（展示给候选人）",
        json_schema_extra={"title_en": "Human contact shown to candidates"},
    )

    @model_validator(mode="after")
    def _allowed_there(self) -> Self:
        # Regulation (EU) 2024/1689 art. 5(1)(f), and the Commission's guidelines on recruitment: what reads faces at
        # work stays off there, however physical its vocabulary is.
        if self.jurisdiction == "EU" and self.face_analysis:
            raise ValueError(
                "适用法域为 EU 时不能启用画面分析（欧盟人工智能法第 5 条）/ "
                "analysis of faces can't be turned on in the EU"
            )
        return self
