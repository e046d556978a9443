"""Which of the approved follow-up questions to ask next."""

from __future__ import annotations

from collections.abc import Collection

from .analysis import AnswerAnalysis
from .profile import FollowUp, Question


def choose(question: Question, analysis: AnswerAnalysis, asked: Collection[str]) -> FollowUp | None:
    """The follow-up for the costliest thing the answer lacks, None when none of the list fits.

    `asked` holds the keys of follow-ups already put for this question. Ties go to the order of the profile.
    """
    for lack in analysis.lacks:
        for follow_up in question.follow_ups:
            if follow_up.key in asked or follow_up.when is not lack.what:
                continue
            if follow_up.point is None or follow_up.point == lack.point:
                return follow_up
    return None
