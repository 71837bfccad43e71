/* A chat message becomes a question: for the menu of a message. */

import { t } from "../../core/i18n";
import { randomId } from "../../core/identifiers";
import { isStaff } from "../../core/rules";
import type { Visit } from "../../core/visit";
import type { MessageView } from "../../core/wire.gen";
import { notify } from "../announcer";
import { ask } from "../ask";

/** Its author may, and staff on their behalf. */
export function mayConvert(visit: Visit, message: MessageView): boolean {
  if (message.state !== "shown" || message.author_kind !== "person") return false;
  return message.author === visit.me.value || isStaff(visit.role.value);
}

export async function convertMessage(visit: Visit, message: number): Promise<void> {
  const done = await ask(visit.session, { t: "convert_message", cid: randomId(), message });
  if (done) notify(t("chat_made_question"));
}
