"""The session cookie in Chromium, on plain HTTP as developers have it: our own page, and those of others."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from playwright.async_api import Page, async_playwright

from tests.e2e.http.people import PASSWORD, TICKET, Person

CHROMIUM: Final = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="apt-get install chromium")

FETCH: Final = """async ([path, method, headers, body]) => {
  const answered = await fetch(path, {method, headers: {'Content-Type': 'application/json', ...headers}, body});
  return [answered.status, answered.status === 204 ? null : await answered.json()];
}"""
SEND_FROM_ELSEWHERE: Final = """async ([url, body]) => {
  const sent = {method: 'POST', credentials: 'include', body};
  await fetch(url, {...sent, mode: 'no-cors', headers: {'Content-Type': 'text/plain'}});
  const headers = {'Content-Type': 'application/json', 'X-CSRF-Token': 'guessed'};
  return await fetch(url, {...sent, headers}).then(() => 'sent', () => 'held back by the browser');
}"""
SUBMIT: Final = """url => {
  const form = Object.assign(document.createElement('form'), {method: 'post', enctype: 'text/plain', action: url});
  document.body.append(form);
  form.submit();
}"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as browsers:
        chromium = await browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield await chromium.new_page()
        finally:
            await chromium.close()


@pytest.fixture
async def elsewhere() -> AsyncIterator[int]:
    """The port of somebody else's site, which has one empty page."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with _closing(writer):
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<!doctype html>")
            await writer.drain()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        yield int(server.sockets[0].getsockname()[1])


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()


async def ask(page: Page, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """As a script of the page that is open: status and answer."""
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    content = None if body is None else json.dumps(body)
    return await page.evaluate(FETCH, [f"/api/v1{path}", method, stated, content])


async def logged_in(page: Page, address: str) -> str:
    """The CSRF token of somebody new, who has the cookie from now on."""
    async with Person(address) as person:
        await person.register()
    await page.goto(f"{address}/api-docs")
    credentials = {"email": person.email, "password": PASSWORD}
    status, answered = await ask(page, "POST", "/auth/login?cookie=true", credentials)
    assert status == 200
    return str(answered["data"]["csrfToken"])


async def titles(page: Page) -> list[str]:
    status, answered = await ask(page, "GET", "/tickets?fields=title")
    assert status == 200
    return [ticket["title"] for ticket in answered["data"]]


async def test_lets_our_own_page_do_everything_and_is_read_by_no_script(page: Page, address: str) -> None:
    token = await logged_in(page, address)
    assert await page.evaluate("document.cookie") == ""
    status, refused = await ask(page, "POST", "/tickets", TICKET)
    assert (status, refused["error"]["code"]) == (403, "CSRF_TOKEN_MISSING")
    status, _ = await ask(page, "POST", "/tickets", TICKET, X_CSRF_Token=token)
    assert (status, await titles(page)) == (201, [TICKET["title"]])
    assert await ask(page, "POST", "/auth/logout", X_CSRF_Token=token) == [204, None]
    assert await page.context.cookies() == []
    status, refused = await ask(page, "GET", "/users/me")
    assert (status, refused["error"]["code"]) == (401, "UNAUTHENTICATED")


async def test_is_worth_nothing_to_a_page_of_another_origin_on_the_same_host(
    page: Page, address: str, elsewhere: int
) -> None:
    """Browsers count ports of a host as one site and send the cookie: only the server can tell."""
    await logged_in(page, address)
    await page.goto(f"http://127.0.0.1:{elsewhere}/")
    sent = await page.evaluate(SEND_FROM_ELSEWHERE, [f"{address}/api/v1/tickets", json.dumps(TICKET)])
    assert sent == "held back by the browser"
    async with page.expect_navigation():
        await page.evaluate(SUBMIT, f"{address}/api/v1/auth/logout")
    assert json.loads(await page.inner_text("body"))["error"]["code"] == "ORIGIN_REFUSED"
    await page.goto(f"{address}/api-docs")
    assert await titles(page) == []


async def test_is_not_sent_by_a_form_of_another_site_but_by_a_link(page: Page, address: str, elsewhere: int) -> None:
    await logged_in(page, address)
    await page.goto(f"http://localhost:{elsewhere}/")
    async with page.expect_navigation():
        await page.evaluate(SUBMIT, f"{address}/api/v1/auth/logout")
    assert json.loads(await page.inner_text("body"))["error"]["code"] == "UNAUTHENTICATED"
    await page.goto(f"http://localhost:{elsewhere}/")
    async with page.expect_navigation():
        await page.evaluate("url => { location.href = url; }", f"{address}/api/v1/users/me")
    assert json.loads(await page.inner_text("body"))["success"] is True
