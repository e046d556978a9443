"""A résumé's text as a structure. Every value carries the page and the characters it was read from."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from renshi_recruiting_ai.engine.injection import is_injection
from renshi_recruiting_ai.engine.screening import DEGREES

from .dates import RANGE, Stretch, stretch, total_months
from .places import HAN, Pages, Value
from .protected import excluded
from .sections import heading, sections

PARSER = "resume-2"
_PHONE = re.compile(r"(?<![\d])(?:\+?86[\s-]?)?(1[3-9]\d(?:[\s.-]?\d{4}){2})(?!\d)")
_MAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
# Names of many peoples of China have a dot between their parts (阿依古丽·买买提).
_DOTTED = rf"[{HAN}]{{1,10}}(?:[·•・‧][{HAN}]{{1,10}}){{1,3}}"
_DOTTED_NAME = re.compile(rf"^{_DOTTED}$")
_POST = re.compile(r"(?:经理|主管|总监|助理|顾问|专员|会计|实习生|[师员长岗])$")
_NAME_LABEL = re.compile(
    rf"(?:姓\s*名|Name)(?:\s*:\s*|\s*\n\s*)({_DOTTED}"
    rf"|[{HAN}](?:\s?[{HAN}]){{1,5}}?(?=[^{HAN}]|$)|[A-Z][\w'’.-]+(?:[ \t]+[A-Z][\w'’.-]+){{1,3}})"
)
_CHINESE_NAME = re.compile(rf"^[{HAN}](?:\s?[{HAN}·]){{1,3}}$")
_ENGLISH_NAME = re.compile(
    r"^[A-ZÀ-ÖØ-Þ][^\W\d_'’-]*(?:['’-][^\W\d_]+)*(?:\s+[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’.-])*){1,3}$"
)
_FAMILY_FIRST = re.compile(r"^[A-ZÀ-ÖØ-Þ][^\W\d_]+, [A-ZÀ-ÖØ-Þ][^\W\d_]+$")
# What stands behind a name in its own line: a bracket, the sex, a year, 简历.
_BEHIND_NAME = re.compile(r"\s*[(（【\[].*$|\s+(?:[男女](?![^\s|])|\d).*$|(?:的)?(?:个人|求职)?简历$")
_NO_NAME = re.compile(
    r"姓名|性别|年龄|电话|手机|邮箱|民族|籍贯|学历|地址|联系方式|基本信息|个人信息|求职意向|出生年月|政治面貌"
)
_DEGREE = (
    (5, re.compile(r"博士|ph\.?\s?d|doctor(?:ate)?", re.IGNORECASE)),
    (4, re.compile(r"硕士|研究生|\bmba\b|master|\bm\.?sc\b|\bm\.?a\.?\b", re.IGNORECASE)),
    (3, re.compile(r"本科|学士|bachelor|\bb\.?sc\b|\bb\.?a\.?\b|\bb\.?eng\b", re.IGNORECASE)),
    (2, re.compile(r"大专|专科|高职|associate(?:'s)?(?: degree)?|college diploma", re.IGNORECASE)),
    (1, re.compile(r"高中|中专|职高|技校|high school|secondary school|vocational school", re.IGNORECASE)),
)
_SCHOOL = re.compile(
    r"[一-鿿]{2,14}(?:大学|学院|学校|中学)(?:[（(][一-鿿]{2,6}[）)])?"
    r"|(?:[A-Z][\w'’&.-]+ ){0,4}(?:University|College|Institute)(?: of(?: [A-Z][\w'’&-]+){1,4})?"
)
_CITY = re.compile(
    r"(?:期望(?:工作)?(?:城市|地点)|意向(?:城市|地点)|求职(?:城市|地点)|目标城市|工作地点|desired location"
    r"|preferred location|location preference)\s*[:：]\s*([一-鿿]{2,8}|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?)",
    re.IGNORECASE,
)
_DECLARED = re.compile(
    r"(\d{1,2}(?:\.\d)?)\s*年(?:以上)?(?:的)?[^，。,\n]{0,8}?(?:工作)?经验"
    r"|(\d{1,2})\+?\s*years?(?: of)?[\w\s]{0,20}experience",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"[一-鿿A-Za-z0-9·-]{0,14}(?:资格证书?|证书|从业资格|职称|工程师证|会计师|建造师|执业资格)"
    r"|\b(?:PMP|CPA|CFA|ACCA|CISSP|CCNP|CCIE|AWS Certified[\w ]{0,30}|Six Sigma Black Belt|CET-?[46])\b"
    r"|[A-Z][\w -]{2,30}(?:Certificate|Certification|Licen[cs]e)\b"
)
_LANGUAGE = re.compile(
    r"(英语|日语|德语|法语|韩语|俄语|西班牙语|粤语|普通话|English|Japanese|German|French|Korean|Russian|Spanish"
    r"|Mandarin|Cantonese)\s*[:：(（—–-]?\s*(CET-?[46]|TEM-?[48]|N[1-5]|IELTS\s?\d(?:\.\d)?|TOEFL\s?\d{2,3}"
    r"|精通|流利|熟练|良好|一般|母语|native|fluent|proficient|intermediate|basic|advanced|六级|四级|八级|专八|专四)?",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[、,，;；|/\n\t·•]+|\s{2,}")


@dataclass(slots=True)
class Job:
    """One stretch of work as the résumé tells it."""

    title: str
    first: str
    last: str
    months: int
    page: int
    start: int
    end: int
    words: str


@dataclass(slots=True)
class Parsed:
    """What was read. `excluded` names the kinds of protected facts that were found and left out, with their places."""

    parser: str
    as_of: str
    language: str
    name: Value | None = None
    phone: Value | None = None
    email: Value | None = None
    city: Value | None = None
    degree: Value | None = None
    education: list[Value] = field(default_factory=list)
    schools: list[Value] = field(default_factory=list)
    work: list[Job] = field(default_factory=list)
    months: int | None = None
    years_from: str = "unknown"
    skills: list[Value] = field(default_factory=list)
    certificates: list[Value] = field(default_factory=list)
    languages: list[Value] = field(default_factory=list)
    excluded: list[Value] = field(default_factory=list)
    injected: list[Value] = field(default_factory=list)

    @property
    def years(self) -> float | None:
        return None if self.months is None else round(self.months / 12, 1)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"years": self.years}


def parse(page_texts: list[str], *, as_of: str) -> Parsed:
    """Read the pages; ``as_of`` (ISO day) is what 'to the present' counts to."""
    pages = Pages([text.replace("\f", "\n") for text in page_texts])
    chinese = len(re.findall(r"[一-鿿]", pages.text))
    found = Parsed(PARSER, as_of, "zh" if chinese * 5 > len(pages.text) else "en")
    lines = sections(pages)
    found.excluded = [pages.value(kind, start, end) for kind, start, end in excluded(pages.text)]
    found.injected = _injected(pages)
    found.phone = _first(pages, _PHONE, 1, lambda text: re.sub(r"[\s.-]", "", text))
    found.email = _first(pages, _MAIL, 0, lambda text: re.sub(r"\s", "", text).lower())
    found.city = _first(pages, _CITY, 1, str.strip)
    found.name = _name(pages, lines)
    _education(pages, lines, found)
    _work(pages, lines, found, date.fromisoformat(as_of))
    _lists(pages, lines, found)
    return found


def _first(pages: Pages, pattern: re.Pattern[str], group: int, normal: Any) -> Value | None:
    match = pattern.search(pages.text)
    return pages.value(normal(match[group]), *match.span(group)) if match else None


def _injected(pages: Pages) -> list[Value]:
    folded = pages.text.lower()
    return [
        pages.value("injection", start, end)
        for start, end in pages.lines()
        if is_injection(folded, start, end)
    ]


def _name(pages: Pages, lines: list[tuple[str, int, int]]) -> Value | None:
    if match := _NAME_LABEL.search(pages.text):
        return pages.value(_unspaced(match[1].strip()), *match.span(1))
    for section, start, end in lines[:8]:
        if section not in ("top", "personal"):
            continue
        line = pages.text[start:end]
        # "张三 | 产品经理 | 138…": the first part is the name. A dot divides too, but for names that have one.
        whole = re.split(r"\s*[|｜/，,\t]\s*|\s{2,}", line)[0].strip()
        if _DOTTED_NAME.match(whole) and not _POST.search(whole):
            at = start + line.index(whole)
            return pages.value(whole, at, at + len(whole))
        part = re.split(r"\s*[|｜/·•,，\t]\s*|\s{2,}", line)[0].strip()
        if _FAMILY_FIRST.match(line) and (section, start) == (lines[0][0], lines[0][1]):
            return pages.value(line, start, end)
        part = _BEHIND_NAME.sub("", part)
        if (
            heading(part)
            or _NO_NAME.fullmatch(part)
            or re.search(r"简历|resume|curriculum", part, re.IGNORECASE)
        ):
            continue
        if _CHINESE_NAME.match(part) or _ENGLISH_NAME.match(part):
            at = start + line.index(part)
            return pages.value(_unspaced(part), at, at + len(part))
    return None


def _unspaced(name: str) -> str:
    """陈 晨 is 陈晨; blanks between Latin words stay."""
    return re.sub(rf"(?<=[{HAN}])\s(?=[{HAN}])", "", name)


def _education(pages: Pages, lines: list[tuple[str, int, int]], found: Parsed) -> None:
    told = [line for line in lines if line[0] == "education"]
    best = 0
    for _, start, end in told or [line for line in lines if line[0] in ("top", "personal", "summary")]:
        line = pages.text[start:end]
        for level, pattern in _DEGREE:
            if match := pattern.search(line):
                found.education.append(
                    pages.value(DEGREES[level - 1], start + match.start(), start + match.end())
                )
                if level > best:
                    best = level
                    found.degree = found.education[-1]
                break
        for match in _SCHOOL.finditer(line):
            found.schools.append(pages.value(match[0].strip(), start + match.start(), start + match.end()))


def _work(pages: Pages, lines: list[tuple[str, int, int]], found: Parsed, as_of: date) -> None:
    told = [line for line in lines if line[0] == "work"]
    stretches: list[Stretch] = []
    for place, (_, start, end) in enumerate(
        told or [line for line in lines if line[0] in ("top", "summary")]
    ):
        line = pages.text[start:end]
        for match in RANGE.finditer(line):
            item = stretch(match, as_of)
            if item is None or (
                not told and (_SCHOOL.search(line) or any(p.search(line) for _, p in _DEGREE))
            ):
                continue
            stretches.append(item)
            title = (line[: match.start()] + " " + line[match.end() :]).strip(" \t|｜·,，:：()（）-–—")
            if not title and told:
                near = told[place + 1] if place + 1 < len(told) else told[place - 1]
                title = pages.text[near[1] : near[2]]
            value = pages.value(None, start, end)
            found.work.append(
                Job(
                    title[:120], _month(item.first), "至今" if item.ongoing else _month(item.last), item.months,
                    value.page, value.start, value.end, value.words[:200],
                )
            )  # fmt: skip
    if stretches:
        found.months, found.years_from = total_months(stretches), "intervals"
    elif declared := _DECLARED.search(pages.text):
        found.months, found.years_from = round(float(declared[1] or declared[2]) * 12), "declared"


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def _lists(pages: Pages, lines: list[tuple[str, int, int]], found: Parsed) -> None:
    for section, start, end in lines:
        line = pages.text[start:end]
        if section == "skills":
            place = 0
            for part in _SPLIT.split(re.sub(r"^[^:：]{1,10}[:：]", lambda m: " " * len(m[0]), line)):
                word = part.strip(" .。■●◆▪-–")
                if 1 < len(word) <= 30 and (at := line.find(word, place)) >= 0:
                    found.skills.append(pages.value(word, start + at, start + at + len(word)))
                    place = at + len(word)
        for match in _CERTIFICATE.finditer(line):
            if section not in ("work", "project", "education"):
                found.certificates.append(
                    pages.value(match[0].strip(), start + match.start(), start + match.end())
                )
        if section in ("languages", "skills", "certificates", "top", "personal"):
            for match in _LANGUAGE.finditer(line):
                if section == "languages" or match[2]:
                    found.languages.append(
                        pages.value(match[0].strip(" :：(（-"), start + match.start(), start + match.end())
                    )
