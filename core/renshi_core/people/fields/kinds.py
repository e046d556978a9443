"""Kinds of values: what fits, how it is kept in JSON, how it reads, and the text it is found by.

``fit`` takes what a form, an API call or a cell of a sheet holds and gives the JSON value that is kept: texts, whole
numbers, booleans, lists; numbers, money and percentages as decimal texts; dates and times in ISO form (times in UTC).
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_core.people.fields import checks
from renshi_core.people.fields.checks import Unfit
from renshi_core.people.fields.definition import FieldDef
from renshi_sdk.text import Text

CUSTOM_KINDS: Final = (
    "text", "longtext", "integer", "number", "money", "percent", "date", "datetime", "boolean", "choice", "multi",
    "phone", "email", "url", "employee", "file",
)  # fmt: skip
KIND_TITLES: Final = {
    "text": Text("单行文本", "Text"),
    "longtext": Text("多行文本", "Long text"),
    "integer": Text("整数", "Whole number"),
    "number": Text("数字", "Number"),
    "money": Text("金额", "Money"),
    "percent": Text("百分比", "Percentage"),
    "date": Text("日期", "Date"),
    "datetime": Text("日期时间", "Date and time"),
    "boolean": Text("是/否", "Yes or no"),
    "choice": Text("单选", "Choice"),
    "multi": Text("多选", "Several choices"),
    "phone": Text("电话", "Phone"),
    "email": Text("邮箱", "E-mail"),
    "url": Text("网址", "Web address"),
    "employee": Text("员工", "Employee"),
    "file": Text("附件", "File"),
    "identity": Text("证件号码", "Document number"),
    "bank": Text("银行账号", "Account number"),
    "document": Text("证件编号", "Number of a document"),
}
PLACES: Final = {"number": 6, "money": 2, "percent": 4}
"""Decimal places that are kept."""
MOST: Final = Decimal(10) ** 15
UNFINDABLE: Final = ("longtext", "file")
"""Kinds that no index is kept of."""
UNSORTABLE: Final = ("multi", *UNFINDABLE)
TEXTS: Final = ("text", "longtext", "choice", "phone", "email", "url")
ENTRY_LENGTH: Final = 200
_OFFSET: Final = 10**22
_TRUE, _FALSE = {"true", "1", "是", "yes", "y", "对", "√"}, {"false", "0", "否", "no", "n", "×"}
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


def fit(field: FieldDef, value: Any, *, zone: str = "Asia/Shanghai") -> Any:
    """The JSON value to keep. Raises ``Unfit`` with what is expected instead."""
    kind = field.kind
    if kind in ("text", "longtext", "document"):
        return _text(value, field.longest)
    if kind in ("phone", "email", "url"):
        return {"phone": checks.phone, "email": checks.email, "url": checks.url}[kind](_text(value, 500))
    if kind == "choice":
        return _choice(field, value)
    if kind == "multi":
        return _several(field, value)
    if kind == "integer":
        return _integer(field, value)
    if kind in PLACES:
        return _decimal(value, PLACES[kind])
    if kind == "date":
        return _date(value).isoformat()
    if kind == "datetime":
        return _moment(value, zone).isoformat()
    if kind == "boolean":
        return _boolean(value)
    if kind in ("employee", "file"):
        try:
            return str(UUID(str(value)))
        except ValueError:
            raise Unfit(Text("请重新选择", "choose again")) from None
    if kind == "bank":
        return checks.bank_number(_text(value, 60), card=False)
    return _text(value, field.longest)


def entries(kind: str, value: Any) -> list[str]:
    """The texts under which a kept value is found: they compare in C order like what they stand for."""
    if value is None or kind in UNFINDABLE:
        return []
    if kind == "multi":
        return [str(option)[:ENTRY_LENGTH] for option in value]
    if kind == "integer":
        return [number_entry(Decimal(value))]
    if kind in PLACES:
        return [number_entry(Decimal(value))]
    if kind == "boolean":
        return ["1" if value else "0"]
    return [str(value)[:ENTRY_LENGTH]]


def number_entry(value: Decimal) -> str:
    """A number as 23 digits that sort like numbers (six places kept, shifted above zero)."""
    return f"{int(value.scaleb(6)) + _OFFSET:023d}"


def show(field: FieldDef, value: Any, locale: str) -> Any:
    """A kept value for people: titles of choices, yes and no, tidy numbers."""
    if value is None:
        return None
    match field.kind:
        case "choice":
            return field.choice_title(value).of(locale)
        case "multi":
            return ("、" if locale.startswith("zh") else ", ").join(
                field.choice_title(v).of(locale) for v in value
            )
        case "boolean":
            return Text("是", "Yes").of(locale) if value else Text("否", "No").of(locale)
        case "percent":
            return f"{value}%"
    return value


def _text(value: Any, longest: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unfit(Text(f"应为不超过{longest}字的文本", f"a text of up to {longest} characters"))
    text = unicodedata.normalize("NFC", str(value)).strip()
    if len(text) > longest or any(
        unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in text
    ):
        raise Unfit(Text(f"应为不超过{longest}字的文本", f"a text of up to {longest} characters"))
    if not text:
        raise Unfit(Text("不能为空", "it can't be empty"))
    return text


def _choice(field: FieldDef, value: Any) -> str:
    allowed = field.allowed()
    if isinstance(value, str):
        if value.strip() in allowed:
            return value.strip()
        # Sheets and people write titles.
        for code in allowed:
            if value.strip() in (field.choice_title(code).zh, field.choice_title(code).en):
                return code
    shown = [field.choice_title(code) for code in allowed]
    several = len(shown) > 12
    raise Unfit(
        Text(
            f"应为以下之一：{'、'.join(t.zh for t in shown[:12])}{'等' if several else ''}",
            f"one of {', '.join(t.en for t in shown[:12])}{' …' if several else ''}",
        )
    )


def _several(field: FieldDef, value: Any) -> list[str]:
    parts = value
    if isinstance(value, str):
        for mark in ("、", "；", ";", "，", "|"):
            value = value.replace(mark, ",")
        parts = [part for part in value.split(",") if part.strip()]
    if not isinstance(parts, list | tuple) or not parts:
        raise Unfit(Text("应为选项列表", "a list of choices"))
    chosen = {_choice(field, part) for part in parts}
    return [option for option in field.allowed() if option in chosen]


def _integer(field: FieldDef, value: Any) -> int:
    number = _number(value)
    if number != number.to_integral_value() or abs(number) >= 2**53:
        raise Unfit(Text("应为整数", "a whole number"))
    lowest, highest = field.lowest, field.highest
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        raise Unfit(Text(f"应在 {lowest} 到 {highest} 之间", f"from {lowest} to {highest}"))
    return int(number)


def _decimal(value: Any, places: int) -> str:
    number = _number(value)
    rounded = number.quantize(Decimal(1).scaleb(-places)) if abs(number) < MOST else number
    if abs(number) >= MOST or rounded != number:
        raise Unfit(Text(f"应为数字，最多{places}位小数", f"a number with at most {places} decimals"))
    if rounded == 0:
        return "0.00" if places == PLACES["money"] else "0"
    plain = f"{rounded:f}"
    return plain if places == PLACES["money"] else plain.rstrip("0").rstrip(".")


def _number(value: Any) -> Decimal:
    wrong = Unfit(Text("应为数字", "a number"))
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise wrong
    text = str(value).strip().replace(",", "").replace("，", "").removeprefix("¥").removesuffix("%")
    if len(text) > 40 or "_" in text:
        raise wrong
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise wrong
    return number


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        text = value.strip()
        if len(text) > 10 and text[10:11] in (" ", "T"):
            text = text[:10]
        for pattern in _DATES:
            try:
                found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a calendar day has no zone
            except ValueError:
                continue
            if found.year >= 1900:
                return found
    raise Unfit(Text("应为日期，如 2026-11-23", "a date like 2026-11-23"))


def _moment(value: Any, zone: str) -> datetime:
    found: datetime | None = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value.strip().replace("/", "-"))
        except ValueError:
            found = None
    if found is None or not 1900 <= found.year <= 9000:
        raise Unfit(Text("应为日期时间，如 2026-11-23 09:30", "a date and time like 2026-11-23 09:30"))
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found.astimezone(UTC).replace(microsecond=0)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower() if isinstance(value, str | int) else ""
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise Unfit(Text("应为是或否", "yes or no"))
