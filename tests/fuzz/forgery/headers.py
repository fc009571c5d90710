"""Headers that ours never are, over good claims, signed by our own key."""

from typing import Any, Final

from tests.fuzz.forgery.mint import JSON, Forge, Mint
from tests.support.tokens import compact, spelled

URLS: Final = ("https://example.com/keys", "http://127.0.0.1:1/", "file:///etc/passwd", "//x", "", "\0")
KIDS: Final = (
    "../../../../dev/null",
    "/proc/self/environ",
    "..\\..\\key",
    "' OR '1'='1",
    "x' UNION SELECT 'secret' --",
    "$(id)",
    "\0",
    "a\0b",
    "",
    " ",
    "0",
    "*",
    "K" * 2_000,
)
NAMED: Final = (
    "jku",
    "x5u",
    "jwk",
    "x5c",
    "x5t",
    "x5t#S256",
    "crit",
    "cty",
    "enc",
    "zip",
    "b64",
    "url",
    "nonce",
    "p2c",
)
NONE: Final = ("none", "None", "NONE", "nOnE", "", "none ", "\0none")
ALGORITHMS: Final = (
    "HS256",
    "HS384",
    "HS512",
    "RS256",
    "PS512",
    "ES256",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "hs256",
    "HS256 ",
)


def _typ(mint: Mint) -> str:
    types = ("JWT", "jwt", "AT+JWT", "application/at+jwt", "rt+jwt", "id+jwt", "at+jwt ", None, *JSON)
    return mint.signed(mint.header(typ=mint.chance.choice(types)))


def _kid(mint: Mint) -> str:
    return mint.signed(mint.header(kid=mint.chance.choice((*KIDS, *JSON, mint.text(), mint.text(), str(mint.id())))))


def _kid_nearly(mint: Mint) -> str:
    kid = mint.ring.signing().named["kid"]
    spellings = (
        kid.upper(),
        kid.replace("-", ""),
        f" {kid}",
        f"{kid}\0",
        f"{{{kid}}}",
        f"urn:uuid:{kid}",
        [kid],
        kid[:-1],
    )
    return mint.signed(mint.header(kid=mint.chance.choice([one for one in spellings if one != kid])))


def _member(mint: Mint) -> str:
    member = mint.chance.choice((*NAMED, mint.text()))
    value: Any = mint.chance.choice((*JSON, *URLS, ["exp"], ["b64"], [member], {"kty": "oct", "k": "AA"}))
    header = mint.header()
    return mint.signed({**header, member: value} if member not in header else {**header, f"x{member}": value})


def _own_key(mint: Mint) -> str:
    """With the key to verify it by inside, which is somebody else's."""
    public = mint.elsewhere.public()
    stated = dict(public[0]) if public else {"kty": "oct", "k": spelled(mint.elsewhere.signing().signs_by)}
    return mint.signed(mint.header(jwk=stated | {"kid": mint.ring.signing().named["kid"]}))


def _algorithm(mint: Mint) -> str:
    others = [name for name in (*ALGORITHMS, *JSON) if name != mint.algorithm]
    return mint.signed(mint.header(alg=mint.chance.choice(others)))


def _unsigned(mint: Mint) -> str:
    token = mint.signed(mint.header(alg=mint.chance.choice(NONE)))
    return mint.chance.choice((token, token.rpartition(".")[0] + ".", token.rpartition(".")[0]))


def _twice(mint: Mint) -> str:
    name = mint.chance.choice(("alg", "kid", "typ"))
    good = compact({name: mint.header()[name]})[1:-1]
    other = compact({name: mint.chance.choice((*JSON, mint.header()[name], "none", "JWT"))})[1:-1]
    both = mint.chance.choice((good + b"," + other, other + b"," + good, good + b"," + good))
    return mint.signed(compact(mint.header()).replace(good, both))


def _spelling(mint: Mint) -> str:
    """The same to whoever reads JSON."""
    good = compact(mint.header())
    spellings = (
        good.replace(b":", b": ", 1),
        good + mint.chance.choice((b" ", b"\n", b"\t")),
        b"\xef\xbb\xbf" + good,
        good.replace(b"alg", b"\\u0061lg"),
        good.replace(b"at+jwt", b"at\\u002bjwt"),
        compact(dict(mint.chance.sample(list(reversed(mint.header().items())), 3))),
        compact([mint.header()]),
        good.decode().encode("utf-16"),
    )
    return mint.signed(mint.chance.choice([one for one in spellings if one != good]))


FORGED: Final[tuple[Forge, ...]] = (
    _typ,
    _kid,
    _kid_nearly,
    _member,
    _own_key,
    _algorithm,
    _unsigned,
    _twice,
    _spelling,
)
