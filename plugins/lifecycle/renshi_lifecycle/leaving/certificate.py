"""The certificate of leaving (离职证明, 劳动合同法 art. 50; what it says: 实施条例 art. 24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from renshi_sdk import Text
from renshi_sdk.contracts import LabourContract
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
    contract: LabourContract | None = None
    """The labour contract of the last day; ``None`` where no plugin keeps it."""


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
    if paper.contract:
        made.insert(1, f"双方订立的劳动合同（编号 {paper.contract.number}）为{term(paper.contract).zh}。")
    if both:
        made.append(
            f"This is to certify that {paper.name} was employed by {paper.company} from {paper.hired_on} to"
            f" {paper.last_day}, last in the position of {paper.position}. The employment contract ended on"
            f" {paper.last_day}." + (f" It was {term(paper.contract).en}." if paper.contract else "")
        )
    return made


def term(contract: LabourContract) -> Text:
    """The term of a contract in words, as the certificate has to name it (实施条例 art. 24)."""
    match contract.term:
        case "fixed":
            return Text(
                f"固定期限，自 {contract.starts_on} 至 {contract.ends_on}",
                f"for a fixed term from {contract.starts_on} to {contract.ends_on}",
            )
        case "open":
            return Text(f"无固定期限，自 {contract.starts_on} 起", f"open-ended from {contract.starts_on}")
    return Text(
        f"以完成一定工作任务为期限，自 {contract.starts_on} 起",
        f"until a task is done, from {contract.starts_on}",
    )


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
