"""Lists of tickets: every sort, filters one would use, each role's scope, searches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from application.desk.queries.tags import TagFilter
from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from bench.sql.facts import DEEP, RECENT, Facts
from bench.sql.question import Kind, Question
from domain.desk.ticket import Channel, Priority, Status
from domain.shared.access import Actor

BY_BIRTH: Final = ("-createdAt", "createdAt")
BY_CHANGE: Final = ("-updatedAt", "updatedAt")
BY_PRIORITY: Final = ("-priority", "priority")
BY_DUE: Final = ("-dueAt", "dueAt")
BY_REST: Final = ("-number", "number", "-title", "title")

OPEN: Final = (Status.OPEN,)
UNFINISHED: Final = (Status.OPEN, Status.IN_PROGRESS, Status.PENDING, Status.REOPENED)

WORDS: Final = {
    "a rare word": "quantum",
    "a middling word": "refund",
    "a common word": "printer",
    "the commonest word": "balana",
    "an absent word": "nowhere",
    "two words, common and middling": "printer refund",
    "two common words": "printer balana",
    "one word or another": "refund or printer",
    "a common word without another": "printer -balana",
    "a phrase of rare words": '"printer quantum"',
    "a phrase of common words": '"balana balana balana"',
    "a phrase that is nowhere": '"printer balana"',
    "a rare word of replies": "lantern",
    "a common word of replies": "thanks",
    "a rare word of notes": "whisper",
    "a common word of notes": "gossip",
    "a word that is not there": "-printer",
    "a number": "#4711",
}


@dataclass(frozen=True)
class Lists:
    """Each list from its beginning and where 90 % are passed."""

    known: Facts

    def of(
        self, kind: Kind, name: str, actor: Actor, which: TicketFilter, *sorts: str, left: float = DEEP
    ) -> Iterator[Question]:
        for text in sorts:
            sort = Sort(text.removeprefix("-"), descending=text.startswith("-"))
            first = PageRequest(sort=(sort,))
            yield _question(kind, f"{name}, {text}", actor, which, first)
            deep = PageRequest(sort=(sort,), after=self.known.after(sort, left, which.priority))
            yield _question(kind, f"{name}, {text}, deep", actor, which, deep)


def ticket_lists(known: Facts) -> Iterator[Question]:
    lists = Lists(known)
    yield from _whole(lists)
    yield from _filtered(lists)
    yield from _sifted(lists)
    yield from _counted(lists)
    yield from _unfinished(lists)
    yield from _scoped(lists)
    yield from _searched(lists)
    yield from _tagged(lists)


def _whole(lists: Lists) -> Iterator[Question]:
    everything, known = TicketFilter(), lists.known
    sorts = (*BY_BIRTH, *BY_CHANGE, *BY_PRIORITY, *BY_DUE, *BY_REST)
    yield from lists.of("page", "all", known.admin, everything, *sorts)
    yield from lists.of("page", "all, as manager", known.manager, everything, *BY_BIRTH)
    fiftieth = PageRequest(sort=(Sort("createdAt", descending=True),), page=500)
    yield _question("number", "all, page 500", known.admin, everything, fiftieth)


def _filtered(lists: Lists) -> Iterator[Question]:
    known = lists.known
    wanted = {
        "closed": TicketFilter(status=(Status.CLOSED,)),
        "finished": TicketFilter(status=(Status.CLOSED, Status.RESOLVED)),
        "critical": TicketFilter(priority=(Priority.CRITICAL,)),
        "high or critical": TicketFilter(priority=(Priority.HIGH, Priority.CRITICAL)),
        "of a busy assignee": TicketFilter(assignee_id=known.developer.user_id),
        "of nobody": TicketFilter(assignee_id="none"),
        "of a busy team": TicketFilter(team_id=known.team),
        "of a quiet team": TicketFilter(team_id=known.quiet_team),
        "of a category": TicketFilter(category_id=known.category),
        "of a status of no ticket": TicketFilter(status_id=UUID(int=0)),
        "of a busy requester": TicketFilter(requester_id=known.customer.user_id),
        "of a quiet requester": TicketFilter(requester_id=known.quiet_customer.user_id),
        "of a week": TicketFilter(created_from=known.born(0.4), created_to=known.born(0.4) + timedelta(days=7)),
        "of a number": TicketFilter(number=known.tickets // 2),
        "of a foreign key": TicketFilter(external_key=f"old-{known.tickets // 20 * 10 + 3}"),
    }
    for name, which in wanted.items():
        yield from lists.of("page", name, known.admin, which, *BY_BIRTH)
    numbered = TicketFilter(number_from=known.tickets // 2, number_to=known.tickets // 2 + 1_000)
    yield from lists.of("page", "of a thousand numbers", known.admin, numbered, "number", "-number")
    for name, tag in {"frequent": "tag1", "middling": "tag30", "rare": "seldom", "absent": "never"}.items():
        yield from lists.of("search", f"with a tag that is {name}", known.admin, TicketFilter(tag=(tag,)), *BY_BIRTH)
    both = TicketFilter(status=OPEN, priority=(Priority.CRITICAL,))
    yield from lists.of("search", "open and critical", known.admin, both, *BY_BIRTH, *BY_CHANGE)


def _sifted(lists: Lists) -> Iterator[Question]:
    """What no index keeps in order: asked of one row after another, or all hits are found first."""
    known = lists.known
    some, week = known.born(0.4), timedelta(days=7)
    wanted = {
        "of no team": TicketFilter(team_id="none"),
        "of no category": TicketFilter(category_id="none"),
        "by mail": TicketFilter(channel=(Channel.EMAIL,)),
        "not answered": TicketFilter(answered=False),
        "answered": TicketFilter(answered=True),
        "overdue": TicketFilter(overdue=True),
        "in time": TicketFilter(overdue=False),
        "open and overdue": TicketFilter(overdue=True, status=OPEN),
        "critical and not answered": TicketFilter(answered=False, priority=(Priority.CRITICAL,)),
        "due in a week": TicketFilter(due_from=some, due_to=some + week),
        "due": TicketFilter(due_from=some),
        "resolved in a week": TicketFilter(resolved_from=some, resolved_to=some + week),
        "closed in a week": TicketFilter(closed_from=some, closed_to=some + week),
    }
    people = {"": known.admin, ", as busy customer": known.customer, ", as busy developer": known.developer}
    for name, which in wanted.items():
        yield from lists.of("search", name, known.admin, which, *BY_PRIORITY, *BY_CHANGE)
        for who, actor in people.items():
            yield from lists.of("search", f"{name}{who}", actor, which, *BY_BIRTH)
    for name in ("overdue", "due in a week"):
        yield from lists.of("tally", f"{name} by time", known.admin, wanted[name], *BY_DUE)


def _counted(lists: Lists) -> Iterator[Question]:
    """Fifty saved views at once."""
    known = lists.known
    views = [
        TicketFilter(status=status, priority=priority, assignee_id=assignee, team_id=team)
        for status in (OPEN, UNFINISHED)
        for priority in ((), (Priority.CRITICAL,))
        for assignee in (None, "none", known.developer.user_id)
        for team in (None, known.team, known.quiet_team)
    ]
    views += [TicketFilter(overdue=True, team_id=team) for team in (None, known.team, known.quiet_team)]
    views += [TicketFilter(tag=(f"tag{number}",), status=UNFINISHED) for number in range(1, 12)]
    for who, actor in {"admin": known.admin, "busy developer": known.developer, "customer": known.customer}.items():
        yield Question("counts", f"fifty views, as {who}", partial(_counts, actor, views))


async def _counts(actor: Actor, views: Sequence[TicketFilter], shelf: Shelf) -> None:
    await shelf.tickets.counts(actor, views)


def _unfinished(lists: Lists) -> Iterator[Question]:
    """What staff works by: the queue, and what is still to do of somebody's."""
    known, admin = lists.known, lists.known.admin
    for name, status in {"open": OPEN, "unfinished": UNFINISHED}.items():
        queue = TicketFilter(status=status)
        yield from lists.of("page", name, admin, queue, *BY_BIRTH, *BY_PRIORITY, *BY_CHANGE, *BY_DUE, left=RECENT)
        whose: Mapping[str, TicketFilter] = {
            "a busy assignee": TicketFilter(status=status, assignee_id=known.developer.user_id),
            "a quiet assignee": TicketFilter(status=status, assignee_id=known.quiet_developer.user_id),
            "nobody": TicketFilter(status=status, assignee_id="none"),
            "a busy team": TicketFilter(status=status, team_id=known.team),
            "a quiet team": TicketFilter(status=status, team_id=known.quiet_team),
            "a busy requester": TicketFilter(status=status, requester_id=known.customer.user_id),
        }
        for who, which in whose.items():
            yield from lists.of("page", f"{name} of {who}", admin, which, *BY_BIRTH, left=RECENT)
            others = (*BY_PRIORITY, *BY_CHANGE, *BY_DUE)
            yield from lists.of("combination", f"{name} of {who}", admin, which, *others, left=RECENT)


