"""Words are found in what was said about a ticket, by those who may read it."""

from html import unescape
from typing import Any

import pytest

from application.desk.queries.tickets import TicketFilter, TicketRow
from application.shared.page import Page, PageRequest, Sort, Total
from application.shelf import Shelf
from domain.shared.access import Actor, Role
from tests.support.builders import a_comment, a_team, a_ticket, a_user, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
TEAM = a_team()
ASKER, OTHER = a_user(), a_user()
ANNA = Actor(ASKER.id, Role.CUSTOMER)
AGENT = an_actor(Role.AGENT)
DEVELOPER = Actor(a_user().id, Role.DEVELOPER, TEAM.id)

SILENT = a_ticket(number=70, title="Screen <b>dark</b>", description="Since 4711.", requester_id=ASKER.id)
TALKED = a_ticket(number=71, title="No paper", description="At all.", requester_id=ASKER.id, team_id=TEAM.id)
FOREIGN = a_ticket(number=4711, title="Keys", description="Lost in the lake.", requester_id=OTHER.id)
TICKETS = (SILENT, TALKED, FOREIGN)


def _said(ticket: Any, body: str, *, internal: bool = False) -> Any:
    return a_comment(ticket_id=ticket.id, author_id=OTHER.id, body=body, is_internal=internal)


SAID = (
    _said(TALKED, "Look into the second drawer, please."),
    _said(TALKED, "There is a lantern in it, too: 4711 of them."),
    _said(TALKED, "She always forgets the drawer. Overcharge her.", internal=True),
    _said(SILENT, "Invoice the overcharge at once.", internal=True),
    _said(FOREIGN, "A lantern might help."),
)


@pytest.fixture
async def stocked(shelf: Shelf) -> Shelf:
    await stock(shelf, TEAM, ASKER, OTHER, *TICKETS, *SAID)
    return shelf


async def search(shelf: Shelf, actor: Actor, text: str, *, key: str = "number", **more: Any) -> Page[TicketRow]:
    return await shelf.tickets.list(actor, TicketFilter(search=text, **more), PageRequest(sort=(Sort(key),)))


def found(page: Page[TicketRow]) -> list[int]:
    assert page.total == len(page.items)
    return [row.number for row in page.items]


class TestFinds:
    @pytest.mark.parametrize("key", ["number", "createdAt", "dueAt", "priority"])
    async def test_what_was_said(self, stocked: Shelf, key: str) -> None:
        assert found(await search(stocked, ANNA, "lantern", key=key)) == [71]
        assert sorted(found(await search(stocked, ADMIN, "lantern", key=key))) == [71, 4711]

    async def test_all_words_in_one_text_only(self, stocked: Shelf) -> None:
        assert found(await search(stocked, ADMIN, "second drawer")) == [71]
        assert found(await search(stocked, ADMIN, "drawer lantern")) == []
        assert found(await search(stocked, ADMIN, "paper drawer")) == []

    async def test_nothing_said_by_exclusion_alone(self, stocked: Shelf) -> None:
        """Else whatever one reply does not mention would find nearly all there is."""
        assert found(await search(stocked, ADMIN, "-paper")) == [70, 4711]
        assert found(await search(stocked, ADMIN, "-paper or -screen")) == [70, 71, 4711]
        assert found(await search(stocked, ADMIN, "lantern -help")) == [71]

    async def test_within_other_filters(self, stocked: Shelf) -> None:
        assert found(await search(stocked, ADMIN, "lantern", team_id=TEAM.id)) == [71]
        assert found(await search(stocked, ADMIN, "lantern", requester_id=OTHER.id)) == [4711]
        assert found(await search(stocked, ADMIN, "lantern", number=70)) == []

    async def test_a_ticket_once_however_often_it_is_said(self, stocked: Shelf) -> None:
        await stock(stocked, *(_said(TALKED, "lantern lantern") for _ in range(3)), _said(FOREIGN, "keys"))
        assert found(await search(stocked, ADMIN, "lantern")) == [71, 4711]
        assert found(await search(stocked, ADMIN, "keys")) == [4711]

    @pytest.mark.parametrize("text", ["4711", "#4711", "  #4711 "])
    async def test_the_ticket_of_a_number(self, stocked: Shelf, text: str) -> None:
        assert found(await search(stocked, ADMIN, text)) == [70, 71, 4711]
        assert found(await search(stocked, ANNA, text)) == [70, 71]

    @pytest.mark.parametrize("text", ["#71", "071", "71", "9" * 18])
    async def test_a_number_that_nobody_said(self, stocked: Shelf, text: str) -> None:
        assert found(await search(stocked, ADMIN, text)) == ([] if "9" in text else [71])
        assert found(await search(stocked, Actor(OTHER.id, Role.CUSTOMER), text)) == []

    @pytest.mark.parametrize("text", ["9" * 19, "##71", "71.", "\u0667\u0661", "#"])
    async def test_no_number_in_what_is_none(self, stocked: Shelf, text: str) -> None:
        assert 71 not in found(await search(stocked, ADMIN, text, number=71))


