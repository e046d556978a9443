"""Chinese names as sort keys and search text. PostgreSQL's bundled locales know no pinyin."""

from __future__ import annotations

from pypinyin import lazy_pinyin

# Characters that are read differently as a family name; a dictionary of words gives the everyday reading.
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "盖": "ge", "缪": "miao", "翟": "zhai", "尉": "wei", "乐": "yue", "员": "yun", "洗": "xian", "种": "chong",
    "秘": "bi", "折": "she", "黑": "he", "重": "chong", "繁": "po", "覃": "qin", "召": "shao", "那": "na",
    "华": "hua", "宁": "ning", "柏": "bai", "应": "ying", "过": "guo", "哈": "ha", "长": "zhang",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "万俟": ("mo", "qi"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"), "宇文": ("yu", "wen"), "夏侯": ("xia", "hou"),
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """The name's readings without tones, in lower case; Latin parts stay as they are."""
    compact = name.replace(" ", " ").strip()
    read = [part.lower() for part in lazy_pinyin(compact) if part.strip()]
    if compact[:2] in _DOUBLE_SURNAMES:
        read[:2] = _DOUBLE_SURNAMES[compact[:2]]
    elif compact[:1] in _SURNAMES:
        read[:1] = [_SURNAMES[compact[:1]]]
    return read


def sort_key(name: str) -> str:
    """``张三`` → ``zhang san``: sorts syllable by syllable, as a Chinese list does."""
    return " ".join(syllables(name))


def search_text(name: str, number: str) -> str:
    """Everything a person is looked for by: name, staff number, pinyin with and without spaces, initials."""
    read = syllables(name)
    parts = (name, number, " ".join(read), "".join(read), "".join(s[:1] for s in read))
    return "|".join(parts).lower()
