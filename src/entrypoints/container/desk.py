from datetime import timedelta
from typing import ClassVar

from dependency_injector import containers, providers

from application.desk.act_on_tickets import ActOnTickets
from application.desk.add_comment import AddComment
from application.desk.amend_time import AmendTime
from application.desk.answer_assignment import AnswerAssignment
from application.desk.apply_macro import ApplyMacro
from application.desk.assign_ticket import AssignTicket
from application.desk.change_ticket_status import ChangeTicketStatus
from application.desk.claim_ticket import ClaimTicket
from application.desk.conversation import Conversation
from application.desk.count_tickets import CountTickets
from application.desk.count_views import CountViews
from application.desk.create_calendar import CreateCalendar
from application.desk.create_category import CreateCategory
from application.desk.create_macro import CreateMacro
from application.desk.create_sla_policy import CreateSlaPolicy
from application.desk.create_status import CreateStatus
from application.desk.create_team import CreateTeam
from application.desk.create_view import CreateView
from application.desk.delete_calendar import DeleteCalendar
from application.desk.delete_category import DeleteCategory
from application.desk.delete_macro import DeleteMacro
from application.desk.delete_sla_policy import DeleteSlaPolicy
from application.desk.delete_status import DeleteStatus
from application.desk.delete_team import DeleteTeam
from application.desk.delete_view import DeleteView
from application.desk.discard_draft import DiscardDraft
from application.desk.edit_calendar import EditCalendar
from application.desk.edit_category import EditCategory
from application.desk.edit_comment import EditComment
from application.desk.edit_macro import EditMacro
from application.desk.edit_sla_policy import EditSlaPolicy
from application.desk.edit_status import EditStatus
from application.desk.edit_team import EditTeam
from application.desk.edit_ticket import EditTicket
from application.desk.edit_view import EditView
from application.desk.explain_routing import ExplainRouting
from application.desk.export_own_tickets import ExportOwnTickets
from application.desk.export_tickets import ExportTickets
from application.desk.face import Desk
from application.desk.fill_macro import FillMacro
from application.desk.follow_up_ticket import FollowUpTicket
from application.desk.import_tickets import ImportTickets
from application.desk.keep_draft import KeepDraft
from application.desk.link_tickets import LinkTickets
from application.desk.log_time import LogTime
from application.desk.merge_ticket import MergeTicket
from application.desk.move_complaint import MoveComplaint
from application.desk.open_ticket import OpenTicket
from application.desk.rate_by_link import RateByLink
from application.desk.rate_ticket import RateTicket
from application.desk.recompute_clocks import RecomputeClocks
from application.desk.remove_comment import RemoveComment
from application.desk.remove_developer_profile import RemoveDeveloperProfile
from application.desk.remove_time import RemoveTime
from application.desk.report_tickets import ReportTickets
from application.desk.revise_ticket import ReviseTicket
from application.desk.set_developer_profile import SetDeveloperProfile
from application.desk.show_rating_link import ShowRatingLink
from application.desk.skill_match import SkillMatch
from application.desk.submit_complaint import SubmitComplaint
from application.desk.tag_ticket import TagTicket
from application.desk.unassign_ticket import UnassignTicket
from application.desk.unlink_tickets import UnlinkTickets
from application.desk.unmerge_ticket import UnmergeTicket
from application.desk.unwatch_ticket import UnwatchTicket
from application.desk.watch_ticket import WatchTicket
from application.shelf import Shelf
from entrypoints.container.adapters import Adapters


