"""Which state of a thing a request is about (RFC 9110, 13)."""

import re
from hashlib import blake2b
from typing import Any, Final

from litestar import Request

from domain.shared.errors import StaleVersion
from entrypoints.http.refusals import HeaderInvalid

_TAG: Final = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
_OURS: Final = re.compile(r"(\d{1,15})-[0-9a-f]{16}")


def etag(content: bytes, version: int | None = None) -> str:
    """A tag that differs when the content does. Of what has a version, the version stands first, for `If-Match`."""
    digest = blake2b(content, digest_size=8).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Whether the caller already has what `tag` stands for. Proxies that compress weaken tags: W/ is overlooked."""
    return if_none_match.strip() == "*" or tag.removeprefix("W/").strip('"') in _TAG.findall(if_none_match)


def expected_version(request: Request[Any, Any, Any]) -> int | None:
    """The version the caller changes, None for whichever there is.

    Only the version counts: a comment changes what is shown of a ticket, not its version. A tag that cannot be one of
    ours is of no state this thing ever had.
    """
    stated = request.headers.get("if-match")
    if stated is None or stated.strip() == "*":
        return None
    tag = _TAG.fullmatch(stated.strip())
    if tag is None:
        raise HeaderInvalid("If-Match must be * or one entity tag.", {"If-Match": 'Not like "3-0123456789abcdef".'})
    ours = _OURS.fullmatch(tag[1])
    if ours is None:
        raise StaleVersion("It never was in the state that If-Match names.")
    return int(ours[1])
