from dataclasses import dataclass

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
from application.desk.fill_macro import FillMacro
from application.desk.follow_up_ticket import FollowUpTicket
from application.desk.import_tickets import ImportTickets
from application.desk.keep_draft import KeepDraft
from application.desk.link_tickets import LinkTickets
from application.desk.log_time import LogTime
from application.desk.merge_ticket import MergeTicket
from application.desk.move_complaint import MoveComplaint
from application.desk.open_ticket import OpenTicket
from application.desk.queries.calendars import CalendarQueries
from application.desk.queries.categories import CategoryQueries
from application.desk.queries.clocks import ClockQueries
from application.desk.queries.comments import RevisionQueries
from application.desk.queries.complaints import ComplaintQueries
from application.desk.queries.developers import DeveloperQueries
from application.desk.queries.drafts import DraftQueries
from application.desk.queries.history import HistoryQueries
from application.desk.queries.macros import MacroQueries
from application.desk.queries.merges import MergeQueries
from application.desk.queries.ratings import RatingQueries
from application.desk.queries.sla_policies import SlaPolicyQueries
from application.desk.queries.statuses import StatusQueries
from application.desk.queries.teams import TeamQueries
from application.desk.queries.tickets import TicketQueries
from application.desk.queries.times import TimeQueries
from application.desk.queries.views import ViewQueries
from application.desk.queries.watchers import WatcherQueries
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
from application.desk.submit_complaint import SubmitComplaint
from application.desk.tag_ticket import TagTicket
from application.desk.unassign_ticket import UnassignTicket
from application.desk.unlink_tickets import UnlinkTickets
from application.desk.unmerge_ticket import UnmergeTicket
from application.desk.unwatch_ticket import UnwatchTicket
from application.desk.watch_ticket import WatchTicket


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything anybody can do on the desk, and then what there is to look up."""

    act_on_tickets: ActOnTickets
    add_comment: AddComment
    amend_time: AmendTime
    answer_assignment: AnswerAssignment
    apply_macro: ApplyMacro
    assign_ticket: AssignTicket
    change_ticket_status: ChangeTicketStatus
    claim_ticket: ClaimTicket
    count_tickets: CountTickets
    count_views: CountViews
    create_calendar: CreateCalendar
    create_category: CreateCategory
    create_macro: CreateMacro
    create_sla_policy: CreateSlaPolicy
    create_status: CreateStatus
    create_team: CreateTeam
    create_view: CreateView
    delete_calendar: DeleteCalendar
    delete_category: DeleteCategory
    delete_macro: DeleteMacro
    delete_sla_policy: DeleteSlaPolicy
    delete_status: DeleteStatus
    delete_team: DeleteTeam
    delete_view: DeleteView
    discard_draft: DiscardDraft
    edit_calendar: EditCalendar
    edit_category: EditCategory
    edit_comment: EditComment
    edit_macro: EditMacro
    edit_sla_policy: EditSlaPolicy
    edit_status: EditStatus
    edit_team: EditTeam
    edit_ticket: EditTicket
    edit_view: EditView
    explain_routing: ExplainRouting
    export_own: ExportOwnTickets
    export_tickets: ExportTickets
    fill_macro: FillMacro
    follow_up_ticket: FollowUpTicket
    import_tickets: ImportTickets
    keep_draft: KeepDraft
    link_tickets: LinkTickets
    log_time: LogTime
    merge_ticket: MergeTicket
    move_complaint: MoveComplaint
    open_ticket: OpenTicket
    rate_by_link: RateByLink
    rate_ticket: RateTicket
    recompute_clocks: RecomputeClocks
    remove_comment: RemoveComment
    remove_developer_profile: RemoveDeveloperProfile
    remove_time: RemoveTime
    report_tickets: ReportTickets
    revise_ticket: ReviseTicket
    set_developer_profile: SetDeveloperProfile
    show_rating_link: ShowRatingLink
    submit_complaint: SubmitComplaint
    tag_ticket: TagTicket
    unassign_ticket: UnassignTicket
    unlink_tickets: UnlinkTickets
    unmerge_ticket: UnmergeTicket
    unwatch_ticket: UnwatchTicket
    watch_ticket: WatchTicket

    calendars: CalendarQueries
    categories: CategoryQueries
    clocks: ClockQueries
    complaints: ComplaintQueries
    conversation: Conversation
    developers: DeveloperQueries
    drafts: DraftQueries
    history: HistoryQueries
    macros: MacroQueries
    merges: MergeQueries
    ratings: RatingQueries
    revisions: RevisionQueries
    sla_policies: SlaPolicyQueries
    statuses: StatusQueries
    teams: TeamQueries
    tickets: TicketQueries
    times: TimeQueries
    views: ViewQueries
    watchers: WatcherQueries
