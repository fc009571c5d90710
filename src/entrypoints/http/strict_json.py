"""JSON that can only be read one way (I-JSON, RFC 7493); the rest is refused before a decoder or a database sees it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from entrypoints.http.members import MOST_NAMED
from entrypoints.http.refusals import BodyMalformed

DEEPEST: Final = 64
"""Nesting that no body of ours comes near; deeper ones exhaust the stack of decoders."""

LARGEST: Final = 2**53
"""Beyond it, numbers differ between those who read them as floats and those who do not (RFC 7493, 2.2)."""

LONGEST_NUMBER: Final = 40
"""Characters: reading a number takes longer than its length."""

_UNSAFE_TEXT: Final = re.compile("[\0\ud800-\udfff]")


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object, or BodyMalformed."""
    try:
        text = body.decode("utf-8")
        tree = _read(text)
    except UnicodeDecodeError:
        raise BodyMalformed("The body is not UTF-8.") from None
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BodyMalformed(f"The body is not JSON: {error.msg} ({where}).") from None
    if not isinstance(tree, dict):
        raise BodyMalformed("The body must be a JSON object.")
    if body.count(b"{") + body.count(b"[") > DEEPEST:
        _require_shallow(tree)
    if b"\\u" in body:  # NUL and surrogates get past the UTF-8 decoder in no other way
        _require_text(tree)
    return tree


def _read(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except _NoNumber:
        raise _without_numbers(text) from None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = (name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise BodyMalformed(
            "A member is stated more than once.", dict.fromkeys(_named(twice), "Stated more than once.")
        )
    return members


class _NoNumber(Exception):
    """Somewhere stands one that differs between readers, or that none should have to read."""


def _integer(digits: str) -> int | None:
    return number if len(digits) <= LONGEST_NUMBER and abs(number := int(digits)) <= LARGEST else None


def _float(digits: str) -> float | None:
    return number if len(digits) <= LONGEST_NUMBER and abs(number := float(digits)) <= LARGEST else None


def _constant(_: str) -> None:
    """NaN and its like, which are not JSON at all."""


def _insisting(read: Callable[[str], float | None]) -> Callable[[str], float]:
    def insist(digits: str) -> float:
        number = read(digits)
        if number is None:
            raise _NoNumber
        return number

    return insist


def _marking(read: Callable[[str], float | None]) -> Callable[[str], float | type[_NoNumber]]:
    def mark(digits: str) -> float | type[_NoNumber]:
        number = read(digits)
        return _NoNumber if number is None else number

    return mark


def _decoder(taking: Callable[[Any], Callable[[str], Any]]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_members,
        parse_int=taking(_integer),
        parse_float=taking(_float),
        parse_constant=taking(_constant),
    )


_DECODER: Final = _decoder(_insisting)
_MARKING_DECODER: Final = _decoder(_marking)
"""Reads on, so that the numbers can be named."""


def _without_numbers(text: str) -> BodyMalformed:
    tree = _MARKING_DECODER.decode(text)
    wrong = dict.fromkeys(_named(_found(tree, "", _is_no_number)), "Too large, too long, or no number in JSON.")
    return BodyMalformed("A number in the body is none that can be taken.", wrong)


def _is_no_number(node: Any) -> bool:
    return node is _NoNumber


def _require_shallow(tree: Any) -> None:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> BodyMalformed:
    return BodyMalformed(f"The body nests deeper than {DEEPEST} levels.")


def _children(node: Any) -> list[Any]:
    """Containers inside a container."""
    inside = node.values() if isinstance(node, dict) else node
    return [child for child in inside if isinstance(child, dict | list)]


def _require_text(tree: dict[str, Any]) -> None:
    wrong = dict.fromkeys(_named(_found(tree, "", _is_unsafe)), "Holds NUL or half a surrogate pair.")
    if wrong:
        raise BodyMalformed("The body holds characters that are none.", wrong)


def _is_unsafe(node: Any) -> bool:
    return isinstance(node, str) and bool(_UNSAFE_TEXT.search(node))


def _found(node: Any, path: str, is_sought: Callable[[Any], bool]) -> Iterator[str]:
    """Where in a tree something stands that is sought, or a member of such a name."""
    if is_sought(node):
        yield path
    elif isinstance(node, dict):
        for name, child in node.items():
            inner = f"{path}.{name}" if path else name
            if is_sought(name):
                yield inner
            yield from _found(child, inner, is_sought)
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _found(child, f"{path}[{position}]", is_sought)


def _named(paths: Iterable[str]) -> Iterator[str]:
    """The first so many of them."""
    return map(_shown, islice(paths, MOST_NAMED))


def _shown(name: str) -> str:
    """A name as it can be shown: short, and text for certain."""
    return _UNSAFE_TEXT.sub("\N{REPLACEMENT CHARACTER}", name)[:100]
