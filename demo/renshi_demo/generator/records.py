"""What stands in somebody's file beside the job: family, education, work before, contacts, account, papers.

Card numbers are drawn and satisfy the Luhn check (ISO/IEC 7812-1); nothing is ever paid to them. Telephone numbers are
those of ``identity``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from renshi_demo.generator.identity import Identities
from renshi_demo.generator.model import Person, Sex
from renshi_demo.generator.names import Names, given_name

PROVINCES = {
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "41": "河南省",
}
_HANDS = frozenset({"CNC", "ASM", "PLT", "TECH", "QC", "WH", "DRV", "CLK", "CSH"})
_PERMITS = {
    "PLT": ("特种作业操作证", "危险化学品安全作业"),
    "TECH": ("特种作业操作证", "低压电工作业"),
    "WH": ("特种设备作业人员证", "叉车司机 N1"),
}
_LEVELS = {
    "M": (0.15, 0.75, 0.1, 0.0, 0.0),
    "P": (0.08, 0.6, 0.28, 0.04, 0.0),
    "O": (0.0, 0.03, 0.25, 0.47, 0.25),
}
_LEVEL_NAMES = ("master", "bachelor", "college", "vocational", "senior")
_ENDS_AT = {"master": 25, "bachelor": 22, "college": 21, "vocational": 18, "senior": 18}
_YEARS = {"master": 3, "bachelor": 4, "college": 3, "vocational": 3, "senior": 3}
_REMIND_WITHIN = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of one section of the file, as the platform's form takes it."""

    section: str
    values: dict[str, Any]


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Schools, banks and other words of the files."""
    return dict(
        yaml.safe_load(files("renshi_demo").joinpath("data/records.yaml").read_text(encoding="utf-8"))
    )


def luhn(body: str) -> str:
    """The check digit of a card number without it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card_number(chance: Random, begins: str) -> str:
    """A card number of 19 digits."""
    body = begins + f"{chance.randrange(10**12):012d}"
    return body + luhn(body)


