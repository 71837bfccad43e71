/*
 * What this device records: microphone, camera and screen, as tracks in signals. A muted microphone stays open
 * (push-to-talk is instant) but sends silence; a camera that is off is closed, so that its light goes out.
 * Knows no room and no peer connection.
 */
import { signal } from "@preact/signals-core";
import { blurAsWanted } from "./background_blur";
import { canCapture, type DeviceProblem, problemOf, refreshDevices } from "./devices";
import { chosenCamera, chosenMic } from "./preferences";
import type { Source } from "./wire.gen";

export type Input = "mic" | "camera" | "screen";

/** What trying an input has shown; null: it works. */
type Found = Partial<Record<Input, DeviceProblem | null>>;

const MIC: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 24, max: 30 },
};
const SCREEN_FRAME_RATE = 15;

export class Capture {
  readonly mic = signal<MediaStreamTrack | null>(null);
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly screen = signal<MediaStreamTrack | null>(null);
  readonly screenAudio = signal<MediaStreamTrack | null>(null);
  /** Whether the microphone is open and not muted. */
  readonly micOn = signal(false);
  readonly problems = signal<Readonly<Partial<Record<Input, DeviceProblem>>>>({});
  private closed = false;

  /** Ask for both at once, so that the browser asks the person once. What fails leaves a problem behind. */
  async open(wanted: { mic: boolean; camera: boolean }): Promise<void> {
    if (wanted.mic && wanted.camera && canCapture()) {
      try {
        this.keep(await this.record({ audio: micConstraints(), video: cameraConstraints() }));
        this.micOn.value = this.mic.value !== null; // It may have been let go of at once.
        this.clearProblems();
        return;
      } catch {
        // One of the two is missing or refused: find out which.
      }
    }
    const mic = wanted.mic && this.mic.value === null ? await this.openInput("mic") : {};
    const camera = wanted.camera && this.camera.value === null ? await this.openInput("camera") : {};
    if (wanted.mic) this.unmute();
    this.judge({ ...mic, ...camera });
  }

  async setMic(on: boolean): Promise<void> {
    if (on && this.mic.value === null) this.judge(await this.openInput("mic"));
    if (this.mic.value !== null) this.mic.value.enabled = on;
    this.micOn.value = on && this.mic.value !== null;
  }

  private unmute(): void {
    if (this.mic.value !== null) this.mic.value.enabled = true;
    this.micOn.value = this.mic.value !== null;
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) stop(this.camera);
    else if (this.camera.value === null) this.judge(await this.openInput("camera"));
  }

  async chooseMic(id: string): Promise<void> {
    chosenMic.value = id;
    if (this.mic.value === null) return;
    const on = this.micOn.value;
    stop(this.mic);
    await this.setMic(true);
    await this.setMic(on);
  }

  async chooseCamera(id: string): Promise<void> {
    chosenCamera.value = id;
    if (this.camera.value === null) return;
    stop(this.camera);
    await this.setCamera(true);
  }

  /** Let go of what may not be sent any more: the device itself is closed. */
  release(source: Source): void {
    if (source === "mic") this.micOn.value = false;
    if (source === "screen") stop(this.screenAudio);
    stop({ mic: this.mic, camera: this.camera, screen: this.screen, screen_audio: this.screenAudio }[source]);
  }

  /** Choosing nothing in the browser's dialog is not a problem. */
  async setScreen(on: boolean): Promise<void> {
    if (!on) {
      stop(this.screen);
      stop(this.screenAudio);
      return;
    }
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { max: SCREEN_FRAME_RATE } },
        audio: true,
      });
      this.keepScreen(stream);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== "denied") this.judge({ screen: problem });
    }
  }

  close(): void {
    this.closed = true;
    for (const track of [this.mic, this.camera, this.screen, this.screenAudio]) stop(track);
    this.micOn.value = false;
  }

  clearProblems(): void {
    this.problems.value = {};
  }

  private async openInput(input: "mic" | "camera"): Promise<Found> {
    if (!canCapture()) return { [input]: "insecure" };
    try {
      this.keep(
        await this.record(input === "mic" ? { audio: micConstraints() } : { video: cameraConstraints() }),
      );
      return { [input]: null };
    } catch (error) {
      return { [input]: problemOf(error) };
    }
  }

  private async record(constraints: MediaStreamConstraints): Promise<MediaStream> {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    void refreshDevices();
    return stream;
  }

  private keep(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      const input = track.kind === "audio" ? "mic" : "camera";
      track.contentHint = input === "mic" ? "speech" : "motion";
      if (input === "camera") void blurAsWanted(track);
      this.adopt(this[input], track, () => {
        this.judge({ [input]: "unplugged" });
        if (input === "mic") this.micOn.value = false;
      });
    }
  }

  private keepScreen(stream: MediaStream): void {
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    if (video !== undefined) {
      video.contentHint = "detail";
      this.adopt(this.screen, video, () => stop(this.screenAudio));
    }
    if (audio !== undefined) this.adopt(this.screenAudio, audio, () => undefined);
  }

  private adopt(
    place: { value: MediaStreamTrack | null },
    track: MediaStreamTrack,
    onEnded: () => void,
  ): void {
    if (this.closed) {
      track.stop();
      return;
    }
    place.value?.stop();
    place.value = track;
    track.addEventListener("ended", () => {
      if (place.value !== track) return;
      place.value = null;
      onEnded();
    });
  }

  /** All at once, so that whoever tells of problems tells of those that belong together. */
  private judge(found: Found): void {
    const all = Object.entries({ ...this.problems.value, ...found });
    this.problems.value = Object.fromEntries(all.filter(([, problem]) => problem !== null));
  }
}

function stop(place: { value: MediaStreamTrack | null }): void {
  place.value?.stop();
  place.value = null;
}

/** `ideal`: a remembered device that is gone falls back to another instead of failing. */
function micConstraints(): MediaTrackConstraints {
  return chosenMic.value === "" ? MIC : { ...MIC, deviceId: { ideal: chosenMic.value } };
}

function cameraConstraints(): MediaTrackConstraints {
  return chosenCamera.value === "" ? CAMERA : { ...CAMERA, deviceId: { ideal: chosenCamera.value } };
}
