"""Protected facts in a résumé: found, shown as left out, and cut from whatever is counted.

Name, sex, age, birth, origin, household registration, marriage, ethnicity, political status, faith, health, looks,
photo, address. The school's name is cut as well. The parts are cut, not replaced, so that one word instead of
another leaves the same text behind.
"""

from __future__ import annotations

import re

_LABELLED = {
    "sex": r"性\s*别|gender|sex",
    "age": r"年\s*龄|age",
    "birth": r"出生(?:年月|日期)?|生日|date of birth|birth ?date|d\.?o\.?b\.?",
    "origin": r"籍\s*贯|出生地|生源地|native place|place of birth|birthplace|hometown|nationality",
    "household": r"户\s*口(?:所在地|性质)?|户籍(?:所在地)?|hukou|household registration",
    "marriage": r"婚\s*姻(?:状况|状态)?|婚否|婚育(?:状况)?|marital status|marriage|children",
    "ethnicity": r"民\s*族|ethnicity|ethnic group|race",
    "politics": r"政治面貌|political (?:status|affiliation)",
    "faith": r"宗教信仰|religion",
    "health": r"健康(?:状况)?|身体状况|health(?: status)?|disability",
    "looks": r"身\s*高|体\s*重|血型|height|weight|blood type",
    "address": r"(?:家庭|现|联系|通讯)?(?:住址|地址)|现居(?:住)?(?:城市|地)?|居住地|所在地"
    r"|address|residence|current (?:city|location)",
    "photo": r"照\s*片|photo",
    "id_number": r"身份证(?:号码?)?|id (?:card )?(?:no|number)",
    "name": r"姓\s*名|(?:full )?name",
}
_VALUE = r"\s*[:：]\s*[^|｜,，;；\n\f]{0,40}?(?=\s{2,}|[|｜,，;；\n\f]|$|(?:\s+[一-鿿A-Za-z ]{2,16}[:：]))"
_BARE = {
    "sex": r"(?<![一-鿿])[男女](?![一-鿿])|(?<![一-鿿])[男女]性(?![一-鿿])|\b(?:fe)?male\b",
    "age": r"(?<!\d)[1-6]\d\s*岁|\b\d{2}\s*years? old\b",
    "birth": r"(?:19|20)\d{2}\s*年(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\s*(?:出生|生)(?![一-鿿])",
    "marriage": r"已婚已育|已婚未育|已婚|未婚|离异|\b(?:un)?married\b|\bsingle\b(?!\s+(?:page|sign|source|point))",
    "ethnicity": r"(?<![一-鿿])[一-鿿]{1,4}族(?![一-鿿])",
    "politics": r"中共(?:预备)?党员|共青团员|(?<![一-鿿])群众(?![一-鿿])|(?<![一-鿿])党员(?![一-鿿])",
    "id_number": r"(?<!\d)\d{17}[\dXx](?!\d)",
}
_ALL = [
    (kind, re.compile(f"(?:{label}){_VALUE}", re.IGNORECASE | re.MULTILINE))
    for kind, label in _LABELLED.items()
] + [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _BARE.items()]


def excluded(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of protected facts, in order and without overlap."""
    spans = sorted(
        (match.start(), -match.end(), kind)
        for kind, pattern in _ALL
        for match in pattern.finditer(text)
        if match[0].strip()
    )
    found: list[tuple[str, int, int]] = []
    for start, minus_end, kind in spans:
        end = -minus_end
        if found and start < found[-1][2]:
            if end > found[-1][2]:
                found[-1] = (found[-1][0], found[-1][1], end)
            continue
        found.append((kind, start, end))
    return found


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without the spans, blanks evened out, so that the length of what was cut leaves no trace."""
    parts, place = [], 0
    for start, end in sorted(spans):
        if end <= place:
            continue
        parts.append(text[place : max(start, place)])
        place = end
    parts.append(text[place:])
    kept = "\n".join(parts)
    lines = (re.sub(r"[ \t|｜,，;；、·]+", " ", line).strip() for line in re.split(r"[\n\f]", kept))
    return "\n".join(line for line in lines if line)
