"""Words of any language, parted so that an index that knows none of them finds what people look for."""

from __future__ import annotations

import pytest

from signaling.segmenting import Term, matches, segmented, terms


def finds(text: str, query: str) -> bool:
    wanted = terms(query)
    return bool(wanted) and matches(segmented(text), wanted)


def test_chinese_becomes_pairs_in_order_and_single_signs_behind_them() -> None:
    assert segmented("微积分") == "微积 积分 微 积 分"
    assert segmented("用Python画图") == "python 画图 用 画 图"


def test_a_number_before_letters_is_a_word_of_its_own() -> None:
    assert segmented("2H₂O 3d x2") == "2 h2o 3 d x2"
    assert terms("3D") == [Term(("3", "d"), is_prefix=True)]


def test_a_query_is_a_phrase_of_pairs_a_single_sign_or_the_beginning_of_a_word() -> None:
    assert terms("微积分 极 inte") == [
        Term(("微积", "积分")),
        Term(("极",)),
        Term(("inte",), is_prefix=True),
    ]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Straße", "STRASSE"),
        ("ﬁnd it", "find"),
        ("cafe\u0301", "café"),
        ("E=mc²", "mc2"),
        ("2H₂+O₂→2H₂O", "h2o"),
        ("2H₂+O₂→2H₂O", "2h2o"),
        ("∫ x dx", "∫"),
        ("x ≤ y", "≤"),
        ("done ✅", "✅"),
        ("I ❤️ maths", "❤"),
        ("ｶﾀｶﾅ", "カタカナ"),
        ("한국어 수업", "수업"),
        ("नमस्ते दुनिया", "नमस्ते"),
        ("snake_case", "case"),
        ("see https://example.org/a-b", "example org"),
        ("㐀𠀀", "𠀀"),
        ("人々", "々"),
    ],
)
def test_width_case_and_form_make_no_difference(text: str, query: str) -> None:
    assert finds(text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("微分和积分", "微积"),
        ("分数", "数分"),
        ("internal", "external"),
        ("interval", "val"),
        ("3 days and 2d", "3d2"),
        ("函数", "函 数学"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, query: str) -> None:
    assert not finds(text, query)


@pytest.mark.parametrize("text", ["", "   ", "?!,。、", "_-+*", '"" - ()', "\ufe0f"])
def test_without_a_word_there_is_nothing_to_look_for(text: str) -> None:
    assert segmented(text) == ""
    assert terms(text) == []


def test_a_word_asked_for_twice_is_looked_for_once() -> None:
    assert terms("数 数 Zahl zahl") == [Term(("数",)), Term(("zahl",), is_prefix=True)]
