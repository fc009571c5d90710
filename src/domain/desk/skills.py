"""How well what somebody knows fits a ticket, by nothing but the words on both."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[\w+#.-]*[\w+#]")
"""C++, c#, node.js and e-mail are words, too."""


class Match(NamedTuple):
    score: float
    reason: str


TAG: Final = 0.7
CATEGORY: Final = 0.5
TITLE: Final = 0.3
"""How sure each makes that somebody is the right one, by judgement. Together they make it surer, never certain."""


def match(
    specializations: Sequence[str], *, tags: Sequence[str], categories: Sequence[str], title: str
) -> Match | None:
    """Which specializations the ticket speaks of, each where it says so most clearly; None when of none.

    `categories` are the names of its category and of all above it.
    """
    doubt, found = 1.0, []
    folded = {tag.casefold() for tag in tags}
    named = [_words(name) for name in categories]
    said = _words(title)
    for skill in dict.fromkeys(specializations):
        words = _words(skill)
        if skill.casefold() in folded:
            weight, place = TAG, "tag"
        elif words and any(words <= name for name in named):
            weight, place = CATEGORY, "category"
        elif words and words <= said:
            weight, place = TITLE, "title"
        else:
            continue
        doubt *= 1 - weight
        found.append(f"{skill} ({place})")
    return Match(1 - doubt, ", ".join(found)) if found else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
