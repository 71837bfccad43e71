/* How events change the polls that we see, of whose votes we get sums and our own: what `rooms/polls/reducer.py` does. */
import type { AnyEvent, PollView } from "../wire.gen";
import { KEPT_POLLS } from "../wire.gen";

type Polls = readonly PollView[];
type Voted = Extract<AnyEvent, { t: "poll_voted" }>;

export function reducePolls(polls: Polls, event: AnyEvent): Polls {
  switch (event.t) {
    case "poll_opened":
      return kept([...polls, opened(event)]);
    case "poll_voted":
      return changed(polls, event.id, (poll) => voted(poll, event));
    case "poll_closed":
      return changed(polls, event.id, (poll) => ({ ...poll, state: "closed" }));
    case "poll_revealed": {
      const { tallies, right } = event;
      return changed(polls, event.id, (poll) => ({ ...poll, state: "revealed", tallies, right }));
    }
    default:
      return polls;
  }
}

function opened(event: Extract<AnyEvent, { t: "poll_opened" }>): PollView {
  const { id, at, question, kind, options, anonymous, live, until, right } = event;
  return {
    id,
    at,
    question,
    kind,
    options,
    anonymous,
    live,
    state: "open",
    until,
    voters: 0,
    tallies: null,
    right,
    mine: [],
    ballots: {},
  };
}

/** Without the oldest that is not open, if there are too many. */
function kept(polls: Polls): Polls {
  if (polls.length <= KEPT_POLLS) return polls;
  const gone = polls.find((poll) => poll.state !== "open");
  return polls.filter((poll) => poll !== gone);
}

/** `member` is named to who may see this ballot; `own` tells a voter's own from those that staff see. */
function voted(poll: PollView, event: Voted): PollView {
  const { voters, choices, member } = event;
  const mine = event.own ? choices : poll.mine;
  const seen = { ...poll, voters, mine, tallies: voters > 0 ? event.tallies : null };
  if (event.anonymous || member === "") return seen;
  const { [member]: _before, ...others } = poll.ballots;
  return { ...seen, ballots: choices.length > 0 ? { ...others, [member]: choices } : others };
}

function changed(polls: Polls, id: number, change: (poll: PollView) => PollView): Polls {
  return polls.map((poll) => (poll.id === id ? change(poll) : poll));
}
