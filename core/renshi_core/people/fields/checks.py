"""Shapes of numbers that people type: telephone numbers, bank cards, papers of identity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from renshi_core.people.identity_number import parse_identity_number
from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

_WIDE = str.maketrans("０１２３４５６７８９＋－（）　", "0123456789+-() ")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^0\d{2,3}-?[2-9]\d{6,7}(-\d{1,6})?$")
_ABROAD = re.compile(r"^\+(?!86)[1-9]\d{6,14}$")
_EMAIL = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
                    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$")  # fmt: skip
_URL = re.compile(r"^https?://[^\s<>\"']{1,500}$", re.IGNORECASE)

DOCUMENT_TYPES: Final = {
    "resident_id": Text("居民身份证", "Resident identity card"),
    "hmt_residence": Text("港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents"),
    "hk_macao_permit": Text(
        "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"
    ),
    "taiwan_permit": Text("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"),
    "passport": Text("护照", "Passport"),
    "foreign_permanent": Text("外国人永久居留身份证", "Foreign permanent resident card"),
}
_HK_MACAO = re.compile(r"^[HM]\d{8}(\d{2})?$")
_TAIWAN = re.compile(r"^\d{8}(\d{2})?$")
_PASSPORT = re.compile(r"^(?=.*\d)[A-Z0-9]{5,17}$")
_FOREIGN_OLD = re.compile(r"^[A-Z]{3}\d{12}$")


class Unfit(ValueError):
    """A value that can't be what it is said to be; ``text`` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Paper:
    """A checked number of a paper of identity; birth date and gender where the number tells them."""

    kind: str
    number: str
    born_on: date | None = None
    gender: str | None = None

    def age_on(self, day: date) -> int | None:
        """Full years of age, where the number tells them."""
        if self.born_on is None:
            return None
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))


def phone(raw: str) -> str:
    """A telephone number without blanks: mainland mobile or landline, or ``+`` and a foreign number."""
    number = re.sub(r"[\s()]", "", raw.translate(_WIDE))
    bare = number.replace("-", "")
    for prefix in ("+86", "0086"):
        if bare.startswith(prefix):
            bare = bare.removeprefix(prefix)
            number = bare
    if _MOBILE.match(bare):
        return bare
    if _LANDLINE.match(number):
        return number
    if _ABROAD.match(bare):
        return bare
    raise Unfit(
        Text(
            "应为11位手机号、带区号的固定电话，或以 + 开头的境外号码",
            "a mainland mobile number, a landline with area code, or + and a foreign number",
        )
    )


def email(raw: str) -> str:
    """An e-mail address, its domain in lower case."""
    text = raw.strip()
    if len(text) > 120 or not _EMAIL.match(text) or ".." in text:
        raise Unfit(Text("邮箱格式不正确", "this is no e-mail address"))
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def url(raw: str) -> str:
    """A web address that a click may open."""
    text = raw.strip()
    if not _URL.match(text):
        raise Unfit(
            Text("应为 http:// 或 https:// 开头的网址", "an address that begins with http:// or https://")
        )
    return text


def luhn_digit(body: str) -> str:
    """The check digit that follows ``body`` (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def bank_number(raw: str, *, card: bool) -> str:
    """An account number in digits. A card has 12 to 19 of them and a check digit; a passbook's (存折) has none."""
    number = re.sub(r"[\s-]", "", raw.translate(_WIDE))
    if not number.isascii() or not number.isdigit() or not 8 <= len(number) <= 32:
        raise Unfit(Text("银行账号应为 8 至 32 位数字", "an account number has 8 to 32 digits"))
    if card and not 12 <= len(number) <= 19:
        raise Unfit(Text("银行卡号应为 12 至 19 位数字", "a card number has 12 to 19 digits"))
    if card and luhn_digit(number[:-1]) != number[-1]:
        raise Unfit(
            Text(
                "银行卡号校验位不符，请核对是否输错（存折请选择“存折”）",
                "the check digit doesn't fit; look for a typing error (choose passbook for a passbook)",
            )
        )
    return number


def paper(kind: str, raw: str, *, today: date) -> Paper:
    """A paper of identity by its kind. Resident cards (GB 11643) tell birth date and gender."""
    number = re.sub(r"[\s-]", "", raw.translate(_WIDE)).upper()
    match kind:
        case "resident_id" | "hmt_residence":
            return _national(kind, number, today, regions=("8",) if kind == "hmt_residence" else None)
        case "foreign_permanent":
            # Cards issued since December 2023 have 18 digits like a citizen's and begin with 9.
            if len(number) == 18:
                return _national(kind, number, today, regions=("9",))
            fits, wanted = (
                _FOREIGN_OLD,
                Text("3位字母加12位数字，或9开头的18位号码", "3 letters and 12 digits, or 18 digits from 9"),
            )
        case "hk_macao_permit":
            fits, wanted = _HK_MACAO, Text("H 或 M 加8位（或10位）数字", "H or M and 8 (or 10) digits")
        case "taiwan_permit":
            fits, wanted = _TAIWAN, Text("8位（或10位）数字", "8 (or 10) digits")
        case "passport":
            fits, wanted = _PASSPORT, Text("5至17位字母和数字", "5 to 17 letters and digits")
        case _:
            raise Unfit(Text("没有这种证件类型", "there is no such kind of document"))
    if not fits.match(number):
        title = DOCUMENT_TYPES[kind]
        raise Unfit(Text(f"{title.zh}号码应为{wanted.zh}", f"{title.en}: {wanted.en} expected"))
    return Paper(kind, number)


def _national(kind: str, number: str, today: date, *, regions: tuple[str, ...] | None) -> Paper:
    try:
        read = parse_identity_number(number, today=today)
    except Invalid as error:
        raise Unfit(error.text) from error
    begins = read.text[0]
    if regions is None and begins in "89":
        other = "hmt_residence" if begins == "8" else "foreign_permanent"
        raise Unfit(
            Text(
                f"这是{DOCUMENT_TYPES[other].zh}的号码，请选择相应证件类型",
                f"this is the number of another document: {DOCUMENT_TYPES[other].en}",
            )
        )
    if regions is not None and begins not in regions:
        title = DOCUMENT_TYPES[kind]
        raise Unfit(
            Text(f"{title.zh}号码应以 {regions[0]} 开头", f"{title.en}: the number begins with {regions[0]}")
        )
    return Paper(kind, read.text, read.born_on, read.sex)
