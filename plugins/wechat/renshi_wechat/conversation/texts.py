"""What the account says. ``{…}`` fields are filled by the service."""

from __future__ import annotations

from renshi_sdk import Text

HELP = Text(
    "您可以直接发送：\n"
    "· 请假，例如“明天下午请半天事假，家里有事”\n"
    "· 余额：查看假期余额\n"
    "· 工资条，或“10月工资”\n"
    "· 待办：查看待我审批的申请\n"
    "· 解绑：解除微信与员工账号的绑定",
    "You can send:\n"
    "· leave in words, e.g. 明天下午请半天事假，家里有事\n"
    "· 余额 for your leave balances\n"
    "· 工资条 or 10月工资 for a pay slip\n"
    "· 待办 for requests that wait for you\n"
    "· 解绑 to end the binding",
)
WELCOME = Text(
    "您好，这里是{account}。请先绑定员工账号：在员工系统“我的微信”取得绑定码，或向人事索取，"
    "然后发送\n绑定 工号 绑定码",
    "This is {account}. Please bind your employee account first: get a code under “My WeChat” or from HR, "
    "then send\n绑定 staff-number code",
)
NOT_BOUND = Text(
    "您还没有绑定员工账号。请在员工系统“我的微信”取得绑定码，或向人事索取，然后发送\n绑定 工号 绑定码",
    "This WeChat is bound to no employee. Get a code under “My WeChat” or from HR, then send\n"
    "绑定 staff-number code",
)
BOUND = Text(
    "绑定成功：{name}（{number}）。发送“帮助”查看可用功能。",
    "Bound to {name} ({number}). Send 帮助 for help.",
)
BIND_WRONG = Text(
    "工号或绑定码不正确，或绑定码已失效。请核对后重试，或重新获取绑定码。",
    "The staff number or the code is wrong, or the code is no longer valid. Check it, or get a new one.",
)
BIND_TOO_OFTEN = Text("尝试次数过多，请一小时后再试。", "Too many attempts. Try again in an hour.")
BIND_OTHER_EMPLOYEE = Text(
    "此微信已绑定其他员工账号，请先发送“解绑”。",
    "This WeChat is bound to another employee. Send 解绑 first.",
)
BIND_OTHER_WECHAT = Text(
    "该员工账号已绑定其他微信，请先在原微信发送“解绑”，或联系人事解除。",
    "This employee is bound to another WeChat. End that binding first, or ask HR.",
)
GUEST_WRONG = Text(
    "代码不正确、已使用或已过期。请在原页面重新获取。",
    "The code is wrong, used or expired. Get a new one on the page.",
)
GUEST_BOUND = Text("已连接。发送“解绑”可随时断开。", "Connected. Send 解绑 to disconnect at any time.")
GUEST_GONE = Text("该连接已失效并已删除。", "This connection is over and has been removed.")
UNBOUND = Text("已解除绑定。", "The binding has been ended.")
UNKNOWN = Text("没有理解您的意思。发送“帮助”查看可用功能。", "I didn't understand that. Send 帮助 for help.")
TEXT_ONLY = Text(
    "目前只支持文字消息。发送“帮助”查看可用功能。", "Only text messages are read here. Send 帮助 for help."
)
SORRY = Text("系统繁忙，请稍后再试。", "Something went wrong. Please try again later.")
NO_DRAFT = Text(
    "没有待确认的申请，可能已提交或已过期。",
    "No request waits for a confirmation; it may have been sent or expired.",
)
CANCELLED = Text("已放弃，没有提交任何申请。", "Dropped. Nothing has been submitted.")
NOTHING_TO_CANCEL = Text(
    "没有待确认的申请。已提交的申请请在员工系统中撤回。",
    "No request waits for a confirmation. Withdraw a submitted one in the employee portal.",
)
FORM = Text(
    "请核对请假申请：\n类型：{kind}\n时间：{when}\n事由：{reason}{extra}\n"
    "回复“确认”提交，“取消”放弃；要修改请直接说，例如“改成后天上午”。30 分钟内有效。",
    "Please check your leave:\nkind: {kind}\nwhen: {when}\nreason: {reason}{extra}\n"
    "Answer 确认 to submit, 取消 to drop it, or say what to change. Valid for 30 minutes.",
)
FORM_BALANCE = Text("\n余额：{balance}", "\nbalance: {balance}")
FORM_STATED = Text("\n您说的是 {stated} 天，请核对起止日期", "\nyou said {stated} days: check the dates")
SO_FAR = Text(
    "请假申请还缺：{missing}。{known}\n回复“取消”放弃。",
    "Still needed: {missing}. {known}\nAnswer 取消 to drop it.",
)
KNOWN = Text("\n已知：{facts}", "\nknown: {facts}")
ASK_KIND = Text("假期类型（{kinds}）", "the kind of leave ({kinds})")
ASK_DATE = Text("日期（如“明天”“11月25日到27日”）", "the date (e.g. 明天, 11月25日到27日)")
ASK_HALF = Text("上午还是下午", "morning (上午) or afternoon (下午)")
ASK_REASON = Text("事由", "the reason")
PROBLEMS = {
    "no_such_date": Text("没有这一天，请重新说明日期。", "There is no such day. Please say the date again."),
    "reversed": Text(
        "结束时间早于开始时间，请重新说明日期。", "It ends before it begins. Please say the dates again."
    ),
    "several_dates": Text(
        "一次只能请一段连续的假，请只说一段日期。", "One leave is one stretch of days. Please name one only."
    ),
    "several_kinds": Text(
        "一次只能请一种假，请只说一种。", "One leave is of one kind. Please name one only."
    ),
    "hours": Text(
        "按小时请假请在员工系统中填写{link}", "Leave by the hour is asked for in the employee portal{link}"
    ),
    "too_long": Text(
        "请假时间过长，请在员工系统中填写。", "That is too long; please use the employee portal."
    ),
}
SUBMITTED = Text(
    "已提交，申请编号 {number}。\n{summary}\n{next}", "Submitted as {number}.\n{summary}\n{next}"
)
WAITS_FOR = Text("等待 {names} 审批，结果会通知您。", "It waits for {names}; you will be told the outcome.")
WAITS = Text("等待审批，结果会通知您。", "It waits for approval; you will be told the outcome.")
TOOK_EFFECT = Text("无需审批，已生效。", "No approval was needed; it is in effect.")
REFUSED = Text(
    "没有提交：{why}\n可以直接说要怎么改，或回复“取消”放弃。",
    "Not submitted: {why}\nSay what to change, or answer 取消.",
)
LEAVE_OFF = Text("公司没有启用请假功能。", "Leave requests are not in use here.")
NO_BALANCES = Text("没有可显示的假期余额。", "There are no leave balances to show.")
BALANCES = Text("假期余额（{date}）\n{lines}", "Leave balances ({date})\n{lines}")
NO_SLIP = Text("没有{month}已发布的工资条。", "No pay slip has been published {month}")
SLIP = Text(
    "{month}工资条\n应发：{gross} 元\n扣款：{deductions} 元\n个税：{tax} 元\n实发：{net} 元{link}",
    "Pay slip {month}\ngross: {gross}\ndeductions: {deductions}\ntax: {tax}\nnet: {net}{link}",
)
SLIP_LINK = Text(
    "{month}工资条已发布，请在员工系统中查看{link}", "The pay slip {month} is published; see it here{link}"
)
NO_WAITING = Text("没有待您审批的申请。", "No request waits for you.")
WAITING = Text(
    "待您审批（{count}）：\n{lines}\n回复“同意 编号”或“拒绝 编号 原因”。",
    "Waiting for you ({count}):\n{lines}\nAnswer 同意 code or 拒绝 code reason.",
)
APPROVAL_HINT = Text(
    "\n回复“同意 {code}”或“拒绝 {code} 原因”即可审批。",
    "\nAnswer 同意 {code} or 拒绝 {code} reason to decide.",
)
NEED_CODE = Text(
    "请带上申请的编号，例如“同意 4821”。发送“待办”查看。",
    "Name the request's code, e.g. 同意 4821. Send 待办 for the list.",
)
NEED_REASON = Text(
    "请写明拒绝的原因，例如“拒绝 {code} 当天人手不足”。", "Say why, e.g. 拒绝 {code} 当天人手不足."
)
CODE_GONE = Text(
    "编号 {code} 无效或已过期，申请可能已被处理。发送“待办”查看。",
    "Code {code} isn't valid any more; the request may be decided. Send 待办 for the list.",
)
APPROVED = Text("已同意：{who} {summary}（{number}）", "Approved: {who} {summary} ({number})")
REJECTED = Text("已拒绝：{who} {summary}（{number}）", "Rejected: {who} {summary} ({number})")
DECISION_REFUSED = Text("没有完成：{why}", "Not done: {why}")
