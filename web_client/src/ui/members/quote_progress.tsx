/* Beside the field of staff: whom they mention, and who agreed to it, can be quoted with their progress by one press. The
   words stand in the message then, for all to read; so nothing is fetched before the press. */
import { useSignal } from "@preact/signals";
import { Quote } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../../core/api";
import { mayQuote, readProgress } from "../../core/cards";
import type { Composing } from "../../core/composing";
import { t } from "../../core/i18n";
import { mentionsIn } from "../../core/mentions";
import { isStaff } from "../../core/rules";
import { SignedOut } from "../../core/socket";
import type { Visit } from "../../core/visit";
import type { MemberView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { refusalText } from "../ops/loaded";

export function QuoteProgress({ visit, composing }: { visit: Visit; composing: Composing }) {
  const text = composing.text.value;
  if (!isStaff(visit.role.value) || !text.includes("@") || composing.editing.value !== null) return null;
  const members = visit.view.value?.members ?? [];
  const mentioned = new Set(mentionsIn(text, members));
  return (
    <>
      {members
        .filter((member) => mentioned.has(member.id) && !isStaff(member.role))
        .map((member) => (
          <Offer key={member.id} member={member} composing={composing} />
        ))}
    </>
  );
}

function Offer({ member, composing }: { member: MemberView; composing: Composing }) {
  const offered = useSignal(false);
  useEffect(() => {
    let isWanted = true;
    mayQuote(member.id).then(
      (quotable) => {
        if (isWanted) offered.value = quotable;
      },
      (error: unknown) => {
        // Who cannot be asked about is not offered.
        if (!(error instanceof ApiRefused || error instanceof SignedOut)) throw error;
      },
    );
    return () => {
      isWanted = false;
    };
  }, [member.id]);
  if (!offered.value) return null;
  const quote = async () => {
    offered.value = false;
    try {
      composing.text.value = quoted(composing.text.value, member.name, await readProgress(member.id));
    } catch (error) {
      notify(refusalText(error));
    }
  };
  return (
    <button
      type="button"
      class="button button--small quote-progress"
      onClick={() => void quote()}
      data-testid="quote-progress"
      data-member={member.id}
    >
      <Quote size={16} aria-hidden="true" />
      {t("card_quote", { name: member.name })}
    </button>
  );
}

/** Behind their name, where it stands first. */
export function quoted(text: string, name: string, progress: string): string {
  const mention = `@${name}`;
  return text.replace(mention, () => `${mention} ${t("card_quoted", { progress })}`);
}
