"""Names as sort keys and search text."""

from __future__ import annotations

import pytest

from renshi_core.people.pinyin import search_text, sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张三", "zhang san"),
        ("曾小贤", "zeng xiao xian"),
        ("单雄信", "shan xiong xin"),
        ("解晓东", "xie xiao dong"),
        ("尉迟恭", "yu chi gong"),
        ("欧阳娜娜", "ou yang na na"),
        ("吕布", "lv bu"),
        ("John Smith", "john smith"),
        ("阿凡提", "a fan ti"),
    ],
)
def test_a_name_sorts_by_its_syllables(name: str, key: str) -> None:
    assert sort_key(name) == key


def test_a_list_is_in_the_order_of_a_chinese_register() -> None:
    names = ["张伟", "李四", "张三", "曾小贤", "Amy", "安娜"]
    assert sorted(names, key=sort_key) == ["Amy", "安娜", "李四", "曾小贤", "张三", "张伟"]


@pytest.mark.parametrize("q", ["小贤", "e00017", "zeng xiao", "zengxiao", "zxx"])
def test_a_person_is_found_by_name_number_pinyin_and_initials(q: str) -> None:
    assert q in search_text("曾小贤", "E00017")
