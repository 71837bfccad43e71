/* Posts for later, as the page shows them. */
import type { MessageView } from "./wire.gen";

const AUTHOR = "schedule:";

/** Whether the room posted it because staff had planned it. */
export function isScheduled({ author, author_kind }: Pick<MessageView, "author" | "author_kind">): boolean {
  return author_kind === "system" && author.startsWith(AUTHOR);
}
