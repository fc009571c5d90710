"""Sorting and paging as `application.shared.page` promises it, over whatever entities are found."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from application.shared.page import COUNTED_AT_MOST, NEVER, Page, PageRequest, Row, SortTypes, Total

Found = TypeVar("Found")


class _Key(NamedTuple):
    attribute: str
    descending: bool
    absent: datetime = NEVER


NO_ABSENT: Final[Mapping[str, datetime]] = MappingProxyType({})


def listed(
    found: Iterable[Found],
    page: PageRequest,
    sorts: SortTypes,
    row: Callable[[Found], Row],
    *,
    id_name: str = "id",
    absent: Mapping[str, datetime] = NO_ABSENT,
) -> Page[Row]:
    """`absent` tells by sort key which time stands for one that there is not, unless it is `NEVER`."""
    keys = [_Key(_snake_case(sort.key), sort.descending, absent.get(sort.key, NEVER)) for sort in page.sort]
    keys.append(_Key(id_name, page.sort[-1].descending))
    everything = list(found)
    rest = _after(_sorted(everything, keys), keys, page.position(sorts))
    portion = rest[page.offset : page.offset + page.limit]
    is_last = len(rest) <= page.offset + page.limit
    total = Total(len(everything)) if page.exact_total else counted(len(everything))
    return Page(
        items=[row(one) for one in portion],
        total=total.count,
        total_is_capped=total.is_capped,
        last=None if is_last else tuple(msgspec.to_builtins(_value(portion[-1], key)) for key in keys),
    )


def counted(count: int) -> Total:
    """As far as totals go."""
    return Total(min(count, COUNTED_AT_MOST), is_capped=count > COUNTED_AT_MOST)


def as_row(entity: object, kind: type[Row]) -> Row:
    """Those attributes of an entity that the row shows."""
    return msgspec.convert(entity, kind, from_attributes=True)


def _sorted(found: Iterable[Found], keys: Sequence[_Key]) -> list[Found]:
    ordered = list(found)
    for key in reversed(keys):
        ordered.sort(key=partial(_rank, key=key), reverse=key.descending)
    return ordered


def _after(ordered: list[Found], keys: Sequence[_Key], position: tuple[Any, ...] | None) -> list[Found]:
    if position is None:
        return ordered
    reached = [_comparable(value) for value in position]
    return [one for one in ordered if _follows(one, keys, reached)]


def _follows(one: object, keys: Sequence[_Key], reached: Sequence[Any]) -> bool:
    for key, there in zip(keys, reached, strict=True):
        here = _rank(one, key)
        if here != there:
            return bool(here < there) is key.descending
    return False


def _rank(one: object, key: _Key) -> Any:
    return _comparable(_value(one, key))


def _value(one: object, key: _Key) -> Any:
    value = getattr(one, key.attribute)
    return key.absent if value is None else value


def _comparable(value: Any) -> Any:
    """Members of an enumeration rank as they are declared."""
    return list(type(value)).index(value) if isinstance(value, Enum) else value


def _snake_case(wire_name: str) -> str:
    return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", wire_name)
