"""GB 11643-1999: what is accepted, what is read out, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.people.identity_number import check_character, parse_identity_number
from renshi_sdk.errors import Invalid

TODAY = date(2026, 11, 23)


def test_the_number_of_the_standard_is_read() -> None:
    number = parse_identity_number("11010519491231002X", today=TODAY)
    assert (number.born_on, number.sex, number.region) == (date(1949, 12, 31), "female", "110105")
    assert number.masked == "110*************2X"
    assert number.age_on(date(2026, 12, 30)) == 76
    assert number.age_on(date(2026, 12, 31)) == 77


def test_lower_case_blanks_and_full_width_are_taken_over() -> None:
    assert parse_identity_number(" 1101051949１231002x ", today=TODAY).text == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("110105194912310021", "校验位"),
        ("11010519491231002", "17位数字"),
        ("1.10105194912310E+17", "17位数字"),
        ("110105491231002", "15位旧身份证号"),
        ("00010519491231002" + check_character("00010519491231002"), "地区"),
        ("11010519490230002" + check_character("11010519490230002"), "出生日期不存在"),
        ("11010520991231002" + check_character("11010520991231002"), "不合理"),
        ("11010519491231002Ｘ1", "17位数字"),
        ("", "17位数字"),
    ],
)
def test_what_is_refused_says_why(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_identity_number(text, today=TODAY)
    assert says in refused.value.text.zh
    assert set(refused.value.fields) == {"identity_number"}


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_is_always_noticed(born: date, order: int, place: int, by: int) -> None:
    body = f"310101{born:%Y%m%d}{order:03d}"
    right = body + check_character(body)
    assert parse_identity_number(right, today=TODAY).sex == ("male" if order % 2 else "female")
    digit = str((int(body[place]) + by) % 10)
    with pytest.raises(Invalid):
        parse_identity_number(body[:place] + digit + right[place + 1 :], today=TODAY)
