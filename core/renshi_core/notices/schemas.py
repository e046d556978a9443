"""The wire of notices."""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from renshi_sdk.web import Schema


def _list(value: Any) -> Any:
    return [part for part in value.split(",") if part] if isinstance(value, str) else (value or [])


def _empty(value: Any) -> Any:
    return None if value == "" else value


class OffBody(Schema):
    """A kind that isn't wanted over a channel; ``*`` for every kind."""

    kind: Annotated[str, Field(max_length=80)]
    channel: Annotated[str, Field(max_length=40)]


class ChoicesBody(Schema):
    """A person's choices. ``quiet_own`` false: the company's quiet hours count."""

    quiet_own: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest: Literal["off", "daily", "weekly"] = "off"
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 9
    digest_weekday: Annotated[int, Field(ge=1, le=7)] = 1
    locale: Literal["zh-CN", "en-US"] | None = None
    off: Annotated[list[OffBody], Field(max_length=500)] = Field(default_factory=list)

    _times = field_validator("quiet_from", "quiet_until", "locale", mode="before")(_empty)

    @model_validator(mode="after")
    def _both(self) -> "ChoicesBody":
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("免打扰的起止时间须同时填写 (give both ends of the quiet hours or neither)")
        return self


class KindChoiceBody(Schema):
    """Over which channels one kind is wanted."""

    channels: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = Field(
        default_factory=list
    )

    _channels = field_validator("channels", mode="before")(_list)


class CompanyBody(Schema):
    """A company's rules: quiet hours, what can't be switched off, what may come at night, when to fall back."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    mandatory_kinds: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)] = Field(
        default_factory=list
    )
    urgent_kinds: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)] = Field(
        default_factory=list
    )
    fallback_minutes: Annotated[int, Field(ge=5, le=10080)] | None = None

    _times = field_validator("quiet_from", "quiet_until", "fallback_minutes", mode="before")(_empty)
    _kinds = field_validator("mandatory_kinds", "urgent_kinds", mode="before")(_list)

    @model_validator(mode="after")
    def _both(self) -> "CompanyBody":
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValueError("免打扰的起止时间须同时填写 (give both ends of the quiet hours or neither)")
        return self


class TemplateBody(Schema):
    """A company's words for a kind; placeholders {title} {body} {name} {company} {date}."""

    title_zh: Annotated[str, Field(min_length=1, max_length=200)]
    title_en: Annotated[str, Field(min_length=1, max_length=200)]
    body_zh: Annotated[str, Field(min_length=1, max_length=4000)]
    body_en: Annotated[str, Field(min_length=1, max_length=4000)]
