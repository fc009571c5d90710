"""Query strings of lists, read as strictly as bodies: what is not understood is refused by name, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Request
from msgspec import Struct, structs

from application.shared.filters import Reader, Unreadable, read_sort, read_values, readers_of
from application.shared.page import PageRequest, Sort, SortTypes
from entrypoints.http.cursor import Cursors
from entrypoints.http.paging import PAGING, read_paging
from entrypoints.http.parameters import parameters
from entrypoints.http.refusals import QueryInvalid

Filter = TypeVar("Filter", bound=Struct)
Stated = TypeVar("Stated", bound=Struct)
Filter_co = TypeVar("Filter_co", bound=Struct, covariant=True)


def read_query(request: Request[Any, Any, Any], kind: type[Stated]) -> Stated:
    """The parameters of an operation that is no list. QueryInvalid names everything that is wrong."""
    wrong: dict[str, str] = {}
    values = read_values(parameters(request.scope["query_string"], wrong), readers_of(kind), wrong)
    if wrong:
        raise QueryInvalid("The query is not as it should be.", wrong)
    return kind(**values)


class NoFilter(Struct, frozen=True):
    """A list that is always read whole."""


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Filter_co]):
    """A list request, understood: which rows, in which order, which portion, and which fields (all when None)."""

    filter: Filter_co
    page: PageRequest
    fields: Mapping[str, str] | None
    cursors: Cursors
    place: bytes
    """What a cursor of this request is good for: this list, sorted and filtered like this."""

    def cursor(self, last: tuple[Any, ...]) -> str:
        return self.cursors.write(last, self.place)

    def shows(self, own_name: str) -> bool:
        """Whether the answer will hold this field, which may cost something."""
        return self.fields is None or own_name in self.fields.values()

    def project(self, rows: list[Any]) -> list[Any]:
        if self.fields is None:
            return rows
        return [{wire: getattr(row, own) for wire, own in self.fields.items()} for row in rows]


@dataclass(frozen=True)
class Listing(Generic[Filter]):
    """What can be asked of one list: handlers read requests by it, and the documentation is made from it."""

    name: str
    row: type[Struct]
    filter: type[Filter]
    sorts: SortTypes
    default_sort: str

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, Reader]]:
        return readers_of(self.filter)

    @cached_property
    def row_fields(self) -> Mapping[str, str]:
        """Wire name to own name of what a row shows."""
        return {field.encode_name: field.name for field in structs.fields(self.row)}

    def read(self, request: Request[Any, Any, Any], *, default_sort: str | None = None) -> Wanted[Filter]:
        """QueryInvalid names everything that is wrong. `default_sort` stands instead of the list's own."""
        misstated: dict[str, str] = {}
        stated = parameters(request.scope["query_string"], misstated)
        wrong = misstated | {
            name[:100]: "Unknown." for name in stated if name not in self.readers and name not in PAGING
        }
        chosen = self._filter(stated, wrong)
        sort = self._sort(stated.get("sort", default_sort or self.default_sort), wrong)
        fields = self._fields(stated["fields"], wrong) if "fields" in stated else None
        place = self._place(request.scope["path"], sort, chosen)
        cursors: Cursors = request.app.state.cursors
        page = read_paging(stated, wrong, sort, lambda cursor: cursors.read(cursor, place))
        if wrong:
            raise QueryInvalid("The query is not as it should be.", wrong | misstated)
        return Wanted(chosen, page, fields, cursors, place)

    def _filter(self, stated: Mapping[str, str], wrong: dict[str, str]) -> Filter:
        known = {name: text for name, text in stated.items() if name in self.readers and name not in wrong}
        return self.filter(**read_values(known, self.readers, wrong))

    def _sort(self, text: str, wrong: dict[str, str]) -> tuple[Sort, ...]:
        try:
            return read_sort(text, self.sorts)
        except Unreadable as problem:
            wrong["sort"] = str(problem)
            return ()

    def _fields(self, text: str, wrong: dict[str, str]) -> Mapping[str, str]:
        names = text.split(",")
        unknown = [name for name in names if name not in self.row_fields]
        if unknown:
            wrong["fields"] = f"No field: {', '.join(unknown)[:100]}. There are: {', '.join(self.row_fields)}."
        return {name: own for name, own in self.row_fields.items() if name in names}

    def _place(self, path: str, sort: tuple[Sort, ...], filter: Filter) -> bytes:
        return b"\0".join((self.name.encode(), path.encode(), msgspec.json.encode(sort), msgspec.json.encode(filter)))
