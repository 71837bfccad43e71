/* The queue of hands and who is on stage: everybody sees the order, staff run it. */
import { useSignal } from "@preact/signals";
import { ArrowDown, ArrowUp, Hand, MicVocal, X } from "lucide-preact";
import { useId } from "preact/hooks";
import { handTopic, nameOf } from "../../core/hands";
import { t, tn } from "../../core/i18n";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { AnyClientCommand, HandView, RoomView, SpeakerView } from "../../core/wire.gen";
import { ask } from "../ask";
import { Countdown, Elapsed, Waiting } from "../clock";

interface Props {
  visit: Visit;
  view: RoomView;
}

export function HandsList({ visit, view }: Props) {
  const { hands, speakers } = view.stage;
  if (hands.length === 0 && speakers.length === 0) return null;
  return (
    <section class="hands" aria-label={t("hands_label")} data-testid="hands">
      {speakers.length > 0 && (
        <ul class="hand-rows" data-testid="speakers">
          {speakers.map((speaker) => (
            <SpeakerRow key={speaker.member} visit={visit} view={view} speaker={speaker} />
          ))}
        </ul>
      )}
      {hands.length > 0 && <Queue visit={visit} view={view} />}
    </section>
  );
}

function Queue({ visit, view }: Props) {
  const { hands } = view.stage;
  const staff = isStaff(visit.role.value);
  const minutes = useSignal("");
  const call = (member: string) => void ask(visit.session, calling(member, minutes.value));
  const [next] = hands;
  return (
    <>
      <div class="hands-head">
        <h3>{tn("hands_up", hands.length)}</h3>
        {staff && next !== undefined && (
          <button
            type="button"
            class="button button--small button--primary"
            onClick={() => call(next.member)}
            data-testid="call-next"
          >
            {t("hand_call_next")}
          </button>
        )}
      </div>
      {staff && <Minutes value={minutes} />}
      <ol class="hand-rows" data-testid="hand-queue">
        {hands.map((hand, index) => (
          <HandRow
            key={hand.member}
            visit={visit}
            view={view}
            hand={hand}
            index={index}
            staff={staff}
            onCall={() => call(hand.member)}
          />
        ))}
      </ol>
    </>
  );
}

function calling(member: string, minutes: string): AnyClientCommand {
  const seconds = Math.round(Number(minutes) * 60);
  return { t: "promote", member, seconds: seconds > 0 ? seconds : null };
}

function Minutes({ value }: { value: { value: string } }) {
  const id = useId();
  return (
    <div class="inline-field">
      <label for={id}>{t("hand_minutes")}</label>
      <input
        id={id}
        class="input input--number"
        type="number"
        min={0.5}
        max={60}
        step={0.5}
        inputMode="decimal"
        placeholder="∞"
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
        data-testid="call-minutes"
      />
    </div>
  );
}

interface HandRowProps extends Props {
  hand: HandView;
  index: number;
  staff: boolean;
  onCall(): void;
}

function HandRow({ visit, view, hand, index, staff, onCall }: HandRowProps) {
  const name = nameOf(view, hand.member);
  const mine = hand.member === visit.me.value;
  const topic = handTopic(view, hand);
  return (
    <li class="hand-row" data-testid="hand" data-member={hand.member}>
      <span class="hand-number">
        <Hand size={14} aria-hidden="true" />
        {index + 1}
      </span>
      <div class="hand-who">
        <p>
          <span class="message-author">{mine ? t("name_and_you", { name }) : name}</span>{" "}
          <span class="question-meta">
            <Waiting clock={visit.clock} since={hand.at} />
          </span>
        </p>
        {topic !== "" && (
          <p class="hand-topic" dir="auto">
            {topic}
          </p>
        )}
        {staff && <HandButtons visit={visit} view={view} hand={hand} index={index} onCall={onCall} />}
      </div>
    </li>
  );
}

function HandButtons({ visit, view, hand, index, onCall }: Omit<HandRowProps, "staff">) {
  const { member } = hand;
  const name = nameOf(view, member);
  const send = (command: AnyClientCommand) => void ask(visit.session, command);
  return (
    <div class="question-buttons">
      <button type="button" class="button button--small" onClick={onCall} data-testid="call-hand">
        <MicVocal size={16} aria-hidden="true" />
        {t("hand_call")}
      </button>
      <RowButton
        icon={ArrowUp}
        label={t("hand_up", { name })}
        disabled={index === 0}
        onClick={() => send({ t: "move_hand", member, place: index - 1 })}
        testId="hand-up"
      />
      <RowButton
        icon={ArrowDown}
        label={t("hand_down", { name })}
        disabled={index === view.stage.hands.length - 1}
        onClick={() => send({ t: "move_hand", member, place: index + 1 })}
        testId="hand-down"
      />
      <RowButton
        icon={X}
        label={t("hand_lower_of", { name })}
        onClick={() => send({ t: "lower_hand", member })}
        testId="hand-lower"
      />
    </div>
  );
}

interface RowButtonProps {
  icon: typeof X;
  label: string;
  disabled?: boolean;
  onClick(): void;
  testId: string;
}

function RowButton({ icon: Icon, label, disabled = false, onClick, testId }: RowButtonProps) {
  return (
    <button
      type="button"
      class="icon-button icon-button--small"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      data-testid={testId}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}

function SpeakerRow({ visit, view, speaker }: Props & { speaker: SpeakerView }) {
  const { member } = speaker;
  const name = nameOf(view, member);
  const mine = member === visit.me.value;
  return (
    <li class="hand-row" data-testid="speaker" data-member={member}>
      <MicVocal size={18} aria-hidden="true" />
      <div class="hand-who">
        <p>
          <span class="message-author">{mine ? t("name_and_you", { name }) : name}</span>{" "}
          <span class="question-meta">
            {t("speaker_on_stage")}{" "}
            {speaker.until === null ? (
              <Elapsed clock={visit.clock} since={speaker.since} />
            ) : (
              <Countdown clock={visit.clock} until={speaker.until} />
            )}
          </span>
        </p>
      </div>
      {isStaff(visit.role.value) && (
        <button
          type="button"
          class="button button--small"
          onClick={() => void ask(visit.session, { t: "demote", member })}
          data-testid="send-back"
        >
          {t("speaker_send_back")}
        </button>
      )}
    </li>
  );
}
