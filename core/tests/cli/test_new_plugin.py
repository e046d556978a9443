"""What ``renshi new-plugin`` writes passes its own tests, in a process of its own, against a platform of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from click.testing import CliRunner

from renshi_core.cli import cli

NAME = "field_notes"


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and output of the command line."""
    done = CliRunner().invoke(cli, arguments)
    return done.exit_code, done.output


def install(folder: Path) -> None:
    """Give the plugin the metadata that its pyproject.toml would have given it."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        + "".join(f"Requires-Dist: {needed}\n" for needed in project["dependencies"])
    )
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
            for group, points in project["entry-points"].items()
        )
    )


def test_a_new_plugin_passes_its_own_tests(tmp_path: Path) -> None:
    status, output = run("new-plugin", NAME, "--into", str(tmp_path))
    assert status == 0, output
    folder = tmp_path / NAME
    install(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    passed = {line.rsplit("::", 1)[-1] for line in done.stdout.splitlines() if line.startswith("PASSED ")}
    assert {
        "test_off_means_404_on_every_route",
        "test_a_note_is_written_and_listed",
        "test_an_approved_request_becomes_one_note",
        "test_a_hire_is_noted_once",
        "test_the_schedule_removes_what_is_too_old",
    } <= passed
    assert "LitestarDeprecationWarning" not in done.stdout


def test_the_template_leaves_no_mark_behind(tmp_path: Path) -> None:
    run("new-plugin", NAME, "--into", str(tmp_path))

    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert tmp_path / NAME / "renshi_field_notes" / "migrations" / "field_notes_0001_initial.py" in written
    for file in written:
        text = file.read_text(encoding="utf-8")
        assert "{{" not in text, file
        assert "NAME" not in str(file.relative_to(tmp_path))
        assert file.suffix != ".tmpl"


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "mine.txt").write_text("mine")

    status, output = run("new-plugin", NAME, "--into", str(tmp_path))

    assert status == 2
    assert "exists already" in output
    assert [p.name for p in (tmp_path / NAME).iterdir()] == ["mine.txt"]


def test_a_name_that_cannot_be_a_prefix_is_refused(tmp_path: Path) -> None:
    for name in ("Field", "field-notes", "ab", "1notes", "x" * 41):
        status, output = run("new-plugin", name, "--into", str(tmp_path))
        assert (status, "lower-case letters" in output) == (2, True), name
    assert list(tmp_path.iterdir()) == []
