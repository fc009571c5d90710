"""Asking a provider: its answers are JSON, small and soon there, or it counts as away."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Final, TypeVar, cast, final

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from application.identity.errors import ProviderUnavailable

TIMEOUT: Final = 3.0
"""Seconds for one question, from the connection to the last byte."""

LARGEST: Final = 256 * 1024
"""Bytes of an answer; the largest that is known, Microsoft's keys, has 20 KiB."""

Kind = TypeVar("Kind")
Transport = Callable[[], httpx2.AsyncBaseTransport]

log = logging.getLogger(__name__)


@cache
def _trusted() -> ssl.SSLContext:
    """Loading the authorities costs 20 ms, once for the process."""
    return httpx2.create_ssl_context()


def over_the_net() -> httpx2.AsyncBaseTransport:
    return httpx2.AsyncHTTPTransport(verify=_trusted())


@asynccontextmanager
async def connected(transport: Transport, **known: object) -> AsyncIterator[AsyncOAuth2Client]:
    """A client for a question or two; redirects are not followed. Whatever goes wrong is ProviderUnavailable."""
    try:
        async with (
            asyncio.timeout(TIMEOUT),
            AsyncOAuth2Client(
                transport=_Bounded(transport()),
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=TIMEOUT,
                trust_env=False,
                **known,
            ) as client,
        ):
            yield client
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, AuthlibBaseError) as error:
        log.warning("a provider does not answer as it should: %s", type(error).__name__)
        raise ProviderUnavailable("The provider does not answer as it should.", retry_after=30) from error


async def read(client: AsyncOAuth2Client, url: str, kind: type[Kind], *, bearer: str | None = None) -> Kind:
    """What stands there as JSON, as far as it is asked for."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    response = await client.request("GET", url, withhold_token=True, headers=headers)
    if response.status_code != httpx2.codes.OK:
        raise httpx2.HTTPStatusError("not found", request=response.request, response=response)
    try:
        return msgspec.json.decode(response.content, type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError("no such JSON") from error


@final
class _Bounded(httpx2.AsyncBaseTransport):
    """Compressed answers were not asked for: how large one gets would be seen too late."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._transport.handle_async_request(request)
        if "content-encoding" in response.headers:
            await response.aclose()
            raise httpx2.DecodingError("compressed", request=request)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_AtMost(cast("httpx2.AsyncByteStream", response.stream)),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._transport.aclose()


@final
class _AtMost(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._stream:
            read += len(chunk)
            if read > LARGEST:
                raise httpx2.ReadError("too large")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
