"""What the house writes to people about their accounts."""

from dataclasses import dataclass
from typing import Final

from application.identity.issue_token import Issued
from application.shared.mail import Mail
from domain.identity.events import ApiKeyCreated
from domain.identity.session import Session

LONGEST_PROGRAM: Final = 100


@dataclass(frozen=True, slots=True)
class Letters:
    """`home` is where links lead. Secrets stand behind the #, which browsers send to nobody."""

    home: str

    def password_reset(self, issued: Issued) -> Mail:
        return Mail(
            to=issued.to,
            subject="Set a new password",
            text=f"""\
Somebody, hopefully you, asked for a new password for your account
at {self.home}.

Set it within 30 minutes:
{self.home}/reset-password#token={issued.secret}

If it was not you, do nothing: your password stays as it is.
""",
        )

    def email_verification(self, issued: Issued) -> Mail:
        return Mail(
            to=issued.to,
            subject="Confirm your address",
            text=f"""\
There is an account with this address at {self.home}.

Confirm within 24 hours that it is yours:
{self.home}/verify-email#token={issued.secret}

If it is not, do nothing.
""",
        )

    def registered_again(self, issued: Issued) -> Mail:
        return Mail(
            to=issued.to,
            subject="You already have an account",
            text=f"""\
Somebody, hopefully you, signed up with this address at {self.home},
where it has an account already. Nothing was changed: log in as before.

If you do not know the password, set a new one within 30 minutes:
{self.home}/reset-password#token={issued.secret}

If it was not you, do nothing.
""",
        )

    def password_changed(self, to: str) -> Mail:
        return Mail(
            to=to,
            subject="Your password was changed",
            text=f"""\
The password of your account at {self.home} was changed.
Everybody who was logged in with the old one is logged out.

If it was not you, set a new one at once:
{self.home}/forgot-password
""",
        )

    def new_device(self, to: str, session: Session) -> Mail:
        return Mail(
            to=to,
            subject="Login from a new device",
            text=f"""\
Somebody logged in to your account at {self.home}
from where nobody did before.

Time:    {session.created_at:%Y-%m-%d %H:%M} UTC
Address: {session.ip or "unknown"}
Program: {_as_one_line(session.user_agent)}

If it was you, do nothing. If not, set a new password at once,
which logs everybody out:
{self.home}/forgot-password
""",
        )

    def session_stolen(self, to: str) -> Mail:
        return Mail(
            to=to,
            subject="A session of yours was ended",
            text=f"""\
Two have tried to go on with the same session of your account
at {self.home}, so that one of them was not you. It was ended.

Log in again. If you did so on a device that you do not trust,
set a new password, which logs everybody out:
{self.home}/forgot-password
""",
        )

    def email_change(self, issued: Issued) -> Mail:
        return Mail(
            to=issued.to,
            subject="Confirm your new address",
            text=f"""\
This address is to become that of an account at {self.home}.

Confirm within 30 minutes that it is yours:
{self.home}/confirm-email#token={issued.secret}

If you did not ask for this, do nothing: nothing will change.
""",
        )

    def email_to_change(self, to: str, wanted: str) -> Mail:
        return Mail(
            to=to,
            subject="Your address is to be changed",
            text=f"""\
The address of your account at {self.home} is to become
{wanted}

It will once that address has been confirmed.
If it was not you who asked, set a new password at once:
{self.home}/forgot-password
""",
        )

    def role_changed(self, to: str, old: str, new: str) -> Mail:
        return Mail(
            to=to,
            subject="You have another role",
            text=f"""\
Your role at {self.home} was "{old}" and is now "{new}".
You are logged out everywhere; log in again to go on.
""",
        )

    def suspended(self, to: str, reason: str | None) -> Mail:
        because = f"\nReason given: {reason}\n" if reason else ""
        return Mail(
            to=to,
            subject="Your account is suspended",
            text=f"""\
Your account at {self.home} is suspended: you cannot log in.
{because}
If you think that this is a mistake, ask whoever runs it.
""",
        )

    def reinstated(self, to: str) -> Mail:
        return Mail(
            to=to,
            subject="Your account is open again",
            text=f"""\
Your account at {self.home} is no longer suspended.
You can log in again.
""",
        )

    def api_key_created(self, to: str, created: ApiKeyCreated) -> Mail:
        return Mail(
            to=to,
            subject="A new API key for your account",
            text=f"""\
An API key was made for your account at {self.home}:
programs that have it can ask in your name.

Name:    {" ".join(created.label.split())}
Scopes:  {", ".join(created.scopes)}
Expires: {created.expires_at:%Y-%m-%d %H:%M} UTC

If it was not you, revoke the key and set a new password at once:
{self.home}/forgot-password
""",
        )

    def invitation(self, to: str, secret: str, role: str) -> Mail:
        return Mail(
            to=to,
            subject="You are invited to a team",
            text=f"""\
You are invited to join a team at {self.home} as "{role}".

Accept within 72 hours:
{self.home}/accept-invitation#token={secret}

If you do not want to, do nothing.
""",
        )

    def provider_changed(self, to: str, issuer: str, *, is_linked: bool) -> Mail:
        can_now = "can be logged in to" if is_linked else "can no longer be logged in to"
        return Mail(
            to=to,
            subject="A sign-in provider was linked" if is_linked else "A sign-in provider was unlinked",
            text=f"""\
Your account at {self.home} {can_now} by way of
{issuer}

If it was not you, set a new password at once, and look at what is linked:
{self.home}/forgot-password
""",
        )


def _as_one_line(user_agent: str | None) -> str:
    """What a program calls itself, as far as it can do no harm: whoever logs in writes it."""
    text = "".join(letter for letter in user_agent or "" if letter.isascii() and letter.isprintable())
    return text[:LONGEST_PROGRAM].strip() or "unknown"
