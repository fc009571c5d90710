"""Calendars and SLA policies."""

from typing import Final, final

from sqlalchemy import select
from sqlalchemy.sql.expression import exists

from adapters.postgres.desk.kept import CALENDARS, SLA_POLICIES
from adapters.postgres.events import Recorder
from adapters.postgres.listing import SEARCH, Listing, equal, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, contains, parameter
from adapters.postgres.tables import calendars, categories, sla_policies
from adapters.postgres.transaction import Transaction, look
from application.desk.errors import CalendarUnknown
from application.desk.ports import CalendarRepository, SlaPolicyRepository
from application.desk.queries.calendars import CALENDAR_SORTS, CalendarCard, CalendarFilter, CalendarQueries
from application.desk.queries.sla_policies import SLA_POLICY_SORTS, SlaPolicyCard, SlaPolicyFilter, SlaPolicyQueries
from application.shared.page import Page, PageRequest
from domain.desk.access import may_read_desk
from domain.desk.calendar import Calendar, CalendarNotFound
from domain.desk.sla import SlaPolicy, SlaPolicyNotFound, Terms
from domain.shared.access import Actor, require
from domain.shared.events import Event
from domain.shared.ids import CalendarId, SlaPolicyId

_OF_CALENDAR: Final = calendars.c.id == parameter("id", calendars.c.id)
_OF_POLICY: Final = sla_policies.c.id == parameter("id", sla_policies.c.id)
_CALENDAR: Final = Statement(CALENDARS.to_change(_OF_CALENDAR))
_CALENDAR_EXISTS: Final = Statement(select(exists().where(_OF_CALENDAR)))
_POLICY: Final = Statement(SLA_POLICIES.to_change(_OF_POLICY))
_ACTIVE_POLICIES: Final = Statement(SLA_POLICIES.selected.where(sla_policies.c.is_active))
_ALL_CALENDARS: Final = Statement(CALENDARS.selected)
_PARENTS: Final = Statement(select(categories.c.id, categories.c.parent_id))

_CALENDARS: Final = Listing(
    CalendarCard,
    calendars,
    key=calendars.c.id,
    sort_types=CALENDAR_SORTS,
    sorts={"name": calendars.c.name, "createdAt": calendars.c.created_at},
    conditions={SEARCH: contains(calendars.c.name_key, SEARCH)},
)
_CALENDAR_CARD: Final = Statement(select(*_CALENDARS.columns).where(_OF_CALENDAR))
_POLICIES: Final = Listing(
    SlaPolicyCard,
    sla_policies,
    key=sla_policies.c.id,
    sort_types=SLA_POLICY_SORTS,
    sorts={"name": sla_policies.c.name, "createdAt": sla_policies.c.created_at},
    conditions=equal(
        *(sla_policies.c.priority, sla_policies.c.category_id, sla_policies.c.tier),
        *(sla_policies.c.calendar_id, sla_policies.c.is_active),
    ),
)
_POLICY_CARD: Final = Statement(select(*_POLICIES.columns).where(_OF_POLICY))


@final
class PostgresCalendarRepository(CalendarRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, calendar_id: CalendarId) -> Calendar:
        calendar = await CALENDARS.load(self._transaction, _CALENDAR, id=calendar_id)
        if calendar is None:
            raise CalendarNotFound("There is no such calendar.")
        return calendar

    async def require(self, calendar_id: CalendarId) -> None:
        found = await self._transaction.run(_CALENDAR_EXISTS, {"id": calendar_id})
        if not found[0][0]:
            raise CalendarUnknown("There is no such calendar.", {"calendarId": "Unknown."})

    async def save(self, calendar: Calendar, *events: Event) -> None:
        await CALENDARS.save(self._transaction, self._recorder, calendar, events)

    async def remove(self, calendar_id: CalendarId, *events: Event) -> None:
        await CALENDARS.remove(self._transaction, self._recorder, calendar_id, events)


@final
class PostgresSlaPolicyRepository(SlaPolicyRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, policy_id: SlaPolicyId) -> SlaPolicy:
        policy = await SLA_POLICIES.load(self._transaction, _POLICY, id=policy_id)
        if policy is None:
            raise SlaPolicyNotFound("There is no such policy.")
        return policy

    async def terms(self) -> Terms:
        policies = await SLA_POLICIES.load_all(self._transaction, _ACTIVE_POLICIES)
        if not policies:
            return Terms()
        calendars = await CALENDARS.load_all(self._transaction, _ALL_CALENDARS)
        categories = await self._transaction.run(_PARENTS, {})
        return Terms(policies, {calendar.id: calendar for calendar in calendars}, dict(categories))

    async def save(self, policy: SlaPolicy, *events: Event) -> None:
        await SLA_POLICIES.save(self._transaction, self._recorder, policy, events)

    async def remove(self, policy_id: SlaPolicyId, *events: Event) -> None:
        await SLA_POLICIES.remove(self._transaction, self._recorder, policy_id, events)


@final
class PostgresCalendarQueries(CalendarQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: CalendarFilter, page: PageRequest) -> Page[CalendarCard]:
        require(may_read_desk(actor), "list calendars")
        return await _CALENDARS.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, calendar_id: CalendarId) -> CalendarCard:
        require(may_read_desk(actor), "read calendars")
        found = await look(self._pool, _CALENDAR_CARD, {"id": calendar_id})
        if not found:
            raise CalendarNotFound("There is no such calendar.")
        return _CALENDARS.read(found[0])


@final
class PostgresSlaPolicyQueries(SlaPolicyQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: SlaPolicyFilter, page: PageRequest) -> Page[SlaPolicyCard]:
        require(may_read_desk(actor), "list SLA policies")
        return await _POLICIES.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, policy_id: SlaPolicyId) -> SlaPolicyCard:
        require(may_read_desk(actor), "read SLA policies")
        found = await look(self._pool, _POLICY_CARD, {"id": policy_id})
        if not found:
            raise SlaPolicyNotFound("There is no such policy.")
        return _POLICIES.read(found[0])
