"""One lifespan for everybody: HTTP, worker, command line and tests open the house the same way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

from dependency_injector import providers

from adapters.memory.dead_letters import MemoryDeadLetters
from adapters.memory.shelf import memory_shelf
from adapters.postgres.events import PostgresEventLog
from adapters.postgres.identity.changes import AccountChanges
from adapters.postgres.identity.listening import follow
from adapters.postgres.pool import open_pool, ready
from adapters.postgres.shelf import postgres_shelf
from adapters.procrastinate.dead_letters import ProcrastinateDeadLetters
from adapters.procrastinate.pace import Pace
from adapters.procrastinate.worker import run_worker
from application.shared.origin import Origin, origin
from application.shared.ports import Clock
from application.shared.reactions import RecordedEvent
from entrypoints.container.adapters import Adapters
from entrypoints.container.database import database
from entrypoints.container.house import Engine, House, furnish
from entrypoints.container.keys import keys_held
from entrypoints.container.schedule import schedule
from entrypoints.container.subscriptions import AWAITED, reactions
from entrypoints.settings import Settings

if TYPE_CHECKING:
    from adapters.redis.cache import RedisCache

log = logging.getLogger(__name__)


def open_house(settings: Settings, *, clock: Clock | None = None) -> AbstractAsyncContextManager[House]:
    """Open what the settings ask for, and close it again. Unavailable when the database does not answer.

    It goes by the time of the machine unless another `clock` is given.
    """
    adapters = Adapters(settings=providers.Object(settings), **({"clock": providers.Object(clock)} if clock else {}))
    return _in_memory(settings, adapters) if settings.shelf == "memory" else _on_postgres(settings, adapters)


@asynccontextmanager
async def _on_postgres(settings: Settings, adapters: Adapters) -> AsyncIterator[House]:
    if settings.keeps_mail:
        log.warning("Nobody gets any mail: without SMTP_HOST all of it goes into %s", settings.mailbox)
    with database(settings) as placed:
        url, changes = str(placed.database_url), AccountChanges()
        pooled = open_pool(
            url,
            min_size=settings.pool_min,
            max_size=settings.pool_max,
            wait=settings.pool_wait,
            statement_timeout=settings.statement_timeout,
        )
        async with pooled as pool, _cache(settings) as cache:
            shelf = postgres_shelf(
                pool,
                ids=adapters.ids(),
                awaited=AWAITED,
                clock=adapters.clock(),
                keep_answers=timedelta(hours=settings.idempotency_hours),
                account_staleness=timedelta(seconds=settings.account_staleness),
                changes=changes,
                cache=cache,
                cache_for=timedelta(minutes=settings.access_token_minutes),
            )

            async def readiness() -> Mapping[str, bool]:
                cached = {"redis": await cache.answers()} if cache else {}
                return {"database": await ready(pool)} | cached

            async def work() -> None:
                pace = Pace(concurrency=settings.job_concurrency)
                await run_worker(
                    url,
                    reactions=reactions(shelf, adapters),
                    events=PostgresEventLog(pool),
                    schedule=schedule(settings, shelf, adapters),
                    pace=pace,
                )

            engine = Engine(
                readiness=readiness,
                dispensable=frozenset({"redis"}),
                follow_changes=lambda: follow(url, changes),
                run_worker=work,
                dead_letters=ProcrastinateDeadLetters(url),
            )
            house = furnish(placed, shelf, adapters, engine)
            async with keys_held(house):
                yield house


def _cache(settings: Settings) -> "AbstractAsyncContextManager[RedisCache | None]":
    if not settings.redis_url:
        return nullcontext()
    from adapters.redis.cache import open_cache  # noqa: PLC0415 - 6 MB, which only who has a Redis shall pay

    return open_cache(settings.redis_url)


@asynccontextmanager
async def _in_memory(settings: Settings, adapters: Adapters) -> AsyncIterator[House]:
    """A house that forgets everything; its reactions run as soon as their events are committed, once."""

    async def react(events: Sequence[RecordedEvent]) -> None:
        caused = origin.set(Origin())
        try:
            for event in events:
                for reaction in reacting.to(event.name):
                    await reacting.run(reaction, event)
        except Exception:
            log.exception("a reaction failed, and nobody tries again")
        finally:
            origin.reset(caused)

    shelf = memory_shelf(
        ids=adapters.ids(),
        clock=adapters.clock(),
        on_commit=react,
        keep_answers=timedelta(hours=settings.idempotency_hours),
    )
    reacting = reactions(shelf, adapters)
    engine = Engine(
        readiness=_nothing_needed,
        follow_changes=_forever,
        run_worker=_forever,
        dead_letters=MemoryDeadLetters(),
    )
    house = furnish(settings, shelf, adapters, engine)
    async with keys_held(house):
        yield house


async def _nothing_needed() -> Mapping[str, bool]:
    return {}


async def _forever() -> None:
    """Where reactions ran already, nothing is left to do."""
    await asyncio.Event().wait()
