"""How long the log of mails is kept."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataClass
from renshi_sdk.db import RowsByDay

# An address that bounced is left alone until somebody clears it, and that is known from its row.
_MESSAGES = RowsByDay(
    "mail_message", day="at", condition="NOT (t.state = 'bounced' AND t.cleared_at IS NULL)"
)
# Whose letter it was is known to the plugin that wrote it alone.
_LETTERS = RowsByDay(
    "mail_letter", day="at", person=None, condition="NOT (t.state = 'bounced' AND t.cleared_at IS NULL)"
)

RETENTION = (
    DataClass(
        name="mail.message",
        title=Text("邮件发送记录", "Log of mails"),
        content=Text(
            "收件地址、时间和结果（不含正文）", "address, time and result of each mail, without its words"
        ),
        counted_from=Text("发送时间", "the time of sending"),
        basis=Text(
            "网络安全法第二十一条：网络日志至少留存六个月",
            "Cybersecurity Law art. 21: logs are kept for six months at least",
        ),
        least=6,
        default=12,
        count=_MESSAGES.count,
        purge=_MESSAGES.purge,
    ),
    DataClass(
        name="mail.letter",
        title=Text("外部信件发送记录", "Log of letters"),
        content=Text(
            "时间、结果和地址的不可逆摘要（不含正文、姓名和地址）",
            "time and result, and a keyed hash of the address; no words, names or addresses",
        ),
        counted_from=Text("发送时间", "the time of sending"),
        basis=Text(
            "网络安全法第二十一条：网络日志至少留存六个月",
            "Cybersecurity Law art. 21: logs are kept for six months at least",
        ),
        least=6,
        default=12,
        count=_LETTERS.count,
        purge=_LETTERS.purge,
    ),
)
