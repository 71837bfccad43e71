/* A screen that is only a header and a message. */
import type { ComponentChildren } from "preact";
import { Header } from "./header";

export function Plain({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="screen">
      <Header title={title} />
      <main class="page page--centred">{children}</main>
    </div>
  );
}
