from collections.abc import Collection

from application.desk.errors import PersonNotMentionable
from application.desk.ports import DeskWork
from application.shared.prose import Prose
from domain.desk.access import may_be_mentioned, may_mention
from domain.desk.ticket import Ticket
from domain.shared.access import Actor
from domain.shared.ids import UserId


async def find_mentioned(
    work: DeskWork, prose: Prose, actor: Actor, ticket: Ticket, body: str, *, before: Collection[UserId] = ()
) -> tuple[UserId, ...]:
    """Whom a text mentions. PersonNotMentionable names those who may not know of it, unless they stood there before."""
    named = prose.mentions(body) if may_mention(actor) else ()
    new = [one for one in named if one not in before]
    if not new:
        return named
    able = {person.user_id for person in await work.people.active(new) if may_be_mentioned(person, ticket)}
    if unable := [str(one) for one in new if one not in able]:
        raise PersonNotMentionable(
            "Somebody is mentioned who cannot see this.", {"body": f"Cannot see this: {', '.join(unable)}"}
        )
    return named
