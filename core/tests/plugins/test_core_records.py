"""The core is held to what plugins are held to."""

from renshi_core.builtin import core_plugin
from renshi_core.plugins.checks import problems


def test_the_cores_own_records_have_no_problem() -> None:
    assert list(problems(core_plugin(), [])) == []
