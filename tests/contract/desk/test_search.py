import pytest

from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.shared.access import Role
from tests.support.builders import a_ticket, a_user, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("number"),), limit=100)

TEXTS = {
    1: ("Printer on fire", "The big printer burns paper."),
    2: ("Paper jam", "Printer eats paper, no smoke."),
    3: ("Screen stays dark", "No picture since the fire drill; Ümläute und STRASSE."),
    4: ("Nothing works", "Don't touch user_name."),
}


@pytest.fixture
async def stocked(shelf: Shelf) -> Shelf:
    user = a_user()
    tickets = [
        a_ticket(number=number, title=title, description=description, requester_id=user.id)
        for number, (title, description) in TEXTS.items()
    ]
    await stock(shelf, user, *tickets)
    return shelf


async def found(shelf: Shelf, text: str) -> list[int]:
    return [row.number for row in (await shelf.tickets.list(ADMIN, TicketFilter(search=text), PAGE)).items]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("printer", [1, 2], id="a word in title or description"),
        pytest.param("PRINTER", [1, 2], id="in whatever case"),
        pytest.param("ümläute", [3], id="in whatever alphabet"),
        pytest.param("ÜMLÄUTE", [3], id="in whatever case and alphabet"),
        pytest.param("print", [], id="words, not parts of them"),
        pytest.param("printer fire", [1], id="all words"),
        pytest.param("fire printer", [1], id="in whatever order"),
        pytest.param("burns fire", [1], id="one in the title, one in the description"),
        pytest.param("printer smoke dark", [], id="all words and no fewer"),
        pytest.param('"printer on fire"', [1], id="words kept together"),
        pytest.param('"fire on printer"', [], id="words kept together in their order"),
        pytest.param('"printer fire"', [], id="words kept together without others between"),
        pytest.param('"paper jam" eats', [2], id="words kept together and another"),
        pytest.param("printer -smoke", [1], id="without a word"),
        pytest.param("-printer", [3, 4], id="only without a word"),
        pytest.param('-"paper jam" printer', [1], id="without words kept together"),
        pytest.param("smoke or dark", [2, 3], id="either"),
        pytest.param("smoke OR dark", [2, 3], id="either, in whatever case"),
        pytest.param("printer smoke or dark", [2, 3], id="words bind closer than or"),
        pytest.param("burns or dark picture", [1, 3], id="words bind closer than or, behind it too"),
        pytest.param("or", [], id="or alone is a word"),
        pytest.param("or smoke", [], id="or in front is a word"),
        pytest.param("smoke or", [], id="or at the end is a word"),
        pytest.param("smoke or or dark", [2], id="or behind or is a word"),
        pytest.param("smoke -or", [2], id="or behind a minus is a word"),
        pytest.param("printer -smoke or dark", [1, 3], id="either, one of them without a word"),
        pytest.param("don't", [4], id="a word with an apostrophe"),
        pytest.param("user_name", [4], id="a word with an underscore"),
        pytest.param("name", [4], id="a part behind an underscore"),
        pytest.param("unheard", [], id="a word that is nowhere"),
        pytest.param("!!! &", [], id="no word at all"),
        pytest.param("   ", [], id="nothing but space"),
        pytest.param("", [], id="nothing"),
        pytest.param('"', [], id="a lone quote"),
        pytest.param("printer's & | ! ( : * <->", [], id="signs of the query language mean nothing"),
        pytest.param("printer:*", [1, 2], id="no prefixes by signs either"),
    ],
)
async def test_finds(stocked: Shelf, text: str, numbers: list[int]) -> None:
    assert await found(stocked, text) == numbers


async def test_follows_a_change(stocked: Shelf) -> None:
    user = a_user()
    ticket = a_ticket(number=5, title="Old words", requester_id=user.id)
    await stock(stocked, user, ticket)
    async with stocked.desk_work() as work:
        loaded = await work.tickets.get(ticket.id, scope=TicketScope.all())
        await work.tickets.save(*loaded.edit(at=loaded.updated_at, title="New words"))
    assert await found(stocked, "old") == []
    assert await found(stocked, "new words") == [5]


async def test_survives_a_text_of_any_length(stocked: Shelf) -> None:
    user = a_user()
    long = a_ticket(number=6, description="needle " + "haystack " * 100_000, requester_id=user.id)
    words = a_ticket(number=7, description=" ".join(f"w{i}" for i in range(100_000)), requester_id=user.id)
    await stock(stocked, user, long, words)
    assert await found(stocked, "needle") == [6]
    assert await found(stocked, "w7") == [7]
    assert await found(stocked, "word " * 10_000) == []
