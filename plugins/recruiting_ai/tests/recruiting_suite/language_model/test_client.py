"""Talking to a server that is slow, broken, refusing, limiting, or not where it should be."""

import asyncio
import json
import time

import pytest
from renshi_recruiting_ai.engine.opinion.prompt import SCHEMA, CriterionPrompt
from renshi_recruiting_ai.language_model import address, client
from renshi_recruiting_ai.language_model.address import Blocked, is_public, read, where
from renshi_recruiting_ai.language_model.client import MOST_BYTES, Server, ask

from .mock_server import MockModel, opinion, running

PROMPT = CriterionPrompt(system="评分", user="题目")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE", 0.01)


def server_of(mock: MockModel, monkeypatch: pytest.MonkeyPatch, seconds: int = 5, **more: object) -> Server:
    monkeypatch.setenv(address.VARIABLE, f"127.0.0.1:{mock.port}")
    values = {"model": "m", "key": "sk-1", "structured": "json_schema"} | more
    return Server(mock.address, seconds=seconds, **values)  # type: ignore[arg-type]


async def test_one_question_as_it_goes_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(MockModel(says=lambda _: opinion(3))) as mock:
        answer = await ask(server_of(mock, monkeypatch), PROMPT, 2)
    assert (answer.outcome, answer.text, answer.status, answer.tries) == ("answered", opinion(3), 200, 1)
    assert mock.asked == [
        {
            "model": "m",
            "messages": [{"role": "system", "content": "评分"}, {"role": "user", "content": "题目"}],
            "temperature": 0,
            "seed": 2,
            "max_tokens": 900,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "opinion", "strict": True, "schema": SCHEMA},
            },
        }
    ]
    assert mock.keys == ["Bearer sk-1"]


async def test_servers_that_know_less_are_asked_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as mock:
        mock.says = lambda _: "{}"
        await ask(server_of(mock, monkeypatch, structured="json_object"), PROMPT, 1)
        await ask(server_of(mock, monkeypatch, structured="none", key=None), PROMPT, 1)
    assert mock.asked[0]["response_format"] == {"type": "json_object"}
    assert "response_format" not in mock.asked[1]
    assert mock.keys == ["Bearer sk-1", None]


@pytest.mark.parametrize(
    ("mock", "outcome", "tries"),
    [
        (MockModel(status=429, headers={"Retry-After": "0"}), "limited", 2),
        (MockModel(status=500), "failed", 2),
        (MockModel(status=503, headers={"Retry-After": "soon"}), "failed", 2),
        (MockModel(status=401), "denied", 1),
        (MockModel(status=302, headers={"Location": "http://169.254.169.254/"}), "broken", 1),
        (MockModel(refusal=True), "refused", 1),
        (MockModel(raw=b'{"choices": ['), "broken", 1),
        (MockModel(raw=b"[]"), "broken", 1),
        (MockModel(raw=json.dumps({"choices": [{"message": {"content": 7}}]}).encode()), "broken", 1),
        (MockModel(raw=json.dumps({"choices": [{"message": {"content": "a\x00b"}}]}).encode()), "broken", 1),
        (MockModel(raw=b'{"choices": [{"message": {"content": "\\ud800"}}]}'), "broken", 1),
        (MockModel(raw=b"[" * 100_000), "broken", 1),
        (MockModel(raw=b" " * (MOST_BYTES + 1)), "broken", 1),
        (MockModel(headers={"Content-Encoding": "gzip"}), "broken", 1),
        (MockModel(fail_first=1, says=lambda _: "ok"), "answered", 2),
    ],
)
async def test_what_a_server_does_has_a_name(
    mock: MockModel, outcome: str, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(mock):
        answer = await ask(server_of(mock, monkeypatch), PROMPT, 1)
    assert (answer.outcome, answer.tries, len(mock.asked)) == (outcome, tries, tries)
    assert (answer.text is not None) == (outcome == "answered")


@pytest.mark.parametrize("mock", [MockModel(seconds=30), MockModel(drip=True)])
async def test_a_slow_server_is_waited_for_twice_and_no_longer(
    mock: MockModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = time.monotonic()
    async with running(mock):
        answer = await ask(server_of(mock, monkeypatch, seconds=1), PROMPT, 1)
    assert (answer.outcome, answer.tries) == ("timeout", 2)
    assert time.monotonic() - begun < 10


async def test_nobody_there_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as mock:
        gone = server_of(mock, monkeypatch)
    await asyncio.sleep(0)
    assert (await ask(gone, PROMPT, 1)).outcome == "unreachable"


# --- where may be called ---
@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "ftp://api.example.com",
        "https://user:pw@api.example.com/v1",
        "https://api.example.com/v1?x=1",
        "https://api.example.com/v1#x",
        "https://",
        "https://api.example.com:99999/v1",
        "//api.example.com",
        "localhost:8000",
        "http://127.0.0.1:8000/v1",
    ],
)
def test_addresses_that_are_refused_by_their_form(url: str) -> None:
    with pytest.raises(Blocked):
        read(url)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:1::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(ip: str) -> None:
    assert is_public(ip) is False


@pytest.mark.parametrize("ip", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_addresses_outside_are_public(ip: str) -> None:
    assert is_public(ip) is True


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/v1", "https://localhost/v1", "https://[::1]/v1", "https://2130706433/v1"]
)
async def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(Blocked):
        await where(read(url))
    answer = await ask(Server(url, "m", "k", "none", 5), PROMPT, 1)
    assert (answer.outcome, answer.tries) == ("blocked", 1)


async def test_one_address_inside_among_many_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two)
    with pytest.raises(Blocked):
        await where(read("https://api.example.com/v1"))


async def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers differently the second time (DNS rebinding) is asked once, and connected to as checked."""
    async with running(MockModel(says=lambda _: "ok")) as mock:
        monkeypatch.setenv(address.VARIABLE, f"model.example.com:{mock.port}")
        loop, lookups = asyncio.get_running_loop(), []

        async def lookup(host: str, *_: object, **__: object) -> list[object]:
            lookups.append(host)
            return [(2, 1, 6, "", ("127.0.0.1" if len(lookups) == 1 else "203.0.113.9", mock.port))]

        real = loop.getaddrinfo

        async def only_names(host: str, *args: object, **more: object) -> list[object]:
            if str(host) == "model.example.com":
                return await lookup(host)
            return await real(host, *args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(loop, "getaddrinfo", only_names)
        server = Server(f"http://model.example.com:{mock.port}/v1", "m", None, "none", 5)
        assert (await ask(server, PROMPT, 1)).outcome == "answered"
        assert lookups == ["model.example.com"]


def test_what_the_operator_names_may_be_inside_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(address.VARIABLE, " LLM.internal:8000 , 10.0.3.4:9000")
    assert read("http://llm.internal:8000/v1").inside is True
    assert read("https://10.0.3.4:9000").inside is True
    assert read("https://10.0.3.4:9001").inside is False
    with pytest.raises(Blocked):
        read("http://llm.internal:8001/v1")
