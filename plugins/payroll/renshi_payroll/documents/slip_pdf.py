"""The pay slip as PDF: one A4 page of figures, and pages that say how each of them was computed.

Drawn on the canvas directly: no HTML, nothing that could read a file, and a millisecond or two a slip.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from renshi_sdk.documents import Face, face_for

# Streams as bytes: text armour (ASCII85) is made in Python, and a fifth larger.
rl_config.useA85 = 0
_WIDTH, _HEIGHT = A4
_LEFT, _RIGHT, _TOP, _BOTTOM = 42.0, _WIDTH - 42.0, _HEIGHT - 46.0, 46.0
_INK, _GREY, _RULE, _SHADE = (0.13, 0.15, 0.2), (0.42, 0.45, 0.5), (0.82, 0.84, 0.88), (0.955, 0.965, 0.98)
_ACCENT = (0.1, 0.33, 0.68)
Label = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the slip. ``explanation`` has one sentence a row."""

    kind: str
    label: str
    amount: Decimal
    explanation: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """What a printed slip says. Amounts in yuan; ``facts`` are label and value pairs of the head."""

    company: str
    title: str
    facts: Sequence[Label]
    lines: Sequence[PrintedLine]
    net: Decimal
    totals: Sequence[tuple[str, Decimal]]
    year: Sequence[tuple[str, Decimal]]
    digest: str
    printed_on: date
    english: bool = False

    def texts(self) -> Iterable[str]:
        """Everything that is set."""
        yield from (self.company, self.title, self.digest)
        yield from _WORDS["en" if self.english else "zh"].values()
        for label, value in self.facts:
            yield from (label, value)
        for line in self.lines:
            yield from (line.label, line.explanation)
        for label, _ in (*self.totals, *self.year):
            yield label


_WORDS = {
    "zh": {
        "earning": "应发项目", "employee": "个人缴纳", "tax": "个人所得税", "deduction": "税后扣款",
        "employer": "单位缴纳（不影响实发）", "item": "项目", "amount": "金额（元）", "net": "实发工资",
        "sum": "小计", "year": "本年累计（含本次）", "how": "计算说明", "page": "第 {0} 页，共 {1} 页",
        "proof": "数据指纹", "printed": "打印日期", "provisional": "（暂行参数）",
        "note": "本工资条由系统按留存的输入重新计算得出，与发放数据一致。如有疑问，请在系统中提出，由薪酬专员答复。",
    },
    "en": {
        "earning": "Earnings", "employee": "Employee contributions", "tax": "Income tax",
        "deduction": "Deductions after tax", "employer": "Employer contributions (not part of net pay)",
        "item": "Item", "amount": "Amount (CNY)", "net": "Net pay", "sum": "Subtotal",
        "year": "Year to date (this payment included)", "how": "How each figure was computed",
        "page": "Page {0} of {1}", "proof": "Digest", "printed": "Printed on", "provisional": " (provisional)",
        "note": "Computed again from the stored inputs; the figures are those that were paid. "
                "Questions can be raised in the system and are answered by payroll.",
    },
}  # fmt: skip
_ORDER = ("earning", "employee", "tax", "deduction", "employer")


def render(slip: PrintedSlip, *, password: str | None = None, face: Face | None = None) -> bytes:
    """The slip as PDF bytes; with a ``password`` encrypted by AES-256. ``face`` is shared by many slips."""
    own = face or face_for("".join(slip.texts()))
    pages = _Pages(slip, own)
    content = pages.save()
    return content if password is None else _locked(content, password)


