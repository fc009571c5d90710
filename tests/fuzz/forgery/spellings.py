"""Good tokens of which something was changed on the way, and what is none at all."""

import base64
from typing import Final

from adapters.hmac.refresh_tokens import HmacRefreshTokens
from adapters.hmac.session_tokens import HmacSessionTokens
from domain.shared.ids import SessionId, UserId
from tests.fuzz.forgery.mint import Forge, Mint
from tests.support.builders import a_session
from tests.support.tokens import SECRET, compact

MEGABYTE: Final = 1024 * 1024
URL_SAFE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _bit(mint: Mint) -> str:
    token = mint.signed().encode()
    place = mint.chance.randrange(len(token))
    return (token[:place] + bytes([token[place] ^ 1 << mint.chance.randrange(7)]) + token[place + 1 :]).decode()


def _letter(mint: Mint) -> str:
    """Another of the same alphabet, so that the last one of a part may stand for the same bytes."""
    token = mint.signed()
    ends = [place - 1 for place, letter in enumerate(f"{token}.") if letter == "."]
    place = mint.chance.choice((*ends, mint.chance.randrange(len(token))))
    return token[:place] + mint.chance.choice(URL_SAFE.replace(token[place], "")) + token[place + 1 :]


def _shorter(mint: Mint) -> str:
    token = mint.signed()
    start, end = sorted(mint.chance.sample(range(len(token) + 1), 2))
    return mint.chance.choice((token[:start], token[end:], token[:start] + token[end:])) if end > start else ""


def _longer(mint: Mint) -> str:
    token = mint.signed()
    place = mint.chance.choice((0, len(token), mint.chance.randrange(len(token))))
    return token[:place] + mint.chance.choice((mint.text(), ".", "=", "==", "\n", " ", "\0", "%00")) + token[place:]


def _base64(mint: Mint) -> str:
    """The same bytes in another spelling."""
    parts = mint.signed().split(".")
    which = mint.chance.randrange(3)
    content = base64.urlsafe_b64decode(parts[which] + "==")
    spellings = (
        base64.b64encode(content).decode(),
        base64.urlsafe_b64encode(content).decode() + "=",
        base64.encodebytes(content).decode(),
        base64.b32encode(content).decode(),
        content.hex(),
        parts[which] + "====",
        "%3D".join((parts[which], "")),
        parts[which].swapcase(),
    )
    other = mint.chance.choice([one for one in spellings if one != parts[which]])
    return ".".join((*parts[:which], other, *parts[which + 1 :]))


def _parts(mint: Mint) -> str:
    parts = mint.signed().split(".")
    others = (
        parts[::-1],
        [parts[1], parts[0], parts[2]],
        [*parts, ""],
        ["", *parts],
        [*parts, parts[2]],
        [*parts[:2], "", "", parts[2]],
        parts[:2],
        [parts[0], "", parts[2]],
        ["", parts[1], parts[2]],
        [parts[0]] * 3,
    )
    return mint.chance.choice((".", ".", "..", ",", "~")).join(mint.chance.choice(others))


def _serialised(mint: Mint) -> str:
    """As JSON, which RFC 7515 knows too."""
    protected, payload, signature = mint.signed().split(".")
    flat = {"protected": protected, "payload": payload, "signature": signature}
    general = {"payload": payload, "signatures": [{"protected": protected, "signature": signature}]}
    return compact(mint.chance.choice((flat, general, [protected, payload, signature]))).decode()


def _large(mint: Mint) -> str:
    token, letter = mint.signed(), mint.chance.choice("A.=x-\0é")
    parts = token.split(".")
    parts[mint.chance.randrange(3)] += letter * MEGABYTE
    return mint.chance.choice((".".join(parts), letter * MEGABYTE, token + "." * MEGABYTE, token * 2_000))


def _nearly_too_long(mint: Mint) -> str:
    """Of about the length that is looked at."""
    return mint.signed(claims=compact(mint.claims() | {"x": "y" * mint.chance.randrange(2_500, 3_100)}))


def _another_kind(mint: Mint) -> str:
    session = a_session(id=SessionId(mint.id()), user_id=UserId(mint.id()))
    refresh = HmacRefreshTokens(secret=SECRET).issue(session)
    cookies = HmacSessionTokens(secret=SECRET)
    of_cookies = (cookies.issue(session.id), cookies.csrf_token(session.id))
    random = base64.urlsafe_b64encode(mint.chance.randbytes(32)).decode().rstrip("=")
    bearer = f"Bearer {mint.signed()}"
    return mint.chance.choice(
        (refresh, *of_cookies, f"tix_{random}", random, str(mint.id()), bearer, f"{mint.id()}/1", "null", "", ".")
    )


def _text(mint: Mint) -> str:
    return mint.chance.choice(("", ".")).join(mint.text(200) for _ in range(3))


FORGED: Final[tuple[Forge, ...]] = (
    _bit,
    _bit,
    _letter,
    _shorter,
    _longer,
    _base64,
    _parts,
    _serialised,
    _nearly_too_long,
    _another_kind,
    _text,
)
RARE: Final = _large
"""Takes a thousand times the others' time to make."""