def custom_values(person: Person, industry: str) -> dict[str, Any]:
    """Values of the group's own fields: size of the work clothes, grade of skill."""
    chance = Random(f"{person.number}:custom")
    weights = (1, 5, 8, 6, 2) if person.sex == "male" else (6, 9, 5, 2, 0.3)
    values: dict[str, Any] = {}
    if person.position in _HANDS or person.position in ("SUPV", "SM", "DSM"):
        values["shirt_size"] = chance.choices(words()["shirts"], weights)[0]
    if industry == "manufacturing" and person.position in ("CNC", "ASM", "PLT", "TECH", "QC", "SUPV"):
        served = (person.hired_on - person.first_work_on).days / 365.25 + 2
        top = min(4, int(served // 3))
        values["skill_grade"] = words()["skills"][chance.randint(max(0, top - 1), top)]
    return values


def record_of(person: Person, industry: str, on: date) -> list[Entry]:
    """The file of somebody as it is on a day (usually that of the hire); the same each time."""
    chance = Random(f"{person.number}:{person.identity_number}")
    phones = Identities(chance)
    married = (on - person.born_on).days > 27 * 365 and chance.random() < 0.85
    return [
        _personal(person, chance, married=married),
        *_family(person, chance, phones, on, married=married),
        _education(person, chance, industry),
        *_work(person, chance, industry, phones),
        _bank(person, chance),
        *_papers(person, chance, on),
    ]


def _personal(person: Person, chance: Random, *, married: bool) -> Entry:
    province = PROVINCES[person.identity_number[:2]]
    local = person.identity_number[:2] in ("31", "33")
    street = chance.choice(words()["streets"])
    kind = ("local" if local else "other") + ("_urban" if chance.random() < 0.6 else "_rural")
    return Entry(
        "personal",
        {
            "personal_email": f"{person.email.split('@')[0]}@mail.example",
            "ethnicity": chance.choices(("HA", "MA", "HU", "TJ"), (94, 2, 2, 2))[0],
            "marital_status": "married" if married else "single",
            "political_status": chance.choices(("masses", "party", "league"), (78, 12, 10))[0],
            "hukou_kind": kind,
            "hukou_place": f"{province}{street}{chance.randrange(1, 400)}号",
            "native_place": province,
            "address": f"{_city(person)}{chance.choice(words()['streets'])}{chance.randrange(1, 900)}弄"
            f"{chance.randrange(1, 60)}号{chance.randrange(1, 19)}0{chance.randrange(1, 5)}室",
        },
    )


def _family(
    person: Person, chance: Random, phones: Identities, on: date, *, married: bool
) -> Iterator[Entry]:
    surname = person.name[: -len(given_name(person.name))]
    jobs = words()["jobs"]
    parent_born = date(person.born_on.year - chance.randrange(23, 30), chance.randrange(1, 13), 12)
    spouse_sex: Sex = "female" if person.sex == "male" else "male"
    spouse = _somebody(chance, spouse_sex, person.born_on.year)
    spouse_phone = phones.phone()
    father = surname + given_name(_somebody(chance, "male", parent_born.year))
    if married:
        yield _relative(
            "spouse", spouse, person.born_on.replace(day=15), chance.choice(jobs[:6]), spouse_phone
        )
        age = (on - person.born_on).days // 365
        if age > 30:
            sex = chance.choice(("son", "daughter"))
            child = (surname if person.sex == "male" else spouse[0]) + given_name(
                _somebody(chance, "male" if sex == "son" else "female", 1995)
            )
            born = date(min(person.born_on.year + 27, on.year - 1), chance.randrange(1, 13), 8)
            yield Entry("family", {"relation": sex, "name": child, "born_on": born.isoformat()})
    parent_phone = phones.phone()
    yield _relative("father", father, parent_born, chance.choice(jobs[5:]), parent_phone)
    who, name, phone = ("spouse", spouse, spouse_phone) if married else ("father", father, parent_phone)
    yield Entry("contact", {"name": name, "relation": who, "phone": phone})


def _relative(relation: str, name: str, born_on: date, occupation: str, phone: str) -> Entry:
    return Entry(
        "family",
        {
            "relation": relation,
            "name": name,
            "born_on": born_on.isoformat(),
            "occupation": occupation,
            "phone": phone,
        },
    )


def _education(person: Person, chance: Random, industry: str) -> Entry:
    level = chance.choices(_LEVEL_NAMES, _LEVELS[person.grade[0]])[0]
    ended = date(person.born_on.year + _ENDS_AT[level], 6, 30)
    ended = min(ended, date(person.first_work_on.year, 6, 30))
    values = {
        "school": chance.choice(words()["schools"][level]),
        "level": level,
        "degree": level if level in ("bachelor", "master") else "none",
        "started_on": date(ended.year - _YEARS[level], 9, 1).isoformat(),
        "ended_on": ended.isoformat(),
        "full_time": True,
        "is_highest": True,
    }
    if level != "senior":
        values["major"] = chance.choice(words()["majors"][industry])
    return Entry("education", values)


def _work(person: Person, chance: Random, industry: str, phones: Identities) -> Iterator[Entry]:
    gap = (person.hired_on - person.first_work_on).days
    if gap < 200:
        return
    yield Entry(
        "work",
        {
            "employer": chance.choice(words()["employers"][industry]),
            "title": "职员"
            if person.grade[0] in "MP"
            else "操作工"
            if industry == "manufacturing"
            else "营业员",
            "started_on": person.first_work_on.isoformat(),
            "ended_on": (person.hired_on - timedelta(days=chance.randrange(8, 60))).isoformat(),
            "leaving_reason": chance.choice(("个人发展", "合同到期", "公司搬迁")),
            "referee": _somebody(chance, "male", 1980),
            "referee_phone": phones.phone(),
        },
    )


def _bank(person: Person, chance: Random) -> Entry:
    bank, begins = chance.choice(words()["banks"])
    branch = chance.choice(words()["branches"][person.company])
    return Entry(
        "bank",
        {
            "purpose": "salary",
            "medium": "card",
            "bank": bank,
            "branch": branch,
            "holder": person.name,
            "number": card_number(chance, begins),
        },
    )


def _papers(person: Person, chance: Random, on: date) -> Iterator[Entry]:
    if person.position not in _PERMITS:
        return
    title, issue = _PERMITS[person.position]
    issued = person.hired_on - timedelta(days=chance.randrange(30, 300))
    # Such a permit holds three years and is renewed in time; a few come due about now.
    expires = issued + timedelta(days=3 * 365)
    while expires < on + _REMIND_WITHIN * 10:
        expires += timedelta(days=3 * 365)
    yield Entry(
        "document",
        {
            "kind": "operation",
            "title": f"{title}（{issue}）",
            "number": f"T{person.identity_number[:6]}{chance.randrange(10**8):08d}",
            "issued_by": "应急管理局" if title == "特种作业操作证" else "市场监督管理局",
            "issued_on": issued.isoformat(),
            "expires_on": expires.isoformat(),
        },
    )


def _somebody(chance: Random, sex: Sex, born: int) -> str:
    return Names(chance).draw(sex, born)


def _city(person: Person) -> str:
    return "上海市" if person.company == "HXJM" else "杭州市"
