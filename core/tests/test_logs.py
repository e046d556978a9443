"""Log lines keep one shape, whatever is put into them."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from renshi_core import logs
from renshi_core.settings import Settings


@pytest.fixture(autouse=True)
def _restore_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def configured(log_format: str, **settings: Any) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(Settings(log_format=log_format, **settings), stream)
    return stream


def only_line(stream: io.StringIO) -> dict[str, Any]:
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1, lines
    line: dict[str, Any] = json.loads(lines[0])
    assert line.pop("timestamp").endswith("Z")
    return line


def test_platform_and_library_lines_have_the_same_shape() -> None:
    stream = configured("json")
    structlog.get_logger("renshi.jobs").info("job %s done", "payroll.close", rows=3)
    logging.getLogger("some.library").warning("slow %s", "query", extra={"rows": 3})
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    del first["timestamp"], second["timestamp"]
    assert first == {"event": "job payroll.close done", "rows": 3, "level": "info", "logger": "renshi.jobs"}
    assert second == {"event": "slow query", "rows": 3, "level": "warning", "logger": "some.library"}


def test_the_request_is_on_every_line_inside_it_and_on_none_outside() -> None:
    stream = configured("json")
    with logs.context(request_id="r1", tenant="t1"):
        logging.getLogger("library").info("inside")
        assert logs.current_request_id() == "r1"
    logging.getLogger("library").info("outside")
    inside, outside = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (inside["request_id"], inside["tenant"]) == ("r1", "t1")
    assert "request_id" not in outside
    assert logs.current_request_id() is None


async def test_requests_that_run_together_keep_their_own_ids() -> None:
    stream = configured("json")

    async def request(name: str) -> None:
        with logs.context(request_id=name):
            await asyncio.sleep(0)
            structlog.get_logger().info(name)

    await asyncio.gather(*(request(f"r{number}") for number in range(20)))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(lines) == 20
    assert all(line["event"] == line["request_id"] for line in lines)


@pytest.mark.parametrize("log_format", ["console", "json"])
@given(text=st.text(st.characters(exclude_categories=()), min_size=1))
def test_no_text_makes_a_second_line_or_a_control_character(log_format: str, text: str) -> None:
    stream = configured(log_format)
    structlog.get_logger(text).info(text, name=text, nested={text: [text]})
    logging.getLogger("library").error("%s", text)
    written = stream.getvalue()
    assert written.count("\n") == 2
    assert written.endswith("\n")
    assert [
        c for c in written.replace("\n", "") if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u202e"
    ] == []


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_forged_line_and_a_terminal_command_are_shown_as_text(log_format: str) -> None:
    stream = configured(log_format)
    structlog.get_logger().info("sign-in", user="eve\r\n2026-01-01 [info] sign-in user=admin\x1b[2J")
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()


def test_lines_of_a_traceback_cannot_pass_for_log_lines() -> None:
    stream = configured("console")
    try:
        raise ValueError("bad\n2026-01-01T00:00:00Z [info     ] all is well\x1b[31m")
    except ValueError:
        structlog.get_logger().exception("failed")
    first, *rest = stream.getvalue().rstrip("\n").split("\n")
    assert "failed" in first
    assert rest
    assert all(line.startswith("  ") for line in rest)
    assert "\x1b" not in stream.getvalue()


def test_secrets_are_hidden_wherever_they_are_put() -> None:
    stream = configured("json")
    structlog.get_logger().info(
        "call",
        password="p",
        access_token="t",
        headers={"Authorization": "a", "Accept": "b"},
        rows=[{"id_number": "i"}],
    )
    line = only_line(stream)
    assert line["password"] == line["access_token"] == logs.HIDDEN
    assert line["headers"] == {"Authorization": logs.HIDDEN, "Accept": "b"}
    assert line["rows"] == [{"id_number": logs.HIDDEN}]


def test_urls_with_sign_in_codes_stay_out() -> None:
    stream = configured("json")
    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/wechat/back?code=SECRET", "1.1", 200
    )
    logging.getLogger("httpx").info("HTTP Request: GET https://api.example.com?access_token=SECRET")
    assert only_line(stream)["event"] == '127.0.0.1:5 - "GET /wechat/back HTTP/1.1" 200'


def test_numbers_too_large_for_json_are_written_as_text() -> None:
    stream = configured("json")
    structlog.get_logger().info("large", number=2**70, small=3)
    line = only_line(stream)
    assert (line["number"], line["small"]) == ("1180591620717411303424", 3)


def test_the_level_holds_for_both_kinds_of_logger() -> None:
    stream = configured("json", log_level="warning")
    structlog.get_logger().info("no")
    logging.getLogger("library").info("no")
    structlog.get_logger().warning("yes")
    assert only_line(stream)["event"] == "yes"


@pytest.mark.parametrize("offered", [None, "", "a b", "x" * 65, "a\nb", "人"])
def test_an_unfit_request_id_is_replaced(offered: str | None) -> None:
    made = logs.request_id(offered)
    assert made != offered
    assert len(made) == 16
    assert logs.request_id("trace-1.2_3") == "trace-1.2_3"


def test_configuring_twice_writes_once() -> None:
    configured("json")
    stream = configured("json")
    logging.getLogger("uvicorn.error").info("started")
    assert only_line(stream)["event"] == "started"
