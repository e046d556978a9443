import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_recruiting_ai.engine.text import clean, sentences
from renshi_recruiting_ai.engine.tokens import tokenize

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


def visible(text: str) -> str:
    kept = []
    for char in text:
        hidden = unicodedata.category(char) in ("Cf", "Cc") and char not in "\n\t"
        selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
        if not hidden and not selector:
            kept.append("\n" if char in "\u2028\u2029" else char)
    return "".join(kept)


@given(ANY_TEXT)
def test_clean_text_is_nfkc_of_what_can_be_seen(text: str) -> None:
    assert clean(text).text == unicodedata.normalize("NFKC", visible(text))


@given(ANY_TEXT)
def test_folded_has_the_same_length_and_origins_never_go_back(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.folded) == len(cleaned.text)
    assert list(cleaned.origin) == sorted(cleaned.origin)
    assert cleaned.origin[-1] == len(text)


@given(ANY_TEXT, st.data())
def test_a_quote_holds_the_cleaned_words(text: str, data: st.DataObject) -> None:
    cleaned = clean(text)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    first, last = cleaned.span(start, end)
    assert 0 <= first < last <= len(text)
    assert cleaned.text[start:end] in unicodedata.normalize("NFKC", visible(text[first:last]))


def test_positions_survive_full_width_and_invisible_characters() -> None:
    text = "\u202e用\u200bＳＱＬ　取数㎏"
    cleaned = clean(text)
    assert cleaned.text == "用SQL 取数kg"
    assert cleaned.hidden == 2
    assert cleaned.quote(1, 4) == "ＳＱＬ"
    assert cleaned.span(1, 4) == (3, 6)
    assert cleaned.quote(7, 8) == "㎏"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先停线。再排查！好了吗？", ["先停线。", "再排查！", "好了吗？"]),
        ("不良率降到0.8%。客户说“很好。”我们继续", ["不良率降到0.8%。", "客户说“很好。”", "我们继续"]),
        ("I used v1.2 of it. Then we won.\nDone", ["I used v1.2 of it.", "Then we won.", "Done"]),
        ("……。。", []),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[item.start : item.end] for item in sentences(text)] == expected


@given(ANY_TEXT)
def test_sentences_lose_no_letter_or_digit(text: str) -> None:
    cleaned = clean(text).text
    covered = {index for item in sentences(cleaned) for index in range(item.start, item.end)}
    assert all(index in covered for index, char in enumerate(cleaned) if char.isalnum())


def test_tokens_carry_their_positions() -> None:
    folded = clean("我用SQL清洗了三个月的数据").folded
    tokens = tokenize(folded)
    assert all(folded[token.start : token.end] == token.word for token in tokens)
    assert "".join(token.word for token in tokens) == folded
    assert {"sql", "清洗", "数据"} <= {token.word for token in tokens}
