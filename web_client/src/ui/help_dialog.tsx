/* The shortcuts, and the switch that turns the single keys off (WCAG 2.1.4). */
import { type TextKey, t } from "../core/i18n";
import { shortcutsOn } from "../core/preferences";
import { Dialog } from "./dialog";

const ROWS: readonly (readonly [key: string, meaning: TextKey])[] = [
  ["M", "help_mic"],
  ["V", "help_camera"],
  ["D", "help_share"],
  ["H", "help_hand"],
  ["R", "help_react"],
  ["C", "help_chat"],
  ["Q", "help_questions"],
  ["P", "help_people"],
  ["/", "help_search"],
  ["?", "help_help"],
];

/** While a message has the focus; arrows go from one to the next. */
const MESSAGE_ROWS: typeof ROWS = [
  ["R", "reply"],
  ["E", "message_menu_edit"],
  ["+", "react"],
  ["Del", "message_menu_delete"],
];

export function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title={t("help_title")} onClose={onClose} testId="help-dialog">
      <dl class="shortcuts">
        <Row keyName={t("help_key_space")} meaning={t("help_talk")} />
        {ROWS.map(([key, meaning]) => (
          <Row key={key} keyName={key} meaning={t(meaning)} />
        ))}
      </dl>
      <h3>{t("help_on_message")}</h3>
      <dl class="shortcuts">
        {MESSAGE_ROWS.map(([key, meaning]) => (
          <Row key={key} keyName={key} meaning={t(meaning)} />
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={shortcutsOn.value}
          onChange={(event) => {
            shortcutsOn.value = event.currentTarget.checked;
          }}
        />
        {t("help_switch")}
      </label>
    </Dialog>
  );
}

function Row(props: { keyName: string; meaning: string }) {
  return (
    <div class="shortcut">
      <dt>
        <kbd>{props.keyName}</kbd>
      </dt>
      <dd>{props.meaning}</dd>
    </div>
  );
}
