"""Each bug planted in the engine is noticed by worked cases, and the table in README.md is what was measured."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("payroll_mutations", HERE / "mutations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


mutations = _load()


@pytest.mark.parametrize("name", list(mutations.MUTATIONS))
def test_a_planted_bug_is_noticed(name: str) -> None:
    assert mutations.caught_by(name), f"no case notices: {name}"


def test_the_table_is_what_was_measured() -> None:
    assert mutations.table() in (HERE / "README.md").read_text(encoding="utf-8")


def test_without_a_bug_nothing_is_noticed() -> None:
    """What was planted before has been taken out again."""
    mutations.MUTATIONS["none"] = lambda planter: None
    try:
        assert mutations.caught_by("none") == []
    finally:
        del mutations.MUTATIONS["none"]
