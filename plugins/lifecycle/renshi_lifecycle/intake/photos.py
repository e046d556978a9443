"""Files of the form: photos are read, turned upright and written anew, so that nothing but the picture is kept."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from renshi_sdk import Invalid, Text

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PIXELS: Final = 50_000_000
SHORT_SIDE: Final = 480
"""Pixels below which the words of an identity card can't be read."""
LONG_SIDE: Final = 2400
FORMATS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes into the store."""

    content: bytes
    media_type: str
    suffix: str
    width: int | None = None
    height: int | None = None


def photo(content: bytes) -> Kept:
    """A photo as an upright JPEG without EXIF, place or other metadata, its long side 2400 pixels at most.

    Raises:
        Invalid: too large, no JPEG, PNG or WebP, damaged, or too small to be read.
    """
    _not_too_large(content)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _wrong(Text("照片像素过大，请用手机相机重新拍摄", "the picture has too many pixels"))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except UnidentifiedImageError:
        raise _wrong(
            Text(
                "请上传 JPG、PNG 或 WebP 照片（苹果手机的 HEIC 请先转为 JPG）",
                "send a JPEG, PNG or WebP picture (turn HEIC of an iPhone into JPEG first)",
            )
        ) from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _wrong(Text("照片已损坏，请重新拍摄", "the picture is damaged; take it again")) from None
    if min(upright.size) < SHORT_SIDE:
        raise _wrong(
            Text(
                f"照片太小（短边至少 {SHORT_SIDE} 像素），请靠近重拍",
                f"the picture is too small: its short side needs {SHORT_SIDE} pixels; go nearer and take it again",
            )
        )
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    # A fresh picture of the pixels alone: what the file said beside them (place, camera, thumbnail) is not copied.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88, optimize=True)
    return Kept(out.getvalue(), "image/jpeg", ".jpg", bare.width, bare.height)


def paper(content: bytes) -> Kept:
    """A document: a PDF as it is, or a photo. Raises ``Invalid``."""
    _not_too_large(content)
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Kept(content, "application/pdf", ".pdf")
    if content.startswith(b"%PDF-"):
        raise _wrong(Text("PDF 文件不完整，请重新上传", "the PDF is not complete; send it again"))
    return photo(content)


def _not_too_large(content: bytes) -> None:
    if not content:
        raise _wrong(Text("文件是空的", "the file is empty"))
    if len(content) > MAX_BYTES:
        raise _wrong(Text("文件不能超过 10 MB", "a file may not be larger than 10 MB"))


def _wrong(text: Text) -> Invalid:
    return Invalid(text, code="lifecycle.file", fields={"file": text})
