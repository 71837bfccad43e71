/* Something that the HTTP API gives: not there yet, there, or refused, in words. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../../core/api";
import { apiText, t } from "../../core/i18n";
import { SignedOut } from "../../core/socket";

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "there"; readonly value: T }
  | { readonly state: "refused"; readonly text: string };

/** Reads again when `key` changes, and when the returned function is called. What comes too late is dropped. */
export function useLoaded<T>(read: () => Promise<T>, key = ""): [Signal<Loaded<T>>, () => void] {
  const loaded = useSignal<Loaded<T>>({ state: "loading" });
  const turn = useSignal(0);
  useEffect(() => {
    let isWanted = true;
    const show = (next: Loaded<T>) => {
      if (isWanted) loaded.value = next;
    };
    read().then(
      (value) => show({ state: "there", value }),
      (error: unknown) => show({ state: "refused", text: refusalText(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [key, turn.value]);
  return [
    loaded,
    () => {
      turn.value += 1;
    },
  ];
}

/** Throws what is no refusal. */
export function refusalText(error: unknown): string {
  if (error instanceof ApiRefused) return apiText(error.code);
  if (error instanceof SignedOut) return t("banner_signed_out");
  throw error;
}
