"""What hangs on a ticket is known to those who merge tickets, on either shelf."""

from collections.abc import Iterator
from dataclasses import fields
from typing import get_args, get_type_hints

import pytest
from sqlalchemy import UniqueConstraint

from adapters.memory.store import Rows
from adapters.postgres.tables import metadata
from application.desk.hanging import GOES_ALONG, LINKS, STAYS, kind_of


def tables_about_tickets() -> Iterator[str]:
    """Those with a column that refers to tickets, tickets themselves aside."""
    for name, table in metadata.tables.items():
        referred = {key.column.table.name for key in table.foreign_keys}
        if name != "tickets" and ("tickets" in referred or "ticket_id" in table.columns):
            yield name


class TestTables:
    def test_go_along_or_stay_for_a_reason(self) -> None:
        """Whoever adds one has to decide, in `application/desk/hanging.py`."""
        assert sorted(tables_about_tickets()) == sorted((*GOES_ALONG, LINKS, *STAYS))

    @pytest.mark.parametrize("name", GOES_ALONG)
    def test_that_go_along_tell_what_no_ticket_has_twice(self, name: str) -> None:
        table = metadata.tables[name]
        constraints = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
        named = [one.columns.keys() for one in constraints]
        named += [index.columns.keys() for index in table.indexes if index.unique]
        apart = [tuple(column for column in columns if column != "ticket_id") for columns in named]
        assert apart == ([GOES_ALONG[name]] if GOES_ALONG[name] else [])
        assert table.primary_key.columns.keys() == ["id"]


class TestRows:
    def test_are_the_same_in_memory(self) -> None:
        hints = get_type_hints(Rows)
        about = {
            field.name
            for field in fields(Rows)
            if "ticket_id" in getattr((*get_args(hints[field.name]), None)[-2], "__dataclass_fields__", {})
        }
        known = {kind_of(name) for name in (*GOES_ALONG, *STAYS)}
        assert about <= known
        assert {kind_of(name) for name in GOES_ALONG} <= about
