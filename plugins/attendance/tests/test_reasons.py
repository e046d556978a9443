"""Reasons in both languages, and records made before reasons had codes."""

import json

import pytest
from renshi_attendance.engine.reasons import WORDS, Reason, joined, named, read, read_line, say
from renshi_attendance.months.exceptions import said
from renshi_attendance.months.views import figure_words
from renshi_attendance.reference import national_calendar

from renshi_sdk import Text


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("code", WORDS)
def test_every_reason_has_the_same_arguments_in_both_languages(code: str) -> None:
    zh, en = WORDS[code]
    assert not has_chinese(en)
    slots = [f"{{{i}}}" for i in range(4)]
    assert [slot in zh for slot in slots] == [slot in en for slot in slots]


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("segment", [0, 2])
def test_a_reason_survives_its_record_and_its_old_sentence(code: str, segment: int) -> None:
    args = tuple(f"甲{i}" for i in range(4) if f"{{{i}}}" in WORDS[code][0])
    reason = Reason(code, args, segment)
    assert read(json.loads(json.dumps(reason.stored()))) == reason
    assert read(reason.zh) == reason


def test_names_of_days_are_english_in_english() -> None:
    reason = Reason("day_off", ("春节（除夕）", "公司日历"))
    assert (reason.zh, reason.en) == (
        "春节（除夕）（公司日历）",
        "Spring Festival (eve) (company calendar)",
    )


def test_a_sentence_of_an_old_record_reads_in_english() -> None:
    old = "第 2 段：应 2026-03-02 14:00 到，2026-03-02 14:20 打卡，迟到 20 分钟"
    assert read(old) == Reason("late", ("2026-03-02 14:00", "2026-03-02 14:20", 20), 2)
    assert read(old).en == "segment 2: due at 2026-03-02 14:00, punched at 2026-03-02 14:20: 20 minutes late"
    unknown = read("某个从前的说法")
    assert (unknown.code, unknown.zh, unknown.en) == ("text", "某个从前的说法", "某个从前的说法")


def test_an_old_exception_reads_in_both_languages() -> None:
    row = {"reasons": "[]", "reason": "调休上班日（办法（国务院令第795号）；通知）；无打卡、无请假"}
    assert read_line(row["reason"]) == [
        Reason("makeup", ("办法（国务院令第795号）；通知",)),
        Reason("no_punch"),
    ]
    assert said(row, zh=True)["reason"] == row["reason"]
    assert said(row, zh=False)["reason"].endswith("; no punch and no leave")
    new = {"reasons": json.dumps([["no_punch"]]), "reason": None}
    assert said(new, zh=False) == {
        "reason": "no punch and no leave",
        "reasons": [{"code": "no_punch", "args": [], "segment": None}],
    }


def test_every_instrument_of_the_calendar_has_an_english_name() -> None:
    for year in national_calendar().years.values():
        assert not has_chinese(str(named(year.source)))
        for name in year.days.values():
            assert not has_chinese(str(named(name)))


def test_a_difference_reads_as_days_and_hours() -> None:
    figures = {
        "absence": "-1.000000",
        "leave.annual": "1.000000",
        "overtime.workday": "90",
        "late": "0.041667",
    }
    names = {"annual": Text("年休假", "Annual leave")}
    assert figure_words(figures, names, zh=True) == (
        "旷工 −1 天，迟到早退 +0.042 天，年休假 +1 天，延时加班 +1.5 小时"
    )
    assert figure_words(figures, names, zh=False) == (
        "absent −1 d, late or early +0.042 d, Annual leave +1 d, overtime on working days +1.5 h"
    )
    assert figure_words({"leave.own": "-0.5"}, names, zh=False) == "own −0.5 d"


def test_a_line_in_each_language() -> None:
    reasons = [Reason("rest_day"), Reason("punched_on_rest")]
    assert joined(reasons, zh=True) == "休息日；休息日有打卡，未申请加班不计加班"
    assert say(reasons, zh=False)[0] == "rest day"
