"""What nobody means well with: texts, numbers and ids that have broken programs before."""

from collections.abc import Mapping
from typing import Final

ONE_MEGABYTE: Final = 1_000_000

TEXTS: Final[Mapping[str, str]] = {
    "empty": "",
    "blank": "   ",
    "blank beyond ASCII": "\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}\N{LINE SEPARATOR}",
    "space around": " \t around \n",
    "NUL": "a\0b",
    "half a pair, first": "a\ud83d",
    "half a pair, second": "\udc00a",
    "a pair the wrong way round": "\udc00\ud83d",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}txt.exe",
    "bidi isolates": "\N{LEFT-TO-RIGHT ISOLATE}a\N{RIGHT-TO-LEFT ISOLATE}\N{POP DIRECTIONAL ISOLATE}",
    "10,000 accents": "e" + "\N{COMBINING ACUTE ACCENT}" * 10_000,
    "some accents": "Z" + "\N{COMBINING DIAERESIS}\N{COMBINING GRAVE ACCENT BELOW}" * 20,
    "a joined family": "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "composed": "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}",
    "decomposed": "Zoe\N{COMBINING DIAERESIS}",
    "zero width": "a\N{ZERO WIDTH SPACE}b\N{WORD JOINER}",
    "only zero width": "\N{ZERO WIDTH SPACE}",
    "a byte order mark": "\N{ZERO WIDTH NO-BREAK SPACE}a",
    "no characters": "\ufffe\uffff\U0010ffff",
    "grows in lower case": "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}stanbul Stra\N{LATIN SMALL LETTER SHARP S}e",
    "a terminal's orders": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "other controls": "\x01\x08\x7f\x85\x9b",
    "lines": "a\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "SQL": "'; DROP TABLE users; --",
    "placeholders": "$1 %s %(a)s {0} :name ?",
    "wildcards": "%_\\%",
    "markup": "<script>alert(1)</script>&amp;",
    "a formula": "=cmd|'/c calc'!A1",
    "a path": "../../../etc/passwd",
    "JSON": '{"a": [null, true]}',
    "the word null": "null",
    "1 MB": "x" * ONE_MEGABYTE,
}

NUMBERS: Final = (
    "-0",
    "-0.0",
    "-1",
    "0",
    "1.0",
    "1.5",
    "2147483648",
    "9007199254740993",
    "9223372036854775808",
    "1" + "0" * 400,
    "-1" + "0" * 400,
    "1e400",
    "1E-400",
    "NaN",
    "Infinity",
    "-Infinity",
    "true",
    "false",
    "null",
    '"1"',
    '"true"',
    "[1]",
    "{}",
)
"""As they would stand in a body: JSON, or what some take for it."""

NO_NUMBERS: Final = (
    "-1",
    "0",
    "-0",
    "1e2",
    "+1",
    "1.0",
    "0x1",
    "1_000",
    "\N{ARABIC-INDIC DIGIT ONE}",
    "\N{FULLWIDTH DIGIT ONE}",
    "\N{SUPERSCRIPT TWO}",
    "2147483648",
    "9223372036854775808",
    "9" * 30,
    "1" + "0" * 400,
    "NaN",
    "Infinity",
    "true",
    "%00",
    "1%00",
    " 1",
    "1%0A",
    "",
    "null",
)
"""As they would stand in a query, where the number of a page is expected."""

NIL: Final = "00000000-0000-0000-0000-000000000000"
MAX: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"
GOOD: Final = "019caab8-6c40-7b6c-a1c3-0d4f3a2b1c05"
NO_IDS: Final = (
    "7",
    "",
    "none",
    GOOD.replace("-", ""),
    f"{{{GOOD}}}",
    f"urn:uuid:{GOOD}",
    GOOD[:-1],
    GOOD + "0",
    GOOD + "\n",
    f" {GOOD}",
    GOOD.replace("0", "\N{FULLWIDTH DIGIT ZERO}"),
    GOOD.replace("-", "\N{HYPHEN}"),
    GOOD.replace("a", "g"),
    "0" * 10_000,
)
"""No ids in the one spelling there is."""
