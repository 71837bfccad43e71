"""Whatever is asked of a room: nobody but an anonymous asker, and who unmasked them, is ever told who asked."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession, Tick
from rooms.questions import terms as questions
from rooms.questions.events import QuestionsEvent
from rooms.questions.terms import DismissReason, Origin, PreModeration, QuestionOrder
from rooms.roles import Role
from rooms.terms import SYSTEM, Actor
from rooms.visibility import EVERYONE, STAFF, audience_of, project
from tests.support.law import BO, CHEN, OTTO, TESS, TOM
from tests.support.rooms import Rig, person

ZORA = person("zora", name="Masked Zora")
ZENO = person("zeno", Role.ACTIVE, name="Masked Zeno")
MASKED = (ZORA, ZENO)
"""They ask nothing under their names, so that nothing of questions may name them."""
OLGA = person("olga", Role.OPERATOR)
CURIOUS = (BO, CHEN, TESS, TOM, OLGA)
"""Otto unmasks; these do not."""
ASKING = (*MASKED, BO, CHEN, TESS)
AUDIENCES = (EVERYONE, STAFF, *(audience_of(actor.member, actor.role) for actor in CURIOUS))
SECRETS = (b"zora", b"zeno", b"Masked")

ids = st.integers(1, 3)
flags = st.booleans()


def _cid(actor: Actor, number: int) -> str:
    return f"{actor.member}-{number:05d}"


def _ask(actor: Actor, number: int, draft: bool) -> tuple[Any, Actor]:
    anonymous = actor in MASKED
    return questions.AskQuestion(_cid(actor, number), "Why?", anonymous=anonymous, draft=draft), actor


def _adopt(actor: Actor, number: int) -> tuple[Any, Actor]:
    origin = Origin("class", number)
    voters = [masked.member for masked in MASKED if masked != actor]
    return questions.AdoptQuestion(
        origin, actor.member, actor.name, actor.role, True, 1.0, "Why?", voters=voters
    ), SYSTEM


asked = st.builds(_ask, st.sampled_from(ASKING), st.integers(0, 99_999), flags)
adopted = st.builds(_adopt, st.sampled_from(MASKED), st.integers(0, 99))
of_own = st.one_of(
    st.builds(questions.EndorseAnswer, ids, st.integers(1, 3)),
    st.builds(questions.ReopenQuestion, ids),
    st.builds(questions.VoteQuestion, ids, flags),
    st.builds(questions.EditQuestion, ids, st.sampled_from(["How?", "When?"])),
    st.builds(questions.SubmitQuestion, ids),
    st.builds(questions.WithdrawQuestion, ids),
)
by_asker = st.tuples(of_own, st.sampled_from(MASKED))
by_other = st.tuples(of_own, st.sampled_from(CURIOUS))
by_staff = st.tuples(
    st.one_of(
        st.builds(questions.ApproveQuestion, ids),
        st.builds(questions.FocusQuestion, st.none() | ids),
        st.builds(questions.StartAnswer, ids),
        st.builds(questions.EndAnswer, ids, flags),
        st.builds(questions.DismissQuestion, ids, st.sampled_from(DismissReason)),
        st.builds(questions.MergeQuestions, ids, ids),
        st.builds(questions.UnmergeQuestion, ids),
        st.builds(questions.DeferQuestion, ids),
        st.builds(questions.OrderQuestions, st.sampled_from(QuestionOrder)),
        st.builds(questions.MoveQuestion, ids, st.integers(0, 9)),
        st.builds(questions.SetPreModeration, st.sampled_from(PreModeration)),
        st.just(StartSession()),
        st.just(EndSession()),
    ),
    st.sampled_from((TESS, TOM)),
)
answered = st.builds(
    lambda actor, number, id, private: (
        questions.WriteAnswer(_cid(actor, number), id, "So.", private),
        actor,
    ),
    st.sampled_from((CHEN, TESS)),
    st.integers(0, 99_999),
    ids,
    flags,
)
unmasked = st.tuples(st.builds(questions.UnmaskQuestion, ids, st.just("A threat.")), st.just(OTTO))
asks = st.one_of(by_asker, by_asker, by_staff, answered, answered, asked, adopted, by_other, unmasked)


@settings(max_examples=150, deadline=None)
@given(st.lists(asks, min_size=20, max_size=60))
def test_nobody_is_told_who_asked_anonymously(asked: list[tuple[Any, Actor]]) -> None:
    rig = Rig(RoomKind.QA)
    rig.enter(*MASKED, *CURIOUS, OTTO)
    for actor in MASKED:
        rig.ask(*_ask(actor, 0, False))
    for command, actor in asked:
        rig.now += 30
        rig.ask(command, actor)
        rig.ask(Tick())
    for audience in AUDIENCES:
        view = json.encode(rig.room.snapshot(audience).questions)
        told = json.encode(
            [project(event, audience) for event in rig.log if isinstance(event, QuestionsEvent)]
        )
        for secret in SECRETS:
            assert secret not in view
            assert secret not in told


def test_what_an_anonymous_asker_decides_does_not_tell_who_they_are() -> None:
    rig = Rig(RoomKind.QA)
    rig.enter(ZORA, TESS, BO)
    rig.events(questions.AskQuestion("zora-00001", "Why?", anonymous=True), ZORA)
    rig.events(questions.WriteAnswer("tess-00001", 1, "So."), TESS)
    decided = [
        *rig.events(questions.EndorseAnswer(1, 1), ZORA),
        *rig.events(questions.ReopenQuestion(1), ZORA),
    ]
    for audience in AUDIENCES:
        assert [getattr(project(event, audience), "by", None) for event in decided] == ["", ""]
    own = audience_of(ZORA.member, ZORA.role)
    assert [getattr(project(event, own), "by", None) for event in decided] == ["zora", "zora"]


def test_the_asker_and_who_unmasked_them_are_told() -> None:
    rig = Rig(RoomKind.QA)
    rig.enter(ZORA, OTTO)
    rig.events(questions.AskQuestion("zora-00001", "Why?", anonymous=True), ZORA)
    rig.events(questions.UnmaskQuestion(1, "A threat."), OTTO)
    for actor in (ZORA, OTTO):
        (question,) = rig.room.snapshot(audience_of(actor.member, actor.role)).questions.items
        assert question.asker == "zora"
