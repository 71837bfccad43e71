/* Somebody must accept the rules of the room before what they asked for can be done. */
import { signal } from "@preact/signals";

/** What to do once they are accepted; null while nobody needs it. */
export const rulesWanted = signal<(() => void) | null>(null);

/** Show the rules. What was refused is not asked again by itself: its form still stands. */
export function showRules(): void {
  rulesWanted.value = () => undefined;
}
