/* Which part of the board shows: by room, by what it is, by who takes it, and only what is overdue. */
import type { BoardItems } from "../../core/board";
import { t } from "../../core/i18n";
import { titleText } from "../../core/titles";
import { OBLIGATION_CLASSES, type ObligationClass } from "../../core/wire.gen";
import { client } from "../../page";
import type { BoardState } from "./board_state";

type Option = readonly [value: string, text: string];

/** Stands for "any" in a list of choices; no id and no name is this. */
const ANY = "*";

export function BoardFilters({ state }: { state: BoardState }) {
  const { room, class_, owner, overdue } = state.filter.value;
  const items = state.waiting.value;
  return (
    <fieldset class="board-filters" data-testid="board-filters">
      <legend class="visually-hidden">{t("ops_filters")}</legend>
      <Choice
        label={t("ops_room")}
        any={t("ops_all_rooms")}
        options={rooms(items)}
        value={room}
        onChoose={(chosen) => state.change({ room: chosen })}
        testId="filter-room"
      />
      <Choice
        label={t("ops_what")}
        any={t("ops_all_classes")}
        options={OBLIGATION_CLASSES.map((each) => [each, t(`class_${each}`)])}
        value={class_}
        onChoose={(chosen) => state.change({ class_: chosen as ObligationClass | null })}
        testId="filter-class"
      />
      <Choice
        label={t("ops_owner")}
        any={t("ops_all_owners")}
        options={owners(items, client.member.value)}
        value={owner}
        onChoose={(chosen) => state.change({ owner: chosen })}
        testId="filter-owner"
      />
      <label class="check">
        <input
          type="checkbox"
          checked={overdue}
          onChange={(event) => state.change({ overdue: event.currentTarget.checked })}
          data-testid="filter-overdue"
        />
        {t("ops_only_overdue")}
      </label>
    </fieldset>
  );
}

function rooms(items: BoardItems): readonly Option[] {
  return [...new Map(items.map((item) => [item.room, titleText(item.room_title)]))].toSorted(
    ([, one], [, other]) => one.localeCompare(other),
  );
}

function owners(items: BoardItems, me: string): readonly Option[] {
  const named = new Map(items.map(({ obligation }) => [obligation.owner, obligation.owner_name]));
  named.delete("");
  named.delete(me);
  return [["", t("ops_owner_none")], [me, t("ops_owner_me")], ...named];
}

interface ChoiceProps {
  label: string;
  any: string;
  options: readonly Option[];
  value: string | null;
  onChoose(value: string | null): void;
  testId: string;
}

function Choice({ label, any, options, value, onChoose, testId }: ChoiceProps) {
  return (
    <select
      class="input"
      aria-label={label}
      value={value ?? ANY}
      onChange={({ currentTarget }) => onChoose(currentTarget.value === ANY ? null : currentTarget.value)}
      data-testid={testId}
    >
      <option value={ANY}>{any}</option>
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}
