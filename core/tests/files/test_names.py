"""Names that uploads bring along."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renshi_core.files.names import BINARY, LONGEST_BYTES, disposition, safe_media_type, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("劳动合同.pdf", "劳动合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\身份证 正面.jpg", "身份证 正面.jpg"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("合" * 100 + ".pdf", "合" * 65 + ".pdf"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_controls_anything(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= LONGEST_BYTES
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(c).startswith("C") for c in safe)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("application/pdf", "application/pdf"),
        ("Text/HTML; charset=utf-8", "text/html"),
        ("", BINARY),
        ("nonsense", BINARY),
        ("text/html\r\nX: y", BINARY),
    ],
)
def test_media_types(said: str, kept: str) -> None:
    assert safe_media_type(said) == kept


@given(st.text(max_size=60))
def test_a_disposition_is_one_ascii_line(name: str) -> None:
    header = disposition(safe_name(name))
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith("attachment; ")
