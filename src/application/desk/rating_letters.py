"""What the house writes to people whose ticket is resolved."""

from dataclasses import dataclass
from html import escape

from application.shared.mail import Mail


@dataclass(frozen=True, slots=True)
class RatingLetters:
    """`home` is where links lead. The token stands behind the #, which browsers send to nobody."""

    home: str
    days: int

    def ask(self, to: str, *, number: int, title: str, token: str) -> Mail:
        shown, link = _as_one_line(title), f"{self.home}/rate#token={token}"
        return Mail(
            to=to,
            subject=f"How did we do? Ticket {number}",
            text=f"""\
Your ticket {number} is resolved:
{shown}

Tell us within {self.days} days how we did, from 1 to 5:
{link}

If it is not solved, log in and open the ticket again:
{self.home}
""",
            html=f"""\
<!doctype html>
<html lang="en"><body>
<p>Your ticket {number} is resolved:<br><b>{escape(shown)}</b></p>
<p><a href="{escape(link)}">Tell us how we did</a>, from 1 to 5, within {self.days} days.</p>
<p>If it is not solved, <a href="{escape(self.home)}">log in</a> and open the ticket again.</p>
</body></html>
""",
        )


def _as_one_line(title: str) -> str:
    """A title, as far as it can do no harm in a mail: whoever asked wrote it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())
