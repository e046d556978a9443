"""The wire of applications."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from renshi_recruiting_ai.words import Words
from renshi_sdk.web import Schema


def normal_phone(raw: str) -> str:
    """Digits of a phone number; +86 and spaces go. 6 to 15 digits (E.164)."""
    digits = re.sub(r"[\s\-()（）]", "", raw)
    digits = re.sub(r"^(?:\+|00)86(?=1\d{10}$)", "", digits)
    digits = digits.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or not 6 <= len(digits) <= 15:
        raise ValueError("请填写有效的手机号 / this is no phone number")
    return digits


def normal_email(raw: str) -> str:
    """Lower case; one @ with something on both sides and a dot behind."""
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}", raw) or len(raw) > 120:
        raise ValueError("请填写有效的邮箱 / this is no mail address")
    return raw.lower()


class ConsentGiven(Schema):
    """Yes or no to one notice; `digest` is that of the text that was shown."""

    purpose: Literal[
        "application", "ai_scoring", "recording", "face_processing", "identity_check", "language_model"
    ]
    granted: bool
    digest: str = Field(max_length=64)


class NewApplication(Schema):
    """`key` is a secret the caller makes (at least 240 bits). The same form sent again under it is taken once and
    answers the same link, so that a broken connection loses nothing; left out, the server makes one."""

    key: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{40,64}$")
    name: Words = Field(min_length=1, max_length=60, title="姓名")
    phone: Annotated[Words, AfterValidator(normal_phone)] = Field(max_length=30, title="手机号")
    email: Annotated[Words, AfterValidator(normal_email)] | None = Field(default=None, title="邮箱")
    channel: str = Field(default="careers", pattern=r"^[a-z0-9_-]{1,40}$", title="渠道")
    campaign: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]{1,60}$", title="活动代码")
    locale: Literal["zh-CN", "en-US"] = Field(default="zh-CN", title="来信语言")
    facts: dict[str, Annotated[float, Field(allow_inf_nan=False)] | str] = Field(
        default_factory=dict, max_length=20, title="岗位条件"
    )
    resume: Words | None = Field(default=None, max_length=20_000, title="工作经历")
    consents: list[ConsentGiven] = Field(max_length=10)


class NewDecision(Schema):
    """What a person decided, and why."""

    decision: Literal["advance", "hold", "reject"]
    reason: Words = Field(min_length=4, max_length=1000, title="理由")
    score_id: UUID | None = None


class AppealWords(Schema):
    words: Words = Field(min_length=1, max_length=2000)


class AppealAnswer(Schema):
    """`outcome`: the objection was right, right in part, not right; or a talk with a person was arranged."""

    answer: Words = Field(min_length=1, max_length=2000, title="答复")
    outcome: Literal["upheld", "partly", "dismissed", "arranged"] | None = None
