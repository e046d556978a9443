"""Shared actors: an account, a fixed clock, the mock platform and the independent peers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from renshi_wechat.mock import MockWeChat, Platform
from renshi_wechat.protocol import Callback, CallbackSecrets

PEERS = Path(__file__).parent / "peers"
APPID = "wx2c2769f8efd9abc2"
TOKEN = "spamtest"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def callback() -> Callback:
    return Callback(CallbackSecrets(APPID, TOKEN, AES_KEY))


@pytest.fixture
def platform() -> Platform:
    """Only its envelope is used here; nothing listens at the address."""
    return Platform(
        "http://127.0.0.1:9/", appid=APPID, token=TOKEN, aes_key=AES_KEY, clock=lambda: NOW.timestamp()
    )


@pytest.fixture
def mock() -> Iterator[MockWeChat]:
    with MockWeChat() as server:
        server.user("o-follower-1", unionid="u-1")
        server.template("T1", {"thing1": "thing", "character_string2": "character_string"})
        yield server


@pytest.fixture(scope="session")
def peers() -> Callable[[list[dict[str, Any]]], list[Any]]:
    """Ask the peers: a list of requests in, a list of answers out."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs Node to run the independent implementations")
    if not (PEERS / "node_modules" / "@wecom" / "crypto").is_dir():
        done = subprocess.run([npm, "ci"], cwd=PEERS, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"npm ci failed: {done.stderr}"

    def ask(requests: list[dict[str, Any]]) -> list[Any]:
        account = {"appid": APPID, "token": TOKEN, "aesKey": AES_KEY}
        done = subprocess.run(
            [node, "peer.cjs"],
            cwd=PEERS,
            input=json.dumps([account | request for request in requests]),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    return ask
