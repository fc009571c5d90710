"""Takes out one guard at a time, in a copy of the tree, and sees whether the test that is said to notice does.

`make planted` runs it; tests/README.md lists what is planted, and a test of the architecture holds both to the source.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.postgres import scratch_folder

ROOT: Final = Path(__file__).parents[1]
COPIED: Final = ("src", "tests", "docs", "pyproject.toml")
FAILED: Final = re.compile(r"^FAILED (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Planted:
    """A guard that is missing: in the file, `new` stands where `old` should."""

    guard: str
    file: str
    old: str
    new: str
    test: str

    def row(self) -> str:
        return f"| {self.guard} | `{self.file}`: {_inline(self.old)} → {_inline(self.new)} | `{self.test}` |"


PLANTED: Final = (
    Planted(
        "A role's permission is asked for at the door",
        "src/entrypoints/http/authentication.py",
        'require(actor.can(policy), f"do this: it takes {policy}")',
        "pass",
        "tests/security/test_matrix.py::TestRoute::test_does_what_the_role_may_and_tells_nothing_else",
    ),
    Planted(
        "A token of a session that has ended opens nothing",
        "src/adapters/postgres/identity/accounts.py",
        ", sessions.c.ended_at.is_(None))",
        ")",
        "tests/contract/identity/test_account_states.py",
    ),
    Planted(
        "The end of a session is told by the database",
        "src/adapters/postgres/migrations/versions/0009_account_changes.py",
        "OLD.expires_at, OLD.ended_at)",
        "OLD.expires_at, NEW.ended_at)",
        "tests/integration/postgres/test_account_changes.py::TestDatabase",
    ),
    Planted(
        "What changed is forgotten wherever it is remembered",
        "src/adapters/postgres/shelf.py",
        "changes.tell(accounts.forget)",
        "pass",
        "tests/integration/postgres/test_account_changes.py::TestListener",
    ),
    Planted(
        "A revoked API key is over wherever it is remembered",
        "src/adapters/postgres/shelf.py",
        "changes.tell(keys.forget)",
        "pass",
        "tests/integration/postgres/test_account_changes.py::TestListener::test_ends_what_is_remembered_of_a_key",
    ),
    Planted(
        "What was being looked up when it changed is not remembered",
        "src/adapters/postgres/identity/recent.py",
        "        self._asking.clear()\n",
        "",
        "tests/integration/postgres/test_accounts.py",
    ),
    Planted(
        "What others read before a change is not believed after it",
        "src/adapters/postgres/identity/changes.py",
        "and all(map(seen.sees, heard.get(reading.state.user_id, ())))",
        "",
        "tests/integration/postgres/test_account_changes.py::TestShared::"
        "test_a_slow_reader_gives_nobody_what_it_read_before_a_change",
    ),
    Planted(
        "What may have changed while nobody listened is not believed",
        "src/adapters/postgres/identity/changes.py",
        "and seen.sees_all_that(self._since)",
        "",
        "tests/integration/postgres/test_account_changes.py::TestShared::"
        "test_who_comes_later_believes_nothing_from_before",
    ),
    Planted(
        "A Redis that is away refuses nobody anything",
        "src/adapters/redis/cache.py",
        "except Exception as failure:",
        "except ValueError as failure:",
        "tests/integration/redis/test_cache.py::TestAway",
    ),
    Planted(
        "A Redis that hangs is tried by one at a time",
        "src/adapters/redis/cache.py",
        "        if self._is_away:\n            self._alone_until = now + LEFT_ALONE\n",
        "",
        "tests/integration/redis/test_cache.py::TestHanging",
    ),
    Planted(
        "A refresh token that comes back ends its session",
        "src/domain/identity/session.py",
        " and at - self.last_used_at <= policy.grace",
        "",
        "tests/unit/domain/identity/test_session.py::TestRefresh",
    ),
    Planted(
        "Many refreshes at once have one successor",
        "src/adapters/postgres/identity/repositories.py",
        "SESSIONS.to_change(sessions.c.id == parameter(",
        "SESSIONS.selected.where(sessions.c.id == parameter(",
        "tests/contract/identity/test_sessions.py::TestManyAtOnce",
    ),
    Planted(
        "A session dies with the access it was made for",
        "src/domain/identity/session.py",
        " and user.access_version == self.access_version",
        "",
        "tests/unit/entrypoints/http/test_sessions.py::TestSessions",
    ),
    Planted(
        "Nobody but the house can make refresh tokens",
        "src/adapters/hmac/signed.py",
        "is_ours = hmac.compare_digest(mac, self._hash(content)) and",
        "is_ours =",
        "tests/unit/adapters/test_refresh_tokens.py",
    ),
    Planted(
        "An access token's header is that of a key, to the byte",
        "src/adapters/jwt/tokens.py",
        "key = self._ring.find(header)",
        "key = self._ring.find(header) or self._ring.signing()",
        "tests/fuzz/test_tokens.py::test_are_refused_and_nothing_else",
    ),
    Planted(
        "A key is accepted no longer than its tokens live",
        "src/adapters/jwt/key_ring.py",
        "if key and time.time() < key.accepted_until else None",
        "",
        "tests/unit/adapters/test_access_tokens.py::TestRotation",
    ),
    Planted(
        "What was verified is forgotten with its key",
        "src/adapters/jwt/key_ring.py",
        "self.verified.clear()",
        "pass",
        "tests/unit/adapters/test_access_tokens.py::TestRotation",
    ),
    Planted(
        "An access token is signed",
        "src/adapters/jwt/tokens.py",
        "algorithms=[self._ring.algorithm])",
        'options={"verify_signature": False})',
        "tests/fuzz/test_tokens.py::test_are_refused_and_nothing_else",
    ),
    Planted(
        "An access token is spelled as ours are, every member once",
        "src/adapters/jwt/tokens.py",
        "if written != token or not",
        "if not",
        "tests/fuzz/test_tokens.py::test_are_refused_and_nothing_else",
    ),
    Planted(
        "An access token is from here, for here and of today",
        "src/adapters/jwt/tokens.py",
        "if written != token or not self._is_ours(claims):",
        "if written != token:",
        "tests/fuzz/test_tokens.py::test_are_refused_and_nothing_else",
    ),
    Planted(
        "A new key signs when all know it",
        "src/domain/identity/signing_key.py",
        "at + self.policy.propagation if self.keys else at",
        "at",
        "tests/unit/domain/identity/test_signing_key.py::TestAdd",
    ),
    Planted(
        "Two keys live at most",
        "src/domain/identity/signing_key.py",
        "if len(accepted) > 1:",
        "if False:",
        "tests/unit/application/identity/test_signing_keys.py::TestRotate",
    ),
    Planted(
        "Processes that start together make one key",
        "src/adapters/postgres/identity/signing_keys.py",
        'await self._transaction.run(_LOCK, {"lock": _LOCK_KEYS})',
        "pass",
        "tests/contract/identity/test_signing_keys.py::TestAtOnce",
    ),
    Planted(
        "An answer of a provider is taken from the browser that asked for it",
        "src/application/identity/sign_in_flow.py",
        "if not same or flow.provider != name:",
        "if flow.provider != name:",
        "tests/unit/application/identity/test_sign_in.py::TestAnswer",
    ),
    Planted(
        "A provider's token answers this sign-in and no other",
        "src/adapters/oidc/id_tokens.py",
        "if claims.nonce is None or not hmac.compare_digest(claims.nonce.encode(), nonce.encode()):",
        "if False:",
        "tests/unit/adapters/test_oidc_provider.py::TestWrongToken",
    ),
    Planted(
        "Many answers of one sign-in start one session",
        "src/application/identity/finish_sign_in.py",
        "if not await self._claim(command.state):",
        "if False:",
        "tests/contract/identity/test_external_identities.py::TestAtOnce",
    ),
    Planted(
        "An address opens an account only where its issuer verified it",
        "src/domain/identity/external_identity.py",
        "if self.email is None or not self.email_verified:",
        "if self.email is None:",
        "tests/unit/application/identity/test_sign_in.py::TestUnknownIdentity",
    ),
    Planted(
        "Reading mail does not stand for a second factor",
        "src/domain/identity/external_identity.py",
        " or user.second_factor_at is not None",
        "",
        "tests/unit/domain/identity/test_external_identity.py::TestAccount",
    ),
    Planted(
        "Of two changes the one that ended last counts, whatever their numbers",
        "src/adapters/postgres/identity/changes.py",
        "self._heard[changed] = (*before, transaction)",
        "self._heard[changed] = (max((*before, transaction)),)",
        "tests/unit/adapters/test_account_changes.py::TestAreIn",
    ),
    Planted(
        "An address opens an account only where its owner verified it",
        "src/domain/identity/external_identity.py",
        "if user.email_verified_at is None or user.second_factor_at is not None:",
        "if False:",
        "tests/unit/application/identity/test_sign_in.py::TestUnknownIdentity",
    ),
    Planted(
        "Internal notes are for staff",
        "src/application/desk/add_comment.py",
        'require(not command.internal or may_comment_internally(actor), "write internal notes")',
        "pass",
        "tests/unit/application/desk/test_add_comment.py",
    ),
    Planted(
        "What people say is not repeated in the record",
        "src/application/shared/changes.py",
        '"body",\n',
        "\n",
        "tests/architecture/test_masks.py",
    ),
    Planted(
        "Each seal is over the one before",
        "src/domain/audit/seal.py",
        "previous = after.digest if after else BEFORE_ALL",
        "previous = BEFORE_ALL",
        "tests/unit/domain/audit/test_seal.py::TestSeals",
    ),
    Planted(
        "Seals stay where they are",
        "src/adapters/postgres/migrations/versions/0032_audit_seals.py",
        "audit_seals_append_only BEFORE UPDATE OR DELETE",
        "audit_seals_append_only BEFORE UPDATE",
        "tests/integration/postgres/test_seals.py::TestTampering::test_with_seals_is_refused",
    ),
    Planted(
        "The house adds to the record and changes nothing in it",
        "src/adapters/postgres/append_only.py",
        "    REVOKE UPDATE, DELETE, TRUNCATE ON {appended} FROM {role};\n",
        "",
        "tests/integration/postgres/test_append_only.py::TestHouse::test_adds_and_seals_and_changes_nothing",
    ),
    Planted(
        "The role that may only add is taken by every connection",
        "src/adapters/postgres/append_only.py",
        'connection.execute(of_this_login + SQL("SET role = {}").format(name))',
        "pass",
        "tests/integration/postgres/test_append_only.py::TestLogin",
    ),
    Planted(
        "What is under way is not sealed around",
        "src/adapters/postgres/audit/seals.py",
        ', events.c.transaction < _transaction("before"), ~_IS_SEALED',
        ", ~_IS_SEALED",
        "tests/integration/postgres/test_seals.py::TestSealing",
    ),
    Planted(
        "One seals at a time",
        "src/adapters/postgres/audit/seals.py",
        'await self._transaction.run(_LOCK, {"lock": _SEALS_LOCK})',
        "pass",
        "tests/contract/audit/test_seals.py::TestSeal::test_is_made_by_one_at_a_time",
    ),
    Planted(
        "The history of a ticket tells requesters nothing internal",
        "src/adapters/postgres/desk/history.py",
        ", ~_IS_INTERNAL)",
        ")",
        "tests/contract/desk/test_history.py",
    ),
    Planted(
        "Requesters are told of edits that concern them",
        "src/domain/desk/history.py",
        "Told(_EDITED, if_changed=True)",
        "Told(_EDITED)",
        "tests/contract/desk/test_history.py",
    ),
    Planted(
        "Tickets out of scope do not exist, in SQL either",
        "src/adapters/postgres/desk/scope.py",
        "return or_(false(), *(",
        "return or_(true(), *(",
        "tests/security/test_matrix_on_postgres.py",
    ),
    Planted(
        "What people write holds no HTML of theirs",
        "src/adapters/markdown/prose.py",
        '"html": False',
        '"html": True',
        "tests/unit/adapters/test_markdown_prose.py::TestHtml::test_is_as_people_expect",
    ),
    Planted(
        "What is shown of prose is cleaned",
        "src/adapters/markdown/prose.py",
        "_CLEANER.clean(self._reader.render(source, {MENTIONED: mentioned}))",
        "str(self._reader.render(source, {MENTIONED: mentioned}))",
        "tests/unit/adapters/test_markdown_prose.py::TestHtml::test_is_as_people_expect",
    ),
    Planted(
        "What was written for staff is never made public",
        "src/application/desk/edit_comment.py",
        "comment.require_may_be(internal=command.internal)",
        "pass",
        "tests/unit/application/desk/test_edit_comment.py::TestHiding::test_has_no_way_back",
    ),
    Planted(
        "Nobody puts words into another's mouth",
        "src/application/desk/edit_comment.py",
        'require(may_reword(actor, comment), "change what others said")',
        "pass",
        "tests/unit/application/desk/test_edit_comment.py::TestRewording::test_is_for_nobody_else",
    ),
    Planted(
        "What is removed leaves no earlier wording",
        "src/application/desk/remove_comment.py",
        "await work.comments.forget_revisions(comment.id)",
        "pass",
        "tests/unit/application/desk/test_remove_comment.py::TestRemoveComment::test_leaves_nothing_of_what_was_said",
    ),
    Planted(
        "Nobody learns of a ticket by being mentioned on it",
        "src/domain/desk/access.py",
        "return sees_internal(person) and TicketScope.of(person).admits(ticket)",
        "return sees_internal(person)",
        "tests/unit/application/desk/test_mentions.py::TestMention",
    ),
    Planted(
        "Two who answer at once hear of each other",
        "src/application/desk/add_comment.py",
        "newest.require_heard_by(seen)",
        "pass",
        "tests/contract/desk/test_comments.py::TestTwoWhoAnswer",
    ),
    Planted(
        "A draft is its author's alone",
        "src/adapters/postgres/desk/drafts.py",
        "_DRAFT: Final = Statement(select(*_DRAFTS.columns).where(_OF_TICKET, _OF_AUTHOR))",
        "_DRAFT: Final = Statement(select(*_DRAFTS.columns).where(_OF_TICKET))",
        "tests/contract/desk/test_drafts.py::TestDraft::test_is_its_authors_alone",
    ),
    Planted(
        "What fills a macro is no Markdown",
        "src/domain/desk/macro.py",
        "lambda place: plain(values[place[1]])",
        "lambda place: values[place[1]]",
        "tests/unit/application/desk/test_apply_macro.py::TestFill",
    ),
    Planted(
        "Personal macros are their owner's",
        "src/adapters/postgres/desk/macros.py",
        "_MACRO: Final = Statement(select(*_MACROS.columns).where(_ID, _IS_SEEN))",
        "_MACRO: Final = Statement(select(*_MACROS.columns).where(_ID))",
        "tests/contract/desk/test_macros.py::TestList::test_hides_what_is_anothers",
    ),
    Planted(
        "Two links at once close no circle",
        "src/adapters/postgres/desk/links.py",
        'await self._transaction.run(_LOCK, {"lock": _LINKS_LOCK})',
        "pass",
        "tests/contract/desk/test_links.py::TestManyAtOnce::test_close_no_circle",
    ),
    Planted(
        "What waits for others is not resolved",
        "src/domain/desk/ticket.py",
        "if status is Status.RESOLVED and waits_for:",
        "if False:",
        "tests/unit/application/desk/test_link_tickets.py::TestResolving",
    ),
    Planted(
        "Nobody judges complaints of their own or about themselves",
        "src/domain/desk/access.py",
        "return actor.can(Permission.COMPLAINTS_HANDLE) and not is_involved",
        "return actor.can(Permission.COMPLAINTS_HANDLE)",
        "tests/unit/application/desk/test_complaints.py::TestMoveComplaint",
    ),
    Planted(
        "Complaints of others do not exist, in SQL either",
        "src/adapters/postgres/desk/complaints.py",
        'mine = {} if reads_all_complaints(actor) else {"complainant_id": actor.user_id}',
        "mine: dict[str, object] = {}",
        "tests/contract/desk/test_complaints.py::TestScope::test_is_ones_own_or_all",
    ),
    Planted(
        "How long others worked is for those who keep it",
        "src/adapters/postgres/desk/times.py",
        "mine = {} if keeps_time_of_all(actor) else {_MINE: actor.user_id}",
        "mine: dict[str, object] = {}",
        "tests/contract/desk/test_times.py::TestFilter::test_shows_staff_their_own",
    ),
    Planted(
        "A link rates the resolution it was made for and no other",
        "src/application/desk/rate_by_link.py",
        "if ticket.resolved_at != asked.resolved_at:",
        "if False:",
        "tests/unit/application/desk/test_ratings.py::TestLink",
    ),
    Planted(
        "Nobody but the house can make links that rate",
        "src/adapters/hmac/rating_links.py",
        'b"rating links"',
        'b"session tokens"',
        "tests/unit/adapters/test_rating_links.py",
    ),
    Planted(
        "Watching opens a ticket to nobody",
        "src/application/desk/watch_ticket.py",
        " or not TicketScope.of(person).admits(ticket)",
        "",
        "tests/unit/application/desk/test_watch_ticket.py::TestWatchTicket::test_opens_the_ticket_to_nobody",
    ),
    Planted(
        "Who cannot see a ticket any more is told nothing of it",
        "src/adapters/postgres/notifications/audiences.py",
        "if TicketScope.of(one).admits(ticket)",
        "if True",
        "tests/contract/notifications/test_audiences.py::TestAround::test_are_only_those_who_can_see_it_now",
    ),
    Planted(
        "Of internal notes only those hear who may see them",
        "src/application/notifications/when_ticket_commented.py",
        "one.is_watcher and one.sees_internal",
        "one.is_watcher",
        "tests/unit/application/notifications/test_around_a_ticket.py::TestWhenTicketCommented",
    ),
    Planted(
        "A queue is one worker's at a time",
        "src/adapters/postgres/desk/queues.py",
        'await self._transaction.run(_LOCK, {"team": str(team_id)})',
        "pass",
        "tests/contract/desk/test_queues.py::TestEnter",
    ),
    Planted(
        "The queue is in order before it is cut",
        "src/adapters/postgres/desk/queues.py",
        "rows.c.priority.desc(), rows.c.created_at, rows.c.id",
        "rows.c.created_at, rows.c.id",
        "tests/contract/desk/test_queues.py::TestWaiting::test_is_in_order_at_any_depth",
    ),
    Planted(
        "Nobody who is away is given a ticket by the house",
        "src/domain/desk/routing.py",
        "past.obstacle(developer) or developer.absence(at=at) or developer.fullness()",
        "past.obstacle(developer) or developer.fullness()",
        "tests/unit/application/desk/test_routing_life.py",
    ),
    Planted(
        "Who has no room is given nothing by the house",
        "src/domain/desk/routing.py",
        "past.obstacle(developer) or developer.absence(at=at) or developer.fullness()",
        "past.obstacle(developer) or developer.absence(at=at)",
        "tests/unit/application/desk/test_routing_life.py",
    ),
    Planted(
        "A ticket does not come back to who rejected it",
        "src/domain/desk/routing.py",
        "if developer.id in self.rejected_by:",
        "if False:",
        "tests/unit/application/desk/test_route_tickets.py::TestTurnedDown",
    ),
    Planted(
        "What was seen before the locks counts no more behind them",
        "src/application/desk/route_tickets.py",
        "if developer == choice.developer:",
        "if True:",
        "tests/unit/application/desk/test_route_late.py",
    ),
    Planted(
        "Who is suspended keeps no unfinished ticket",
        "src/entrypoints/container/subscriptions.py",
        "UserSuspended: (_by_mail(WhenUserSuspended), when_developer_leaves),",
        "UserSuspended: (_by_mail(WhenUserSuspended),),",
        "tests/unit/application/desk/test_route_tickets.py::TestLeaving",
    ),
    Planted(
        "What was opened again is not closed by itself",
        "src/application/desk/close_resolved_tickets.py",
        "if not ticket.is_settled(at=now, after=self.after):",
        "if False:",
        "tests/unit/application/desk/test_close_resolved_tickets.py",
    ),
    Planted(
        "What the house decides cannot be stated",
        "src/entrypoints/http/body.py",
        "forbid_unknown_fields=True",
        "forbid_unknown_fields=False",
        "tests/security/test_bodies_of_routes.py::TestMembers",
    ),
    Planted(
        "Bodies are sent as JSON, which forms of other sites cannot",
        "src/entrypoints/http/body.py",
        '_require_json(self.asgi_connection.headers.getall("content-type", []))',
        "pass",
        "tests/security/test_hostile_bodies.py::TestEveryBody::test_is_json_in_utf_8_and_says_so",
    ),
    Planted(
        "Bodies nest no deeper than 64 levels",
        "src/entrypoints/http/strict_json.py",
        'if body.count(b"{") + body.count(b"[") > DEEPEST:',
        "if False:",
        "tests/security/test_hostile_bodies.py::TestEveryBody::"
        "test_that_nests_too_deep_is_refused_before_it_costs_anything",
    ),
    Planted(
        "A member is stated once",
        "src/entrypoints/http/strict_json.py",
        "if len(members) != len(pairs):",
        "if False:",
        "tests/security/test_hostile_bodies.py::TestEveryBody::test_states_every_member_once",
    ),
    Planted(
        "NUL and half surrogate pairs get no further than the door",
        "src/entrypoints/http/strict_json.py",
        'if b"\\\\u" in body:',
        "if False:",
        "tests/security/test_texts.py::TestText",
    ),
    Planted(
        "Mistakes are named up to a number",
        "src/entrypoints/http/members.py",
        'islice(_problems_of(members, kind, ""), MOST_NAMED)',
        '_problems_of(members, kind, "")',
        "tests/security/test_hostile_bodies.py::TestEveryBody::test_that_is_wrong_all_over_is_refused_in_few_words",
    ),
    Planted(
        "Lists are sorted by what they say, and nothing else",
        "src/application/shared/filters.py",
        "if key.key not in sorts]",
        "if key.key == '']",
        "tests/security/test_hostile_queries.py::TestList::test_is_sorted_cut_and_filtered_only_by_what_it_says",
    ),
    Planted(
        "Internal notes are found by nobody who may not read them",
        "src/adapters/postgres/desk/search.py",
        "*([comments.c.internal_search] if with_notes else [])",
        "comments.c.internal_search",
        "tests/contract/desk/test_search_in_comments.py::TestNotes::test_are_found_by_staff_alone",
    ),
    Planted(
        "Internal notes are found by nobody who may not read them, on the memory shelf either",
        "src/adapters/memory/desk/ticket_queries.py",
        "and (sees_internal(actor) or not comment.is_internal)",
        "",
        "tests/security/test_lists_of_others.py",
    ),
    Planted(
        "A part of a text that is shown is no HTML of its writer",
        "src/application/desk/queries/snippet.py",
        "escape(text[:left])",
        "text[:left]",
        "tests/unit/application/desk/test_snippet.py",
    ),
    Planted(
        "A text cannot mark itself",
        "src/adapters/postgres/desk/search.py",
        'func.translate(func.left(text, literal_column(str(PART))), f"{BEGIN}{END}", "")',
        "func.left(text, literal_column(str(PART)))",
        "tests/contract/desk/test_search_in_comments.py::TestSnippet::test_is_html_of_marks_alone",
    ),
    Planted(
        "What is due at no time comes after all that is",
        "src/adapters/postgres/desk/ticket_list.py",
        "lambda row: row.due_at or ENDLESS",
        "lambda row: row.due_at or row.created_at",
        "tests/contract/shared/test_paging.py::TestOrder::test_is_the_same_by_cursor",
    ),
    Planted(
        "Only we can write cursors",
        "src/entrypoints/http/cursor.py",
        "if not hmac.compare_digest(seal, self._seal(content, place)):",
        "if False:",
        "tests/security/test_cursors.py::TestCursor::test_is_worth_nothing_with_any_bit_flipped",
    ),
    Planted(
        "A change made from an old reading is refused",
        "src/domain/desk/ticket.py",
        "if expected is not None and expected != self.version:",
        "if False:",
        "tests/unit/entrypoints/http/test_conventions.py::TestConditions::"
        "test_edits_of_tickets_say_which_state_they_change",
    ),
    Planted(
        "A key stands for one request, body and all",
        "src/entrypoints/http/idempotency.py",
        'scope["path"].encode() + b"\\0" + body',
        'scope["path"].encode()',
        "tests/unit/entrypoints/http/test_idempotency.py",
    ),
    Planted(
        "A crowd is turned away",
        "src/entrypoints/http/crowd.py",
        "elif self._inside >= self._at_most:",
        "elif False:",
        "tests/security/test_crowd.py",
    ),
    Planted(
        "Who sends slowly is cut off",
        "src/entrypoints/http/receipt.py",
        "if self._deadline is not None and self.loop.time() >= self._deadline:",
        "if False:",
        "tests/security/test_receipt.py",
    ),
    Planted(
        "A head that never ends is cut off",
        "src/entrypoints/http/receipt.py",
        "if self._head > HEAD_AT_MOST:",
        "if False:",
        "tests/security/test_sizes.py::TestHead",
    ),
    Planted(
        "What was refused is not read to its end",
        "src/entrypoints/http/receipt.py",
        "if self._unread > UNREAD_AT_MOST:",
        "if False:",
        "tests/security/test_sizes.py::TestBody",
    ),
    Planted(
        "Browsers are told not to guess types",
        "src/entrypoints/http/headers.py",
        '    (b"x-content-type-options", b"nosniff"),\n',
        "",
        "tests/security/test_headers.py",
    ),
    Planted(
        "What nobody foresaw is told to the log alone",
        "src/entrypoints/http/problems.py",
        "return refused(INTERNAL, status=500, headers={})",
        'return refused(Problem("INTERNAL_ERROR", str(error), {}), status=500, headers={})',
        "tests/security/test_failures.py",
    ),
    Planted(
        "A list costs the same however many rows it shows",
        "src/entrypoints/http/rest/identity/users.py",
        "return listed(await identity.users.list(request.user, wanted.filter, wanted.page), wanted)",
        "found = await identity.users.list(request.user, wanted.filter, wanted.page); "
        "[await identity.users.card(request.user, row.id) for row in found.items]; "
        "return listed(found, wanted)",
        "tests/integration/http/test_statements.py::test_lists_cost_the_same_at_one_ten_and_a_hundred_rows",
    ),
    Planted(
        "A one-time token speaks for the address it was sent to",
        "src/domain/identity/one_time_token.py",
        "and self.email == canonical_email(mailed_to(user, purpose))",
        "",
        "tests/unit/domain/identity/test_one_time_token.py::TestSpeaksFor",
    ),
    Planted(
        "Nobody suspends themselves",
        "src/domain/identity/access.py",
        "return may_manage_users(actor) and actor.user_id != user_id",
        "return may_manage_users(actor)",
        "tests/unit/entrypoints/http/test_people.py::TestSuspension",
    ),
    Planted(
        "A key opens what its scopes say",
        "src/entrypoints/http/authentication.py",
        'require_scope(actor, scope["litestar_app"].state.scopes.get((scope["method"], scope["path_template"])))',
        "pass",
        "tests/security/test_api_keys.py::TestRoute::test_is_open_to_keys_with_its_scope_alone",
    ),
    Planted(
        "What rules ask of a key is narrowed by its scopes",
        "src/domain/shared/access.py",
        "return self.grant is None or self.grant.covers(MEANINGS[permission].scope)",
        "return True",
        "tests/unit/domain/shared/test_grants.py::TestActor",
    ),
    Planted(
        "What the role lost is lost through its keys",
        "src/domain/shared/access.py",
        "if permission not in PERMISSIONS[self.role]:",
        "if self.grant is None and permission not in PERMISSIONS[self.role]:",
        "tests/security/test_api_keys.py::TestRoute::test_gives_a_key_with_every_scope_no_more_than_its_owner",
    ),
    Planted(
        "Keys are compared by their digest",
        "src/application/identity/authenticate_by_key.py",
        "            or not is_that(text, state.digest)\n",
        "",
        "tests/security/test_api_keys.py::TestKey",
    ),
    Planted(
        "Keys expire",
        "src/application/identity/authenticate_by_key.py",
        "            or now >= state.expires_at\n",
        "",
        "tests/unit/application/identity/test_api_keys.py::TestAuthenticate",
    ),
    Planted(
        "What is no key costs no question",
        "src/domain/identity/api_key.py",
        "if found is None or _checksum(found[1]) != found[3]:",
        "if found is None:",
        "tests/unit/application/identity/test_api_keys.py::TestAuthenticate",
    ),
    Planted(
        "Keys die with a suspension",
        "src/application/identity/suspend_user.py",
        "            await revoke_api_keys(work, user.id, at=now)\n",
        "",
        "tests/unit/application/identity/test_api_keys.py::TestAuthenticate",
    ),
    Planted(
        "A key makes no keys",
        "src/application/identity/create_api_key.py",
        "        require_person(actor)\n",
        "",
        "tests/unit/application/identity/test_api_keys.py",
    ),
    Planted(
        "A key is kept in no answer",
        "src/entrypoints/http/idempotency.py",
        '{"once", "unkeyed"} & handler.opt.keys()',
        '{"unkeyed"} & handler.opt.keys()',
        "tests/unit/entrypoints/http/test_api_keys.py",
    ),
    Planted(
        "An invitation works once",
        "src/application/identity/accept_invitation.py",
        "if not await work.invitations.claim(digest):",
        "if False:",
        "tests/contract/identity/test_invitations.py::TestAtOnce",
    ),
    Planted(
        "Nobody invites above their own role",
        "src/domain/identity/access.py",
        "return own is Role.ADMIN or PERMISSIONS[role] < PERMISSIONS[own]",
        "return own in (Role.ADMIN, Role.MANAGER)",
        "tests/unit/domain/identity/test_access.py::TestMayInvite",
    ),
    Planted(
        "Nobody is given what another was invited to",
        "src/domain/identity/invitation.py",
        'raise EmailUnverified("Verify the address of your account first.")',
        "pass",
        "tests/unit/application/identity/test_invitations.py::TestAccept",
    ),
    Planted(
        "What one takes along holds no internal note",
        "src/adapters/postgres/desk/own.py",
        """        tickets.c.requester_id == parameter("requester_id", tickets.c.requester_id),
        comments.c.is_internal.is_(False),