class TestNotes:
    WORDS = ("overcharge", "forgets", "she always", '"the drawer" or overcharge', "overcharge -paper")

    @pytest.mark.parametrize("text", WORDS)
    async def test_are_found_by_staff_alone(self, stocked: Shelf, text: str) -> None:
        assert found(await search(stocked, ADMIN, text))
        assert found(await search(stocked, AGENT, text))
        assert found(await search(stocked, DEVELOPER, text)) == [71]
        for actor in (ANNA, Actor(OTHER.id, Role.CUSTOMER)):
            page = await search(stocked, actor, text)
            assert (page.items, page.total, page.total_is_capped, page.last) == ([], 0, False, None)
            exact = PageRequest(sort=(Sort("createdAt"),), exact_total=True)
            assert (await stocked.tickets.list(actor, TicketFilter(search=text), exact)).total == 0
            assert await stocked.tickets.counts(actor, [TicketFilter(search=text)]) == [Total(0)]

    async def test_exclude_nothing_from_who_cannot_read_them(self, stocked: Shelf) -> None:
        assert found(await search(stocked, ANNA, "drawer -overcharge")) == [71]
        assert found(await search(stocked, ANNA, "second -always")) == [71]

    async def test_are_no_part_that_is_shown(self, stocked: Shelf) -> None:
        for text in ("drawer", "paper", "lantern", "-nowhere", "paper -overcharge"):
            for row in (await search(stocked, ANNA, text)).items:
                assert row.snippet
                assert "overcharge" not in row.snippet.lower()
        assert "Overcharge" in ((await search(stocked, ADMIN, "overcharge forgets")).items[0].snippet or "")

    async def test_become_public_or_internal_as_the_comment_does(self, stocked: Shelf) -> None:
        """As it is stored, whoever changes it: the words follow."""
        public = _said(SILENT, "A whisper.")
        await stock(stocked, public)
        assert found(await search(stocked, ANNA, "whisper")) == [70]


class TestSnippet:
    async def test_is_there_where_words_were_looked_for(self, stocked: Shelf) -> None:
        page = await stocked.tickets.list(ADMIN, TicketFilter(), PageRequest(sort=(Sort("number"),)))
        assert {row.snippet for row in page.items} == {None}

    @pytest.mark.parametrize(
        ("text", "marked"),
        [
            ("paper", "No <mark>paper</mark>"),
            ("LANTERN", "a <mark>lantern</mark> in it"),
            ("second drawer", "<mark>second</mark> <mark>drawer</mark>, please"),
            ('"no paper"', "<mark>No</mark> <mark>paper</mark>"),
            ("71", "No paper"),
        ],
    )
    async def test_marks_what_was_looked_for(self, stocked: Shelf, text: str, marked: str) -> None:
        [row] = (await search(stocked, ADMIN, text, number=71)).items
        assert row.snippet
        assert marked in row.snippet

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script> needle",
            "<mark>needle</mark> <b>bold</b>",
            "needle & &amp; \"quoted\" 'too' <img src=x onerror=alert(1)>",
            "\x02needle\x03 \x02\x02 \x03",
            "needle <a href='javascript:x'>needle</a>",
        ],
    )
    async def test_is_html_of_marks_alone(self, stocked: Shelf, text: str) -> None:
        ticket = a_ticket(number=80, title=text, description=text, requester_id=ASKER.id)
        await stock(stocked, ticket, _said(TALKED, text))
        for row in (await search(stocked, ADMIN, "needle")).items:
            shown = row.snippet or ""
            assert "<mark>needle</mark>" in shown
            plain = shown.replace("<mark>", "").replace("</mark>", "")
            assert not set(plain) & set("<>\"'\x02\x03")
            assert shown.count("<mark>") == shown.count("</mark>")

    @pytest.mark.parametrize("body", ["needle " + "x" * 200_000, "needle " * 20_000, "x" * 200_000 + " needle"])
    async def test_is_short(self, stocked: Shelf, body: str) -> None:
        await stock(stocked, _said(TALKED, body))
        page = await search(stocked, ADMIN, "needle or paper", number=71)
        assert len(unescape(page.items[0].snippet or "").replace("<mark>", "").replace("</mark>", "")) <= 301
