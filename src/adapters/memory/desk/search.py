"""Finding texts by words, in the notation people know from search engines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, final

from application.desk.queries.snippet import BEGIN, END

Words = list[str]

_TERM: Final = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_WORD: Final = re.compile(r"[^\W_]+")

BEFORE: Final = 8
SHOWN: Final = 30
"""Words of a part that is shown, so many of them before the first hit."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together, or must not."""

    words: Words
    is_excluded: bool

    def fits(self, words: Words) -> bool:
        return any(self.places(words)) is not self.is_excluded

    def places(self, words: Words) -> Iterator[range]:
        width = len(self.words)
        starts = (start for start, word in enumerate(words) if word == self.words[0])
        return (range(start, start + width) for start in starts if words[start : start + width] == self.words)


@final
@dataclass(frozen=True, slots=True)
class Search:
    """All words must be there, in whatever case; quotes keep words together, a minus excludes, `or` joins two sides.

    A query without a word matches nothing.
    """

    alternatives: Sequence[Sequence[Term]]

    @classmethod
    def of(cls, query: str) -> Self:
        alternatives: list[list[Term]] = [[]]
        found = _TERM.findall(query)
        for place, (minus, phrase, bare_minus, bare) in enumerate(found, start=1):
            if bare.casefold() == "or" and not bare_minus and alternatives[-1] and place < len(found):
                alternatives.append([])
            elif words := _words(phrase or bare):
                alternatives[-1].append(Term(words, is_excluded=bool(minus or bare_minus)))
        return cls([terms for terms in alternatives if terms])

    def fits(self, text: str) -> bool:
        words = _words(text)
        return any(all(term.fits(words) for term in terms) for terms in self.alternatives)

    def part(self, text: str) -> str:
        """Some words of it, those that were looked for between `BEGIN` and `END`."""
        text = text.replace(BEGIN, "").replace(END, "")
        found = list(_WORD.finditer(text))
        hits = self._hits([match[0].casefold() for match in found])
        first = max(min(hits, default=0) - BEFORE, 0)
        shown, parts, reached = found[first : first + SHOWN], [], found[first].start() if found else 0
        for place, word in enumerate(shown, start=first):
            parts += [text[reached : word.start()], f"{BEGIN}{word[0]}{END}" if place in hits else word[0]]
            reached = word.end()
        return "".join(parts)

    def _hits(self, words: Words) -> set[int]:
        wanted = (term for terms in self.alternatives for term in terms if not term.is_excluded)
        return {place for term in wanted for places in term.places(words) for place in places}


def _words(text: str) -> Words:
    return _WORD.findall(text.casefold())
