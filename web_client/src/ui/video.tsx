/* Media elements that play a stream. Sound has elements of its own, so that video never waits for a gesture. */
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { chosenSpeaker } from "../core/preferences";
import type { RemoteTrack } from "../core/receiver";
import type { Watching } from "../core/watching";
import type { Source } from "../core/wire.gen";
import { useSeen } from "./seen";

/** The browser wants a gesture before it plays sound. */
export const soundBlocked = signal(false);

const playing = new Set<HTMLAudioElement>();

/** Play everything again, from inside a gesture. */
export function playAll(): void {
  soundBlocked.value = false;
  for (const element of playing) void play(element);
}

async function play(element: HTMLMediaElement): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    // AbortError: another stream took the element over, which plays by itself.
    if (error instanceof DOMException && error.name === "NotAllowedError") soundBlocked.value = true;
  }
}

interface VideoProps {
  stream: MediaStream;
  source: Source;
  mirrored?: boolean;
  whole?: boolean;
}

export function Video({ stream, source, mirrored, whole }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    const video = element.current;
    if (video === null) return;
    video.srcObject = stream;
    void play(video);
    return () => {
      video.srcObject = null;
    };
  }, [stream]);
  const classes = ["video", mirrored ? "video--mirrored" : "", whole ? "video--whole" : ""];
  return <video ref={element} class={classes.join(" ")} data-source={source} autoPlay playsInline muted />;
}

interface RemoteVideoProps {
  track: RemoteTrack;
  watching: Watching;
  /** Where bandwidth is short, the higher one keeps its sharpness longer. */
  priority: number;
  whole?: boolean;
}

/** Somebody else's picture: the server is told how large it is seen. */
export function RemoteVideo({ track, watching, priority, whole }: RemoteVideoProps) {
  const frame = useRef<HTMLDivElement>(null);
  useSeen(frame, watching, track.mid, priority);
  return (
    <div ref={frame} class="video-frame">
      <Video stream={track.stream} source={track.source} whole={whole ?? false} />
    </div>
  );
}

export function LocalVideo(props: { track: MediaStreamTrack; source: Source; mirrored?: boolean }) {
  const stream = useMemo(() => new MediaStream([props.track]), [props.track]);
  return (
    <Video stream={stream} source={props.source} mirrored={props.mirrored ?? false} whole={!props.mirrored} />
  );
}

export function Sound({ stream, source }: { stream: MediaStream; source: Source }) {
  const element = useRef<HTMLAudioElement>(null);
  const speaker = chosenSpeaker.value;
  useLayoutEffect(() => {
    const audio = element.current;
    if (audio === null) return;
    audio.srcObject = stream;
    playing.add(audio);
    void play(audio);
    return () => {
      playing.delete(audio);
      audio.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    if (element.current !== null) void routeTo(element.current, speaker);
  }, [speaker]);
  // biome-ignore lint/a11y/useMediaCaption: live speech has no caption track.
  return <audio ref={element} data-source={source} autoPlay />;
}

/** Play on this speaker where the browser can choose; a speaker that is gone means the default one. */
export async function routeTo(audio: HTMLAudioElement, speaker: string): Promise<void> {
  if (typeof audio.setSinkId !== "function" || (speaker === "" && audio.sinkId === "")) return;
  await audio.setSinkId(speaker).catch(() => audio.setSinkId(""));
}
