"""What people can do, as rules of a machine."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from rooms.chat import terms as chat
from rooms.commands import AnyCommand
from rooms.life.terms import EndSession, StartSession
from rooms.moderation import terms as moderation
from rooms.obligations import terms as owed
from rooms.obligations.terms import (
    ObligationClass,
    ObligationState,
    PauseReason,
)
from rooms.questions import terms as questions
from rooms.stage import terms as stage
from rooms.terms import SYSTEM, Actor
from tests.rooms.obligations.held_room import LEARNERS, STAFF_HERE, HeldRoom
from tests.rooms.obligations.model_items import Item
from tests.rooms.obligations.zone import ANSWERS, ASKS, ASKS_BACK, HOUR, MINUTE, PROMISES, SAYS, THANKS
from tests.support.law import TESS

LEARNER_IDS = [actor.member for actor in LEARNERS]

learner = st.sampled_from(LEARNERS)
staff = st.sampled_from(STAFF_HERE)
anybody = st.sampled_from(LEARNERS + STAFF_HERE)
place = st.integers(0, 40)
"""Which of what there is: the newest is 0."""


class Owing(HeldRoom):
    def newest(self, items: list[Item], nth: int) -> Item | None:
        return items[-1 - nth % len(items)] if items else None

    def roots(self) -> list[int]:
        return [
            id
            for id, each in self.model.messages.items()
            if each.reply_to is None and id not in self.model.gone
        ]

    # ------------------------------------------------------------ chat

    @rule(actor=learner, text=st.sampled_from([ASKS, SAYS, THANKS]))
    def says(self, actor: Actor, text: str) -> None:
        self.does(chat.PostMessage(self.zone.cid(), text), actor)

    @rule(actor=anybody, text=st.sampled_from([ASKS, SAYS, THANKS, ANSWERS, ASKS_BACK, PROMISES]), nth=place)
    def replies(self, actor: Actor, text: str, nth: int) -> None:
        roots = self.roots()
        if roots:
            self.does(chat.PostMessage(self.zone.cid(), text, roots[-1 - nth % len(roots)]), actor)

    @rule(actor=staff, text=st.sampled_from([ANSWERS, ASKS_BACK, PROMISES]), to=st.none() | learner)
    def says_to_everybody(self, actor: Actor, text: str, to: Actor | None) -> None:
        self.does(chat.PostMessage(self.zone.cid(), text, None, False, [to.member] if to else []), actor)

    @rule(actor=anybody, nth=place, on=st.booleans(), emoji=st.sampled_from("👍🎉"))
    def reacts(self, actor: Actor, nth: int, on: bool, emoji: str) -> None:
        messages = [id for id in self.model.messages if id not in self.model.gone]
        if messages:
            self.does(chat.ReactToMessage(messages[-1 - nth % len(messages)], emoji, on), actor)

    @rule(nth=place)
    def takes_back_a_reaction(self, nth: int) -> None:
        pairs = [(id, *each) for id, all in self.model.reactions.items() for each in sorted(all)]
        if pairs:
            id, member, emoji = pairs[-1 - nth % len(pairs)]
            actor = next(each for each in LEARNERS + STAFF_HERE if each.member == member)
            self.does(chat.ReactToMessage(id, emoji, False), actor)

    @rule(nth=place, text=st.sampled_from([ASKS, SAYS]))
    def edits(self, nth: int, text: str) -> None:
        own = [
            each
            for id, each in self.model.messages.items()
            if id not in self.model.gone and id in self.model.texts
        ]
        if own:
            message = own[-1 - nth % len(own)]
            author = next(each for each in LEARNERS + STAFF_HERE if each.member == message.author)
            self.does(chat.EditMessage(message.id, text), author)

    @rule(nth=place, how=st.sampled_from(["delete", "hide", "restore"]), actor=staff)
    def takes_away(self, nth: int, how: str, actor: Actor) -> None:
        ids = list(self.model.texts)
        if not ids:
            return
        id = ids[-1 - nth % len(ids)]
        author = next(each for each in LEARNERS + STAFF_HERE if each.member == self.model.messages[id].author)
        if how == "delete":
            self.does(chat.DeleteMessage(id), author)
        elif how == "hide":
            self.does(chat.HideMessage(id), actor)
        else:
            self.does(chat.RestoreMessage(id), actor)

    # ------------------------------------------------------------ elsewhere

    @rule(actor=anybody, anonymous=st.booleans())
    def asks(self, actor: Actor, anonymous: bool) -> None:
        self.does(questions.AskQuestion(self.zone.cid(), ASKS, anonymous=anonymous), actor)

    @rule(nth=place)
    def converts(self, nth: int) -> None:
        """One's own words, into a question of the panel."""
        own = [each for each in self.model.messages.values() if each.author in LEARNER_IDS]
        if own:
            message = own[-1 - nth % len(own)]
            author = next(each for each in LEARNERS if each.member == message.author)
            self.does(questions.ConvertMessage(self.zone.cid(), message.id), author)

    @rule(actor=staff, one=st.integers(1, 6), other=st.integers(1, 6), undo=st.booleans())
    def merges(self, actor: Actor, one: int, other: int, undo: bool) -> None:
        command = questions.UnmergeQuestion(one) if undo else questions.MergeQuestions(one, other)
        self.does(command, actor)

    @rule(
        actor=staff, id=st.integers(1, 6), what=st.sampled_from(["start", "end", "back", "dismiss", "write"])
    )
    def answers(self, actor: Actor, id: int, what: str) -> None:
        commands: dict[str, AnyCommand] = {
            "start": questions.StartAnswer(id),
            "end": questions.EndAnswer(id),
            "back": questions.EndAnswer(id, answered=False),
            "dismiss": questions.DismissQuestion(id, questions.DismissReason.OFF_TOPIC),
            "write": questions.WriteAnswer(self.zone.cid(), id, ANSWERS),
        }
        self.does(commands[what], actor)

    @rule(actor=learner, id=st.integers(1, 6), what=st.sampled_from(["write", "withdraw", "reopen"]))
    def answers_or_takes_back(self, actor: Actor, id: int, what: str) -> None:
        commands: dict[str, AnyCommand] = {
            "write": questions.WriteAnswer(self.zone.cid(), id, ANSWERS),
            "withdraw": questions.WithdrawQuestion(id),
            "reopen": questions.ReopenQuestion(id),
        }
        self.does(commands[what], actor)

    @rule(actor=learner, by=st.none() | staff, what=st.sampled_from(["raise", "lower", "promote"]))
    def hands(self, actor: Actor, by: Actor | None, what: str) -> None:
        if what == "promote":
            self.does(stage.Promote(actor.member), by or TESS)
        elif what == "raise":
            self.does(stage.RaiseHand(), actor)
        else:
            self.does(stage.LowerHand(actor.member), by or actor)

    @rule(actor=learner)
    def reports(self, actor: Actor) -> None:
        about = moderation.Subject(moderation.SubjectKind.MEMBER, member="gil")
        self.does(moderation.Report(self.zone.cid(), about, moderation.ReportReason.SPAM), actor)

    @rule(actor=staff, number=st.integers(1, 4))
    def handles(self, actor: Actor, number: int) -> None:
        self.does(moderation.HandleReport(number, moderation.Verdict.DISMISSED, "looked at"), actor)

    @rule(starts=st.booleans())
    def session(self, starts: bool) -> None:
        self.does(StartSession() if starts else EndSession(), TESS)

    # ------------------------------------------------------------ what is done about it

    @rule(actor=staff, nth=place)
    def claims(self, actor: Actor, nth: int) -> None:
        item = self.newest(self.model.open(), nth)
        if item is not None and self.does(owed.ClaimObligation(item.id), actor):
            assert item.owner in ("", actor.member)
            assert not (item.owner and item.has_claimed)
            item.owner, item.has_claimed = actor.member, True
            if not item.was_claimed:
                item.held_until = self.model.now + 5 * MINUTE
            item.was_claimed = True

    @rule(actor=staff, nth=place)
    def releases(self, actor: Actor, nth: int) -> None:
        item = self.newest([each for each in self.model.open() if each.owner], nth)
        if item is not None and self.does(owed.ReleaseObligation(item.id), actor):
            item.owner, item.held_until, item.has_claimed = "", 0.0, False

    @rule(actor=staff, nth=place)
    def promises(self, actor: Actor, nth: int) -> None:
        item = self.newest(self.model.open(), nth)
        if item is not None and self.does(owed.PromiseAnswer(item.id), actor):
            self.model.vows(item, actor.member)

    @rule(to=staff, nth=place)
    def ends_a_shift(self, to: Actor, nth: int) -> None:
        item = self.newest([each for each in self.model.open() if each.owner], nth)
        if item is not None:
            self.does(owed.AssignObligation(item.id, item.owner, to.member, to.name), SYSTEM)
            if item.owner != to.member:
                item.owner, item.held_until, item.has_claimed = to.member, 0.0, False

    @rule(actor=staff, nth=place)
    def waives(self, actor: Actor, nth: int) -> None:
        item = self.newest(self.model.open(), nth)
        if item is not None and self.does(owed.WaiveObligation(item.id, "said twice"), actor):
            self.model.ends(item, ObligationState.WAIVED)

    @rule(actor=staff, nth=place, into=st.sampled_from(ObligationClass))
    def reclasses(self, actor: Actor, nth: int, into: ObligationClass) -> None:
        item = self.newest(self.model.open(), nth)
        if item is not None and self.does(owed.ReclassObligation(item.id, into), actor):
            self.model.late(item)
            self.model.measures(item, into)
            if item.state is ObligationState.ACKED and not item.needs_answer:
                self.model.ends(item, ObligationState.ANSWERED)

    @rule(actor=staff, nth=place)
    def waits_for_the_asker(self, actor: Actor, nth: int) -> None:
        item = self.newest([each for each in self.model.open() if not each.anonymous], nth)
        if item is None or not self.does(owed.AwaitAsker(item.id), actor):
            return
        asked = [
            each
            for id, each in self.model.messages.items()
            if each.at >= item.said_at
            and not any(own > id for own, other in self.model.messages.items() if other.author == item.asker)
            and id not in self.model.gone
            and each.author in ("tess", "tom")
            and each.reply_to in (None, item.home)
        ]
        assert asked, "a pause without a public message since the asker's last"
        self.model.acks(item, actor.member)
        self.model.stands(item, PauseReason.ASKED_BACK)

    @rule(nth=place, solved=st.booleans())
    def says_whether_it_is_solved(self, nth: int, solved: bool) -> None:
        item = self.newest(list(self.model.items.values()), nth)
        if item is None:
            return
        asker = next(each for each in LEARNERS if each.member == item.asker)
        if solved:
            if self.does(owed.MarkSolved(item.id), asker):
                assert item.is_open
                self.model.answers(item, item.peer)
                self.model.is_content(item)
        elif self.does(owed.MarkUnsolved(item.id), asker):  # time goes on before, and may end it
            if not item.is_open:
                assert self.model.now - item.over_at <= 72 * HOUR
                is_hand = item.kind is ObligationClass.HAND
                self.model.again(item, ObligationClass.STATEMENT if is_hand else item.kind)
            else:
                item.peer = ""

    @rule(minutes=st.sampled_from([0, 1, 10, 60]))
    def exam(self, minutes: int) -> None:
        if self.does(owed.SetExamMode(minutes), TESS):
            self.model.exam(minutes)

    # ------------------------------------------------------------ time

    @rule(seconds=st.sampled_from([1, 5, 9, 60, 119, 121, 300, 900, 3600, 10_800, 90_000, 260_000]))
    def waits(self, seconds: int) -> None:
        self.zone.now += seconds
        self.ticks()

    @rule(seconds=st.sampled_from([3600, 10_800, 90_000]))
    def nobody_hosts_the_room(self, seconds: int) -> None:
        """And then somebody does again: everything overdue is told at once, once."""
        self.zone.now += seconds
        while (at := self.zone.room.next_deadline()) is not None and at <= self.zone.now:
            self.tick()
        self.ticks()

    @precondition(lambda self: self.model.due() is not None)
    @rule(first=st.booleans())
    def comes_to_the_next_deadline(self, first: bool) -> None:
        due = self.model.due()
        assert due is not None
        self.zone.now = max(self.zone.now, due - (1 if first else 0))
        self.ticks()

    @rule()
    def changes_policy(self) -> None:
        self.set_policy(self.model.policy.version + 1)
