"""One file to its visible text; the order of readers."""

from __future__ import annotations

from . import docx, ocr, pdf
from .records import THIN_PAGE, Reading, Refused
from .sniff import kind_of


def read_file(content: bytes) -> Reading:
    """Read a file; what can't be read is said, never raised."""
    try:
        return _read(content)
    except Refused as refused:
        return Reading(refused.state, problem=refused.zh, problem_en=refused.en)
    except MemoryError:
        return Reading(
            "refused", problem="读取该文件需要过多内存", problem_en="reading the file takes too much memory"
        )


def _read(content: bytes) -> Reading:
    kind = kind_of(content)
    if kind == "zip":
        raise Refused("压缩包请在批量导入中上传", "upload archives in a batch")
    if kind == "docx":
        pages, hidden = docx.read(content)
        return _filled(Reading("read", "docx", pages, hidden))
    if kind == "image":
        ocr.require()
        return _filled(Reading("read", "rapidocr", [ocr.lines(content)]))
    pages, hidden, reader = pdf.read(content)
    if sum(len(page.strip()) for page in pages) >= THIN_PAGE * max(len(pages), 1):
        return Reading("read", reader, pages, hidden)
    ocr.require()
    scanned = [ocr.lines(picture) for picture in pdf.pictures(content, ocr.MAX_OCR_PAGES)]
    return _filled(Reading("read", "rapidocr", scanned, hidden))


def _filled(reading: Reading) -> Reading:
    if sum(len(page.strip()) for page in reading.pages) < THIN_PAGE:
        raise Refused("文件中几乎没有文字", "there is next to no text in the file")
    return reading
