/* What all rooms of the space post by their schedule: when next, what became of the last, and the ways to change it. */
import { useSignal } from "@preact/signals";
import { Pause, Pencil, Play, Trash2 } from "lucide-preact";
import type { VNode } from "preact";
import { t } from "../../core/i18n";
import { countText } from "../../core/number_format";
import { plainWords } from "../../core/rich_text";
import { type RoomPost, readSchedule } from "../../core/schedule";
import { comingText, momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import type { AnyClientCommand } from "../../core/wire.gen";
import { client } from "../../page";
import { notify } from "../announcer";
import { refusalOf } from "../ask";
import { FormDialog } from "../form_dialog";
import { Refusal } from "../refusal";
import { ScheduleDialog } from "../schedule/schedule_dialog";
import { useLoaded } from "./loaded";

const PILLS = { waiting: "pill pill--ok", paused: "pill pill--warn", ended: "pill" } as const;

export function SchedulePanel() {
  const [loaded, readAgain] = useLoaded(readSchedule);
  const { value } = loaded;
  return (
    <section class="ops-section" data-testid="schedule-panel">
      <h2>{t("ops_schedule")}</h2>
      <p class="hint">{t("schedule_hint")}</p>
      {value.state === "loading" && <p role="status">{t("loading")}</p>}
      {value.state === "refused" && <Refusal text={value.text} />}
      {value.state === "there" && <Posts posts={value.value} onChanged={readAgain} />}
    </section>
  );
}

function Posts({ posts, onChanged }: { posts: readonly RoomPost[]; onChanged(): void }) {
  if (posts.length === 0) return <p data-testid="schedule-none">{t("schedule_none")}</p>;
  return (
    <table class="board-table" data-testid="schedule-table">
      <caption class="visually-hidden">{t("ops_schedule")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("ops_what")}</th>
          <th scope="col">{t("ops_room")}</th>
          <th scope="col">{t("schedule_state")}</th>
          <th scope="col">{t("schedule_next")}</th>
          <th scope="col">{t("schedule_last")}</th>
          <th scope="col">{t("schedule_replies")}</th>
          <th scope="col">{t("ops_actions")}</th>
        </tr>
      </thead>
      <tbody class="board-item">
        {posts.map((each) => (
          <Row key={`${each.room}/${each.post.id}`} item={each} onChanged={onChanged} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  item: RoomPost;
  onChanged(): void;
}

function Row({ item, onChanged }: RowProps) {
  const { post, replies } = item;
  const { next_at, last_at, missed } = post;
  return (
    <tr data-testid="schedule-row" data-room={item.room} data-post={post.id}>
      <td class="board-what">
        <span dir="auto">{plainWords(post.body)}</span>
        {missed > 0 && (
          <span class="pill pill--danger">{t("schedule_missed", { count: countText(missed) })}</span>
        )}
      </td>
      <td class="board-name" data-label={t("ops_room")}>
        {titleText(item.room_title)}
      </td>
      <td data-label={t("schedule_state")}>
        <span class={PILLS[post.state]}>{t(`schedule_${post.state}`)}</span>
      </td>
      <td data-label={t("schedule_next")} data-empty={next_at === null}>
        {next_at === null ? "–" : comingText(next_at, client.clock.now.value)}
      </td>
      <td data-label={t("schedule_last")} data-empty={last_at === null}>
        {last_at === null ? "–" : momentText(last_at)}
      </td>
      <td data-label={t("schedule_replies")} data-empty={replies === null}>
        {replies === null ? "–" : countText(replies)}
      </td>
      <td class="board-actions">
        <Actions item={item} onChanged={onChanged} />
      </td>
    </tr>
  );
}

function Actions({ item: { room, post }, onChanged }: RowProps) {
  const dialog = useSignal<(() => VNode) | null>(null);
  const close = () => {
    dialog.value = null;
  };
  const send = async (command: AnyClientCommand) => {
    const refusal = await refusalOf({ command: (asked) => client.desk.command(room, asked) }, command);
    if (refusal === null) onChanged();
    return refusal;
  };
  const pause = async () => {
    const refusal = await send({ t: "pause_scheduled_post", id: post.id, on: post.state !== "paused" });
    if (refusal !== null) notify(refusal);
  };
  const isPaused = post.state === "paused";
  const Icon = isPaused ? Play : Pause;
  return (
    <div class="board-buttons">
      <button
        type="button"
        class="button button--small"
        onClick={() => {
          dialog.value = () => (
            <ScheduleDialog
              room={room}
              post={post}
              now={client.clock.now.value}
              send={send}
              onClose={close}
            />
          );
        }}
        data-testid="schedule-edit"
      >
        <Pencil size={16} aria-hidden="true" />
        {t("schedule_edit")}
      </button>
      {post.state !== "ended" && (
        <button
          type="button"
          class="button button--small"
          onClick={() => void pause()}
          data-testid="schedule-pause"
        >
          <Icon size={16} aria-hidden="true" />
          {t(isPaused ? "schedule_go_on" : "schedule_pause")}
        </button>
      )}
      <button
        type="button"
        class="button button--small button--quiet"
        onClick={() => {
          dialog.value = () => (
            <FormDialog
              title={t("schedule_delete_title")}
              text={t("schedule_delete_text")}
              submit={t("schedule_delete")}
              danger
              testId="schedule-delete-dialog"
              onSubmit={() => send({ t: "delete_scheduled_post", id: post.id })}
              onClose={close}
            />
          );
        }}
        data-testid="schedule-delete"
      >
        <Trash2 size={16} aria-hidden="true" />
        {t("schedule_delete")}
      </button>
      {dialog.value?.()}
    </div>
  );
}
