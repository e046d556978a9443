"""States as coloured labels, and what pages share."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.pages import Field, Option

STATES = (
    Option(value="pending", label=Text("审批中", "In approval"), colour="warning"),
    Option(value="open", label=Text("招聘中", "Open"), colour="success"),
    Option(value="closed", label=Text("已关闭", "Closed")),
    Option(value="rejected", label=Text("未批准", "Not approved"), colour="danger"),
    Option(value="withdrawn", label=Text("已撤回", "Withdrawn")),
)
STAGES = (
    Option(value="applied", label=Text("已投递", "Applied"), colour="info"),
    Option(value="interviewing", label=Text("面试中", "In interview"), colour="info"),
    Option(value="review", label=Text("待人工复核", "To review"), colour="warning"),
    Option(value="offer", label=Text("录用流程", "Offer"), colour="success"),
    Option(value="hired", label=Text("已入职", "Hired"), colour="success"),
    Option(value="rejected", label=Text("未通过", "Rejected")),
    Option(value="withdrawn", label=Text("已撤回", "Withdrawn")),
)
OFFER_STATES = (
    Option(value="pending", label=Text("审批中", "In approval"), colour="warning"),
    Option(value="approved", label=Text("待发送", "To send"), colour="info"),
    Option(value="sent", label=Text("待答复", "Sent"), colour="info"),
    Option(value="accepted", label=Text("已接受", "Accepted"), colour="success"),
    Option(value="declined", label=Text("已谢绝", "Declined")),
    Option(value="expired", label=Text("已过期", "Expired")),
    Option(value="rejected", label=Text("未批准", "Not approved"), colour="danger"),
    Option(value="withdrawn", label=Text("已撤回", "Withdrawn")),
)
DECISIONS = (
    Option(value="advance", label=Text("进入录用", "Advance"), colour="success"),
    Option(value="hold", label=Text("继续考察", "Hold"), colour="warning"),
    Option(value="reject", label=Text("不通过", "Reject"), colour="danger"),
)
SCORED = (
    Option(value="scored", label=Text("已评分", "Scored"), colour="success"),
    Option(value="insufficient_data", label=Text("数据不足", "Insufficient data"), colour="warning"),
)
DECIDE = (
    Field(name="decision", label=Text("决定", "Decision"), kind="choice", required=True, options=DECISIONS),
    Field(name="reason", label=Text("理由", "Reason"), kind="textarea", required=True),
)
HONEST = Text(
    "评分由规则计算，**未经校准**，误差约 ±1.5 分；每个分数都可追溯到候选人的原话。"
    "没有任何自动淘汰：决定由人作出并写明理由。",
    "Scores come from rules, are **not calibrated** and can be off by about ±1.5; each rests on the candidate's own "
    "words. Nothing is rejected by itself: a person decides and says why.",
)
