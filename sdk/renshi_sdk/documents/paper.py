"""A document that is set from the top down: headings, paragraphs, tables, pictures."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from renshi_sdk.documents.fonts import Face, face_for

Style = Literal["title", "head", "sub", "text", "soft", "quote", "letter", "letter_title", "signature"]
Align = Literal["left", "right"]

_INK = colors.HexColor("#1f2329")
_SOFT = colors.HexColor("#646a73")
_LINE = colors.HexColor("#dee0e3")
_HEAD = colors.HexColor("#f5f6f7")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is set, and the letters it needs."""

    letters: str
    made: Callable[[_Setting], list[Any]]


class Paper:
    """Collects the parts of a document; :meth:`bytes` sets them.

    The same parts give the same bytes. All words are plain text: nothing in them is read as markup. A character that
    the font of the server does not have is set as 〓.

    Example::

        paper = Paper("入职登记表", footer="内部资料")
        paper.add("text", "姓名：李雷")
        paper.table(["项目", "金额"], [["基本工资", "8,000.00"]], shares=[3, 1], align=["left", "right"])
        content = await asyncio.to_thread(paper.bytes)
    """

    def __init__(self, title: str, footer: str = "", *, wide: bool = False, letter: bool = False) -> None:
        """``title`` is set on top and kept as the file's title; ``footer`` stands on each page beside its number.

        ``wide`` lays A4 on its side. ``letter`` is a letter or certificate: wide margins, no title set by itself, and
        no footer unless there is one.
        """
        self._title, self._footer, self._letter = title, footer, letter
        self._size = landscape(A4) if wide else A4
        self._margin = (30 if letter else 18) * mm
        self._parts: list[_Part] = []
        if not letter:
            self.add("title", title)

    @property
    def width(self) -> float:
        """What is left between the margins, in points."""
        return float(self._size[0] - 2 * self._margin)

    def add(self, style: Style, words: str) -> None:
        """A paragraph; its line breaks are kept."""
        self._parts.append(_Part(words, lambda setting: [setting.paragraph(style, words)]))

    def space(self, height: float) -> None:
        """``height`` millimetres of nothing."""
        self._parts.append(_Part("", lambda _: [Spacer(1, height * mm)]))

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        align: Sequence[Align] | None = None,
    ) -> None:
        """A table whose head is repeated on each page.

        Args:
            head: titles of the columns.
            rows: cells, as many in each row as there are titles.
            shares: of the width, by column; any unit.
            align: by column; figures are set to the right. Left where nothing is said.
        """
        sides = list(align or ["left"] * len(head))
        letters = "".join(head) + "".join("".join(row) for row in rows)
        width = self.width

        def made(setting: _Setting) -> list[Any]:
            return [setting.table(head, rows, [width * s / sum(shares) for s in shares], sides), _gap()]

        self._parts.append(_Part(letters, made))

    def pictures(self, items: Sequence[tuple[bytes, str]]) -> None:
        """Pictures (PNG or JPEG) three abreast, each with its words below."""
        letters, width = "".join(words for _, words in items), self.width
        if items:
            self._parts.append(_Part(letters, lambda setting: [setting.pictures(items, width)]))

    def bytes(self) -> bytes:
        """The document. Takes processor time: call it in a thread.

        Raises:
            NeedsAttention: the server has no Chinese font; says what to install.
        """
        setting = _Setting(face_for("".join((self._title, self._footer, *(p.letters for p in self._parts)))))
        made = io.BytesIO()
        document = SimpleDocTemplate(
            made,
            pagesize=self._size,
            leftMargin=self._margin,
            rightMargin=self._margin,
            topMargin=self._margin if self._letter else 16 * mm,
            bottomMargin=18 * mm,
            title=self._title,
            author="Renshi",
            invariant=1,
            initialFontName=setting.face.name,
        )

        def foot(canvas: Any, _: Any) -> None:
            self._foot(canvas, setting.face)

        document.build(
            [flowable for part in self._parts for flowable in part.made(setting)],
            onFirstPage=foot,
            onLaterPages=foot,
        )
        return made.getvalue()

    def _foot(self, canvas: Any, face: Face) -> None:
        if self._letter and not self._footer:
            return
        canvas.saveState()
        canvas.setFont(face.name, 7.5)
        canvas.setFillColor(_SOFT)
        canvas.drawString(self._margin, 10 * mm, face.show(self._footer))
        canvas.drawRightString(self._size[0] - self._margin, 10 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()


class _Setting:
    """Makes what ReportLab sets, in one face."""

    def __init__(self, face: Face) -> None:
        self.face = face
        base = ParagraphStyle(
            "text",
            fontName=face.name,
            fontSize=9.5,
            leading=15,
            textColor=_INK,
            wordWrap="CJK",
            alignment=TA_LEFT,
        )
        letter = ParagraphStyle("letter", base, fontSize=13, leading=26, firstLineIndent=26)
        self._styles = {
            "text": base,
            "title": ParagraphStyle("title", base, fontSize=18, leading=26, spaceAfter=2 * mm),
            "head": ParagraphStyle(
                "head", base, fontSize=12.5, leading=19, spaceBefore=5 * mm, spaceAfter=1.5 * mm
            ),
            "sub": ParagraphStyle("sub", base, fontSize=10.5, leading=16, spaceBefore=2.5 * mm),
            "soft": ParagraphStyle("soft", base, fontSize=8.5, leading=13, textColor=_SOFT),
            "quote": ParagraphStyle("quote", base, leftIndent=4 * mm, fontSize=9, leading=14),
            "cell": ParagraphStyle("cell", base, fontSize=8.5, leading=12.5),
            "figure": ParagraphStyle("figure", base, fontSize=8.5, leading=12.5, alignment=TA_RIGHT),
            "letter": letter,
            "letter_title": ParagraphStyle(
                "letter_title", letter, fontSize=24, leading=36, alignment=TA_CENTER, firstLineIndent=0
            ),
            "signature": ParagraphStyle("signature", letter, alignment=TA_RIGHT, firstLineIndent=0),
        }

    def paragraph(self, style: str, words: str, *, colour: Any = None) -> Paragraph:
        chosen = self._styles[style]
        if colour is not None:
            chosen = ParagraphStyle(f"{style}-coloured", chosen, textColor=colour)
        return Paragraph(escape(self.face.show(words)).replace("\n", "<br/>"), chosen)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        sides: Sequence[str],
    ) -> Table:
        styles = ["figure" if side == "right" else "cell" for side in sides]
        cells = [[self.paragraph(s, name, colour=_SOFT) for s, name in zip(styles, head, strict=True)]]
        cells += [[self.paragraph(s, value) for s, value in zip(styles, row, strict=True)] for row in rows]
        table = Table(cells, colWidths=list(widths), repeatRows=1, hAlign="LEFT")
        table.setStyle(
            TableStyle(
                [
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                    ("BACKGROUND", (0, 0), (-1, 0), _HEAD),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 4),
                    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ]
            )
        )
        return table

    def pictures(self, items: Sequence[tuple[bytes, str]], width: float) -> Table:
        cells: list[Any] = []
        for content, words in items:
            wide, high = ImageReader(io.BytesIO(content)).getSize()
            scale = min(52 * mm / wide, 40 * mm / high)
            image = Image(io.BytesIO(content), wide * scale, high * scale)
            cells.append([image, self.paragraph("soft", words)])
        cells += [[] for _ in range(-len(cells) % 3)]
        rows = [cells[at : at + 3] for at in range(0, len(cells), 3)]
        return Table(rows, colWidths=[width / 3] * 3, hAlign="LEFT")


def _gap() -> Spacer:
    return Spacer(1, 2 * mm)
