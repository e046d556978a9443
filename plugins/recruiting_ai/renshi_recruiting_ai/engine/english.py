"""Word classes of English text: function words by what they do, the others by their endings.

Coarse on purpose. Which class follows which tells running text from shuffled words; no tagger and no model is needed.
"""

from __future__ import annotations

import re

_CLOSED = {
    "det": "a an the",
    "poss": "my our your their its his her",
    "dem": "this that these those",
    "quant": "all some any each every no both many much more most several few another other",
    "pron": "i we he she they it you",
    "obj": "me us him them",
    "of": "of",
    "to": "to",
    "prep": "in on at for with from by into about over under after before between through during without within "
    "until across against per than as like",
    "conj": "and or but nor",
    "sub": "because if when while although since so then therefore however where whether unless",
    "wh": "who what which how why",
    "be": "be is are was were been being am",
    "have": "have has had",
    "do": "do does did",
    "modal": "can could will would should may might must",
    "not": "not never n t don didn doesn wasn couldn",
    "adv": "also very only just even still again too once already often always now later first there here",
}
_CLASS_OF = {word: name for name, words in _CLOSED.items() for word in words.split()}
_ENDINGS = (
    ("ly", 5, re.compile(r"ly$")),
    ("ing", 5, re.compile(r"ing$")),
    ("ed", 4, re.compile(r"ed$")),
    ("noun", 7, re.compile(r"(?:tion|sion|ment|ness|ity|ance|ence)s?$")),
    ("s", 4, re.compile(r"[^s]s$")),
)


def english_class(word: str) -> str:
    """The class of a lower-case word or mark."""
    known = _CLASS_OF.get(word)
    if known is not None:
        return known
    if not word[0].isalnum():
        return "w" if word in ".!?,;:" else "q"
    if word[0].isdigit():
        return "m"
    return next((name for name, least, end in _ENDINGS if len(word) >= least and end.search(word)), "x")
