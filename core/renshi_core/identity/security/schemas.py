"""The wire of the group's rules."""

from __future__ import annotations

from pydantic import Field

from renshi_sdk.web import Schema


class Rules(Schema):
    """All rules at once: they are read and set together."""

    password_length: int = Field(
        default=12,
        ge=12,
        le=64,
        title="密码最短长度",
        description="对之后设置的密码生效；不要求大小写和符号组合（NIST SP 800-63B）",
        json_schema_extra={
            "title_en": "Shortest password",
            "description_en": "of passwords set from now on; no rules of composition (NIST SP 800-63B)",
        },
    )
    session_minutes: int = Field(
        default=720,
        ge=15,
        le=720,
        title="无操作自动退出（分钟）",
        description="缩短后，已登录的会话也最多再保留这么久",
        json_schema_extra={
            "title_en": "Signed out after minutes without use",
            "description_en": "running sessions are cut to it as well",
        },
    )
    two_factor_roles: list[str] = Field(
        default=[],
        max_length=50,
        title="必须使用动态验证码的角色",
        description="未开启动态验证码的人登录后只能先去开启",
        json_schema_extra={
            "title_en": "Roles that need one-time codes",
            "description_en": "who has none yet can do nothing but switch them on",
            "x-options-api": "/api/security/roles",
        },
    )
    networks: list[str] = Field(
        default=[],
        max_length=100,
        title="允许登录的网络",
        description="逐个输入地址或网段（如 203.0.113.0/24）后按回车；留空不限制",
        json_schema_extra={
            "title_en": "Networks to sign in from",
            "description_en": "addresses or networks (203.0.113.0/24), Enter after each; empty: from anywhere",
        },
    )
