/* The ballot of a poll: one tap where one option counts, marks and a button for several, an order for an order. */
import { useSignal } from "@preact/signals";
import { ArrowDown, ArrowUp, Circle, CircleCheck } from "lucide-preact";
import { isSingle, marked, ordering, reordered, tapped } from "../../core/ballot";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { PollView } from "../../core/wire.gen";
import { ask } from "../ask";

interface Props {
  visit: Visit;
  poll: PollView;
}

export function Ballot({ visit, poll }: Props) {
  if (isSingle(poll.kind)) return <OneTap visit={visit} poll={poll} />;
  return poll.kind === "multiple" ? (
    <Marks visit={visit} poll={poll} />
  ) : (
    <Ordering visit={visit} poll={poll} />
  );
}

function vote({ visit, poll }: Props, choices: readonly number[]): void {
  void ask(visit.session, { t: "vote_poll", id: poll.id, choices });
}

function OneTap({ visit, poll }: Props) {
  return (
    <ul class="ballot">
      {poll.options.map((option, index) => {
        const chosen = poll.mine.includes(index);
        const Icon = chosen ? CircleCheck : Circle;
        return (
          <li key={index}>
            <button
              type="button"
              class="ballot-option"
              aria-pressed={chosen}
              onClick={() => vote({ visit, poll }, tapped(poll.mine, index))}
              data-testid="poll-option"
            >
              <Icon size={20} aria-hidden="true" />
              <span dir="auto">{option}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Marks({ visit, poll }: Props) {
  const choices = useSignal<readonly number[]>(poll.mine);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        vote({ visit, poll }, choices.value);
      }}
    >
      <ul class="ballot">
        {poll.options.map((option, index) => (
          <li key={index}>
            <label class="ballot-option">
              <input
                type="checkbox"
                checked={choices.value.includes(index)}
                onChange={() => {
                  choices.value = marked(choices.value, index);
                }}
                data-testid="poll-option"
              />
              <span dir="auto">{option}</span>
            </label>
          </li>
        ))}
      </ul>
      <VoteButton given={poll.mine} choices={choices.value} />
    </form>
  );
}

function Ordering({ visit, poll }: Props) {
  const order = useSignal(ordering(poll));
  const move = (from: number, to: number) => {
    order.value = reordered(order.value, from, to);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        vote({ visit, poll }, order.value);
      }}
    >
      <p class="hint">{t("poll_order_hint")}</p>
      <ol class="ballot">
        {order.value.map((option, index) => (
          <li key={option} class="ballot-option" data-testid="poll-option">
            <span class="count">{index + 1}</span>
            <span class="ballot-text" dir="auto">
              {poll.options[option]}
            </span>
            <button
              type="button"
              class="icon-button icon-button--small"
              aria-label={t("poll_option_up", { option: poll.options[option] ?? "" })}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
              data-testid="poll-option-up"
            >
              <ArrowUp size={18} aria-hidden="true" />
            </button>
            <button
              type="button"
              class="icon-button icon-button--small"
              aria-label={t("poll_option_down", { option: poll.options[option] ?? "" })}
              disabled={index === order.value.length - 1}
              onClick={() => move(index, index + 1)}
              data-testid="poll-option-down"
            >
              <ArrowDown size={18} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      <VoteButton given={poll.mine} choices={order.value} />
    </form>
  );
}

/** Nothing to do while the ballot that was given is the one that shows. */
function VoteButton({ given, choices }: { given: readonly number[]; choices: readonly number[] }) {
  const same = given.length > 0 && given.join() === choices.join();
  return (
    <button
      type="submit"
      class="button button--primary button--small"
      disabled={same || (given.length === 0 && choices.length === 0)}
      data-testid="poll-vote"
    >
      {t(given.length === 0 ? "poll_vote" : same ? "poll_voted" : "poll_vote_again")}
    </button>
  );
}
