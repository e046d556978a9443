"""Which addresses may be called. A company names its model's address, so the platform must not become its way inside.

Only `https` to a host whose every address is public. Hosts inside the operator's own network (a vLLM server, say) are
named by the operator: `RENSHI_AI_MODEL_HOSTS=llm.internal:8000,10.0.3.4:8000`; those may be plain `http` as well.
The address a name resolves to is checked, and then it is that address which is connected to, so a name that answers
differently a second later gets nowhere. Redirects are not followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from renshi_sdk import Text

VARIABLE = "RENSHI_AI_MODEL_HOSTS"
_PORTS = {"https": 443, "http": 80}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Blocked(Exception):
    """The address may not be called; `text` says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


@dataclass(frozen=True, slots=True)
class Address:
    """A base address (`https://api.example.com/v1`), taken apart. `inside` where the operator has named it."""

    url: str
    scheme: str
    host: str
    port: int
    inside: bool


def named_by_operator() -> frozenset[str]:
    """Hosts with ports inside the operator's network."""
    entries = os.environ.get(VARIABLE, "").split(",")
    return frozenset(entry.strip().lower() for entry in entries if entry.strip())


def read(url: str) -> Address:
    """Take an address apart.

    Raises:
        Blocked: it is no base address, or its form alone says that it may not be called.
    """
    try:
        parts = urlsplit(url.strip())
        host, given = parts.hostname, parts.port
    except ValueError as error:
        raise Blocked(Text("接口地址无法识别", "the address can't be read")) from error
    if not host or parts.query or parts.fragment or "@" in parts.netloc or parts.scheme not in _PORTS:
        raise Blocked(
            Text(
                "接口地址应形如 https://主机/v1，不含账号、参数",
                "the address reads https://host/v1, without user, query or fragment",
            )
        )
    port = given or _PORTS[parts.scheme]
    inside = f"{host}:{port}" in named_by_operator()
    if parts.scheme == "http" and not inside:
        raise Blocked(
            Text(
                "接口地址须以 https:// 开头；内网地址由系统管理员登记后才可用",
                "the address has to be https; one inside the network is named by the operator first",
            )
        )
    return Address(url.strip().rstrip("/"), parts.scheme, host, port, inside)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also by what is wrapped in it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour
        if wrapped is None and ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


async def where(address: Address) -> str:
    """The IP address to connect to.

    Raises:
        Blocked: the name leads inside. OSError: it leads nowhere.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    addresses = [str(item[4][0]) for item in found]
    if not addresses:
        raise OSError("the name has no address")
    if not address.inside and not all(is_public(item) for item in addresses):
        raise Blocked(
            Text(
                f"接口主机 {address.host} 指向内部网络，已拒绝；确需使用的由系统管理员登记",
                f"the host {address.host} leads inside the network and is refused; the operator can name it",
            )
        )
    return addresses[0]


class Pinned(httpx.AsyncHTTPTransport):
    """Connects to the address that was checked, whatever the name says by now; the certificate is the name's."""

    def __init__(self, ip: str) -> None:
        super().__init__(retries=0)
        self._ip = ip

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host=self._ip)
        return await super().handle_async_request(request)
