"""PDF: pypdf with what can't be seen left out; pdfium where that finds next to nothing; then pictures for OCR."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration, get_configuration
from pypdf.errors import LimitReachedError, PyPdfError

from .records import MAX_CHARS, MAX_PAGES, THIN_PAGE, Hidden, Refused

UNPACKED = 12 * 2**20
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": UNPACKED,
    "lzw_maximum_output_length": UNPACKED,
    "run_length_maximum_output_length": UNPACKED,
    "brotli_maximum_output_length": UNPACKED,
    "array_based_stream_maximum_output_length": UNPACKED,
    "stream_decoding_work_maximum_length": 4 * UNPACKED,
    "stream_parsing_work_maximum_count": 600_000,
    # No program beside this one is ever started for a picture inside.
    "jbig2dec_binary": None,
}
LONGEST_SIDE = 14_400
"""Points; the largest page PDF 1.7 programs draw (annex C.2: 200 inches)."""
TINY = 2.0
WHITE = 0.97
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(content: bytes) -> tuple[list[str], list[Hidden], str]:
    """Pages of visible text, what was hidden, and which reader found it.

    Raises:
        Refused: broken, locked, or too many pages.
    """
    with apply_configuration(get_configuration().with_overwrites(**LIMITS)):
        return _read(content)


def _read(content: bytes) -> tuple[list[str], list[Hidden], str]:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("PDF 已加密，请去除密码后上传", "the PDF is encrypted; remove the password")
        count = len(reader.pages)
    except Refused:
        raise
    except RecursionError as error:
        raise Refused("PDF 结构异常，无法读取", "the PDF is built in a way that can't be read") from error
    except Exception as error:
        return _by_pdfium(content, error)
    if count > MAX_PAGES:
        raise Refused(
            f"PDF 有 {count} 页，最多 {MAX_PAGES} 页", f"the PDF has {count} pages, at most {MAX_PAGES}"
        )
    pages: list[str] = []
    hidden: list[Hidden] = []
    for number, page in enumerate(reader.pages, 1):
        try:
            text, unseen = _page(page, number)
        except LimitReachedError as error:
            raise Refused("PDF 内容解压后过大", "the PDF unpacks to too much") from error
        except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            text, unseen = "", []
        pages.append(text)
        hidden += unseen
        if sum(map(len, pages)) > MAX_CHARS:
            raise Refused(
                f"文字超过 {MAX_CHARS} 字，不像简历", f"more than {MAX_CHARS} characters: no résumé"
            )
    if pages and sum(len(page.strip()) for page in pages) < THIN_PAGE * len(pages):
        other, unseen, name = _by_pdfium(content, None)
        if sum(map(len, other)) > sum(map(len, pages)):
            return other, unseen, name
    return pages, hidden, "pypdf"


class _Eye:
    """Follows a page's drawing and blanks what nobody would see, before pypdf turns it into text."""

    def __init__(self, box: tuple[float, float, float, float], *, wanted: bool) -> None:
        self.box, self.wanted = box, wanted
        self.fill, self.mode, self.size = 0.0, 0, 12.0
        self.stack: list[tuple[float, int, float]] = []
        self.path: list[tuple[float, float, float, float]] = []
        self.dark: list[tuple[float, float, float, float]] = []
        self.reasons: set[str] = set()

    def __call__(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        match operator:
            case b"q":
                self.stack.append((self.fill, self.mode, self.size))
            case b"Q" if self.stack:
                self.fill, self.mode, self.size = self.stack.pop()
            case b"g" | b"rg" | b"k" | b"sc" | b"scn":
                self._colour(operator, operands)
            case b"Tr" if operands:
                self.mode = int(operands[0])
            case b"Tf" if len(operands) > 1:
                self.size = float(operands[1])
            case b"re" if len(operands) > 3:
                self.path.append(_mapped(cm, *map(float, operands[:4])))
            case b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*":
                if self.fill < WHITE:
                    self.dark += self.path[:200]
                self.path = []
            case b"n" | b"S" | b"s":
                self.path = []
            case b"Tj" | b"TJ" | b"'" | b'"' if operands:
                why = self._hidden(cm, tm)
                if why:
                    self.reasons.add(why)
                if (why is None) != self.wanted:
                    operands[-1] = type(operands[-1])()

    def _colour(self, operator: bytes, operands: Any) -> None:
        try:
            values = [float(value) for value in operands]
        except (TypeError, ValueError):
            self.fill = 0.0
            return
        if operator == b"k" or len(values) == 4:
            self.fill = 1.0 - max(values, default=1.0)
        else:
            self.fill = min(values, default=0.0)

    def _hidden(self, cm: Any, tm: Any) -> str | None:
        if self.mode in (3, 7):
            return "invisible"
        scale = max(abs(float(tm[3])), abs(float(tm[1]))) * max(abs(float(cm[3])), abs(float(cm[1])))
        if self.size * scale < TINY:
            return "tiny"
        x = float(tm[4]) * float(cm[0]) + float(tm[5]) * float(cm[2]) + float(cm[4])
        y = float(tm[4]) * float(cm[1]) + float(tm[5]) * float(cm[3]) + float(cm[5])
        left, bottom, right, top = self.box
        if not (left - 5 <= x <= right and bottom - 5 <= y <= top + 5):
            return "off_page"
        if self.fill >= WHITE and not any(
            a <= x + 1 and x <= c and b <= y + 1 and y <= d for a, b, c, d in self.dark
        ):
            return "white"
        return None


def _mapped(cm: Any, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = (float(value) for value in cm)
    corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
    xs = [a * px + c * py + e for px, py in corners]
    ys = [b * px + d * py + f for px, py in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _page(page: PageObject, number: int) -> tuple[str, list[Hidden]]:
    box = page.mediabox
    edges = (float(box.left), float(box.bottom), float(box.right), float(box.top))
    eye = _Eye(edges, wanted=True)
    text = page.extract_text(visitor_operand_before=eye)
    if not eye.reasons:
        return text, []
    # A second look at the other words alone, so that a person can be shown what was tried.
    unseen = page.extract_text(visitor_operand_before=_Eye(edges, wanted=False)).strip()
    return text, [Hidden(number, why, unseen[:2000]) for why in sorted(eye.reasons)]  # type: ignore[arg-type]


def _by_pdfium(content: bytes, first: Exception | None) -> tuple[list[str], list[Hidden], str]:
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Refused("PDF 已损坏，无法读取", "the PDF is broken and can't be read") from (first or error)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise Refused(
                f"PDF 有 {count} 页，最多 {MAX_PAGES} 页", f"the PDF has {count} pages, at most {MAX_PAGES}"
            )
        pages, hidden = [], []
        for number in range(count):
            page = document[number]
            if max(page.get_size()) > LONGEST_SIDE:
                raise Refused("PDF 页面尺寸异常", "a page of the PDF is larger than a page can be")
            words = page.get_textpage()
            most = min(words.count_chars(), MAX_CHARS)
            seen, unseen = _sorted_characters(raw, words, most, page.get_size())
            pages.append(seen)
            if unseen.strip():
                hidden.append(Hidden(number + 1, "white", unseen.strip()[:2000]))
        return pages, hidden, "pdfium"
    finally:
        document.close()


def _sorted_characters(raw: Any, words: Any, most: int, size: tuple[float, float]) -> tuple[str, str]:
    """Characters that can be seen, and those that can't: white, tiny, or outside the page."""
    import ctypes

    seen: list[str] = []
    unseen: list[str] = []
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for place in range(most):
        code = raw.FPDFText_GetUnicode(words, place)
        char = chr(code) if code and not 0xD800 <= code <= 0xDFFF else " "
        raw.FPDFText_GetFillColor(words, place, red, green, blue, alpha)
        pale = min(red.value, green.value, blue.value) >= 248 or alpha.value < 10
        tiny = 0 < raw.FPDFText_GetFontSize(words, place) < TINY
        (unseen if (pale or tiny) and not char.isspace() else seen).append(char)
    return "".join(seen).replace("\r\n", "\n").replace("\r", "\n"), "".join(unseen)


def pictures(content: bytes, most: int) -> Iterable[Any]:
    """Pages as pictures for OCR, at 150 dots an inch and no more than 12 million points."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(content)
    try:
        for number in range(min(len(document), most)):
            page = document[number]
            width, height = page.get_size()
            scale = min(150 / 72, (12_000_000 / max(width * height, 1)) ** 0.5)
            picture = page.render(scale=scale).to_numpy()
            # Nothing but one colour: there is nothing to read, and looking for it takes seconds.
            if picture.size and picture.min() != picture.max():
                yield picture
    finally:
        document.close()
