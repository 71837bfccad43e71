"""Texts that try to run a script, to load what is elsewhere, or to look like something else.

They stand in `hostile_texts.json`, which the page's own tests read, too: families of payloads after the public cheat sheets
(tags, attributes, addresses, Markdown and formulas, signs that mislead), and contexts that a payload is put into at `@@`.
Payloads call `hacked`, which a test defines and watches.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

MARK = "@@"


class Corpus(msgspec.Struct, frozen=True):
    families: dict[str, list[str]]
    contexts: list[str]


CORPUS = msgspec.json.decode(
    Path(__file__).with_suffix(".json").read_bytes(),
    type=Corpus,
)
ATTRIBUTES = CORPUS.families["attributes"]
PAYLOADS = [payload for family in CORPUS.families.values() for payload in family]
TEXTS = [context.replace(MARK, payload) for context in CORPUS.contexts for payload in PAYLOADS]
"""All of them; first the payloads as they are."""


def a_few(each: int) -> list[str]:
    """Every payload as it is, and of the others one of `each`, with all contexts among them."""
    return PAYLOADS + TEXTS[len(PAYLOADS) :: each]
