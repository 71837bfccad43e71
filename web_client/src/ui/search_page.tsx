/* Looking for words that were said in this room. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import type { Visit } from "../core/visit";
import { PageHead, Scroll, SearchHint, SearchResults } from "./chat_pages";
import type { RoomUi } from "./room_ui";

/** After the last key press: what is typed is not yet what is meant. */
const PAUSE_MS = 300;
const MAX_LENGTH = 200;

export function SearchPage({ visit, ui }: { visit: Visit; ui: RoomUi }) {
  const typed = useSignal("");
  const wanted = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const timer = setTimeout(() => {
      wanted.value = typed.value.trim();
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <div class="chat" data-testid="search-page">
      <PageHead ui={ui} title={t("chat_search")}>
        <form
          class="search-form"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            wanted.value = typed.value.trim();
          }}
        >
          <input
            ref={field}
            type="search"
            class="input"
            aria-label={t("chat_search_placeholder")}
            placeholder={t("chat_search_placeholder")}
            maxLength={MAX_LENGTH}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
            data-testid="search-field"
          />
        </form>
      </PageHead>
      <Scroll label={t("chat_search")} fromTop>
        {wanted.value === "" ? <SearchHint /> : <SearchResults visit={visit} ui={ui} text={wanted.value} />}
      </Scroll>
    </div>
  );
}
