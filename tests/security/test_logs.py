"""What callers say in confidence stands in no log, at whatever level."""

import errno
import json
import logging
import sys
from collections.abc import Iterator
from typing import NoReturn

import pytest
import structlog

from domain.shared.access import Role
from entrypoints.logging import MASK, configure_logging
from entrypoints.settings import Environment, Settings
from tests.security.test_failures import failing
from tests.support.api import opened

CANARY = "canary-7f3a9c"
STAGING = Settings(shelf="memory", environment=Environment.STAGING, log_level="debug")


Written = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def logs_of_before() -> Iterator[None]:
    """Put back what `configure_logging` changes; the test's own client is not to write into the logs."""
    root, client = logging.getLogger(), logging.getLogger("httpx2")
    handlers, level = root.handlers[:], root.level
    client.setLevel(logging.WARNING)
    yield
    client.setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


class FullDisk:
    refused = 0

    def write(self, _: str) -> None:
        self.refused += 1
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None: ...


def fail(said_in_confidence: str) -> NoReturn:
    """With the secret in a local variable, which tracebacks can show."""
    raise RuntimeError(f"unforeseen, {len(said_in_confidence)} characters")


class TestLog:
    async def test_holds_nothing_a_caller_said(self, capsys: Written, monkeypatch: pytest.MonkeyPatch) -> None:
        configure_logging(STAGING)
        async with opened() as api:
            customer = await api.house.person(Role.CUSTOMER)
            said = {"email": f"{CANARY}@example.com", "password": f"Pass-{CANARY}-7"}
            await api.post("/auth/register", json=said)
            await api.post("/auth/login", json=said)
            await api.post("/auth/login", json=said | {"password": CANARY})
            headers = {"Idempotency-Key": CANARY, "Cookie": CANARY, "User-Agent": CANARY, "X-Api-Key": CANARY}
            ticket = {"title": CANARY, "description": CANARY}
            await api.post("/tickets", customer, ticket, headers=headers)
            await api.get(f"/tickets?search={CANARY}&{CANARY}={CANARY}", customer)
            await api.get(f"/{CANARY}", headers={"Authorization": f"Bearer {CANARY}"})
            await api.get("/users/me", headers={"Cookie": f"session={CANARY}", "X-CSRF-Token": CANARY})
            await api.post("/auth/login?cookie=true", json=said)
            [cookie] = [one.value for one in api.client.cookies.jar]
            failing(monkeypatch, api, "desk", "open_ticket", RuntimeError("unforeseen"))
            await api.post("/tickets", customer, ticket)
        written = capsys.readouterr().err
        lines = [json.loads(line) for line in written.splitlines()]
        assert sum(line["event"] == "request" for line in lines) == 9
        assert any("RuntimeError: unforeseen" in line.get("exception", "") for line in lines)
        assert CANARY not in written
        assert str(cookie) not in written

    def test_masks_what_should_not_have_been_handed_over(self, capsys: Written) -> None:
        configure_logging(STAGING)
        structlog.get_logger("test").info("said", access_token=CANARY, Password=CANARY, route="/x")
        logging.getLogger("a.library").warning("said %s", "something", extra={"cookie": CANARY})
        written = capsys.readouterr().err
        assert CANARY not in written
        assert [json.loads(line).get("access_token") for line in written.splitlines()] == [MASK, None]

    def test_writes_one_line_for_everything(self, capsys: Written) -> None:
        configure_logging(STAGING)
        structlog.get_logger("test").info("said", route="one\r\ntwo", number=7, other=object())
        logging.getLogger("a.library").error("three\nfour")
        logging.getLogger("uvicorn.access").info("GET /secret")
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        assert [line["event"] for line in lines] == ["said", "three\nfour"]
        assert {"level", "timestamp"} <= lines[0].keys()

    def test_is_for_people_in_development(self, capsys: Written) -> None:
        configure_logging(Settings(shelf="memory"))
        structlog.get_logger("test").info("said", route="/x")
        try:
            fail(CANARY)
        except RuntimeError:
            structlog.get_logger("test").exception("broke off")
        written = capsys.readouterr().err
        assert "said" in written
        assert "unforeseen" in written
        assert CANARY not in written

    def test_loses_lines_rather_than_requests(self, monkeypatch: pytest.MonkeyPatch) -> None:
        configure_logging(STAGING)
        full = FullDisk()
        monkeypatch.setattr(sys, "stderr", full)
        structlog.get_logger("test").info("said")
        logging.getLogger("a.library").error("said")
        assert full.refused == 2
