"""Finding texts by words, in the notation people know from search engines."""

import re
from collections.abc import Callable, Sequence
from typing import Final

Words = list[str]
Term = Callable[[Words], bool]

_TERM: Final = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_WORD: Final = re.compile(r"[^\W_]+")


def matching(query: str) -> Callable[[str], bool]:
    """All words must be there, in whatever case; quotes keep words together, a minus excludes, `or` joins two sides.

    A query without a word matches nothing.
    """
    alternatives: list[list[Term]] = [[]]
    found = _TERM.findall(query)
    for place, (minus, phrase, bare_minus, bare) in enumerate(found, start=1):
        if bare.casefold() == "or" and not bare_minus and alternatives[-1] and place < len(found):
            alternatives.append([])
        elif words := _words(phrase or bare):
            alternatives[-1].append(_term(words, excluded=bool(minus or bare_minus)))
    return lambda text: _fits(_words(text), [terms for terms in alternatives if terms])


def _fits(words: Words, alternatives: Sequence[Sequence[Term]]) -> bool:
    return any(all(term(words) for term in terms) for terms in alternatives)


def _term(wanted: Words, *, excluded: bool) -> Term:
    return lambda words: _stand_together(wanted, words) is not excluded


def _stand_together(wanted: Words, words: Words) -> bool:
    width = len(wanted)
    starts = (start for start, word in enumerate(words) if word == wanted[0])
    return any(words[start : start + width] == wanted for start in starts)


def _words(text: str) -> Words:
    return _WORD.findall(text.casefold())
