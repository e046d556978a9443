"""What a masked value still shows: a few characters at its edges, never all, and little of a short one."""

from __future__ import annotations

STAR = "*"
_EDGES = {"identity": (3, 4), "bank": (4, 4), "phone": (3, 4)}
"""Characters shown in front and behind, by kind."""


def shown_edges(kind: str, length: int) -> tuple[int, int]:
    """How many characters of a value of ``length`` stay in front and behind; at most half of it in all (of a phone
    two thirds)."""
    front, behind = _EDGES.get(kind, (1, 0))
    # Telephone numbers are written 138****8000 everywhere in China; of anything else half stays hidden.
    most = length * 2 // 3 if kind == "phone" else length // 2
    while front + behind > most:
        if front > behind or behind == 0:
            front -= 1
        else:
            behind -= 1
    return max(front, 0), max(behind, 0)


def masked(kind: str, text: str) -> str:
    """``310***********1234``, ``6222 **** **** 1234``, ``138****8000``, ``张**``; an e-mail keeps its domain."""
    if kind == "email" and "@" in text:
        name, _, domain = text.rpartition("@")
        return f"{masked('text', name)}@{domain}"
    # What is masked already stays as it is.
    front, behind = shown_edges(kind, len(text)) if text.strip(STAR) else (0, 0)
    hidden = len(text) - front - behind
    if kind not in ("identity", "bank", "phone"):
        # The length of a free text is told by nobody.
        return f"{text[:front]}{STAR * 3}"
    plain = text[:front] + STAR * hidden + (text[-behind:] if behind else "")
    if kind != "bank":
        return plain
    stars = [STAR * min(4, hidden - i) for i in range(0, hidden, 4)]
    return " ".join(part for part in (text[:front], *stars, text[-behind:] if behind else "") if part)
