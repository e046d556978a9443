"""The wire: a company's mail account."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from renshi_sdk.web import Schema

ADDRESS = re.compile(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$"
)
HOST = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,253}[A-Za-z0-9])?$")


def local(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class AccountBody(Schema):
    """A mail account. An empty password keeps the one that is stored.

    Without TLS nothing but a server on this machine is used: names and pay matters would travel in clear.
    """

    host: Annotated[
        str, Field(max_length=255, title="服务器", json_schema_extra={"title_en": "Server", "x-kind": "text"})
    ]
    port: Annotated[int, Field(ge=1, le=65535, title="端口", json_schema_extra={"title_en": "Port"})] = 465
    security: Annotated[
        Literal["tls", "starttls", "none"],
        Field(
            title="加密方式",
            json_schema_extra={
                "title_en": "Encryption",
                "x-labels": {
                    "tls": ["TLS（465）", "TLS (465)"],
                    "starttls": ["STARTTLS（587）", "STARTTLS (587)"],
                    "none": ["不加密（仅本机）", "None (this machine only)"],
                },
            },
        ),
    ] = "tls"
    username: Annotated[
        str | None, Field(max_length=200, title="账号", json_schema_extra={"title_en": "User"})
    ] = None
    password: Annotated[
        str | None,
        Field(
            max_length=500,
            title="密码或授权码",
            description="留空则保留已保存的密码",
            json_schema_extra={
                "title_en": "Password",
                "description_en": "Leave empty to keep the stored one",
                "x-kind": "password",
            },
        ),
    ] = None
    from_address: Annotated[
        str,
        Field(
            max_length=254, title="发件地址", json_schema_extra={"title_en": "From address", "x-kind": "text"}
        ),
    ]
    from_name: Annotated[
        str,
        Field(min_length=1, max_length=80, title="发件人名称", json_schema_extra={"title_en": "From name"}),
    ]
    base_url: Annotated[
        str | None,
        Field(
            max_length=200,
            title="平台网址",
            description="用于邮件中的链接，如 https://hr.example.com",
            json_schema_extra={
                "title_en": "Address of the platform",
                "description_en": "For links in mails, like https://hr.example.com",
            },
        ),
    ] = None
    authority: Annotated[
        str | None,
        Field(
            max_length=20000,
            title="内部 CA 证书（PEM）",
            description="邮件服务器使用内部证书时填写",
            json_schema_extra={
                "title_en": "Own certificate authority (PEM)",
                "description_en": "Where the server has a certificate of the company's own",
            },
        ),
    ] = None

    @field_validator("username", "password", "base_url", "authority", mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not HOST.match(value):
            raise ValueError("服务器地址有误 (not a host name)")
        return value

    @field_validator("from_address")
    @classmethod
    def _address(cls, value: str) -> str:
        if not ADDRESS.match(value):
            raise ValueError("邮箱地址有误 (not a mail address)")
        return value

    @field_validator("base_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"^https?://[A-Za-z0-9.:-]+/?$", value):
            raise ValueError("应为 https://… (an address like https://hr.example.com)")
        return value.rstrip("/") if value else None

    @model_validator(mode="after")
    def _encrypted(self) -> AccountBody:
        if self.security == "none" and not local(self.host):
            raise ValueError(
                "非本机服务器须使用 TLS 或 STARTTLS (use TLS for a server that isn't this machine)"
            )
        return self
