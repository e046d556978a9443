"""Accounts on the wire. Secrets go in and never come out."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from renshi_sdk.web import Schema


def _blank(value: Any) -> Any:
    """Forms send "" for a field left empty."""
    return None if value == "" else value


def _from_text(value: Any) -> Any:
    """Forms send JSON as text."""
    return json.loads(value) if isinstance(value, str) and value.strip() else value


Source = Literal["title", "body", "time", "name"]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,30}[0-9]{1,3}$")]
AppId = Annotated[str, StringConstraints(pattern=r"^wx[0-9a-zA-Z]{6,30}$")]


class NewAccount(Schema):
    """A 公众号 with what its console shows under 基本配置."""

    name: str = Field(min_length=1, max_length=60)
    appid: AppId
    token: str = Field(min_length=1, max_length=64)
    secret: str = Field(min_length=1, max_length=128)
    aes_key: str | None = Field(default=None, max_length=64)
    plain: bool = False
    """Only for WeChat's test accounts, which have no encryption; otherwise ``aes_key`` is needed."""
    template_id: str | None = Field(default=None, max_length=64)
    template_fields: dict[FieldName, Source] = Field(default_factory=dict, max_length=10)

    _blanks = field_validator("aes_key", "template_id", mode="before")(_blank)

    @field_validator("template_fields", mode="before")
    @classmethod
    def _fields(cls, value: Any) -> Any:
        return _from_text(value) or {}


class AccountChange(Schema):
    """What changes; a secret left out or empty stays as it is."""

    name: str | None = Field(default=None, min_length=1, max_length=60)
    token: str | None = Field(default=None, min_length=1, max_length=64)
    secret: str | None = Field(default=None, min_length=1, max_length=128)
    aes_key: str | None = Field(default=None, max_length=64)
    state: Literal["active", "disabled"] | None = None
    template_id: str | None = Field(default=None, max_length=64)
    template_fields: dict[FieldName, Source] | None = Field(default=None, max_length=10)

    _blanks = field_validator("*", mode="before")(_blank)
    _fields = field_validator("template_fields", mode="before")(_from_text)
