from application.desk.ports import DeskWork
from domain.desk.view import SavedView, may_share
from domain.shared.access import Actor, require


async def require_sharing(work: DeskWork, actor: Actor, view: SavedView) -> None:
    """Refuse whoever may not share, or change what is shared. What is shared with nobody is its owner's affair."""
    if not view.is_shared:
        return
    leads = False
    if view.team_id is not None:
        await work.teams.require(view.team_id)
        leads = (await work.teams.get(view.team_id)).lead_id == actor.user_id
    require(may_share(actor, leads=leads), "share this view")
