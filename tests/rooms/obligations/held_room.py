"""A room and its model, side by side: what people do is asked of the room, and what happened is passed on.

After everything both must say the same about who is owed what, since when, by when, and what was told of it.
"""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from community.covered_time import Window
from rooms.commands import AnyCommand
from rooms.kinds import RoomKind
from rooms.life.terms import Tick
from rooms.obligations import events as told
from rooms.obligations import terms as owed
from rooms.obligations.terms import (
    Coverage,
    ObligationClass,
    ObligationState,
    SetCoverage,
    Target,
)
from rooms.obligations.view import ObligationView
from rooms.questions.events import AnswerEnded
from rooms.roles import Role
from rooms.terms import Actor
from rooms.visibility import EVERYONE, STAFF, audience_of
from tests.rooms.obligations.model import Model
from tests.rooms.obligations.model_items import Item, Policy
from tests.rooms.obligations.zone import HOUR, MINUTE, Zone
from tests.support.law import ADA, BO, CHEN, EVERYBODY, OTTO, TESS, TOM
from tests.support.rooms import START, person

DORA = person("dora")
"""Has never spoken here."""
LEARNERS = (ADA, BO, CHEN, DORA)
STAFF_HERE = (TESS, TOM)
AUDIENCES = (EVERYONE, STAFF, audience_of("ada", Role.STUDENT), audience_of("tess", Role.TEACHER))
BOT = owed.AutoReply("wiki", ["rained"], "See the wiki.")

OVER = (
    told.ObligationAnswered,
    told.ObligationWithdrawn,
    told.ObligationRemoved,
    told.ObligationWaived,
    told.ObligationMerged,
)
BACK = (told.ObligationReopened, told.ObligationUnmerged, told.AckUndone)


def hours(policy: int) -> list[Window]:
    """Two hours on, one off; later policies begin half an hour later."""
    first = START - 3 * HOUR + policy * 30 * MINUTE
    return [Window(first + n * 3 * HOUR, first + n * 3 * HOUR + 2 * HOUR) for n in range(400)]


def policy(version: int) -> Policy:
    return Policy(version, [(each.start, each.end) for each in hours(version)], 1.0 if version % 2 else 2.0)


def targets(policy: Policy) -> dict[ObligationClass, Target]:
    promises = {kind: policy.promise(kind, live=True, is_class=False) for kind in ObligationClass}
    clocks = {
        kind: owed.ClockKind.WALL if each.wall else owed.ClockKind.COVERED for kind, each in promises.items()
    }
    return {kind: Target(each.first, each.full, clocks[kind]) for kind, each in promises.items()}


