"""One message → one intent."""

from __future__ import annotations

import re
from datetime import date, datetime

from renshi_wechat.language.dates import number
from renshi_wechat.language.intents import (
    Approve,
    Balances,
    Bind,
    Cancel,
    Confirm,
    Help,
    Intent,
    PaySlip,
    Reject,
    Unbind,
    Unknown,
    Waiting,
)
from renshi_wechat.language.kinds import find_kinds
from renshi_wechat.language.leave import IsWorkday, asks_for_leave, read_leave, weekdays_only

MAX_TEXT = 500
_CONFIRM = frozenset({"确认", "确定", "确认提交", "提交", "确认无误"})
_CANCEL = frozenset({"取消", "不请了", "不请假了", "算了", "放弃", "取消请假", "取消申请", "不提交"})
_HELP = frozenset(
    {"帮助", "菜单", "功能", "help", "?", "使用说明", "说明", "你好", "您好", "在吗", "hi", "hello"}
)
_WAITING = frozenset({"待办", "我的待办", "审批", "待审批", "待我审批", "待处理", "查看审批"})
_UNBIND = frozenset({"解绑", "解除绑定", "取消绑定", "解除微信绑定"})
_BIND = re.compile(r"绑定(?:\s+(?P<number>[A-Za-z0-9_-]{1,32})\s+(?P<code>\d{4,12}))?", re.ASCII)
_CODE = r"\s*[#:：]?\s*(?P<code>\d{4,8}(?![\d年月]))?[\s，,。:：]*(?P<rest>.*)"
_APPROVE = re.compile(rf"(?:同意|批准|通过){_CODE}", re.S | re.ASCII)
_REJECT = re.compile(rf"(?:拒绝|驳回|不同意|不批准|不通过){_CODE}", re.S | re.ASCII)
_ASKS_HOW = re.compile(r"怎么|怎样|如何|流程|制度|规定|政策|为什么|为啥|什么是|能休多少")
_BALANCE = re.compile(r"余额|剩余|还剩|剩下?(?:几|多少)|还有(?:几|多少)|有(?:几|多少)天|假期额度|可休")
_PAY = re.compile(r"工资条|工资单|工资|薪资单?|薪水|薪酬|薪资条")
_PAY_FILLER = re.compile(
    r"查询?一?下?|看一?下?|查看|我的?|的|给我|请|帮我?|想|要|发|明细|情况|份|月份|[\s,，。!！~]"
)
_MONTH = re.compile(
    r"(?:(?P<y>20\d\d)\s*[年/.-]\s*)?(?P<m>0?[1-9]|1[0-2]|十[一二]?|[一二三四五六七八九])\s*月份?"
    r"|(?P<iso>20\d\d)[-/.](?P<im>0[1-9]|1[0-2]|[1-9])(?!\d)"
    r"|(?P<word>上上个?月|上个?月|本月|这个?月|当月|最近|最新|今年|去年)"
)
_MONTHS_BACK = {"上上": 2, "上个": 1, "上月": 1, "本月": 0, "这个": 0, "这月": 0, "当月": 0}
# "11月30日（周一）": the weekday repeats the date, and the form that is shown back says it again.
_WEEKDAY_NOTE = re.compile(r"[(（](?:周|星期|礼拜)[一二三四五六日天][)）]")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)} | {
    0x3000: " ", 0xFF0D: "-", 0xFF5E: "~", 0xFF0F: "/", 0xFF0E: ".", 0xFF1A: ":", 0x2014: "-", 0xFF1F: "?",
}  # fmt: skip


def normalise(text: str) -> str:
    """The text with full-width digits, letters and signs made narrow, at most 500 characters."""
    return _WEEKDAY_NOTE.sub("", text[:MAX_TEXT].replace("\0", "").translate(_NARROW)).strip()


def parse(text: str, *, now: datetime, is_workday: IsWorkday = weekdays_only) -> Intent:
    """What ``text`` means. ``now`` is aware and in the company's own time zone."""
    said = normalise(text)
    bare = re.sub(r"[\s。.!！~,，]+$", "", said).strip("“”\"' ")
    word = bare.lower()
    today = now.date()
    if word in _HELP or not word:
        return Help()
    if word in _CONFIRM:
        return Confirm()
    if word in _CANCEL:
        return Cancel()
    if word in _UNBIND:
        return Unbind()
    if word in _WAITING:
        return Waiting()
    if bind := _BIND.fullmatch(bare):
        return Bind(bind["number"], bind["code"])
    if reject := _REJECT.fullmatch(said):
        return Reject(reject["code"], reject["rest"].strip()) if _decides(reject) else Unknown()
    if approve := _APPROVE.fullmatch(said):
        return Approve(approve["code"], approve["rest"].strip()) if _decides(approve) else Unknown()
    if _ASKS_HOW.search(said):
        return Help()
    if _BALANCE.search(said) and not _PAY.search(said):
        kinds = {code for _, _, code in find_kinds(said) if code}
        return Balances(kinds.pop() if len(kinds) == 1 else None)
    if _PAY.search(said) and (slip := _pay_slip(said, today)) is not None:
        return slip
    if asks_for_leave(said):
        return read_leave(said, today, is_workday)
    return Unknown()


def _decides(match: re.Match[str]) -> bool:
    """Without a code only the bare word is an answer: "通过考试了" decides nothing."""
    return bool(match["code"]) or not match["rest"].strip()


def _pay_slip(text: str, today: date) -> PaySlip | None:
    rest = _PAY.sub("", text, count=1)
    month: tuple[int, int] | None = None
    if match := _MONTH.search(rest):
        rest = rest[: match.start()] + rest[match.end() :]
        month = _month(match, today)
        if month is not None and month > (today.year, today.month):
            month = (month[0] - 1, month[1])
    return PaySlip(month) if not _PAY_FILLER.sub("", rest) else None


def _month(match: re.Match[str], today: date) -> tuple[int, int] | None:
    if match["iso"]:
        return int(match["iso"]), int(match["im"])
    if match["word"]:
        back = {"上上": 2, "上个": 1, "上月": 1, "本月": 0, "这个": 0, "这月": 0, "当月": 0}.get(
            match["word"][:2]
        )
        if back is None:
            return None
        months = today.year * 12 + today.month - 1 - back
        return months // 12, months % 12 + 1
    return int(match["y"]) if match["y"] else today.year, number(match["m"].lstrip("0"))
