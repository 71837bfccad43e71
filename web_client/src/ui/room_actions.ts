/* What buttons and keys of the room do, in one place, so that both do the same. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { shortcutsOn } from "../core/preferences";
import { shortcutOf, startsTalking } from "../core/shortcuts";
import type { Visit } from "../core/visit";
import type { Source } from "../core/wire.gen";
import { navigate } from "../router";
import { notify } from "./announcer";
import { barrierNow, barrierText } from "./barriers";
import { toggleHand } from "./hands/raise";
import type { RoomUi } from "./room_ui";

export class RoomActions {
  readonly dialog = signal<"help" | "settings" | null>(null);
  /** Muted again when the key is released. */
  private talking = false;

  constructor(
    private readonly visit: Visit,
    private readonly ui: RoomUi,
  ) {}

  readonly toggleMic = () => {
    const { capture } = this.visit;
    if (this.may("mic")) void capture.setMic(!capture.micOn.value);
  };

  readonly toggleCamera = () => {
    const { capture } = this.visit;
    if (this.may("camera")) void capture.setCamera(capture.camera.value === null);
  };

  readonly toggleScreen = () => {
    const { capture } = this.visit;
    if (this.may("screen")) void capture.setScreen(capture.screen.value === null);
  };

  readonly toggleHand = () => toggleHand(this.visit, this.ui);

  readonly leave = () => {
    this.visit.leave();
    navigate("/");
  };

  readonly openHelp = () => {
    this.dialog.value = "help";
  };

  readonly openSettings = () => {
    this.dialog.value = "settings";
  };

  readonly closeDialog = () => {
    this.dialog.value = null;
  };

  startTalking(): void {
    const { capture } = this.visit;
    if (this.talking || capture.micOn.value || !this.may("mic")) return;
    this.talking = true;
    void capture.setMic(true).then(() => {
      if (!this.talking) void capture.setMic(false);
    });
  }

  stopTalking(): void {
    if (!this.talking) return;
    this.talking = false;
    void this.visit.capture.setMic(false);
  }

  /** Whether this may be sent now; else it is said why not. */
  private may(source: Source): boolean {
    const barrier = barrierNow(this.visit, source);
    if (barrier !== null) notify(barrierText(barrier, source));
    return barrier === null;
  }

  readonly keys = {
    mic: this.toggleMic,
    camera: this.toggleCamera,
    share: this.toggleScreen,
    chat: () => this.ui.toggle("chat"),
    people: () => this.ui.toggle("people"),
    questions: () => this.ui.toggle("questions"),
    hand: this.toggleHand,
    react: () => {
      this.ui.cheering.value += 1;
    },
    search: () => this.ui.showChat({ page: "search" }),
    help: this.openHelp,
  };
}

/** Listen to the keys while the room shows. Push-to-talk ends with the key, and when the window loses focus. */
export function useShortcuts(actions: RoomActions): void {
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event);
      if (shortcut === "help") actions.openHelp();
      if (!shortcutsOn.value) return;
      if (startsTalking(event)) {
        event.preventDefault();
        actions.startTalking();
      } else if (shortcut !== null && shortcut !== "help") {
        event.preventDefault(); // a field that takes the focus must not take the key, too
        actions.keys[shortcut]();
      }
    };
    const onUp = (event: KeyboardEvent) => {
      if (event.code === "Space") actions.stopTalking();
    };
    const onBlur = () => actions.stopTalking();
    addEventListener("keydown", onDown);
    addEventListener("keyup", onUp);
    addEventListener("blur", onBlur);
    return () => {
      removeEventListener("keydown", onDown);
      removeEventListener("keyup", onUp);
      removeEventListener("blur", onBlur);
    };
  }, [actions]);
}
