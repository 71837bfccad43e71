"""Question, statement or small talk: what a learner's message is, by the strongest evidence there is.

What the author says comes first, then where it was written, then its marks and words in Chinese and English. Unsure
means statement, never nothing: somebody acknowledges it. It never knows who wrote it, or in which zone.
"""

from __future__ import annotations

from community.classification import chinese, english
from community.classification.reading import Reading, read
from community.classification.terms import Classification, DialogueAct, Evidence, Form, QuestionModel
from community.classification.thanks import only_small_talk, thanks, thanks_with_remarks

CONFIDENCE: dict[Evidence, float] = {
    Evidence.EXPLICIT: 1.0,
    Evidence.FORM: 1.0,
    Evidence.MARK: 0.97,
    Evidence.SMALL_TALK: 0.97,
    Evidence.ASKING: 0.9,
    Evidence.TROUBLE: 0.7,
    Evidence.NONE: 0.75,
}
"""About the share of decisions on each evidence that was right where it was measured, `docs/classification.md`."""
SURE = 0.85
"""Below it, a model may be asked."""


def classify(
    text: str,
    *,
    explicit: DialogueAct | None = None,
    form: Form = Form.MESSAGE,
    model: QuestionModel | None = None,
) -> Classification:
    """What `text` is. `explicit`: what its author chose. `model` is asked only when the rules are unsure."""
    if explicit is not None:
        return _because(explicit, Evidence.EXPLICIT)
    if form is Form.QUESTION:
        return _because(DialogueAct.QUESTION, Evidence.FORM)
    by_rules = _by_words(read(text))
    if model is None or by_rules.confidence >= SURE:
        return by_rules
    return _by_model(model(text)) or by_rules


def is_small_talk(text: str) -> bool:
    """Whether there is nothing in `text` but thanks, "understood", laughter or emoji."""
    return _by_words(read(text)).act is DialogueAct.SMALL_TALK


def is_thanks(text: str) -> bool:
    """Whether `text` is small talk with thanks in it: who asked is satisfied."""
    return is_small_talk(text) and thanks(read(text))


def _by_words(reading: Reading) -> Classification:
    if reading.marked:
        return _because(DialogueAct.QUESTION, Evidence.MARK, "?")
    if only_small_talk(reading):
        return _because(DialogueAct.SMALL_TALK, Evidence.SMALL_TALK)
    for sought in (chinese.asking, english.asking, chinese.trouble, english.trouble):
        if found := sought(reading):
            return _because(DialogueAct.QUESTION, *found)
    if thanks_with_remarks(reading):
        return _because(DialogueAct.SMALL_TALK, Evidence.SMALL_TALK)
    return _because(DialogueAct.STATEMENT, Evidence.NONE)


def _by_model(probability: float) -> Classification | None:
    """Nothing when it gives no probability at all."""
    if not 0.0 <= probability <= 1.0:
        return None
    act = DialogueAct.QUESTION if probability >= 0.5 else DialogueAct.STATEMENT
    return Classification(act, max(probability, 1.0 - probability), Evidence.MODEL)


def _because(act: DialogueAct, evidence: Evidence, cue: str = "") -> Classification:
    return Classification(act, CONFIDENCE[evidence], evidence, cue)
