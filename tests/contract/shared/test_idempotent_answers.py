import asyncio
from uuid import uuid4

import msgspec
import pytest

from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, IdempotencyKey, Ids, KeptAnswer, KeyInUse, KeyReused
from application.shelf import Shelf
from domain.shared.access import Role
from domain.shared.ids import UserId
from tests.support.builders import a_user, acting, an_actor
from tests.support.shelves import stock

CREATED = KeptAnswer(status=201, headers={"location": "/tickets/1", "etag": '"1"'}, body=b'{"caf\xc3\xa9": "\x00\xff"}')
PAGE = PageRequest(sort=(Sort("createdAt"),))


def a_key(**what_matters: object) -> IdempotencyKey:
    usual = {"user_id": uuid4(), "key": "abc", "operation": "POST /tickets", "fingerprint": b"\x00\x01\xff"}
    return IdempotencyKey(**usual | what_matters)  # type: ignore[arg-type] # its fields


async def answer(shelf: Shelf, key: IdempotencyKey, given: KeptAnswer = CREATED) -> KeptAnswer:
    """What a request is answered: what was kept, else what is given now."""
    async with shelf.answers.attempt(key) as attempt:
        if attempt.answered is not None:
            return attempt.answered
        await asyncio.sleep(0.001)
        await attempt.keep(given)
    return given


class TestAttempt:
    async def test_is_the_first_without_an_answer(self, shelf: Shelf) -> None:
        async with shelf.answers.attempt(a_key()) as attempt:
            assert attempt.answered is None

    async def test_finds_what_was_kept(self, shelf: Shelf) -> None:
        key = a_key()
        await answer(shelf, key)
        async with shelf.answers.attempt(key) as attempt:
            assert attempt.answered == CREATED

    async def test_that_kept_nothing_leaves_nothing(self, shelf: Shelf) -> None:
        key = a_key()
        async with shelf.answers.attempt(key):
            pass
        async with shelf.answers.attempt(key) as attempt:
            assert attempt.answered is None

    async def test_of_another_person_is_another(self, shelf: Shelf) -> None:
        key = a_key()
        await answer(shelf, key)
        async with shelf.answers.attempt(msgspec.structs.replace(key, user_id=uuid4())) as attempt:
            assert attempt.answered is None

    @pytest.mark.parametrize("difference", [{"fingerprint": b"other"}, {"operation": "POST /orders"}])
    async def test_refuses_another_request_with_the_same_key(self, shelf: Shelf, difference: dict[str, object]) -> None:
        key = a_key()
        await answer(shelf, key)
        with pytest.raises(KeyReused):
            await answer(shelf, msgspec.structs.replace(key, **difference))
        assert await answer(shelf, key, given=KeptAnswer(500, {}, b"")) == CREATED


class TestTwin:
    async def test_is_refused_while_one_is_under_way(self, shelf: Shelf) -> None:
        key = a_key()
        begun, release = asyncio.Event(), asyncio.Event()

        async def slow() -> None:
            async with shelf.answers.attempt(key) as attempt:
                begun.set()
                await release.wait()
                await attempt.keep(CREATED)

        task = asyncio.create_task(slow())
        await begun.wait()
        with pytest.raises(KeyInUse):
            await asyncio.wait_for(answer(shelf, key), timeout=5)
        release.set()
        await task
        assert await answer(shelf, key, given=KeptAnswer(500, {}, b"")) == CREATED

    async def test_may_try_again_after_a_failure(self, shelf: Shelf) -> None:
        key = a_key()
        with pytest.raises(ZeroDivisionError):
            await _fail(shelf, key)
        assert await answer(shelf, key) == CREATED

    async def test_of_fifty_at_once_one_has_an_effect(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        user = a_user()
        await stock(shelf, user)
        open_ticket = OpenTicket(shelf.desk_work, clock, ids)
        key = a_key(user_id=user.id)

        async def post() -> bytes:
            async with shelf.answers.attempt(key) as attempt:
                if attempt.answered is not None:
                    return attempt.answered.body
                opened = await open_ticket(acting(user), OpenTicketCommand(title="Once", description="…"))
                await asyncio.sleep(0.001)
                await attempt.keep(KeptAnswer(201, {}, opened.id.bytes))
            return opened.id.bytes

        outcomes = await asyncio.gather(*(post() for _ in range(50)), return_exceptions=True)
        answers = {outcome for outcome in outcomes if isinstance(outcome, bytes)}
        refused = {type(outcome) for outcome in outcomes if not isinstance(outcome, bytes)}
        assert len(answers) == 1
        assert refused <= {KeyInUse}
        [ticket] = (await shelf.tickets.list(acting(user), TicketFilter(), PAGE)).items
        assert {ticket.id.bytes} == answers == {await post()}


class TestTransaction:
    async def test_holds_effect_and_answer_or_none(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        user = a_user()
        await stock(shelf, user)
        key = a_key(user_id=user.id)
        with pytest.raises(ZeroDivisionError):
            await _open_and_fail(shelf, key, OpenTicket(shelf.desk_work, clock, ids))
        assert (await shelf.tickets.list(an_actor(Role.ADMIN), TicketFilter(), PAGE)).total == 0
        async with shelf.answers.attempt(key) as attempt:
            assert attempt.answered is None


async def _fail(shelf: Shelf, key: IdempotencyKey) -> None:
    async with shelf.answers.attempt(key):
        raise ZeroDivisionError


async def _open_and_fail(shelf: Shelf, key: IdempotencyKey, open_ticket: OpenTicket) -> None:
    async with shelf.answers.attempt(key) as attempt:
        command = OpenTicketCommand(title="Never", description="…")
        await open_ticket(an_actor(Role.CUSTOMER, user_id=UserId(key.user_id)), command)
        await attempt.keep(CREATED)
        raise ZeroDivisionError
