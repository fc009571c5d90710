"""Markdown by markdown-it, cleaned by nh3: the one writes no HTML but its own, the other lets no other through."""

import asyncio
from collections.abc import Collection
from functools import lru_cache
from html import escape
from typing import Final, final
from uuid import UUID

import nh3
from markdown_it import MarkdownIt

from adapters.markdown.bounded_tables import bounded_table
from adapters.markdown.links import leads_somewhere, link_addresses
from adapters.markdown.mentions import MENTIONED, mark_mentions, named_in
from application.shared.prose import Prose
from domain.shared.ids import UserId

LONGEST: Final = 10_000
"""Characters that are read as Markdown: at worst they take 0.2 s. What is longer is no prose, and shown as it is."""

REMEMBERED: Final = 512
"""Texts whose HTML is kept: those of the tickets that people look at now."""

_TAGS: Final = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}

_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"a": {"href", "title"}, "ol": {"start"}, "span": {"data-user-id"}},
    tag_attribute_values={"span": {"class": {"mention"}}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener noreferrer",
)


def _reader() -> MarkdownIt:
    """CommonMark without its HTML, with tables, with ~~what no longer holds~~, and with line breaks where they are."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.validateLink = leads_somewhere  # type: ignore[assignment, method-assign] # as its documentation has it
    reader.block.ruler.at("table", bounded_table, {"alt": ["paragraph", "reference"]})
    reader.core.ruler.push("addresses", link_addresses)
    reader.core.ruler.push("mentions", mark_mentions)
    return reader


@final
class MarkdownProse(Prose):
    def __init__(self) -> None:
        self._reader = _reader()
        self._rendered = lru_cache(REMEMBERED)(self._render)

    async def html(self, source: str, *, mentioned: Collection[UserId] = ()) -> str:
        await asyncio.sleep(0)
        if len(source) > LONGEST:
            return _as_it_is(source)
        return self._rendered(source, frozenset(mentioned))

    def mentions(self, source: str) -> tuple[UserId, ...]:
        if len(source) > LONGEST or "](user:" not in source:
            return ()
        return tuple(UserId(one) for one in named_in(self._reader.parse(source)))

    def _render(self, source: str, mentioned: frozenset[UUID]) -> str:
        return _CLEANER.clean(self._reader.render(source, {MENTIONED: mentioned}))


def _as_it_is(source: str) -> str:
    """In paragraphs and lines, as nothing but text."""
    paragraphs = escape(source.replace("\r\n", "\n")).split("\n\n")
    shown = [part.strip("\n").replace("\n", "<br>\n") for part in paragraphs if part.strip()]
    return "".join(f"<p>{part}</p>\n" for part in shown)
