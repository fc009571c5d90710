from collections.abc import Iterable
from functools import partial
from typing import final

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store, Transaction
from application.desk.errors import CalendarUnknown
from application.desk.ports import CalendarRepository, SlaPolicyRepository
from application.desk.queries.calendars import CALENDAR_SORTS, CalendarCard, CalendarFilter, CalendarQueries
from application.desk.queries.sla_policies import SLA_POLICY_SORTS, SlaPolicyCard, SlaPolicyFilter, SlaPolicyQueries
from application.shared.page import Page, PageRequest
from domain.desk.access import may_read_desk
from domain.desk.calendar import Calendar, CalendarInUse, CalendarNameTaken, CalendarNotFound
from domain.desk.sla import SlaPolicy, SlaPolicyExists, SlaPolicyNotFound, Terms
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import CalendarId, SlaPolicyId


@final
class MemoryCalendarRepository(CalendarRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, calendar_id: CalendarId) -> Calendar:
        try:
            return self._rows.calendars[calendar_id]
        except KeyError:
            raise CalendarNotFound("There is no such calendar.") from None

    async def require(self, calendar_id: CalendarId) -> None:
        if calendar_id not in self._rows.calendars:
            raise CalendarUnknown("There is no such calendar.", {"calendarId": "Unknown."})

    async def save(self, calendar: Calendar, *events: Event) -> None:
        others = (other for other in self._rows.calendars.values() if other.id != calendar.id)
        if any(other.name.casefold() == calendar.name.casefold() for other in others):
            raise CalendarNameTaken(f"There is a calendar {calendar.name} already.", {"name": "Taken."})
        self._transaction.save(self._rows.calendars, calendar.id, calendar, events)

    async def remove(self, calendar_id: CalendarId, *events: Event) -> None:
        if any(policy.calendar_id == calendar_id for policy in self._rows.sla_policies.values()):
            raise CalendarInUse("Policies go by the calendar.")
        self._transaction.remove(self._rows.calendars, calendar_id, events)


@final
class MemorySlaPolicyRepository(SlaPolicyRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, policy_id: SlaPolicyId) -> SlaPolicy:
        try:
            return self._rows.sla_policies[policy_id]
        except KeyError:
            raise SlaPolicyNotFound("There is no such policy.") from None

    async def terms(self) -> Terms:
        return Terms(
            [policy for policy in self._rows.sla_policies.values() if policy.is_active],
            self._rows.calendars.copy(),
            {category.id: category.parent_id for category in self._rows.categories.values()},
        )

    async def save(self, policy: SlaPolicy, *events: Event) -> None:
        others = (other for other in self._rows.sla_policies.values() if other.id != policy.id)
        if any(_whom(other) == _whom(policy) for other in others):
            raise SlaPolicyExists("There is a policy for the same priority, category and tier already.")
        self._transaction.save(self._rows.sla_policies, policy.id, policy, events)

    async def remove(self, policy_id: SlaPolicyId, *events: Event) -> None:
        self._transaction.remove(self._rows.sla_policies, policy_id, events)


@final
class MemoryCalendarQueries(CalendarQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: CalendarFilter, page: PageRequest) -> Page[CalendarCard]:
        require(may_read_desk(actor), "list calendars")
        wanted = (filter.search or "").casefold()
        found = (one for one in self._store.rows.calendars.values() if wanted in one.name.casefold())
        return listed(found, page, CALENDAR_SORTS, partial(as_row, kind=CalendarCard))

    async def card(self, actor: Actor, calendar_id: CalendarId) -> CalendarCard:
        require(may_read_desk(actor), "read calendars")
        try:
            return as_row(self._store.rows.calendars[calendar_id], CalendarCard)
        except KeyError:
            raise CalendarNotFound("There is no such calendar.") from None


@final
class MemorySlaPolicyQueries(SlaPolicyQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: SlaPolicyFilter, page: PageRequest) -> Page[SlaPolicyCard]:
        require(may_read_desk(actor), "list SLA policies")
        found = _fitting(self._store.rows.sla_policies.values(), filter)
        return listed(found, page, SLA_POLICY_SORTS, partial(as_row, kind=SlaPolicyCard))

    async def card(self, actor: Actor, policy_id: SlaPolicyId) -> SlaPolicyCard:
        require(may_read_desk(actor), "read SLA policies")
        try:
            return as_row(self._store.rows.sla_policies[policy_id], SlaPolicyCard)
        except KeyError:
            raise SlaPolicyNotFound("There is no such policy.") from None


def _whom(policy: SlaPolicy) -> tuple[object, ...]:
    return policy.priority, policy.category_id, policy.tier


def _fitting(policies: Iterable[SlaPolicy], wanted: SlaPolicyFilter) -> list[SlaPolicy]:
    return [
        policy
        for policy in policies
        if wanted.priority in (None, policy.priority)
        and wanted.category_id in (None, policy.category_id)
        and wanted.tier in (None, policy.tier)
        and wanted.calendar_id in (None, policy.calendar_id)
        and wanted.is_active in (None, policy.is_active)
    ]