""",
        """        tickets.c.requester_id == parameter("requester_id", tickets.c.requester_id),
""",
        "tests/contract/identity/test_own_data.py::TestDesk",
    ),
    Planted(
        "Who is deleted is forgotten in every table",
        "src/application/identity/delete_user.py",
        "await work.traces.forget(user)",
        "pass",
        "tests/integration/postgres/test_forgetting.py",
    ),
    Planted(
        "A code of an app lets in once",
        "src/domain/identity/second_factor.py",
        " if step > after]",
        "]",
        "tests/unit/domain/identity/test_second_factor.py::TestAccept",
    ),
    Planted(
        "A recovery code lets in once",
        "src/adapters/postgres/identity/second_factors.py",
        "_CLAIM: Final = Statement(select(_CLAIMED.c.digest))",
        "_CLAIM: Final = Statement(select(recovery_codes.c.digest).where(_OWN))",
        "tests/contract/identity/test_second_factors.py::TestAtOnce",
    ),
    Planted(
        "A role that asks for a second factor is held to it",
        "src/application/identity/admit.py",
        "if must_enrol and not enrolling:",
        "if False:",
        "tests/unit/entrypoints/http/test_second_factor.py::TestRole",
    ),
    Planted(
        "Who has yet to set up a second factor may do nothing",
        "src/domain/shared/access.py",
        "if self.must_enrol:",
        "if False:",
        "tests/unit/application/identity/test_second_factor.py::TestRole",
    ),
    Planted(
        "Answers that show a secret are not kept",
        "src/entrypoints/http/idempotency.py",
        '{"once", "unkeyed"} & handler.opt.keys()',
        '{"once"} & handler.opt.keys()',
        "tests/unit/entrypoints/http/test_second_factor.py::TestSecondFactor",
    ),
    Planted(
        "A one-time token works once",
        "src/application/identity/reset_password.py",
        "if not speaks or not await work.one_time_tokens.claim(digest):",
        "if not speaks:",
        "tests/contract/identity/test_one_time_tokens.py::TestAtOnce",
    ),
    Planted(
        "One-time tokens end with the credentials they were made for",
        "src/application/identity/edit_user.py",
        "if edited.credentials != user.credentials:",
        "if False:",
        "tests/unit/application/identity/test_reset_password.py",
    ),
    Planted(
        "Failures are counted before anything is compared",
        "src/application/identity/log_in.py",
        "async with self.attempts.of(email):",
        "if True:",
        "tests/security/test_guessing.py",
    ),
    Planted(
        "Five hundred at once find five places",
        "src/adapters/postgres/identity/failures.py",
        "else_=func.least(counts.c.taken, _places(n)) + 1),",
        "else_=counts.c.taken),",
        "tests/contract/identity/test_failures.py::TestAtOnce",
    ),
    Planted(
        "An account has one bucket, however its address is spelled",
        "src/application/identity/log_in.py",
        "async with self.attempts.of(email):",
        "async with self.attempts.of(command.email):",
        "tests/security/test_guessing.py",
    ),
    Planted(
        "What fails takes no count back",
        "src/adapters/postgres/identity/failures.py",
        "[row] = await apart(",
        "[row] = await look(",
        "tests/contract/identity/test_failures.py::TestTake",
    ),
    Planted(
        "An unknown address is compared as long as a known one",
        "src/application/identity/log_in.py",
        "matches = await self.hasher.verify(",
        "matches = known is not None and await self.hasher.verify(",
        "tests/unit/application/identity/test_log_in.py",
    ),
    Planted(
        "With a cookie, changes take the CSRF token of its session",
        "src/entrypoints/http/authentication.py",
        "require_csrf_token(scope, house.identity.session_tokens.csrf_token(actor.session_id))",
        "pass",
        "tests/security/test_cookies.py::TestUnsafeOperation::test_is_refused_without_the_token_of_this_session",
    ),
    Planted(
        "With a cookie, changes come from our own pages",
        "src/entrypoints/http/authentication.py",
        "require_own_page(scope, house.settings)",
        "pass",
        "tests/security/test_cookies.py::TestUnsafeOperation::test_is_refused_to_pages_of_others",
    ),
    Planted(
        "Browsers are believed when they say that a page is another site's",
        "src/entrypoints/http/csrf.py",
        "if sites and sites not in _FROM_HERE:",
        "if False:",
        "tests/security/test_cookies.py::TestUnsafeOperation::test_is_refused_to_pages_of_others",
    ),
    Planted(
        "Origins that only look like ours are others'",
        "src/entrypoints/http/csrf.py",
        "origins[0] not in own_origins(settings.address)",
        "not origins[0].endswith(max(own_origins(settings.address)).rpartition(b'/')[2])",
        "tests/security/test_cookies.py::TestUnsafeOperation::test_is_refused_to_pages_of_others",
    ),
    Planted(
        "One cookie tells who asks, or none",
        "src/entrypoints/http/authentication.py",
        "if len(tokens) > 1:",
        "if False:",
        "tests/security/test_cookies.py::TestOperation::test_is_refused_to_a_cookie_that_nobody_was_given",
    ),
    Planted(
        "A cookie that is refused is taken away",
        "src/entrypoints/http/problems.py",
        "if isinstance(refusal, SessionRefused):",
        "if False:",
        "tests/security/test_cookies.py::TestOperation::test_is_refused_to_a_cookie_that_nobody_was_given",
    ),
    Planted(
        "A cookie is worth no more than its session's time",
        "src/application/identity/authenticate_session.py",
        "or self.clock.now() >= account.session_expires_at",
        "or False",
        "tests/unit/application/identity/test_authenticate_session.py",
    ),
    Planted(
        "A cookie dies with the access its session was made for",
        "src/application/identity/authenticate_session.py",
        "or account.access_version != account.session_access_version",
        "or False",
        "tests/unit/application/identity/test_authenticate_session.py",
    ),
    Planted(
        "Cookies go over HTTPS alone, but on a developer's machine",
        "src/entrypoints/http/session_cookie.py",
        "settings.environment is Environment.DEVELOPMENT and",
        "",
        "tests/unit/entrypoints/http/test_session_cookie.py::TestCookie",
    ),
    Planted(
        "A login ends the session of the cookie that came along",
        "src/entrypoints/http/session_cookie.py",
        "await identity.log_out(await identity.authenticate_session(token), LogOutCommand())",
        "pass",
        "tests/unit/entrypoints/http/test_session_cookie.py::TestLogin",
    ),
    Planted(
        "Nobody is logged in by another site's page",
        "src/entrypoints/http/rest/identity/auth.py",
        "    if keeping.cookie:",
        "    if False:",
        "tests/unit/entrypoints/http/test_session_cookie.py::TestLogin",
    ),
    Planted(
        "Nobody learns by signing up who has an account",
        "src/application/identity/register_user.py",
        "if not self.discloses:",
        "if False:",
        "tests/unit/entrypoints/http/test_registration.py::TestQuietly",
    ),
    Planted(
        "Many who sign up at once are answered alike",
        "src/application/identity/register_user.py",
        "work.users.find_or_reserve(",
        "work.users.find_by_email(",
        "tests/contract/identity/test_users.py",
    ),
    Planted(
        "A login from a new device is told",
        "src/adapters/postgres/identity/repositories.py",
        "_LOGINS.exists() & ~_FROM_HERE.exists()",
        "_LOGINS.exists() & _FROM_HERE.exists()",
        "tests/contract/identity/test_sessions.py::TestNewDevice",
    ),
    Planted(
        "What refuses half-way leaves nothing behind",
        "src/application/desk/act_on_tickets.py",
        "async with self.uow.part() as work:",
        "async with self.uow() as work:",
        "tests/unit/application/desk/test_act_on_tickets.py::TestEach",
    ),
    Planted(
        "Many tickets are locked before anything else is, and in one order",
        "src/application/desk/act_on_tickets.py",
        "await work.tickets.lock(command.ids, scope=TicketScope.of(actor))",
        "pass",
        "tests/contract/desk/test_act_on_tickets.py::TestManyAtOnce",
    ),
    Planted(
        "One ticket that refuses holds up all where all are asked for",
        "src/application/desk/act_on_tickets.py",
        "if command.mode is Mode.ALL:",
        "if False:",
        "tests/unit/application/desk/test_act_on_tickets.py::TestAll",
    ),
    Planted(
        "A status goes by the rules whatever it is called",
        "src/application/desk/change_ticket_status.py",
        "if status is ticket.status and ticket.status_id != command.status_id:",
        "if ticket.status_id != command.status_id:",
        "tests/unit/application/desk/test_statuses.py::TestMove",
    ),
    Planted(
        "Of two merges that cross, one wins",
        "src/application/desk/lock_tickets.py",
        "for ticket_id in sorted(refusals):",
        "for ticket_id in refusals:",
        "tests/contract/desk/test_merges.py::TestManyAtOnce::test_that_cross_have_one_winner",
    ),
    Planted(
        "What one customer was told is not shown to another whose ticket it was merged into",
        "src/adapters/postgres/desk/merges.py",
        "or_(comments.c.is_internal, _IS_ACROSS.is_(False)) if table is comments",
        "true() if table is comments",
        "tests/contract/desk/test_merges.py::TestComments",
    ),
    Planted(
        "A duplicate leads nobody to a ticket that is not theirs",
        "src/adapters/postgres/desk/ticket_queries.py",
        ", merged_into_id=leads_on(condition)",
        "",
        "tests/contract/desk/test_merges.py::TestTicket",
    ),
    Planted(
        "A merge is taken back within a day",
        "src/domain/desk/merge.py",
        "if at - self.created_at > within:",
        "if False:",
        "tests/unit/application/desk/test_merge_ticket.py::TestUnmergeTicket::test_is_there_for_a_day",
    ),
    Planted(
        "A duplicate is not opened again beside what it was merged into",
        "src/domain/desk/ticket.py",
        """        self.require_not_merged()
        if status not in MOVES[self.status]:""",
        "        if status not in MOVES[self.status]:",
        "tests/unit/application/desk/test_merge_ticket.py::TestMergeTicket",
    ),
    Planted(
        "What somebody keeps for themselves is nobody else's",
        "src/domain/desk/view.py",
        "return view.is_shared and self.is_staff and",
        "return self.is_staff and",
        "tests/unit/domain/desk/test_view.py::TestViewScope",
    ),
    Planted(
        "Views are shared by those who may",
        "src/application/desk/create_view.py",
        "await require_sharing(work, actor, view)",
        "pass",
        "tests/unit/application/desk/test_views.py::TestSharing",
    ),
    Planted(
        "SQL and rules agree on who sees a view",
        "src/adapters/postgres/desk/views.py",
        "or_(_OWN, and_(saved_views.c.is_shared, _FOR_THEM))",
        "or_(_OWN, saved_views.c.is_shared)",
        "tests/contract/desk/test_views.py::TestScope",
    ),
    Planted(
        "A clock stands still while its ticket is pending",
        "src/domain/desk/ticket.py",
        "STANDING_STILL: Final = FINISHED | {Status.PENDING}",
        "STANDING_STILL: Final = FINISHED",
        "tests/unit/domain/desk/test_clock.py",
    ),
    Planted(
        "Business hours go by the clock on the wall, in summer too",
        "src/domain/desk/business_time.py",
        "                change = self._change(day, day + _DAY)",
        "                change = day + _DAY",
        "tests/unit/domain/desk/test_business_time.py",
    ),
    Planted(
        "A breach is told once",
        "src/domain/desk/judgement.py",
        "    if now is None or (was is not None and was.breached_at is not None):",
        "    if now is None:",
        "tests/unit/domain/desk/test_judgement.py",
    ),
    Planted(
        "Of many workers one tells of a breach",
        "src/adapters/postgres/desk/repositories.py",
        "    .with_for_update(key_share=True, skip_locked=True)\n",
        "",
        "tests/contract/desk/test_clocks.py::TestWorkers",
    ),
    Planted(
        "Who knows nothing of internal notes sees no clocks",
        "src/adapters/postgres/desk/clocks.py",
        """        require(sees_internal(actor), "see the clocks of tickets")
