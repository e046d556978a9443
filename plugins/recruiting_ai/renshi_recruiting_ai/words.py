"""Text that a database can keep."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator


def storable(text: str) -> str:
    """Refuse what PostgreSQL's text can't hold: NUL and lone surrogates."""
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("文本含无效字符 / the text holds characters that can't be stored")
    return text


Words = Annotated[str, AfterValidator(storable)]
