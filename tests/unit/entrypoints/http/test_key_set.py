from dataclasses import replace

from msgspec.structs import replace as but

from entrypoints.settings import Settings
from tests.support.api import opened
from tests.support.house import SmallHouse
from tests.support.tokens import a_ring


class TestKeySet:
    async def test_is_public_and_may_be_kept_half_as_long_as_a_new_key_waits(self) -> None:
        house = SmallHouse()
        ring = a_ring(algorithm="EdDSA")
        house.identity = replace(house.identity, key_ring=ring)
        house.settings = but(Settings(shelf="memory"), key_propagation=61.0)
        async with opened(house) as api:
            answered = await api.get("//.well-known/jwks.json")
        assert answered.status_code == 200
        assert answered.headers["content-type"] == "application/jwk-set+json"
        assert answered.headers["cache-control"] == "public, max-age=30"
        [key] = answered.json()["keys"]
        assert key == ring.public()[0]
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")

    async def test_is_empty_where_whoever_verifies_could_sign(self) -> None:
        async with opened() as api:
            assert (await api.get("//.well-known/jwks.json")).json() == {"keys": []}
