"""The order of cues decides which one is told, and idioms are gone before any is looked for."""

from __future__ import annotations

import re

from community.classification.cues import Cue, cues, first_cue, without
from community.classification.terms import Evidence

ASKING = cues(Evidence.ASKING, "how", "what")


def test_the_first_cue_of_the_list_is_told_whatever_the_order_of_clauses() -> None:
    assert first_cue(ASKING, ["what is it", "how so"]) == (Evidence.ASKING, "how")


def test_no_cue_is_nothing() -> None:
    assert first_cue(ASKING, ["fine"]) is None
    assert first_cue((Cue(Evidence.TROUBLE, re.compile("x")),), []) is None


def test_an_idiom_is_blanked_out() -> None:
    assert first_cue(ASKING, [without([re.compile("how hard can it be")], "how hard can it be")]) is None
