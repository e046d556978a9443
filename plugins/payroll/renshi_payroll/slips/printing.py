"""From a stored slip to its PDF: one at a time for a reader, many at a time for an archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from renshi_payroll.documents.slip_pdf import PrintedLine, PrintedSlip, render
from renshi_payroll.engine.explain import explain, title
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.runs.service import KINDS
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.slips.repository import StoredSlip
from renshi_payroll.slips.views import language_of, shown_lines
from renshi_sdk import Context, NeedsAttention, Text
from renshi_sdk.contracts import IdentityPaper, PayPeriod
from renshi_sdk.documents import face_for

_YEAR = (
    ("cum_income", "累计收入", "Income"),
    ("cum_exempt", "累计免税收入", "Exempt income"),
    ("cum_basic", "累计减除费用", "Basic deduction"),
    ("cum_special", "累计专项扣除", "Insurance and fund"),
    ("cum_additional", "累计专项附加扣除", "Special additional"),
    ("cum_other", "累计其他扣除", "Other deductions"),
    ("cum_taxable", "累计应纳税所得额", "Taxable income"),
    ("cum_tax", "累计应纳税额", "Tax"),
)
#: The last digits of the paper of identity that open a protected slip.
PASSWORD_LENGTH = 6


async def slip_pdf(ctx: Context, slip: StoredSlip, *, for_owner: bool) -> bytes:
    """The PDF of one slip in the reader's language; protected where the company wants it."""
    settings = await ctx.settings(PayrollSettings)
    company = (await ctx.organization.company()).name
    papers = {}
    if settings.slip_pdf_password == "identity_tail":  # noqa: S105
        papers = await ctx.people.papers([slip.employee_id], purpose="payroll.slip_password")
    printed = as_printed(ctx, slip, company, hide_employer=for_owner and not settings.show_employer_items)
    return render(printed, password=password_of(slip, settings, papers))


async def many_pdfs(
    ctx: Context, slips: Sequence[StoredSlip], settings: PayrollSettings
) -> list[tuple[StoredSlip, bytes]]:
    """PDFs of many slips as their owners see them; the face is made once for all."""
    company = (await ctx.organization.company()).name
    papers: dict[UUID, IdentityPaper] = {}
    if settings.slip_pdf_password == "identity_tail":  # noqa: S105
        papers = await ctx.people.papers([s.employee_id for s in slips], purpose="payroll.slip_password")
    hide = not settings.show_employer_items
    printed = [as_printed(ctx, slip, company, hide_employer=hide) for slip in slips]
    characters: set[str] = set()
    for one in printed:
        for text in one.texts():
            characters.update(text)
    face = face_for("".join(sorted(characters)))
    return [
        (slip, render(one, password=password_of(slip, settings, papers), face=face))
        for slip, one in zip(slips, printed, strict=True)
    ]


def password_of(
    slip: StoredSlip, settings: PayrollSettings, papers: Mapping[UUID, IdentityPaper]
) -> str | None:
    """The password of a slip's PDF. ``NeedsAttention`` where one is wanted and no paper is recorded."""
    if settings.slip_pdf_password == "none":  # noqa: S105
        return None
    paper = papers.get(slip.employee_id)
    if paper is None or len(paper.number) < PASSWORD_LENGTH:
        raise NeedsAttention(
            Text(
                f"{slip.employee_name}（{slip.employee_number}）没有登记证件号码，无法按证件后六位加密 PDF",
                f"{slip.employee_name} ({slip.employee_number}) has no identity number to protect the PDF with",
            ),
            code="payroll.pdf.no_identity",
        )
    return paper.number[-PASSWORD_LENGTH:].upper()


def as_printed(ctx: Context, slip: StoredSlip, company: str, *, hide_employer: bool) -> PrintedSlip:
    """A slip as the PDF says it."""
    language = language_of(ctx.locale)
    english = language == "en"
    period = PayPeriod.parse(slip.period)
    kind = KINDS[slip.kind]
    suffix = "" if slip.kind == "monthly" else f"（{kind.zh}）"
    suffix_en = "" if slip.kind == "monthly" else f" ({kind.en.lower()})"
    facts = (
        (("姓名", "Name"), slip.employee_name),
        (("工号", "Staff number"), slip.employee_number),
        (("部门", "Department"), slip.department_name),
        (("工资月份", "Month"), slip.period),
        (("发薪日", "Paid on"), str(slip.pay_date)),
        (("类型", "Kind"), kind.en if english else kind.zh),
    )
    return PrintedSlip(
        company=company,
        title=f"Pay slip {slip.period}{suffix_en}"
        if english
        else f"{period.year}年{period.month}月工资条{suffix}",
        facts=[(label[1] if english else label[0], value) for label, value in facts],
        lines=[
            PrintedLine(
                kind=line.kind,
                label=title(line, language),
                amount=to_yuan(line.amount),
                explanation=explain(line, language),
                provisional=line.status == "provisional",
            )
            for line in shown_lines(slip.lines, hide_employer=hide_employer)
        ],
        net=to_yuan(slip.figures["net"]),
        totals=(),
        year=[(en if english else zh, to_yuan(slip.figures[name])) for name, zh, en in _YEAR],
        digest=slip.digest,
        printed_on=ctx.today(),
        english=english,
    )
