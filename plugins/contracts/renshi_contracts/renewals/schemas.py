"""The wire of renewals."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from renshi_sdk.web import Schema


class OpenIn(Schema):
    """Open a decision for every labour contract that ends by a day."""

    until: date


class RenewalForm(Schema):
    """The decision about a contract that ends, as it goes to approval."""

    contract_id: UUID = Field(title="合同", json_schema_extra={"title_en": "Contract"})
    decision: Literal["renew", "not_renew"] = Field(
        title="处理意见",
        json_schema_extra={"title_en": "Decision", "options_zh": {"renew": "续签", "not_renew": "到期终止"}},
    )
    term: Literal["fixed", "open"] | None = Field(
        default=None,
        title="续签期限类型",
        json_schema_extra={"title_en": "Term", "options_zh": {"fixed": "固定期限", "open": "无固定期限"}},
    )
    months: Annotated[int, Field(ge=1, le=600)] | None = Field(
        default=None, title="续签月数", json_schema_extra={"title_en": "Months"}
    )
    wish: Literal["fixed", "open", "leave", "unknown"] = Field(
        default="unknown",
        title="员工意愿",
        json_schema_extra={
            "title_en": "What the employee wants",
            "options_zh": {"fixed": "固定期限", "open": "无固定期限", "leave": "不续签", "unknown": "未征询"},
        },
    )
    worse_offer: bool = Field(
        default=False,
        title="续签条件低于原合同",
        json_schema_extra={"title_en": "The offer is worse than the old contract"},
    )
    exception: Annotated[str, Field(max_length=300)] | None = Field(
        default=None,
        title="不适用无固定期限的法定事由",
        description="如第三十九条、第四十条第一项或第二项情形，须写明事实",
        json_schema_extra={"title_en": "Facts that take the right to an open-ended contract away"},
    )
    reason: Annotated[str, Field(min_length=2, max_length=500)] = Field(
        title="理由", json_schema_extra={"title_en": "Reason"}
    )


class SubmitIn(Schema):
    """The same decision for several contracts."""

    contract_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=200)]
    decision: Literal["renew", "not_renew"]
    term: Literal["fixed", "open"] | None = None
    months: Annotated[int, Field(ge=1, le=600)] | None = None
    wish: Literal["fixed", "open", "leave", "unknown"] = "unknown"
    reason: Annotated[str, Field(min_length=2, max_length=500)]
