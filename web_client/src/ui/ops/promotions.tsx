/* Who is proposed as an active student, or no longer as one, and why. Operators decide; nothing changes before. */
import { type Signal, useSignal } from "@preact/signals";
import { Check, X } from "lucide-preact";
import { t, tn } from "../../core/i18n";
import {
  type Decision,
  decidePromotion,
  type GivenAnswer,
  LONGEST_REASON,
  type PromotionRule,
  type Promotions,
  type Proposal,
  RULE_FIELDS,
  readPromotions,
  savePromotionRule,
} from "../../core/promotions";
import { momentText } from "../../core/time_format";
import { titleText } from "../../core/titles";
import { notify } from "../announcer";
import { FormDialog, TextField, textOf } from "../form_dialog";
import { NumberInput } from "../inputs";
import { Refusal } from "../refusal";
import { type Loaded, refusalText, useLoaded } from "./loaded";

const MOST = { answers: 100, days: 365, idle_days: 365, rest_days: 365 } as const;

type Shown = Signal<Loaded<Promotions>>;

export function PromotionsSection() {
  const [loaded] = useLoaded(readPromotions);
  const { value } = loaded;
  return (
    <section class="ops-section" data-testid="promotions">
      <h2>{t("promo_title")}</h2>
      <p class="hint">{t("promo_text")}</p>
      {value.state === "refused" && <Refusal text={value.text} />}
      {value.state === "loading" && <p role="status">{t("loading")}</p>}
      {value.state === "there" && <Everything promotions={value.value} loaded={loaded} />}
    </section>
  );
}

function Everything({ promotions, loaded }: { promotions: Promotions; loaded: Shown }) {
  return (
    <>
      {promotions.proposals.length === 0 && <p data-testid="promotions-none">{t("promo_none")}</p>}
      <ul class="hook-list">
        {promotions.proposals.map((proposal) => (
          <ProposalCard
            key={proposal.person}
            proposal={proposal}
            rooms={promotions.rooms}
            rule={promotions.rule}
            loaded={loaded}
          />
        ))}
      </ul>
      <Decisions decisions={promotions.decisions} />
      <RuleForm rule={promotions.rule} loaded={loaded} />
    </>
  );
}

interface CardProps {
  proposal: Proposal;
  rooms: Promotions["rooms"];
  rule: PromotionRule;
  loaded: Shown;
}

function ProposalCard({ proposal, rooms, rule, loaded }: CardProps) {
  const asking = useSignal<"approve" | "decline" | null>(null);
  const { name, direction, answers, idle_since: idle } = proposal;
  const close = () => {
    asking.value = null;
  };
  return (
    <li class="hook" data-testid="proposal" data-person={proposal.person} data-direction={direction}>
      <h3>{name || t("ops_somebody")}</h3>
      <p>{t(`promo_${direction}`)}</p>
      {idle === null ? (
        <details data-testid="proposal-answers">
          <summary>{tn("promo_answers", answers.length)}</summary>
          <ul class="card-open">
            {answers.map((answer) => (
              <Answer
                key={`${answer.room}:${answer.id}`}
                answer={answer}
                title={titleText(rooms[answer.room] ?? "")}
              />
            ))}
          </ul>
        </details>
      ) : (
        <p>{t("promo_idle", { time: momentText(idle) })}</p>
      )}
      <div class="board-buttons">
        <button
          type="button"
          class="button button--small button--primary"
          onClick={() => {
            asking.value = "approve";
          }}
          data-testid="proposal-approve"
        >
          <Check size={16} aria-hidden="true" />
          {t("promo_approve")}
        </button>
        <button
          type="button"
          class="button button--small"
          onClick={() => {
            asking.value = "decline";
          }}
          data-testid="proposal-decline"
        >
          <X size={16} aria-hidden="true" />
          {t("promo_decline")}
        </button>
      </div>
      {asking.value !== null && (
        <DecideDialog
          proposal={proposal}
          approved={asking.value === "approve"}
          restDays={rule.rest_days}
          loaded={loaded}
          onClose={close}
        />
      )}
    </li>
  );
}

function Answer({ answer, title }: { answer: GivenAnswer; title: string }) {
  return (
    <li>
      <span dir="auto">{answer.excerpt}</span>{" "}
      <span class="hint">
        {`${answer.asker_name || t("ops_anonymous")} · ${title} · ${momentText(answer.at)}`}
      </span>
    </li>
  );
}

interface DecideProps {
  proposal: Proposal;
  approved: boolean;
  restDays: number;
  loaded: Shown;
  onClose(): void;
}

function DecideDialog({ proposal, approved, restDays, loaded, onClose }: DecideProps) {
  const { person, name, direction } = proposal;
  const decide = async (data: FormData) => {
    try {
      const value = await decidePromotion(person, approved, textOf(data, "reason"));
      // The card goes, and this dialog with it.
      loaded.value = { state: "there", value };
    } catch (error) {
      return refusalText(error);
    }
    notify(t(approved ? "promo_approved" : "promo_declined", { name }));
    return null;
  };
  const role = t(direction === "up" ? "role_active" : "role_student");
  return (
    <FormDialog
      title={t(approved ? "promo_approve_title" : "promo_decline_title", { name })}
      text={approved ? t("promo_approve_text", { role }) : t("promo_decline_text", { days: restDays })}
      submit={t(approved ? "promo_approve" : "promo_decline")}
      testId="proposal-dialog"
      onSubmit={decide}
      onClose={onClose}
    >
      {approved ? (
        <TextField name="reason" label={t("promo_reason_optional")} max={LONGEST_REASON} />
      ) : (
        <TextField name="reason" label={t("promo_reason")} max={LONGEST_REASON} min={3} required />
      )}
    </FormDialog>
  );
}

function Decisions({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return null;
  return (
    <details data-testid="decisions">
      <summary>{t("promo_decisions", { count: decisions.length })}</summary>
      <ul class="card-open">
        {decisions.map((each) => (
          <li key={`${each.person}:${each.at}`} data-testid="decision">
            {`${each.name}: ${t(`promo_${each.direction}`)}`}{" "}
            <span class={each.approved ? "pill pill--ok" : "pill"}>
              {t(each.approved ? "promo_was_approved" : "promo_was_declined")}
            </span>{" "}
            <span class="hint">{`${each.by_name} · ${momentText(each.at)}`}</span>
            {each.reason !== "" && <q class="case-note">{each.reason}</q>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function RuleForm({ rule, loaded }: { rule: PromotionRule; loaded: Shown }) {
  const draft = useSignal(rule);
  const refusal = useSignal<string | null>(null);
  const save = async () => {
    refusal.value = null;
    try {
      loaded.value = { state: "there", value: await savePromotionRule(draft.value) };
      notify(t("promo_rule_saved"));
    } catch (error) {
      refusal.value = refusalText(error);
    }
  };
  return (
    <details data-testid="promotion-rule">
      <summary>{t("promo_rule")}</summary>
      <form
        class="fields promotion-rule"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {RULE_FIELDS.map((field) => (
          <NumberInput
            key={field}
            label={t(`promo_rule_${field}`)}
            min={1}
            max={MOST[field]}
            value={draft.value[field]}
            onChange={(value) => {
              draft.value = { ...draft.value, [field]: value };
            }}
            testId={`rule-${field}`}
          />
        ))}
        <Refusal text={refusal.value} />
        <div class="notice-buttons">
          <button type="submit" class="button button--small button--primary" data-testid="rule-save">
            {t("save")}
          </button>
        </div>
      </form>
    </details>
  );
}
