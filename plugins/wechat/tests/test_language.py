"""Messages as people write them, and what they are read as. Today is Monday, 2026-11-23."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renshi_wechat.language import (
    LEAVE_KINDS,
    Approve,
    Balances,
    Bind,
    Cancel,
    Confirm,
    Help,
    Intent,
    Leave,
    Missing,
    PaySlip,
    Problem,
    Reject,
    Unbind,
    Unknown,
    Waiting,
    amend,
    parse,
)

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
TODAY = NOW.date()


def nov(day: int) -> date:
    return date(2026, 11, day)


def dec(day: int) -> date:
    return date(2026, 12, day)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("帮助", Help()),
        ("?", Help()),
        ("？", Help()),
        ("  ", Help()),
        ("年假怎么休", Help()),
        ("工资怎么少了", Help()),
        ("确认", Confirm()),
        ("“确认”。", Confirm()),
        ("提交", Confirm()),
        ("取消", Cancel()),
        ("不请假了", Cancel()),
        ("余额", Balances()),
        ("还有几天年假", Balances("annual")),
        ("调休还剩多少", Balances("compensatory")),
        ("我还有几天假", Balances()),
        ("工资条", PaySlip()),
        ("查一下我的工资", PaySlip()),
        ("10月工资", PaySlip((2026, 10))),
        ("十月工资条", PaySlip((2026, 10))),
        ("12月工资", PaySlip((2025, 12))),
        ("11月份的工资单", PaySlip((2026, 11))),
        ("上个月工资条", PaySlip((2026, 10))),
        ("上上个月工资", PaySlip((2026, 9))),
        ("2025年3月工资", PaySlip((2025, 3))),
        ("2026-09工资条", PaySlip((2026, 9))),
        ("工资涨了吗", Unknown()),
        ("绑定 A001 123456", Bind("A001", "123456")),
        ("绑定　A001　１２３４５６", Bind("A001", "123456")),
        ("绑定", Bind()),
        ("解绑", Unbind()),
        ("取消绑定", Unbind()),
        ("待办", Waiting()),
        ("同意 4821", Approve("4821")),
        ("同意4821，注意安全", Approve("4821", "注意安全")),
        ("同意", Approve()),
        ("拒绝 4821 人手不足", Reject("4821", "人手不足")),
        ("不同意", Reject()),
        ("驳回#4821：请改期", Reject("4821", "请改期")),
        ("同意2026年预算", Unknown()),
        ("通过考试了", Unknown()),
        ("今天天气不错", Unknown()),
        ("明天下午有事", Unknown()),
    ],
)
def test_short_messages(text: str, intent: Intent) -> None:
    assert parse(text, now=NOW) == intent


LEAVES: list[tuple[str, Leave]] = [
    (
        "明天下午请半天事假，家里有事",
        Leave("personal", nov(24), nov(24), "pm", "pm", "家里有事", Decimal("0.5")),
    ),
    ("请假 11月25日到27日 年假", Leave("annual", nov(25), nov(27))),
    ("下周一请病假", Leave("sick", nov(30), nov(30))),
    ("周三请年假", Leave("annual", nov(25), nov(25))),
    ("这周五请年假", Leave("annual", nov(27), nov(27))),
    ("下下周一请年假", Leave("annual", dec(7), dec(7))),
    ("周五到下周二请年假", Leave("annual", nov(27), dec(1))),
    ("今天上午请病假，发烧", Leave("sick", nov(23), nov(23), "am", "am", "发烧")),
    ("后天请调休", Leave("compensatory", nov(25), nov(25))),
    ("昨天请病假", Leave("sick", nov(22), nov(22))),
    ("今明两天请病假", Leave("sick", nov(23), nov(24))),
    ("明后天请事假 回老家", Leave("personal", nov(24), nov(25), reason="回老家")),
    ("明天和后天请事假", Leave("personal", nov(24), nov(25))),
    ("25到27号年假三天", Leave("annual", nov(25), nov(27), stated_days=Decimal(3))),
    ("25号到27号请婚假", Leave("marriage", nov(25), nov(27))),
    ("28号到3号请年假", Leave("annual", nov(28), dec(3))),
    ("下个月3号到5号请年假", Leave("annual", dec(3), dec(5))),
    ("20号请年假", Leave("annual", dec(20), dec(20))),
    ("11月20日请病假", Leave("sick", nov(20), nov(20))),
    ("1月5日请年假", Leave("annual", date(2027, 1, 5), date(2027, 1, 5))),
    ("12月30日到1月2日请年假", Leave("annual", dec(30), date(2027, 1, 2))),
    ("十一月二十五号请年假", Leave("annual", nov(25), nov(25))),
    ("请２０２６年１２月１日年假", Leave("annual", dec(1), dec(1))),
    ("11/25 年假", Leave("annual", nov(25), nov(25))),
    ("11.25-11.27 年假", Leave("annual", nov(25), nov(27))),
    ("2026-11-25至2026-11-27请陪产假", Leave("paternity", nov(25), nov(27))),
    ("11月30日（周一）请年假", Leave("annual", nov(30), nov(30))),
    ("下周一11月30日请年假", Leave("annual", nov(30), nov(30))),
    (
        "25号下午到27号上午 请年假 家里装修",
        Leave("annual", nov(25), nov(27), "pm", "am", "家里装修"),
    ),
    ("明天上午到后天下午请年假", Leave("annual", nov(24), nov(25))),
    ("请年假，我想从25号休到27号", Leave("annual", nov(25), nov(27))),
    ("周五请3天年假", Leave("annual", nov(27), dec(1), stated_days=Decimal(3))),
    ("请年假一周，从12月1号开始", Leave("annual", dec(1), dec(7), stated_days=Decimal(5))),
    ("明天请两天事假", Leave("personal", nov(24), nov(25), stated_days=Decimal(2))),
    ("明天请1.5天年假", Leave("annual", nov(24), nov(25), "am", "am", stated_days=Decimal("1.5"))),
    ("明天下午起请一天半年假", Leave("annual", nov(24), nov(25), "pm", "pm", stated_days=Decimal("1.5"))),
    (
        "因为孩子发烧明天请事假一天",
        Leave("personal", nov(24), nov(24), reason="孩子发烧", stated_days=Decimal(1)),
    ),
    (
        "身体不舒服，明天请一天病假",
        Leave("sick", nov(24), nov(24), reason="身体不舒服", stated_days=Decimal(1)),
    ),
    ("明天请事假，准备25号的考试", Leave("personal", nov(24), nov(24), reason="准备25号的考试")),
    ("请假，明天，病假，感冒了", Leave("sick", nov(24), nov(24), reason="感冒了")),
    ("类型：年假\n时间：11月25日\n事由：搬家", Leave("annual", nov(25), nov(25), reason="搬家")),
    ("老板，明天想请个病假，谢谢", Leave("sick", nov(24), nov(24))),
]


@pytest.mark.parametrize(("text", "leave"), LEAVES, ids=[text for text, _ in LEAVES])
def test_complete_leaves(text: str, leave: Leave) -> None:
    assert parse(text, now=NOW) == leave
    assert leave.complete


@pytest.mark.parametrize(
    ("text", "missing", "problems"),
    [
        ("请假", (Missing.KIND, Missing.DATE), ()),
        ("年假", (Missing.DATE,), ()),
        ("明天请假", (Missing.KIND,), ()),
        ("请三天年假", (Missing.DATE,), ()),
        ("25号请半天年假", (Missing.HALF,), ()),
        ("请半天", (Missing.KIND, Missing.DATE, Missing.HALF), ()),
        ("独生子女护理假明天请一天", (Missing.KIND,), ()),
        ("明天请产检假", (Missing.KIND,), ()),
        ("11月31日请年假", (Missing.DATE,), (Problem.NO_SUCH_DATE,)),
        ("2月29日请年假", (Missing.DATE,), (Problem.NO_SUCH_DATE,)),
        ("27号到25号请年假", (Missing.DATE,), (Problem.REVERSED,)),
        ("后天到明天请年假", (Missing.DATE,), (Problem.REVERSED,)),
        ("25号和28号请年假", (Missing.DATE,), (Problem.SEVERAL_DATES,)),
        ("明天请事假病假", (Missing.KIND,), (Problem.SEVERAL_KINDS,)),
        ("明天请2小时事假", (), (Problem.HOURS,)),
        ("明天14:00到16:00请事假", (), (Problem.HOURS,)),
        ("明天请999天年假", (Missing.DATE,), (Problem.TOO_LONG,)),
    ],
)
def test_what_is_missing_or_odd(
    text: str, missing: tuple[Missing, ...], problems: tuple[Problem, ...]
) -> None:
    leave = parse(text, now=NOW)
    assert isinstance(leave, Leave)
    assert (leave.missing, leave.problems) == (missing, problems)
    assert not leave.complete


@pytest.mark.parametrize("kind", LEAVE_KINDS, ids=lambda kind: kind.code)
def test_every_word_for_a_kind(kind: object) -> None:
    assert hasattr(kind, "words")
    for word in kind.words:
        assert parse(f"明天请{word}", now=NOW) == Leave(kind.code, nov(24), nov(24))  # type: ignore[attr-defined]


def test_a_conversation_fills_the_draft() -> None:
    draft = parse("下午请假", now=NOW)
    assert isinstance(draft, Leave)
    assert draft.missing == (Missing.KIND, Missing.DATE)
    steps: list[tuple[str, Leave]] = [
        ("明天", Leave(None, nov(24), nov(24), "pm", "pm")),
        ("事假", Leave("personal", nov(24), nov(24), "pm", "pm")),
        ("改成后天", Leave("personal", nov(25), nov(25), "pm", "pm")),
        ("上午", Leave("personal", nov(25), nov(25), "am", "am")),
        ("一天", Leave("personal", nov(25), nov(25), stated_days=Decimal(1))),
        ("换成病假", Leave("sick", nov(25), nov(25), stated_days=Decimal(1))),
        ("事由：看牙", Leave("sick", nov(25), nov(25), reason="看牙", stated_days=Decimal(1))),
    ]
    for text, expected in steps:
        amended = amend(draft, text, TODAY)
        assert amended == expected, text
        draft = amended
    assert amend(draft, "谢谢", TODAY) is None
    assert amend(draft, "家里有事", TODAY) is None
    with_reason = amend(draft, "家里有事", TODAY, wants_reason=True)
    assert with_reason is not None
    assert with_reason.reason == "家里有事"


def test_half_a_day_is_asked_for_until_it_is_known() -> None:
    draft = parse("请半天年假", now=NOW)
    assert isinstance(draft, Leave)
    draft = amend(draft, "明天", TODAY)
    assert draft is not None
    assert draft.missing == (Missing.HALF,)
    assert amend(draft, "下午", TODAY) == Leave(
        "annual", nov(24), nov(24), "pm", "pm", stated_days=Decimal("0.5")
    )


def test_a_calendar_can_be_handed_in() -> None:
    holiday = {nov(25)}
    leave = parse("明天请两天年假", now=NOW, is_workday=lambda day: day.weekday() < 5 and day not in holiday)
    assert leave == Leave("annual", nov(24), nov(26), stated_days=Decimal(2))


@given(
    first=st.dates(TODAY - timedelta(days=50), TODAY + timedelta(days=250)),
    length=st.integers(0, 30),
    shape=st.sampled_from(
        ["{m}月{d}日到{n}月{e}日", "{y}-{m:02d}-{d:02d}至{z}-{n:02d}-{e:02d}", "{m}/{d}-{n}/{e}"]
    ),
    first_half=st.sampled_from(["", "下午"]),
    last_half=st.sampled_from(["", "上午"]),
)
def test_a_written_range_is_read_back(
    first: date, length: int, shape: str, first_half: str, last_half: str
) -> None:
    last = first + timedelta(days=length)
    if length == 0 and (first_half or last_half):
        return
    said = shape.format(y=first.year, m=first.month, d=first.day, z=last.year, n=last.month, e=last.day)
    at = next(i for i, c in enumerate(said) if c in "到至" or (c == "-" and "/" in said))
    leave = parse(f"请年假 {said[:at]}{first_half}{said[at:]}{last_half} 回家", now=NOW)
    assert leave == Leave(
        "annual",
        first,
        last,
        "pm" if first_half else "am",
        "am" if last_half else "pm",
        "回家",
    )


@given(
    days=st.integers(1, 40).map(lambda halves: Decimal(halves) / 2),
    start=st.dates(TODAY, TODAY + timedelta(days=200)),
    afternoon=st.booleans(),
)
def test_a_length_takes_as_many_working_halves(days: Decimal, start: date, afternoon: bool) -> None:
    if days == Decimal("0.5"):
        return
    half = "下午" if afternoon else "上午"
    leave = parse(f"请年假{start.isoformat()}{half}开始{days.normalize():f}天", now=NOW)
    assert isinstance(leave, Leave)
    assert leave.start == start
    assert leave.end is not None
    halves = 0
    day = start
    while day <= leave.end:
        if day.weekday() < 5 or day == start:
            halves += 2
        day += timedelta(days=1)
    halves -= (leave.start_half == "pm") + (leave.end_half == "am")
    assert halves == days * 2


WORDS = (
    *("请假", "明天", "下午", "到", "半", "天", "年假", "病假", "25号", "11月", "31日", "周三", "下周"),
    *("请个", "三", "1.5", "-", ":", "工资", "确认", "同意", "4821", "绑定", "，", "\n", "因为", "家里"),
    *("余额", "2026", "/"),
)


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=25).map("".join)))
@settings(max_examples=400)
def test_any_text_has_a_meaning_and_no_leave_runs_backwards(text: str) -> None:
    intent = parse(text, now=NOW)
    if isinstance(intent, Leave):
        assert (intent.start is None) == (intent.end is None)
        if intent.start is not None and intent.end is not None:
            assert (intent.start, intent.start_half == "pm") <= (intent.end, intent.end_half == "pm")
            assert (intent.end - intent.start).days <= 400
        assert len(intent.reason) <= 200
        amended = amend(intent, text, TODAY)
        assert amended is None or isinstance(amended, Leave)


@pytest.mark.parametrize(
    "unit", ["请个", "我想要", "一", "25号", "到", "明天上午到", "(", "，", "　", "请", "1."]
)
def test_long_hostile_text_is_read_quickly(unit: str) -> None:
    started = time.process_time()
    parse("请假" + unit * 5000 + "x", now=NOW)
    assert time.process_time() - started < 0.5
