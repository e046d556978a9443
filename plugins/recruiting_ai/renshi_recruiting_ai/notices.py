"""The notices a candidate agrees to (PIPL arts. 17, 24, 30: told beforehand, and separately for AI scoring)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

APPLICATION = "application"
AI_SCORING = "ai_scoring"
RECORDING = "recording"
FACE_PROCESSING = "face_processing"
IDENTITY_CHECK = "identity_check"
FAIRNESS = "fairness"
LANGUAGE_MODEL = "language_model"
Moment = Literal["application", "interview", "voluntary"]


class Notice(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str
    version: str
    required: bool
    when: Moment = "application"
    """Told with the application form, before a spoken interview begins, or with a form nobody has to fill in."""
    title: str
    title_en: str
    text: str
    text_en: str

    @property
    def digest(self) -> str:
        """SHA-256 of both texts: what somebody agreed to can be told from what is shown now."""
        return hashlib.sha256(f"{self.version}\n{self.text}\n{self.text_en}".encode()).hexdigest()


@lru_cache(maxsize=1)
def notices() -> dict[str, Notice]:
    """All notices by purpose."""
    raw = yaml.safe_load(files("renshi_recruiting_ai").joinpath("data/notices.yaml").read_text("utf-8"))
    return {item.purpose: item for item in (Notice.model_validate(entry) for entry in raw)}
