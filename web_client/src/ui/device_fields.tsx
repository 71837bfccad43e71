/* The menus for camera, microphone and speaker, with the meter and the test sound. Used before joining and in the room. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { Volume2 } from "lucide-preact";
import { useEffect, useId } from "preact/hooks";
import { blurAsWanted, canBlur } from "../core/background_blur";
import type { Capture } from "../core/capture";
import { devices, watchDevices } from "../core/devices";
import { t } from "../core/i18n";
import { audioContext, LevelMeter } from "../core/levels";
import { chosenCamera, chosenMic, chosenSpeaker, wantsBlur } from "../core/preferences";
import { Check } from "./check";
import { Meter } from "./meter";
import { routeTo } from "./video";

export function DeviceFields({ capture }: { capture: Capture }) {
  const { cameras, mics } = devices.value;
  return (
    <>
      <DeviceField
        label={t("camera_label")}
        options={cameras}
        chosen={openDevice(capture.camera.value) ?? chosenCamera.value}
        onChoose={(id) => void capture.chooseCamera(id)}
        testId="camera-select"
      />
      <BlurChoice camera={capture.camera.value} />
      <div class="field">
        <DeviceField
          label={t("mic_label")}
          options={mics}
          chosen={openDevice(capture.mic.value) ?? chosenMic.value}
          onChoose={(id) => void capture.chooseMic(id)}
          testId="mic-select"
        />
        <MicMeter capture={capture} />
      </div>
      <SpeakerFields />
    </>
  );
}

/** For who only listens, too. */
export function SpeakerFields() {
  useEffect(() => watchDevices(), []);
  const { speakers } = devices.value;
  // Some browsers do not list speakers, or cannot choose one: then the system's is used and there is nothing to show.
  const canChooseSpeaker = speakers.length > 0 && "setSinkId" in HTMLMediaElement.prototype;
  return (
    <>
      {canChooseSpeaker && (
        <DeviceField
          label={t("speaker_label")}
          options={speakers}
          chosen={chosenSpeaker.value}
          onChoose={(id) => {
            chosenSpeaker.value = id;
          }}
          testId="speaker-select"
        />
      )}
      <TestSound />
    </>
  );
}

function BlurChoice({ camera }: { camera: MediaStreamTrack | null }) {
  const wanted = wantsBlur.value;
  useEffect(() => {
    if (camera !== null) void blurAsWanted(camera);
  }, [wanted]);
  if (camera === null || !canBlur(camera)) return null;
  return <Check label={t("camera_blur")} value={wantsBlur} testId="camera-blur" />;
}

function openDevice(track: MediaStreamTrack | null): string | undefined {
  return track?.getSettings().deviceId;
}

interface FieldProps {
  label: string;
  options: readonly MediaDeviceInfo[];
  chosen: string;
  onChoose(id: string): void;
  testId: string;
}

function DeviceField({ label, options, chosen, onChoose, testId }: FieldProps) {
  const id = useId();
  const named = options.some((option) => option.label !== "");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="input"
        disabled={!named}
        value={chosen}
        onChange={(event) => onChoose(event.currentTarget.value)}
        data-testid={testId}
      >
        {!named && <option value={chosen}>{t("device_after_permission")}</option>}
        {named && !options.some((option) => option.deviceId === chosen) && (
          <option value={chosen}>{t("speaker_default")}</option>
        )}
        {named &&
          options.map((option, index) => (
            <option key={option.deviceId} value={option.deviceId}>
              {option.label || t("device_unnamed", { number: index + 1 })}
            </option>
          ))}
      </select>
    </div>
  );
}

function MicMeter({ capture }: { capture: Capture }) {
  const meter = useSignal<LevelMeter | null>(null);
  useSignalEffect(() => {
    const track = capture.mic.value;
    const made = track === null ? null : new LevelMeter(track);
    meter.value = made;
    return () => made?.close();
  });
  return (
    <>
      <Meter level={meter.value?.level ?? null} />
      {meter.value !== null && <p class="hint">{t("meter_hint")}</p>}
    </>
  );
}

const CHIME_HERTZ = [523.25, 659.25, 783.99];
const NOTE_SECONDS = 0.28;

function TestSound() {
  const busy = useSignal(false);
  const play = async () => {
    busy.value = true;
    await playChime(chosenSpeaker.value);
    busy.value = false;
  };
  return (
    <button
      type="button"
      class="button field-button"
      disabled={busy.value}
      onClick={() => void play()}
      data-testid="test-sound"
    >
      <Volume2 size={18} aria-hidden="true" />
      {busy.value ? t("test_sound_playing") : t("test_sound")}
    </button>
  );
}

/** Three rising notes on the chosen speaker; resolves when they are over. */
async function playChime(speaker: string): Promise<void> {
  const context = audioContext();
  const output = context.createMediaStreamDestination();
  const audio = new Audio();
  audio.srcObject = output.stream;
  await routeTo(audio, speaker);
  await audio.play().catch(() => undefined);
  const over = CHIME_HERTZ.map((hertz, index) => note(context, output, hertz, index * NOTE_SECONDS));
  await Promise.all(over);
  audio.srcObject = null;
}

function note(context: AudioContext, output: AudioNode, hertz: number, delay: number): Promise<void> {
  const start = context.currentTime + 0.1 + delay;
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.25, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS);
  oscillator.connect(gain).connect(output);
  oscillator.start(start);
  oscillator.stop(start + NOTE_SECONDS);
  return new Promise((resolve) => {
    oscillator.onended = () => resolve();
  });
}