def _scoped(lists: Lists) -> Iterator[Question]:
    known = lists.known
    people = {
        "busy customer": known.customer,
        "quiet customer": known.quiet_customer,
        "busy developer": known.developer,
        "quiet developer": known.quiet_developer,
    }
    for who, actor in people.items():
        yield from lists.of("page", f"as {who}", actor, TicketFilter(), *BY_BIRTH)
        others = (*BY_CHANGE, *BY_PRIORITY, *BY_DUE, *BY_REST)
        yield from lists.of("combination", f"as {who}", actor, TicketFilter(), *others)
        for name, status in {"open": OPEN, "unfinished": UNFINISHED}.items():
            which = TicketFilter(status=status)
            yield from lists.of("page", f"{name}, as {who}", actor, which, *BY_BIRTH, left=RECENT)


def _searched(lists: Lists) -> Iterator[Question]:
    known = lists.known
    people = {
        "busy customer": known.customer,
        "busy developer": known.developer,
        "quiet developer": known.quiet_developer,
    }
    for name, words in WORDS.items():
        which = TicketFilter(search=words)
        yield from lists.of("search", name, known.admin, which, *BY_BIRTH, "title", "-updatedAt")
        for who, actor in people.items():
            yield from lists.of("search", f"{name}, as {who}", actor, which, "-createdAt")
        narrow = TicketFilter(search=words, status=OPEN)
        yield from lists.of("search", f"{name}, open", known.admin, narrow, "-createdAt", left=RECENT)


def _tagged(lists: Lists) -> Iterator[Question]:
    """Which tags there are, and which that begin alike."""
    known = lists.known
    people = {
        "admin": known.admin,
        "busy customer": known.customer,
        "quiet customer": known.quiet_customer,
        "busy developer": known.developer,
        "quiet developer": known.quiet_developer,
    }
    for who, actor in people.items():
        for name, which in {"tags": TagFilter(), "tags that begin alike": TagFilter(search="Tag1")}.items():
            yield Question("search", f"{name}, as {who}", partial(_tags, actor, which))


async def _tags(actor: Actor, which: TagFilter, shelf: Shelf) -> None:
    await shelf.tickets.tags(actor, which)


def _question(kind: Kind, name: str, actor: Actor, which: TicketFilter, page: PageRequest) -> Question:
    return Question(kind, name, lambda shelf: shelf.tickets.list(actor, which, page))
