/* What members find off topic, for staff to move or to leave where it is. */
import { t, tn } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import { findMessage } from "../message_parts";
import { OffTopicButtons } from "../moving/off_topic";
import { type DeskProps, Section } from "./panel";

export function OffTopicMessages({ visit, ui, view }: DeskProps) {
  const { off_topic } = view.moving;
  if (off_topic.length === 0) return null;
  return (
    <Section title={t("staff_off_topic")} count={off_topic.length} testId="desk-off-topic" open>
      <ul>
        {off_topic.map(({ id, at, author_name, excerpt, count }) => (
          <li key={id} class="desk-row" data-testid="off-topic" data-message={id}>
            <p>
              <strong>{author_name}</strong>{" "}
              <span class="hint">{`${momentText(at)} · ${tn("off_topic", count)}`}</span>
            </p>
            <button type="button" class="excerpt excerpt--link" dir="auto" onClick={() => ui.jumpTo(id)}>
              {excerpt}
            </button>
            <OffTopicButtons
              visit={visit}
              ui={ui}
              message={findMessage(visit, id) ?? { id, replies: 0 }}
              excerpt={excerpt}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
