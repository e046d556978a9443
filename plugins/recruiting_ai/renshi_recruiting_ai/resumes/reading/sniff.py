"""What a file is, by its first bytes and never by its name; refused before anything opens it."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Literal

from .records import MAX_BYTES, MAX_ENTRIES, MAX_PIXELS, MAX_RATIO, MAX_UNPACKED, Refused

Kind = Literal["pdf", "docx", "image", "zip"]


def kind_of(content: bytes) -> Kind:
    """The kind of a file.

    Raises:
        Refused: empty, too large, or none of the kinds that are read.
    """
    if not content:
        raise Refused("文件是空的", "the file is empty")
    if len(content) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES // 2**20} MB", f"the file is larger than {MAX_BYTES // 2**20} MB")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "docx" if "word/document.xml" in members(content) else "zip"
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        check_pixels(content)
        return "image"
    raise Refused(
        "只能读取 PDF、DOCX、PNG 和 JPEG 文件（按内容判断，与扩展名无关）",
        "only PDF, DOCX, PNG and JPEG are read (told by content, not by name)",
    )


def members(content: bytes, *, limit: int = MAX_UNPACKED) -> dict[str, zipfile.ZipInfo]:
    """The entries of an archive.

    Raises:
        Refused: broken, encrypted, too many entries, or it unpacks to more than it should.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise Refused("压缩文件已损坏", "the archive is broken") from error
    if len(entries) > MAX_ENTRIES + 500:
        raise Refused("压缩文件内文件过多", "the archive holds too many files")
    whole = sum(entry.file_size for entry in entries)
    if whole > limit or any(
        entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        raise Refused("压缩文件解压后过大（疑似压缩炸弹）", "the archive unpacks to too much (a zip bomb?)")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("文件已加密，请去除密码后上传", "the file is encrypted; remove the password")
    return {entry.filename: entry for entry in entries}


def unpack(content: bytes, name: str, most: int) -> bytes:
    """One entry, read no further than ``most`` bytes whatever its header says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as entry:
            found = entry.read(most + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        ValueError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise Refused("压缩文件已损坏", "the archive is broken") from error
    if len(found) > most:
        raise Refused("压缩文件解压后过大（疑似压缩炸弹）", "the archive unpacks to too much (a zip bomb?)")
    return found


def check_pixels(content: bytes) -> None:
    """Refuse an image by the size its header gives, before anything draws it."""
    width, height = _png(content) if content.startswith(b"\x89PNG") else _jpeg(content)
    if width * height > MAX_PIXELS or max(width, height) > 30_000:
        raise Refused(f"图片过大（{width}×{height}）", f"the picture is too large ({width}×{height})")


def _png(content: bytes) -> tuple[int, int]:
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise Refused("图片已损坏", "the picture is broken")
    return struct.unpack(">II", content[16:24])


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(content):
        if content[place] != 0xFF:
            break
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    raise Refused("图片已损坏", "the picture is broken")
