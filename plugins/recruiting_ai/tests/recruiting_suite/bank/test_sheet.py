"""The bank as a workbook: out and in again, a company's own questions in versions, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from renshi_recruiting_ai.bank import questions as bank
from renshi_recruiting_ai.bank import sheet

from renshi_sdk.errors import Invalid
from renshi_sdk.testing import Harness

from ..platform.company import API, RecruitingCompany

platform = pytest.mark.asyncio(loop_scope="session")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook after somebody edited it."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_whole_bank_goes_out_and_comes_in_as_it_was() -> None:
    every = list(bank.questions().values())
    assert sheet.read(sheet.write(every)) == every


def test_a_question_that_begins_like_a_formula_is_text() -> None:
    one = next(iter(bank.questions().values())).model_copy(update={"zh": "=1+1 等于几？", "en": "@SUM(1)"})
    content = sheet.write([one])
    cells = load_workbook(io.BytesIO(content))[sheet.QUESTIONS]
    assert (cells["G2"].data_type, cells["G2"].value) == ("s", "=1+1 等于几？")
    assert sheet.read(content) == [one]


def _no_sheet(book: Any) -> None:
    del book[sheet.POINTS]


def _head(book: Any) -> None:
    book[sheet.QUESTIONS]["A1"] = "代码"


def _competency(book: Any) -> None:
    book[sheet.QUESTIONS]["F3"] = "颜值"


def _no_english(book: Any) -> None:
    book[sheet.QUESTIONS]["H4"] = None


def _twice(book: Any) -> None:
    book[sheet.QUESTIONS]["A3"] = book[sheet.QUESTIONS]["A2"].value


def _stray(book: Any) -> None:
    book[sheet.POINTS]["A2"] = "nobody"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_no_sheet, None),
        (_head, None),
        (_competency, "题目 3"),
        (_no_english, "题目 4"),
        (_twice, "题目 complex_problem"),
        (_stray, "要点 2"),
    ],
)
def test_a_sheet_that_does_not_hold_names_its_line(change: Callable[[Any], None], field: str | None) -> None:
    content = changed(sheet.write(bank.questions().values()), change)
    with pytest.raises(Invalid) as refused:
        sheet.read(content)
    assert field is None or field in refused.value.fields


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (sheet.MOST_BYTES + 1))
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"a,b\n1,2\n", _bomb()])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        sheet.read(content)


def test_a_workbook_without_questions_is_refused() -> None:
    with pytest.raises(Invalid, match="no question"):
        sheet.read(sheet.write([]))
    empty = io.BytesIO()
    Workbook().save(empty)
    with pytest.raises(Invalid, match="is missing"):
        sheet.read(empty.getvalue())


@platform
async def test_own_questions_are_versions_and_make_plans(renshi: Harness) -> None:
    firm = await RecruitingCompany.new(renshi)

    async def take_in(content: bytes, role: str = "hr") -> Any:
        async with firm.tenant.context("recruiting_ai") as ctx:
            stored = await ctx.files.put("题库.xlsx", content, media_type=XLSX)
        return await firm.hr("/question-bank/import", {"file_id": str(stored.id)}, role)

    async with firm.tenant.client("hr") as hr:
        content = (await hr.get(f"{API}/question-bank/sheet")).content
    shipped = len(bank.questions())
    assert (await take_in(content)).json() == {"new": 0, "changed": 0, "same": shipped}
    assert await firm.rows("SELECT FROM recruiting_ai_bank_question") == []

    def own(book: Any) -> None:
        book[sheet.QUESTIONS]["G2"] = "请描述贵厂最复杂的一次停线。"
        first = [cell.value for cell in book[sheet.QUESTIONS][2]]
        book[sheet.QUESTIONS].append(["own_stop", *first[1:]])
        for row in list(book[sheet.POINTS].iter_rows(min_row=2, values_only=True)):
            if row[0] == first[0]:
                book[sheet.POINTS].append(["own_stop", *row[1:]])

    done = await take_in(changed(content, own))
    assert done.json() == {"new": 1, "changed": 1, "same": shipped - 1}
    items = {item["key"]: item for item in (await firm.hr("/question-bank")).json()["items"]}
    assert len(items) == shipped + 1
    assert (items["own_stop"]["own"], items["own_stop"]["version"]) == (True, 1)
    assert items["complex_problem"]["text"] == "请描述贵厂最复杂的一次停线。"
    plan = {
        "key": "own_plan",
        "title": "线长",
        "summary": "带一条线",
        "questions": "own_stop,mf_safety",
        "language": "zh",
    }
    made = await firm.hr("/question-bank/plans", plan)
    assert [q["key"] for q in made.json()["body"]["questions"]] == ["own_stop", "mf_safety"]

    # One bad line, and nothing of the sheet is taken.
    def bad(book: Any) -> None:
        own(book)
        book[sheet.QUESTIONS]["G2"] = "第三版题目"
        book[sheet.POINTS]["E2"] = "已婚已育、男性"

    refused = await take_in(changed(content, bad))
    assert refused.status_code == 422
    versions = (await firm.hr("/question-bank/complex_problem/versions")).json()["items"]
    assert [one["version"] for one in versions] == [1]
    # Taken out: plans keep it, its versions stay, another sheet brings it back as a new one.
    async with firm.tenant.client("hr") as hr:
        assert (await hr.delete(f"{API}/question-bank/own_stop")).status_code == 200
        assert (await hr.delete(f"{API}/question-bank/own_stop")).status_code == 404
        assert (await hr.delete(f"{API}/question-bank/mf_safety")).status_code == 404
        again = await hr.get(f"{API}/profiles/{made.json()['id']}/questions")
    assert len(again.json()["items"]) == 2
    assert "own_stop" not in {i["key"] for i in (await firm.hr("/question-bank")).json()["items"]}
    assert (await firm.hr("/question-bank/plans", plan)).status_code == 422
    assert (await take_in(changed(content, own))).json()["changed"] == 1
    versions = (await firm.hr("/question-bank/own_stop/versions")).json()["items"]
    assert [(one["version"], one["retired"]) for one in versions] == [(3, False), (2, True), (1, False)]
    assert (await take_in(content, "manager")).status_code == 403
