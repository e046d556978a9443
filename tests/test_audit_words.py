"""Whatever is written into the audit chain reads as a sentence in both languages: no code is left in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from renshi_core.audit.sentences import sentence

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = re.compile(r'(?:audit\.record\(\s*|audit=)"([a-z_]+\.[a-z_.]+)"')
NAMES_LEFT = ("API", "AI")


def _actions() -> list[str]:
    found: set[str] = set()
    for folder in (ROOT / "core" / "renshi_core", *sorted(ROOT.glob("plugins/*/renshi_*"))):
        for file in folder.rglob("*.py"):
            found.update(WRITTEN.findall(file.read_text(encoding="utf-8")))
    return sorted(found)


ACTIONS = _actions()


def test_the_actions_are_found() -> None:
    assert len(ACTIONS) > 250
    assert {"core.employee.hire", "payroll.run.start", "reporting.board.arrange"} <= set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_has_words(action: str) -> None:
    said = sentence(action, "zh-CN")
    for name in NAMES_LEFT:
        said = said.replace(name, "")
    assert not re.search(r"[A-Za-z]", said), f"{action}: {said}; give it words in renshi_core/audit/words.py"
    assert not re.search(r"[._]", sentence(action, "en-US")), sentence(action, "en-US")
