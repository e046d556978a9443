"""Whether faces may be looked for at all, and whether a signal may ever count."""

from __future__ import annotations

from renshi_recruiting_ai.settings import RecruitingSettings

FACE_ANALYSER = "face-1"
FRAMES_PER_SECOND = 2.0


def may_analyse_faces(settings: RecruitingSettings) -> str | None:
    """None where it may, else the key of the reason (signals.reasons). The candidate's consent is another question."""
    if settings.jurisdiction == "EU":
        return "forbidden_here"
    return None if settings.face_analysis else "turned_off"
