"""What a company decides about its payroll."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PayrollSettings(BaseModel):
    """Kept per company. A run keeps a copy, so that a later change doesn't touch it."""

    model_config = ConfigDict(extra="forbid")

    pay_day: int = Field(
        default=31,
        ge=1,
        le=31,
        title="发薪日",
        description="当月没有该日期时为月末",
        json_schema_extra={
            "title_en": "Pay day",
            "description_en": "the last day where the month is shorter",
        },
    )
    pay_in_following_month: bool = Field(
        default=False,
        title="次月发放",
        description="个人所得税按实际发放月份计算",
        json_schema_extra={
            "title_en": "Paid in the following month",
            "description_en": "tax follows the month of payment",
        },
    )
    proration: Literal["21.75", "workdays", "calendar"] = Field(
        default="21.75",
        title="入离职当月折算方式",
        description="21.75：月工资÷21.75×计薪日；workdays：月工资÷当月计薪日×在职计薪日；calendar：月工资÷当月天数×在职天数",
        json_schema_extra={"title_en": "Proration of joiners' and leavers' months"},
    )
    sick_pay_percent: Decimal = Field(
        default=Decimal(80),
        ge=0,
        le=100,
        title="病假工资比例（%）",
        description="不低于当地最低工资的 80%",
        json_schema_extra={"title_en": "Sick pay, percent of the wage"},
    )
    net_change_alert_percent: int = Field(
        default=30,
        ge=1,
        le=1000,
        title="实发变动提醒（%）",
        description="实发与上月相差超过该比例时提醒",
        json_schema_extra={"title_en": "Warn where the net differs from last month by more than, percent"},
    )
    tax_change_alert_percent: int = Field(
        default=100,
        ge=1,
        le=10_000,
        title="个税跳变提醒（%）",
        description="工资个税比上月增加超过该比例且超过 200 元时提醒，并说明原因",
        json_schema_extra={
            "title_en": "Warn where the wage tax exceeds last month's by more than, percent",
            "description_en": "and by more than 200 yuan; the warning says why",
        },
    )
    show_employer_items: bool = Field(
        default=False,
        title="工资条显示单位缴纳部分",
        description="关闭时员工只看到影响实发的项目；薪酬专员始终可见",
        json_schema_extra={
            "title_en": "Show the employer's contributions on slips",
            "description_en": "off: employees see what their net pay is made of",
        },
    )
    slip_pdf_password: Literal["none", "identity_tail"] = Field(
        default="none",
        title="工资条 PDF 密码",
        description="none：不加密；identity_tail：以本人证件号码后六位加密（字母大写）",
        json_schema_extra={
            "title_en": "Password of pay slip PDFs",
            "description_en": "identity_tail: the last six characters of the owner's identity number",
        },
    )
    remind_after_days: int = Field(
        default=3,
        ge=0,
        le=60,
        title="未确认工资条提醒（发布后天数）",
        description="0 为不提醒",
        json_schema_extra={
            "title_en": "Remind of unconfirmed slips after, days",
            "description_en": "0: never",
        },
    )
