"""A report as a PDF: headings, paragraphs, tables and pictures in Chinese and English.

The text is set in STSong-Light, one of the standard Chinese fonts that every PDF reader brings along or replaces with
the one it has; so no font file has to be shipped or licensed, and the text can be searched and copied. The same content
gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONT = "STSong-Light"
WIDTH = A4[0] - 36 * mm
_INK = colors.HexColor("#1f2329")
_SOFT = colors.HexColor("#646a73")
_LINE = colors.HexColor("#dee0e3")


@lru_cache(maxsize=1)
def _styles() -> dict[str, ParagraphStyle]:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    base = ParagraphStyle(
        "base", fontName=FONT, fontSize=9.5, leading=15, textColor=_INK, wordWrap="CJK", alignment=TA_LEFT
    )
    return {
        "text": base,
        "title": ParagraphStyle("title", base, fontSize=18, leading=26, spaceAfter=2 * mm),
        "head": ParagraphStyle(
            "head", base, fontSize=12.5, leading=19, spaceBefore=5 * mm, spaceAfter=1.5 * mm
        ),
        "sub": ParagraphStyle("sub", base, fontSize=10.5, leading=16, spaceBefore=2.5 * mm),
        "soft": ParagraphStyle("soft", base, fontSize=8.5, leading=13, textColor=_SOFT),
        "cell": ParagraphStyle("cell", base, fontSize=8.5, leading=12.5),
        "headcell": ParagraphStyle("headcell", base, fontSize=8.5, leading=12.5, textColor=_SOFT),
        "quote": ParagraphStyle("quote", base, leftIndent=4 * mm, fontSize=9, leading=14),
    }


class Paper:
    """Collects a report's parts and sets them."""

    def __init__(self, title: str, footer: str) -> None:
        self._title, self._footer = title, footer
        self._parts: list[Any] = []
        self.add("title", title)

    def add(self, style: str, words: str) -> None:
        """A paragraph; line breaks are kept, everything else is plain text."""
        self._parts.append(Paragraph(escape(_printable(words)).replace("\n", "<br/>"), _styles()[style]))

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float]) -> None:
        """A table; ``shares`` of the page's width by column."""
        styles = _styles()
        cells = [[Paragraph(escape(_printable(name)), styles["headcell"]) for name in head]]
        cells += [
            [Paragraph(escape(_printable(value)).replace("\n", "<br/>"), styles["cell"]) for value in row]
            for row in rows
        ]
        total = sum(shares)
        table = Table(
            cells, colWidths=[WIDTH * share / total for share in shares], repeatRows=1, hAlign="LEFT"
        )
        table.setStyle(
            TableStyle(
                [
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f5f6f7")),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 4),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ]
            )
        )
        self._parts += [table, Spacer(1, 2 * mm)]

    def pictures(self, items: Sequence[tuple[bytes, str]]) -> None:
        """Pictures three abreast, each with its words below."""
        styles, cells = _styles(), []
        for content, words in items:
            width, height = ImageReader(io.BytesIO(content)).getSize()
            scale = min(52 * mm / width, 40 * mm / height)
            cells.append(
                [
                    Image(io.BytesIO(content), width * scale, height * scale),
                    Paragraph(escape(words), styles["soft"]),
                ]
            )
        rows = [cells[at : at + 3] for at in range(0, len(cells), 3)]
        for row in rows:
            row += [[] for _ in range(3 - len(row))]
        if rows:
            self._parts.append(Table(rows, colWidths=[WIDTH / 3] * 3, hAlign="LEFT"))

    def bytes(self) -> bytes:
        """The document."""
        made = io.BytesIO()
        document = SimpleDocTemplate(
            made,
            pagesize=A4,
            leftMargin=18 * mm,
            rightMargin=18 * mm,
            topMargin=16 * mm,
            bottomMargin=18 * mm,
            title=self._title,
            author="Renshi",
            invariant=1,
        )
        document.build(self._parts, onFirstPage=self._foot, onLaterPages=self._foot)
        return made.getvalue()

    def _foot(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(_SOFT)
        canvas.drawString(18 * mm, 10 * mm, self._footer)
        canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, str(document.page))
        canvas.restoreState()


def _printable(words: str) -> str:
    """What the font's coding holds: the basic plane. A character beyond it becomes the sign for a missing one."""
    return "".join("〓" if ord(char) > 0xFFFF else char for char in words)
