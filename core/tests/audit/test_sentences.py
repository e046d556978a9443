"""Audit rows as sentences."""

from __future__ import annotations

import pytest

from renshi_core.audit.sentences import facts, sentence


@pytest.mark.parametrize(
    ("action", "zh", "en"),
    [
        ("core.plugin.enable", "启用插件", "Switched on plugin"),
        ("core.session.begin", "登录", "Signed in"),
        ("payroll.run.approve", "同意工资核算", "Approved pay run"),
        ("other.gizmo.juggle", "other.gizmo.juggle", "other.gizmo.juggle"),
        ("other.employee.juggle", "juggle员工", "juggle employee"),
    ],
)
def test_an_action_is_said_in_words_and_what_is_unknown_is_shown(action: str, zh: str, en: str) -> None:
    assert (sentence(action, "zh-CN"), sentence(action, "en-US")) == (zh, en)


def test_facts_are_one_line_without_ids() -> None:
    detail = {
        "plugin": "payroll",
        "rows": 3,
        "company_id": "0190",
        "fields": ["a", "b"],
        "empty": None,
        "on": True,
    }
    assert facts(detail, "zh-CN") == "插件：payroll；行数：3；字段：a, b；on：✓"
    assert facts(detail, "en-US") == "plugin: payroll; rows: 3; fields: a, b; on: ✓"
    assert len(facts({"reason": "x" * 900}, "zh-CN")) == 241
