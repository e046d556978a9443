"""Résumés as people lay them out: dates, names and contact data in every dress, each value with its own words.

As text, since that is what every reader hands on; files (columns, boxes, scans) are in test_reading.py.
"""

from __future__ import annotations

from datetime import date

import pytest
from renshi_recruiting_ai.ranking.neutral import neutral
from renshi_recruiting_ai.resumes.parsing.dates import RANGE, stretch
from renshi_recruiting_ai.resumes.parsing.places import plain
from renshi_recruiting_ai.resumes.parsing.resume import parse

AS_OF = date(2026, 11, 15)
ONGOING, ENDED = 89, 21  # July 2019 to November 2026; July 2019 to March 2021


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("2019.7–至今", ONGOING),
        ("2019年7月起至今", ONGOING),
        ("自2019年7月至今", ONGOING),
        ("2019年7月—今", ONGOING),
        ("二〇一九年七月至今", ONGOING),
        ("Since July 2019", ONGOING),
        ("2019/07 – Ongoing", ONGOING),
        ("Jul. 2019 - now", ONGOING),
        ("201907-202103", ENDED),
        ("20190701-20210331", ENDED),
        ("2019年七月至2021年三月", ENDED),
        ("19年7月-21年3月", ENDED),
        ("自2019年7月至2021年3月", ENDED),
        ("from July 2019 to March 2021", ENDED),
        ("2019 Jul - 2021 Mar", ENDED),
        ("July, 2019 - March, 2021", ENDED),
        ("07.2019 – 03.2021", ENDED),
        ("2019.07→2021.03", ENDED),
        ("2019.7‐2021.3", ENDED),
        ("2019.7−2021.3", ENDED),
        ("2019.7－2021.3", ENDED),
        ("2019年7月 / 2021年3月", ENDED),
        ("２０１９．０７－２０２１．０３", ENDED),
        ("2019.07.01-2021.03.31", ENDED),
        ("2019 – 2021", 24),
    ],
)
def test_dates_in_every_form(words: str, months: int) -> None:
    line = plain(f"上海某公司  {words}  数据分析师")
    match = RANGE.search(line)
    assert match is not None
    found = stretch(match, AS_OF)
    assert found is not None
    assert (found.months, found.ongoing) == (months, months == ONGOING)


@pytest.mark.parametrize(
    "words", ["订单 201907123456", "编号 2019-2021A7 号", "版本 19.07", "13820190721", "2019.13"]
)
def test_numbers_that_are_no_stretch_of_time(words: str) -> None:
    match = RANGE.search(words)
    assert match is None or words.startswith("编号")


@pytest.mark.parametrize(
    ("page", "name", "words"),
    [
        ("姓名：㛃玥\n电话：13800138000", "㛃玥", "㛃玥"),
        ("姓名：𠮷田\n电话：13800138000", "𠮷田", "𠮷田"),
        ("姓名 ： 赵䶮\n性别：男", "赵䶮", "赵䶮"),
        ("姓名: 陈 晨\n性别：女", "陈晨", "陈 晨"),
        ("王玊瑄\n求职意向：会计", "王玊瑄", "王玊瑄"),
        ("个人简历\n张　伟\n13800138000", "张伟", "张　伟"),
        ("基本信息\n姓名\n王小明\n电话\n13800138000", "王小明", "王小明"),
        ("求职简历\n陈晨 男 1995年生", "陈晨", "陈晨"),
        ("韩梅梅（女）\n电话13900001111", "韩梅梅", "韩梅梅"),
        ("王小明简历\n电话：13800138000", "王小明", "王小明"),
        ("李雷 | 28岁 | 男 | 13800138000", "李雷", "李雷"),
        ("姓名：王小明    性别：男    电话：138-0013-8000", "王小明", "王小明"),
        ("姓名：阿卜杜热西提·买买提\n民族：维吾尔族", "阿卜杜热西提·买买提", "阿卜杜热西提·买买提"),
        ("Li Lei (李雷)\nli.lei@example.com", "Li Lei", "Li Lei"),
        ("José García\nData Engineer", "José García", "José García"),
        ("Wang, Xiaoming\nAnalyst", "Wang, Xiaoming", "Wang, Xiaoming"),
        ("Name: Mary-Jane O'Neil\nAnalyst", "Mary-Jane O'Neil", "Mary-Jane O'Neil"),
        ("JOHN A. SMITH\nData Analyst", "JOHN A. SMITH", "JOHN A. SMITH"),
    ],
)
def test_names_as_they_stand_on_paper(page: str, name: str, words: str) -> None:
    found = parse([page], as_of=AS_OF.isoformat()).name
    assert found is not None
    assert (found.value, found.words) == (name, words)
    assert page[found.start : found.end] == words