class DeskContainer(containers.DeclarativeContainer):
    shelf = providers.Dependency(instance_of=Shelf)
    adapters = providers.DependenciesContainer(**Adapters.providers)

    _work: ClassVar = {"uow": shelf.provided.desk_work, "clock": adapters.clock}
    _birth: ClassVar = _work | {"ids": adapters.ids}
    _unmerge_within = providers.Callable(timedelta, hours=adapters.settings.provided.unmerge_hours)
    _reopen_within = providers.Callable(timedelta, days=adapters.settings.provided.reopen_days)

    _add_comment = providers.Singleton(AddComment, prose=adapters.prose, **_birth)
    _assign_ticket = providers.Singleton(AssignTicket, **_birth)
    _change_ticket_status = providers.Singleton(ChangeTicketStatus, reopen_within=_reopen_within, **_birth)
    _edit_ticket = providers.Singleton(EditTicket, **_work)
    _unassign_ticket = providers.Singleton(UnassignTicket, **_work)
    _open_ticket = providers.Singleton(OpenTicket, **_birth)
    _claim_ticket = providers.Singleton(ClaimTicket, **_birth)
    _revise_ticket = providers.Singleton(
        ReviseTicket,
        uow=shelf.provided.desk_work,
        edit_ticket=_edit_ticket,
        change_ticket_status=_change_ticket_status,
    )
    _tag_ticket = providers.Singleton(TagTicket, **_work)

    face = providers.Singleton(
        Desk,
        act_on_tickets=providers.Singleton(
            ActOnTickets,
            uow=shelf.provided.desk_work,
            add_comment=_add_comment,
            assign_ticket=_assign_ticket,
            change_ticket_status=_change_ticket_status,
            edit_ticket=_edit_ticket,
            tag_ticket=_tag_ticket,
            unassign_ticket=_unassign_ticket,
            at_most=adapters.settings.provided.bulk_tickets,
        ),
        add_comment=_add_comment,
        amend_time=providers.Singleton(AmendTime, **_work),
        answer_assignment=providers.Singleton(AnswerAssignment, **_work),
        apply_macro=providers.Singleton(
            ApplyMacro,
            uow=shelf.provided.desk_work,
            macros=shelf.provided.macros,
            add_comment=_add_comment,
            assign_ticket=_assign_ticket,
            claim_ticket=_claim_ticket,
            revise_ticket=_revise_ticket,
            tag_ticket=_tag_ticket,
        ),
        assign_ticket=_assign_ticket,
        change_ticket_status=_change_ticket_status,
        claim_ticket=_claim_ticket,
        count_views=providers.Singleton(CountViews, views=shelf.provided.views, tickets=shelf.provided.tickets),
        create_calendar=providers.Singleton(CreateCalendar, **_birth),
        count_tickets=providers.Singleton(CountTickets, tickets=shelf.provided.tickets),
        create_category=providers.Singleton(CreateCategory, **_birth),
        create_macro=providers.Singleton(CreateMacro, **_birth),
        create_sla_policy=providers.Singleton(CreateSlaPolicy, **_birth),
        create_status=providers.Singleton(CreateStatus, **_birth),
        create_team=providers.Singleton(CreateTeam, **_birth),
        create_view=providers.Singleton(CreateView, **_birth),
        delete_calendar=providers.Singleton(DeleteCalendar, **_work),
        delete_category=providers.Singleton(DeleteCategory, **_work),
        delete_macro=providers.Singleton(DeleteMacro, **_work),
        delete_sla_policy=providers.Singleton(DeleteSlaPolicy, **_work),
        delete_status=providers.Singleton(DeleteStatus, **_work),
        delete_team=providers.Singleton(DeleteTeam, **_work),
        delete_view=providers.Singleton(DeleteView, **_work),
        edit_calendar=providers.Singleton(EditCalendar, **_work),
        discard_draft=providers.Singleton(DiscardDraft, uow=shelf.provided.desk_work),
        edit_category=providers.Singleton(EditCategory, **_work),
        edit_comment=providers.Singleton(EditComment, prose=adapters.prose, **_birth),
        edit_macro=providers.Singleton(EditMacro, **_work),
        edit_sla_policy=providers.Singleton(EditSlaPolicy, **_work),
        edit_status=providers.Singleton(EditStatus, **_work),
        edit_team=providers.Singleton(EditTeam, **_work),
        edit_ticket=_edit_ticket,
        explain_routing=providers.Singleton(ExplainRouting, advisor=providers.Singleton(SkillMatch), **_work),
        export_own=providers.Singleton(
            ExportOwnTickets,
            own=shelf.provided.own_desk,
            watchers=shelf.provided.watchers,
            drafts=shelf.provided.drafts,
            complaints=shelf.provided.complaints,
            ratings=shelf.provided.ratings,
            times=shelf.provided.times,
            macros=shelf.provided.macros,
            views=shelf.provided.views,
        ),
        edit_view=providers.Singleton(EditView, **_work),
        export_tickets=providers.Singleton(ExportTickets, archive=shelf.provided.archive),
        fill_macro=providers.Singleton(
            FillMacro, uow=shelf.provided.desk_work, macros=shelf.provided.macros, prose=adapters.prose
        ),
        follow_up_ticket=providers.Singleton(FollowUpTicket, open_ticket=_open_ticket, **_birth),
        import_tickets=providers.Singleton(ImportTickets, archive=shelf.provided.archive, **_work),
        keep_draft=providers.Singleton(KeepDraft, **_birth),
        link_tickets=providers.Singleton(LinkTickets, **_birth),
        merge_ticket=providers.Singleton(MergeTicket, **_birth),
        move_complaint=providers.Singleton(MoveComplaint, **_work),
        submit_complaint=providers.Singleton(SubmitComplaint, **_birth),
        rate_by_link=providers.Singleton(
            RateByLink, links=adapters.rating_links, within=adapters.rating_window, **_birth
        ),
        rate_ticket=providers.Singleton(RateTicket, within=adapters.rating_window, **_birth),
        show_rating_link=providers.Singleton(
            ShowRatingLink,
            ratings=shelf.provided.ratings,
            clock=adapters.clock,
            links=adapters.rating_links,
            within=adapters.rating_window,
        ),
        log_time=providers.Singleton(LogTime, **_birth),
        open_ticket=_open_ticket,
        remove_comment=providers.Singleton(RemoveComment, **_work),
        recompute_clocks=providers.Singleton(RecomputeClocks, **_work),
        remove_developer_profile=providers.Singleton(RemoveDeveloperProfile, **_work),
        remove_time=providers.Singleton(RemoveTime, **_work),
        report_tickets=providers.Singleton(ReportTickets, reports=shelf.provided.reports, clock=adapters.clock),
        revise_ticket=_revise_ticket,
        set_developer_profile=providers.Singleton(SetDeveloperProfile, **_work),
        tag_ticket=_tag_ticket,
        unassign_ticket=_unassign_ticket,
        unlink_tickets=providers.Singleton(UnlinkTickets, **_work),
        unwatch_ticket=providers.Singleton(UnwatchTicket, **_work),
        watch_ticket=providers.Singleton(WatchTicket, **_birth),
        unmerge_ticket=providers.Singleton(UnmergeTicket, within=_unmerge_within, **_birth),
        calendars=shelf.provided.calendars,
        categories=shelf.provided.categories,
        clocks=shelf.provided.clocks,
        conversation=providers.Singleton(Conversation, tickets=shelf.provided.tickets, prose=adapters.prose),
        developers=shelf.provided.developers,
        drafts=shelf.provided.drafts,
        revisions=shelf.provided.revisions,
        macros=shelf.provided.macros,
        merges=shelf.provided.merges,
        sla_policies=shelf.provided.sla_policies,
        statuses=shelf.provided.statuses,
        history=shelf.provided.history,
        teams=shelf.provided.teams,
        tickets=shelf.provided.tickets,
        complaints=shelf.provided.complaints,
        ratings=shelf.provided.ratings,
        times=shelf.provided.times,
        watchers=shelf.provided.watchers,
        views=shelf.provided.views,
    )
