"""The plugin's settings, per company."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from renshi_wechat.protocol.errors import BadConfiguration
from renshi_wechat.protocol.transport import OFFICIAL_ORIGIN, check_base_url


class WeChatSettings(BaseModel):
    """How the company uses WeChat."""

    model_config = ConfigDict(extra="forbid")

    api_base_url: str = Field(
        default=OFFICIAL_ORIGIN,
        title="微信接口地址",
        description="一般保持默认；经代理出口或本机测试时修改",
        json_schema_extra={"title_en": "WeChat API base URL"},
    )
    site_url: str = Field(
        default="",
        max_length=200,
        title="系统网址",
        description="员工手机能打开的网址，例如 https://hr.example.com；为空时消息里不带链接",
        json_schema_extra={"title_en": "Address of this site for employees' phones"},
    )
    pay_slip: Literal["summary", "link"] = Field(
        default="summary",
        title="工资条回复方式",
        description="summary：在对话中显示汇总；link：只发链接，金额不进入微信",
        json_schema_extra={"title_en": "What a pay slip request is answered with"},
    )

    pay_slip_page: str = Field(
        default="/console/payroll/my",
        pattern=r"^/[A-Za-z0-9_/-]*$",
        max_length=200,
        title="工资条页面",
        description="工资条消息所附链接打开的页面路径",
        json_schema_extra={"title_en": "Page that a pay slip message links to"},
    )

    quiet_from: int = Field(
        default=21,
        ge=0,
        le=23,
        title="外部人员（候选人）免打扰开始（时）",
        description="此时段内不主动发送，结束后自动补发；对方来信照常答复。两项相同表示不设",
        json_schema_extra={"title_en": "Quiet hours for people outside (candidates) from (hour)"},
    )
    quiet_until: int = Field(
        default=8,
        ge=0,
        le=23,
        title="外部人员免打扰结束（时）",
        json_schema_extra={"title_en": "Quiet hours for people outside until (hour)"},
    )

    @field_validator("api_base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        try:
            return check_base_url(value)
        except BadConfiguration as error:
            raise ValueError(str(error)) from None

    @field_validator("site_url")
    @classmethod
    def _site(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("网址须以 http:// 或 https:// 开头")
        return value

    def link(self, path: str | None) -> str:
        """An absolute link to ``path`` of this site, or "" where employees' phones have no address for it."""
        if path and path.startswith(("https://", "http://")):
            return path
        return f"{self.site_url}{path}" if self.site_url and path else ""
