"""Why a day, a month or a stretch of overtime came out as it did: a code with what fills it, said in two languages.

What is stored is the code, so that a record reads in the language of whoever opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

WORDS: dict[str, tuple[str, str]] = {
    "leave": ("请假 {0} 分钟", "{0} minutes of leave"),
    "outside_window": ("{0} 次打卡不在有效时段内，不计", "{0} punches outside the time in which they count"),
    "trip": ("出差或外勤 {0} 分钟", "{0} minutes away on duty"),
    "no_punch_needed": ("免打卡", "no punch is asked for"),
    "not_over": ("当日未结束", "the day is not over"),
    "no_punch": ("无打卡、无请假", "no punch and no leave"),
    "missing_out": ("缺下班卡，仅有 {0}", "the punch at the end is missing, there is only {0}"),
    "missing_in": ("缺上班卡，仅有 {0}", "the punch at the start is missing, there is only {0}"),
    "late": ("应 {0} 到，{1} 打卡，迟到 {2} 分钟", "due at {0}, punched at {1}: {2} minutes late"),
    "early": ("应 {0} 离，{1} 打卡，早退 {2} 分钟", "due until {0}, punched at {1}: left {2} minutes early"),
    "makeup": ("调休上班日（{0}）", "make-up working day ({0})"),
    "worked_holiday": ("法定节假日排班出勤：{0}（{1}）", "planned work on a statutory holiday: {0} ({1})"),
    "unplanned": ("班表未发布，无法判定", "the roster is not published, so nothing can be said"),
    "planned_rest": ("排班休息", "off by the plan"),
    "rest_day": ("休息日", "rest day"),
    "leave_runs_on": ("假期连续计算", "leave runs on over it"),
    "trip_on_rest": (
        "休息日出差，未申请加班不计加班",
        "away on duty on a day off; without an application it is no overtime",
    ),
    "punched_on_rest": (
        "休息日有打卡，未申请加班不计加班",
        "punches on a day off; without an application they are no overtime",
    ),
    "overtime_in_hours": (
        "正常工作时间内的部分不计加班",
        "what lies in ordinary working time is no overtime",
    ),
    "overtime_not_present": ("打卡时间以外的部分不计加班", "what lies outside the punches is no overtime"),
    "overtime_unit": (
        "加班不足 {0} 分钟不计，以 {1} 分钟为单位",
        "less than {0} minutes of overtime do not count, the rest counts in units of {1}",
    ),
    "period_excess": (
        "综合计算工时超出周期标准工时",
        "hours above the standard of the comprehensive period",
    ),
    "over_day_limit": (
        "{0} 天延长工作时间超过 3 小时（劳动法第四十一条）",
        "{0} days with more than 3 extended hours (Labour Law art. 41)",
    ),
    "over_month_limit": (
        "当月加班 {0} 分钟，超过 36 小时（劳动法第四十一条）",
        "{0} minutes of overtime in the month, more than 36 hours (Labour Law art. 41)",
    ),
    "holiday_rule_missing": (
        "{0}对不定时工作制法定节假日出勤是否支付 300% 没有记录，请登记当地规定",
        "{0}: not recorded whether irregular hours are paid 300 % on statutory holidays; record the local rule",
    ),
    "averaging_missing": (
        "综合计算工时的周期没有设置，请按批复在考勤规则中设置月、季或年",
        "the period of comprehensive hours is not set; set month, quarter or year in the rule as approved",
    ),
    "months_missing": (
        "综合工时周期缺少 {0} 的考勤月，请先汇总这些月份",
        "the period of comprehensive hours lacks {0}; compute these months first",
    ),
    "workday": ("工作日", "working day"),
    "sandwiched": ("假期中间的休息日连续计算", "a day off in the middle of the leave counts"),
    "calendar_day": ("按日历天计算", "counted in calendar days"),
    "calendar_day_not_statutory": (
        "按日历天计算（法定节假日除外）",
        "counted in calendar days, statutory holidays apart",
    ),
    "in_hours": ("工作时间内", "in working time"),
    "not_counted": ("{0}，不计", "{0}, not counted"),
    # Last: its Chinese is a pattern that others fit as well.
    "day_off": ("{0}（{1}）", "{0} ({1})"),
}
"""Code → (Chinese, English). ``{0}`` … are the arguments. A code is never taken away: stored records hold it."""

TEXT = "text"
"""A sentence of an older record that no pattern fits; it is shown as it was written."""

IN_ENGLISH = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "春节（除夕）": "Spring Festival (eve)",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "放假调休": "day off by the notice",
    "调休上班": "make-up working day",
    "休息日": "rest day",
    "公司日历": "company calendar",
    "公司考勤设置": "company settings",
    "（未填写地区）": "(no place recorded)",
}
"""Names of days and sources that come as arguments. What a company typed itself stays as it was typed."""


_NOTICE = "国务院办公厅关于{0}年部分节假日安排的通知"
_NOTICE_EN = "State Council notice on the holidays of {0}"
_REGULATION = "全国年节及纪念日放假办法（国务院令第{0}号）；"
_REGULATION_EN = "Regulation on Public Holidays (State Council Decree {0}); "
IN_ENGLISH |= {
    _REGULATION.format(decree) + _NOTICE.format(year) + number: _REGULATION_EN.format(decree)
    + _NOTICE_EN.format(year)
    for decree, year, number in ((644, 2024, ""), (795, 2025, ""), (795, 2026, "（国办发明电〔2025〕7号）"))
}


class Reason(NamedTuple):
    """One reason. ``segment``: the part of a split shift it is about, from 1; 0 = the whole day."""

    code: str
    args: tuple[str | int, ...] = ()
    segment: int = 0

    @property
    def zh(self) -> str:
        """In Chinese."""
        text = self._filled(0, self.args)
        return f"第 {self.segment} 段：{text}" if self.segment else text

    @property
    def en(self) -> str:
        """In English."""
        text = self._filled(1, tuple(named(arg) for arg in self.args))
        return f"segment {self.segment}: {text}" if self.segment else text

    def _filled(self, language: int, args: tuple[str | int, ...]) -> str:
        words = WORDS.get(self.code)
        return words[language].format(*args) if words else "，".join(map(str, self.args))

    def stored(self) -> list[Any]:
        """As a record keeps it."""
        kept: list[Any] = [self.code, *([list(self.args)] if self.args or self.segment else [])]
        return [*kept, self.segment] if self.segment else kept


def named(word: str | int) -> str | int:
    """A name of a day or a source in English, anything else as it is."""
    return IN_ENGLISH.get(word, word) if isinstance(word, str) else word


def read(stored: object) -> Reason:
    """A reason from a record. Records made before reasons had codes hold Chinese sentences."""
    if isinstance(stored, str):
        return _from_sentence(stored)
    if not isinstance(stored, Sequence) or not stored:
        raise ValueError(f"not a reason: {stored!r}")
    args = tuple(stored[1]) if len(stored) > 1 else ()
    return Reason(str(stored[0]), args, int(stored[2]) if len(stored) > 2 else 0)


def say(reasons: Sequence[Reason], *, zh: bool) -> list[str]:
    """Reasons as sentences."""
    return [one.zh if zh else one.en for one in reasons]


def joined(reasons: Sequence[Reason], *, zh: bool) -> str:
    """Reasons as one line."""
    return ("；" if zh else "; ").join(say(reasons, zh=zh))


def read_line(text: str) -> list[Reason]:
    """The reasons of a line of Chinese sentences; a ``；`` inside brackets belongs to its sentence."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "（") - (letter == "）")
        if letter == "；" and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [_from_sentence(part) for part in parts if part]


SEGMENT = re.compile(r"第 (\d+) 段：")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for code, (chinese, _) in WORDS.items():
        parts = (re.escape(part) for part in re.split(r"\{\d\}", chinese))
        made.append((code, re.compile("(.+)".join(parts))))
    return tuple(made)


def _from_sentence(text: str) -> Reason:
    segment = 0
    if found := SEGMENT.match(text):
        segment, text = int(found[1]), text[found.end() :]
    for code, pattern in _patterns():
        if hit := pattern.fullmatch(text):
            return Reason(code, tuple(int(g) if g.isdigit() else g for g in hit.groups()), segment)
    return Reason(TEXT, (text,), segment)
