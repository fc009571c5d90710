"""A browser, a house and a provider, each a process of its own. They need Chromium, Node and npm."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

from tests.e2e.http.conftest import READY, command_line, free_port
from tests.support import postgres
from tests.support.command_line import Running

PROVIDER: Final = Path(__file__).with_name("provider")
NEEDED: Final = {"chromium": "chromium", "node": "nodejs", "npm": "npm"}
"""Programs, and the packages of Debian that bring them."""

MISSING: Final = [package for program, package in NEEDED.items() if shutil.which(program) is None]
CLIENTS: Final = ("honest", "wrong-audience", "wrong-issuer", "wrong-signature", "expired")
DATA_SECRET: Final = "wB3nM7xK1vC9tJ5gF2hR8pL4sD6qZ0yT"
"""Known, so that a test can open what a browser carries, and seal something else."""

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Place:
    """Where the house and the provider are reached."""

    house: str
    issuer: str


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MISSING:
        terminalreporter.section("!!! NO BROWSER HAS TRIED TO SIGN IN !!!", red=True, bold=True)
        terminalreporter.write_line(f"This machine lacks {', '.join(MISSING)}: apt-get install {' '.join(MISSING)}")


@pytest.fixture(scope="session")
def node_packages() -> None:
    """As locked, and fetched once: afterwards no network is needed. Where something is missing, CI fails."""
    if MISSING:
        lacking = f"This machine lacks {', '.join(MISSING)}."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)
    fetched, locked = PROVIDER / "node_modules/.package-lock.json", PROVIDER / "package-lock.json"
    if not fetched.exists() or fetched.stat().st_mtime < locked.stat().st_mtime:
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=PROVIDER, check=True)  # noqa: S603 - npm
        fetched.touch()


@pytest.fixture(scope="session")
def place(
    node_packages: None,  # noqa: ARG001 - which the provider stands on
    databases: postgres.Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    """One server and one provider for all who sign in."""
    folder, port = tmp_path_factory.mktemp("browser"), free_port()
    house = f"http://127.0.0.1:{port}"
    clients = [
        {"client_id": name, "client_secret": "hush", "redirect_uris": [f"{house}/api/v1/auth/{name}/callback"]}
        for name in CLIENTS
    ]
    said = folder / "provider.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own server
            [shutil.which("node") or "node", "server.js", json.dumps(clients)],
            cwd=PROVIDER,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        issuer = Running(process, said).wait_for(r"Provider (http://\S+)")[1]
        stated = {"issuer": issuer, "clientSecret": "hush"}
        settings = {
            "DATABASE_URL": databases.create(),
            "DATA_SECRET": DATA_SECRET,
            "OIDC_PROVIDERS": json.dumps({name: stated | {"clientId": name} for name in CLIENTS}),
        }
        line = command_line(folder, **settings)
        line.environment = {**line.environment, "PORT": port}
        with line.running("serve") as server:
            server.wait_for(READY)
            yield Place(house, issuer)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="session")
async def browser(node_packages: None) -> AsyncIterator[Browser]:  # noqa: ARG001 - skipped where it is missing
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS])
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Of somebody who has never been here, and gets nothing from any other machine."""
    context = await browser.new_context()

    async def stay_here(route: Route) -> None:
        is_here = route.request.url.startswith(("http://127.0.0.1:", "http://localhost:"))
        await (route.continue_() if is_here else route.abort())

    await context.route("**/*", stay_here)
    yield await context.new_page()
    await context.close()
