"""Forms of request kinds: checked on the way in, read back for callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from renshi_sdk.contributions import RequestKind
from renshi_sdk.errors import Invalid, NeedsAttention
from renshi_sdk.text import Text

_SAYINGS: dict[str, tuple[str, str]] = {
    "missing": ("此项必填", "this field is required"),
    "extra_forbidden": ("没有这一项", "there is no such field"),
    "string_too_short": ("至少{min_length}个字", "at least {min_length} characters"),
    "string_too_long": ("最多{max_length}个字", "at most {max_length} characters"),
    "string_type": ("应为文本", "a text is expected"),
    "int_parsing": ("应为整数", "a whole number is expected"),
    "int_type": ("应为整数", "a whole number is expected"),
    "decimal_parsing": ("应为数字", "a number is expected"),
    "decimal_type": ("应为数字", "a number is expected"),
    "decimal_max_places": ("最多{decimal_places}位小数", "at most {decimal_places} decimals"),
    "float_parsing": ("应为数字", "a number is expected"),
    "bool_parsing": ("应为是或否", "yes or no is expected"),
    "date_type": ("应为日期，如 2026-11-23", "a date like 2026-11-23 is expected"),
    "date_parsing": ("应为日期，如 2026-11-23", "a date like 2026-11-23 is expected"),
    "date_from_datetime_parsing": ("应为日期，如 2026-11-23", "a date like 2026-11-23 is expected"),
    "datetime_parsing": ("应为日期时间", "a date and time is expected"),
    "uuid_parsing": ("请重新选择", "choose again"),
    "uuid_type": ("请重新选择", "choose again"),
    "enum": ("可选：{expected}", "one of {expected}"),
    "literal_error": ("可选：{expected}", "one of {expected}"),
    "greater_than": ("应大于{gt}", "must be more than {gt}"),
    "greater_than_equal": ("应不小于{ge}", "must be {ge} or more"),
    "less_than": ("应小于{lt}", "must be less than {lt}"),
    "less_than_equal": ("应不大于{le}", "must be {le} or less"),
    "string_pattern_mismatch": ("格式不符", "the format is not right"),
}


def check(kind: RequestKind, form: BaseModel | Mapping[str, Any]) -> BaseModel:
    """The form as an instance of the kind's model. Raises ``Invalid`` with its fields."""
    if isinstance(form, kind.form):
        return form
    values = form.model_dump() if isinstance(form, BaseModel) else dict(form)
    try:
        return kind.form.model_validate(values)
    except ValidationError as error:
        fields: dict[str, Text | str] = {_path(e["loc"]): _say(dict(e)) for e in error.errors()}
        raise Invalid(
            Text("表单填写有误，请检查标出的各项", "the form has mistakes; see the fields named"),
            code="request.form",
            fields=fields,
        ) from error


def read(kind: RequestKind, stored: Mapping[str, Any]) -> BaseModel:
    """A stored form as an instance. Raises ``NeedsAttention`` where a newer version of the plugin refuses it."""
    try:
        return kind.form.model_validate(dict(stored))
    except ValidationError as error:
        raise NeedsAttention(
            Text(
                "此申请的表单与插件的新版本不符，请退回后由申请人重新提交",
                "the plugin's new version can't read this form; return it and have it submitted anew",
            ),
            code="request.form_outdated",
        ) from error


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "form"


def _say(error: dict[str, Any]) -> Text:
    saying = _SAYINGS.get(str(error["type"]))
    if saying is None:
        plain = str(error["msg"]).removeprefix("Value error, ")
        return Text(plain, plain)
    context = error.get("ctx") or {}
    try:
        return Text(saying[0].format(**context), saying[1].format(**context))
    except KeyError:
        return Text(str(error["msg"]), str(error["msg"]))
