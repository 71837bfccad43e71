/* Parts of the page that are loaded when somebody first needs them. */
import { signal } from "@preact/signals-core";

/** Gives the part once it is there, and null until then. The first call starts loading; after a failure, the next. */
export function lazy<T>(load: () => Promise<T>): () => T | null {
  const part = signal<T | null>(null);
  let loading = false;
  return () => {
    if (part.value === null && !loading) {
      loading = true;
      load()
        .then((loaded) => {
          part.value = loaded;
        })
        .catch(() => undefined)
        .finally(() => {
          loading = false;
        });
    }
    return part.value;
  };
}
