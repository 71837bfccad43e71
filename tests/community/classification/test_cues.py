"""The order of cues decides which one is told, and idioms are gone before any is looked for."""

from __future__ import annotations

import pytest

from community.classification import chinese, english
from community.classification.cues import Cues, Idioms
from community.classification.reading import read
from community.classification.terms import Evidence
from tests.community.classification_report import learner_sentences

CUES = Cues(Evidence.ASKING, "how", "what")


def test_the_first_cue_of_the_list_is_told_whatever_the_order_of_clauses() -> None:
    assert CUES.first(["what is it", "how so"]) == (Evidence.ASKING, "how")


def test_of_one_cue_the_first_clause_is_told() -> None:
    assert Cues(Evidence.TROUBLE, r"no \w+").first(["no sound", "no picture"]) == (
        Evidence.TROUBLE,
        "no sound",
    )


def test_no_cue_is_nothing() -> None:
    assert CUES.first(["fine"]) is None
    assert CUES.first([]) is None


def test_a_cue_whose_words_are_there_and_whose_pattern_does_not_match_is_none() -> None:
    assert Cues(Evidence.ASKING, "^how").first(["somehow"]) is None


def test_an_idiom_is_blanked_out() -> None:
    assert CUES.first(Idioms("how hard can it be").blanked(["how hard can it be"])) is None


def test_idioms_go_in_their_order_and_each_reads_what_the_last_one_left() -> None:
    idioms = Idioms("first", "a  □  b", "first")
    assert idioms.blanked(["a first b", "a b"]) == (" □ ", "a b")
    assert idioms.blanked(["a b", "b"]) == ("a b", "b")


@pytest.mark.parametrize(
    "rules", [chinese.ASKING, chinese.TROUBLE, english.ASKING, english.TROUBLE, english.PASTED]
)
def test_no_cue_is_overlooked(rules: Cues) -> None:
    for clause in clauses():
        found = next((match for cue in rules.patterns if (match := cue.search(clause))), None)
        told = rules.first([clause])
        assert (told and told[1]) == (found and found[0].strip()), clause


@pytest.mark.parametrize("rules", [chinese.IDIOMS, english.IDIOMS])
def test_no_idiom_is_overlooked(rules: Idioms) -> None:
    left = clauses()
    for idiom in rules.patterns:
        left = [idiom.sub(" □ ", clause) for clause in left]
    assert rules.blanked(clauses()) == tuple(left)


def clauses() -> list[str]:
    return [clause for sentence in learner_sentences() for clause in read(sentence.text).clauses]
