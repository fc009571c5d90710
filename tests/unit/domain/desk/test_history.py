import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields

import pytest

import domain.desk
from domain.desk.history import PUBLIC, STAFF, UNTOLD
from domain.shared.events import Event


def desk_events() -> Iterator[type[Event]]:
    """Every event of the desk, wherever it stands."""
    for module in pkgutil.iter_modules(domain.desk.__path__, "domain.desk."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Event) and "name" in vars(kind):
                yield kind


OF_TICKETS = sorted(
    {kind for kind in desk_events() if "ticket_id" in {field.name for field in fields(kind)}},
    key=lambda kind: kind.name,
)
"""Those that say which ticket they are about."""


class TestHistory:
    @pytest.mark.parametrize("kind", OF_TICKETS, ids=lambda kind: kind.name)
    def test_says_of_every_event_who_is_told(self, kind: type[Event]) -> None:
        told = [kind in PUBLIC or kind in STAFF, kind in UNTOLD]
        assert sum(told) == 1, f"{kind.__name__}: decide in domain/desk/history.py who sees it in a ticket's history"

    def test_tells_staff_what_requesters_are_told(self) -> None:
        assert PUBLIC.keys() <= STAFF.keys()

    def test_tells_requesters_no_values_that_nobody_chose(self) -> None:
        assert [kind.name for kind, told in PUBLIC.items() if told.values is None] == []

    def test_knows_no_events_that_are_about_no_ticket(self) -> None:
        assert set(OF_TICKETS) == STAFF.keys() | UNTOLD
