"""Every other list, point queries, and what writes look up and store."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from adapters.markdown.prose import MarkdownProse
from adapters.system.ids import UuidIds
from application.audit.queries import AuditFilter
from application.desk.add_comment import AddComment, AddCommentCommand
from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.close_resolved_tickets import AT_ONCE
from application.desk.hand_over import hand_over
from application.desk.open_ticket import OpenTicket, OpenTicketCommand
from application.desk.queries.categories import CategoryFilter
from application.desk.queries.developers import DeveloperFilter
from application.desk.queries.teams import TeamFilter
from application.identity.queries import USER_SORTS, UserFilter
from application.notifications.queries import NotificationFilter
from application.shared.own_data import AT_ONCE as OWN_AT_ONCE
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock
from application.shelf import Shelf
from bench.sql.facts import DEEP, Facts
from bench.sql.question import Ask, Question
from domain.desk.access import TicketScope
from domain.desk.ticket import Status, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId

_NEWEST: Final = Sort("createdAt", descending=True)
_OLDEST: Final = Sort("createdAt")


def histories(known: Facts) -> Iterator[Question]:
    """What grows with time: notifications, the audit log, and what hangs on one ticket."""
    me, admin = known.notified, known.admin
    notifications = {
        "notifications": NotificationFilter(),
        "notifications unread": NotificationFilter(is_read=False),
        "notifications read": NotificationFilter(is_read=True),
        "notifications of a kind": NotificationFilter(kind="assigned"),
    }
    audit = {
        "audit": AuditFilter(),
        "audit of an action": AuditFilter(action="desk.ticket_assigned"),
        "audit of an action that never was": AuditFilter(action="desk.team_deleted"),
        "audit of an entity": AuditFilter(entity_type="ticket", entity_id=known.entity),
        "audit of a ticket": AuditFilter(ticket_id=known.entity),
        "audit of an actor": AuditFilter(actor_id=known.developer.user_id),
        "audit of a request": AuditFilter(request_id="request-77"),
        "audit of an API key": AuditFilter(api_key_id=known.entity),
        "audit of a week": AuditFilter(created_from=known.born(0.4), created_to=known.born(0.4) + timedelta(days=7)),
    }
    actions = {
        "audit of several actions": AuditFilter(action="desk.ticket_assigned,desk.ticket_edited"),
        "audit of actions that never were": AuditFilter(action="desk.team_deleted,desk.team_edited"),
    }
    talk, person = known.discussed_ticket, AuditFilter(user_id=known.developer.user_id)
    for page, place in _pages(known):
        for name, those in notifications.items():
            yield Question("page", name + place, _notifications(me, those, page))
        for name, which in audit.items():
            yield Question("page", name + place, _audit(admin, which, page))
        yield Question("tally", "audit of a person" + place, _audit(admin, person, page))
        for name, which in actions.items():
            yield Question("search", name + place, _audit(admin, which, page))
        yield Question("page", "links" + place, _links(admin, talk, page))
        yield Question("page", "history" + place, _history(admin, talk, page))
        yield Question("page", "comments" + place, _comments(admin, talk, page))
        yield Question("page", "assignments" + place, _assignments(admin, talk, page))


def _notifications(actor: Actor, which: NotificationFilter, page: PageRequest) -> Ask:
    return lambda it: it.notifications.list(actor, which, page)


def _audit(actor: Actor, which: AuditFilter, page: PageRequest) -> Ask:
    return lambda it: it.audit.list(actor, which, page)


def _links(actor: Actor, ticket_id: TicketId, page: PageRequest) -> Ask:
    return lambda it: it.tickets.links(actor, ticket_id, page)


def _history(actor: Actor, ticket_id: TicketId, page: PageRequest) -> Ask:
    return lambda it: it.history.list(actor, ticket_id, page)


def _comments(actor: Actor, ticket_id: TicketId, page: PageRequest) -> Ask:
    return lambda it: it.tickets.comments(actor, ticket_id, page)


def _assignments(actor: Actor, ticket_id: TicketId, page: PageRequest) -> Ask:
    return lambda it: it.tickets.assignments(actor, ticket_id, page)


def _users(actor: Actor, which: UserFilter, page: PageRequest) -> Ask:
    return lambda it: it.users.list(actor, which, page)


def _full_users(actor: Actor, which: UserFilter, page: PageRequest) -> Ask:
    return lambda it: it.users.full_list(actor, which, page)


def _pages(known: Facts) -> Iterator[tuple[PageRequest, str]]:
    for sort, name in ((_NEWEST, "-createdAt"), (_OLDEST, "createdAt")):
        yield PageRequest(sort=(sort,)), f", {name}"
        yield PageRequest(sort=(sort,), after=known.after(sort, DEEP)), f", {name}, deep"


def people(known: Facts) -> Iterator[Question]:
    """What does not grow with the tickets: some are read whole."""
    admin, page = known.admin, PageRequest(sort=(_NEWEST,))
    for key in USER_SORTS:
        for sort in (Sort(key, descending=True), Sort(key)):
            ordered = PageRequest(sort=(sort,))
            name = f"users, {'-' if sort.descending else ''}{key}"
            yield Question("page", name, _users(admin, UserFilter(), ordered))
            yield Question("page", f"{name}, with all there is", _full_users(admin, UserFilter(), ordered))
    called = {
        "users, staff": UserFilter(role=(Role.AGENT, Role.MANAGER)),
        "users of a team": UserFilter(team_id=known.team),
        "users of no team": UserFilter(team_id="none"),
        "users called so": UserFilter(search="u77@"),
        "users called like nobody": UserFilter(search="nobody at all"),
    }
    for name, which in called.items():
        yield Question("people", name, _users(admin, which, page))
    of_team = DeveloperFilter(team_id=known.team)
    yield Question("people", "teams", lambda it: it.teams.list(admin, TeamFilter(), page))
    yield Question("people", "categories", lambda it: it.categories.list(known.customer, CategoryFilter(), page))
    yield Question("people", "developers", lambda it: it.developers.list(admin, DeveloperFilter(), page))
    yield Question("people", "sessions", partial(_sessions, known.customer))
    yield Question("people", "developers of a team", lambda it: it.developers.list(admin, of_team, page))


def points(known: Facts) -> Iterator[Question]:
    admin, busy = known.admin, known.developer
    for name, actor in {"admin": admin, "customer": known.customer, "developer": busy}.items():
        yield Question("point", f"ticket, as {name}", partial(_card, actor, known.ticket))
    yield Question("point", "comment", lambda it: it.tickets.comment(admin, known.ticket, known.comment))
    yield Question("point", "assignment", lambda it: it.tickets.assignment(admin, known.assignment))
    yield Question("point", "notification", lambda it: it.notifications.card(known.notified, known.notification))
    yield Question("point", "user", lambda it: it.users.card(admin, known.customer.user_id))
    yield Question("point", "account", lambda it: it.accounts.of(known.customer.user_id))
    yield Question("point", "team", lambda it: it.teams.card(admin, known.team))
    yield Question("point", "category", lambda it: it.categories.card(admin, known.category))
    yield Question("point", "developer", lambda it: it.developers.card(admin, busy.user_id))
    yield Question("export", "export, the first 500", _first_portion)
    for name, actor in {"customer": known.customer, "developer": busy}.items():
        yield Question("export", f"own tickets, as {name}", partial(_own_tickets, actor))
        yield Question("export", f"own comments, as {name}", partial(_own_comments, actor))
        yield Question("export", f"own entries, as {name}", partial(_own_entries, actor))


_PORTION: Final = PageRequest(sort=(_OLDEST,), limit=OWN_AT_ONCE)


async def _own_tickets(actor: Actor, shelf: Shelf) -> None:
    tickets = (await shelf.own_desk.tickets(actor, _PORTION)).items
    await shelf.own_desk.public_comments(actor, [ticket.id for ticket in tickets])


async def _own_comments(actor: Actor, shelf: Shelf) -> None:
    await shelf.own_desk.comments(actor, _PORTION)


async def _own_entries(actor: Actor, shelf: Shelf) -> None:
    await shelf.audit.own(actor, _PORTION)


async def _sessions(actor: Actor, shelf: Shelf) -> None:
    await shelf.sessions.list(actor, PageRequest(sort=(_NEWEST,)), at=datetime.now(UTC))


async def _card(actor: Actor, ticket: TicketId, shelf: Shelf) -> None:
    with suppress(TicketNotFound):
        await shelf.tickets.card(actor, ticket)


async def _first_portion(shelf: Shelf) -> None:
    async for _ in shelf.archive.take_out(TicketScope.all()):
        return


class Undone(Exception):
    """Ends a work, so that nothing of it is stored."""


def writes(known: Facts) -> Iterator[Question]:
    agent, ids, clock = known.manager, UuidIds(), _NewerThanAll()
    ticket = known.open_ticket
    reopen = timedelta(days=1)

    def undone(name: str, act: Callable[[Shelf], Coroutine[Any, Any, object]]) -> Question:
        async def ask(shelf: Shelf) -> None:
            with suppress(Undone):
                async with shelf.desk_work() as work:
                    await work.teams.require(known.team)
                    await act(shelf)
                    raise Undone

        return Question("write", name, ask)

    opened = OpenTicketCommand(title="No picture", description="Since yesterday.", category_id=known.category)
    yield undone("open a ticket", lambda it: OpenTicket(it.desk_work, clock, ids)(agent, opened))
    said = AddCommentCommand(ticket_id=ticket, body="We look into it.")
    yield undone("comment", lambda it: AddComment(it.desk_work, clock, ids, MarkdownProse())(agent, said))
    yield undone("count what it waits for", lambda it: _waits(it, ticket))
    yield undone("find whose alarm rings", lambda it: _ringing(it, at=clock.now()))
    yield undone("find what is to be closed", lambda it: _resolved(it, at=clock.now()))
    yield undone("assign", lambda it: _assign(it, known, at=clock.now()))
    closed = ChangeTicketStatusCommand(ticket_id=ticket, status=Status.IN_PROGRESS)
    yield undone("move along", lambda it: ChangeTicketStatus(it.desk_work, clock, reopen, ids)(agent, closed))


async def _assign(shelf: Shelf, known: Facts, *, at: datetime) -> None:
    """As assigning and claiming do, whether or not the developer has room."""
    async with shelf.desk_work() as work:
        ticket = await work.tickets.get(known.open_ticket, scope=TicketScope.of(known.developer))
        developer = await work.developers.get(known.developer.user_id)
        roomy = replace(developer, is_active=True, capacity=developer.open_tickets + 1)
        assigned, event = ticket.assign(roomy, by=known.manager.user_id, at=at)
        await hand_over(work, UuidIds(), event)
        await work.tickets.save(assigned, event)


async def _waits(shelf: Shelf, ticket: TicketId) -> None:
    async with shelf.desk_work() as work:
        await work.links.unfinished(ticket)


async def _ringing(shelf: Shelf, *, at: datetime) -> None:
    async with shelf.desk_work() as work:
        await work.tickets.ringing(at, limit=AT_ONCE)


async def _resolved(shelf: Shelf, *, at: datetime) -> None:
    async with shelf.desk_work() as work:
        await work.tickets.resolved_by(at, after=None, limit=AT_ONCE)


class _NewerThanAll(Clock):
    def now(self) -> datetime:
        return datetime(2030, 1, 1, tzinfo=UTC)
