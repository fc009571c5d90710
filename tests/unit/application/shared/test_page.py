from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.desk.queries.tickets import TICKET_SORTS
from application.shared.page import PageRequest, Sort
from domain.desk.ticket import Priority
from domain.shared.errors import Invalid

ID = UUID(int=7)


def request(*keys: str, **what_matters: Any) -> PageRequest:
    return PageRequest(sort=tuple(Sort(key) for key in keys or ("createdAt",)), **what_matters)


class TestOffset:
    @given(page=st.integers(1, 500), limit=st.integers(1, 100))
    def test_skips_the_pages_before(self, page: int, limit: int) -> None:
        assert request(page=page, limit=limit).offset == sum(limit for _ in range(1, page))

    def test_skips_nothing_after_a_cursor(self) -> None:
        assert request(page=3, after=("2026-03-02T09:00:00Z", str(ID))).offset == 0


class TestPosition:
    def test_is_none_without_a_cursor(self) -> None:
        assert request().position(TICKET_SORTS) is None

    def test_is_what_the_values_are(self) -> None:
        after = ("high", "2026-03-02T09:00:00Z", 7, "Printer", str(ID))
        assert request("priority", "createdAt", "number", "title", after=after).position(TICKET_SORTS) == (
            Priority.HIGH,
            datetime(2026, 3, 2, 9, tzinfo=UTC),
            7,
            "Printer",
            ID,
        )

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("createdAt", "yesterday"),
            ("createdAt", "2026-03-02T09:00:00"),
            ("createdAt", 7),
            ("number", "7"),
            ("number", 2**63),
            ("number", -(2**63) - 1),
            ("number", None),
            ("priority", "urgent"),
            ("title", 7),
            ("title", "NUL\0"),
        ],
    )
    def test_refuses_values_that_do_not_fit_the_sort(self, key: str, value: Any) -> None:
        with pytest.raises(Invalid) as refused:
            request(key, after=(value, str(ID))).position(TICKET_SORTS)
        assert list(refused.value.details) == ["cursor"]

    @pytest.mark.parametrize("after", [(), (7,), (7, "no id"), (7, 8, str(ID))], ids=str)
    def test_refuses_a_cursor_of_another_list(self, after: tuple[Any, ...]) -> None:
        with pytest.raises(Invalid):
            request("number", after=after).position(TICKET_SORTS)
