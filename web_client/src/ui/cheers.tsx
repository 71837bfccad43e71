/* Floating reactions: a button with eight of them, and where they rise. Motion only for who likes it. */
import { useSignal } from "@preact/signals";
import { PartyPopper } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import { CHEERS, type Cheer } from "../core/wire.gen";
import { Menu } from "./menu";

/** `asked` grows whenever a key asks for it. */
export function CheerButton({ visit, asked }: { visit: Visit; asked: number }) {
  return (
    <span class="cheer">
      <Menu
        label={t("cheer_hint")}
        icon={PartyPopper}
        items={[]}
        testId="cheer-button"
        class="toggle cheer-button"
        caption={t("cheer")}
        asked={asked}
        head={
          <div class="quick-reactions">
            {CHEERS.map((emoji) => (
              <button
                key={emoji}
                type="button"
                role="menuitem"
                tabIndex={-1}
                class="quick-reaction"
                onClick={() => visit.session.cheer(emoji as Cheer["emoji"])}
                data-testid="cheer"
                data-emoji={emoji}
              >
                {emoji}
              </button>
            ))}
          </div>
        }
      />
    </span>
  );
}

interface Float {
  readonly key: number;
  readonly emoji: string;
  readonly count: number;
  /** Where it rises, from 0 to 1 of the width. */
  readonly place: number;
}

/** As long as the animation in `chat.css`. */
const SHOWN_MS = 3_000;
/** More of one kind are one with a number: a thousand people cheer, and the page stays quick. */
const MOST_AT_ONCE = 6;

export function CheerLayer({ visit }: { visit: Visit }) {
  const floats = useSignal<readonly Float[]>([]);
  const last = useRef(0);
  const counts = visit.session.cheers.value;
  useEffect(() => {
    const arrived = Object.entries(counts).flatMap(([emoji, count]) => {
      const shown = Math.min(count, MOST_AT_ONCE);
      return Array.from({ length: shown }, (_, index) => ({
        key: ++last.current,
        emoji,
        count: index === 0 ? count - shown + 1 : 1,
        place: Math.random(),
      }));
    });
    if (arrived.length === 0) return;
    floats.value = [...floats.value, ...arrived];
    const keys = new Set(arrived.map(({ key }) => key));
    setTimeout(() => {
      floats.value = floats.value.filter(({ key }) => !keys.has(key));
    }, SHOWN_MS);
  }, [counts]);
  return (
    <div class="cheers" aria-hidden="true" data-testid="cheers">
      {floats.value.map(({ key, emoji, count, place }) => (
        <span key={key} class="float" style={{ "--place": place }} data-testid="float" data-emoji={emoji}>
          {count > 1 ? t("cheer_counts", { emoji, count }) : emoji}
        </span>
      ))}
    </div>
  );
}
