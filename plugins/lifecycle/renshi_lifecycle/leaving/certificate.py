"""The certificate of leaving (离职证明, 劳动合同法 art. 50; what it says: 实施条例 art. 24)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from renshi_sdk.labour import whole_months

FONT = "STSong-Light"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What it says."""

    number: str
    company: str
    name: str
    hired_on: date
    last_day: date
    position: str
    issued_on: date


def service(hired_on: date, last_day: date) -> str:
    """Years of service in words: ``2 年 5 个月``."""
    years, months = divmod(whole_months(hired_on, last_day), 12)
    parts = [f"{years} 年" if years else "", f"{months} 个月" if months else ""]
    return " ".join(p for p in parts if p) or f"{(last_day - hired_on).days + 1} 天"


def paragraphs(paper: Certificate, *, both: bool) -> list[str]:
    """The sentences, without a reason: a certificate says nothing that hinders the next job."""
    made = [
        f"兹证明 {paper.name} 于 {paper.hired_on} 至 {paper.last_day} 在我公司工作，"
        f"离职前任职岗位为“{paper.position}”，在本公司工作年限为 {service(paper.hired_on, paper.last_day)}。",
        f"双方劳动合同已于 {paper.last_day} 解除（终止）。",
        "特此证明。",
    ]
    if both:
        made.append(
            f"This is to certify that {paper.name} was employed by {paper.company} from {paper.hired_on} to"
            f" {paper.last_day}, last in the position of {paper.position}. The employment contract ended on"
            f" {paper.last_day}."
        )
    return made


def pdf(paper: Certificate, *, both: bool = False) -> bytes:
    """The certificate on A4."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=13, leading=26, firstLineIndent=26, wordWrap="CJK")
    right = ParagraphStyle("right", parent=body, alignment=2, firstLineIndent=0)
    title = ParagraphStyle("title", parent=body, fontSize=24, leading=36, alignment=1, firstLineIndent=0)
    small = ParagraphStyle("small", parent=right, fontSize=10, leading=16)
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=85,
        rightMargin=85,
        topMargin=85,
        bottomMargin=85,
        title="离职证明",
        author=_safe(paper.company),
    )
    document.build(
        [
            Paragraph(f"编号：{_safe(paper.number)}", small),
            Spacer(1, 30),
            Paragraph("离 职 证 明", title),
            Spacer(1, 30),
            *[Paragraph(_safe(text), body) for text in paragraphs(paper, both=both)],
            Spacer(1, 60),
            Paragraph(f"{_safe(paper.company)}（盖章）", right),
            Paragraph(
                f"{paper.issued_on.year} 年 {paper.issued_on.month} 月 {paper.issued_on.day} 日", right
            ),
        ]
    )
    return out.getvalue()


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
