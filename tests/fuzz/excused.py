"""What a trial may find without the house being wrong, each with its reason. Everything else is a finding."""

import re
from collections.abc import Mapping
from typing import Any, Final

CHECKS: Final[Mapping[str, Any]] = {
    # What the state of things forbids (a name taken, a stale version, an unknown team) no schema of a body can say.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "422"]},
    # A refusal of what is wrong may as well come from the state of things, or from its size.
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428"]
    },
    # RFC 6585 made 428 for a missing If-Match.
    "missing_required_header": {"expected-statuses": ["400", "401", "403", "415", "428"]},
    # No limit of ours: time is measured by bench/, and never asserted in a test.
    "max_response_time": None,
}

LEAVES_SOMETHING: Final = frozenset({"DELETE /api/v1/users/{userId}"})
"""Who is deleted is forgotten, and the account stays to be read without them."""

ANY: Final = re.compile("")
BEYOND_SCHEMAS: Final[Mapping[str, Mapping[str, re.Pattern[str]]]] = {
    # Ids of the right form, of nothing there is.
    "DESK_CATEGORY_UNKNOWN": {"categoryId": ANY, "action.categoryId": ANY},
    "DESK_CALENDAR_UNKNOWN": {"calendarId": ANY},
    "DESK_COMMENT_UNKNOWN": {"after": ANY},
    "DESK_PARENT_CATEGORY_UNKNOWN": {"parentId": ANY},
    "DESK_STATUS_UNKNOWN": {"statusId": ANY, "action.statusId": ANY},
    # A status is stated by itself or by its name; the two have to belong together.
    "DESK_STATUS_UNCLEAR": {"status": ANY, "statusId": ANY, "action.status": ANY, "action.statusId": ANY},
    "DESK_PERSON_UNKNOWN": {"leadId": ANY, "requesterId": ANY, "userId": ANY},
    "DESK_TICKET_UNKNOWN": {"ticketId": ANY, "intoId": ANY},
    # What tickets can be asked for, no schema of a view says.
    "DESK_VIEW_UNSOUND": {"*": ANY},
    "DESK_VIEW_NOT_SHARED": {"teamId": ANY},
    "DESK_TEAM_UNKNOWN": {"teamId": ANY},
    "IDENTITY_TEAM_UNKNOWN": {"teamId": ANY},
    # Common passwords, and those that hold the address; JSON Schema's `email` admits what no mail reaches.
    "IDENTITY_WEAK_PASSWORD": {"password": ANY, "newPassword": ANY},
    "IDENTITY_MALFORMED_EMAIL": {"email": ANY},
    # A resolution comes with the status that it explains.
    "DESK_RESOLUTION_WITHOUT_MOVE": {"resolution": ANY, "action.resolution": ANY},
    # Time zones are a list that grows; hours must not overlap, and neither they nor days off end before they begin.
    # Many tickets are named once each, something is to be done to them, and a version is of one of them.
    "INVALID_INPUT": {
        "timeZone": ANY,
        "availability": ANY,
        "absences": ANY,
        "ids": ANY,
        "action": ANY,
        "versions": ANY,
    },
    "DESK_CALENDAR_UNSOUND": {"timeZone": ANY, "hours": ANY},
    # One of three targets has to be stated.
    "DESK_SLA_TARGET_MISSING": {"firstResponse": ANY},
    # Intervals end after they begin, are of a zone that there is, and no more than can be read.
    "DESK_INTERVALS_UNSOUND": {"from": ANY, "to": ANY, "interval": ANY, "timeZone": ANY},
    # What can be listed by words is not counted by kinds.
    "DESK_SEARCH_NOT_COUNTED": {"search": ANY},
    # A key lives for a time that is counted from now.
    "IDENTITY_API_KEY_EXPIRY_INVALID": {"expiresAt": ANY},
    # Pages reach only so many rows deep; one key cannot sort both ways; a way back is for those who keep a cookie.
    "QUERY_INVALID": {"page": ANY, "sort": ANY, "returnTo": ANY, "*": re.compile(r"Holds NUL\.")},
    # A tag is quoted, which coverage forgets when it shortens one.
    "HEADER_INVALID": {"If-Match": ANY},
    # No text of a schema's can leave out NUL.
    "BODY_MALFORMED": {"*": re.compile(r"Holds NUL or half a surrogate pair\.")},
    # 2.0 is an integer to JSON Schema and none here; white space is Unicode's here and ECMA's there; names of members
    # that are ids have no schema.
    "BODY_INVALID": {
        "versions": ANY,
        "*": re.compile(r"Expected an integer( or null)?\.|Not of the form this takes\.|Must not be blank\."),
    },
}
"""Codes of 400 that answer what is in perfect form: which members they may name (`*` is any), and what they may say."""


def is_beyond_schemas(answer: Any) -> bool:
    """Whether a refusal is about nothing but what no schema can express."""
    error = answer["error"]
    allowed = BEYOND_SCHEMAS.get(error["code"])
    return allowed is not None and all(
        (said := allowed.get(name) or allowed.get("*")) and said.match(sentence)
        for name, sentence in error["details"].items()
    )
