from domain.shared.errors import Invalid, Unmet


class PersonUnknown(Invalid):
    """A field refers to somebody who is no active user."""

    code = "DESK_PERSON_UNKNOWN"


class PersonNotMentionable(Unmet):
    """A text mentions somebody who cannot know of the ticket and all that is said about it."""

    code = "DESK_PERSON_NOT_MENTIONABLE"


class TeamUnknown(Invalid):
    """A field refers to a team that does not exist."""

    code = "DESK_TEAM_UNKNOWN"


class CategoryUnknown(Invalid):
    """A field refers to a category that does not exist."""

    code = "DESK_CATEGORY_UNKNOWN"


class CalendarUnknown(Invalid):
    """A field refers to a calendar that does not exist."""

    code = "DESK_CALENDAR_UNKNOWN"


class CommentUnknown(Invalid):
    """A field refers to a comment that does not exist, or not for the one who asks."""

    code = "DESK_COMMENT_UNKNOWN"


class StatusUnknown(Invalid):
    """A field refers to a name of a status that does not exist."""

    code = "DESK_STATUS_UNKNOWN"


class TicketUnknown(Invalid):
    """A field refers to a ticket that does not exist, or not for the one who asks."""

    code = "DESK_TICKET_UNKNOWN"
