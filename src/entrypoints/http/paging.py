"""Which portion of a list: by page number, or on from a cursor."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from application.shared.page import DEEPEST_OFFSET, PageRequest, Sort

PAGING: Final = ("sort", "page", "limit", "cursor", "fields", "total")
LIMIT: Final = 20
HIGHEST_LIMIT: Final = 100

_INTEGER: Final = re.compile(r"[0-9]{1,9}")


def read_paging(
    stated: Mapping[str, str],
    wrong: dict[str, str],
    sort: tuple[Sort, ...],
    read_cursor: Callable[[str], tuple[Any, ...] | None],
) -> PageRequest:
    """The portion asked for; what is wrong with it goes to `wrong`, by name."""
    limit = _positive(stated, "limit", wrong, usual=LIMIT, highest=HIGHEST_LIMIT)
    page = _positive(stated, "page", wrong, usual=1, highest=DEEPEST_OFFSET + 1)
    total = stated.get("total", "capped")
    if total not in ("capped", "exact"):
        wrong["total"] = "One of: capped, exact."
    after = None
    if (cursor := stated.get("cursor")) is not None:
        after = read_cursor(cursor)
        if after is None:
            wrong["cursor"] = "Not a cursor of this list with this sort and these filters."
        if "page" in stated:
            wrong["page"] = "Either page or cursor."
    elif (page - 1) * limit > DEEPEST_OFFSET:
        wrong["page"] = (
            f"Pages reach {DEEPEST_OFFSET} rows deep; from there on use cursor (meta.pagination.nextCursor)."
        )
    return PageRequest(sort=sort, limit=limit, page=page, after=after, exact_total=total == "exact")


def _positive(stated: Mapping[str, str], name: str, wrong: dict[str, str], *, usual: int, highest: int) -> int:
    text = stated.get(name)
    if text is None:
        return usual
    if _INTEGER.fullmatch(text) and 1 <= (number := int(text)) <= highest:
        return number
    wrong[name] = f"An integer from 1 to {highest}."
    return usual
