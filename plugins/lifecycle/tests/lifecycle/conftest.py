"""A new hire, their form, and what a phone sends."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from renshi_sdk.testing import Harness

API = "/api/plugins/lifecycle"
ADDRESS = "https://hr.example.com/public/acme/lifecycle"


def luhn(body: str) -> str:
    """A card number with its check digit."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def national(body: str) -> str:
    """An identity number with its check digit."""
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def picture(width: int = 1000, height: int = 640) -> bytes:
    """A JPEG with a maker in its EXIF."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    out = io.BytesIO()
    Image.new("RGB", (width, height), (70, 110, 180)).save(out, "JPEG", exif=exif)
    return out.getvalue()


class Firm:
    """A company with a form open for somebody who starts in a week."""

    def __init__(self, renshi: Harness, tenant: Any, person: Any) -> None:
        self.renshi, self.tenant, self.person = renshi, tenant, person
        self.public = tenant.public_path("lifecycle")
        self.intake_id = ""

    @property
    def hr(self) -> Any:
        return self.tenant.client("hr")

    async def link(self, **body: Any) -> str:
        """Make a link; its token."""
        answer = await self.hr.post(f"{API}/intakes/{self.intake_id}/link", json=body)
        assert answer.status_code == 200, answer.text
        link: str = answer.json()["link"]
        assert link.startswith(f"{ADDRESS}/assets/form.html#")
        return link.rpartition("#")[2]

    async def call(self, path: str, key: str, body: Any = None, **more: Any) -> Any:
        """A call of the phone's."""
        async with self.tenant.anonymous() as phone:
            headers = {"X-Form-Key": key}
            if body is None and "files" not in more:
                return await phone.get(f"{self.public}{path}", headers=headers)
            return await phone.post(f"{self.public}{path}", headers=headers, json=body, **more)

    async def opened(self) -> str:
        """A device's key."""
        answer = (await self.call("/form/open", await self.link(), {"answer": "8000"})).json()
        assert answer["state"] == "open"
        key: str = answer["key"]
        return key

    async def attach(self, key: str, slot: str, content: bytes | None = None) -> Any:
        """Send a picture."""
        files = {"data": ("photo.jpg", content or picture(), "image/jpeg")}
        return await self.call(f"/form/files/{slot}", key, files=files)

    async def save(self, key: str, section: str, *entries: dict[str, Any], complete: bool = True) -> Any:
        """Save a section."""
        return await self.call(
            f"/form/sections/{section}", key, {"entries": list(entries), "complete": complete}
        )

    async def fill(self, key: str) -> None:
        """Fill in everything that is required."""
        for slot in ("id_front", "id_back"):
            assert (await self.attach(key, slot)).status_code == 200
        form = (await self.call("/form", key)).json()
        consents = next(s for s in form["sections"] if s["name"] == "consent")["consents"]
        for section, entry in (
            ("identity", {"document_type": "resident_id", "identity": national("11010519900307283")}),
            ("personal", {"phone": "13800138000", "address": "上海市浦东新区世纪大道 1 号"}),
            ("bank", {"bank": "中国工商银行", "holder": "林新", "number": luhn("622202123456789012")}),
            ("contact", {"name": "林母", "relation": "mother", "phone": "13900139000"}),
            ("education", {"school": "复旦大学", "level": "bachelor", "is_highest": True}),
            ("consent", {c["code"]: c["digest"] for c in consents if c["required"]}),
        ):
            answer = await self.save(key, section, entry)
            assert answer.status_code == 200, (section, answer.text)


@pytest.fixture
async def firm(renshi: Harness) -> Firm:
    tenant = await renshi.new_tenant(enable=["lifecycle"])
    await tenant.enable("lifecycle", settings={"form_address": ADDRESS})
    person = await tenant.hire("林新", starts_on=date(2026, 11, 30), phone="13800138000")
    made = Firm(renshi, tenant, person)
    await renshi.settle()
    listed = (await made.hr.get(f"{API}/intakes")).json()["items"]
    assert [(row["employee_name"], row["state"], row["link_state"]) for row in listed] == [
        ("林新", "open", "none")
    ]
    made.intake_id = listed[0]["id"]
    return made
