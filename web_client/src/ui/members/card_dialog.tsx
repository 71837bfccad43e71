/* The card of a member, for staff: who they are, what they agreed to show, and what they wait for. To open it is noted,
   and the member reads by whom. */
import type { ComponentChildren } from "preact";
import { CARD_FIELDS, type CardView, type OpenTurn, openCard } from "../../core/cards";
import { t, tn } from "../../core/i18n";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { Dialog } from "../dialog";
import { useLoaded } from "../ops/loaded";
import { Refusal } from "../refusal";

interface Props {
  person: string;
  name: string;
  onClose(): void;
}

export function CardDialog({ person, name, onClose }: Props) {
  const [loaded] = useLoaded(() => openCard(person), person);
  const { value } = loaded;
  return (
    <Dialog title={name} onClose={onClose} testId="card-dialog">
      {value.state === "loading" && <p role="status">{t("loading")}</p>}
      {value.state === "refused" && <Refusal text={value.text} />}
      {value.state === "there" && <Card card={value.value} />}
      <p class="hint">{t("card_look_hint")}</p>
    </Dialog>
  );
}

function Card({ card }: { card: CardView }) {
  const { standing } = card;
  const lines = CARD_FIELDS.flatMap((field) => {
    const text = card.shown[field];
    return text === undefined ? [] : [{ field, text }];
  });
  return (
    <>
      <dl class="card-lines" data-testid="card-lines">
        <Line name={t("role_label")}>{t(`role_${card.role}`)}</Line>
        <Line name={t("card_joined")}>{momentText(card.joined_at)}</Line>
        {lines.map(({ field, text }) => (
          <Line key={field} name={t(`card_${field}`)} testId={`card-${field}`}>
            <span dir="auto">{text}</span>
          </Line>
        ))}
        <Line name={t("card_answered")}>
          {standing.answered_at === null
            ? t("card_answered_never")
            : t("card_answered_by", { name: standing.answered_by, time: momentText(standing.answered_at) })}
        </Line>
        <Line name={t("card_reopened")}>{String(standing.reopened)}</Line>
      </dl>
      {lines.length === 0 && <p class="hint">{t("card_nothing_shown")}</p>}
      <section aria-label={t("card_open")}>
        <h3>{tn("card_open_count", standing.open.length)}</h3>
        <ul class="card-open">
          {standing.open.map((turn) => (
            <Turn key={`${turn.room}:${turn.id}`} turn={turn} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Line(props: { name: string; testId?: string; children: ComponentChildren }) {
  return (
    <div data-testid={props.testId}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Turn({ turn }: { turn: OpenTurn }) {
  return (
    <li data-testid="card-turn" data-obligation={turn.id}>
      <span dir="auto">{turn.excerpt === "" ? t(`class_${turn.class_}`) : turn.excerpt}</span>{" "}
      <span class="hint">{`${titleText(turn.room_title)} · ${momentText(turn.opened_at)}`}</span>{" "}
      {turn.late && <span class="pill pill--warn">{t("card_late")}</span>}
    </li>
  );
}
