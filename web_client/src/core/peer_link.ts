/*
 * One RTCPeerConnection to the media server, with its offers: one at a time, the latest wish wins, coded refusals are
 * retried. It tells when it is of no use any more; whoever owns it makes a new one. Without ICE servers and
 * without trickling: the server is ICE-lite and learns our address from the first check (RFC 8445 section 2.5).
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
const RESTART_AFTER_MS = 2_500;
const DEFAULT_RETRY_MS = 1_000;

export class PeerLink {
  readonly peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  readonly health = signal<LinkHealth>("connecting");
  private offering = false;
  private offerAgain = false;
  private serverSession: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly direction: Direction,
    private readonly negotiate: Negotiate,
    private readonly sources: () => Record<string, Source> = () => ({}),
  ) {
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

  close(): void {
    clearTimeout(this.timer);
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
        this.timer = setTimeout(() => {
          this.peer.restartIce();
          void this.offer();
        }, RESTART_AFTER_MS);
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

/** VP8 with retransmission, Opus: what every browser has and the server forwards. Keeps offers small. */
export function preferCodecs(
  transceiver: RTCRtpTransceiver,
  direction: Direction,
  kind: "audio" | "video",
): void {
  const side = direction === "publish" ? RTCRtpSender : RTCRtpReceiver;
  const wanted = kind === "audio" ? ["audio/opus"] : ["video/vp8", "video/rtx"];
  const codecs = side.getCapabilities(kind)?.codecs ?? [];
  transceiver.setCodecPreferences(codecs.filter((codec) => wanted.includes(codec.mimeType.toLowerCase())));
}
