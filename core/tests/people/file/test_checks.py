"""Shapes of numbers, masks, and values that come back as they were kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.people.fields import checks, kinds, masks
from renshi_core.people.fields.builtin import FIELDS, SECTIONS
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.identity_number import check_character
from renshi_sdk.text import Text

TODAY = date(2026, 11, 23)
digits = st.text("0123456789", min_size=11, max_size=18)


def field(kind: str, *options: str, longest: int = 2_000) -> FieldDef:
    return FieldDef(
        code="custom.x", section="custom", title=Text("甲", "A"), kind=kind, options=options, longest=longest
    )


@given(digits)
def test_a_card_with_its_check_digit_fits_and_with_any_other_does_not(body: str) -> None:
    right = checks.luhn_digit(body)
    assert checks.bank_number(body + right, card=True) == body + right
    for wrong in set("0123456789") - {right}:
        with pytest.raises(Unfit):
            checks.bank_number(body + wrong, card=True)
        assert checks.bank_number(body + wrong, card=False) == body + wrong


@given(digits, st.integers(0, 17))
def test_swapping_two_different_neighbours_is_noticed_but_for_nine_and_zero(body: str, place: int) -> None:
    number = body + checks.luhn_digit(body)
    place %= len(number) - 1
    one, two = number[place], number[place + 1]
    swapped = number[:place] + two + one + number[place + 2 :]
    if one == two or {one, two} == {"0", "9"}:
        assert checks.bank_number(swapped, card=True) == swapped
    else:
        with pytest.raises(Unfit):
            checks.bank_number(swapped, card=True)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("4111 1111 1111 1111", "4111111111111111"),
        ("６２２２０２１２３４５６７８９０１２８", "6222021234567890128"),
        ("411111111111111", None),
        ("4111-1111-1111-1112", None),
        ("", None),
    ],
)
def test_cards(raw: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Unfit):
            checks.bank_number(raw, card=True)
    else:
        assert checks.bank_number(raw, card=True) == kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("021-62345678", "021-62345678"),
        ("0755-83456789-801", "0755-83456789-801"),
        ("+852 2345 6789", "+85223456789"),
        ("12800138000", None),
        ("1380013800", None),
        ("138001380001", None),
        ("电话", None),
    ],
)
def test_telephone_numbers(raw: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Unfit):
            checks.phone(raw)
    else:
        assert checks.phone(raw) == kept


def national(prefix: str, born: str = "19900307", order: str = "002") -> str:
    body = f"{prefix}{born}{order}"
    return body + check_character(body)


@pytest.mark.parametrize(
    ("kind", "raw", "born_on", "gender"),
    [
        ("resident_id", national("310101"), date(1990, 3, 7), "female"),
        ("resident_id", national("110105", order="011").lower(), date(1990, 3, 7), "male"),
        ("hmt_residence", national("810000"), date(1990, 3, 7), "female"),
        ("foreign_permanent", national("911100"), date(1990, 3, 7), "female"),
        ("foreign_permanent", "USA110190030701", None, None),
        ("hk_macao_permit", "H12345678", None, None),
        ("hk_macao_permit", "m1234567800", None, None),
        ("taiwan_permit", "12345678", None, None),
        ("passport", "E12345678", None, None),
        ("passport", "G1234 5678", None, None),
    ],
)
def test_papers_of_identity(kind: str, raw: str, born_on: date | None, gender: str | None) -> None:
    paper = checks.paper(kind, raw, today=TODAY)
    assert (paper.kind, paper.born_on, paper.gender) == (kind, born_on, gender)
    assert paper.number == raw.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("resident_id", national("310101")[:-1] + "0" if national("310101")[-1] != "0" else "1" * 18),
        ("resident_id", national("810000")),
        ("resident_id", national("911100")),
        ("hmt_residence", national("310101")),
        ("foreign_permanent", national("310101")),
        ("foreign_permanent", "US110190030701"),
        ("hk_macao_permit", "X12345678"),
        ("hk_macao_permit", "H1234567"),
        ("taiwan_permit", "1234567"),
        ("passport", "ABCDEFGH"),
        ("passport", "E1"),
        ("stamp", "1"),
    ],
)
def test_a_number_of_another_paper_is_refused_in_chinese(kind: str, raw: str) -> None:
    with pytest.raises(Unfit) as refused:
        checks.paper(kind, raw, today=TODAY)
    assert any("一" <= c <= "鿿" for c in refused.value.text.zh)


@given(
    st.sampled_from(["identity", "bank", "phone", "text", "email", "document"]),
    st.text(min_size=1, max_size=60),
)
def test_a_mask_shows_at_most_half_and_never_all(kind: str, text: str) -> None:
    front, behind = masks.shown_edges(kind, len(text))
    assert front >= 0
    assert behind >= 0
    assert front + behind <= (len(text) * 2 // 3 if kind == "phone" else len(text) // 2)
    shown = masks.masked(kind, text)
    if kind == "email" and "@" in text:
        name = text.rpartition("@")[0]
        assert not name or masks.masked("text", name) + "@" + text.rpartition("@")[2] == shown
        return
    secret = text[front : len(text) - behind]
    if kind in ("identity", "bank", "phone"):
        stars = shown.replace(" ", "") if kind == "bank" else shown
        if " " not in text and "*" not in text:
            assert stars == text[:front] + "*" * len(secret) + (text[-behind:] if behind else "")
    else:
        assert shown == text[:front] + "***"


def test_masks_read_as_people_expect() -> None:
    assert masks.masked("identity", "310101199003070021") == "310***********0021"
    assert masks.masked("bank", "6222021234561234") == "6222 **** **** 1234"
    assert masks.masked("bank", "6222021234567891234") == "6222 **** **** *** 1234"
    assert masks.masked("phone", "13800138000") == "138****8000"
    assert masks.masked("email", "zhang@example.cn") == "z***@example.cn"
    assert masks.masked("text", "甲") == "***"


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("integer", "1,200", 1200),
        ("integer", 3.0, 3),
        ("number", "12.50", "12.5"),
        ("number", "-0.0", "0"),
        ("number", 100, "100"),
        ("money", "¥1,234.5", "1234.50"),
        ("money", 0, "0.00"),
        ("percent", "12.5%", "12.5"),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "2026年1月5日", "2026-01-05"),
        ("date", "20260105", "2026-01-05"),
        ("datetime", "2026-11-23 09:30", "2026-11-23T01:30:00+00:00"),
        ("datetime", "2026-11-23T09:30:00Z", "2026-11-23T09:30:00+00:00"),
        ("boolean", "是", True),
        ("boolean", "否", False),
        ("boolean", "0", False),
        ("phone", "138 0013 8000", "13800138000"),
        ("email", "Zhang@Example.CN", "Zhang@example.cn"),
        ("url", "https://example.cn/x", "https://example.cn/x"),
        ("text", "  甲  ", "甲"),
    ],
)
def test_what_people_write_is_kept_in_one_form(kind: str, raw: Any, kept: Any) -> None:
    assert kinds.fit(field(kind), raw) == kept
    assert kinds.fit(field(kind), kept) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("integer", 1.5), ("integer", True), ("integer", 2**53), ("integer", "NaN"), ("integer", "1e400"),
        ("integer", "1_000"), ("number", "Infinity"), ("number", "1e15"), ("number", "0.1234567"), ("money", "1.234"),
        ("percent", "1.00001"), ("date", "2026-02-30"), ("date", "0001-01-01"), ("date", 20260105),
        ("datetime", "morgen"), ("boolean", "vielleicht"), ("boolean", 2), ("choice", "XL"), ("multi", ["M", "XL"]),
        ("multi", []), ("url", "javascript:alert(1)"), ("email", "a@b"), ("phone", "1"), ("employee", "E001"),
        ("text", "a\x00b"), ("text", ["a"]), ("text", "x" * 2_001), ("text", "   "),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused(kind: str, raw: Any) -> None:
    with pytest.raises(Unfit):
        kinds.fit(field(kind, "M", "L"), raw)


numbers = st.decimals(min_value=-(10**14), max_value=10**14, places=6, allow_nan=False)


@given(numbers, numbers)
def test_entries_of_numbers_sort_like_numbers(one: Decimal, two: Decimal) -> None:
    first, second = kinds.number_entry(one), kinds.number_entry(two)
    assert (first < second, first == second) == (one < two, one == two)
    assert len(first) == len(second) == 23


@given(st.integers(-(2**53) + 1, 2**53 - 1), st.integers(-(2**53) + 1, 2**53 - 1))
def test_entries_of_whole_numbers_sort_like_them(one: int, two: int) -> None:
    assert (kinds.entries("integer", one) < kinds.entries("integer", two)) == (one < two)


moments = st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(
    lambda m: m.replace(tzinfo=UTC, microsecond=0)
)


@given(moments, moments)
def test_entries_of_times_sort_like_times(one: datetime, two: datetime) -> None:
    first, second = (kinds.fit(field("datetime"), m.isoformat()) for m in (one, two))
    assert (kinds.entries("datetime", first) < kinds.entries("datetime", second)) == (one < two)


texts = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=150).filter(
    lambda t: t.strip() != ""
)
VALUES = {
    "text": texts,
    "longtext": texts,
    "integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "number": numbers.map(str),
    "money": st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False).map(str),
    "percent": st.decimals(min_value=-1000, max_value=1000, places=4, allow_nan=False).map(str),
    "date": st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(str),
    "datetime": moments.map(str),
    "boolean": st.booleans(),
    "choice": st.sampled_from(["M", "L", "特大"]),
    "multi": st.lists(st.sampled_from(["M", "L", "特大"]), min_size=1),
    "employee": st.builds(lambda: str(uuid4())),
}


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda k: st.tuples(st.just(k), VALUES[k])))
def test_a_kept_value_is_kept_as_it_is_when_it_comes_again(pair: tuple[str, Any]) -> None:
    kind, raw = pair
    one = field(kind, "M", "L", "特大", longest=10_000)
    kept = kinds.fit(one, raw)
    assert kinds.fit(one, kept) == kept
    if kind in ("number", "money", "percent"):
        assert Decimal(kept) == Decimal(raw)
    assert all(len(e) <= kinds.ENTRY_LENGTH for e in kinds.entries(kind, kept))


def test_the_catalogue_names_each_field_once_and_in_two_languages() -> None:
    codes = [f.code for f in FIELDS]
    assert len(set(codes)) == len(codes)
    assert {f.section for f in FIELDS} | {"custom"} == set(SECTIONS)
    for one in FIELDS:
        assert any("一" <= c <= "鿿" for c in one.title.zh), one.code
        assert one.title.en, one.code
        assert one.kind in kinds.KIND_TITLES, one.code
    assert {f.code for f in FIELDS if f.sealed} == {"personal.identity", "bank.number", "document.number"}
    assert all(f.flags.sensitive and "sensitive" in f.fixed for f in FIELDS if f.sealed)
