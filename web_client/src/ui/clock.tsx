/* Times that run by themselves, told by the server's clock: only their text changes, nothing around them renders again. */
import { useComputed } from "@preact/signals";
import { t, tn } from "../core/i18n";
import type { ServerClock } from "../core/server_clock";
import { clockFace, lastedText } from "../core/time_format";

/** What is left until `until`, in UTC seconds. */
export function Countdown({ clock, until }: { clock: ServerClock; until: number }) {
  const text = useComputed(() => clockFace(until - clock.now.value));
  return (
    <span class="clock" role="timer">
      {text}
    </span>
  );
}

/** What has passed since `since`. */
export function Elapsed({ clock, since }: { clock: ServerClock; since: number }) {
  const text = useComputed(() => clockFace(Math.floor(clock.now.value - since)));
  return (
    <span class="clock" role="timer">
      {text}
    </span>
  );
}

/** How long somebody waits, in whole minutes. */
export function Waiting({ clock, since }: { clock: ServerClock; since: number }) {
  const text = useComputed(() => {
    const minutes = Math.floor((clock.now.value - since) / 60);
    return minutes < 1 ? t("waits_since_now") : tn("waits_minutes", minutes);
  });
  return <span class="waiting">{text}</span>;
}

/** Now, in whole seconds of the server: whoever asks is drawn again with each. */
export function useSeconds(clock: ServerClock): number {
  return useComputed(() => Math.floor(clock.now.value)).value;
}

/** For how long something has waited; days are told as days. */
export function Lasting({ clock, since }: { clock: ServerClock; since: number }) {
  const text = useComputed(() => lastedText(clock.now.value - since));
  return (
    <span class="clock" role="timer">
      {text}
    </span>
  );
}

/** What is left until a promised moment; after it, how long it is over, in red and in words. */
export function Due({ clock, at }: { clock: ServerClock; at: number }) {
  const left = at - useSeconds(clock);
  return (
    <span class={left > 0 ? "due" : "due due--over"} data-overdue={left <= 0}>
      {left > 0 ? t("owed_due", { time: lastedText(left) }) : t("owed_overdue", { time: lastedText(-left) })}
    </span>
  );
}
