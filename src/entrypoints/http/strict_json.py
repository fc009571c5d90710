"""JSON that can only be read one way (I-JSON, RFC 7493); the rest is refused before a decoder or a database sees it."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final

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
        tree = _DECODER.decode(text)
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


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = {name: "Stated more than once." for name, _ in pairs if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
        raise BodyMalformed("A member is stated more than once.", {_shown(name): said for name, said in twice.items()})
    return members


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or abs(number := int(digits)) > LARGEST:
        raise BodyMalformed("A number in the body is too large.")
    return number


def _float(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER or not isfinite(number := float(digits)) or abs(number) > LARGEST:
        raise BodyMalformed("A number in the body is too large or too long.")
    return number


def _constant(name: str) -> float:
    raise BodyMalformed(f"{name} is not JSON.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_integer, parse_float=_float, parse_constant=_constant
)


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
    wrong = {_shown(path): "Holds NUL or half a surrogate pair." for path in _unsafe(tree, "")}
    if wrong:
        raise BodyMalformed("The body holds characters that are none.", wrong)


def _unsafe(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, str):
        if _UNSAFE_TEXT.search(node):
            yield path
    elif isinstance(node, dict):
        for name, child in node.items():
            inner = f"{path}.{name}" if path else name
            if _UNSAFE_TEXT.search(name):
                yield inner
            yield from _unsafe(child, inner)
    elif isinstance(node, list):
        for position, child in enumerate(node):
            yield from _unsafe(child, f"{path}[{position}]")


def _shown(name: str) -> str:
    """A name as it can be shown: short, and text for certain."""
    return _UNSAFE_TEXT.sub("\N{REPLACEMENT CHARACTER}", name)[:100]
