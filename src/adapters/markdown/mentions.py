"""Links to people: `[@Anna](user:…)`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from uuid import UUID

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MENTIONED: Final = "mentioned"
"""In the environment of a rendering: the ids of those who are mentioned indeed."""

_SCHEME: Final = "user:"
_PERSON: Final = "person"


def mark_mentions(state: StateCore) -> None:
    """Have people stand there as people. Such a link to nobody is its text alone."""
    for token in state.tokens:
        if token.children and f"]({_SCHEME}" in token.content:
            token.children = list(_marked(token.children, state.env.get(MENTIONED, frozenset())))


def named_in(tokens: list[Token]) -> list[UUID]:
    """Each once."""
    people = [child.meta[_PERSON] for token in tokens for child in token.children or () if _PERSON in child.meta]
    return list(dict.fromkeys(people))


def _marked(children: list[Token], mentioned: frozenset[UUID]) -> Iterator[Token]:
    opened = None
    for place, child in enumerate(children):
        if child.type == "link_open" and str(child.attrs["href"]).lower().startswith(_SCHEME):
            opened = _opening(child, children[place + 1], mentioned)
            yield opened
        elif child.type == "link_close" and opened:
            yield Token("mention_close", opened.tag, -1, hidden=opened.hidden, level=child.level)
            opened = None
        else:
            yield child


def _opening(link: Token, name: Token, mentioned: frozenset[UUID]) -> Token:
    opening = Token("mention_open", "span", 1, level=link.level)
    with suppress(ValueError):
        person = UUID(str(link.attrs["href"])[len(_SCHEME) :])
        if name.content.startswith("@"):
            opening.meta = {_PERSON: person}
            opening.attrs = {"class": "mention", "data-user-id": str(person)} if person in mentioned else {}
    return opening
