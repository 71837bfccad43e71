/*
 * One RTCPeerConnection to the media server, with its offers: one at a time, the latest wish wins, coded refusals are
 * retried. It tells when it is of no use any more; whoever owns it makes a new one. Without trickling: the server is
 * ICE-lite and learns our address from the first check (RFC 8445 section 2.5).
 */
import { signal } from "@preact/signals-core";
import { Disconnected, Refused } from "./socket";
import type { Source } from "./wire.gen";

export type Direction = "publish" | "receive";
export type Negotiate = (
  direction: Direction,
  sdp: string,
  sources: Record<string, Source>,
) => Promise<string>;

export type LinkHealth = "connecting" | "up" | "broken" | "closed";

/** A path that was lost and does not come back by itself in this time gets an ICE restart. */
const RESTART_AFTER_MS = 1_000;
/** Browsers may cling to a dead path for five seconds although they were given a new one. Reports come every second. */
const RESTART_MUST_HELP_MS = 1_300;
const DEFAULT_RETRY_MS = 1_000;

export class PeerLink {
  readonly peer: RTCPeerConnection;
  readonly health = signal<LinkHealth>("connecting");
  /** The path may be dead, and with it whatever else goes the same way. */
  onDoubt: () => void = () => undefined;
  private offering = false;
  private offerAgain = false;
  private serverSession: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private helpTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly direction: Direction,
    private readonly negotiate: Negotiate,
    private readonly sources: () => Record<string, Source> = () => ({}),
    iceServers: RTCIceServer[] = [],
  ) {
    this.peer = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    this.peer.onconnectionstatechange = () => this.connectionChanged();
  }

  /** Offer what the connection has now. Also asks the server whether it still knows this connection. */
  async offer(): Promise<void> {
    this.offerAgain = true;
    if (this.offering) return;
    this.offering = true;
    try {
      while (this.offerAgain && this.isOpen()) {
        this.offerAgain = false;
        await this.offerOnce();
      }
    } catch (error) {
      if (this.isOpen()) this.offerFailed(error);
    } finally {
      this.offering = false;
    }
  }

  /** Find a new path for the same connection: the network has changed, or the old path is dead. */
  restart(): void {
    if (!this.isOpen()) return;
    this.peer.restartIce();
    void this.offer().then(() => this.mustHelp());
  }

  /** Give the connection up if nothing comes by it: a new one takes less long than some browsers do to change paths. */
  private async mustHelp(): Promise<void> {
    const before = await this.received();
    clearTimeout(this.helpTimer);
    this.helpTimer = setTimeout(async () => {
      if (this.health.value === "up" && before !== null && (await this.received()) === before)
        this.health.value = "broken";
    }, RESTART_MUST_HELP_MS);
  }

  /** Bytes so far; null where the browser does not count them. */
  private async received(): Promise<number | null> {
    if (!this.isOpen()) return null;
    let bytes: number | null = null;
    (await this.peer.getStats()).forEach((entry: RTCStats) => {
      if (entry.type === "transport")
        bytes = (bytes ?? 0) + ((entry as RTCTransportStats).bytesReceived ?? 0);
    });
    return bytes;
  }

  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.helpTimer);
    this.health.value = "closed";
    this.peer.onconnectionstatechange = null;
    this.peer.close();
  }

  isOpen(): boolean {
    return this.health.value === "connecting" || this.health.value === "up";
  }

  private async offerOnce(): Promise<void> {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    const sdp = await this.negotiate(this.direction, this.peer.localDescription?.sdp ?? "", this.sources());
    if (!this.isOpen()) return;
    const session = sessionId(sdp);
    if (this.serverSession !== null && this.serverSession !== session) {
      this.health.value = "broken"; // The server made a new connection: it has forgotten this one.
      return;
    }
    this.serverSession = session;
    await this.peer.setRemoteDescription({ type: "answer", sdp });
  }

  private offerFailed(error: unknown): void {
    if (error instanceof Disconnected) return; // Whoever reconnects offers again.
    if (error instanceof Refused && error.retryable) {
      this.timer = setTimeout(() => void this.offer(), error.retryMs ?? DEFAULT_RETRY_MS);
    } else {
      this.health.value = "broken";
    }
  }

  private connectionChanged(): void {
    clearTimeout(this.timer);
    switch (this.peer.connectionState) {
      case "connected":
        this.health.value = "up";
        break;
      case "disconnected":
        this.onDoubt();
        this.timer = setTimeout(() => this.restart(), RESTART_AFTER_MS);
        break;
      case "failed":
      case "closed":
        this.health.value = "broken";
        break;
    }
  }
}

/** The same in every answer about one connection, also over an ICE restart (RFC 8866 section 5.2). */
function sessionId(sdp: string): string | null {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? null;
}

const AUDIO = ["audio/opus", "audio/red"];
/** What the server forwards. A publisher sends the first of them that both have; every browser decodes VP8. */
const VIDEO = ["video/vp8", "video/h264", "video/vp9", "video/av1"];

/** Only what is of use, in our order: keeps offers small. Retransmissions follow what they are of. */
export function preferCodecs(
  transceiver: RTCRtpTransceiver,
  direction: Direction,
  kind: "audio" | "video",
): void {
  const side = direction === "publish" ? RTCRtpSender : RTCRtpReceiver;
  const codecs = side.getCapabilities(kind)?.codecs ?? [];
  const named = (name: string) => codecs.filter((codec) => codec.mimeType.toLowerCase() === name);
  transceiver.setCodecPreferences((kind === "audio" ? AUDIO : [...VIDEO, "video/rtx"]).flatMap(named));
}
