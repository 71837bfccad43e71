/* While a name is typed after an @: who could be meant. The field keeps the focus. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Composing } from "../core/composing";
import { t } from "../core/i18n";
import { candidates, mentionAt, type Named } from "../core/mentions";
import { Avatar } from "./avatar";

interface Field {
  readonly current: HTMLTextAreaElement | null;
}

export interface Mentions {
  readonly open: boolean;
  readonly listId: string;
  readonly activeId: string | undefined;
  readonly people: readonly Named[];
  readonly active: number;
  /** The text has changed. */
  look(): void;
  close(): void;
  choose(member: Named): void;
  /** Whether the key was for the list. */
  onKey(event: KeyboardEvent): boolean;
}

export function useMentions(composing: Composing, members: readonly Named[], field: Field): Mentions {
  const at = useSignal<{ readonly start: number; readonly typed: string } | null>(null);
  const active = useSignal(0);
  const listId = useId();
  const people = at.value === null ? [] : candidates(members, at.value.typed);
  const open = people.length > 0;
  const close = () => {
    at.value = null;
  };
  const choose = ({ name }: Named) => {
    if (at.value === null) return;
    const { start, typed } = at.value;
    const text = composing.text.value;
    const before = `${text.slice(0, start)}@${name} `;
    composing.text.value = before + text.slice(start + 1 + typed.length);
    close();
    queueMicrotask(() => field.current?.setSelectionRange(before.length, before.length));
  };
  const onKey = (event: KeyboardEvent) => {
    if (!open) return false;
    const person = people[active.value];
    if (event.key === "ArrowDown") active.value = (active.value + 1) % people.length;
    else if (event.key === "ArrowUp") active.value = (active.value + people.length - 1) % people.length;
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && person !== undefined) choose(person);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return {
    open,
    listId,
    activeId: open ? `${listId}-${active.value}` : undefined,
    people,
    active: active.value,
    look: () => {
      at.value = mentionAt(composing.text.value, field.current?.selectionStart ?? 0);
      active.value = 0;
    },
    close,
    choose,
    onKey,
  };
}

export function MentionList({ mentions }: { mentions: Mentions }) {
  return (
    <div
      class="mention-list"
      id={mentions.listId}
      role="listbox"
      aria-label={t("mention_list")}
      data-testid="mention-list"
    >
      {mentions.people.map((member, index) => (
        <div
          key={member.id}
          id={`${mentions.listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === mentions.active}
          class="mention"
          // Before the field loses its focus.
          onPointerDown={(event) => {
            event.preventDefault();
            mentions.choose(member);
          }}
          data-testid="mention-option"
          data-member={member.id}
        >
          <Avatar id={member.id} name={member.name} small />
          {member.name}
        </div>
      ))}
    </div>
  );
}
