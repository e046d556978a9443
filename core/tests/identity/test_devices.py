"""Browsers as people call them."""

from __future__ import annotations

import pytest

from renshi_core.identity.devices import said


@pytest.mark.parametrize(
    ("agent", "zh", "en"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
            " Safari/537.36 Edg/142.0.0.0",
            "Edge · Windows",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
            " Safari/537.36",
            "Chrome · Windows",
            "Chrome · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Mobile/15E148 MicroMessenger/8.0.54",
            "微信 · iPhone",
            "WeChat · iPhone",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
            " Safari/605.1.15",
            "Safari · macOS",
            "Safari · macOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "Firefox · Linux",
            "Firefox · Linux",
        ),
        ("python-httpx/0.28.1", "python-httpx", "python-httpx"),
        ("Chromium on a desk", "Chromium", "Chromium"),
        ("", "", ""),
        ("<script>", "<script>", "<script>"),
    ],
)
def test_a_browser_is_said_as_people_say_it(agent: str, zh: str, en: str) -> None:
    assert (said(agent, "zh-CN"), said(agent, "en-US")) == (zh, en)


def test_what_says_nothing_is_nothing_and_what_says_too_much_is_cut() -> None:
    assert said(None, "zh-CN") == ""
    assert len(said("<" * 500, "zh-CN")) == 60
