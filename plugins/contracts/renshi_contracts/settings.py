"""What a company decides about its contracts."""

from pydantic import BaseModel, Field


class ContractSettings(BaseModel):
    """Kept per company; every field has a default."""

    remind_days: tuple[int, ...] = Field(
        default=(60, 30, 7),
        max_length=6,
        title="到期前提醒（天）",
        description="合同到期前多少天提醒人事与直属上级，可设多档",
        json_schema_extra={"title_en": "Days before the end to remind"},
    )
    sign_reminder_days: int = Field(
        default=7,
        ge=0,
        le=30,
        title="未签合同提前提醒（天）",
        description="距法定签订期限（用工满一个月）还有多少天时提醒",
        json_schema_extra={"title_en": "Days before the legal day to remind of a missing signature"},
    )
    number_prefix: str = Field(
        default="HT",
        max_length=10,
        pattern=r"^[A-Za-z0-9-]*$",
        title="合同编号前缀",
        json_schema_extra={"title_en": "Prefix of contract numbers"},
    )
