"""Applicants for an open job: who they are, what their résumé says, how well they answer."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

import yaml
from docx import Document

from renshi_demo.generator.identity import Identities
from renshi_demo.generator.model import Sex
from renshi_demo.generator.names import Names

Kind = Literal["fits", "near", "other"]
KINDS: tuple[tuple[Kind, int], ...] = (("fits", 9), ("near", 11), ("other", 4))


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies. ``resume`` holds the lines of the file, headings marked by ``#``."""

    name: str
    phone: str
    email: str
    kind: Kind
    years: int
    resume: tuple[str, ...]


@lru_cache(maxsize=1)
def known() -> Mapping[str, Any]:
    """The words that résumés are put together from, and the job."""
    raw = files("renshi_demo").joinpath("data/applicants.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(raw))


def applicants(random: Random, today: date) -> list[Applicant]:
    """Two dozen of them in no particular order; the same ``random`` draws the same ones."""
    names, identities = Names(random), Identities(random)
    drawn = [_one(random, names, identities, kind, today) for kind, count in KINDS for _ in range(count)]
    random.shuffle(drawn)
    return drawn


def _one(random: Random, names: Names, identities: Identities, kind: Kind, today: date) -> Applicant:
    words = known()
    years = {"fits": random.randint(5, 11), "near": random.randint(1, 4), "other": random.randint(2, 8)}[kind]
    degree = random.choice((3, 3, 4))
    finished = today.year - years - (today.month < 8)
    sex: Sex = random.choice(("male", "male", "female"))
    name = names.draw(sex, finished - 21 - degree + 2)
    phone = identities.phone()
    email = f"{names.mailbox(name)}@post.example"
    title = random.choice(words[kind]["titles"])
    told = random.sample(words[kind]["told"], min(4, len(words[kind]["told"])))
    firms = random.sample(words["firms"], 2)
    turn = finished + max(1, years // 2)
    lines = [
        f"# {name}",
        f"电话：{phone}    邮箱：{email}",
        f"求职意向：{known()['job']['title']}",
        "# 工作经历",
    ]
    if years > 2:
        lines += [f"{turn}.09 - 至今  {firms[0]}有限公司  {title}", *(f"- {one}" for one in told[:3])]
        lines += [f"{finished}.07 - {turn}.08  {firms[1]}有限公司  操作工", *(f"- {one}" for one in told[3:])]
    else:
        lines += [f"{finished}.07 - 至今  {firms[0]}有限公司  {title}", *(f"- {one}" for one in told)]
    school, major = random.choice(words["schools"][degree]), random.choice(words["majors"])
    lines += [
        "# 教育背景",
        f"{finished - degree}.09 - {finished}.06  {school}  {major}  {words['degrees'][degree]}",
    ]
    return Applicant(name=name, phone=phone, email=email, kind=kind, years=years, resume=tuple(lines))


def resume_file(person: Applicant) -> bytes:
    """The résumé as DOCX."""
    document = Document()
    for line in person.resume:
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        else:
            document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def answers(script: Mapping[str, str], share: float) -> dict[str, str]:
    """The script's answers cut down to their first sentences: who tells less of it has less to show."""
    cut = {}
    for key, words in script.items():
        sentences = [one for one in words.split("。") if one]
        cut[key] = "。".join(sentences[: max(1, round(len(sentences) * share))]) + "。"
    return cut
