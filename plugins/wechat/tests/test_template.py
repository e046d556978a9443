"""Template fields are cut by the platform's own rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from renshi_wechat.delivery.template import fit, values
from renshi_wechat.mock.world import _field_ok

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


def test_every_source() -> None:
    fields = {"thing1": "title", "thing2": "body", "name3": "name", "time4": "time"}
    assert values(
        fields, title="请假已批准", body="11月24日\n下午 事假", name="王小明", now=NOW, zone="Asia/Shanghai"
    ) == {
        "thing1": "请假已批准",
        "thing2": "11月24日 下午 事假",
        "name3": "王小明",
        "time4": "2026年11月23日 09:05",
    }


@pytest.mark.parametrize(
    ("field", "text", "fitted"),
    [
        ("thing1", "长" * 20, "长" * 20),
        ("thing1", "长" * 21, "长" * 19 + "…"),
        ("thing1", "  ", "-"),
        ("phrase2", "待直属上级审批", "待直属上级"),
        ("character_string3", "LV-7 事假", "LV-7"),
        ("character_string3", "事假", "-"),
        ("name4", "阿卜杜拉·买买提·吐尔逊江", "阿卜杜拉·买买提·…"),
        ("name4", "Bartholomew Cholmondeley", "Bartholomew Cholmon…"),
    ],
)
def test_fit(field: str, text: str, fitted: str) -> None:
    assert fit(field, text) == fitted


@given(st.sampled_from(["thing1", "phrase2", "character_string3", "name4"]), st.text(max_size=60))
def test_whatever_is_said_the_platform_takes_it(field: str, text: str) -> None:
    assert _field_ok(field.rstrip("0123456789"), fit(field, text))
