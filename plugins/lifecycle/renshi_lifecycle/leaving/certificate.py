"""The certificate of leaving (离职证明, 劳动合同法 art. 50; what it says: 实施条例 art. 24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from renshi_sdk.documents import Paper
from renshi_sdk.labour import whole_months


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
    """The certificate on A4. Raises ``NeedsAttention`` on a server without a Chinese font."""
    sheet = Paper("离职证明", letter=True)
    sheet.add("signature", f"编号：{paper.number}")
    sheet.space(10)
    sheet.add("letter_title", "离 职 证 明")
    sheet.space(10)
    for text in paragraphs(paper, both=both):
        sheet.add("letter", text)
    sheet.space(20)
    sheet.add("signature", f"{paper.company}（盖章）")
    day = paper.issued_on
    sheet.add("signature", f"{day.year} 年 {day.month} 月 {day.day} 日")
    return sheet.bytes()