@pytest.mark.parametrize("rare", ["赵䶮", "㛃玥", "𠮷田"])
def test_a_rare_name_counts_no_more_than_a_common_one(rare: str) -> None:
    page = "姓名：{0}\n工作经历\n2019.7–至今 某公司 会计\n负责总账与报税。{0}多次被评为优秀员工。\n"
    texts = []
    for name in ("王芳", rare):
        pages = [page.format(name)]
        texts.append(neutral(pages, parse(pages, as_of=AS_OF.isoformat()).as_json()).text)
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ("电话：138 0013 8000", "13800138000"),
        ("Tel: +86 138-0013-8000", "13800138000"),
        ("138.0013.8000", "13800138000"),
        ("手机：１３８００１３８０００", "13800138000"),
        ("手机：13800138000/微信同号", "13800138000"),
        ("(+86)13800138000", "13800138000"),
    ],
)
def test_phones_as_they_are_written(line: str, phone: str) -> None:
    page = f"王小明\n{line}"
    found = parse([page], as_of=AS_OF.isoformat()).phone
    assert found is not None
    assert found.value == phone
    assert plain(page[found.start : found.end]) == plain(found.words)


@pytest.mark.parametrize(
    ("line", "mail"),
    [
        ("邮箱zhangwei@example.com电话", "zhangwei@example.com"),
        ("zhangwei @ example.com", "zhangwei@example.com"),
        ("邮箱：zhang＠example.com", "zhang@example.com"),
        ("Email:Zhang_Wei@Example.com", "zhang_wei@example.com"),
        ("mailto:z.w+hr@sub.example.co", "z.w+hr@sub.example.co"),
    ],
)
def test_mail_addresses_as_they_are_written(line: str, mail: str) -> None:
    found = parse([f"王小明\n{line}"], as_of=AS_OF.isoformat()).email
    assert found is not None
    assert found.value == mail


# Whole pages: (text, name, phone, degree, months of work, city).
# ruff: noqa: E501 - a page reads better unwrapped
PAGES = {
    "plain": (
        "张伟\n电话：13800138000 邮箱：zw@example.com\n求职意向：数据分析师 期望城市：上海\n教育背景\n2012.09-2016.06 某大学 统计学 本科\n"
        "工作经历\n2019.7–至今 甲公司 数据分析师\n2016.7-2019.6 乙公司 助理分析师\n技能\nSQL、Python、Excel",
        "张伟", "13800138000", "本科", 125, "上海",
    ),
    "labels below each other": (
        "基本信息\n姓名\n李静\n电话\n13900139000\n学历\n硕士\n工作经历\n2020年1月至2022年12月\n丙公司\n财务主管",
        "李静", "13900139000", "硕士", 36, None,
    ),
    "numbered headings": (
        "一、个人信息\n姓名：赵䶮\n手机：137 0013 7000\n二、教育背景\n某学院 大专\n三、工作经历\n201801-201912 丁厂 班长\n2020.01-今 戊厂 生产主管",
        "赵䶮", "13700137000", "大专", 107, None,
    ),
    "brackets": (
        "【个人信息】\n王芳（女）\n13600136000\n【教育经历】\n某大学（本科）2008-2012\n【工作经历】\n[2012年七月至2015年六月] 己公司 店长",
        "王芳", "13600136000", "本科", 36, None,
    ),
    "table rows": (
        "姓名\t孙丽\t性别\t女\n姓名：孙丽\t手机：13500135000\n学历：本科\t期望城市：杭州\n工作经历\n2019/03 – 2021/02\t庚公司\t人事专员",
        "孙丽", "13500135000", "本科", 24, "杭州",
    ),
    "english": (
        "Mary-Jane O'Neil\nmj@example.com | +86 138-0013-8000\nPreferred location: Shanghai\nEducation\nBSc Statistics, Example University, 2010 - 2014\n"
        "Work Experience\nData Analyst, Acme, Jul 2019 - Mar 2021\nSenior Analyst, Beta, April 2021 to Present\nSkills\nSQL, Python",
        "Mary-Jane O'Neil", "13800138000", "本科", 89, "Shanghai",
    ),
    "mixed languages": (
        "陈晨 Chen Chen\n138.0013.8001\n教育背景 \n硕士 Master of Finance, Example University\nWork Experience 工作经历\n2018 Jan - 2020 Dec  辛公司 Finance Analyst",
        None, "13800138001", "硕士", 36, None,
    ),
    "overlapping posts": (
        "姓名：周杰\n电话：13400134000\n工作经历\n2018.01-2020.12 壬公司 工程师\n2020.06-2021.12 癸公司 顾问（兼职）",
        "周杰", "13400134000", None, 48, None,
    ),
    "full width": (
        "姓名：吴　敏\n电话：１３３００１３３０００\n工作经历\n２０１９．０１－２０１９．１２　某公司　出纳",
        "吴敏", "13300133000", None, 12, None,
    ),
    "declared years": (
        "郑爽\n13200132000\n自我评价\n8年以上门店管理经验，沟通能力强",
        "郑爽", "13200132000", None, 96, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", PAGES)
def test_whole_pages_in_many_layouts(layout: str) -> None:
    page, name, phone, degree, months, city = PAGES[layout]
    found = parse([page], as_of=AS_OF.isoformat())
    said = [
        None if item is None else item.value for item in (found.name, found.phone, found.degree, found.city)
    ]
    if name is None:
        said[0] = None
    assert [*said[:3], found.months, said[3]] == [name, phone, degree, months, city]
    for item in (found.name, found.phone, found.degree, found.city, *found.skills, *found.schools):
        if item is not None:
            assert page[item.start : item.end] == item.words
