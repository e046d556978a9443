"""The chain of keys, without a database: what each shown key is worth, whatever came before."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from renshi_lifecycle.intake import photos
from renshi_lifecycle.intake.access import wanted
from renshi_lifecycle.intake.keys import GRACE, KeyRow, Verdict, judge, new_token, token_hash
from renshi_lifecycle.intake.sections import SECTIONS, consents

from renshi_sdk import Invalid

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def key(**changes: object) -> KeyRow:
    values: dict[str, object] = {
        "id": uuid4(),
        "kind": "device",
        "family": uuid4(),
        "generation": 3,
        "expires_at": NOW + timedelta(days=1),
        "newest": 3,
    }
    return KeyRow(**(values | changes))  # type: ignore[arg-type]


@given(
    kind=st.sampled_from(["link", "device"]),
    behind=st.integers(0, 5),
    spent_seconds=st.none() | st.integers(0, 86_400),
    revoked=st.booleans(),
    left=st.integers(-100_000, 100_000),
)
def test_only_an_unspent_living_key_opens(
    kind: str, behind: int, spent_seconds: int | None, revoked: bool, left: int
) -> None:
    spent = None if spent_seconds is None else NOW - timedelta(seconds=spent_seconds)
    shown = key(
        kind=kind,
        newest=3 + behind,
        spent_at=spent,
        revoked_at=NOW if revoked else None,
        expires_at=NOW + timedelta(seconds=left),
    )
    verdict = judge(shown, NOW)
    if revoked or left <= 0:
        assert verdict is Verdict.OVER
    elif spent is None:
        assert verdict is Verdict.GOOD
    elif kind == "link":
        assert verdict is Verdict.USED
    elif behind == 1 and spent_seconds is not None and spent_seconds <= GRACE.total_seconds():
        assert verdict is Verdict.REPEATED
    else:
        assert verdict is Verdict.REPLAYED


def test_unknown_keys_are_over_and_tokens_are_kept_as_hashes_alone() -> None:
    assert judge(None, NOW) is Verdict.OVER
    token, hashed = new_token()
    assert (len(token), len(hashed)) == (43, 32)
    assert token_hash(token) == hashed
    assert token.encode() not in hashed


@pytest.mark.parametrize(
    ("factor", "text", "expected"),
    [
        ("phone", "138 0013 8000", "8000"),
        ("phone", "8000", "8000"),
        ("phone", "800", None),
        ("born_on", "1995-03-01", "19950301"),
        ("born_on", "19950301", "19950301"),
        ("born_on", "1995031", None),
        ("born_on", "", None),
    ],
)
def test_what_is_compared(factor: str, text: str, expected: str | None) -> None:
    assert wanted(factor, text) == expected


def picture(size: tuple[int, int], kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (40, 90, 160)).save(out, kind, **more)
    return out.getvalue()


def test_a_photo_is_turned_upright_made_smaller_and_stripped() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying, to be shown turned by a quarter
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 0.0)
    kept = photos.photo(picture((3000, 1500), exif=exif))
    assert (kept.width, kept.height, kept.media_type) == (1200, 2400, "image/jpeg")
    with Image.open(io.BytesIO(kept.content)) as read:
        assert (read.size, dict(read.getexif())) == ((1200, 2400), {})
    assert b"PhoneMaker" not in kept.content
    assert b"Exif" not in kept.content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"MZ not a picture", "JPG"),
        (picture((479, 900)), "太小"),
        (picture((800, 600))[:900], "损坏"),
        (b"\xff" * (photos.MAX_BYTES + 1), "10 MB"),
        (picture((800, 600), "GIF"), "JPG"),
    ],
)
def test_what_is_no_readable_photo_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        photos.photo(content)
    assert words in refused.value.text.zh


def test_a_document_may_be_a_whole_pdf() -> None:
    assert photos.paper(b"%PDF-1.7\n...\n%%EOF\n").media_type == "application/pdf"
    with pytest.raises(Invalid):
        photos.paper(b"%PDF-1.7\n...")
    assert photos.paper(picture((600, 600), "PNG")).media_type == "image/jpeg"


def test_sections_and_texts_are_complete() -> None:
    assert list(SECTIONS) == [
        "identity", "personal", "bank", "contact", "education", "family", "other", "papers", "consent",
    ]  # fmt: skip
    assert [(c.code, c.required) for c in consents()] == [
        ("data", True),
        ("truth", True),
        ("portrait", False),
    ]
