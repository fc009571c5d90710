"""Finding texts by words, in the notation people know from search engines."""

import re
from collections.abc import Callable, Sequence
from typing import Final

Match = Callable[[str], bool]

_TERM: Final = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_WORD: Final = re.compile(r"[^\W_]+")


def matching(query: str) -> Match:
    """All words must be there, in whatever case; quotes keep words together, a minus excludes, `or` joins two sides.

    A query without a word matches nothing.
    """
    alternatives: list[list[Match]] = [[]]
    for minus, phrase, bare_minus, bare in _TERM.findall(query):
        if bare.casefold() == "or" and not bare_minus:
            alternatives.append([])
        elif words := _words(phrase or bare):
            alternatives[-1].append(_term(words, excluded=bool(minus or bare_minus)))
    asked = [terms for terms in alternatives if terms]
    return lambda text: any(all(term(text) for term in terms) for terms in asked)


def _term(words: Sequence[str], *, excluded: bool) -> Match:
    return lambda text: _stand_together(words, _words(text)) is not excluded


def _stand_together(words: Sequence[str], among: Sequence[str]) -> bool:
    width = len(words)
    return any(among[start : start + width] == words for start in range(len(among) - width + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
