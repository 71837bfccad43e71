"""Whatever is done about what somebody is owed: who asked anonymously is told to nobody else, by no event and in no view."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from rooms.chat.terms import PostMessage
from rooms.kinds import RoomKind
from rooms.life.terms import EndSession, StartSession, Tick
from rooms.obligations import terms as owed
from rooms.obligations.events import ObligationsEvent
from rooms.obligations.outcomes import RoomLog, outcomes
from rooms.obligations.standard import STANDARD
from rooms.questions import terms as questions
from rooms.questions.events import QuestionsEvent
from rooms.terms import SYSTEM
from rooms.visibility import EVERYONE, STAFF, audience_of, project
from signaling.obligation_model import KeptObligation, keep
from tests.support.law import BO, CHEN, TESS, TOM
from tests.support.rooms import Rig, person

ZORA = person("zora", name="Masked Zora")
OTHERS = (BO, CHEN, TESS, TOM)
AUDIENCES = (EVERYONE, STAFF, *(audience_of(actor.member, actor.role) for actor in OTHERS))
SECRETS = (b"zora", b"Masked")

ids = st.integers(1, 4)
numbers = st.integers(0, 99_999)
by_zora = st.tuples(
    st.one_of(
        st.builds(lambda n: questions.AskQuestion(f"zora-{n:05d}", "Why?", anonymous=True), numbers),
        st.builds(questions.EditQuestion, ids, st.sampled_from(["How?", "When?"])),
        st.builds(questions.WithdrawQuestion, ids),
        st.builds(questions.ReopenQuestion, ids),
        st.builds(owed.MarkSolved, ids, st.sampled_from(owed.How)),
        st.builds(owed.MarkUnsolved, ids),
    ),
    st.just(ZORA),
)
by_learners = st.tuples(
    st.one_of(
        st.builds(lambda n: questions.AskQuestion(f"else-{n:05d}", "Why?"), numbers),
        st.builds(lambda n, id: questions.WriteAnswer(f"else-{n:05d}", id, "So."), numbers, ids),
        st.builds(lambda n: PostMessage(f"else-{n:05d}", "Why not?"), numbers),
        st.builds(owed.ClaimObligation, ids),
    ),
    st.sampled_from((BO, CHEN)),
)
by_staff = st.tuples(
    st.one_of(
        st.builds(lambda n: PostMessage(f"desk-{n:05d}", "I'll get back to you."), numbers),
        st.builds(owed.ClaimObligation, ids),
        st.builds(owed.ReleaseObligation, ids),
        st.builds(owed.PromiseAnswer, ids),
        st.builds(owed.WaiveObligation, ids, st.just("said twice")),
        st.builds(owed.ReclassObligation, ids, st.sampled_from(owed.ObligationClass)),
        st.builds(owed.AwaitAsker, ids),
        st.builds(owed.AttributeAnswer, ids, ids),
        st.builds(owed.SetExamMode, st.sampled_from([0, 10])),
        st.builds(questions.StartAnswer, ids),
        st.builds(questions.EndAnswer, ids, st.booleans()),
        st.builds(questions.MergeQuestions, ids, ids),
        st.builds(questions.UnmergeQuestion, ids),
        st.builds(questions.DismissQuestion, ids, st.sampled_from(questions.DismissReason)),
        st.builds(questions.DeferQuestion, ids),
        st.sampled_from([StartSession(), EndSession()]),
    ),
    st.sampled_from((TESS, TOM)),
)
by_the_house = st.tuples(
    st.one_of(
        st.just(Tick()),
        st.builds(lambda id: owed.AssignObligation(id, "tess", "tom", "Tom"), ids),
        st.builds(questions.NoteAdopted, ids),
    ),
    st.just(SYSTEM),
)
steps = st.lists(
    st.tuples(
        st.one_of(by_zora, by_zora, by_learners, by_staff, by_staff, by_the_house), st.integers(0, 90_000)
    ),
    max_size=25,
)


def told(rig: Rig) -> list[Any]:
    """Everything that anybody else is told of what was asked and is owed, and what the board keeps."""
    about = [event for event in rig.log if isinstance(event, ObligationsEvent | QuestionsEvent)]
    events = [project(event, audience) for event in about for audience in AUDIENCES]
    views = [rig.room.snapshot(audience) for audience in AUDIENCES]
    kept: dict[int, KeptObligation] = {}
    for event in about:
        if isinstance(event, ObligationsEvent):
            keep(kept, event)
    board = [each.seen for each in kept.values()]
    return [events, [(view.obligations, view.questions) for view in views], board]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([RoomKind.ZONE, RoomKind.QA]), steps)
def test_nobody_is_told_who_asked_anonymously(kind: RoomKind, done: list[Any]) -> None:
    rig = Rig(kind)
    rig.enter(ZORA, *OTHERS)
    rig.ask(questions.AskQuestion("zora-first", "Why?", anonymous=True), ZORA)
    for (command, actor), seconds in done:
        rig.now += seconds
        rig.ask(command, actor)
    found = json.encode(told(rig))
    assert not any(secret in found for secret in SECRETS)
    rows = outcomes([RoomLog("zone", "zone", rig.log)], rig.now, {"tess", "tom"}, lambda _: STANDARD.windows)
    assert {row.responder for row in rows} <= {None, "tess", "tom", "chen", "bo"}
