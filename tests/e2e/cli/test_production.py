"""Production starts on no secret that is none, and says which one it is without a word of it."""

import resource
from pathlib import Path

import pytest

from entrypoints.settings import SECRETS
from tests.e2e.http.conftest import free_port
from tests.support.command_line import CommandLine, Typed

GOOD = {
    "JWT_SECRET": "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa",
    "CURSOR_SECRET": "Qe4rT6yU8iO0pA2sD1fG3hJ5kL7zX9cV",
    "DATA_SECRET": "wB3nM7xK1vC9tJ5gF2hR8pL4sD6qZ0yT",
}
WEAK = {
    "missing": "",
    "short": "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uK",
    "uniform": "abc" * 20,
    "of an example": "Your-kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa",
    "a default": "CHANGEME-kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa",
}
PROMPT = 5.0
"""Seconds of a processor within which it ends. On the clock a busy machine takes longer."""


def of_processor() -> float:
    """Seconds that all commands took which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_every_secret_there_is_is_tried() -> None:
    assert {name.lower() for name in GOOD} == set(SECRETS)


@pytest.mark.parametrize("name", GOOD)
class TestSecret:
    @pytest.mark.parametrize("way", WEAK)
    def test_that_is_none_stops_the_start(self, typed: Typed, tmp_path: Path, name: str, way: str) -> None:
        done = typed("serve", **GOOD | {"ENVIRONMENT": "production", name: WEAK[way]})
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
        assert done.err.startswith(f"tixgenius: {name}: ")
        assert not WEAK[way] or WEAK[way] not in done.err
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("other", GOOD)
    def test_that_serves_for_two_things_stops_the_start(self, typed: Typed, name: str, other: str) -> None:
        if name == other:
            return
        done = typed("serve", **GOOD | {"ENVIRONMENT": "production", name: GOOD[other]})
        later = max(name, other, key=list(GOOD).index)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"tixgenius: {later}: Is the same as ")
        assert GOOD[other] not in done.err

    def test_in_a_file_is_judged_too(self, typed: Typed, tmp_path: Path, name: str) -> None:
        (tmp_path / "mounted").write_text(f"{WEAK['short']}\n")
        done = typed("serve", **GOOD | {"ENVIRONMENT": "production", name: "", f"{name}_FILE": "mounted"})
        assert (done.code, done.err) == (1, f"tixgenius: {name}: Shorter than 32 characters.\n")


class TestProcess:
    @pytest.mark.parametrize("way", WEAK)
    def test_ends_soon_and_names_every_secret(self, tmp_path: Path, way: str) -> None:
        settings = {name: f"{WEAK[way]}{'' if way == 'missing' else place}" for place, name in enumerate(GOOD)}
        if way == "short":
            settings = {name: value[1:] for name, value in settings.items()}
        began = of_processor()
        done = CommandLine(tmp_path, ENVIRONMENT="production", **settings).run("serve")
        assert of_processor() - began < PROMPT
        assert (done.code, done.out) == (1, "")
        assert [line.split(": ")[1] for line in done.err.splitlines()] == list(GOOD)
        assert not any(value and value in done.err for value in settings.values())
        assert list(tmp_path.iterdir()) == []

    def test_starts_on_secrets_that_are_some(self, typed: Typed) -> None:
        """As far as its database, which is not there: so what stopped the others was the secret."""
        nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PORT": free_port()}
        done = typed("serve", **GOOD, **nowhere, ENVIRONMENT="production")
        assert "Connection refused" in done.err
