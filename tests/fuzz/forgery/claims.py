"""Claims that ours never are, below a good header, signed by our own key."""

from typing import Any, Final

from tests.fuzz.forgery.mint import JSON, Forge, Mint
from tests.support.tokens import compact

NAMES: Final = ("iss", "aud", "sub", "sid", "role", "ver", "iat", "exp")
TEXTS: Final = ("iss", "aud", "sub", "sid", "role")
TIMES: Final[tuple[Any, ...]] = (*JSON, "soon", "9999999999", 1e300, -1e300, 2**53, 2**63, 2**64, -(2**63), 10**300)


def _missing(mint: Mint) -> str:
    return mint.signed(claims=mint.claims(**{mint.chance.choice(NAMES): None}))


def _other_type(mint: Mint) -> str:
    name = mint.chance.choice(NAMES)
    values = [one for one in JSON if name != "ver" or type(one) is not int]
    return mint.signed(claims=mint.claims() | {name: mint.chance.choice(values)})


def _listed(mint: Mint) -> str:
    """Right in a list, or in something else around it."""
    name, good = mint.chance.choice(NAMES), mint.claims()
    value = good[name]
    around: Any = mint.chance.choice(([value], [value, value], ["x", value], {"a": value}, {value: True}, str([value])))
    return mint.signed(claims=good | {name: around})


def _nearly(mint: Mint) -> str:
    name, good = mint.chance.choice(TEXTS), mint.claims()
    value = good[name]
    spellings = (value[:-1], value + "x", value.upper(), f" {value}", f"{value}\0", value + "/", mint.text(), value * 2)
    return mint.signed(claims=good | {name: mint.chance.choice(spellings)})


def _time(mint: Mint) -> str:
    name, good = mint.chance.choice(("exp", "iat")), mint.claims()
    wrong = (float(good[name]), good[name] + 0.5, str(good[name]), good[name] + 10**6, good[name] - 10**6)
    return mint.signed(claims=good | {name: mint.chance.choice((*TIMES, *wrong))})


def _no_number(mint: Mint) -> str:
    good = compact(mint.claims(exp=7))
    literal = mint.chance.choice((b"NaN", b"Infinity", b"-Infinity", b"1e999", b"0x7f", b"+7", b"07", b"7.", b"-0"))
    return mint.signed(claims=good.replace(b":7}", b":" + literal + b"}"))


def _more(mint: Mint) -> str:
    name = mint.chance.choice(("nbf", "jti", "scope", "admin", "cnf", "__proto__", mint.text()))
    return mint.signed(claims=mint.claims() | {f"{name} ".strip() or "x": mint.chance.choice((*JSON, 9**9, "admin"))})


def _twice(mint: Mint) -> str:
    name, claims = mint.chance.choice(NAMES), mint.claims()
    good = compact({name: claims[name]})[1:-1]
    other = compact({name: mint.chance.choice((*JSON, claims[name], 9**9, "admin"))})[1:-1]
    both = mint.chance.choice((good + b"," + other, other + b"," + good, good + b"," + good))
    return mint.signed(claims=compact(claims).replace(good, both))


def _spelling(mint: Mint) -> str:
    """The same to whoever reads JSON."""
    claims = mint.claims()
    good = compact(claims)
    spellings = (
        good.replace(b":", b": ", 1),
        good + mint.chance.choice((b" ", b"\n", b"\t")),
        b"\xef\xbb\xbf" + good,
        good.replace(b"iss", b"\\u0069ss"),
        good.replace(b"tix", b"\\u0074ix", 1),
        compact(dict(reversed(claims.items()))),
        compact(claims | {"exp": float(claims["exp"])}),
        good.decode().encode("utf-16"),
        b"\xff" + good,
    )
    return mint.signed(claims=mint.chance.choice(spellings))


def _nothing_like_it(mint: Mint) -> str:
    inside = mint.signed()
    depth = mint.chance.randrange(1, 500)
    others: tuple[bytes, ...] = (
        b"",
        b"{}",
        b"null",
        inside.encode(),
        compact(inside),
        compact({"payload": inside}),
        b"[" * depth + b"]" * depth,
        b'{"iss":' * depth,
        compact([mint.claims()]),
        mint.chance.randbytes(depth),
    )
    return mint.signed(claims=mint.chance.choice(others))


def _of_another_kind(mint: Mint) -> str:
    """What else this house or others hand out: id tokens, logout tokens, old access tokens of ours."""
    good = mint.claims()
    session = {name: good[name] for name in ("iss", "aud", "sub", "iat", "exp")}
    kinds = (
        session,
        session | {"nonce": "n", "email": "agent@example.com", "email_verified": True},
        session | {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
        {name: value for name, value in good.items() if name != "sid"},
        {name: value for name, value in good.items() if name != "role"},
    )
    return mint.signed(claims=mint.chance.choice(kinds))


FORGED: Final[tuple[Forge, ...]] = (
    _missing,
    _other_type,
    _listed,
    _nearly,
    _time,
    _no_number,
    _more,
    _twice,
    _spelling,
    _nothing_like_it,
    _of_another_kind,
)
