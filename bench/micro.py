"""`make bench-micro`: what parts of a request cost in the process, as ratios to a bare Litestar handler, with budgets.

CPU time of this process alone, in short turns of both sides, median of the ratios: other work on the machine shifts
both alike. Over its budget is what is so in each of several tries.
"""

import asyncio
import gc
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, Final
from uuid import uuid4

from litestar import Litestar, get
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from msgspec.structs import astuple

from adapters.postgres.rows import Reader
from application.desk.queries.tickets import TicketRow
from application.identity.log_in import LogInCommand
from application.identity.register_user import RegisterUserCommand
from bench.ours.serve import Pong, create_app
from domain.desk.ticket import Channel, Priority, Status
from domain.shared.ids import TicketId, UserId
from entrypoints.container import House, open_house
from entrypoints.http.authentication import Gate
from entrypoints.http.envelope import ENCODER, Answer, success
from entrypoints.http.policy import AUTHENTICATED
from entrypoints.logging import configure_logging
from entrypoints.settings import Settings

TURNS: Final = 40
CALLS: Final = 50
"""Of each side in a turn."""

TRIES: Final = 4

BUDGETS: Final = {
    "authentication": 2.0,
    "envelope": 1.0,
    "one dependency": 1.8,
    "mapping of 20 rows": 1.1,
    "ping of the house": 2.4,
}
"""Ratios, some 30 % above what was measured when they were set."""

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sample:
    """All but the mapping hold a bare handler, which costs 1."""

    name: str
    work: Work


@get("/")
async def bare() -> Pong:
    return Pong(pong=True)


@get("/", policy=AUTHENTICATED)
async def guarded() -> Pong:
    return Pong(pong=True)


@get("/")
async def enveloped() -> Answer[Pong]:
    return success(Pong(pong=True))


@get("/")
async def dependent(desk: NamedDependency[str]) -> Pong:
    return Pong(pong=bool(desk))


def samples(house: House, token: str) -> list[Sample]:
    state = State({"house": house})
    provided = {"desk": Provide(lambda: "desk", sync_to_thread=False)}
    return [
        Sample("authentication", asked(app_of(guarded, middleware=[Gate()], state=state), token)),
        Sample("envelope", asked(app_of(enveloped))),
        Sample("one dependency", asked(app_of(dependent, dependencies=provided))),
        Sample("mapping of 20 rows", mapping()),
        Sample("ping of the house", asked(create_app(house), token, path="/api/v1/ping")),
    ]


def app_of(handler: Any, **more: Any) -> Litestar:
    return Litestar([handler], openapi_config=None, logging_config=None, **more)


def asked(app: Litestar, token: str = "", *, path: str = "/") -> Work:
    """One request to an application, without any server. It has to be answered well."""
    headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode())]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:  # noqa: PLR2004
            raise RuntimeError(f"{path} was answered with {message['status']}.")

    async def work() -> None:
        await app({**scope, "state": {}}, receive, send)  # type: ignore[arg-type]

    return work


def mapping() -> Work:
    """Records as the driver gives them, into rows, into JSON."""
    now = datetime.now(UTC)
    row = TicketRow(
        id=TicketId(uuid4()),
        number=7,
        title="Printer on fire",
        status=Status.OPEN,
        status_id=None,
        priority=Priority.HIGH,
        category_id=None,
        team_id=None,
        assignee_id=None,
        requester_id=UserId(uuid4()),
        channel=Channel.API,
        tags=["one", "two"],
        due_at=None,
        created_at=now,
        updated_at=now,
    )
    record = astuple(row)
    read = Reader(TicketRow)

    async def work() -> None:
        ENCODER.encode([read(record) for _ in range(20)])

    return work


async def ratio(one: Work, base: Work) -> float:
    """How many times the CPU of the other."""
    found = []
    for _ in range(TURNS):
        mine, theirs = await _cpu(one), await _cpu(base)
        found.append(mine / theirs)
    return median(found)


async def _cpu(work: Work) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        await work()
    return time.process_time() - began


async def within_budget(sample: Sample, base: Work) -> bool:
    """Judged by the least of several tries: what is dear stays dear, a disturbed try does not."""
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, await ratio(sample.work, base))
        if least <= BUDGETS[sample.name]:
            break
    verdict = "within" if least <= BUDGETS[sample.name] else "OVER"
    print(f"{sample.name:<20} {least:5.2f} of a bare handler, {verdict} its budget of {BUDGETS[sample.name]:.2f}")
    return least <= BUDGETS[sample.name]


async def main() -> bool:
    key = secrets.token_urlsafe
    settings = Settings(shelf="memory", jwt_secret=key(48), cursor_secret=key(48), log_level="error")
    configure_logging(settings)
    async with open_house(settings) as house:
        account = {"email": "customer@example.com", "password": f"{key(12)}-Aa1"}
        await house.identity.register_user(RegisterUserCommand(**account))
        logged_in = await house.identity.log_in(LogInCommand(**account))
        base, tried = asked(app_of(bare)), samples(house, logged_in.access_token)
        for work in (base, *(sample.work for sample in tried)):
            await _cpu(work)
        gc.collect()
        gc.freeze()
        return all([await within_budget(sample, base) for sample in tried])


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)
