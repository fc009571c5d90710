"""What the house writes to people about their accounts."""

from dataclasses import dataclass

from application.identity.issue_token import Issued
from application.shared.mail import Mail


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