class HeldRoom(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.zone = Zone(audiences=())
        self.model = Model(is_class=False, policy=policy(1), roles={}, known=set())
        self.seen_log = 0
        self.cycles: dict[int, int] = {}
        self.is_over: dict[int, bool] = {}
        self.shown: dict[tuple[int, int], float] = {}
        self.levels: Counter[tuple[int, int, str, int]] = Counter()

    @initialize(kind=st.sampled_from([RoomKind.ZONE, RoomKind.QA]), has_bot=st.booleans())
    def begin(self, kind: RoomKind, has_bot: bool) -> None:
        self.zone = Zone(kind, AUDIENCES)
        self.zone.enter(DORA)
        roles = {actor.member: actor.role for actor in (*EVERYBODY, DORA)}
        known = {actor.member for actor in EVERYBODY}
        self.model = Model(is_class=kind is RoomKind.QA, policy=policy(1), roles=roles, known=known)
        self.model.now = self.zone.now
        self.set_policy(1)
        if has_bot:
            self.zone.events(owed.SetAutoReplies([BOT]), TESS)
        self.seen_log = len(self.zone.log)

    # ------------------------------------------------------------ do

    def does(self, command: AnyCommand, actor: Actor) -> bool:
        """Whether the room took it. What people did is passed on to the model."""
        self.zone.now += 1
        self.ticks()
        before = len(self.zone.log)
        self.zone.ask(command, actor)
        done = [event for event in self.zone.log[before:] if not isinstance(event, told.ObligationEvent)]
        self.model.hear(done)
        self.checks_log()
        return len(self.zone.log) > before

    def ticks(self) -> None:
        """As a host does, at each deadline."""
        until = self.zone.now
        while (at := self.zone.room.next_deadline()) is not None and at <= until:
            self.zone.now = max(at, self.model.now)
            self.tick()
        self.zone.now = self.model.now = until
        due = self.model.due()
        assert due is None or due > until, "something was missed"

    def tick(self) -> None:
        self.model.now = self.zone.now
        before = len(self.zone.log)
        self.zone.ask(Tick())
        happened = self.zone.log[before:]
        over = [each for each in happened if isinstance(each, OVER)]
        spoke = any(isinstance(each, AnswerEnded) for each in happened)
        of_itself = (owed.How.PEER, owed.How.LIVE) if spoke else (owed.How.PEER,)
        assert all(isinstance(each, told.ObligationAnswered) and each.how in of_itself for each in over)
        escalated = [each for each in happened if isinstance(each, told.ObligationEscalated)]
        domain = [each for each in happened if not isinstance(each, told.ObligationEvent | told.ExamModeSet)]
        if domain:  # of another concept, which has its turn first
            self.model.hear(domain)
        expected = [] if domain else self.model.tick()
        is_full = owed.TargetKind.FULL
        assert sorted(
            (each.id, each.cycle, each.target is is_full, each.level) for each in escalated
        ) == sorted(expected)
        self.checks_log()

    def set_policy(self, version: int) -> None:
        new = policy(version)
        self.zone.events(SetCoverage(Coverage(version, targets(new), hours(version))))
        self.model.policy = new

    # ------------------------------------------------------------ what must hold

    def checks_log(self) -> None:
        """Of each event: what was over is not over again, levels come once, and clocks do not run backwards."""
        for event in self.zone.log[self.seen_log :]:
            if isinstance(event, told.ObligationEvent):
                self.checks_event(event)
        self.seen_log = len(self.zone.log)

    def checks_event(self, event: told.ObligationEvent) -> None:
        if isinstance(event, told.ObligationOpened):
            self.cycles[event.id], self.is_over[event.id] = 1, False
        elif isinstance(event, told.ObligationReopened):
            self.cycles[event.id] = event.obligation.cycle
        assert event.asker == self.model.items[event.id].asker if event.id in self.model.items else True
        if isinstance(event, OVER):
            assert not self.is_over[event.id], "over twice in one cycle"
            self.is_over[event.id] = True
        elif isinstance(event, BACK):
            self.is_over[event.id] = False
        elif isinstance(event, told.ObligationEscalated):
            self.levels[event.id, event.cycle, event.target, event.level] += 1
            assert max(self.levels.values()) == 1, "told twice"
        consumed = getattr(event, "consumed", None)
        if consumed is not None and not isinstance(event, told.AckUndone):
            key = event.id, self.cycles[event.id]
            assert consumed >= self.shown.get(key, 0.0) - 1e-6, "a clock ran backwards"
            self.shown[key] = consumed

    @invariant()
    def both_say_the_same(self) -> None:
        items = {item.id: item for item in self.zone.items(OTTO)}
        waiting = {
            id for id, item in items.items() if item.state in (ObligationState.OPEN, ObligationState.ACKED)
        }
        assert waiting == {item.id for item in self.model.open()}
        for id, view in items.items():
            assert of_view(view) == of_item(self.model.items[id])

    @invariant()
    def clocks_show_the_same(self) -> None:
        owed_here = self.zone.room._state.obligations  # noqa: SLF001  # no view says what a clock shows
        for id, held in owed_here.open.items():
            shows = held.consumed_at(self.zone.now, owed_here.windows)
            assert abs(shows - self.model.items[id].used(self.zone.now)) < 1e-6, self.model.items[id]


def of_view(view: ObligationView) -> tuple[object, ...]:
    return (
        view.state,
        view.class_,
        view.cycle,
        view.asker,
        view.anchor,
        view.opened_at,
        view.due_at,
        view.level,
        view.breached_at,
        view.paused_for,
        view.owner,
        view.peer,
        (view.promised_by, view.promise_broken),
    )


def of_item(item: Item) -> tuple[object, ...]:
    return (
        item.state,
        item.kind,
        item.cycle,
        "" if item.anonymous else item.asker,
        item.anchor,
        item.opened_at,
        item.due_at,
        item.level,
        item.breached_at,
        item.paused,
        item.owner,
        item.peer,
        (item.vow, item.vow_broken),
    )
