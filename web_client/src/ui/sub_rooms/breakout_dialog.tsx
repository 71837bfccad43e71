/* Breakouts: how many rooms, chance deals everybody into them, and each can be put elsewhere before they go. */
import { useSignal } from "@preact/signals";
import { Shuffle } from "lucide-preact";
import { useId, useRef } from "preact/hooks";
import { t, tn } from "../../core/i18n";
import { PostId } from "../../core/identifiers";
import { dealt, grouped, learners } from "../../core/sub_rooms";
import type { Visit } from "../../core/visit";
import type { MemberView } from "../../core/wire.gen";
import { refusalOf } from "../ask";
import { Dialog } from "../dialog";
import { Refusal } from "../refusal";

const MOST_ROOMS = 20;
/** Group of who stays here. */
const STAYS = -1;

type Groups = ReadonlyMap<string, number>;

export function BreakoutDialog({ visit, onClose }: { visit: Visit; onClose(): void }) {
  const view = visit.view.value;
  const members = view === null ? [] : learners(view);
  const post = useRef(new PostId());
  const count = useSignal(Math.min(MOST_ROOMS, Math.max(1, Math.ceil(members.length / 4))));
  const assigned = useSignal<Groups>(shuffled(members, count.value));
  const refusal = useSignal<string | null>(null);
  const deal = (rooms: number) => {
    count.value = Math.min(MOST_ROOMS, Math.max(1, rooms || 1));
    assigned.value = shuffled(members, count.value);
  };
  const start = async () => {
    const present = new Map([...assigned.value].filter(([id]) => members.some((member) => member.id === id)));
    const content = {
      t: "assign_breakout",
      titles: Array.from({ length: count.value }, (_, index) => t("breakout_title", { number: index + 1 })),
      groups: grouped(present, count.value),
    } as const;
    refusal.value = await refusalOf(visit.session, post.current.under(content));
    if (refusal.value === null) onClose();
  };
  return (
    <Dialog title={t("breakout_start")} onClose={onClose} testId="breakout-dialog">
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <CountField count={count.value} onChange={deal} />
        <p class="hint">{tn("breakout_people", members.length)}</p>
        <ul class="breakout-people">
          {members.map((member) => (
            <PersonRow
              key={member.id}
              member={member}
              group={assigned.value.get(member.id) ?? STAYS}
              count={count.value}
              onChange={(group) => {
                assigned.value = new Map(assigned.value).set(member.id, group);
              }}
            />
          ))}
        </ul>
        <Refusal text={refusal.value} />
        <button type="submit" class="button button--primary" data-testid="breakout-send">
          {t("breakout_send")}
        </button>
      </form>
    </Dialog>
  );
}

function shuffled(members: readonly MemberView[], count: number): Groups {
  const ids = members.map((member) => member.id);
  const groups = dealt(ids, count, Math.random);
  return new Map(groups.flatMap((group, index) => group.map((id) => [id, index] as const)));
}

function CountField({ count, onChange }: { count: number; onChange(count: number): void }) {
  const id = useId();
  return (
    <div class="count-field">
      <div class="field">
        <label for={id}>{t("breakout_count")}</label>
        <input
          id={id}
          class="input input--number"
          type="number"
          min={1}
          max={MOST_ROOMS}
          value={count}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
          data-testid="breakout-count"
        />
      </div>
      <button type="button" class="button" onClick={() => onChange(count)} data-testid="breakout-shuffle">
        <Shuffle size={18} aria-hidden="true" />
        {t("breakout_shuffle")}
      </button>
    </div>
  );
}

interface RowProps {
  member: MemberView;
  group: number;
  count: number;
  onChange(group: number): void;
}

function PersonRow({ member, group, count, onChange }: RowProps) {
  const id = useId();
  return (
    <li class="breakout-person" data-testid="breakout-person" data-member={member.id}>
      <label for={id} dir="auto">
        {member.name}
      </label>
      <select
        id={id}
        class="input"
        value={group}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        <option value={STAYS}>{t("breakout_stays")}</option>
        {Array.from({ length: count }, (_, index) => (
          <option key={index} value={index}>
            {t("breakout_title", { number: index + 1 })}
          </option>
        ))}
      </select>
    </li>
  );
}
