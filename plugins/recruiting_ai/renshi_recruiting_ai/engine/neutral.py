"""Where an answer speaks of a protected attribute, so that no later step reads those words.

Sex, age, marital state, origin, faith, health and the person's name are taken out before words are counted.
The spans are cut, not replaced, so that a name of two or of four characters leaves the same words behind.
Sources: 就业促进法 (Employment Promotion Law) arts. 26-31; 个人信息保护法 (PIPL) arts. 24 and 28.
"""

# ruff: noqa: E501 - patterns read better unwrapped

from __future__ import annotations

import re

_PATTERNS = (
    # Names, only where the speaker introduces themself.
    r"(?:我(?:的名字)?叫(?:做)?|姓名(?:是|[:：])?|本人叫)[〇㐀-䶿一-鿿\U00020000-\U000323af·]{2,4}(?=[，,。；;！!\s]|$)",
    r"(?:my name is|i am called|i'm called)\s+[a-z][a-z'\-]*(?:\s+[a-z][a-z'\-]*){0,2}",
    # Who the speaker says they are, where they come from and where they studied.
    r"我(?:是)?来自[^，,。；;！!？?\n]*|我(?:是)?(?:毕业于|就读于|毕业自)[^，,。；;！!？?\n]*|我的?(?:老家|户口|母语|身高|体重)[^，,。；;！!？?\n]*",
    r"我(?:是|算是)(?:一[名个位]|个)?[^，,。；;！!？?\n]{0,8}(?:(?<!负责)(?<!带头)(?<!联系)(?<!主持)(?<!发起)人|族|回民|姑娘|小伙|宝妈|奶爸|党员|军人|子女|毕业生|毕业的[^，,。；;]{0,5})"
    r"(?=[，,。；;！!？?\s]|$)",
    r"母语[^，,。；;！!？?\n]{0,8}|来自[一-鿿]{2,8}(?:山区|农村|乡下|县城)|少数民族|(?:普通话|口音|乡音)[^，,。；;！!？?\n]{0,10}|有口音",
    r"\b(?:i (?:am|was|come|grew up|graduated|studied)|i'm)\s+(?:born in|raised in|from|in|at)\s+[^,.;!?\n]*",
    r"\b(?:i am|i'm|as)\s+an?\s+(?:[a-z0-9'-]+\s+){0,3}?(?:man|woman|mother|father|mum|mom|dad|parent|girl|boy|christian|muslim|jew|hindu|"
    r"buddhist|catholic|veteran|immigrant|foreigner|american|african|asian|european|indian|chinese|lesbian)\b(?:\s+(?:of|from)\s+[^,.;!?\n]*)?",
    r"\bi(?: am|'m) (?:gay|black|white|asian|chinese|indian|muslim|christian|jewish|single|divorced|disabled|deaf|blind|pregnant|\d+)\b",
    r"\b(?:strong |foreign |slight |heavy )?accent\b|\bshe/her\b|\bhe/him\b|\bthey/them\b|\bwheelchair\b|\b\d+ (?:feet|foot|cm) tall\b",
    # Age.
    r"(?:今年|现年|年龄(?:是|[:：])?|刚满|已经)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:周岁|岁)(?:的|了)?",
    r"\b\d{1,2}[\s-]*(?:years?[\s-]*old|yo)\b",
    r"(?:19|20)\d{2}年(?:\d{1,2}月)?出生|[6-9]0后|0[05]后|[六七八九零]零后|[六七八九]五后|(?:今年(?:是)?)?(?:我的?)?本命年",
    r"我?属[鼠牛虎兔龙蛇马羊猴鸡狗猪](?=[，,。；;！!\s]|$)|[一-鿿]{1,2}座(?=[，,。；;！!\s]|$)(?<!讲座)(?<!客座)(?<!插座)(?<!底座)",
    # Sex.
    r"(?:一[名个位])?[男女](?:性|生|士|孩|子|人|员工|同事|的)?",
    r"先生|女士|小姐|太太",
    r"\b(?:male|female|man|woman|men|women|boy|girl|mr|mrs|ms|lady|gentleman)\b\.?",
    # Marriage and children.
    r"已婚|未婚|离异|离婚|(?<!简)单身|结婚|怀孕|孕期|产假|备孕|丈夫|妻子|老公|老婆|爱人|未育|已育|独生子女|"
    r"(?:有)?(?:[一两二三四五]|\d)个(?:小?孩子?|娃|女儿|儿子)|带娃|生完孩子|husband|wife|married|pregnant|divorced|\bmy (?:kids?|children|son|daughter)\b",
    # Origin and faith.
    r"[一-鿿]{1,3}族(?:人)?(?=[，,。；;\s]|$)|籍贯[^，,。；;]{0,8}|户口[^，,。；;]{0,6}|老家[^，,。；;]{0,8}",
    r"党员|团员|政治面貌|(?:我)?信(?:佛|奉[一-鿿]{1,4})|不吃猪肉|佛教|基督教|天主教|伊斯兰教|穆斯林|信教|christian|muslim|buddhist|catholic",
    # Health.
    r"残疾(?:人)?|坐轮椅|身高[^，,。；;！!？?\n]{0,10}|残障|乙肝|艾滋病?|色盲|disab(?:led|ility)",
    # Ways to reach a person: of no use to a score.
    r"(?<!\d)1[3-9]\d{9}(?!\d)|[\w.+-]+@[\w-]+\.[\w.]+|(?<!\d)\d{17}[\dx](?!\d)",
)
_PROTECTED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_PRONOUNS = str.maketrans({"她": "他", "妳": "你", "俺": "我", "咱": "我"})
# Not in 阿拉伯, 阿拉善, 阿拉斯加, 阿拉木图 and 阿拉丁.
_ALA = re.compile(r"阿拉(?![伯善斯木丁])")
_ENGLISH_PRONOUNS = re.compile(r"\b(?:she|he|her|him|his|hers|herself|himself)\b")

PROTECTED_FACTS = frozenset(
    [
        "name",
        "full_name",
        "chinese_name",
        "sex",
        "gender",
        "age",
        "birthday",
        "birth_date",
        "date_of_birth",
        "photo",
        "face",
        "ethnicity",
        "nation",
        "race",
        "nationality",
        "native_place",
        "birthplace",
        "hukou",
        "household",
        "address",
        "marital_status",
        "married",
        "children",
        "pregnancy",
        "religion",
        "political_status",
        "health",
        "disability",
        "blood_type",
        "height",
        "weight",
        "appearance",
        "zodiac",
        "school",
        "university",
        "id_number",
        "phone",
        "email",
        "accent",
    ]
)
"""Names of facts that a job profile may not ask the scorer to look at."""


def protected_spans(folded: str) -> tuple[tuple[int, int], ...]:
    """Half-open spans of `folded` that tell a protected attribute, in order and without overlap."""
    spans = [match.span() for match in _PROTECTED.finditer(folded)]
    spans += [match.span() for match in _ENGLISH_PRONOUNS.finditer(folded)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def neutral_pronouns(folded: str) -> str:
    """Same length, with 她 read as 他, and the I and we of a region (俺, 咱, 阿拉) as 我: they must not weigh differently."""
    return _ALA.sub("我们", folded.translate(_PRONOUNS))


def kept_ranges(spans: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The parts of [start, end) outside the spans."""
    ranges: list[tuple[int, int]] = []
    position = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        if first > position:
            ranges.append((position, first))
        position = max(position, last)
    if position < end:
        ranges.append((position, end))
    return tuple(ranges)
