import time
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

import pytest

from adapters.markdown.prose import LONGEST, MarkdownProse
from domain.shared.ids import UserId
from tests.support.hostile_html import Reading, hostile_texts

ANNA = UserId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c01"))
BOB = UserId(UUID("019caab8-6c40-7b6c-a1c3-0d4f3a2b1c02"))
PROSE = MarkdownProse()
REL = 'rel="nofollow noopener noreferrer"'

SHOWN = {
    "Hello": "<p>Hello</p>",
    "one\ntwo\n\nthree": "<p>one<br>two</p><p>three</p>",
    "**a** *b* ~~c~~ `d`": "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>",
    "# a\n\n---": "<h1>a</h1><hr>",
    "> a": "<blockquote><p>a</p></blockquote>",
    "- a\n- b": "<ul><li>a</li><li>b</li></ul>",
    "3. a": '<ol start="3"><li>a</li></ol>',
    "```python\na < b\n```": "<pre><code>a &lt; b</code></pre>",
    "|a|b|\n|-|-|\n|c|": "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
    "<tbody><tr><td>c</td><td></td></tr></tbody></table>",
    '[a](https://a.example/b "c")': f'<p><a href="https://a.example/b" title="c" {REL}>a</a></p>',
    "<https://a.example> <b@c.example>": f'<p><a href="https://a.example" {REL}>https://a.example</a> '
    f'<a href="mailto:b@c.example" {REL}>b@c.example</a></p>',
    "(see https://a.example/b_c_(d)).": f'<p>(see <a href="https://a.example/b_c_(d)" {REL}>'
    "https://a.example/b_c_(d)</a>).</p>",
    "[https://a.example](https://b.example)": f'<p><a href="https://b.example" {REL}>https://a.example</a></p>',
    "![a](https://b.example/c.png)": f'<p><a href="https://b.example/c.png" {REL}>a</a></p>',
    "![](https://b.example/c.png)": f'<p><a href="https://b.example/c.png" {REL}>https://b.example/c.png</a></p>',
    "[![a](https://b.example/c.png)](https://d.example)": f'<p><a href="https://d.example" {REL}>a</a></p>',
    "[a](/b) [c](javascript:d)": "<p>[a](/b) [c](javascript:d)</p>",
    "<b>a</b>": "<p>&lt;b&gt;a&lt;/b&gt;</p>",
    "|a|\nb": "<p>|a|<br>b</p>",
    "|a|": "<p>|a|</p>",
}


async def html(source: str, mentioned: Sequence[UserId] = ()) -> str:
    return (await PROSE.html(source, mentioned=mentioned)).replace("\n", "")


class TestHtml:
    @pytest.mark.parametrize("source", SHOWN)
    async def test_is_as_people_expect(self, source: str) -> None:
        assert await html(source) == SHOWN[source]

    async def test_of_the_same_is_the_same_again(self) -> None:
        assert await html("**a**") == await html("**a**")

    async def test_of_what_is_too_long_for_prose_is_its_text(self) -> None:
        source = f"**a** <b>\r\nc\n\n\n\n{'d' * LONGEST}\n"
        assert await html(source) == f"<p>**a** &lt;b&gt;<br>c</p><p>{'d' * LONGEST}</p>"

    @pytest.mark.parametrize(
        "piece",
        [
            "[",
            "![",
            "](",
            "[a](",
            "*a ",
            "*_",
            "~~a",
            "`",
            ">",
            "- ",
            "  - a\n",
            "\\[",
            "&",
            "a\n",
            "<a ",
            "|a|\n|-|\n",
        ],
        ids=ascii,
    )
    async def test_takes_no_long_time(self, piece: str) -> None:
        """Less than a second here means a tenth of one on a machine that is not busy."""
        begun = time.process_time()
        await html((piece * LONGEST)[:LONGEST])
        assert time.process_time() - begun < 1

    async def test_fills_no_rows_for_ever(self) -> None:
        wide = f"{'|a' * 40}\n{'|-' * 40}\n"
        assert "<table>" in await html(wide + "x\n" * 80)
        assert len(await html(wide + "x\n" * 4_000)) < 100_000


class TestMention:
    async def test_shows_whom_it_names(self) -> None:
        shown = await html(f"Ask [@Anna](user:{ANNA}) or [@Bob](user:{BOB}).", [ANNA])
        assert shown == f'<p>Ask <span class="mention" data-user-id="{ANNA}">@Anna</span> or <span>@Bob</span>.</p>'

    async def test_is_told_with_all_others_each_once(self) -> None:
        text = f"- [@B](user:{BOB}) [@A](user:{str(ANNA).upper()})\n- [@A again](user:{ANNA})"
        assert PROSE.mentions(text) == (BOB, ANNA)

    @pytest.mark.parametrize(
        "text",
        [
            "Anna",
            f"`[@Anna](user:{ANNA})`",
            f"[Anna](user:{ANNA})",
            f"[](user:{ANNA})",
            "[@Anna](user:7)",
            "[@Anna](user:)",
            f"[@Anna](https://a.example/user:{ANNA})",
            f"[@Anna](user:{ANNA})" + "x" * LONGEST,
        ],
    )
    async def test_is_not_everything_that_looks_like_one(self, text: str) -> None:
        assert PROSE.mentions(text) == ()
        assert "class=" not in await html(text, [ANNA])


class TestHostileText:
    def test_is_tried_in_a_thousand_ways(self) -> None:
        assert len(list(islice(hostile_texts(), 1_000))) == 1_000

    async def test_does_nothing_and_loads_nothing(self) -> None:
        harmful = {
            text: found.wrong
            for text in hostile_texts()
            for found in [Reading(await PROSE.html(text, mentioned=[ANNA]))]
            if found.wrong
        }
        assert harmful == {}

    async def test_is_noticed_where_nobody_takes_care(self) -> None:
        """So that the one above can fail: of these, hardly any is harmless as it stands."""
        assert sum(bool(Reading(text).wrong) for text in islice(hostile_texts(), 500)) > 450
