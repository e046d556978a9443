"""A bank's file format as data, and the engine that writes it. Pure.

A template says which columns a line has, how amounts and text are written, and whether there is a line before and
after. The shipped ones are examples of common shapes, not any bank's own format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.exports.made import FORMULA_STARTS, Sheet, workbook

_FROZEN = ConfigDict(extra="forbid", frozen=True)
LineField = Literal[
    "sequence", "account", "holder", "bank", "branch", "amount", "number", "name", "identity", "remark", "text",
]  # fmt: skip
TotalField = Literal["count", "total", "date", "company", "payer_account", "text"]


class Column(BaseModel):
    """One column. ``width`` pads or refuses in fixed-width files, and limits in others (bytes in the encoding)."""

    model_config = _FROZEN
    field: LineField | TotalField
    title: str = Field(default="", max_length=40)
    text: str = Field(default="", max_length=80, description="of a fixed text")
    width: int | None = Field(default=None, ge=1, le=400)
    align: Literal["left", "right"] = "left"
    pad: str = Field(default=" ", min_length=1, max_length=1)


class BankTemplate(BaseModel):
    """The whole format."""

    model_config = _FROZEN
    name: str = Field(min_length=1, max_length=80)
    example: bool = Field(default=False, description="shipped as an example")
    shape: Literal["separated", "fixed", "xlsx"]
    encoding: Literal["utf-8", "utf-8-sig", "gbk", "gb18030"] = "gb18030"
    newline: Literal["crlf", "lf"] = "crlf"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    amount: Literal["yuan", "fen"] = "yuan"
    date_format: Literal["%Y%m%d", "%Y-%m-%d"] = "%Y%m%d"
    remark: str = Field(default="工资", max_length=40)
    titles: bool = Field(default=False, description="a first line with the columns' titles")
    columns: tuple[Column, ...] = Field(min_length=1, max_length=40)
    header: tuple[Column, ...] = Field(default=(), max_length=20)
    trailer: tuple[Column, ...] = Field(default=(), max_length=20)
    payer_account: str = Field(default="", max_length=40, pattern=r"^[0-9A-Za-z-]*$")

    @model_validator(mode="after")
    def _complete(self) -> BankTemplate:
        fields = [column.field for column in self.columns]
        lines, totals = set(LineField.__args__), set(TotalField.__args__)  # type: ignore[attr-defined]
        if not set(fields) <= lines:
            raise ValueError("a line has no such field: " + ", ".join(sorted(set(fields) - lines)))
        if "account" not in fields or "amount" not in fields:
            raise ValueError("a line needs the columns account and amount")
        for column in (*self.header, *self.trailer):
            if column.field not in totals:
                raise ValueError(f"header and trailer have no field {column.field}")
        if self.shape == "fixed":
            bare = [c.field for c in (*self.columns, *self.header, *self.trailer) if c.width is None]
            if bare:
                raise ValueError("every column of a fixed-width file has a width: " + ", ".join(bare))
        if "payer_account" in {c.field for c in (*self.header, *self.trailer)} and not self.payer_account:
            raise ValueError("the header asks for payer_account: fill it in")
        return self


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment. ``amount`` in fen."""

    number: str
    name: str
    account: str
    holder: str
    bank: str
    branch: str
    amount: int
    identity: str = ""


class Unwritable(ValueError):
    """A value that the format can't carry; ``zh`` and ``en`` say whose and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def write(template: BankTemplate, payments: Sequence[Payment], *, company: str, pay_date: date) -> bytes:
    """The file's bytes. Raises ``Unwritable`` for what doesn't fit; nothing is cut silently."""
    totals = {
        "count": str(len(payments)),
        "total": _amount(template, sum(payment.amount for payment in payments)),
        "date": pay_date.strftime(template.date_format),
        "company": company,
        "payer_account": template.payer_account,
    }
    if template.shape == "xlsx":
        return _sheet(template, payments, totals)
    lines = []
    if template.header:
        lines.append(_line(template, template.header, totals, "文件头"))
    if template.titles:
        lines.append(template.delimiter.join(column.title for column in template.columns))
    for sequence, payment in enumerate(payments, start=1):
        lines.append(_line(template, template.columns, _values(template, payment, sequence), payment.name))
    if template.trailer:
        lines.append(_line(template, template.trailer, totals, "文件尾"))
    newline = "\r\n" if template.newline == "crlf" else "\n"
    return ("".join(line + newline for line in lines)).encode(template.encoding)


def extension(template: BankTemplate) -> str:
    """What the file's name ends with."""
    return {"xlsx": "xlsx", "fixed": "txt"}.get(template.shape, "csv" if template.delimiter == "," else "txt")


def _amount(template: BankTemplate, fen: int) -> str:
    return str(fen) if template.amount == "fen" else f"{to_yuan(fen)}"


