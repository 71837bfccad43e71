/* One poll: the ballot while it is open, results where they may be seen, and for staff its end. */
import { Check } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { shares } from "../../core/ballot";
import { nameOf } from "../../core/hands";
import { t, tn } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { AnyClientCommand, PollView, RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import { Countdown } from "../clock";
import { Ballot } from "./ballot_form";

interface Props {
  visit: Visit;
  view: RoomView;
  poll: PollView;
  /** Stands at the end of the heading. */
  children?: ComponentChildren;
}

export function PollCard({ visit, view, poll, children }: Props) {
  const open = poll.state === "open";
  return (
    <article
      class="poll"
      aria-label={poll.question}
      data-testid="poll"
      data-poll={poll.id}
      data-state={poll.state}
    >
      <div class="poll-head">
        <h3 dir="auto">{poll.question}</h3>
        {children}
      </div>
      <p class="question-meta">
        <span class={open ? "pill pill--ok" : "pill"}>{t(`poll_state_${poll.state}`)}</span>
        <span>{t(`poll_kind_${poll.kind}`)}</span>
        {poll.anonymous && <span>{t("poll_anonymous")}</span>}
        <span data-testid="poll-voters">{tn("poll_voters", poll.voters)}</span>
        {open && poll.until !== null && <Countdown clock={visit.clock} until={poll.until} />}
      </p>
      {open && <Ballot visit={visit} poll={poll} />}
      {poll.tallies !== null && <Results poll={poll} />}
      {!open && poll.tallies === null && <p class="hint">{t("poll_results_later")}</p>}
      {isStaff(visit.role.value) && <StaffButtons visit={visit} poll={poll} />}
      {Object.keys(poll.ballots).length > 0 && isStaff(visit.role.value) && (
        <Ballots view={view} poll={poll} />
      )}
    </article>
  );
}

function Results({ poll }: { poll: PollView }) {
  const bars = shares(poll);
  return (
    <ul class="poll-results" aria-label={t("poll_results")} data-testid="poll-results">
      {poll.options.map((option, index) => {
        const tally = poll.tallies?.[index] ?? 0;
        const percent = Math.round((bars[index] ?? 0) * 100);
        const right = poll.right.includes(index);
        return (
          <li
            key={index}
            class={right ? "poll-result poll-result--right" : "poll-result"}
            data-testid="poll-result"
          >
            <span class="poll-bar" style={{ inlineSize: `${percent}%` }} />
            <span class="poll-option" dir="auto">
              {right && <Check size={16} role="img" aria-label={t("poll_right")} />}
              {option}
              {poll.mine.includes(index) && poll.kind !== "ordered" && (
                <span class="pill pill--info">{t("poll_mine")}</span>
              )}
            </span>
            <span class="poll-tally">
              {poll.kind === "ordered" ? tn("poll_points", tally) : `${tally} · ${percent} %`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function StaffButtons({ visit, poll }: { visit: Visit; poll: PollView }) {
  if (poll.state === "revealed") return null;
  const send = (command: AnyClientCommand) => void ask(visit.session, command);
  return (
    <div class="question-buttons">
      {poll.state === "open" && (
        <button
          type="button"
          class="button button--small"
          onClick={() => send({ t: "close_poll", id: poll.id })}
          data-testid="poll-close"
        >
          {t("poll_close")}
        </button>
      )}
      <button
        type="button"
        class="button button--small"
        onClick={() => send({ t: "reveal_poll", id: poll.id })}
        data-testid="poll-reveal"
      >
        {t("poll_reveal")}
      </button>
    </div>
  );
}

/** Who chose what, for staff, of a poll that is not anonymous. */
function Ballots({ view, poll }: { view: RoomView; poll: PollView }) {
  return (
    <details class="fold">
      <summary>{t("poll_ballots")}</summary>
      <ul class="poll-ballots">
        {Object.entries(poll.ballots).map(([member, choices]) => (
          <li key={member}>
            {nameOf(view, member) || t("poll_voter_gone")}
            {": "}
            {choices.map((choice) => poll.options[choice]).join(t("list_separator"))}
          </li>
        ))}
      </ul>
    </details>
  );
}
