"""Structure with places; years without counting a month twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.resumes.parsing.dates import RANGE, Stretch, stretch, total_months
from renshi_recruiting_ai.resumes.parsing.places import Pages
from renshi_recruiting_ai.resumes.parsing.resume import parse
from renshi_recruiting_ai.resumes.reading.files import read_file

from . import maker

AS_OF = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("2018.03 - 2020.06", 28),
        ("2018年3月-2020年6月", 28),
        ("2018/03 – 2020/06", 28),
        ("2018-03 至 2020-06", 28),
        ("03/2018 – 06/2020", 28),
        ("Mar 2018 - June 2020", 28),
        ("September 2018 to Present", 99),
        ("2026年11月至今", 1),
        ("2018 - 2020", 24),
        ("2018.03.15 - 2020.06.30", 28),
        ("2020.06 - 2018.03", None),
        ("2030.01 - 2031.01", None),
    ],
)
def test_stretches_of_time_as_people_write_them(words: str, months: int | None) -> None:
    match = RANGE.search(f"任职 {words} 某公司")
    assert match is not None
    found = stretch(match, AS_OF)
    assert (found.months if found else None) == months


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 120)), max_size=12))
def test_no_month_counts_twice(given_: list[tuple[int, int]]) -> None:
    stretches = [Stretch(first, first + more, ongoing=False) for first, more in given_]
    months = {month for first, more in given_ for month in range(first, first + more + 1)}
    assert total_months(stretches) == len(months)
    assert total_months(reversed(stretches)) == len(months)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.data())
def test_a_place_leads_back_to_its_words(texts: list[str], data: st.DataObject) -> None:
    pages = Pages([text.replace("\f", " ") for text in texts])
    number = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(pages.pages[number])))
    end = data.draw(st.integers(start, len(pages.pages[number])))
    first = pages.starts[number]
    value = pages.value(1, first + start, first + end)
    if start < len(pages.pages[number]):
        assert (value.page, value.start, value.end) == (number + 1, start, end)
    assert value.words == pages.pages[number][start:end]


@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_any_text_can_be_parsed(texts: list[str]) -> None:
    found = parse(texts, as_of="2026-11-23")
    assert found.months is None or found.months >= 0


def test_every_value_of_made_resumes_is_right_and_stands_where_it_says() -> None:
    wrong = []
    for person in maker.people(120, seed=5):
        name, content = maker.file(person)
        reading = read_file(content)
        found = parse(reading.pages, as_of=AS_OF.isoformat())
        values = [
            found.name,
            found.phone,
            found.email,
            found.degree,
            *found.schools,
            *found.skills,
            *found.excluded,
        ]
        for value in values:
            assert value is not None
            assert reading.pages[value.page - 1][value.start : value.end] == value.words
        degree = "高中" if person.degree == 1 else maker.DEGREES["zh"][person.degree]
        seen = (found.name.value, found.phone.value, found.email.value, found.degree.value, found.months)  # type: ignore[union-attr]
        if seen != (person.name, person.phone, person.email, degree, person.months):
            wrong.append((name, seen))
        assert found.schools[0].value == person.school
        if person.language == "zh":
            assert found.city is not None
            assert found.city.value == person.city
    assert wrong == []


def test_declared_years_count_only_without_dates() -> None:
    told = parse(["李雷\n本人有 6 年工作经验，熟悉产线管理。"], as_of="2026-11-23")
    assert (told.months, told.years_from) == (72, "declared")
    dated = parse(["李雷\n6 年工作经验\n工作经历\n2024.01 - 2024.12 某厂 班长"], as_of="2026-11-23")
    assert (dated.months, dated.years_from) == (12, "intervals")
    nothing = parse(["李雷\n很努力"], as_of="2026-11-23")
    assert (nothing.months, nothing.years, nothing.years_from) == (None, None, "unknown")


def test_protected_facts_are_found_named_and_nothing_else() -> None:
    text = (
        "张三\n性别：男  年龄：28岁  民族：汉族\n籍贯：江苏扬州 | 婚姻状况：已婚\n"
        "现居地址：上海市浦东新区某路 1 号\n政治面貌：中共党员"
    )
    found = parse([text], as_of="2026-11-23")
    assert [value.value for value in found.excluded] == [
        "sex", "age", "ethnicity", "origin", "marriage", "address", "politics",
    ]  # fmt: skip
    assert found.name is not None
    assert found.name.value == "张三"
