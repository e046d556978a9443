"""Documents as PDF: readable text, the same bytes for the same content, nothing that breaks it."""

import io

from pypdf import PdfReader

from renshi_sdk.documents import Paper


def _paper(*words: str) -> bytes:
    paper = Paper("招聘档案：赵候选", "内部资料")
    for one in words:
        paper.add("text", one)
    paper.table(("维度", "得分"), [("沟通表达", "8.2"), ("解决问题", "数据不足")], (3, 1))
    return paper.bytes()


def _text(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def test_chinese_and_latin_text_can_be_read_back() -> None:
    said = _text(_paper("岗位匹配：93 %（78–100 %）", "Match: 93 %"))
    for wanted in (
        "招聘档案：赵候选",
        "岗位匹配：93 %（78–100 %）",
        "Match: 93 %",
        "沟通表达",
        "8.2",
        "数据不足",
        "内部资料",
    ):
        assert wanted in said


def test_the_same_content_gives_the_same_bytes() -> None:
    assert _paper("甲") == _paper("甲")
    assert _paper("甲") != _paper("乙")


def test_rare_characters_are_set_after_a_document_without_them_and_change_no_earlier_one() -> None:
    first = _paper("王")
    assert "朤龘犇骉 厵" in _text(_paper("朤龘犇骉 厵"))
    assert _paper("王") == first


def test_markup_in_a_candidates_words_stays_text() -> None:
    said = _text(_paper('<b>录用</b> & <font color="red">x</font><br/>', "𠮷野"))
    assert '<b>录用</b> & <font color="red">x</font><br/>' in said.replace("\n", "")
    assert "𠮷野" in said
    assert "甲〓乙" in _text(_paper("甲\U000f0000乙"))


def test_a_long_report_runs_over_pages() -> None:
    body = _paper(*(f"第 {number} 段：" + "很长的一段话，" * 40 for number in range(40)))
    pages = PdfReader(io.BytesIO(body)).pages
    assert len(pages) >= 5
    assert "第 39 段" in pages[-1].extract_text() + pages[-2].extract_text()
