"""Names of kinds, terms and states, as people read them."""

from renshi_sdk import Text
from renshi_sdk.pages import Option

KINDS: dict[str, Text] = {
    "labour": Text("劳动合同", "Labour contract"),
    "part_time": Text("非全日制用工协议", "Part-time agreement"),
    "service": Text("劳务协议", "Service agreement"),
    "intern": Text("实习协议", "Internship agreement"),
    "confidentiality": Text("保密协议", "Confidentiality agreement"),
    "noncompete": Text("竞业限制协议", "Non-compete agreement"),
    "training": Text("培训服务期协议", "Training service agreement"),
    "other": Text("其他协议", "Other agreement"),
}
TERMS: dict[str, Text] = {
    "fixed": Text("固定期限", "Fixed term"),
    "open": Text("无固定期限", "Open-ended"),
    "task": Text("以完成一定工作任务为期限", "Until a task is done"),
}
STATES: dict[str, Text] = {
    "draft": Text("待签订", "To be signed"),
    "signed": Text("已签订", "Signed"),
    "ended": Text("已终止", "Ended"),
    "cancelled": Text("已作废", "Cancelled"),
}
_COLOURS = {"draft": "warning", "signed": "success", "cancelled": "default", "ended": "default"}

KIND_OPTIONS = tuple(Option(value=k, label=v) for k, v in KINDS.items())
TERM_OPTIONS = tuple(Option(value=k, label=v) for k, v in TERMS.items())
STATE_OPTIONS = tuple(
    Option(value=k, label=v, colour=_COLOURS[k])  # type: ignore[arg-type]
    for k, v in STATES.items()
)
END_REASONS: dict[str, Text] = {
    "expired": Text("期满终止", "Term over"),
    "agreed": Text("协商一致解除（第三十六条）", "Ended by agreement (art. 36)"),
    "employee": Text("劳动者解除（第三十七、三十八条）", "Ended by the employee (arts. 37, 38)"),
    "employer_fault": Text("过失性辞退（第三十九条）", "Dismissed for fault (art. 39)"),
    "employer_no_fault": Text("无过失性辞退（第四十条）", "Dismissed without fault (art. 40)"),
    "redundancy": Text("经济性裁员（第四十一条）", "Redundancy (art. 41)"),
    "retired": Text("退休", "Retired"),
    "replaced": Text("变更后另签", "Replaced by another"),
    "left": Text("离职", "Left"),
}
END_REASON_OPTIONS = tuple(Option(value=k, label=v) for k, v in END_REASONS.items())