""",
        "",
        "tests/contract/desk/test_clocks.py::TestQueries",
    ),
    Planted(
        "A report counts what was left from before it began",
        "src/application/desk/report_tickets.py",
        "rows, backlog = [], _count(opened.get(0)) - _count(finished.get(0))",
        "rows, backlog = [], 0",
        "tests/contract/desk/test_reports.py::TestReport",
    ),
    Planted(
        "Tags are told of the tickets that whoever asks may see",
        "src/adapters/postgres/desk/tags.py",
        "[latest.where(SCOPES[way]) for way",
        "[latest for way",
        "tests/contract/desk/test_tags.py",
    ),
)


DOCUMENT: Final = ROOT / "tests/README.md"
_HEAD: Final = "| guard | taken out | caught by |"


def documented() -> str:
    """tests/README.md with the table, which ends it, as it should be."""
    before, _, _ = DOCUMENT.read_text(encoding="utf-8").partition(_HEAD)
    return before + "\n".join([_HEAD, "|---|---|---|", *(planted.row() for planted in PLANTED)]) + "\n"


def main(wanted: Sequence[str]) -> int:
    """Those whose guard or file holds one of the wanted words; all when there is none."""
    chosen = [one for one in PLANTED if not wanted or any(word in one.guard + one.file for word in wanted)]
    with scratch_folder() as folder:
        for name in COPIED:
            _copy(ROOT / name, folder / name)
        if _outcome(folder, sorted({one.test for one in chosen})) != "MISSED":
            _say("With every guard in place, the tests fail: nothing can be told from them.")
            return 2
        outcomes = [_plant(folder, one) for one in chosen]
    return 0 if all(outcomes) else 1


def _plant(folder: Path, planted: Planted) -> bool:
    path = folder / planted.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(planted.old) != 1:
        _say(f"NOT THERE ONCE  {planted.guard}: {planted.old}")
        return False
    path.write_text(whole.replace(planted.old, planted.new), encoding="utf-8")
    try:
        outcome = _outcome(folder, [planted.test])
    finally:
        path.write_text(whole, encoding="utf-8")
    _say(f"{outcome}  {planted.guard}")
    return outcome.startswith("caught")


def _outcome(folder: Path, tests: list[str]) -> str:
    """What the copy's own source makes of the tests: an installed one is not looked at."""
    environment = os.environ | {"PYTHONPATH": f"{folder / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}
    seen = f"import entrypoints.http as it, sys; sys.exit(not it.__file__.startswith({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", seen], cwd=folder, env=environment, check=True)  # noqa: S603 - our own
    run = [sys.executable, "-m", "pytest", "-q", "-x", "-rf", "--tb=no", "--show-capture=no", *tests]
    done = subprocess.run(run, cwd=folder, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    if done.returncode == 0:
        return "MISSED"
    failed = FAILED.search(done.stdout)
    return f"caught by {failed[1]}" if done.returncode == 1 and failed else f"BROKEN {done.stdout[-500:]}{done.stderr}"


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _inline(code: str) -> str:
    shown = code.strip().replace("|", "\\|")
    return f"`{shown}`" if shown else "nothing"


if __name__ == "__main__":
    if sys.argv[1:] == ["--document"]:
        DOCUMENT.write_text(documented(), encoding="utf-8")
    else:
        sys.exit(main(sys.argv[1:]))
