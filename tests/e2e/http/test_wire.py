"""What goes over the wire byte by byte, which in-process clients never see."""

import asyncio
from urllib.parse import urlsplit

import pytest

from tests.e2e.http.people import TICKET, Person


class Wire:
    """One connection, spoken to in HTTP/1.1."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, address: str) -> "Wire":
        parts = urlsplit(address)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def say(self, *lines: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Send a request; status, headers and body of the answer."""
        self._writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        await self._writer.drain()
        head = (await asyncio.wait_for(self._reader.readuntil(b"\r\n\r\n"), 20)).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        bodiless = lines[0].startswith("HEAD ") or status in {204, 304}
        length = 0 if bodiless else int(headers["content-length"])
        return status, headers, await self._reader.readexactly(length)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


class TestConnection:
    async def test_stays_usable_after_answers_without_a_body(self, address: str, admin: Person) -> None:
        ticket = await admin.done("POST", "/tickets", TICKET)
        path, bearer = f"/api/v1/tickets/{ticket['id']}", f"Authorization: {admin.bearer}"
        wire = await Wire.to(address)
        status, headers, _ = await wire.say(f"HEAD {path} HTTP/1.1", "Host: localhost", bearer)
        assert (status, int(headers["content-length"]) > 100) == (200, True)
        assert "server" not in headers
        known = f"If-None-Match: {headers['etag']}"
        status, headers, _ = await wire.say(f"GET {path} HTTP/1.1", "Host: localhost", bearer, known)
        assert (status, "content-length" in headers) == (304, False)
        status, headers, _ = await wire.say(f"OPTIONS {path} HTTP/1.1", "Host: localhost")
        assert (status, headers["allow"]) == (204, "GET, HEAD, OPTIONS, PATCH, PUT")
        status, _, body = await wire.say(f"GET {path} HTTP/1.1", "Host: localhost", bearer)
        assert (status, ticket["id"].encode() in body) == (200, True)
        await wire.close()

    async def test_takes_a_body_in_pieces(self, address: str, admin: Person) -> None:
        wire = await Wire.to(address)
        pieces = [b'{"title": "In pieces", ', b'"description": "Sent slowly."}']
        chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        head = ("POST /api/v1/tickets HTTP/1.1", "Host: localhost", f"Authorization: {admin.bearer}")
        said = (*head, "Content-Type: application/json", "Transfer-Encoding: chunked")
        status, _, body = await wire.say(*said, body=chunked)
        assert (status, b"In pieces" in body) == (201, True)
        await wire.close()

    @pytest.mark.parametrize("size", [1024 * 1024 + 1, 10**12])
    async def test_refuses_a_large_body_without_waiting_for_it(self, address: str, admin: Person, size: int) -> None:
        wire = await Wire.to(address)
        head = ("POST /api/v1/tickets HTTP/1.1", "Host: localhost", f"Authorization: {admin.bearer}")
        status, _, body = await wire.say(*head, "Content-Type: application/json", f"Content-Length: {size}", body=b"{")
        assert (status, b"PAYLOAD_TOO_LARGE" in body) == (413, True)
        await wire.close()

    async def test_believes_no_address_that_a_stranger_forwards(self, admin: Person) -> None:
        email = f"forwarded-{admin.id}@example.com"
        user = await admin.done(
            "POST", "/users", {"email": email}, X_Real_IP="203.0.113.9", Forwarded="for=203.0.113.9"
        )
        record = await admin.done("GET", f"/audit-logs?entityId={user['id']}")
        assert [entry["ip"] for entry in record] == ["127.0.0.1"]
