"""A provider over real sockets. It takes any verifier: that there is one is seen in the address."""

import json
import os
import socket
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from adapters.oidc import wire
from adapters.oidc.provider import OidcProvider
from adapters.system.clock import SystemClock
from application.identity.errors import CodeRefused, NonceMismatch, ProviderUnavailable
from application.identity.ports import Challenge
from domain.identity.external_identity import Assertion
from tests.support.command_line import Running

CALLBACK: Final = "http://127.0.0.1/callback"
CHALLENGE: Final = Challenge(state="the-state", nonce="the-nonce", verifier="v" * 43)
ADA: Final = {"sub": "ada", "email": "ada@example.com", "email_verified": True, "given_name": "Ada"}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = str(holder.getsockname()[1])
    said = tmp_path_factory.mktemp("oidc") / "provider.txt"
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", port, "--user-claims", json.dumps(ADA)]
    with said.open("wb") as output, _process(command, output) as process:
        Running(process, said).wait_for(r"running on http://")
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def _process(command: list[str], output: Any) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=output, stderr=subprocess.STDOUT, env=environment, cwd=Path(__file__).parent
    )


def provider(issuer: str) -> OidcProvider:
    return OidcProvider(issuer=issuer, client_id="us", client_secret="hush", redirect_uri=CALLBACK, clock=SystemClock())


async def code_of(one: OidcProvider, sub: str = "ada", challenge: Challenge = CHALLENGE) -> str:
    """As the provider's page hands it out to who says that they are somebody."""
    async with httpx2.AsyncClient() as browser:
        sent_back = await browser.post(await one.address(challenge), data={"sub": sub})
    location = urlsplit(sent_back.headers["location"])
    answer = {name: value for name, [value] in parse_qs(location.query).items()}
    assert location._replace(query="").geturl() == CALLBACK
    assert answer["state"] == challenge.state
    return answer["code"]


class TestProvider:
    async def test_is_asked_for_a_code_of_this_verifier_alone(self, issuer: str) -> None:
        query = parse_qs(urlsplit(await provider(issuer).address(CHALLENGE)).query)
        hashed = urlsafe_b64encode(sha256(CHALLENGE.verifier.encode()).digest()).decode().rstrip("=")
        assert (query["code_challenge"], query["code_challenge_method"]) == ([hashed], ["S256"])

    async def test_tells_who_signed_in(self, issuer: str) -> None:
        one = provider(issuer)
        assert await one.redeem(await code_of(one), CHALLENGE, issuer=None) == Assertion(
            issuer=issuer, subject="ada", email="ada@example.com", email_verified=True, first_name="Ada"
        )

    async def test_gives_tokens_for_a_code_once(self, issuer: str) -> None:
        one = provider(issuer)
        code = await code_of(one)
        await one.redeem(code, CHALLENGE, issuer=None)
        with pytest.raises(CodeRefused):
            await one.redeem(code, CHALLENGE, issuer=None)

    async def test_does_not_pass_for_another_sign_in(self, issuer: str) -> None:
        one = provider(issuer)
        code = await code_of(one)
        other = Challenge(state=CHALLENGE.state, nonce="another", verifier=CHALLENGE.verifier)
        with pytest.raises(NonceMismatch):
            await one.redeem(code, other, issuer=None)

    async def test_that_is_not_there_is_away(self) -> None:
        with pytest.raises(ProviderUnavailable):
            await provider("http://127.0.0.1:1").address(CHALLENGE)

    async def test_that_is_silent_is_away_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(wire, "TIMEOUT", 0.1)
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            with pytest.raises(ProviderUnavailable):
                await provider(f"http://127.0.0.1:{silent.getsockname()[1]}").address(CHALLENGE)
