"""Where links may lead, and the addresses that people write without saying that they are links."""

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_SOMEWHERE: Final = re.compile(r"(?:https?://|mailto:|user:)[^\s]", re.IGNORECASE)
_BARE: Final = re.compile(r"\bhttps?://[^\s<>\"`]+", re.IGNORECASE)
_ENDS_SENTENCES: Final = ".,:;!?'\"*_~"


def leads_somewhere(address: str) -> bool:
    """A full address of the web or a mailbox, or somebody of ours. From within an API nothing else leads anywhere."""
    return _SOMEWHERE.match(address.strip()) is not None


def link_addresses(state: StateCore) -> None:
    """Links to where images are, which would be loaded unasked, and to addresses that just stand there."""
    for token in state.tokens:
        if token.children and ("://" in token.content or "![" in token.content):
            token.children = list(_linked(token.children))


def _linked(children: list[Token]) -> Iterator[Token]:
    inside = 0
    for child in children:
        inside += child.nesting if child.type in ("link_open", "link_close") else 0
        if child.type == "image":
            yield from _image(child, is_inside=inside > 0)
        elif child.type == "text" and not inside:
            yield from _text(child)
        else:
            yield child


def _image(image: Token, *, is_inside: bool) -> Iterator[Token]:
    """By what it shows, or else by where it is."""
    address = str(image.attrs["src"])
    shown = image.content or address
    yield from [_plain(shown, image.level)] if is_inside else _link(address, shown, image.level)


def _text(text: Token) -> Iterator[Token]:
    """As GitHub does it: without the punctuation behind an address, and with as many brackets as it opened."""
    done = 0
    for found in _BARE.finditer(text.content):
        address = _without_end(found[0])
        yield _plain(text.content[done : found.start()], text.level)
        yield from _link(address, address, text.level)
        done = found.start() + len(address)
    yield _plain(text.content[done:], text.level)


def _link(address: str, shown: str, level: int) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address}, level=level)
    yield _plain(shown, level + 1)
    yield Token("link_close", "a", -1, level=level)


def _plain(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _without_end(address: str) -> str:
    while address[-1] in _ENDS_SENTENCES or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address
