"""What the customers of the demo have on their minds."""

from collections.abc import Mapping, Sequence
from typing import Final

PROBLEMS: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "Sign-in": (
        ("Cannot sign in after changing my address", "The old address still works, the new one says it is unknown."),
        ("Signed out every few minutes", "It began on Monday, on all our machines. Closing the browser does not help."),
        ("Password mail never arrives", "We asked for it four times. It is not in the spam folder either."),
        ("Two accounts for the same person", "One has the orders, the other the tickets. Can they become one?"),
        (
            "Sign-in page is blank in the kiosk browser",
            "Only the logo shows. The console names a script that was blocked.",
        ),
    ),
    "Reports": (
        ("Monthly report is missing the last day", "The 31st is not in it, although the dashboard has it."),
        ("Export to CSV breaks names with accents", "They come out as question marks in the spreadsheet."),
        (
            "Totals differ between report and dashboard",
            "The report says 1,204, the dashboard 1,198, for the same week.",
        ),
        ("Report cannot be filtered by team", "We are looking for a way to see one team only."),
    ),
    "Mobile app": (
        ("App closes when a photo is attached", "Always with photos from the camera, never with older ones."),
        ("Notifications arrive an hour late", "Since the clocks changed, all of them are late by exactly one hour."),
        ("Dark theme makes replies unreadable", "Grey on black. Screenshots follow if you need them."),
        ("Offline drafts are lost", "What we write in the basement is gone when the phone is back on the network."),
    ),
    "Invoices": (
        ("Invoice shows our old address", "We moved in spring and changed it in the settings then."),
        ("VAT number is refused", "The form says it is malformed; our tax office disagrees."),
        ("Invoice 2 pages too long", "Every item is listed twice, once with a price and once without."),
        ("Please send invoices to two addresses", "Bookkeeping and the front desk both need them."),
    ),
    "Refunds": (
        ("Refund has not reached us", "It was promised three weeks ago, and the bank knows nothing of it."),
        ("Charged twice for one order", "Two charges of the same amount, two seconds apart."),
        ("Wrong currency on the refund", "We paid in pounds, and euros came back, less than we paid."),
    ),
    "API": (
        ("429 although we stay below the limit", "We send one request a second. The header says we have 80 left."),
        (
            "Webhook signature does not match",
            "We follow the guide to the letter. It fails for bodies with umlauts only.",
        ),
        (
            "List of tickets skips entries",
            "While new ones come in, page 3 repeats what page 2 had and others are missing.",
        ),
        ("How do we rotate the API key?", "We found how to make one, but not how to replace it without a gap."),
        ("Times lack a zone in one field", "All end in Z except the due date."),
    ),
    "Performance": (
        (
            "Search takes ten seconds in the morning",
            "Between eight and nine, every day. In the afternoon it is instant.",
        ),
        ("Ticket with 400 comments does not open", "The page tries for a minute and gives up."),
        ("Uploads stall at 99 %", "Only files above 20 MB, only from our office."),
        ("Dashboard slow since the last release", "It used to be there at once, now we can fetch a coffee."),
        ("Import of our old desk is slow", "60,000 tickets, and after a night it had done half."),
    ),
}
"""By category: title and description."""

_BROWSERS: Final = (
    "in Firefox",
    "in Safari",
    "with the screen reader",
    "since Monday",
    "for new colleagues only",
    "on Linux",
)
_BOOKS: Final = (
    "second reminder",
    "for the branch in Leeds",
    "since the new year",
    "for our sister company",
    "again",
    "urgent",
)
_PROGRAMS: Final = (
    "from Python",
    "from our proxy",
    "in the sandbox",
    "since version 4.2",
    "at night",
    "with the new key",
)

CIRCUMSTANCES: Final[Mapping[str, Sequence[str]]] = {
    "Sign-in": _BROWSERS,
    "Reports": _BROWSERS,
    "Mobile app": (
        "on Android 15",
        "on iOS 19",
        "on the tablet",
        "on a slow network",
        "after the update",
        "in the field",
    ),
    "Invoices": _BOOKS,
    "Refunds": _BOOKS,
    "API": _PROGRAMS,
    "Performance": _PROGRAMS,
}
"""By category: what sets apart those who have the same problem."""

QUESTIONS: Final = (
    "Thank you for writing. Which version do you see this with, and since when?",
    "Could you send us a screenshot, and the time at which it happened last?",
    "Does it happen for everybody in your organisation, or for some only?",
)
ANSWERS: Final = (
    "Since the update last week, and for all of us.",
    "It happened again just now. I have sent the screenshot by mail.",
    "Only for some of us; the others use an older version.",
)
UPDATES: Final = (
    "We can reproduce it and are looking for the cause.",
    "We found the cause. A correction is being tested.",
    "This is with our developers now; you hear from us tomorrow at the latest.",
)
NOTES: Final = (
    "Third report of this kind in a month; see whether they have one cause.",
    "Reproduced on staging. Logs show a time-out that nobody handles.",
    "Careful: this customer's contract promises an answer within a day.",
)
RESOLUTIONS: Final = (
    "Corrected in today's release.",
    "A setting was wrong on our side; it is right now, and watched.",
    "Explained how it works and improved the page that should have said so.",
)
RETURNS: Final = (
    "Sorry to come back to this, but it happened again this morning.",
    "It works on one machine now and still fails on the other.",
)

AGAIN: Final = "Did you get this? "
"""What customers begin with who ask a second time."""