def _locked(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


class _Pages:
    """Draws from the top down and begins a new page where the room ends."""

    def __init__(self, slip: PrintedSlip, face: Face) -> None:
        self._slip, self._face = slip, face
        self._words = _WORDS["en" if slip.english else "zh"]
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=A4, pageCompression=1, initialFontName=face.name)
        self._canvas.setTitle(slip.title)
        self._canvas.setAuthor(slip.company)
        self._canvas.setProducer("Renshi")
        self._y, self._page = _TOP, 1
        self._widths: dict[tuple[str, float], float] = {}

    def save(self) -> bytes:
        sections = self._sections()
        self._explained = self._explanations()
        self._pages = 1 + len(self._explained)
        self._head()
        for kind, lines in sections:
            self._table(kind, lines)
        self._net()
        self._year()
        self._text(_LEFT, self._y - 14, self._words["note"], 8, _GREY)
        self._foot()
        for rows in self._explained:
            self._next()
            for text, size, colour, step in rows:
                self._y -= step
                if text:
                    self._text(_LEFT, self._y, text, size, colour)
            self._foot()
        self._canvas.save()
        return self._buffer.getvalue()

    def _sections(self) -> list[tuple[str, list[PrintedLine]]]:
        by_kind = {kind: [line for line in self._slip.lines if line.kind == kind] for kind in _ORDER}
        return [(kind, lines) for kind, lines in by_kind.items() if lines]

    def _head(self) -> None:
        self._text(_LEFT, self._y - 4, self._slip.company, 11, _GREY)
        self._text(_LEFT, self._y - 26, self._slip.title, 18, _INK)
        self._y -= 44
        self._line(self._y)
        third = (_RIGHT - _LEFT) / 3
        for index, (label, value) in enumerate(self._slip.facts):
            row, column = divmod(index, 3)
            x, y = _LEFT + column * third, self._y - 18 - row * 17
            self._text(x, y, label, 8.5, _GREY)
            self._text(x + self._wide(label, 8.5) + 8, y, value, 9.5, _INK)
        self._y -= 17 * -(-len(self._slip.facts) // 3) + 16

    def _table(self, kind: str, lines: Sequence[PrintedLine]) -> None:
        # A long slip closes up its rows rather than break a section over two pages.
        step = 16.0 if len(self._slip.lines) <= 28 else 13.0 if len(self._slip.lines) <= 36 else 10.0
        size = min(9.5, step * 0.62)
        canvas = self._canvas
        canvas.setFillColorRGB(*_SHADE)
        canvas.rect(_LEFT, self._y - step, _RIGHT - _LEFT, step, stroke=0, fill=1)
        self._text(_LEFT + 6, self._y - step * 0.7, self._words[kind], size, _ACCENT)
        self._right(_RIGHT - 6, self._y - step * 0.7, self._words["amount"], size - 1, _GREY)
        self._y -= step
        for line in lines:
            label = line.label + (self._words["provisional"] if line.provisional else "")
            self._text(_LEFT + 6, self._y - step * 0.7, label, size, _INK)
            self._right(_RIGHT - 6, self._y - step * 0.7, f"{line.amount:,.2f}", size, _INK)
            self._y -= step
            self._line(self._y)
        if len(lines) > 1:
            total = sum((line.amount for line in lines), Decimal(0))
            self._right(_RIGHT - 90, self._y - step * 0.7, self._words["sum"], size - 1, _GREY)
            self._right(_RIGHT - 6, self._y - step * 0.7, f"{total:,.2f}", size, _INK)
            self._y -= step
        self._y -= step * 0.35

    def _net(self) -> None:
        self._canvas.setFillColorRGB(*_ACCENT)
        self._canvas.roundRect(_LEFT, self._y - 30, _RIGHT - _LEFT, 28, 3, stroke=0, fill=1)
        self._text(_LEFT + 10, self._y - 21, self._words["net"], 12, (1, 1, 1))
        self._right(_RIGHT - 10, self._y - 22, f"¥ {self._slip.net:,.2f}", 15, (1, 1, 1))
        self._y -= 42

    def _year(self) -> None:
        if not self._slip.year:
            return
        self._text(_LEFT, self._y - 6, self._words["year"], 9, _ACCENT)
        self._y -= 10
        quarter = (_RIGHT - _LEFT) / 4
        for index, (label, value) in enumerate(self._slip.year):
            row, column = divmod(index, 4)
            x, y = _LEFT + column * quarter, self._y - 13 - row * 26
            self._text(x, y, label, 7.5, _GREY)
            self._text(x, y - 11, f"{value:,.2f}", 9, _INK)
        self._y -= 26 * -(-len(self._slip.year) // 4) + 6

    def _explanations(self) -> list[list[tuple[str, float, tuple[float, float, float], float]]]:
        """Rows of the explaining pages: text, size, colour and the step down to it, page by page."""
        room = _TOP - _BOTTOM - 24
        pages: list[list[Any]] = [[(self._words["how"], 13, _INK, 14.0)]]
        used = 14.0
        for line in self._slip.lines:
            block: list[Any] = []
            for number, sentence in enumerate(line.explanation.split("\n")):
                first = number == 0
                size = 9.5 if first else 8.5
                for place, row in enumerate(self._wrapped(sentence, size, _RIGHT - _LEFT)):
                    step = 20.0 if first and place == 0 else 12.5
                    block.append((row, size, _INK if first else _GREY, step))
            height = sum(row[3] for row in block)
            if used + height > room and len(pages[-1]) > 1:
                pages.append([])
                used = 0.0
            pages[-1] += block
            used += height
        return pages

    def _wrapped(self, text: str, size: float, width: float) -> list[str]:
        rows, row, used = [], "", 0.0
        for char in text:
            wide = self._wide(char, size)
            if used + wide > width and row:
                keep = row.rfind(" ") + 1 if self._slip.english and char != " " else 0
                # Words stay whole in English; a Chinese row breaks anywhere.
                rows.append(row[:keep] if keep > len(row) // 2 else row)
                row = row[keep:] if keep > len(row) // 2 else ""
                used = sum(self._wide(one, size) for one in row)
            row += char
            used += wide
        return [*rows, row] if row or not rows else rows

    def _wide(self, text: str, size: float) -> float:
        key = (text, size)
        if key not in self._widths:
            self._widths[key] = stringWidth(self._face.show(text), self._face.name, size)
        return self._widths[key]

    def _next(self) -> None:
        self._canvas.showPage()
        self._y, self._page = _TOP, self._page + 1

    def _foot(self) -> None:
        words = self._words
        self._line(_BOTTOM - 8)
        proof = f"{words['proof']} {self._slip.digest[:24]}    {words['printed']} {self._slip.printed_on}"
        self._text(_LEFT, _BOTTOM - 20, proof, 7.5, _GREY)
        page = words["page"].format(self._page, self._pages)
        self._right(_RIGHT, _BOTTOM - 20, page, 7.5, _GREY)

    def _text(self, x: float, y: float, text: str, size: float, colour: tuple[float, float, float]) -> None:
        self._canvas.setFont(self._face.name, size)
        self._canvas.setFillColorRGB(*colour)
        self._canvas.drawString(x, y, self._face.show(text))

    def _right(self, x: float, y: float, text: str, size: float, colour: tuple[float, float, float]) -> None:
        self._canvas.setFont(self._face.name, size)
        self._canvas.setFillColorRGB(*colour)
        self._canvas.drawRightString(x, y, self._face.show(text))

    def _line(self, y: float) -> None:
        self._canvas.setStrokeColorRGB(*_RULE)
        self._canvas.setLineWidth(0.5)
        self._canvas.line(_LEFT, y, _RIGHT, y)
