/* A notice makes itself heard while nobody looks at the page: a short sound, and a mark in the tab's title until somebody
   does. Whether it may is the server's word (`rings`). */
import { signal } from "@preact/signals";
import { audioContext } from "../../core/levels";
import { noticeSound } from "../../core/preferences";

const NOTES = [660, 880];
const NOTE_SECONDS = 0.14;
const LOUDNESS = 0.08;

/** Somebody has not looked since something rang. */
export const isRinging = signal(false);

addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") isRinging.value = false;
});

export function ring(): void {
  if (document.visibilityState === "visible") return;
  isRinging.value = true;
  // Before anybody has pressed anything browsers play no sound.
  if (noticeSound.value && navigator.userActivation?.hasBeenActive) play(audioContext());
}

function play(context: AudioContext): void {
  NOTES.forEach((hertz, place) => {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const starts = context.currentTime + place * NOTE_SECONDS;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUDNESS, starts);
    volume.gain.exponentialRampToValueAtTime(0.001, starts + NOTE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(starts);
    tone.stop(starts + NOTE_SECONDS);
  });
}
