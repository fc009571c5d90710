"""Kept answers by the clock of the database; everything else about them is in the contract."""

from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.idempotency import PostgresIdempotentAnswers
from adapters.postgres.pool import Pool
from application.shared.ports import IdempotencyKey, KeptAnswer

ANSWER = KeptAnswer(201, {"location": "/api/v1/tickets/1"}, b'{"success":true}')


def a_key(name: str = "key", fingerprint: bytes = b"same") -> IdempotencyKey:
    return IdempotencyKey(uuid4(), name, "POST /tickets", fingerprint)


@pytest.fixture
def answers(pool: Pool) -> PostgresIdempotentAnswers:
    return PostgresIdempotentAnswers(pool, timedelta(hours=24))


async def keep(answers: PostgresIdempotentAnswers, key: IdempotencyKey) -> None:
    async with answers.attempt(key) as attempt:
        await attempt.keep(ANSWER)


async def grow_old(database: AsyncConnection[TupleRow]) -> None:
    await database.execute("UPDATE idempotency_keys SET created_at = created_at - interval '25 hours'")


async def test_an_old_answer_is_none_and_makes_way(
    answers: PostgresIdempotentAnswers, database: AsyncConnection[TupleRow]
) -> None:
    key = a_key()
    await keep(answers, key)
    await grow_old(database)
    other = IdempotencyKey(key.user_id, key.key, key.operation, b"another")
    async with answers.attempt(other) as attempt:
        assert attempt.answered is None
        await attempt.keep(ANSWER)
    async with answers.attempt(other) as attempt:
        assert attempt.answered == ANSWER


async def test_old_answers_are_swept_as_new_ones_come(
    answers: PostgresIdempotentAnswers, database: AsyncConnection[TupleRow]
) -> None:
    for _ in range(25):
        await keep(answers, a_key())
    await grow_old(database)
    for _ in range(3):
        await keep(answers, a_key())
    rows = await database.execute("SELECT count(*) FROM idempotency_keys")
    assert await rows.fetchone() == (3,)


async def test_keys_may_hold_any_text(answers: PostgresIdempotentAnswers) -> None:
    for name in ("", " ", "%s $1 %(name)s", "ключ", "x" * 255):
        key = a_key(name)
        await keep(answers, key)
        async with answers.attempt(key) as attempt:
            assert attempt.answered == ANSWER
