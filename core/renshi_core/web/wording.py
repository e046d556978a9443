"""What is wrong with a field, in the caller's language. Pydantic speaks English only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renshi_sdk.text import Text

WRONG = "填写有误"
_ZH: dict[str, str] = {
    "missing": "必填",
    "extra_forbidden": "不支持此字段",
    "string_type": "应为文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不正确",
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数字过大",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限的数字",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "multiple_of": "应为 {multiple_of} 的倍数",
    "enum": "应为 {expected} 之一",
    "literal_error": "应为 {expected} 之一",
    "uuid_type": "标识无效",
    "uuid_parsing": "标识无效",
    "date_type": "应为日期，如 2026-11-23",
    "date_parsing": "应为日期，如 2026-11-23",
    "date_from_datetime_parsing": "应为日期，如 2026-11-23",
    "date_from_datetime_inexact": "应为不带时间的日期",
    "datetime_type": "应为日期时间，如 2026-11-23T09:00:00+08:00",
    "datetime_parsing": "应为日期时间，如 2026-11-23T09:00:00+08:00",
    "datetime_from_date_parsing": "应为日期时间，如 2026-11-23T09:00:00+08:00",
    "timezone_aware": "日期时间应带时区，如 +08:00",
    "time_type": "应为时间，如 09:00",
    "time_parsing": "应为时间，如 09:00",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "union_tag_invalid": "类型“{tag}”无效，应为 {expected_tags}",
    "union_tag_not_found": "缺少类型字段 {discriminator}",
}


def of_pydantic(error: Mapping[str, Any]) -> Text:
    """One of pydantic's errors; what a validator of ours says is passed on in its own words."""
    english = str(error.get("msg") or "is not valid")
    context = error.get("ctx") or {}
    if error.get("type") in ("value_error", "assertion_error") and context.get("error"):
        own = str(context["error"])
        return Text(own, own) if own.strip() else Text(WRONG, english)
    pattern = _ZH.get(str(error.get("type")), WRONG)
    try:
        return Text(pattern.format(**context), english)
    except (KeyError, IndexError):
        return Text(WRONG, english)


def of_message(english: str) -> Text:
    """A message of which only the English words are known."""
    return Text(WRONG, english if english.strip() else "is not valid")


def path_of(error: Mapping[str, Any]) -> str:
    """Where the field is: ``lines.0.amount``; ``body`` for the whole."""
    return ".".join(map(str, error.get("loc", ()))) or "body"
