"""Shared actors: an account, a fixed clock, the mock platform and the independent peers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from renshi_wechat.mock import MockWeChat, Platform
from renshi_wechat.protocol import Callback, CallbackSecrets

from renshi_sdk import Text
from renshi_sdk.contracts import Employee
from renshi_sdk.db import fetch
from renshi_sdk.testing import Harness, TestTenant

PEERS = Path(__file__).parent / "peers"
APPID = "wx2c2769f8efd9abc2"
SECRET = "mock-secret-0123456789abcdef0123"
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
    with MockWeChat(clock=lambda: NOW.timestamp()) as server:
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


class Talk:
    """A company with WeChat on: an account set up through the API, the mock behind it, and WeChat's side."""

    def __init__(self, renshi: Harness, tenant: TestTenant, server: MockWeChat) -> None:
        self.renshi, self.tenant, self.mock = renshi, tenant, server
        self.account_id = ""
        self.platform = Platform(
            "http://unused.invalid/",
            appid=APPID,
            token=TOKEN,
            aes_key=AES_KEY,
            clock=lambda: renshi.clock.now().timestamp(),
        )

    @property
    def path(self) -> str:
        return f"{self.tenant.public_path('wechat')}/callback/{self.account_id}"

    async def set_up(self, **changes: Any) -> None:
        """Add the account as an administrator does."""
        body = {"name": "测试公众号", "appid": APPID, "token": TOKEN, "aes_key": AES_KEY, "secret": SECRET}
        async with self.tenant.client("admin") as admin:
            answer = await admin.post("/api/plugins/wechat/accounts", json=body | changes)
        assert answer.status_code == 201, answer.text
        self.account_id = answer.json()["id"]

    async def post(self, query: dict[str, str], body: bytes) -> tuple[int, str]:
        async with self.tenant.anonymous() as wechat:
            answer = await wechat.post(
                self.path, params=query, content=body, headers={"Content-Type": "text/xml"}
            )
        return answer.status_code, answer.text

    async def deliver(self, xml: str) -> str:
        """One push as WeChat sends it; the decrypted text of the answer."""
        status, text = await self.post(*self.platform.envelope(xml))
        assert status == 200, text
        return self.platform.read(status, text).text if text else ""

    async def say(self, openid: str, text: str) -> str:
        """A user writes; what they read back."""
        self.mock.touch(openid)
        fields = {"MsgType": "text", "Content": text, "MsgId": self.platform.next_id()}
        return await self.deliver(self.platform.document(openid, fields))

    async def event(self, openid: str, event: str, **extra: str) -> str:
        return await self.deliver(
            self.platform.document(openid, {"MsgType": "event", "Event": event} | extra)
        )

    async def code_for(self, employee: Employee) -> str:
        async with self.tenant.client("hr") as hr:
            answer = await hr.post(
                "/api/plugins/wechat/binding-codes", json={"employee_id": str(employee.id)}
            )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["code"])

    async def bind(self, employee: Employee, openid: str) -> None:
        self.mock.user(openid, unionid=f"u-{openid}")
        answer = await self.say(openid, f"绑定 {employee.number} {await self.code_for(employee)}")
        assert answer == f"绑定成功：{employee.name}（{employee.number}）。发送“帮助”查看可用功能。"

    async def rows(self, table: str, columns: str = "*") -> list[dict[str, Any]]:
        async with self.tenant.context("wechat"):
            return await self.rows_here(table, columns)

    async def rows_here(self, table: str, columns: str = "*") -> list[dict[str, Any]]:
        """The rows of a table, oldest first, inside a context that is open."""
        return [dict(row) for row in await fetch(f"SELECT {columns} FROM {table} ORDER BY created_at, id")]

    async def notify(self, employee: Employee, *, link: str | None = None, title: str = "请假已批准") -> None:
        async with self.tenant.context("wechat") as ctx:
            await ctx.notices.send(
                employee.id,
                kind="test.notice",
                title=Text(title, "Leave approved"),
                body=Text("11月24日下午 事假", "24 November, afternoon"),
                link=link,
            )
        await self.renshi.settle()


@pytest_asyncio.fixture(loop_scope="session")
async def talk(renshi: Harness) -> AsyncIterator[Talk]:
    """A tenant with attendance and WeChat on, and an account in safe mode behind the mock."""
    with MockWeChat(APPID, SECRET, clock=lambda: renshi.clock.now().timestamp()) as server:
        tenant = await renshi.new_tenant(enable=["attendance"])
        await tenant.enable(
            "wechat", settings={"api_base_url": server.base_url, "site_url": "https://hr.example.cn"}
        )
        talk = Talk(renshi, tenant, server)
        await talk.set_up()
        yield talk
        # The mock goes away with this test, so nothing may be left to be sent to it.
        await renshi.settle()
