"""Offers."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.choices import OFFER_STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Table

OFFERS = Page(
    path="/offers",
    title=Text("录用", "Offers"),
    permission=may.OFFER_READ,
    body=(
        Table(
            api="/offers",
            columns=(
                Column(
                    name="name",
                    label=Text("候选人", "Candidate"),
                    link="/console/recruiting_ai/candidates/${application_id}",
                ),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="monthly_salary", label=Text("月薪", "Monthly pay"), kind="money"),
                Column(name="starts_on", label=Text("到岗日期", "First day"), kind="date", sortable=True),
                Column(
                    name="state",
                    label=Text("状态", "State"),
                    kind="choice",
                    options=OFFER_STATES,
                    sortable=True,
                ),
                Column(name="expires_at", label=Text("有效期至", "Valid until"), kind="datetime"),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(name="counter_words", label=Text("候选人意见", "Counter-offer")),
                Column(
                    name="counter_salary", label=Text("期望月薪", "Pay asked for"), kind="money", hidden=True
                ),
                Column(name="declined_because", label=Text("谢绝原因", "Declined because"), hidden=True),
            ),
            actions=(
                Action(
                    label=Text("发起录用", "Ask for an offer"),
                    link="/console/core/requests/new/recruiting_ai.offer",
                    permission=may.OFFER_CREATE,
                    level="primary",
                ),
            ),
            empty=Text(
                "还没有录用。候选人被决定“进入录用”后可在此发起。",
                "No offer yet. Once a candidate was advanced, ask for one here.",
            ),
            filters=(Field(name="state", label=Text("状态", "State"), kind="choice", options=OFFER_STATES),),
            row_actions=(
                Action(
                    label=Text("发送录用通知", "Send the offer"),
                    api="/offers/${id}/mail",
                    confirm=Text(
                        "将生成新链接并发送给候选人，旧链接失效。",
                        "A new link is sent; the old one stops working.",
                    ),
                    visible_when="state == 'approved' || state == 'sent'",
                    permission=may.OFFER_CREATE,
                    done=Text(
                        "已交付发送，结果见候选人的消息记录", "On its way; see the candidate's messages"
                    ),
                    level="primary",
                ),
                Action(
                    label=Text("下载录用通知", "Download the letter"),
                    api="/offers/${id}/letter",
                    visible_when="state == 'approved' || state == 'sent'",
                    download=True,
                    permission=may.OFFER_CREATE,
                ),
                Action(
                    label=Text("下载归档报告", "Download the report"),
                    api="/offers/${id}/report",
                    method="get",
                    visible_when="report_file_id",
                    download=True,
                ),
                Action(
                    label=Text("撤回", "Take back"),
                    api="/offers/${id}/cancel",
                    confirm=Text("撤回后链接失效，确定吗？", "The link will stop working. Go on?"),
                    visible_when="state == 'approved' || state == 'sent'",
                    permission=may.OFFER_CREATE,
                    level="danger",
                ),
            ),
        ),
    ),
)
