"""A page of the mails that went to no server, for developers: it is there in development and nowhere else."""

from html import escape
from typing import Any, Final

from litestar import Request, Response, Router, get

from application.shared.mail import ReceivedMail
from entrypoints.http.policy import PUBLIC

SHOWN: Final = 50

_CONTENT_SECURITY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Text and nothing else: neither scripts nor styles nor images, whatever a mail holds."""

_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mailbox</title></head>
<body>
<h1>Mailbox</h1>
{mails}
</body>
</html>
"""
_MAIL: Final = """<article>
<h2>{subject}</h2>
<p>To {to}, {sent_at}</p>
<pre>{text}</pre>
</article>"""
_NONE: Final = "<p>No mail yet.</p>"


@get("/dev/mailbox", policy=PUBLIC)
async def page(request: Request[Any, Any, Any]) -> Response[bytes]:
    mails = await request.app.state.house.mailbox.newest(SHOWN)
    content = _PAGE.format(mails="\n".join(map(_shown, mails)) or _NONE)
    headers = {"Content-Security-Policy": _CONTENT_SECURITY}
    return Response(content.encode(), media_type="text/html", headers=headers)


def _shown(mail: ReceivedMail) -> str:
    return _MAIL.format(
        subject=escape(mail.subject), to=escape(mail.to), sent_at=escape(mail.sent_at), text=escape(mail.text)
    )


MAILBOX: Final = Router("/", route_handlers=[page])
