"""Résumés under another name, sex, age and origin, read and matched anew."""

from __future__ import annotations

import pytest
from renshi_recruiting_ai.fairness.resumes import BASE, matched, moved, variants
from renshi_recruiting_ai.profiles import templates
from renshi_recruiting_ai.resumes.parsing.resume import parse

from ..resumes import maker

RULES = templates.build("software_engineer_zh").rules


def test_every_exchange_changes_the_words() -> None:
    made = variants(["王芳\n女士，已婚\n工作经历"], "王芳")
    assert made[BASE] == ["王芳\n女士，已婚\n工作经历"]
    assert made["words_swapped"] == ["王芳\n先生，未婚\n工作经历"]
    assert made["renamed"] == ["阿依古丽·买买提\n女士，已婚\n工作经历"]
    assert "维吾尔族" in made["told_2"][0].split("\n")[1]
    assert "renamed" not in variants(["无名"], None)


@pytest.mark.parametrize("number", range(12))
def test_no_exchange_moves_a_score(number: int) -> None:
    assert RULES is not None
    person = maker.people(60)[number * 5]
    pages = ["\n".join(text for _, text in maker.lines(person, number % 3))]
    found = matched(pages, RULES, {}, "2026-11-23")
    scores = {name: one["score"] for name, one in found.items()}
    assert scores[BASE] >= 0
    assert {str(item.points) for item in moved(scores)} == {"0.000"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("迪丽热巴·迪力木拉提 | 软件工程师 | 13800138000", "迪丽热巴·迪力木拉提"),
        ("姓名：买买提•艾力  性别：男", "买买提•艾力"),
        ("张三·产品经理", "张三"),
        ("张三 · 13800138000", "张三"),
        ("王芳", "王芳"),
    ],
)
def test_names_with_a_dot_are_names_and_posts_behind_one_are_not(line: str, name: str) -> None:
    found = parse([line + "\n工作经历\n2019.03 - 至今  华星科技  工程师"], as_of="2026-11-23").name
    assert found is not None
    assert found.words == name
