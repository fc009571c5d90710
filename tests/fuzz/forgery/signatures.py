"""Good headers and claims, signed by what is no key of ours."""

import hmac
import json
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fuzz.forgery.mint import Forge, Mint, any_ring
from tests.support.tokens import SECRET, compact, good_header, signed, spelled


def _by_another_key(mint: Mint) -> str:
    """As its own, or as the one that signs here."""
    ring = any_ring(mint)
    header = mint.chance.choice((good_header(ring), mint.header()))
    return signed(ring, header, mint.claims())


def _by_the_key_before(mint: Mint) -> str:
    """Which is accepted, but not as the one that signs now."""
    return signed(mint.before, mint.header(), mint.claims())


def _by_what_is_known(mint: Mint) -> str:
    """By hash, with what others may have: the public key in each of its spellings, the setting, the salt, the kid."""
    known = mint.chance.choice((*_public(mint), *_halves(mint), b""))
    header = mint.header(alg=mint.chance.choice(("HS256", mint.algorithm)))
    said = f"{spelled(compact(header))}.{spelled(compact(mint.claims()))}"
    return f"{said}.{spelled(hmac.digest(known, said.encode(), 'sha256'))}"


def _by_the_setting_as_a_seed(mint: Mint) -> str:
    said = f"{spelled(compact(mint.header()))}.{spelled(compact(mint.claims()))}"
    seed = Ed25519PrivateKey.from_private_bytes(SECRET.encode()[:32])
    return f"{said}.{spelled(seed.sign(said.encode()))}"


def _by_nobody(mint: Mint) -> str:
    said = mint.signed().rpartition(".")[0]
    length = mint.chance.choice((0, 1, 31, 32, 33, 63, 64, 65, 1_000))
    return f"{said}.{spelled(mint.chance.choice((bytes(length), mint.chance.randbytes(length))))}"


def _of_another_token(mint: Mint) -> str:
    parts = [mint.signed().split("."), mint.signed().split(".")]
    return ".".join((parts[0][0], parts[0][1], parts[1][2]))


def _public(mint: Mint) -> list[bytes]:
    key = mint.ring.signing().verified_by
    if mint.algorithm == "HS256":
        return []
    spellings = ((Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), (Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    texts = [key.public_bytes(encoding, form) for encoding, form in spellings]
    ssh = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return [
        *texts,
        texts[0].strip(),
        ssh,
        key.public_bytes_raw(),
        *(json.dumps(one).encode() for one in mint.ring.public()),
    ]


def _halves(mint: Mint) -> list[bytes]:
    return [SECRET.encode(), mint.gone.salt.encode(), mint.ring.signing().named["kid"].encode(), b"secret"]


FORGED: Final[tuple[Forge, ...]] = (
    _by_another_key,
    _by_the_key_before,
    _by_what_is_known,
    _by_the_setting_as_a_seed,
    _by_nobody,
    _of_another_token,
)
