from typing import final

from email_validator import EmailNotValidError, validate_email

from application.identity.errors import MalformedEmail
from application.identity.ports import EmailAddresses


@final
class ValidatedEmailAddresses(EmailAddresses):
    """Syntax only: whether mail arrives is found out by sending some."""

    def normalise(self, text: str) -> str:
        try:
            return validate_email(text.strip(), check_deliverability=False).normalized
        except EmailNotValidError as problem:
            raise MalformedEmail("This is no email address.", {"email": str(problem)}) from None
