"""The sections of the form: what each asks, which part of the employee file it becomes, and which pictures it takes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_sdk import Text


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a file. ``document`` is the kind of the row of documents it becomes."""

    name: str
    title: Text
    required: bool
    document: str
    photo: bool = True


@dataclass(frozen=True, slots=True)
class FormSection:
    """One section. ``part`` is the section of the employee file; ``names`` its fields that are asked for."""

    name: str
    title: Text
    part: str | None
    names: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    """Fields that must be filled in here, beside those that the group requires."""
    fixed: tuple[tuple[str, Any], ...] = ()
    slots: tuple[Slot, ...] = ()
    most: int = 1
    required: bool = True

    @property
    def many(self) -> bool:
        """Whether it has several entries."""
        return self.most > 1


SECTIONS: dict[str, FormSection] = {
    s.name: s
    for s in (
        FormSection(
            "identity",
            Text("身份证件", "Identity"),
            "personal",
            ("document_type", "identity", "born_on", "gender", "document_valid_until"),
            needed=("document_type", "identity"),
            slots=(
                Slot("id_front", Text("证件人像面", "Side with the portrait"), True, "identity"),
                Slot("id_back", Text("证件国徽面", "Side with the emblem"), True, "identity"),
            ),
        ),
        FormSection(
            "personal",
            Text("个人信息", "About you"),
            "personal",
            (
                "phone", "personal_email", "nationality", "ethnicity", "marital_status", "political_status",
                "hukou_kind", "hukou_place", "native_place", "address", "first_work_on",
            ),
            needed=("phone", "address"),
        ),
        FormSection(
            "bank",
            Text("工资卡", "Account for your pay"),
            "bank",
            ("bank", "branch", "holder", "number"),
            fixed=(("purpose", "salary"), ("medium", "card")),
            slots=(Slot("bank_card", Text("银行卡正面", "Front of the card"), False, "other"),),
        ),
        FormSection(
            "contact",
            Text("紧急联系人", "Emergency contacts"),
            "contact",
            ("name", "relation", "phone", "address"),
            needed=("relation",),
            most=3,
        ),
        FormSection(
            "education",
            Text("教育经历", "Education"),
            "education",
            ("school", "level", "degree", "major", "started_on", "ended_on", "full_time", "is_highest"),
            slots=(Slot("diploma", Text("最高学历证书", "Highest diploma"), False, "diploma", photo=False),),
            most=5,
        ),
        FormSection(
            "family",
            Text("家庭成员", "Family"),
            "family",
            ("relation", "name", "born_on", "employer", "occupation", "phone"),
            most=10,
            required=False,
        ),
        # Its fields are the group's own, known only when the form is drawn.
        FormSection("other", Text("其他信息", "Other"), "custom"),
        FormSection("papers", Text("入职材料", "Documents"), None),
        FormSection("consent", Text("告知与声明", "Consents"), None),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Consent:
    """A text to agree to; ``digest`` names exactly these words."""

    code: str
    required: bool
    title: Text
    text: Text

    @property
    def digest(self) -> str:
        """Of both languages."""
        return hashlib.sha256(f"{self.text.zh}\n{self.text.en}".encode()).hexdigest()


@cache
def consents() -> tuple[Consent, ...]:
    """All texts, in their order."""
    raw = yaml.safe_load(files("renshi_lifecycle").joinpath("data/consents.yaml").read_text("utf-8"))
    return tuple(
        Consent(
            item["code"],
            item["required"],
            Text(item["title"], item["title_en"]),
            Text(item["text"].strip(), item["text_en"].strip()),
        )
        for item in raw
    )


def paper_slot(paper: dict[str, Any]) -> Slot:
    """The place of a document that the company asks for."""
    return Slot(
        f"paper-{paper['code']}",
        Text(paper["title"], paper["title_en"]),
        bool(paper["required"]),
        paper["kind"],
        photo=False,
    )


def slots_of(section: FormSection, papers: list[dict[str, Any]]) -> tuple[Slot, ...]:
    """Places for files of a section, with the company's documents in their own."""
    return tuple(paper_slot(p) for p in papers) if section.name == "papers" else section.slots


def slot_named(name: str, papers: list[dict[str, Any]]) -> tuple[FormSection, Slot] | None:
    """A place by its name, with its section."""
    for section in SECTIONS.values():
        for slot in slots_of(section, papers):
            if slot.name == name:
                return section, slot
    return None