def _values(template: BankTemplate, payment: Payment, sequence: int) -> dict[str, str]:
    return {
        "sequence": str(sequence),
        "account": payment.account,
        "holder": payment.holder,
        "bank": payment.bank,
        "branch": payment.branch,
        "amount": _amount(template, payment.amount),
        "number": payment.number,
        "name": payment.name,
        "identity": payment.identity,
        "remark": template.remark,
    }


def _line(template: BankTemplate, columns: Sequence[Column], values: Mapping[str, str], whose: str) -> str:
    cells = [_fitted(template, column, values.get(column.field, column.text), whose) for column in columns]
    return "".join(cells) if template.shape == "fixed" else template.delimiter.join(cells)


def _fitted(template: BankTemplate, column: Column, text: str, whose: str) -> str:
    label = column.title or column.field
    try:
        size = len(text.encode(template.encoding.removesuffix("-sig")))
    except UnicodeEncodeError as error:
        char = text[error.start : error.end]
        raise Unwritable(
            f"{whose} 的“{label}”中的“{char}”不能用 {template.encoding} 编码，可改用 GB18030 或 UTF-8",
            f"{whose}: {char!r} in {label} is not in {template.encoding}; use GB18030 or UTF-8",
        ) from None
    broken = [
        c for c in text if c in "\r\n\t" or (template.shape == "separated" and c in (template.delimiter, '"'))
    ]
    if broken or (template.shape == "separated" and text.startswith(FORMULA_STARTS)):
        raise Unwritable(
            f"{whose} 的“{label}”含有不允许的字符：{text!r}",
            f"{whose}: {label} holds characters that break the file",
        )
    if column.width is None:
        return text
    if size > column.width:
        raise Unwritable(
            f"{whose} 的“{label}”超过 {column.width} 字节：{text}",
            f"{whose}: {label} is longer than {column.width} bytes",
        )
    if template.shape != "fixed":
        return text
    padding = column.pad * (column.width - size)
    return padding + text if column.align == "right" else text + padding


def _sheet(template: BankTemplate, payments: Sequence[Payment], totals: Mapping[str, str]) -> bytes:
    rows: list[list[Any]] = []
    for sequence, payment in enumerate(payments, start=1):
        values: dict[str, Any] = _values(template, payment, sequence)
        for column in template.columns:
            _fitted(template, column, values.get(column.field, column.text), payment.name)
        money: Any = payment.amount if template.amount == "fen" else to_yuan(payment.amount)
        rows.append([money if c.field == "amount" else values.get(c.field, c.text) for c in template.columns])
    if template.trailer:
        rows.append([_number(column, totals) for column in template.trailer])
    headings = [column.title or column.field for column in template.columns]
    return workbook([Sheet("代发明细", headings, rows, widths=[18] * min(len(headings), 26))])


def _number(column: Column, totals: Mapping[str, str]) -> Any:
    text = totals.get(column.field, column.text)
    return Decimal(text) if column.field in ("total", "count") else text


EXAMPLES: tuple[BankTemplate, ...] = (
    BankTemplate(
        name="示例：逗号分隔（账号,户名,金额,备注）",
        example=True,
        shape="separated",
        columns=(
            Column(field="account", title="收款账号"),
            Column(field="holder", title="收款户名"),
            Column(field="amount", title="金额"),
            Column(field="remark", title="备注"),
        ),
        titles=True,
    ),
    BankTemplate(
        name="示例：竖线分隔（首行汇总）",
        example=True,
        shape="separated",
        delimiter="|",
        encoding="gbk",
        header=(
            Column(field="date", title="日期"),
            Column(field="count", title="笔数"),
            Column(field="total", title="总金额"),
        ),
        columns=(
            Column(field="sequence", title="序号"),
            Column(field="account", title="账号"),
            Column(field="holder", title="户名"),
            Column(field="amount", title="金额"),
            Column(field="bank", title="开户行"),
        ),
    ),
    BankTemplate(
        name="示例：定长文本（分，末行汇总）",
        example=True,
        shape="fixed",
        encoding="gbk",
        amount="fen",
        columns=(
            Column(field="text", text="D", width=1),
            Column(field="sequence", title="序号", width=8, align="right", pad="0"),
            Column(field="account", title="账号", width=32),
            Column(field="holder", title="户名", width=60),
            Column(field="amount", title="金额", width=15, align="right", pad="0"),
        ),
        trailer=(
            Column(field="text", text="T", width=1),
            Column(field="count", title="笔数", width=8, align="right", pad="0"),
            Column(field="total", title="总金额", width=15, align="right", pad="0"),
        ),
    ),
    BankTemplate(
        name="示例：Excel 工作簿",
        example=True,
        shape="xlsx",
        columns=(
            Column(field="sequence", title="序号"),
            Column(field="holder", title="姓名"),
            Column(field="account", title="账号"),
            Column(field="bank", title="开户银行"),
            Column(field="amount", title="金额"),
            Column(field="remark", title="附言"),
        ),
    ),
)
