"""GB 32100-2015 against codes that are published, and against every single typing error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.organization.credit_code import check_character, checked_credit_code
from renshi_sdk.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
bodies = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", ["91350100M000100Y43", " 91350100m000100y43 "])
def test_a_right_code_comes_back_in_capitals(code: str) -> None:
    assert checked_credit_code(code) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("91350100M000100Y4", "18位"),
        ("91350100M000100Y44", "校验位"),
        ("91350100I000100Y43", "I"),
        ("９１350100M000100Y43", "９"),
        ("", "18位"),
    ],
)
def test_a_wrong_code_is_refused_with_its_reason(code: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_credit_code(code)
    assert says in refused.value.text.zh
    assert set(refused.value.fields) == {"credit_code"}


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body: str, place: int, wrong: str) -> None:
    damaged = body[:place] + wrong + body[place + 1 :]
    if damaged != body:
        assert check_character(damaged) != check_character(body)
