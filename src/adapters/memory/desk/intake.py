from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar, final

from adapters.memory.store import Transaction
from application.desk.archive import BroughtIn, ImportBatch, ImportedPerson
from domain.desk.assignment import Assignment
from domain.desk.category import Category
from domain.desk.comment import Comment
from domain.desk.developer import DeveloperProfile
from domain.desk.events import TicketImported
from domain.desk.ticket import Ticket
from domain.identity.credentials import canonical_email
from domain.identity.user import User
from domain.shared.ids import CategoryId, TicketId, UserId

Entity = TypeVar("Entity", User, Category, DeveloperProfile, Ticket, Comment, Assignment)


@final
class Intake:
    """One batch on its way in, made to refer to the people and categories that are there already."""

    def __init__(self, transaction: Transaction, numbers: Iterator[int], now: datetime) -> None:
        self._transaction = transaction
        self._rows = transaction.rows
        self._numbers = numbers
        self._now = now
        self._people: dict[UserId, UserId] = {}
        self._categories: dict[CategoryId, CategoryId] = {}

    def take(self, batch: ImportBatch) -> BroughtIn:
        for person in batch.people:
            self._people[person.id] = self._person(person)
        for profile in batch.developers:
            user_id = self._people[profile.user_id]
            self._rows.developers.setdefault(user_id, _in_utc(replace(profile, user_id=user_id)))
        for category in batch.categories:
            self._categories[category.id] = self._category(category)
        keys = {ticket.external_key for ticket in self._rows.tickets.values()} | set(map(str, self._rows.tickets))
        new: set[TicketId] = set()
        for ticket in batch.tickets:
            if ticket.external_key not in keys:
                self._ticket(ticket)
                keys.add(ticket.external_key)
                new.add(ticket.id)
        for turn in batch.assignments:
            if turn.ticket_id in new:
                holder = self._people[turn.assignee_id]
                self._rows.assignments[turn.id] = _in_utc(replace(turn, assignee_id=holder, assigned_by=holder))
        said = set(map(_said, self._rows.comments.values()))
        return BroughtIn(tickets=len(new), comments=sum(self._take_comment(it, said) for it in batch.comments))

    def _person(self, person: ImportedPerson) -> UserId:
        if person.id in self._rows.users:
            return person.id
        return self._rows.addresses.get(canonical_email(person.email)) or self._new_user(person)

    def _new_user(self, person: ImportedPerson) -> UserId:
        user = User(
            id=person.id,
            email=person.email,
            password_hash=None,
            first_name="" if "@" in person.name else person.name,
            created_at=person.created_at,
            updated_at=person.created_at,
        )
        self._rows.users[user.id] = _in_utc(user)
        self._rows.addresses[user.canonical_email] = user.id
        return user.id

    def _category(self, category: Category) -> CategoryId:
        if category.id in self._rows.categories:
            return category.id
        name = category.name.casefold()
        namesakes = [other for other in self._rows.categories.values() if other.name.casefold() == name]
        if namesakes:
            return min(namesakes, key=lambda other: (other.parent_id is not None, other.created_at, other.id)).id
        self._rows.categories[category.id] = _in_utc(category)
        return category.id

    def _ticket(self, ticket: Ticket) -> None:
        numbered = replace(
            ticket,
            number=next(self._numbers),
            requester_id=self._people[ticket.requester_id],
            assignee_id=self._people[ticket.assignee_id] if ticket.assignee_id else None,
            category_id=self._categories[ticket.category_id] if ticket.category_id else None,
        )
        imported = TicketImported(
            ticket_id=ticket.id, number=numbered.number, external_key=str(ticket.external_key), at=self._now
        )
        self._transaction.save(self._rows.tickets, ticket.id, _in_utc(numbered), [imported])

    def _take_comment(self, comment: Comment, said: set[tuple[object, ...]]) -> bool:
        """Whether it was new."""
        if comment.ticket_id not in self._rows.tickets or comment.id in self._rows.comments:
            return False
        settled = _in_utc(replace(comment, author_id=self._people[comment.author_id]))
        if _said(settled) in said:
            return False
        self._rows.comments[comment.id] = settled
        return True


def _said(comment: Comment) -> tuple[object, ...]:
    """What makes two comments the same, whatever their ids: those written here are not known by their record."""
    return comment.ticket_id, comment.created_at, comment.author_id, comment.body


def _in_utc(entity: Entity) -> Entity:
    """Records carry the zones of where they come from; the house keeps one."""
    values = {field.name: getattr(entity, field.name) for field in fields(entity)}
    times: dict[str, Any] = {name: at.astimezone(UTC) for name, at in values.items() if isinstance(at, datetime)}
    return replace(entity, **times)
