"""The language model: whether one is on and which, trying it out, decisions and calls."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Markdown, Option, Tab, Table, Tabs

_STATES = (
    Option(value="never", label=Text("从未启用", "Never used")),
    Option(value="off", label=Text("已关闭", "Off")),
    Option(value="on", label=Text("已启用", "On"), colour="success"),
    Option(value="resting", label=Text("连续出错，暂停调用", "Resting after failures"), colour="warning"),
    Option(
        value="assessment_due",
        label=Text("影响评估到期，已停用", "Out of use: assessment due"),
        colour="danger",
    ),
)
_OUTCOMES = (
    Option(value="asked", label=Text("已发出，无结果", "Sent, cut off"), colour="warning"),
    Option(value="answered", label=Text("已回答", "Answered"), colour="success"),
    Option(value="cached", label=Text("相同回答，沿用", "Same words: kept opinion"), colour="info"),
    Option(value="refused", label=Text("模型拒绝", "Refused"), colour="warning"),
    Option(value="timeout", label=Text("超时", "Timed out"), colour="danger"),
    Option(value="limited", label=Text("服务限流", "Rate-limited"), colour="danger"),
    Option(value="failed", label=Text("服务出错", "Server error"), colour="danger"),
    Option(value="broken", label=Text("返回无法识别", "Unreadable reply"), colour="danger"),
    Option(value="unreachable", label=Text("无法连接", "Unreachable"), colour="danger"),
    Option(value="denied", label=Text("密钥无效", "Key not taken"), colour="danger"),
    Option(value="blocked", label=Text("地址被拒绝", "Address refused"), colour="danger"),
    Option(value="over_limit", label=Text("超过每日上限", "Over the day's limit"), colour="warning"),
    Option(value="resting", label=Text("暂停期间未调用", "Not asked: resting"), colour="warning"),
)
_STRUCTURED = (
    Option(value="json_schema", label=Text("JSON Schema（推荐）", "JSON Schema (best)")),
    Option(value="json_object", label=Text("JSON 对象", "JSON object")),
    Option(value="none", label=Text("不支持", "Not supported")),
)
_ABOUT = Text(
    "大模型按兼容 OpenAI 的接口逐题给出参考意见，默认关闭。发送前去除或替换姓名、电话、证件号等；"
    "回答中写给评分者的话不会发送；意见必须引用候选人原话，逐字核对不符即弃用。不可用时按规则评分并注明原因。"
    "是否录用由人决定。",
    "A language model behind an OpenAI-compatible address gives an opinion on each answer. Off by default. Names,"
    " phones and papers are taken out or replaced first; words meant for the grader are not sent; an opinion has"
    " to quote the candidate, letter by letter, or it is dropped. Where the model can't be had the rules score,"
    " and say so. People decide.",
)
_FIELDS = (
    Field(name="enabled", label=Text("启用", "On"), kind="boolean"),
    Field(
        name="assessment_id",
        label=Text("依据的影响评估", "Impact assessment"),
        kind="choice",
        options_api="/language-model/assessments",
        help=Text(
            "启用前须完成，见“公平性与说明—影响评估”",
            "has to be there before it is turned on; see Fairness, Impact assessments",
        ),
    ),
    Field(
        name="address",
        label=Text("接口地址", "Address"),
        required=True,
        placeholder=Text("https://主机/v1", "https://host/v1"),
        help=Text(
            "须为 https 公网地址；内网地址由系统管理员登记后可用",
            "https on the internet; the operator names addresses inside the network",
        ),
    ),
    Field(name="model", label=Text("模型名称", "Model"), required=True),
    Field(
        name="key",
        label=Text("密钥", "Key"),
        kind="password",
        help=Text(
            "留空则沿用现有密钥；加密保存，不再显示", "empty keeps the one there is; sealed, never shown"
        ),
    ),
    Field(name="forget_key", label=Text("删除现有密钥", "Take the key away"), kind="boolean"),
    Field(
        name="structured",
        label=Text("结构化输出", "Structured output"),
        kind="choice",
        options=_STRUCTURED,
        default="json_schema",
    ),
    Field(name="seconds", label=Text("超时（秒）", "Time-out (seconds)"), kind="integer", default=30),
    Field(name="daily_limit", label=Text("每日调用上限", "Calls a day at most"), kind="integer", default=500),
    Field(
        name="samples",
        label=Text("每题询问次数", "Samples"),
        kind="integer",
        default=3,
    ),
    Field(
        name="weight",
        label=Text("计入权重（%）", "Weight (%)"),
        kind="integer",
        default=0,
        help=Text("0 至 30；0 表示只显示、不计分", "0 to 30; 0 shows it and moves no score"),
    ),
    Field(name="recipient", label=Text("接收方名称", "Recipient"), required=True),
    Field(name="recipient_contact", label=Text("接收方联系方式", "How to reach the recipient")),
    Field(
        name="cross_border",
        label=Text("向境外提供", "Leaves the mainland"),
        kind="boolean",
        help=Text(
            "境外处理须另行满足个人信息出境要求（个人信息保护法第三十八、三十九条）",
            "a transfer abroad has rules of its own (PIPL arts. 38, 39)",
        ),
    ),
    Field(name="country", label=Text("国家或地区", "Country"), visible_when="cross_border"),
    Field(
        name="purpose",
        label=Text("使用目的（告知候选人）", "Purpose (told to candidates)"),
        kind="textarea",
        required=True,
    ),
)
_NOW = Tab(
    title=Text("当前设置", "Now"),
    body=(
        Markdown(text=_ABOUT),
        Callout(
            api="/language-model",
            visible_when="state == 'assessment_due'",
            level="danger",
            text=Text(
                "所依据的影响评估已到复评日期，大模型已停用。请重新评估后再启用。",
                "The assessment is due for review, and the model is out of use until there is a new one.",
            ),
        ),
        Detail(
            api="/language-model",
            columns=(
                Column(name="state", label=Text("状态", "State"), kind="choice", options=_STATES),
                Column(name="model", label=Text("模型", "Model")),
                Column(name="address", label=Text("接口地址", "Address")),
                Column(name="has_key", label=Text("已保存密钥", "Key kept"), kind="boolean"),
                Column(name="structured", label=Text("结构化输出", "Structured output"), options=_STRUCTURED),
                Column(name="weight", label=Text("计入权重（%）", "Weight (%)"), kind="integer"),
                Column(name="samples", label=Text("每题询问次数", "Samples"), kind="integer"),
                Column(name="seconds", label=Text("超时（秒）", "Time-out (s)"), kind="integer"),
                Column(name="used_today", label=Text("今日已调用", "Asked today"), kind="integer"),
                Column(name="daily_limit", label=Text("每日上限", "Day's limit"), kind="integer"),
                Column(name="recipient", label=Text("接收方", "Recipient")),
                Column(name="cross_border", label=Text("向境外提供", "Leaves the mainland"), kind="boolean"),
                Column(name="assessment", label=Text("影响评估", "Assessment")),
                Column(name="review_on", label=Text("复评日期", "Review on"), kind="date"),
                Column(name="decided_by_name", label=Text("决定人", "By")),
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("更改设置", "Change"),
                    api="/language-model",
                    load_api="/language-model",
                    fields=_FIELDS,
                    level="primary",
                    size="lg",
                    permission=may.SETTINGS_EDIT,
                ),
                Action(
                    label=Text("测试连接", "Try the connection"),
                    api="/language-model/test",
                    confirm=Text(
                        "用一段虚构的回答询问一次，不含任何候选人资料。结果见“调用记录”。",
                        "Asks once about a made-up answer; no candidate's words are sent. See Calls for the outcome.",
                    ),
                    done=Text(
                        "已在后台测试，结果见“调用记录”。", "It is tried in the background; see Calls."
                    ),
                    visible_when="state != 'never'",
                    permission=may.SETTINGS_EDIT,
                ),
            ),
        ),
    ),
)
_CALLS = Tab(
    title=Text("调用记录", "Calls"),
    body=(
        Table(
            api="/language-model/calls",
            columns=(
                Column(name="asked_at", label=Text("时间", "At"), kind="datetime", width=150),
                Column(name="outcome", label=Text("结果", "Outcome"), kind="choice", options=_OUTCOMES),
                Column(name="test", label=Text("连接测试", "A test"), kind="boolean", width=90),
                Column(name="model", label=Text("模型", "Model")),
                Column(name="milliseconds", label=Text("耗时（毫秒）", "Milliseconds"), kind="integer"),
                Column(name="tries", label=Text("尝试次数", "Tries"), kind="integer", width=80),
                Column(name="status", label=Text("状态码", "Status"), kind="integer", width=80),
                Column(name="reply_digest", label=Text("回答摘要", "Reply digest"), hidden=True),
            ),
            poll_seconds=10,
            export=False,
            empty=Text("还没有调用过。", "Nothing was asked yet."),
        ),
    ),
)
_DECISIONS = Tab(
    title=Text("历次决定", "Decisions"),
    body=(
        Table(
            api="/language-model/decisions",
            columns=(
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime", width=150),
                Column(name="decided_by_name", label=Text("决定人", "By")),
                Column(name="enabled", label=Text("启用", "On"), kind="boolean", width=70),
                Column(name="model", label=Text("模型", "Model")),
                Column(name="weight", label=Text("权重（%）", "Weight (%)"), kind="integer", width=90),
                Column(name="recipient", label=Text("接收方", "Recipient")),
                Column(name="cross_border", label=Text("境外", "Abroad"), kind="boolean", width=70),
                Column(name="assessment", label=Text("影响评估", "Assessment")),
                Column(name="purpose", label=Text("目的", "Purpose")),
            ),
            export=False,
            empty=Text("从未启用。", "Never turned on."),
        ),
    ),
)
LANGUAGE_MODEL = Page(
    path="/language-model",
    title=Text("大模型", "Language model"),
    permission=may.SETTINGS_EDIT,
    body=(Tabs(tabs=(_NOW, _CALLS, _DECISIONS)),),
)
