/* One component on an otherwise empty page, and a reader's hands. */
import { type ComponentChild, render } from "preact";
import { act } from "preact/test-utils";

let root: HTMLElement | null = null;

export function show(content: ComponentChild): void {
  document.body.innerHTML = "<div id='root'></div>";
  root = document.getElementById("root");
  act(() => render(content, page()));
}

export function clear(): void {
  if (root !== null) act(() => render(null, page()));
  root = null;
}

export function page(): HTMLElement {
  if (root === null) throw new Error("nothing is shown");
  return root;
}

export function all(testId: string): readonly HTMLElement[] {
  return [...page().querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`)];
}

export function one(testId: string): HTMLElement {
  const [found, ...others] = all(testId);
  if (found === undefined || others.length > 0)
    throw new Error(`${all(testId).length} of ${testId} are shown`);
  return found;
}

export function click(testId: string): void {
  act(() => one(testId).click());
}

export function write(field: HTMLElement, text: string): void {
  act(() => {
    (field as HTMLTextAreaElement).value = text;
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function press(field: HTMLElement, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  act(() => void field.dispatchEvent(event));
  return event;
}

/** What the page does in between, such as answers of the server. */
export async function during(happens: () => unknown): Promise<void> {
  await act(async () => {
    await happens();
  });
}

export function submit(): void {
  act(() => {
    page()
      .querySelector("form")
      ?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
}
