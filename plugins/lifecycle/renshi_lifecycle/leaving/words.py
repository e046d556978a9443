"""Labels under which words of leaving are sealed."""

from uuid import UUID


def interview_label(case_id: UUID) -> str:
    """What binds an exit interview's words to its case."""
    return f"lifecycle_exit_interview:{case_id}"


def rehire_label(case_id: UUID) -> str:
    """What binds the reason of a re-hire note to its case."""
    return f"lifecycle_case.rehire:{case_id}"
