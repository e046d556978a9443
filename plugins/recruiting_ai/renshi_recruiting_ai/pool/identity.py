"""What makes two rows look like one person: phone, mail, or name with school, each in one normal form."""

from __future__ import annotations

import re
import unicodedata

from renshi_sdk import Context

_NOISE = re.compile(r"[\s·•.,，。()（）\-_'’]+")
_CAMPUS = re.compile(r"[（(][^）)]*[）)]")
# One school under several names is told to be one by its usual short form.
_ENDINGS = (("university", ""), ("universityof", ""), ("theuniversityof", ""))


def name_key(name: str) -> str:
    """A name without width, case, blanks and dots."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def school_key(school: str) -> str:
    """A school without width, case, blanks and the campus in brackets: 山东大学（威海） is 山东大学."""
    plain = unicodedata.normalize("NFKC", school)
    plain = _NOISE.sub("", _CAMPUS.sub("", plain)).casefold()
    for ending, instead in _ENDINGS:
        if plain.isascii() and plain.startswith(ending):
            plain = instead + plain.removeprefix(ending)
    return plain.removesuffix("university") if plain.isascii() else plain


def phone_index(ctx: Context, phone: str | None) -> bytes | None:
    """A keyed hash of a phone in its normal form: equal phones, equal bytes, and no way back without the key."""
    return ctx.secrets.index(phone, label="recruiting_ai_candidate.phone") if phone else None


def email_index(ctx: Context, email: str | None) -> bytes | None:
    """A keyed hash of a mail address in its normal form."""
    return ctx.secrets.index(email.lower(), label="recruiting_ai_candidate.email") if email else None


def keys(
    ctx: Context, *, name: str, phone: str | None, email: str | None, school: str | None = None
) -> dict[str, object]:
    """The columns by which a candidate is found again."""
    return {
        "name_key": name_key(name),
        "phone_index": phone_index(ctx, phone),
        "email_index": email_index(ctx, email),
        "school": school,
        "school_key": school_key(school) if school else None,
    }
