"""Tables as files, through their own API."""

from __future__ import annotations

import csv
import io

from openpyxl import load_workbook

from renshi_core.testing.harness import CoreHarness

EXPORT = "/api/console/export"
EMPLOYEES = {"path": "/console/core/employees", "table": "0"}


async def test_a_workbook_holds_what_the_filter_leaves_with_labels(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    for number in range(230):
        await tenant.hire(f"人{number}", number=f"N{number:03}")
    async with tenant.client("hr") as client:
        answer = await client.get(EXPORT, params={**EMPLOYEES, "q": "n"})
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "姓名"
    # More than one page of the list, which holds 200.
    assert len([r for r in rows[1:] if str(r[0]).startswith("人")]) == 230
    status = rows[0].index("状态")
    assert {r[status] for r in rows[1:]} == {"正式"}
    audited = await tenant.audit("core.list.export")
    assert '"filters":{"q":"n"}' in audited[0]["record"].replace(" ", "")


async def test_a_formula_in_a_name_is_kept_as_text(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    await tenant.hire('=HYPERLINK("http://elsewhere.example")', number="EVIL1")
    async with tenant.client("hr") as client:
        answer = await client.get(EXPORT, params={**EMPLOYEES, "format": "csv", "q": "EVIL1"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0].startswith("'=HYPERLINK")


async def test_nobody_exports_more_than_they_may_page_through(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    async with tenant.client("employee") as client:
        answer = await client.get(EXPORT, params={**EMPLOYEES, "format": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [r[0] for r in rows[1:]] == ["张员工"]
        refused = await client.get(EXPORT, params={"path": "/console/core/audit", "table": "0"})
        assert refused.status_code == 403
    assert await tenant.audit("core.list.export") != []
    async with tenant.client("hr") as client:
        assert (await client.get(EXPORT, params={**EMPLOYEES, "table": "9"})).status_code == 404
        assert (await client.get(EXPORT, params={**EMPLOYEES, "format": "exe"})).status_code in (400, 422)
        assert (await client.get(EXPORT, params={"path": "/console/core/x", "table": "0"})).status_code == 404
    async with tenant.anonymous() as client:
        assert (await client.get(EXPORT, params=EMPLOYEES)).status_code == 401
