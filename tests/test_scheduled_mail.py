"""A report on a clock as its readers get it: a mail with a workbook of what their own rights show, once."""

from __future__ import annotations

import email
import io
import socket
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from openpyxl import load_workbook

from renshi_core.testing.harness import CoreHarness
from renshi_sdk.db import execute

pytestmark = pytest.mark.asyncio(loop_scope="session")
API = "/api/plugins/reporting"


class Postbox:
    """A mail server on loopback that keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def names_in(mail: EmailMessage) -> list[str]:
    """Names of people in the workbook that came along."""
    (file,) = list(mail.iter_attachments())
    assert file.get_filename().endswith(".xlsx")  # type: ignore[union-attr]
    rows = load_workbook(io.BytesIO(file.get_payload(decode=True))).worksheets[0].iter_rows(values_only=True)  # type: ignore[arg-type]
    known = {"王人事", "李主管", "张员工"}
    return sorted(str(row[0]) for row in rows if row[0] in known)


async def test_each_reader_is_mailed_a_workbook_of_their_own_people(
    renshi: CoreHarness, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    tenant = await renshi.new_tenant(enable=["reporting", "mail"])
    hr, manager = tenant.client("hr"), tenant.client("manager")
    assert (await manager.get("/api/session")).status_code == 200
    async with tenant.context():
        for person, address in ((tenant.hr_person, "wang"), (tenant.manager_person, "li")):
            await execute(
                "UPDATE core_employee SET email = $2 WHERE id = $1", person.id, f"{address}@example.com"
            )
    account = {
        "host": "127.0.0.1", "port": port, "security": "none", "from_address": "hr@example.com",
        "from_name": "人事部", "base_url": "https://hr.example.com",
    }  # fmt: skip
    kept = await tenant.client("admin").put("/api/plugins/mail/account", json=account)
    assert kept.status_code == 200, kept.text
    query = {
        "dataset": "core.people", "dimensions": ["name"], "measures": ["people:sum"], "period": {"preset": "today"},
    }  # fmt: skip
    made = (await hr.post(f"{API}/saved", json={"title": "在职名单", "query": query})).json()
    # Shared with the whole company: who reads it sees their own people in it, here too.
    assert (await hr.put(f"{API}/saved/{made['id']}/share", json={"shared": "company"})).status_code == 200
    people = [str(tenant.hr_person.id), str(tenant.manager_person.id)]
    body = {"title": "每日名单", "subject": made["subject"], "rhythm": "daily", "at": "10:00", "format": "xlsx",
            "people": people}  # fmt: skip
    assert (await hr.post(f"{API}/schedules", json=body)).status_code == 201
    await renshi.run_schedule("reporting.send_due", tenant)
    assert box.mails == [], "it isn't ten yet"
    renshi.advance(hours=1, minutes=1)
    for _ in range(2):
        await renshi.run_schedule("reporting.send_due", tenant)
    found = {mail["To"].addresses[0].addr_spec: mail for mail in box.mails}
    assert len(box.mails) == len(found) == 2
    assert {address: names_in(mail) for address, mail in found.items()} == {
        "wang@example.com": ["张员工", "李主管", "王人事"],
        "li@example.com": ["张员工", "李主管"],
    }
    assert found["li@example.com"]["Subject"] == "每日名单"
    shared = await manager.get(f"{API}/saved/{made['id']}/run")
    assert sorted(row["name"] for row in shared.json()["items"]) == ["张员工", "李主管"]
