"""Every table has an answer to what becomes of a person who is deleted, and none keeps a word about them."""

from collections.abc import Mapping
from typing import Final

from psycopg.sql import SQL, Identifier

from adapters.postgres.pool import Pool
from adapters.postgres.tables import metadata
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.identity.user import User
from domain.shared.access import Role
from tests.contract.identity.test_forgetting import PLACES, Person, forget
from tests.support.builders import a_comment, a_ticket, a_user
from tests.support.doubles import SteppingClock
from tests.support.shelves import stock

GOES: Final = frozenset(PLACES)
STAYS: Final[Mapping[str, str]] = {
    "users": "the account, without anything that tells whose it was",
    "tickets": "what they asked for and worked on, by their id",
    "comments": "what they said on tickets, by their id",
    "comment_revisions": "what they said before they said it better, by the comment",
    "assignments": "what they were handed, by their id",
    "ticket_links": "what they linked, by their id",
    "ratings": "what they made of a resolution, by their id",
    "complaints": "what they complained of, by their id",
    "time_entries": "how long they worked, by their id",
    "ticket_merges": "what they merged, by their id",
    "merged_things": "what went with a merge, nobody's",
    "teams": "which they led, by their id",
    "events": "the record, which nobody can change: what is personal was masked before; ip and user agent stay",
    "audit_seals": "digests of the record",
    "categories": "nobody's",
    "calendars": "nobody's",
    "sla_policies": "nobody's",
    "statuses": "nobody's",
    "signing_keys": "the house's",
    "sign_ins": "digests of answers that were taken, which end within minutes",
    "failure_counts": "keyed digests, which end within minutes",
}
"""Why a table is left as it is."""

CANARIES: Final = ("Canaryfirst", "Canarylast", "canary@example.com", "canary.new@example.com", "+1 555 CANARY")


class TestEveryTable:
    def test_has_an_answer(self) -> None:
        assert set(metadata.tables) == GOES | set(STAYS), "What becomes of it when somebody is deleted?"
        assert not GOES & set(STAYS)

    async def test_holds_no_word_about_the_deleted(self, shelf: Shelf, pool: Pool) -> None:
        clock = SteppingClock()
        first, last, email, wanted, phone = CANARIES
        admin = a_user(role=Role.ADMIN)
        user = a_user(
            role=Role.DEVELOPER, first_name=first, last_name=last, email=email, pending_email=wanted, phone=phone
        )
        await stock(shelf, admin)
        await Person(shelf, user).settle(admin.id)
        ticket = a_ticket(requester_id=user.id)
        await stock(shelf, ticket, a_comment(ticket_id=ticket.id, author_id=user.id))
        await _edit(shelf, user, clock)
        assert await _mentioning(pool, CANARIES) > set()
        await forget(shelf, clock, user)
        assert await _mentioning(pool, (*CANARIES, "octocat")) == set()
        assert await _naming(pool, user) <= set(STAYS)


async def _edit(shelf: Shelf, user: User, clock: Clock) -> None:
    """So that the record has something to say about them."""
    async with shelf.identity_work() as work:
        loaded = await work.users.get(user.id)
        await work.users.save(*loaded.edit(at=clock.now(), first_name=f"{user.first_name} II"))


async def _mentioning(pool: Pool, words: tuple[str, ...]) -> set[str]:
    """The tables in which any of these stands anywhere, in whatever case."""
    found = SQL("SELECT EXISTS (SELECT FROM {} one WHERE lower(one::text) LIKE ANY ($1))")
    patterns = [f"%{word.lower()}%" for word in words]
    async with pool.connection() as connection:
        return {
            name
            for name in metadata.tables
            for (there,) in await (await connection.execute(found.format(Identifier(name)), [patterns])).fetchall()
            if there
        }


async def _naming(pool: Pool, user: User) -> set[str]:
    return await _mentioning(pool, (str(user.id),))
