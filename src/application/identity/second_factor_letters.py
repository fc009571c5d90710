"""What the house writes to people about their second factor: whoever changed it, they are to know."""

from dataclasses import dataclass

from application.shared.mail import Mail


@dataclass(frozen=True, slots=True)
class SecondFactorLetters:
    """`home` is where links lead."""

    home: str

    def enabled(self, to: str) -> Mail:
        return self._notice(
            to,
            "A second factor was set up",
            f"From now on logging in to your account at {self.home}\n"
            "takes a code beside the password. Everywhere else you were logged out.",
        )

    def disabled(self, to: str) -> Mail:
        return self._notice(
            to,
            "Your second factor was removed",
            f"From now on the password alone logs in to your account at {self.home}.\n"
            "Everywhere else you were logged out.",
        )

    def recovery_code_used(self, to: str, left: int) -> Mail:
        return self._notice(
            to,
            "A recovery code was used",
            f"A recovery code of your account at {self.home} was used.\nYou have {left} left.",
        )

    def recovery_codes_renewed(self, to: str) -> Mail:
        return self._notice(
            to,
            "Your recovery codes were renewed",
            f"There are new recovery codes for your account at {self.home}.\nThose from before work no more.",
        )

    def _notice(self, to: str, subject: str, text: str) -> Mail:
        advice = f"If it was not you, set a new password at once:\n{self.home}/forgot-password\n"
        return Mail(to=to, subject=subject, text=f"{text}\n\n{advice}")
